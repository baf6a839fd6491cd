package match

import (
	"slices"
	"sort"
	"sync"
	"unicode/utf8"

	"newswatch"
	"newswatch/pipeline/fold"
	"newswatch/pipeline/match/terms"
)

// Fields are numbered in the order in which matches are listed.
const (
	title = iota
	text
	source
	author
	kicker
	subtitle
	fieldCount
)

var fieldNames = [fieldCount]newswatch.Field{
	newswatch.FieldTitle, newswatch.FieldText, newswatch.FieldSource, newswatch.FieldAuthor, newswatch.FieldKicker, newswatch.FieldSubtitle,
}

// named is the fields that rules mean by a name: the lines above and below a
// headline are a part of it.
func named(name newswatch.Field) fields {
	if name == newswatch.FieldTitle {
		return headline
	}
	return 1 << slices.Index(fieldNames[:], name)
}

// fields is a set of fields, a bit each.
type fields uint8

const (
	headline = fields(1<<title | 1<<kicker | 1<<subtitle)
	whole    = headline | 1<<text
)

func (f fields) has(i int) bool { return f>>i&1 == 1 }

func (f fields) String() string {
	var names []string
	for i, n := range fieldNames {
		if f.has(i) && i != kicker && i != subtitle {
			names = append(names, string(n))
		}
	}
	return orList(names)
}

// place is a stretch of a folded field, in bytes, where a word stands.
type place struct {
	word     *word
	field    int
	from, to int
}

// run is one article being matched.
type run struct {
	m      *Matcher
	doc    *Doc
	fields [fieldCount]field

	excepted *[fieldCount]inside  // of the watch at hand; nil where it has none
	regexes  map[wordAt][]stretch // what was found already
}

type wordAt struct {
	word  *word
	field int
}

type stretch struct{ from, to int }

// field is a folded field and what was found in it.
type field struct {
	fold.Text
	found []terms.Occurrence

	counts    []int // folded runes before each rulerStep bytes; made when needed
	bytes     []int // of the original before each rulerStep runes; made when needed
	sentences []int // ends, in folded bytes; made when needed
	paras     []int
}

var runs = sync.Pool{New: func() any { return new(run) }}

func newRun(m *Matcher, d *Doc) *run {
	r := runs.Get().(*run)
	r.m, r.doc = m, d
	for i, t := range [fieldCount]fold.Text{d.Title, d.Text, d.Source, d.Author, d.Kicker, d.Subtitle} {
		f := &r.fields[i]
		*f = field{Text: t, found: m.set.Find(f.found[:0], t.Bytes())}
	}
	return r
}

// free gives the run's memory back; nothing of it may be used afterwards.
func (r *run) free() {
	r.m, r.doc, r.excepted, r.regexes = nil, nil, nil, nil
	for i := range r.fields {
		found := r.fields[i].found[:0]
		if cap(found) > 1<<16 {
			found = nil
		}
		r.fields[i] = field{found: found}
	}
	runs.Put(r)
}

