package dedup

import (
	"strings"

	"newswatch/pipeline/fold"
)

// evidence is what speaks for and against two aligned texts telling the same.
type evidence struct {
	agree   map[fact]bool    // figures that both state in the same place
	clashes map[pair]float64 // what differs in the same place, by weight
	kinds   map[pair]string
	count   map[pair]int
	slips   float64 // characters that differ one by one
	swaps   int     // names that only sound alike, or places put in
	damaged bool    // one of the texts lost characters
	// sameTitle: the titles are the same but for a few characters.
	sameTitle bool
	// elsewhen: days or small numbers differ, which editors change but copies do not.
	elsewhen bool
}

// A fact is a number with what it counts.
type fact struct{ value, unit uint32 }

// A pair is what stands in one text and what in the other, in the same place.
type pair struct{ x, y string }

// What a clash weighs: as much as this many figures that agree, over mostClash.
const (
	figureWeight = 1.5
	dateWeight   = 2.0
	nameWeight   = 1.0
	polarWeight  = 2.0 // 涨 for 跌
	otherWeight  = 0.4 // no cue what it is
	slipWeight   = 0.06
	mostSlips    = 1.0
	fewSlips     = 0.25 // where nothing else differs
	longCommon   = 300  // tokens
	wholeCommon  = 60   // tokens, where nothing else differs
)

// dateUnits tell that a number dates a text or counts an edition.
const dateUnits = "年月日届次期批季"

func newEvidence() *evidence {
	return &evidence{agree: map[fact]bool{}, clashes: map[pair]float64{}, kinds: map[pair]string{}, count: map[pair]int{}}
}

// weigh reads the swaps between two aligned texts, and the figures that both
// have in their common passages.
func (e *evidence) weigh(a, b passage, blocks, more []block, swaps []swap) {
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
		if full(s) {
			e.read(a, b, s)
		}
	}
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

// comparable reports whether two facts can be what one place in a mould said
// twice: numbers of the same thing, or items of a list.
func (f fact) comparable(g fact) bool {
	if trifling(f.value) && trifling(g.value) && !f.isDate() {
		return false
	}
	return f.unit == g.unit || f.unit >= hashed && g.unit >= hashed || f.unit == 0 || g.unit == 0
}

func (f fact) isDate() bool { return f.unit < hashed && strings.ContainsRune(dateUnits, rune(f.unit)) }

// clash notes that x and y differ. The same difference counts once, at the most
// it ever weighed.
func (e *evidence) clash(kind string, p pair, weight float64) {
	e.count[p]++
	if weight > e.clashes[p] {
		e.clashes[p] = weight
		e.kinds[p] = kind
	}
}

// read classes one swap.
func (e *evidence) read(a, b passage, s swap) {
	x, y := a.tokens[s.a0:s.a1], b.tokens[s.b0:s.b1]
	if hasKind(x, day) || hasKind(y, day) {
		e.elsewhen = true
		return // 昨天 for 2月5日
	}
	if e.numbers(a, b, s) {
		return
	}
	p := pair{a.words(s.a0, s.a1), b.words(s.b0, s.b1)}
	after := a.words(s.a1, s.a1+4)
	l := words()
	if q, ok := placesAt(a, b, s, l); ok {
		e.clash("place", q, nameWeight)
		return
	}
	switch {
	case isDirection(p.x, p.y) && beginsPlace(after):
		e.clash("place", p, nameWeight) // 城南街道 and 城北街道
	case isPolar(p.x, p.y):
		e.clash("contrary", p, polarWeight)
	case fold.SameSound(p.x, p.y):
		if len(x) > 1 {
			e.swaps++
		}
	case len(x) > 14 || len(y) > 14:
		// Other passages, not other words in one.
	case a.damaged(s.a0) || a.damaged(s.a1-1) || b.damaged(s.b0) || b.damaged(s.b1-1):
		// Bytes were lost here.
	case e.count[p] == 0 && (len(x) == 1 || len(y) == 1 || twoSlips(x, y) && !(l.isPerson(p.x) && l.isPerson(p.y))):
		e.count[p]++ // once; a slip of the pen does not come again
		e.slips = min(e.slips+slipWeight, mostSlips)
	case l.isPerson(p.x) && l.isPerson(p.y):
		e.clash("people", p, nameWeight)
	case whereabouts[p.x] && whereabouts[p.y]:
		e.slips = min(e.slips+slipWeight, mostSlips)
	case len(x) > 1 && len(y) > 1 && beginsFirm(after):
		e.clash("name", p, nameWeight)
	case l.isCommon(p.x) || l.isCommon(p.y):
		e.slips = min(e.slips+slipWeight, mostSlips)
	case l.isPlace(p.x) && l.isPlace(p.y):
		e.clash("place", p, nameWeight)
	case beginsPlace(after):
		e.clash("place", p, nameWeight)
	case beginsBody(after) || endsBody(p.x) && endsBody(p.y):
		e.clash("name", p, nameWeight)
	case len(x) == 1 && len(y) == 1 && l.sharesWord(p, after):
		// 记者 for 笔者, every time.
	case e.count[p] > 0:
		e.clash("name", p, nameWeight)
	case e.damaged:
		e.count[p]++
		e.slips = min(e.slips+slipWeight, mostSlips)
	default:
		e.clash("words", p, otherWeight)
	}
}

