package crawler

import (
	"context"
	"slices"
	"sync"
	"time"

	"newswatch"
)

// archive is an Archive and a Sink in memory.
type archive struct {
	mu         sync.Mutex
	validators map[string]newswatch.Validators
	articles   map[string]*newswatch.Sighting // by canonical URL
	aliases    map[string]string
	revisits   []newswatch.Revisit
	unchanged  []newswatch.ID
	absences   []newswatch.Absence
	reports    []newswatch.SiteReport
	seen       []newswatch.Observation
	last       time.Time
	running    bool
	asks       int // calls of Known
	submits    int
	refuse     error // what Submit answers
	submitted  func()
}

func newArchive() *archive {
	return &archive{validators: map[string]newswatch.Validators{}, articles: map[string]*newswatch.Sighting{}, aliases: map[string]string{}}
}

func (a *archive) Validators(_ context.Context, url string) (newswatch.Validators, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.validators[url], nil
}

func (a *archive) SaveValidators(_ context.Context, v newswatch.Validators) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.validators[v.URL] = v
	return nil
}

func (a *archive) Known(_ context.Context, canonical []string) (map[string]bool, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.asks++
	known := map[string]bool{}
	for _, c := range canonical {
		_, alias := a.aliases[c]
		if a.articles[c] != nil || alias {
			known[c] = true
		}
	}
	return known, nil
}

func (a *archive) SaveAlias(_ context.Context, variant, canonical string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.aliases[variant] = canonical
	return nil
}

func (a *archive) Revisits(_ context.Context, _ newswatch.SiteID, now time.Time, n int) ([]newswatch.Revisit, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.revisits[:min(n, len(a.revisits))], nil
}

func (a *archive) Unchanged(_ context.Context, id newswatch.ID, _ time.Time) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.unchanged = append(a.unchanged, id)
	return nil
}

func (a *archive) BeginRun(context.Context, newswatch.SiteID, time.Time) (newswatch.ID, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.running {
		return 0, newswatch.ErrLocked
	}
	a.running = true
	return 1, nil
}

func (a *archive) EndRun(_ context.Context, _ newswatch.ID, r newswatch.SiteReport) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.running, a.last = false, r.Started
	a.reports = append(a.reports, r)
	return nil
}

func (a *archive) LastRun(context.Context, newswatch.SiteID) (time.Time, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.last, nil
}

func (a *archive) PageCounts(_ context.Context, _ newswatch.SiteID, from, to time.Time) (map[string][]int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	days := map[string]map[time.Time]int{}
	for _, s := range a.articles {
		if at := s.Article.Published; s.Article.Page != "" && !at.Before(from) && at.Before(to) {
			if days[s.Article.Page] == nil {
				days[s.Article.Page] = map[time.Time]int{}
			}
			days[s.Article.Page][at]++
		}
	}
	counts := map[string][]int{}
	for page, of := range days {
		for _, n := range of {
			counts[page] = append(counts[page], n)
		}
	}
	return counts, nil
}

func (a *archive) Observe(_ context.Context, seen []newswatch.Observation) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.seen = append(a.seen, seen...)
	return nil
}

func (a *archive) Submit(_ context.Context, s *newswatch.Sighting) (newswatch.Outcome, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.submits++
	if a.refuse != nil {
		return newswatch.Outcome{}, a.refuse
	}
	if a.submitted != nil {
		a.submitted()
	}
	old := a.articles[s.Article.CanonicalURL]
	a.articles[s.Article.CanonicalURL] = s
	switch {
	case old == nil:
		return newswatch.Outcome{Filing: newswatch.FiledNew, ArticleID: newswatch.ID(len(a.articles))}, nil
	case old.Article.Text != s.Article.Text:
		return newswatch.Outcome{Filing: newswatch.FiledRevised}, nil
	}
	return newswatch.Outcome{Filing: newswatch.FiledUnchanged}, nil
}

func (a *archive) Absent(_ context.Context, gone newswatch.Absence) (newswatch.Outcome, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.absences = append(a.absences, gone)
	return newswatch.Outcome{Filing: newswatch.FiledDoubtful}, nil
}

func (a *archive) titles() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	var all []string
	for _, s := range a.articles {
		all = append(all, s.Article.Title)
	}
	slices.Sort(all)
	return all
}
