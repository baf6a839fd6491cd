package match_test

import (
	"math/rand/v2"
	"strings"

	"newswatch"
	"newswatch/pipeline/fold"
	"newswatch/pipeline/match/rule"
)

// grammar makes random rules.
type grammar struct {
	*rand.Rand
	words []string
	chain bool // a NEAR or >> holds another
}

func (g *grammar) word() rule.Node { return rule.Term{Text: g.words[g.IntN(len(g.words))]} }

func (g *grammar) placed(depth int) rule.Node {
	switch g.IntN(8) {
	case 0:
		return rule.Or{Xs: []rule.Node{g.word(), g.word()}}
	case 1:
		if depth > 0 {
			g.chain = true
			return g.pair(g.placed(depth-1), g.word())
		}
	}
	return g.word()
}

func (g *grammar) pair(a, b rule.Node) rule.Node {
	if g.IntN(3) == 0 {
		return rule.Before{A: a, B: b}
	}
	return rule.Near{A: a, B: b, Gap: g.IntN(6)}
}

func (g *grammar) rule(depth int) rule.Node {
	if depth == 0 {
		return g.word()
	}
	switch g.IntN(11) {
	case 0, 1:
		return rule.And{Xs: []rule.Node{g.rule(depth - 1), g.rule(depth - 1)}}
	case 2, 3:
		return rule.Or{Xs: []rule.Node{g.rule(depth - 1), g.rule(depth - 1), g.rule(depth - 1)}}
	case 4:
		return rule.And{Xs: []rule.Node{g.rule(depth - 1), rule.Not{X: g.rule(depth - 1)}}}
	case 5, 6:
		return g.pair(g.placed(1), g.placed(0))
	case 7:
		unit := []rule.Unit{rule.Sentence, rule.Paragraph}[g.IntN(2)]
		xs := []rule.Node{g.word(), g.word()}
		if g.IntN(3) == 0 {
			xs = append(xs, rule.Not{X: g.word()})
		}
		return rule.Together{Unit: unit, Xs: xs}
	case 8:
		op := []string{">=", ">", "<=", "<", "=", "!="}[g.IntN(6)]
		return rule.Count{X: rule.Or{Xs: []rule.Node{g.word(), g.word()}}, Op: op, N: 1 + g.IntN(3)}
	case 9:
		return rule.Scoped{Field: []newswatch.Field{"title", "text", "source", "author"}[g.IntN(4)], X: g.word()}
	}
	return g.word()
}

// text makes a random text that folds to itself.
func (g *grammar) text(alphabet []rune, most int) string {
	for {
		rs := make([]rune, g.IntN(most+1))
		for i := range rs {
			rs[i] = alphabet[g.IntN(len(alphabet))]
		}
		if s := string(rs); fold.String(s) == s {
			return s
		}
	}
}

func (g *grammar) some(most int) []string {
	list := make([]string, g.IntN(most+1))
	for i := range list {
		list[i] = g.words[g.IntN(len(g.words))]
	}
	return list
}

// watch makes a random watch; the tree is that of its expression, nil without.
func (g *grammar) watch(alphabet []rune) (newswatch.Watch, rule.Node) {
	g.words, g.chain = nil, false
	for len(g.words) < 5 {
		if w := g.text(alphabet, 3); w != "" && !strings.ContainsAny(w, ",。\n!") {
			g.words = append(g.words, w)
		}
	}
	w := newswatch.Watch{ID: "w", Any: g.some(2), All: g.some(1), None: g.some(1), Except: g.some(1)}
	if g.IntN(10) == 0 {
		w.Any = append(g.some(40), g.some(40)...) // long lists are looked up otherwise
	}
	w.In = [][]newswatch.Field{nil, {"title"}, {"text", "source"}}[g.IntN(3)]
	if g.IntN(4) == 0 {
		return w, nil
	}
	tree := g.rule(2)
	w.Expr = tree.String()
	return w, tree
}
