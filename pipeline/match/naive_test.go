package match_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"newswatch"
	"newswatch/pipeline/fold"
	"newswatch/pipeline/match"
	"newswatch/pipeline/match/rule"
)

// naive is the plainest reading of the rule language: every word is looked for
// at every place, every pair is tried. Its texts fold to themselves, so that
// places are plain indexes of runes.
type naive struct {
	fields map[newswatch.Field][]rune
	except []string
}

type spot struct {
	term     string
	field    newswatch.Field
	from, to int
}

type reach struct {
	field    newswatch.Field
	from, to int
	parts    []spot
}

func (n naive) word(term string, in []newswatch.Field, raw bool) []spot {
	var found []spot
	for _, f := range in {
		for _, s := range n.at(term, f) {
			inside := false
			for _, e := range n.except {
				for _, x := range n.at(e, f) {
					inside = inside || x.from <= s.from && s.to <= x.to
				}
			}
			if raw || !inside {
				found = append(found, s)
			}
		}
	}
	return found
}

func (n naive) at(term string, f newswatch.Field) []spot {
	var found []spot
	t, text := []rune(term), n.fields[f]
	for i := 0; i+len(t) <= len(text); i++ {
		if string(text[i:i+len(t)]) == term && plainBorder(text, i) && plainBorder(text, i+len(t)) {
			found = append(found, spot{term, f, i, i + len(t)})
		}
	}
	return found
}

// plainBorder is the border between Latin letters; the texts hold no digits.
func plainBorder(text []rune, i int) bool {
	return i == 0 || i == len(text) || !(text[i-1] >= 'a' && text[i-1] <= 'z' && text[i] >= 'a' && text[i] <= 'z')
}

func (n naive) reaches(x rule.Node, in []newswatch.Field, raw bool) []reach {
	var all []reach
	switch x := x.(type) {
	case rule.Term:
		for _, s := range n.word(x.Text, in, raw) {
			all = append(all, reach{s.field, s.from, s.to, []spot{s}})
		}
	case rule.Scoped:
		return n.reaches(x.X, []newswatch.Field{x.Field}, raw)
	case rule.Or:
		for _, y := range x.Xs {
			all = append(all, n.reaches(y, in, raw)...)
		}
	case rule.Near:
		for _, a := range n.reaches(x.A, in, raw) {
			for _, b := range n.reaches(x.B, in, raw) {
				same := a.from == b.from && a.to == b.to
				if gap := max(a.from, b.from) - min(a.to, b.to); a.field == b.field && !same && gap <= x.Gap {
					all = append(all, reach{a.field, min(a.from, b.from), max(a.to, b.to), slices.Concat(a.parts, b.parts)})
				}
			}
		}
	case rule.Before:
		for _, a := range n.reaches(x.A, in, raw) {
			for _, b := range n.reaches(x.B, in, raw) {
				if a.field == b.field && a.to <= b.from {
					all = append(all, reach{a.field, a.from, b.to, slices.Concat(a.parts, b.parts)})
				}
			}
		}
	}
	return all
}

func (n naive) holds(x rule.Node, in []newswatch.Field, raw bool) (bool, []spot) {
	var spots []spot
	switch x := x.(type) {
	case rule.Scoped:
		return n.holds(x.X, []newswatch.Field{x.Field}, raw)
	case rule.Not:
		if inner, ok := x.X.(rule.Not); ok {
			return n.holds(inner.X, in, raw)
		}
		ok, _ := n.holds(x.X, in, !raw)
		return !ok, nil
	case rule.And:
		for _, y := range x.Xs {
			ok, s := n.holds(y, in, raw)
			if !ok {
				return false, nil
			}
			spots = append(spots, s...)
		}
		return true, spots
	case rule.Or:
		some := false
		for _, y := range x.Xs {
			if ok, s := n.holds(y, in, raw); ok {
				some = true
				spots = append(spots, s...)
			}
		}
		return some, spots
	case rule.Together:
		return n.together(x, in, raw)
	case rule.Count:
		places := map[spot]bool{}
		for _, r := range n.reaches(x.X, in, raw) {
			spots = append(spots, r.parts...)
			places[spot{"", r.field, r.from, r.to}] = true
		}
		if x.Holds(0) {
			spots = nil
		}
		return x.Holds(len(places)), spots
	}
	rs := n.reaches(x, in, raw)
	for _, r := range rs {
		spots = append(spots, r.parts...)
	}
	return len(rs) > 0, spots
}

