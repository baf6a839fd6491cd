package match

import (
	"slices"
	"sort"

	"newswatch"
	"newswatch/pipeline/match/rule"
)

// cond is a condition on an article.
type cond interface {
	// eval reports whether the condition holds, and appends where. Raw looks past
	// except words: it is set for what must be absent.
	eval(r *run, raw bool, to []place) ([]place, bool)
	// why says why the condition does not hold.
	why(r *run, raw bool) string
}

// located is a condition that has places in the text.
type located interface {
	cond
	spans(r *run, raw bool) []span
}

// span is a stretch that a located condition covers, and the words in it that
// make it hold.
type span struct {
	field    int
	from, to int
	parts    []place
}

func compareSpans(a, b span) int {
	if c := a.field - b.field; c != 0 {
		return c
	}
	if c := a.from - b.from; c != 0 {
		return c
	}
	return a.to - b.to
}

func sameSpan(a, b span) bool { return compareSpans(a, b) == 0 }

type (
	allOf []cond
	oneOf struct {
		xs []cond
		// byTerm has the words of a long list, so that what was found is looked
		// up in the list and not the list in what was found; else nil.
		byTerm map[int]*word
	}
	absent struct{ x cond }
	onSite struct{ id newswatch.SiteID }
	near   struct {
		a, b located
		gap  int
	}
	before   struct{ a, b located }
	together struct {
		unit     rule.Unit
		with     []located
		without  []located
		standing string // the rule as written
	}
	counted struct {
		x located
		rule.Count
	}
)

func (c allOf) eval(r *run, raw bool, to []place) ([]place, bool) {
	n := len(to)
	for _, x := range c {
		var ok bool
		if to, ok = x.eval(r, raw, to); !ok {
			return to[:n], false
		}
	}
	return to, true
}

// longList is from how many words on a list is kept by term.
const longList = 32

func newOneOf(xs []cond) oneOf {
	c := oneOf{xs: xs}
	if len(xs) < longList {
		return c
	}
	byTerm := make(map[int]*word, len(xs))
	for _, x := range xs {
		w, ok := x.(*word)
		if !ok || w.regex != nil || byTerm[w.term] != nil && byTerm[w.term].fields != w.fields {
			return c
		}
		if byTerm[w.term] == nil {
			byTerm[w.term] = w
		}
	}
	c.byTerm = byTerm
	return c
}

func (c oneOf) eval(r *run, raw bool, to []place) ([]place, bool) {
	if c.byTerm != nil {
		n := len(to)
		to = c.look(r, raw, to)
		return to, len(to) > n
	}
	some := false
	for _, x := range c.xs {
		var ok bool
		to, ok = x.eval(r, raw, to)
		some = some || ok
	}
	return to, some
}

// look appends the places of a long list's words.
func (c oneOf) look(r *run, raw bool, to []place) []place {
	for i := range r.fields {
		var w *word
		last := -1
		for _, o := range r.fields[i].found {
			if t := o.Term(); t != last {
				w, last = c.byTerm[t], t
			}
			if w != nil && w.fields.has(i) {
				to = w.admit(r, raw, i, o.Start(), o.Start()+r.m.set.Size(last), to)
			}
		}
	}
	return to
}

func (c absent) eval(r *run, raw bool, to []place) ([]place, bool) {
	n := len(to)
	to, ok := c.x.eval(r, !raw, to)
	return to[:n], !ok
}

func (c onSite) eval(r *run, raw bool, to []place) ([]place, bool) {
	if r.doc.Site == "" {
		return to, !raw // unknown: neither asking for it nor forbidding it fails
	}
	return to, r.doc.Site == c.id
}

func (c near) eval(r *run, raw bool, to []place) ([]place, bool) {
	return gather(c.spans(r, raw), to)
}
func (c before) eval(r *run, raw bool, to []place) ([]place, bool) {
	return gather(c.spans(r, raw), to)
}

func gather(spans []span, to []place) ([]place, bool) {
	for _, s := range spans {
		to = append(to, s.parts...)
	}
	return to, len(spans) > 0
}

// spans of an alternative are those of all its branches.
func (c oneOf) spans(r *run, raw bool) []span {
	var all []span
	for _, x := range c.xs {
		all = append(all, x.(located).spans(r, raw)...)
	}
	slices.SortStableFunc(all, compareSpans)
	return all
}

// spans of a near pair cover both. Each a is paired with the next b on either
// side, and each b with the next a, which is enough to find every word that is
// near another, without looking at all pairs.
func (c near) spans(r *run, raw bool) []span {
	a, b := c.a.spans(r, raw), c.b.spans(r, raw)
	if len(a) == 0 || len(b) == 0 {
		return nil
	}
	var all []span
	pair := func(x, y span) {
		f := &r.fields[x.field]
		if !sameSpan(x, y) && f.between(x, y) <= c.gap {
			all = append(all, cover(x, y))
		}
	}
	neighbours(a, b, pair)
	neighbours(b, a, func(y, x span) { pair(x, y) })
	return tidy(all)
}

// maxSpans bounds what a chain of NEAR and >> carries from one to the next, and
// maxParts how many words of one stretch; only texts that repeat themselves
// without end have more.
const maxParts, maxSpans = 20, 5_000