// placesAt finds the places that a swap of a character or two is part of: 南京
// and 北京 differ in their first alone.
func placesAt(a, b passage, s swap, l lexicon) (pair, bool) {
	for _, d := range [][2]int{{0, 0}, {0, 1}, {1, 0}, {1, 1}, {0, 2}, {2, 0}} {
		if s.a0 < d[0] || s.b0 < d[0] {
			continue
		}
		q := pair{a.words(s.a0-d[0], s.a1+d[1]), b.words(s.b0-d[0], s.b1+d[1])}
		if l.places[q.x] && l.places[q.y] {
			return q, true
		}
	}
	return pair{}, false
}

// numbers compares the numbers in a swap, and reports whether they were what
// differs.
func (e *evidence) numbers(a, b passage, s swap) bool {
	var x, y []int
	for i := s.a0; i < s.a1; i++ {
		if a.tokens[i].kind == number {
			x = append(x, i)
		}
	}
	for i := s.b0; i < s.b1; i++ {
		if b.tokens[i].kind == number {
			y = append(y, i)
		}
	}
	if len(x) == 0 || len(y) == 0 {
		return false
	}
	for k := range min(len(x), len(y)) {
		f, g := factAt(a.tokens, x[k]), factAt(b.tokens, y[k])
		switch {
		case f.value == g.value:
			e.agree[f] = true
		case !f.comparable(g):
			e.elsewhen = true
		case a.damaged(x[k]) || b.damaged(y[k]):
		default:
			kind, weight := "figure", figureWeight
			if f.isDate() {
				kind, weight = "date", dateWeight
			}
			e.clash(kind, pair{a.span(x[k], min(x[k]+2, s.a1+1)), b.span(y[k], min(y[k]+2, s.b1+1))}, weight)
		}
	}
	return true
}

// damaged reports whether characters were lost beside a token, such as the unit
// of a number or its first digit.
func (p passage) damaged(i int) bool {
	near := p.text[max(int(p.tokens[i].pos)-6, 0):min(int(p.tokens[i].end)+9, len(p.text))]
	return strings.Contains(near, "\uFFFD") || strings.Contains(near, "?")
}

// twoSlips reports whether two slips of the pen with a character between them
// look like one difference.
func twoSlips(x, y []token) bool {
	return len(x) == 3 && len(y) == 3 && x[1].id == y[1].id
}

func hasKind(t []token, k kind) bool {
	for _, x := range t {
		if x.kind == k {
			return true
		}
	}
	return false
}

// whereabouts stand before a school or a hospital and are no part of its name.
var whereabouts = map[string]bool{
	"附近": true, "周边": true, "周围": true, "邻近": true, "就近": true, "当地": true, "本地": true, "相关": true, "有关": true, "一家": true, "一所": true,
}

// poles are words that exclude each other: those of one row, place by place.
var poles = [][]string{
	{"涨升增", "跌降减"}, {"胜赢", "负败", "平"}, {"男", "女"}, {"早", "午", "晚"},
	{"晴", "云", "阴", "雨", "雪", "雾", "霾"}, directions, {"优", "良"},
}

// directions are the poles that stand in the names of places too.
var directions = []string{"东", "南", "西", "北"}

// isPolar reports whether x and y say the contrary of each other, such as 上涨
// and 下跌, or another weather.
func isPolar(x, y string) bool { return contrary(x, y, poles) }

// isDirection reports whether nothing but the quarter of the sky makes x and y
// contrary.
func isDirection(x, y string) bool {
	return contrary(x, y, [][]string{directions}) && !contrary(x, y, poles[:len(poles)-2]) && !contrary(x, y, poles[len(poles)-1:])
}

func contrary(x, y string, poles [][]string) bool {
	if len(x) > 12 || len(y) > 12 {
		return false
	}
	for _, row := range poles {
		a, b := 0, 0
		for k, chars := range row {
			if strings.ContainsAny(x, chars) {
				a |= 1 << k
			}
			if strings.ContainsAny(y, chars) {
				b |= 1 << k
			}
		}
		if a != 0 && b != 0 && a != b {
			return true
		}
	}
	return false
}

// against is the weight of all that differs, in texts that have common tokens in
// common; whole says that the shorter has hardly anything else.
func (e *evidence) against(common int, whole bool) float64 {
	sum, names, places := 0.0, 0.0, 0.0
	for p, w := range e.clashes {
		if len(e.clashes) < 100 && e.repeated(p) {
			continue
		}
		switch e.kinds[p] {
		case "place":
			places += w
		case "name":
			names += w
		default:
			sum += w
		}
	}
	// One name in the place of another, in a text that is the same to the last
	// figure, is what copies do that pretend to be from elsewhere.
	if sum == 0 && (names+places == nameWeight && (len(e.agree) >= 3 || common >= longCommon) ||
		names == 0 && places <= 3*nameWeight && len(e.agree) >= 3 && common >= longCommon) {
		names, places = names/2, places/2
	}
	// A text cast in a mould differs in more than its place: in figures, people,
	// bodies. Where not a character beside the place does, it is a copy.
	if whole && sum == 0 && names == 0 && e.slips == 0 && e.swaps == 0 && !e.elsewhen && places <= nameWeight && common >= wholeCommon {
		places = min(places, nameWeight/4)
	}
	slips := e.slips
	if len(e.clashes) == 0 && whole {
		slips = min(slips, fewSlips) // a careless copy is one all the same
	}
	return sum + names + places + slips
}

// repeated reports whether a difference says no more than a shorter one.
func (e *evidence) repeated(p pair) bool {
	for q := range e.clashes {
		if q != p && strings.Contains(p.x, q.x) && strings.Contains(p.y, q.y) {
			return true
		}
	}
	return false
}
