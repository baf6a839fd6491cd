// Package match finds what the watches look for in an article, and says why it
// did or did not.
//
// All words of all watches are looked up in one pass over each field, on folded
// text (package fold), so that case, width, traditional characters and the
// disguises of copying sites do not matter; what is found is told in runes of
// the original. Package rule defines the language of expressions. What the
// language and the lists mean here:
//
//   - A word stands where its folded form stands: across no punctuation and no
//     border of paragraphs or fields. Occurrences may overlap. Where a word
//     begins or ends with a Latin letter or a digit there must be a border of
//     Latin words, see [terms.Border]; AI is in 萧山AI产业 and 2025AI大会, not in
//     AIR or MAIN.
//   - An entry of any, all, none or except that is written /…/ is a regular
//     expression. It is matched against folded text, without regard to case, and
//     its own letters are folded; ^ and $ are the ends of a paragraph. One longer
//     than 16 KiB is read in pieces, cut at ends of sentences.
//   - any, all and expr look into the fields under in, by default title and text;
//     a scope such as source: goes before in. none and context look into title
//     and text, and into those under in. The lines above and below a headline
//     are a part of the title. All conditions that are given must hold.
//   - An occurrence that lies inside one of an except word does not count for any,
//     all, expr and names. What must be absent (none, and NOT in an expression)
//     must be absent altogether: except does not excuse it.
//   - a NEAR/n b: at most n characters of folded text stand between the two; they
//     may overlap, but one occurrence is not near itself. a >> b: b begins after a
//     ends, in the same field. NEAR may cross sentences and paragraphs.
//   - A sentence ends at 。！？ and six dots, and with its paragraph.
//   - COUNT counts different places, over all fields looked into, up to 10,000.
//   - An article of unknown site passes conditions on sites.
//
// A match lists each occurrence that made a condition hold, at most 1,000 of a
// watch in a field: for a NEAR/5 b those near each other, for (a AND b) OR c only
// c where b is missing.
//
// A target stands where its name or an alias does; of overlapping ones the
// longest counts. A person's name inside a longer name of another person among
// the targets is not hers. With context, one of the words must stand in the
// article, be it inside the name itself. An alias of two targets names each whose
// context stands.
package match

import (
	"fmt"

	"newswatch"
	"newswatch/pipeline/fold"
	"newswatch/pipeline/match/terms"
)

// Doc is an article as rules see it.
type Doc struct {
	Site                        newswatch.SiteID // empty where unknown
	Title, Text, Source, Author fold.Text
	Kicker, Subtitle            fold.Text // the lines above and below the headline
	Figures                     []newswatch.Figure
}

// Fault is what is wrong with a watch, or doubtful.
type Fault struct {
	Watch  string // its id
	Key    string // expr, any[2], aliases[0] …
	Column int    // in the value, in characters from 1; 0 where the whole is meant
	Msg    string
}

func (f *Fault) Error() string {
	at := ""
	if f.Column > 0 {
		at = fmt.Sprintf("column %d: ", f.Column)
	}
	if f.Key != "" {
		at = f.Key + ": " + at
	}
	return fmt.Sprintf("watch %q: %s%s", f.Watch, at, f.Msg)
}

// Matcher is a compiled list of watches. It is safe for concurrent use.
type Matcher struct {
	watches  []watch
	set      *terms.Set
	uses     [][]int32 // term to the watches that may fire where it stands
	always   []int32   // watches that may fire without any term
	warnings []*Fault
}

// watch is a compiled watch.
type watch interface {
	source() *newswatch.Watch
	// match appends what the watch found. Where it does not fire it gives false.
	match(*run) (newswatch.Hit, bool)
	// why says which condition failed.
	why(*run) string
}

// Compile makes a matcher of watches. The error joins a [*Fault] for each thing
// that is wrong, among them rules that can never fire.
func Compile(watches []newswatch.Watch) (*Matcher, error) {
	c := newCompiler()
	for i := range watches {
		c.watch(&watches[i])
	}
	return c.finish()
}

// Warnings are what is doubtful about the watches, though they compile.
func (m *Matcher) Warnings() []*Fault { return m.warnings }

// Terms is how many different words the watches look for.
func (m *Matcher) Terms() int { return m.set.Len() }

// Match tells which watches the article raises, in the watches' order.
func (m *Matcher) Match(d *Doc) []newswatch.Hit {
	r := newRun(m, d)
	defer r.free()
	var hits []newswatch.Hit
	for _, i := range r.candidates() {
		if h, ok := m.watches[i].match(r); ok {
			hits = append(hits, h)
		}
	}
	return hits
}

// Explain tells, besides the watches that the article raises, for every other
// one which condition failed.
func (m *Matcher) Explain(d *Doc) ([]newswatch.Hit, []newswatch.Miss) {
	r := newRun(m, d)
	defer r.free()
	var hits []newswatch.Hit
	var misses []newswatch.Miss
	for _, w := range m.watches {
		if h, ok := w.match(r); ok {
			hits = append(hits, h)
		} else {
			misses = append(misses, newswatch.Miss{ID: w.source().ID, Reason: w.why(r)})
		}
	}
	return hits, misses
}
