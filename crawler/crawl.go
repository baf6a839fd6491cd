package crawler

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"newswatch"
	"newswatch/sites"
)

// Crawler finds the new articles of sites, reads them and hands them to the
// pipeline. The daemon and the command line use the same one. Fetcher, Archive
// and Sink must be set before the first crawl and not changed after; it is safe
// for concurrent use.
type Crawler struct {
	Fetcher *Fetcher
	Archive Archive
	Sink    Sink
	Logger  *slog.Logger // nil: none

	// MaxAge marks older articles late; 0: none are.
	MaxAge time.Duration
	// AtOnce bounds the sites that one Crawl runs at one time; 0: 16.
	AtOnce int
	// Workers bounds the articles of one site that are in work; 0: twice the
	// requests that one host sees at once, and 8 at least, as a site has several
	// hosts and an article waits for the disk too.
	Workers int

	// Owner says which site an address belongs to, where several could claim it;
	// links to another site's articles are left to that site. nil: nobody is
	// asked. It may be called from several goroutines.
	Owner func(*url.URL) (newswatch.SiteID, bool)

	// Patient looks twice more, after a while, at a new article that was not there,
	// or no article: lists may be ahead of what they lead to, and a page of the
	// moment may stand in for it. It is for a crawler that lives on.
	Patient bool

	// Exchanged, if set, is told of each answer to a request, for metrics; code 0
	// is none. It must be safe for concurrent use.
	Exchanged func(site newswatch.SiteID, code int)

	memory memory
}

// Options say what one crawl does.
type Options struct {
	// Since and Until make it a backfill: articles published at or after Since
	// and before Until are stored, marked late, as far back as the lists lead. A
	// zero Until is now; a zero Since, with an Until, is as far as lists lead.
	Since, Until time.Time
	// MaxPages bounds the pages of each list in place of the definition's; 0: as
	// the definition says.
	MaxPages int
	// DryRun fetches and reads, but stores and sends nothing; the report's New
	// counts what would be new.
	DryRun bool
	// Revisit looks at all young articles again now, due or not.
	Revisit bool
	// Budget ends the run of a site after this time: no further article is
	// begun, and the next run goes on where this one stopped. 0: none.
	Budget time.Duration
	// Articles bounds the new articles that are read of a site; 0: none.
	Articles int
	// Observed, if set, is told how the definition fitted each page. It is called
	// by one goroutine of a site at a time and must return soon.
	Observed func(newswatch.Observation)
	// Progress, if set, is told of each step. It is called by one goroutine at a
	// time and must return soon.
	Progress func(Progress)
}

func (o *Options) backfill() bool { return !o.Since.IsZero() || !o.Until.IsZero() }

// Progress is how far one site's run has come.
type Progress struct {
	Site   newswatch.SiteID
	Done   bool // the run has ended
	Listed int  // article links found so far
	Queued int  // articles to fetch, known so far
	Read   int  // of these fetched, or given up
	New    int
	Failed int
	URL    string // what was just read
}

// Crawl runs each site once and returns what came of it, in the sites' order.
// What goes wrong at a site is in the report; the error is the context's, with
// a report of what was done until then.
func (c *Crawler) Crawl(ctx context.Context, all []*sites.Site, o Options) (newswatch.CrawlReport, error) {
	report := newswatch.CrawlReport{RunID: runID(), Started: time.Now(), Sites: make([]newswatch.SiteReport, len(all))}
	if tell := o.Progress; tell != nil {
		var mu sync.Mutex
		o.Progress = func(p Progress) {
			mu.Lock()
			defer mu.Unlock()
			tell(p)
		}
	}
	var g errgroup.Group
	g.SetLimit(orDefault(c.AtOnce, 16))
	for i, s := range all {
		g.Go(func() error {
			report.Sites[i] = c.CrawlSite(ctx, s, o)
			return nil
		})
	}
	g.Wait()
	report.Finished = time.Now()
	return report, ctx.Err()
}