func (n naive) together(x rule.Together, in []newswatch.Field, raw bool) (bool, []spot) {
	signs := "\n"
	if x.Unit == rule.Sentence {
		signs = "\n。!?"
	}
	var spots []spot
	for f, text := range n.fields {
		start := 0
		for i := 0; i <= len(text); i++ {
			if i < len(text) && !strings.ContainsRune(signs, text[i]) {
				continue
			}
			var parts []spot
			fits := true
			for _, y := range x.Xs {
				negative := false
				if not, ok := y.(rule.Not); ok {
					y, negative = not.X, true
				}
				some := false
				for _, r := range n.reaches(y, in, raw != negative) {
					if r.field == f && r.from >= start && r.to <= i {
						some = true
						if !negative {
							parts = append(parts, r.parts...)
						}
					}
				}
				fits = fits && some != negative
			}
			if fits {
				spots = append(spots, parts...)
			}
			start = i + 1
		}
	}
	return len(spots) > 0, spots
}

// cases is how many pairs of a random rule and article are compared with the
// naive reading.
const cases = 100_000

func TestRulesAgreeWithNaive(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	g := &grammar{Rand: rand.New(rand.NewPCG(seed, 7))}
	alphabets := [][]rune{[]rune("萧山湘湖区。\n"), []rune("萧山机场ai,。\n"), []rune("人人人大!")}
	compared, fired := 0, 0
	for compared < cases {
		alphabet := alphabets[g.IntN(len(alphabets))]
		w, tree := g.watch(alphabet)
		m, err := match.Compile([]newswatch.Watch{w})
		if err != nil {
			continue // checked elsewhere; the naive reading knows no faults
		}
		for range 4 {
			compared++
			texts := [4]string{g.text(alphabet, 8), g.text(alphabet, 30), g.text(alphabet, 3), g.text(alphabet, 3)}
			want, fires := naiveMatches(&w, tree, texts)
			got, reason := given(m, texts)
			switch {
			case fires != (reason == ""):
				t.Fatalf("seed %d: %+v on %q: naive fires: %v; %q", seed, w, texts, fires, reason)
			case fires && !g.chain && !slices.Equal(got, want):
				t.Fatalf("seed %d: %+v on %q: got %v, naive %v", seed, w, texts, got, want)
			case fires:
				fired++
			}
		}
	}
	if fired < cases/10 {
		t.Errorf("only %d of %d rules fired", fired, cases)
	}
}

// given is what the matcher makes of an article: the places, or why not.
func given(m *match.Matcher, texts [4]string) ([]spot, string) {
	hits, misses := m.Explain(&match.Doc{
		Title: fold.Fold(texts[0]), Text: fold.Fold(texts[1]), Source: fold.Fold(texts[2]), Author: fold.Fold(texts[3]),
	})
	if len(hits) == 0 {
		if r := misses[0].Reason; r != "" && !strings.HasSuffix(r, ": ") {
			return nil, r
		}
		return nil, "no reason is given"
	}
	var spots []spot
	for _, x := range hits[0].Matches {
		spots = append(spots, spot{x.Term, x.Field, x.Offset, x.Offset + x.Length})
	}
	slices.SortFunc(spots, compareSpots)
	return spots, ""
}

