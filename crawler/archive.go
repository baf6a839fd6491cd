package crawler

import (
	"context"
	"time"

	"newswatch"
)

// Archive is what the crawler asks of the store: what it has seen already.
type Archive interface {
	// Validators returns what is known for a conditional request; the zero
	// value where the URL was never fetched.
	Validators(ctx context.Context, url string) (newswatch.Validators, error)
	// SaveValidators keeps them for the next run.
	SaveValidators(ctx context.Context, v newswatch.Validators) error
	// Known says which of these canonical URLs are filed articles, or known
	// variants of one.
	Known(ctx context.Context, canonical []string) (map[string]bool, error)
	// SaveAlias notes that a URL variant (a redirect, a mobile host) leads to a
	// filed article.
	SaveAlias(ctx context.Context, variant, canonical string) error
	// Revisits returns articles of a site that are due for another look, the
	// longest overdue first.
	Revisits(ctx context.Context, site newswatch.SiteID, now time.Time, n int) ([]newswatch.Revisit, error)
	// Unchanged notes that a look found the article as it was, and puts the
	// next look off.
	Unchanged(ctx context.Context, id newswatch.ID, at time.Time) error

	// BeginRun claims a site for one run; it wraps [newswatch.ErrLocked] where
	// another run of it is under way. EndRun stores its report.
	BeginRun(ctx context.Context, site newswatch.SiteID, at time.Time) (run newswatch.ID, err error)
	EndRun(ctx context.Context, run newswatch.ID, r newswatch.SiteReport) error
	// LastRun is when the last finished run of a site started; zero if never.
	LastRun(ctx context.Context, site newswatch.SiteID) (time.Time, error)

	// PageCounts returns how many articles the pages of a newspaper had in the
	// issues from one time to before another, by the page as articles show it: one
	// number for each issue.
	PageCounts(ctx context.Context, site newswatch.SiteID, from, to time.Time) (map[string][]int, error)

	// Observe keeps how the definition fitted the pages of a run, and raises
	// site.failing or site.recovered where that changed.
	Observe(ctx context.Context, seen []newswatch.Observation) error
}

// Sink takes what was read. It is the pipeline.
type Sink interface {
	// Submit recognises, matches and files one article. It blocks until the
	// article is safe on disk. It may be called from several goroutines.
	Submit(ctx context.Context, s *newswatch.Sighting) (newswatch.Outcome, error)
	// Absent records that a known article was found gone.
	Absent(ctx context.Context, a newswatch.Absence) (newswatch.Outcome, error)
}
