package web

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"newswatch"
)

// figuresData is what is stated of one indicator and subject, over time.
type figuresData struct {
	Known     []newswatch.Indicator
	Subject   string
	Indicator string
	Charts    []chart
	Points    []newswatch.FigurePoint // the latest
	Total     int                     // that the chart shows
	Conflicts []conflict
}

// conflict is one figure that outlets state differently.
type conflict struct {
	Period string
	Kind   newswatch.FigureKind
	Points []newswatch.FigurePoint
}

const (
	figureDays  = 365
	recentDays  = 30
	figureKinds = 40 // indicators offered
	figureMost  = 200
	figureShown = 60 // statements listed below the chart
)

func (s *Server) figuresPage(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	now := s.o.Now()
	var d figuresData
	var err error
	if d.Known, err = s.known(ctx, now); err != nil {
		return err
	}
	d.Subject, d.Indicator = cutTo(r.FormValue("subject"), 60), cutTo(r.FormValue("indicator"), 60)
	if subject, indicator, ok := strings.Cut(r.FormValue("of"), "|"); ok {
		d.Subject, d.Indicator = cutTo(subject, 60), cutTo(indicator, 60)
	}
	if d.Indicator == "" && len(d.Known) > 0 {
		d.Subject, d.Indicator = d.Known[0].Subject, d.Known[0].Indicator
	}
	if d.Indicator != "" {
		d.Points, err = s.o.Archive.Figures(ctx, newswatch.FigureQuery{Subject: d.Subject, Indicator: d.Indicator, Since: now.AddDate(0, 0, -figureDays), Limit: figureMost})
		if err != nil {
			return err
		}
		d.Charts = s.figureCharts(s.language(r), d.Indicator, d.Points)
		d.Conflicts = conflicts(d.Points)
		d.Total = len(d.Points)
		d.Points = d.Points[:min(d.Total, figureShown)]
	}
	return s.show(w, r, "figures", say(s.language(r), "nav_figures"), d)
}

// indicators are what the last count of them found. Counting reads every figure
// of its time, so that it is done now and then only.
type indicators struct {
	mu   sync.Mutex
	at   time.Time
	list []newswatch.Indicator
}

// countEvery is how old a count may be.
const countEvery = 20 * time.Second

// known are the indicators to choose from: those of the last month where there
// are any, else of the last year.
func (s *Server) known(ctx context.Context, now time.Time) ([]newswatch.Indicator, error) {
	k := &s.indicators
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.list) > 0 && now.Sub(k.at) < countEvery {
		return k.list, nil
	}
	list, err := s.o.Archive.Indicators(ctx, now.AddDate(0, 0, -recentDays), figureKinds)
	if err == nil && len(list) == 0 {
		list, err = s.o.Archive.Indicators(ctx, now.AddDate(0, 0, -figureDays), figureKinds)
	}
	if err == nil {
		k.at, k.list = now, list
	}
	return list, err
}

// figureCharts draws goals and results of one unit on one chart.
func (s *Server) figureCharts(lang, name string, points []newswatch.FigurePoint) []chart {
	var units []string
	byUnit := map[string]map[newswatch.FigureKind][]datum{}
	for _, p := range slices.Backward(points) { // oldest first
		if p.Figure.Value == nil {
			continue
		}
		unit := p.Figure.Unit
		if byUnit[unit] == nil {
			byUnit[unit] = map[newswatch.FigureKind][]datum{}
			units = append(units, unit)
		}
		kind := p.Figure.Kind
		byUnit[unit][kind] = append(byUnit[unit][kind], datum{
			At: p.At.In(s.o.Location), Value: *p.Figure.Value, Hollow: kind == newswatch.Goal, Href: "/articles/" + p.ArticleID.String(),
			Tip: strings.Join(nonEmpty(p.At.In(s.o.Location).Format(time.DateOnly), s.siteName(p.Site), figureValue(p.Figure), p.Figure.Period, cutTo(p.Figure.Sentence, 60)), " · "),
		})
	}
	var out []chart
	for _, unit := range units {
		var sets []dataset
		since, until := time.Time{}, time.Time{}
		for _, kind := range []newswatch.FigureKind{newswatch.Result, newswatch.Goal, newswatch.Other} {
			data := byUnit[unit][kind]
			if len(data) == 0 {
				continue
			}
			sets = append(sets, dataset{say(lang, "kind_"+string(kind)), data})
			if since.IsZero() || data[0].At.Before(since) {
				since = data[0].At
			}
			if last := data[len(data)-1].At; last.After(until) {
				until = last
			}
		}
		since, until = since.AddDate(0, 0, -1), until.AddDate(0, 0, 1)
		out = append(out, newChart(name, since, until, false, func(v float64) string { return shortNumber(v, unit) }, sets))
	}
	return out
}

// conflicts are figures of one period, kind and unit that differ.
func conflicts(points []newswatch.FigurePoint) []conflict {
	type key struct {
		period, unit string
		kind         newswatch.FigureKind
	}
	groups := map[key][]newswatch.FigurePoint{}
	var order []key
	for _, p := range points {
		if p.Figure.Period == "" || p.Figure.Value == nil || p.Figure.Kind == newswatch.Other {
			continue
		}
		k := key{p.Figure.Period, p.Figure.Unit, p.Figure.Kind}
		if groups[k] == nil {
			order = append(order, k)
		}
		groups[k] = append(groups[k], p)
	}
	var out []conflict
	for _, k := range order {
		var distinct []newswatch.FigurePoint
		for _, p := range groups[k] {
			if !slices.ContainsFunc(distinct, func(q newswatch.FigurePoint) bool { return *q.Figure.Value == *p.Figure.Value }) {
				distinct = append(distinct, p)
			}
		}
		// Two reports of one month may state one period; a year apart they do not.
		if len(distinct) > 1 && distinct[0].At.Sub(distinct[len(distinct)-1].At) < 60*24*time.Hour {
			out = append(out, conflict{k.period, k.kind, distinct})
		}
	}
	return out
}
