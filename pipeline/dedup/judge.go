package dedup

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

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
	wholeText     = 0.90 // of the shorter text: the other says all but a word or two
	leastFacts    = 0.40 // of the figures of the shorter text
	// In a brief every detail counts more: nobody edits it.
	briefTokens = 200
	briefFactor = 1.4
	// Of text in common, this many tokens weigh as much as one figure.
	tokensPerFact = 150
)

// judge weighs how much of one text the other has against what differs in it.
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
	against := e.against(c.common, sim >= wholeText)
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
