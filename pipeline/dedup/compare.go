package dedup

import (
	"fmt"
	"sort"
	"strings"
	"unicode/utf8"

	"newswatch"
	"newswatch/pipeline/fold"
)

// Compare decides whether new tells what old tells, in its words. It reads the
// titles and texts alone, and the days of publication where the figures leave a
// doubt. It takes well under a millisecond for articles of the usual length,
// and is linear in the length of longer ones.
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
	e := weigh(a, b, blocks, more, swaps)
	v := judge(a, b, c, e)
	l.Same, l.Reason = v.same, v.reason
	if l.Same {
		l.Disguised = v.swapped || b.text.Disguise()&^fold.Damaged&^a.text.Disguise() != 0
	}
	if l.Same || l.Similarity >= 0.2 {
		l.Shared = shared(a, blocks)
	}
	return l
}

// coverage is how much of each text the other one has.
type coverage struct {
	common     int // tokens of b that a has
	a, b       float64
	lenA, lenB int
	headA      int // tokens before the first common passage
	headB      int
	longest    int // common passage
}

func cover(a, b *document, blocks, more []block) coverage {
	c := coverage{lenA: len(a.tokens), lenB: len(b.tokens), headA: len(a.tokens), headB: len(b.tokens)}
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
		c.longest = max(c.longest, blk.n)
	}
	c.a, c.b = float64(inA)/float64(c.lenA), float64(c.common)/float64(c.lenB)
	return c
}

// similarity is the part of the shorter text that the other one has.
func (c coverage) similarity() float64 { return min(max(c.a, c.b), 1) }

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
	swapped bool // one name stands for another throughout
	reason  string
}

// Where the lines are drawn; set on families of texts of our own, see the tests.
const (
	leastCommon   = 0.50 // of the shorter text
	leastShort    = 0.80 // where the shorter is under shortTokens
	shortTokens   = 60
	leastOfLonger = 0.12 // unless the copy begins where the original does
	mostClashes   = 0.20 // of all figures compared
)

func judge(a, b *document, c coverage, e *evidence) verdict {
	shorter := min(c.lenA, c.lenB)
	sim := c.similarity()
	percent := fmt.Sprintf("%.0f%% of the shorter text is in the other", 100*sim)
	need := leastCommon
	if shorter < shortTokens {
		need = leastShort
	}
	if sim < need {
		return verdict{reason: percent}
	}
	if other := min(c.a, c.b); other < leastOfLonger && c.headA > 20 && c.headB > 20 {
		return verdict{reason: fmt.Sprintf("a small part of a longer text: %.0f%%", 100*other)}
	}
	if c.headA > 30 && c.headB > 30 && sim < 0.75 {
		return verdict{reason: "both open in their own words; " + percent}
	}
	clashes, agree := len(e.clash), len(e.agree)
	names := len(e.names)
	switch {
	case clashes >= 2 && float64(clashes) > mostClashes*float64(clashes+agree):
		return verdict{reason: "other figures: " + examples(e, a, b)}
	case clashes == 1 && (e.dates > 0 && agree < 8 || agree < 3):
		return verdict{reason: "another date or figure: " + examples(e, a, b)}
	case len(e.polar) > 0 && len(e.polar)*4 > agree:
		return verdict{reason: "says the contrary: " + pairs(e.polar)}
	case len(e.people) >= 2 && len(e.people)*3 > agree || len(e.people) == 1 && shorter < 400:
		return verdict{reason: "other people: " + pairs(e.people)}
	case names > 0 && (names*3 > agree || shorter < 400):
		return verdict{reason: "other names: " + pairs(e.names)}
	case len(e.places) > 0 && len(e.places) <= 2 && clashes == 0 && (agree >= 3 || shorter >= 300):
		return verdict{same: true, swapped: true, reason: percent + "; another place is put in: " + pairs(e.places)}
	case len(e.places) > 0:
		return verdict{reason: "another place: " + pairs(e.places)}
	}
	return verdict{same: true, reason: percent}
}

// examples names a few figures that differ.
func examples(e *evidence, a, b *document) string {
	return fmt.Sprintf("%d differ, %d agree", len(e.clash), len(e.agree))
}

func pairs(m map[pair]int) string {
	var list []string
	for p := range m {
		list = append(list, clip(p.x)+"/"+clip(p.y))
	}
	sort.Strings(list)
	if len(list) > 3 {
		list = append(list[:3], "…")
	}
	return strings.Join(list, ", ")
}

func clip(s string) string {
	if utf8.RuneCountInString(s) > 10 {
		return string([]rune(s)[:10]) + "…"
	}
	return s
}
