package dedup

import (
	"math/bits"
	"sort"

	"newswatch"
	"newswatch/pipeline/fold"
)

// Compare decides whether new tells what old tells, in its words. It reads the
// titles and texts alone.
//
// Similarity is the part of the shorter text that the other one has, counted
// twice, and the part of the longer, counted once; it can be high where Same is
// false, as in two editions of one mould. Disguised says that one of both,
// whichever, wears what the other does not. It takes some 0.1 ms for articles of
// the usual length, and of longer ones reads 60,000 characters at most.
func Compare(old, new *newswatch.Article) newswatch.Likeness { return Against(new)(old) }

// Against is Compare for one new article and several old ones: new is made ready
// once, which is a third of the work. What it returns must not be called after
// new has changed.
func Against(new *newswatch.Article) func(old *newswatch.Article) newswatch.Likeness {
	b := prepare(new)
	return func(old *newswatch.Article) newswatch.Likeness { return compare(prepare(old), b) }
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
		worn, other := a.text.Disguise(), b.text.Disguise()
		l.Disguised = v.swapped || worn != other
		l.OldDisguised = bits.OnesCount8(uint8(worn)) > bits.OnesCount8(uint8(other))
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
