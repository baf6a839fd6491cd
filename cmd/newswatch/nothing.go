package main

import (
	"context"
	"fmt"
	"time"

	"newswatch"
)

// nothing is an archive that knows no page and keeps none: a live check looks at
// sites as if for the first time, and leaves no trace.
type nothing struct{}

func (nothing) Validators(context.Context, string) (newswatch.Validators, error) {
	return newswatch.Validators{}, nil
}
func (nothing) SaveValidators(context.Context, newswatch.Validators) error { return nil }
func (nothing) Known(context.Context, []string) (map[string]bool, error)   { return nil, nil }
func (nothing) SaveAlias(context.Context, string, string) error            { return nil }
func (nothing) Revisits(context.Context, newswatch.SiteID, time.Time, int) ([]newswatch.Revisit, error) {
	return nil, nil
}
func (nothing) Unchanged(context.Context, newswatch.ID, time.Time) error { return nil }
func (nothing) BeginRun(context.Context, newswatch.SiteID, time.Time) (newswatch.ID, error) {
	return 0, nil
}
func (nothing) EndRun(context.Context, newswatch.ID, newswatch.SiteReport) error { return nil }
func (nothing) LastRun(context.Context, newswatch.SiteID) (time.Time, error) {
	return time.Time{}, nil
}
func (nothing) PageCounts(context.Context, newswatch.SiteID, time.Time, time.Time) (map[string][]int, error) {
	return nil, nil
}
func (nothing) Observe(context.Context, []newswatch.Observation) error { return nil }

// errNothing answers what a dry run never asks.
var errNothing = fmt.Errorf("%w: a check files nothing", newswatch.ErrInvalid)

func (nothing) Submit(context.Context, *newswatch.Sighting) (newswatch.Outcome, error) {
	return newswatch.Outcome{}, errNothing
}
func (nothing) Absent(context.Context, newswatch.Absence) (newswatch.Outcome, error) {
	return newswatch.Outcome{}, errNothing
}
