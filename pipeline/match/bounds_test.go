package match_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"newswatch"
	"newswatch/pipeline/fold"
	"newswatch/pipeline/match"
)

// monotone is a megabyte of one character, in one paragraph.
var monotone = strings.Repeat("人", 350_000)

// A megabyte of one character against rules that would take hours or gigabytes
// where work is not bounded. The tests would not end then; no time is asserted.
func TestHostileTextsAreBounded(t *testing.T) {
	var many []string
	for i := range 10_000 {
		many = append(many, fmt.Sprintf("人人%c%c", 0x4E00+i%100, 0x4E00+i/100))
	}
	var nested []string
	for n := 1; n <= 200; n++ {
		nested = append(nested, strings.Repeat("人", n))
	}
	for name, c := range map[string]struct {
		watch newswatch.Watch
		want  int // matches, at most; some where it is not 0
	}{
		"ten thousand words":            {newswatch.Watch{Any: append(many, "人人人人")}, 1_000},
		"ten thousand words in an expr": {newswatch.Watch{Expr: strings.Join(many, " OR ") + " OR 人人人"}, 1_000},
		"nested words":                  {newswatch.Watch{Any: nested}, 1_000},
		"all inside an exception":       {newswatch.Watch{Any: []string{"人"}, Except: []string{"人人"}}, 0},
		"NEAR of everything":            {newswatch.Watch{Expr: "人 NEAR/100000 人人 NEAR/5 人人人"}, 1_000},
		"a long chain of NEAR":          {newswatch.Watch{Expr: strings.Repeat("人 NEAR/9 ", 4) + "人人"}, 1_000},
		"a long chain of >>":            {newswatch.Watch{Expr: strings.Repeat("人 >> ", 4) + "人人"}, 1_000},
		"COUNT":                         {newswatch.Watch{Expr: "COUNT(人) >= 10000"}, 1_000},
		"SENTENCE":                      {newswatch.Watch{Expr: "SENTENCE(人 人人 人人人)"}, 1_000},
		"a backtracking regex":          {newswatch.Watch{Expr: "/(人+人+)+山/"}, 0},
		"a regex that fails late":       {newswatch.Watch{Expr: "/人.*山|人/"}, 1_000},
		"a regex that takes all":        {newswatch.Watch{Expr: "/人+/"}, 65},
		"a regex with large counts":     {newswatch.Watch{Expr: "/(人.{0,50}){5}山/"}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			c.watch.ID = "w"
			m := compile(t, c.watch)
			hits := m.Match(&match.Doc{Text: fold.Fold(monotone)})
			got := 0
			if len(hits) > 0 {
				got = len(hits[0].Matches)
			}
			if got > c.want || got == 0 && c.want > 0 {
				t.Errorf("got %d matches, want up to %d", got, c.want)
			}
		})
	}
}

func TestExplainNamesFewOfMany(t *testing.T) {
	var many []string
	for i := range 10_000 {
		many = append(many, fmt.Sprintf("词%d", i))
	}
	m := compile(t, newswatch.Watch{ID: "any", Any: many}, newswatch.Watch{ID: "all", All: many})
	_, misses := m.Explain(doc("", "湘湖"))
	for _, x := range misses {
		if len(x.Reason) > 1_000 {
			t.Errorf("%s is explained in %d bytes", x.ID, len(x.Reason))
		}
	}
	if want := `any: none of "词0", "词1", "词2", "词3", "词4" and 9995 more stands in title or text`; misses[0].Reason != want {
		t.Errorf("got %s, want %s", misses[0].Reason, want)
	}
}

func TestLiveSwapsWhileMatching(t *testing.T) {
	var live match.Live
	if hits := live.Match(doc("", "湘湖")); hits != nil {
		t.Errorf("an empty Live finds %v", hits)
	}
	matchers := []*match.Matcher{
		compile(t, newswatch.Watch{ID: "a", Any: []string{"湘湖"}}),
		compile(t, newswatch.Watch{ID: "b", Any: []string{"湘湖", "闻堰"}}),
	}
	live.Swap(matchers[0])
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 500 {
				hits := live.Match(doc("湘湖", "湘湖与闻堰"))
				if len(hits) != 1 || len(hits[0].Matches) != map[string]int{"a": 2, "b": 3}[hits[0].ID] {
					t.Errorf("got %v", hits)
					return
				}
			}
		})
	}
	for i := range 500 {
		live.Swap(matchers[i%2])
	}
	wg.Wait()
}
