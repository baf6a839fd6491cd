package web

import (
	"context"
	"net/http"
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
	Stated    []statement // the latest
	Total     int         // reports
	Conflicts []conflict
	Elsewhere []conflict // of other subjects and indicators, lately
}

// statement is one number of one time, and who reported it.
type statement struct {
	newswatch.Figure                         // as it was reported last
	Points           []newswatch.FigurePoint // the latest first
	Disputed         bool
}

const (
	figureDays  = 365
	recentDays  = 30
	figureKinds = 40 // indicators offered
	figureMost  = 200
	figureShown = 40 // statements listed below the chart
)

func (s *Server) figuresPage(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	now := s.o.Now()
	var d figuresData
	var err error
	var lately []conflict
	if d.Known, lately, err = s.known(ctx, now); err != nil {
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
		points, err := s.o.Archive.Figures(ctx, newswatch.FigureQuery{Subject: d.Subject, Indicator: d.Indicator, Since: now.AddDate(0, 0, -figureDays), Limit: figureMost})
		if err != nil {
			return err
		}
		d.Charts = s.figureCharts(s.language(r), d.Indicator, points)
		d.Stated = statements(points)
		for _, one := range d.Stated {
			d.Total += len(one.Points)
		}
		d.Conflicts = conflicts(d.Stated)
		d.Stated = d.Stated[:min(len(d.Stated), figureShown)]
	}
	for _, c := range lately {
		if (c.Subject != d.Subject || c.Indicator != d.Indicator) && len(d.Elsewhere) < conflictsShown {
			d.Elsewhere = append(d.Elsewhere, c)
		}
	}
	return s.show(w, r, "figures", say(s.language(r), "nav_figures"), d)
}

// indicators are what the last count of them found, and where the latest figures
// contradict each other. Counting reads every figure of its time, so that it is
// done now and then only.
type indicators struct {
	mu        sync.Mutex
	at        time.Time
	list      []newswatch.Indicator
	conflicts []conflict
}

const (
	countEvery     = 20 * time.Second // how old a count may be
	figuresLately  = 1000             // that are looked through for contradictions
	conflictsShown = 12
)

// known are the indicators to choose from: those of the last month where there
// are any, else of the last year.
func (s *Server) known(ctx context.Context, now time.Time) ([]newswatch.Indicator, []conflict, error) {
	k := &s.indicators
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.list) > 0 && now.Sub(k.at) < countEvery {
		return k.list, k.conflicts, nil
	}
	since := now.AddDate(0, 0, -recentDays)
	list, err := s.o.Archive.Indicators(ctx, since, figureKinds)
	if err == nil && len(list) == 0 {
		list, err = s.o.Archive.Indicators(ctx, now.AddDate(0, 0, -figureDays), figureKinds)
	}
	if err != nil {
		return nil, nil, err
	}
	lately, err := s.o.Archive.Figures(ctx, newswatch.FigureQuery{Since: since, Limit: figuresLately})
	if err != nil {
		return nil, nil, err
	}
	k.at, k.list, k.conflicts = now, list, conflicts(statements(lately))
	return k.list, k.conflicts, nil
}
