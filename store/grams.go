package store

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The index knows two kinds of term. A run of letters and digits of an
// alphabetic script is one term: "gdp", "2026". A run of Han or other
// ideographic or syllabic characters gives one term for each pair of
// neighbours, and one for a character that stands alone: a user's word of two
// characters is one term, a longer one several that the text is then checked
// for. Nothing spans punctuation or a line's end.

// maxTerm bounds an alphabetic term, in bytes; the rest of a longer run is not
// indexed.
const maxTerm = 40

// sitePrefix marks the term that holds an article's site. It is a character
// that no text keeps: the index is told texts without it.
const sitePrefix = "\u01c1"

// script says which kind of run a character belongs to.
type script int

const (
	apart      script = iota // punctuation, blanks: ends every run
	alphabetic               // words
	ideographs               // pairs
)

func scriptOf(r rune) script {
	switch {
	case r < utf8.RuneSelf:
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' {
			return alphabetic
		}
		return apart
	case r >= 0x4e00 && r <= 0x9fff: // the common case first
		return ideographs
	case r == 0x01c1 || r == utf8.RuneError:
		return apart
	case r >= 0x2e80 && unicode.IsLetter(r):
		return ideographs
	case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
		return alphabetic
	}
	return apart
}

// runs calls f for each run of one script in s, from start to end in bytes.
func runs(s string, f func(kind script, start, end int)) {
	kind, start := apart, 0
	for i, r := range s {
		k := scriptOf(r)
		if k == kind {
			continue
		}
		if kind != apart {
			f(kind, start, i)
		}
		kind, start = k, i
	}
	if kind != apart {
		f(kind, start, len(s))
	}
}

// grams turns folded texts into what the index is given: each term once,
// separated by blanks.
func grams(site string, texts ...string) string {
	size := len(site) + len(sitePrefix) + 1
	for _, text := range texts {
		size += 2*len(text) + len(text)/3
	}
	var b strings.Builder
	b.Grow(size)
	seen := newPairs(size / 7)
	words := map[string]struct{}{}
	b.WriteString(siteTerm(site))
	for _, text := range texts {
		runs(text, func(kind script, start, end int) {
			if kind == alphabetic {
				word := text[start:min(end, start+maxTerm)]
				if _, known := words[word]; !known {
					words[word] = struct{}{}
					b.WriteByte(' ')
					b.WriteString(word)
				}
				return
			}
			before, at := rune(0), start // the character before, and where it begins
			for i, r := range text[start:end] {
				if before != 0 && seen.add(before, r) {
					b.WriteByte(' ')
					b.WriteString(text[at : start+i+utf8.RuneLen(r)])
				}
				before, at = r, start+i
			}
			if at == start && seen.add(0, before) { // alone in its run
				b.WriteByte(' ')
				b.WriteString(text[start:end])
			}
		})
	}
	return b.String()
}

// siteTerm is the term that every article of a site has. A site's id may hold
// characters that end a term, so it is spelled in letters.
func siteTerm(site string) string {
	var b strings.Builder
	b.WriteString(sitePrefix)
	for i := range len(site) {
		b.WriteByte('a' + site[i]>>4)
		b.WriteByte('a' + site[i]&15)
	}
	return b.String()
}

// pairs is a set of pairs of characters, made for one text and thrown away: an
// open hash table, several times cheaper than a map.
type pairs struct {
	slots []uint64
	mask  uint64
	used  int
}

func newPairs(n int) *pairs {
	size := 256
	for size < 2*n {
		size *= 2
	}
	return &pairs{slots: make([]uint64, size), mask: uint64(size - 1)}
}

// add reports whether the pair is new.
func (p *pairs) add(a, b rune) bool {
	if 2*p.used >= len(p.slots) {
		p.grow()
	}
	key := uint64(a)<<32 | uint64(b) | 1<<63
	for i := key * 0x9e3779b97f4a7c15 >> 20; ; i++ {
		switch slot := &p.slots[i&p.mask]; *slot {
		case 0:
			*slot = key
			p.used++
			return true
		case key:
			return false
		}
	}
}

func (p *pairs) grow() {
	old := p.slots
	p.slots, p.mask = make([]uint64, 2*len(old)), uint64(2*len(old)-1)
	for _, key := range old {
		if key == 0 {
			continue
		}
		i := key * 0x9e3779b97f4a7c15 >> 20
		for p.slots[i&p.mask] != 0 {
			i++
		}
		p.slots[i&p.mask] = key
	}
}

// lower is the folding of a store that was given none.
func lower(s string) string { return strings.Map(unicode.ToLower, s) }

func lowerSpans(s string) (string, Spans) {
	folded := lower(s)
	return folded, func(from, to int) (int, int) {
		return utf8.RuneCountInString(folded[:from]), utf8.RuneCountInString(folded[from:to])
	}
}