// candidates lists the watches that may fire, in order.
func (r *run) candidates() []int32 {
	list := slices.Clone(r.m.always)
	for i := range r.fields {
		last := -1
		for _, o := range r.fields[i].found {
			if t := o.Term(); t != last {
				list = append(list, r.m.uses[t]...)
				last = t
			}
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}

// of gives the occurrences of one term.
func (f *field) of(term int) []terms.Occurrence {
	i := sort.Search(len(f.found), func(i int) bool { return f.found[i].Term() >= term })
	j := i
	for j < len(f.found) && f.found[j].Term() == term {
		j++
	}
	return f.found[i:j]
}

const rulerStep = 256

// runesBefore counts the folded characters before byte i.
func (f *field) runesBefore(i int) int {
	b := f.Bytes()
	if f.counts == nil {
		f.counts = make([]int, 1, len(b)/rulerStep+1)
		n := 0
		for at := 0; at+rulerStep <= len(b); at += rulerStep {
			n += starts(b[at : at+rulerStep])
			f.counts = append(f.counts, n)
		}
	}
	k := i / rulerStep
	return f.counts[k] + starts(b[k*rulerStep:i])
}

// byteAt is the byte at which a rune of the original begins.
func (f *field) byteAt(offset int) int {
	s := f.Original()
	if f.bytes == nil {
		n := 0
		for i := range s {
			if n%rulerStep == 0 {
				f.bytes = append(f.bytes, i)
			}
			n++
		}
	}
	k := max(offset, 0) / rulerStep
	if k >= len(f.bytes) {
		return len(s)
	}
	at := f.bytes[k]
	for n := k * rulerStep; n < offset && at < len(s); n++ {
		_, size := utf8.DecodeRuneInString(s[at:])
		at += size
	}
	return at
}

// cut is a stretch of the original behind folded bytes.
func (f *field) cut(from, to int) string {
	offset, length := f.Span(from, to)
	return f.Original()[f.byteAt(offset):f.byteAt(offset+length)]
}

// starts counts the bytes that begin a character.
func starts(b []byte) int {
	n := 0
	for _, c := range b {
		if utf8.RuneStart(c) {
			n++
		}
	}
	return n
}

// sentenceEnds lists where sentences end, the last one with the field.
func (f *field) sentenceEnds() []int {
	if f.sentences != nil {
		return f.sentences
	}
	s := f.String()
	for i := 0; i < len(s); {
		n := sentenceEnd(s[i:])
		if n > 0 {
			f.sentences = append(f.sentences, i+n)
		}
		i += max(n, 1)
	}
	f.sentences = append(f.sentences, len(s))
	return f.sentences
}

// sentenceEnd is the length of the sign at the beginning of s that ends a
// sentence, 0 where there is none.
func sentenceEnd(s string) int {
	switch c := s[0]; {
	case c == '\n' || c == '!' || c == '?':
		return 1
	case c == '.':
		n := 1
		for n < len(s) && s[n] == '.' {
			n++
		}
		if n >= 6 {
			return n
		}
	case c == "。"[0] && len(s) >= 3 && s[:3] == "。":
		return 3
	}
	return 0
}

// paragraphEnds lists where paragraphs end, the last one with the field.
func (f *field) paragraphEnds() []int {
	if f.paras != nil {
		return f.paras
	}
	for i, c := range f.Bytes() {
		if c == '\n' {
			f.paras = append(f.paras, i+1)
		}
	}
	f.paras = append(f.paras, f.Len())
	return f.paras
}

// inside knows which stretches lie within others.
type inside struct {
	outer []stretch
	reach []int // how far any outer stretch up to this one goes
}

func newInside(outer []stretch) inside {
	slices.SortFunc(outer, func(a, b stretch) int { return a.from - b.from })
	in := inside{outer: outer, reach: make([]int, len(outer))}
	end := 0
	for i, s := range outer {
		end = max(end, s.to)
		in.reach[i] = end
	}
	return in
}

// holds reports whether one of the outer stretches contains [from, to).
func (in *inside) holds(from, to int) bool {
	k := sort.Search(len(in.outer), func(i int) bool { return in.outer[i].from > from })
	return k > 0 && in.reach[k-1] >= to
}

// except prepares the stretches in which occurrences do not count.
func (r *run) except(words []*word) {
	r.excepted = nil
	if len(words) == 0 {
		return
	}
	var outer [fieldCount][]stretch
	some := false
	for _, w := range words {
		for _, p := range w.places(r, true, nil) {
			outer[p.field] = append(outer[p.field], stretch{p.from, p.to})
			some = true
		}
	}
	if some {
		r.excepted = new([fieldCount]inside)
		for i := range outer {
			r.excepted[i] = newInside(outer[i])
		}
	}
}