// tidy sorts spans and makes one of those that cover the same stretch.
func tidy(spans []span) []span {
	slices.SortStableFunc(spans, compareSpans)
	kept := spans[:0]
	for _, s := range spans {
		n := len(kept) - 1
		if n < 0 || !sameSpan(kept[n], s) {
			kept = append(kept, s)
			continue
		}
		for _, p := range s.parts {
			if len(kept[n].parts) < maxParts && !slices.Contains(kept[n].parts, p) {
				kept[n].parts = append(kept[n].parts, p)
			}
		}
	}
	return kept[:min(len(kept), maxSpans)]
}

// between counts the characters between two spans of a field; 0 where they
// overlap.
func (f *field) between(a, b span) int {
	switch {
	case a.to <= b.from:
		return f.runesBefore(b.from) - f.runesBefore(a.to)
	case b.to <= a.from:
		return f.runesBefore(a.from) - f.runesBefore(b.to)
	}
	return 0
}

func cover(a, b span) span {
	return span{a.field, min(a.from, b.from), max(a.to, b.to), slices.Concat(a.parts, b.parts)}
}

// neighbours calls f with each of xs and its nearest of ys: the last that ends
// before it, the first that begins after it, and one that overlaps it.
func neighbours(xs, ys []span, f func(x, y span)) {
	ends := slices.Clone(ys)
	slices.SortStableFunc(ends, func(a, b span) int {
		if c := a.field - b.field; c != 0 {
			return c
		}
		return a.to - b.to
	})
	// For the first n of ys, which two reach furthest: one of them is not x.
	far := make([][2]int, len(ys))
	for i, y := range ys {
		top := [2]int{i, -1}
		if i > 0 && ys[i-1].field == y.field {
			switch p := far[i-1]; {
			case ys[p[0]].to > y.to:
				top = [2]int{p[0], i}
				if p[1] >= 0 && ys[p[1]].to > y.to {
					top[1] = p[1]
				}
			default:
				top[1] = p[0]
			}
		}
		far[i] = top
	}
	for _, x := range xs {
		if i := sort.Search(len(ys), func(i int) bool {
			return ys[i].field > x.field || ys[i].field == x.field && ys[i].from >= x.to
		}); i < len(ys) && ys[i].field == x.field {
			f(x, ys[i])
		}
		if i := sort.Search(len(ends), func(i int) bool {
			return ends[i].field > x.field || ends[i].field == x.field && ends[i].to > x.from
		}); i > 0 && ends[i-1].field == x.field {
			f(x, ends[i-1])
		}
		if i := sort.Search(len(ys), func(i int) bool {
			return ys[i].field > x.field || ys[i].field == x.field && ys[i].from >= x.to
		}); i > 0 && ys[i-1].field == x.field {
			for _, k := range far[i-1] {
				if k >= 0 && ys[k].to > x.from && !sameSpan(ys[k], x) {
					f(x, ys[k])
				}
			}
		}
	}
}

// spans of an ordered pair reach from an a to the next b, and from a b back to
// the next a.
func (c before) spans(r *run, raw bool) []span {
	a, b := c.a.spans(r, raw), c.b.spans(r, raw)
	if len(a) == 0 || len(b) == 0 {
		return nil
	}
	var all []span
	order := func(x, y span) {
		if x.to <= y.from {
			all = append(all, cover(x, y))
		}
	}
	neighbours(a, b, order)
	neighbours(b, a, func(y, x span) { order(x, y) })
	return tidy(all)
}

func (c together) eval(r *run, raw bool, to []place) ([]place, bool) {
	n := len(to)
	for i := range r.fields {
		ends := r.fields[i].sentenceEnds
		if c.unit == rule.Paragraph {
			ends = r.fields[i].paragraphEnds
		}
		to = c.field(r, i, ends(), raw, to)
	}
	return to, len(to) > n
}

// field appends the places in the sentences of one field that have all.
func (c together) field(r *run, field int, ends []int, raw bool, to []place) []place {
	// having counts, per sentence, how many of the parts it has.
	having := map[int]int{}
	located := make([][]span, len(c.with))
	for k, x := range c.with {
		for _, s := range x.spans(r, raw) {
			if s.field != field {
				continue
			}
			at, ok := unitOf(s, ends)
			if !ok {
				continue
			}
			located[k] = append(located[k], s)
			if having[at] == k {
				having[at] = k + 1
			}
		}
	}
	for _, x := range c.without {
		for _, s := range x.spans(r, !raw) {
			if at, ok := unitOf(s, ends); ok && s.field == field {
				delete(having, at)
			}
		}
	}
	for _, spans := range located {
		for _, s := range spans {
			if at, _ := unitOf(s, ends); having[at] == len(c.with) {
				to = append(to, s.parts...)
			}
		}
	}
	return to
}

// unitOf is the sentence or paragraph that a span lies in, if it is one.
func unitOf(s span, ends []int) (int, bool) {
	i := sort.SearchInts(ends, s.from+1)
	return i, i < len(ends) && s.to <= ends[i]
}

func (c counted) eval(r *run, raw bool, to []place) ([]place, bool) {
	spans := c.x.spans(r, raw)
	n := len(slices.CompactFunc(slices.Clone(spans), sameSpan))
	if !c.Holds(n) {
		return to, false
	}
	if !c.Holds(0) {
		to, _ = gather(spans, to)
	}
	return to, true
}
