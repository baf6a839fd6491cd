package crawler

import (
	"context"
	"net/http"
	"testing"
	"time"

	"newswatch"
	"newswatch/sites"
)

func TestSlowSiteDoesNotHoldOthersUp(t *testing.T) {
	slow, quick := newTownSite(t), newTownSite(t)
	release := make(chan struct{})
	slow.set("/list.html", func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-release:
		case <-r.Context().Done():
		}
	})
	quick.publish(1)
	quick.set("/list.html", tagged(listPage("", 1)))
	a, b := newArchive(), newArchive()
	c := newTestCrawler(t, a, nil)
	c.Archive = bySite{"slow": a, "town": b}
	c.Sink = b
	b.submitted = func() { close(release) } // the slow site answers when the quick one is done
	site := slow.town(t, oneList)
	site.ID = "slow"
	if _, err := c.Crawl(t.Context(), []*sites.Site{site, quick.town(t, oneList)}, Options{}); err != nil {
		t.Fatal(err)
	}
	if len(b.titles()) != 1 {
		t.Error("the quick site's article is missing")
	}
}

// bySite keeps the runs of several sites apart.
type bySite map[newswatch.SiteID]*archive

func (m bySite) any() *archive { return m["town"] }

func (m bySite) Validators(ctx context.Context, url string) (newswatch.Validators, error) {
	return m.any().Validators(ctx, url)
}
func (m bySite) SaveValidators(ctx context.Context, v newswatch.Validators) error {
	return m.any().SaveValidators(ctx, v)
}
func (m bySite) Known(ctx context.Context, c []string) (map[string]bool, error) {
	return m.any().Known(ctx, c)
}
func (m bySite) SaveAlias(ctx context.Context, v, c string) error {
	return m.any().SaveAlias(ctx, v, c)
}
func (m bySite) Revisits(ctx context.Context, s newswatch.SiteID, now time.Time, n int) ([]newswatch.Revisit, error) {
	return m[s].Revisits(ctx, s, now, n)
}
func (m bySite) Unchanged(ctx context.Context, id newswatch.ID, at time.Time) error {
	return m.any().Unchanged(ctx, id, at)
}
func (m bySite) BeginRun(ctx context.Context, s newswatch.SiteID, at time.Time) (newswatch.ID, error) {
	id, err := m[s].BeginRun(ctx, s, at)
	if s == "slow" {
		id = 2
	}
	return id, err
}
func (m bySite) EndRun(ctx context.Context, id newswatch.ID, r newswatch.SiteReport) error {
	return m[r.Site].EndRun(ctx, id, r)
}
func (m bySite) LastRun(ctx context.Context, s newswatch.SiteID) (time.Time, error) {
	return m[s].LastRun(ctx, s)
}
func (m bySite) PageCounts(ctx context.Context, s newswatch.SiteID, from, to time.Time) (map[string][]int, error) {
	return m[s].PageCounts(ctx, s, from, to)
}
func (m bySite) Observe(ctx context.Context, o []newswatch.Observation) error {
	return m.any().Observe(ctx, o)
}
