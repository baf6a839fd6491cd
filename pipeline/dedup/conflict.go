package dedup

import (
	"strings"
	"unicode/utf8"
)

// evidence is what speaks for and against two aligned texts telling the same.
type evidence struct {
	agree    map[fact]bool // figures that both state
	clash    map[fact]fact // figures that differ in the same place
	dates    int           // of the clashes, days, months, years and ordinals
	people   map[pair]int
	names    map[pair]int // of bodies, things and what else shows to be a name
	places   map[pair]int
	polar    map[pair]int // 涨 for 跌
	wording  int          // tokens in other swaps
	others   map[pair]int // a name where it comes twice
	rewrites int          // long swaps
}

// A fact is a number with what it counts.
type fact struct{ value, unit uint32 }

// A pair is what stands in one text and what in the other, in the same place.
type pair struct{ x, y string }

// dateUnits tell that a number dates or counts an edition.
const dateUnits = "年月日届次期批季届"

// weigh reads the swaps between two aligned texts, and the figures that both
// have in their common passages.
func weigh(a, b *document, blocks, more []block, swaps []swap) *evidence {
	e := &evidence{agree: map[fact]bool{}, clash: map[fact]fact{}, people: map[pair]int{}, names: map[pair]int{}, places: map[pair]int{}, polar: map[pair]int{}, others: map[pair]int{}}
	for _, list := range [][]block{blocks, more} {
		for _, blk := range list {
			for i := blk.a; i < blk.a+blk.n; i++ {
				if a.tokens[i].kind == number && !trifling(a.tokens[i].id) {
					e.agree[factAt(a.tokens, i)] = true
				}
			}
		}
	}
	for _, s := range swaps {
		if !full(s) {
			continue
		}
		e.read(a, b, s)
	}
	return e
}

// trifling numbers are part of many words: 一, 两.
func trifling(id uint32) bool { return id == numberID(1) || id == numberID(2) }

func factAt(t []token, i int) fact {
	f := fact{value: t[i].id}
	if i+1 < len(t) {
		f.unit = t[i+1].id
	}
	return f
}

func (f fact) isDate() bool { return strings.ContainsRune(dateUnits, rune(f.unit)) && f.unit < hashed }

// read classes one swap.
func (e *evidence) read(a, b *document, s swap) {
	x, y := a.tokens[s.a0:s.a1], b.tokens[s.b0:s.b1]
	if hasKind(x, day) || hasKind(y, day) {
		return // 昨天 for 2月5日
	}
	if e.numbers(a.tokens, b.tokens, s) {
		return
	}
	p := pair{a.span(s.a0, s.a1), b.span(s.b0, s.b1)}
	l := words()
	if isPolar(p.x, p.y) {
		e.polar[p]++
		return
	}
	if e.person(a, b, s, l) {
		return
	}
	if l.isCommon(p.x) || l.isCommon(p.y) {
		e.wording += max(len(x), len(y))
		return
	}
	after := a.span(s.a1, min(s.a1+4, len(a.tokens)))
	switch {
	case len(x) > 14 || len(y) > 14:
		e.rewrites++
		e.wording += max(len(x), len(y))
	case l.isPlace(p.x) && l.isPlace(p.y):
		e.places[p]++
	case len(x) >= 2 && len(y) >= 2 && (beginsBody(after) || endsBody(p.x) && endsBody(p.y)):
		e.names[p]++
	case len(x) >= 2 && len(y) >= 2:
		if e.others[p]++; e.others[p] == 2 {
			e.names[p] = 1
		}
		e.wording += max(len(x), len(y))
	default:
		e.wording += max(len(x), len(y))
	}
}

// numbers compares the numbers in a swap, and reports whether they were what
// differs.
func (e *evidence) numbers(a, b []token, s swap) bool {
	var x, y []int
	for i := s.a0; i < s.a1; i++ {
		if a[i].kind == number {
			x = append(x, i)
		}
	}
	for i := s.b0; i < s.b1; i++ {
		if b[i].kind == number {
			y = append(y, i)
		}
	}
	if len(x) == 0 || len(y) == 0 {
		return false
	}
	for k := range min(len(x), len(y)) {
		f, g := factAt(a, x[k]), factAt(b, y[k])
		if f == g || trifling(f.value) && trifling(g.value) && !f.isDate() {
			continue
		}
		if f.value == g.value {
			e.agree[f] = true
			continue
		}
		if f.isDate() {
			e.dates++
		}
		e.clash[f] = g
	}
	return true
}

func hasKind(t []token, k kind) bool {
	for _, x := range t {
		if x.kind == k {
			return true
		}
	}
	return false
}

// span is the folded text of tokens from up to to.
func (d *document) span(from, to int) string {
	if from >= to {
		return ""
	}
	return d.text.String()[d.tokens[from].pos:d.tokens[to-1].end]
}

// person tries a swap as two names of people: a family name and one or two
// characters, where the family name may be common to both and so stand before
// the swap.
func (e *evidence) person(a, b *document, s swap, l lexicon) bool {
	for back := 0; back <= 1; back++ {
		from, fromB := s.a0-back, s.b0-back
		if from < 0 || fromB < 0 {
			return false
		}
		x, y := a.span(from, s.a1), b.span(fromB, s.b1)
		if isPerson(x, l) && isPerson(y, l) {
			e.people[pair{x, y}]++
			return true
		}
	}
	return false
}

func isPerson(s string, l lexicon) bool {
	r, size := utf8.DecodeRuneInString(s)
	n := utf8.RuneCountInString(s)
	return n >= 2 && n <= 3 && l.surnames[r] && !l.isCommon(s) && !l.isCommon(s[size:]) && !l.isPlace(s) && !strings.ContainsAny(s, ",。、\n")
}

func endsBody(s string) bool {
	for _, e := range bodies {
		if strings.HasSuffix(s, e) {
			return true
		}
	}
	return false
}

// polar words say the contrary of each other, or another weather.
const polarWords = "晴阴雨雪雾霾云东南西北涨跌升降增减胜负平男女早晚"

func isPolar(x, y string) bool {
	return strings.ContainsAny(x, polarWords) && strings.ContainsAny(y, polarWords) && utf8.RuneCountInString(x) <= 4 && utf8.RuneCountInString(y) <= 4
}