// CrawlSite runs one site once.
func (c *Crawler) CrawlSite(ctx context.Context, s *sites.Site, o Options) newswatch.SiteReport {
	r := &run{
		c: c, site: s, o: o, started: time.Now(),
		rep:  newswatch.SiteReport{Site: s.ID, Status: newswatch.StatusOK, Failures: []newswatch.Failure{}},
		seen: map[string]bool{}, claimed: map[string]bool{},
		logger: c.logger().With("site", string(s.ID)),
	}
	r.rep.Started = r.started
	if err := r.begin(ctx); err != nil {
		r.rep.Status, r.rep.Error = newswatch.StatusFailed, err.Error()
		r.close()
		return r.rep
	}
	r.do(ctx)
	r.end(ctx)
	return r.rep
}

func (c *Crawler) logger() *slog.Logger {
	if c.Logger == nil {
		return slog.New(slog.DiscardHandler)
	}
	return c.Logger
}

// runID names a crawl in logs and reports; it sorts by time.
func runID() string {
	var b [4]byte
	rand.Read(b[:])
	return time.Now().UTC().Format("20060102T150405Z") + "-" + hex.EncodeToString(b[:])
}

// begin claims the site.
func (r *run) begin(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return errors.New("called off before it began")
	}
	var err error
	if r.last, err = r.c.Archive.LastRun(ctx, r.site.ID); err != nil {
		return fmt.Errorf("the last run is unknown: %w", err)
	}
	if r.o.DryRun {
		return nil
	}
	if r.id, err = r.c.Archive.BeginRun(ctx, r.site.ID, r.started); err != nil {
		if errors.Is(err, newswatch.ErrLocked) {
			return fmt.Errorf("another run of this site is under way: %w", err)
		}
		return err
	}
	return nil
}

// settling is how long the end of a run may take when its context is over.
const settling = 3 * time.Second

// end judges the run and stores its report, even where the run was called off.
func (r *run) end(ctx context.Context) {
	r.close()
	if r.o.DryRun {
		return
	}
	after, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	defer context.AfterFunc(ctx, func() { time.AfterFunc(settling, cancel) })()
	if len(r.observed) > 0 {
		if err := r.c.Archive.Observe(after, r.observed); err != nil {
			r.logger.Error("how the definition fitted was not stored", "error", err)
		}
	}
	if err := r.c.Archive.EndRun(after, r.id, r.rep); err != nil {
		r.logger.Error("the run's report was not stored", "error", err)
		r.rep.Status = newswatch.StatusPartial
		r.rep.Error = join(r.rep.Error, fmt.Sprintf("the report was not stored: %v", err))
	}
}

// close fills in what is known only at the end.
func (r *run) close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	rep := &r.rep
	rep.Finished = time.Now()
	rep.Seconds = rep.Finished.Sub(rep.Started).Seconds()
	if r.s != nil {
		rep.Bytes = r.s.received.Load()
	}
	if rep.Status == newswatch.StatusOK {
		switch {
		case r.listsRead == 0 && r.listsFailed > 0:
			rep.Status = newswatch.StatusFailed
			rep.Error = join("no list could be read", r.listError)
		case r.failed > 0 || r.calledOff:
			rep.Status = newswatch.StatusPartial
		}
	}
	if r.calledOff {
		rep.Error = join(rep.Error, "called off before the end")
	}
	if rep.Left = r.left; r.left > 0 {
		rep.Warnings = append(rep.Warnings, fmt.Sprintf("%d articles are left for the next run", r.left))
	}
	if r.failed > len(rep.Failures) {
		rep.Warnings = append(rep.Warnings, fmt.Sprintf("%d more failures are not listed", r.failed-len(rep.Failures)))
	}
	r.tell("", true)
}

func join(a, b string) string {
	switch {
	case a == "":
		return b
	case b == "":
		return a
	}
	return a + ": " + b
}
