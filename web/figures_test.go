package web

import (
	"fmt"
	"testing"
	"time"

	"newswatch"
)

// stated is a result of a period, reported on a day of February 2026.
func stated(day int, value float64, text, qualifier, period string) newswatch.FigurePoint {
	return newswatch.FigurePoint{
		Figure: newswatch.Figure{Subject: "萧山", Indicator: "GDP", Value: &value, Unit: "CNY", Kind: newswatch.Result, Text: text, Qualifier: qualifier, Period: period},
		At:     time.Date(2026, 2, day, 9, 0, 0, 0, time.UTC), ArticleID: newswatch.ID(100 + day),
	}
}

// told is a figure of an article and its story.
func told(p newswatch.FigurePoint, article, story newswatch.ID) newswatch.FigurePoint {
	p.ArticleID, p.StoryID = article, story
	return p
}

func TestConflictsAreNumbersThatCannotAllBeRight(t *testing.T) {
	for _, c := range []struct {
		what   string
		points []newswatch.FigurePoint
		want   string // of the sides, with how often each was reported
	}{
		{"the same", []newswatch.FigurePoint{stated(3, 2426e8, "2426亿元", "", "2025年"), stated(1, 2426e8, "2426亿元", "", "2025年")}, ""},
		{"another", []newswatch.FigurePoint{stated(3, 2626e8, "2626亿元", "", "2025年"), stated(2, 2426e8, "2426亿元", "", "2025年"), stated(1, 2426e8, "2426亿元", "", "2025年")}, "2426亿元 2, 2626亿元 1, "},
		{"another period", []newswatch.FigurePoint{stated(3, 1868e8, "1868亿元", "", "前三季度"), stated(1, 2426e8, "2426亿元", "", "2025年")}, ""},
		{"no period", []newswatch.FigurePoint{stated(3, 1868e8, "1868亿元", "", ""), stated(1, 2426e8, "2426亿元", "", "")}, ""},
		{"rounded", []newswatch.FigurePoint{stated(3, 2426e8, "2426亿元", "", "2025年"), stated(1, 2426.48e8, "2426.48亿元", "", "2025年")}, ""},
		{"rounded wrongly", []newswatch.FigurePoint{stated(3, 2427e8, "2427亿元", "", "2025年"), stated(1, 2426.48e8, "2426.48亿元", "", "2025年")}, "2427亿元 1, 2426.48亿元 1, "},
		{"about", []newswatch.FigurePoint{stated(3, 2400e8, "2400亿元", "超", "2025年"), stated(1, 2426.48e8, "2426.48亿元", "", "2025年")}, ""},
		{"about another", []newswatch.FigurePoint{stated(3, 2000e8, "2000亿元", "超", "2025年"), stated(1, 2426.48e8, "2426.48亿元", "", "2025年")}, "2000亿元 1, 2426.48亿元 1, "},
		{"another event", []newswatch.FigurePoint{stated(3, 12, "12个", "", "2月3日"), stated(2, 18, "18个", "", "2月3日")}, ""},
		{"the same event", []newswatch.FigurePoint{told(stated(3, 12, "12个", "", "2月3日"), 1, 9), told(stated(2, 18, "18个", "", "2月3日"), 2, 9)}, "12个 1, 18个 1, "},
		{"two things in one article", []newswatch.FigurePoint{told(stated(3, 12, "12个", "", "2025年"), 1, 9), told(stated(3, 18, "18个", "", "2025年"), 1, 9), told(stated(2, 18, "18个", "", "2025年"), 2, 9)}, ""},
		{"last year's", []newswatch.FigurePoint{stated(3, 1868e8, "1868亿元", "", "前三季度"), stated(3-90, 1768e8, "1768亿元", "", "前三季度")}, ""},
	} {
		list := statements(c.points)
		got := ""
		for _, conflict := range conflicts(list) {
			for _, side := range conflict.Sides {
				got += fmt.Sprintf("%s %d, ", side.Text, len(side.Points))
			}
		}
		disputed := false
		for _, s := range list {
			disputed = disputed || s.Disputed
		}
		if got != c.want || disputed != (c.want != "") {
			t.Errorf("%s: %q, disputed %t", c.what, got, disputed)
		}
	}
}

func TestExactnessIsOfTheLastDigit(t *testing.T) {
	for text, want := range map[string]float64{"5.7%": 0.1, "6%": 1, "12.35亿元": 1e6, "820万人": 1e4, "１２．５万": 1e3} {
		if got := exactness(text); got < want*0.999 || got > want*1.001 {
			t.Errorf("%s: %g, not %g", text, got, want)
		}
	}
}
