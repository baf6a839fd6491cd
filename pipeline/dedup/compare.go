package dedup

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"

	"newswatch"
	"newswatch/pipeline/fold"
)

// Compare decides whether new tells what old tells, in its words. It reads the
// titles and texts alone. Similarity is the part of the shorter text that the
// other one has, counted twice, and the part of the longer, counted once; it can
// be high where Same is false, as in two editions of one mould. Disguised says
// that one of both, whichever, wears what the other does not. It takes some 0.1 ms for articles of
// the usual length and is bounded for longer ones, of which 60,000 characters
// are read.
func Compare(old, new *newswatch.Article) newswatch.Likeness {
	return compare(prepare(old), prepare(new))
}

// compare compares two articles made ready.
func compare(a, b *document) newswatch.Likeness {
	if len(a.tokens) < minTokens || len(b.tokens) < minTokens {
		return newswatch.Likeness{Reason: "too little text to compare"}
	}
	blocks := align(a.tokens, b.tokens)
	more, swaps := gaps(a.tokens, b.tokens, blocks)
	c := cover(a, b, blocks, more)
	l := newswatch.Likeness{Similarity: c.similarity()}
	e := newEvidence()
	e.damaged = (a.text.Disguise() | b.text.Disguise()).Has(fold.Damaged)
	e.weigh(a.body(), b.body(), blocks, more, swaps)
	e.titles(a.heading(), b.heading())
	v := judge(a, b, c, e)
	l.Same, l.Reason = v.same, v.reason
	if l.Same {
		l.Disguised = v.swapped || a.text.Disguise() != b.text.Disguise()
	}
	if l.Same || l.Similarity >= 0.2 {
		l.Shared = shared(a, blocks)
	}
	return l
}

// titles adds what two titles of one mould say. Titles in words of their own say
// nothing.
func (e *evidence) titles(a, b passage) {
	blocks := align(a.tokens, b.tokens)
	more, swaps := gaps(a.tokens, b.tokens, blocks)
	n := 0
	for _, list := range [][]block{blocks, more} {
		for _, blk := range list {
			n += blk.n
		}
	}
	if shorter := min(len(a.tokens), len(b.tokens)); shorter >= 4 && n*5 >= shorter*3 {
		e.weigh(a, b, blocks, more, swaps)
		e.sameTitle = n >= 6 && n*5 >= shorter*4
	}
}

// coverage is how much of each text the other one has.
type coverage struct {
	common     int // tokens of b that a has
	a, b       float64
	lenA, lenB int
	headA      int // tokens before the first common passage
	headB      int
	tailA      int // tokens behind the last one
	tailB      int
}

func cover(a, b *document, blocks, more []block) coverage {
	c := coverage{lenA: len(a.tokens), lenB: len(b.tokens), headA: len(a.tokens), headB: len(b.tokens), tailA: len(a.tokens), tailB: len(b.tokens)}
	seen := make([]bool, len(a.tokens))
	inA := 0
	for _, list := range [][]block{blocks, more} {
		for _, blk := range list {
			c.common += blk.n
			for i := blk.a; i < blk.a+blk.n; i++ {
				if !seen[i] {
					seen[i] = true
					inA++
				}
			}
		}
	}
	for _, blk := range blocks {
		c.headA, c.headB = min(c.headA, blk.a), min(c.headB, blk.b)
		c.tailA, c.tailB = min(c.tailA, c.lenA-blk.a-blk.n), min(c.tailB, c.lenB-blk.b-blk.n)
	}
	c.a, c.b = float64(inA)/float64(c.lenA), float64(c.common)/float64(c.lenB)
	return c
}

// elsewhere reports whether the longer text opens with what the shorter has not,
// at such length that it is a report of its own, or a digest of many. A text
// that holds two reports belongs to the story of the first, unless its title is
// the other's.
func (c coverage) elsewhere() bool {
	part, head, size := c.a, c.headA, c.lenA
	if c.b < c.a {
		part, head, size = c.b, c.headB, c.lenB
	}
	opening := float64(head) / float64(size)
	return part < leastOfLonger && head > 60 || head >= 80 && opening >= 0.4 && part >= 0.9*(1-opening)
}

// kept is the part of the shorter text that the other one has.
func (c coverage) kept() float64 { return min(max(c.a, c.b), 1) }

// similarity counts that part twice and what the other one has beyond it once,
// so that of two originals the one without more in it is the nearer.
func (c coverage) similarity() float64 { return min((2*max(c.a, c.b)+min(c.a, c.b))/3, 1) }

// maxShared and sharedLen bound the passages given as proof.
const (
	maxShared = 3
	sharedLen = 60
)

