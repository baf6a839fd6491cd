package web

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"time"

	"newswatch"
)

// statements puts equal numbers of the same time together, in the order of the
// latest report.
func statements(points []newswatch.FigurePoint) []statement {
	type key struct {
		subject, indicator, period, unit, qualifier, value string
		kind                                               newswatch.FigureKind
	}
	index := map[key]int{}
	var list []statement
	for _, p := range points {
		f := &p.Figure
		k := key{f.Subject, f.Indicator, f.Period, f.Unit, f.Qualifier, figureValue(*f), f.Kind}
		i, known := index[k]
		if !known {
			i = len(list)
			index[k], list = i, append(list, statement{Figure: *f})
		}
		// A headline and its text are one report.
		if !slices.ContainsFunc(list[i].Points, func(q newswatch.FigurePoint) bool { return q.ArticleID == p.ArticleID }) {
			list[i].Points = append(list[i].Points, p)
		}
	}
	return list
}

// conflict is one number that is reported differently.
type conflict struct {
	Subject, Indicator string
	Period             string
	Kind               newswatch.FigureKind
	Sides              []statement // the one reported most first
}

// sameReport is how far apart reports of one time may lie: two of one month may
// state "the first quarter", a year later it is another one.
const sameReport = 60 * 24 * time.Hour

// conflicts are statements of one subject, time, kind and unit that cannot all
// be right; it marks them.
func conflicts(list []statement) []conflict {
	type key struct {
		subject, indicator, period, unit string
		kind                             newswatch.FigureKind
	}
	groups := map[key][]int{}
	var order []key
	for i := range list {
		f := &list[i].Figure
		if f.Period == "" || f.Value == nil || f.Kind == newswatch.Other {
			continue
		}
		k := key{f.Subject, f.Indicator, f.Period, f.Unit, f.Kind}
		if groups[k] == nil {
			order = append(order, k)
		}
		groups[k] = append(groups[k], i)
	}
	var out []conflict
	for _, k := range order {
		disputed := map[int]bool{}
		for n, i := range groups[k] {
			for _, j := range groups[k][n+1:] {
				if list[i].excludes(&list[j]) && !agree(&list[i].Figure, &list[j].Figure) {
					disputed[i], disputed[j] = true, true
				}
			}
		}
		if len(disputed) == 0 {
			continue
		}
		c := conflict{Subject: k.subject, Indicator: k.indicator, Period: k.period, Kind: k.kind}
		for _, i := range groups[k] {
			if disputed[i] {
				list[i].Disputed = true
				c.Sides = append(c.Sides, list[i])
			}
		}
		slices.SortStableFunc(c.Sides, func(a, b statement) int { return len(b.Points) - len(a.Points) })
		out = append(out, c)
	}
	return out
}

// reported matches the times that statistics are of, which are one thing whoever
// tells of them. "Today" and "then" are something else in every story.
var reported = regexp.MustCompile(`\d{4}年$|去年$|全年|季度|上半年|下半年|[至到\-—－～~]\d{1,2}月|规划期|“?十[一二三四五六]五`)

// excludes reports whether two statements are about the same number: two papers
// tell one story with them, or they are statistics of one time. An article that
// makes both means two different things.
func (s *statement) excludes(t *statement) bool {
	statistics := s.Subject != "" && reported.MatchString(s.Period)
	found := false
	for _, p := range s.Points {
		for _, q := range t.Points {
			if p.ArticleID == q.ArticleID {
				return false
			}
			found = found || p.StoryID == q.StoryID && p.StoryID != 0 || statistics && p.At.Sub(q.At).Abs() < sameReport
		}
	}
	return found
}

// agree reports whether two figures may both be right: equal as far as the
// coarser one is exact, or about equal where one says that it is inexact.
func agree(a, b *newswatch.Figure) bool {
	apart := math.Abs(*a.Value - *b.Value)
	if a.Qualifier != "" || b.Qualifier != "" {
		return apart <= inexact*max(math.Abs(*a.Value), math.Abs(*b.Value))
	}
	return apart <= max(exactness(a.Text), exactness(b.Text))/2*(1+1e-9)
}

// inexact is how far "about" and "more than" reach.
const inexact = 0.05

// exactness is the value of the last digit that a number is written with: 0.1
// for 5.7%, a million for 12.35亿.
func exactness(text string) float64 {
	value, point := 1.0, false
	for _, r := range text {
		switch {
		case r == '.' || r == '．':
			point = true
		case point && (r >= '0' && r <= '9' || r >= '０' && r <= '９'):
			value /= 10
		}
	}
	for _, scale := range []struct {
		name  string
		value float64
	}{{"万", 1e4}, {"亿", 1e8}, {"百万", 1e2}} {
		if strings.Contains(text, scale.name) {
			value *= scale.value
		}
	}
	return value
}