func naiveMatches(w *newswatch.Watch, tree rule.Node, texts [4]string) ([]spot, bool) {
	n := naive{fields: map[newswatch.Field][]rune{}, except: w.Except}
	for i, f := range []newswatch.Field{"title", "text", "source", "author"} {
		n.fields[f] = []rune(texts[i])
	}
	in := w.In
	if len(in) == 0 {
		in = []newswatch.Field{"title", "text"}
	}
	for _, x := range w.None {
		if len(n.word(x, append([]newswatch.Field{"title", "text"}, in...), true)) > 0 {
			return nil, false
		}
	}
	var spots []spot
	for _, x := range w.Any {
		spots = append(spots, n.word(x, in, false)...)
	}
	if len(w.Any) > 0 && len(spots) == 0 {
		return nil, false
	}
	for _, x := range w.All {
		found := n.word(x, in, false)
		if len(found) == 0 {
			return nil, false
		}
		spots = append(spots, found...)
	}
	if tree != nil {
		ok, found := n.holds(tree, in, false)
		if !ok {
			return nil, false
		}
		spots = append(spots, found...)
	}
	slices.SortFunc(spots, compareSpots)
	return slices.Compact(spots), true
}

func compareSpots(a, b spot) int {
	return cmp.Or(cmp.Compare(a.field, b.field), cmp.Compare(a.from, b.from), cmp.Compare(a.to, b.to), cmp.Compare(a.term, b.term))
}

// A text that copying sites have disguised matches where the plain one does.
func TestDisguisesDoNotHide(t *testing.T) {
	g := &grammar{Rand: rand.New(rand.NewPCG(3, 7)), words: []string{"萧山", "湘湖", "兵团", "山湘"}}
	for range 3_000 {
		plain := g.text([]rune("萧山湘湖兵团,。\n"), 30)
		disguised, at := disguise(g.Rand, plain)
		m := compile(t, newswatch.Watch{ID: "w", Any: g.words})
		want := m.Match(&match.Doc{Text: fold.Fold(plain)})
		got := m.Match(&match.Doc{Text: fold.Fold(disguised)})
		if len(got) != len(want) {
			t.Fatalf("%q fires %v, %q fires %v", plain, want, disguised, got)
		}
		for i := range got {
			for k, x := range got[i].Matches {
				y := want[i].Matches[k]
				if x.Term != y.Term || x.Offset != at[y.Offset] || x.Offset+x.Length > utf8.RuneCountInString(disguised) || x.Offset+x.Length <= at[y.Offset+y.Length-1] {
					t.Fatalf("%q: %+v; %q: %+v", plain, y, disguised, x)
				}
			}
		}
	}
}

// disguise returns the text and where each of its runes went.
func disguise(r *rand.Rand, plain string) (string, []int) {
	traditional := map[rune]string{'萧': "蕭", '团': "團"}
	notes := map[rune]string{'萧': "(xiāo)", '山': "（shan1）", '湖': "(hú)"}
	var b strings.Builder
	var at []int
	runes := 0
	write := func(s string) { b.WriteString(s); runes += utf8.RuneCountInString(s) }
	for i, c := range []rune(plain) {
		if i > 0 && r.IntN(5) == 0 && !strings.ContainsRune(",。\n", c) {
			write([]string{" ", "\u200b", "\ufeff", "·", "　"}[r.IntN(5)])
		}
		at = append(at, runes)
		if t := traditional[c]; t != "" && r.IntN(2) == 0 {
			write(t)
		} else {
			write(string(c))
		}
		if n := notes[c]; n != "" && r.IntN(4) == 0 {
			write(n)
		}
	}
	return b.String(), at
}

func ExampleMatcher_Explain() {
	m, err := match.Compile([]newswatch.Watch{{ID: "xs", Name: "萧山", Any: []string{"萧山"}, Except: []string{"萧山机场"}}})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, misses := m.Explain(&match.Doc{Text: fold.Fold("客机降落在蕭山 机场。")})
	fmt.Println(misses[0].Reason)
	// Output: except: the one occurrence of "萧山" stands inside "蕭山 机场" (any)
}