// shared gives the longest common passages, as a writes them.
func shared(a *document, blocks []block) []string {
	sorted := append([]block(nil), blocks...)
	sort.Slice(sorted, func(i, j int) bool { return sorted[i].n > sorted[j].n })
	var list []string
	original := []rune(a.text.Original())
	for _, blk := range sorted[:min(len(sorted), maxShared)] {
		if blk.n < 8 {
			break
		}
		offset, n := a.text.Span(int(a.tokens[blk.a].pos), int(a.tokens[blk.a+blk.n-1].end))
		s := string(original[offset : offset+min(n, sharedLen)])
		if n > sharedLen {
			s += "…"
		}
		list = append(list, s)
	}
	return list
}

// verdict is what the evidence comes to.
type verdict struct {
	same    bool
	swapped bool // names were put in the place of others
	reason  string
}

// Where the lines are drawn; set on families of texts of our own, see the tests.
const (
	leastCommon   = 0.50 // of the shorter text
	leastShort    = 0.75 // where the shorter is under shortTokens and has few figures to show
	shortTokens   = 100
	leastOfLonger = 0.35 // unless the shorter text begins where the longer does
	mostClash     = 0.20 // of all that was compared, by weight
	leastFacts    = 0.40 // of the figures of the shorter text
	// In a brief every detail counts more: nobody edits it.
	briefTokens = 200
	briefFactor = 1.4
	// Of text in common, this many tokens weigh as much as one figure.
	tokensPerFact = 150
)

func judge(a, b *document, c coverage, e *evidence) verdict {
	shorter := min(c.lenA, c.lenB)
	sim := c.kept()
	percent := fmt.Sprintf("%.0f%% of the shorter text is in the other", 100*sim)
	need := leastCommon
	kept, of := facts(a, b)
	if shorter < shortTokens && (kept < 3 || kept*5 < of*4 || len(e.clashes) > 0) {
		need = leastShort
	}
	if sim < need {
		return verdict{reason: percent}
	}
	if !e.sameTitle && c.elsewhere() {
		return verdict{reason: "in a longer text that tells something else first; " + percent}
	}
	if c.headA > 30 && c.headB > 30 && sim < 0.75 {
		return verdict{reason: "both open in their own words; " + percent}
	}
	if sim < 0.65 && 3*c.tailA > c.lenA && 3*c.tailB > c.lenB && numbersIn(a.tokens[c.lenA-c.tailA:]) > 1 && numbersIn(b.tokens[c.lenB-c.tailB:]) > 1 {
		return verdict{reason: "one opening, and other endings; " + percent}
	}
	if of >= 2 && float64(kept) < leastFacts*float64(of) && (kept == 0 || !e.damaged) {
		return verdict{reason: fmt.Sprintf("only %d of %d figures are the same; %s", kept, of, percent)}
	}
	against := e.against(c.common)
	if shorter < briefTokens {
		against *= briefFactor
	}
	pro := 1 + float64(len(e.agree)) + float64(c.common)/tokensPerFact
	weights := fmt.Sprintf("%s; %d figures agree", percent, len(e.agree))
	if len(e.clashes) > 0 {
		weights += "; differing: " + e.examples()
	}
	if against > mostClash*(against+pro) {
		return verdict{reason: "in one mould, but " + weights}
	}
	v := verdict{same: true, reason: weights}
	v.swapped = e.swaps >= 1
	for p, kind := range e.kinds {
		v.swapped = v.swapped || kind == "place" || kind == "name" && e.count[p] >= 2
	}
	return v
}

// facts counts the figures of the text that states fewer, and how many of them
// the other states too, wherever.
func facts(a, b *document) (kept, of int) {
	x, y := factsOf(a.tokens), factsOf(b.tokens)
	if len(y) < len(x) {
		x, y = y, x
	}
	for f := range x {
		if y[f] {
			kept++
		}
	}
	return kept, len(x)
}

// numbersIn counts the figures among tokens.
func numbersIn(list []token) int { return len(factsOf(list)) }

func factsOf(list []token) map[uint32]bool {
	set := map[uint32]bool{}
	for _, t := range list {
		if t.kind == number && !trifling(t.id) {
			set[t.id] = true
		}
	}
	return set
}

// examples names the weightiest differences.
func (e *evidence) examples() string {
	var list []pair
	for p := range e.clashes {
		list = append(list, p)
	}
	slices.SortFunc(list, func(p, q pair) int {
		return cmp.Or(cmp.Compare(e.clashes[q], e.clashes[p]), cmp.Compare(p.x, q.x), cmp.Compare(p.y, q.y))
	})
	var said []string
	for _, p := range list[:min(len(list), 4)] {
		said = append(said, clip(p.x)+"/"+clip(p.y))
	}
	if n := len(list) - len(said); n > 0 {
		said = append(said, fmt.Sprintf("%d more", n))
	}
	return strings.Join(said, ", ")
}

func clip(s string) string {
	if utf8.RuneCountInString(s) > 10 {
		return string([]rune(s)[:10]) + "…"
	}
	return s
}
