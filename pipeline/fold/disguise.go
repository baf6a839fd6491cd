package fold

import "strings"

// counts is what folding met on its way.
type counts struct {
	bytes       int // of the folded text
	traditional int // characters that have another simplified form
	notes       int // pinyin notes
	invisible   int // zero-width characters, controls, marks on Han characters
	spaces      int // between Han characters
	dots        int // interpuncts between Han characters
	emails      int // placeholders of e-mail addresses
	lost        int // U+FFFD and invalid bytes
}

// Disguise is a set of ways in which a text is written so that it does not look
// like its source, or was damaged on the way.
type Disguise uint8

// The ways. Traditional characters alone are no disguise where a site writes
// them anyway; a copy that differs from its source in them wears one.
const (
	Traditional Disguise = 1 << iota
	Pinyin               // notes after the characters
	Invisible            // zero-width characters in between
	Spaced               // spaces or interpuncts between the characters
	Damaged              // characters were lost
)

var disguiseNames = []string{"traditional characters", "pinyin notes", "invisible characters", "spaces between characters", "damage"}

// Has reports whether all of other are among d.
func (d Disguise) Has(other Disguise) bool { return d&other == other }

// String names the ways, joined by commas; it is empty where there are none.
func (d Disguise) String() string {
	var names []string
	for k, name := range disguiseNames {
		if d&(1<<k) != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// Disguise says which disguises the text wears: those that come up oftener
// than in texts that are only typeset so. One gloss is no disguise.
func (t Text) Disguise() Disguise {
	c := t.counts
	han := c.bytes/3 + 1
	var d Disguise
	if c.isTraditional() {
		d |= Traditional
	}
	if c.notes >= 3 && c.notes*200 >= han {
		d |= Pinyin
	}
	if c.invisible >= 5 && c.invisible*100 >= han {
		d |= Invisible
	}
	if n := c.spaces + c.dots; n >= 5 && n*20 >= han {
		d |= Spaced
	}
	if c.lost > 0 {
		d |= Damaged
	}
	return d
}

// Emails is the number of e-mail addresses that the page had hidden.
func (t Text) Emails() int { return t.counts.emails }

func (c counts) isTraditional() bool {
	return c.traditional >= 2 && c.traditional*20 >= c.bytes/3
}

func (f *Folder) traditional() bool {
	f.n.bytes = len(f.out)
	return f.n.isTraditional()
}
