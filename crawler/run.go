package crawler

import (
	"context"
	"log/slog"
	"maps"
	"net/url"
	"sync"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"
	"golang.org/x/sync/errgroup"

	"newswatch"
	"newswatch/sites"
	"newswatch/sites/canon"
)

// run is one site's run: its sources are read side by side, the articles that
// they list are read by workers as they are found.
type run struct {
	c       *Crawler
	site    *sites.Site
	o       Options
	logger  *slog.Logger
	id      newswatch.ID
	started time.Time
	last    time.Time // when the last finished run started; zero if never
	s       *session
	jobs    chan *task
	hands   chan struct{} // holds one for each worker there is
	workers sync.WaitGroup
	saves   sync.WaitGroup // of validators, which nothing waits for

	mu          sync.Mutex
	rep         newswatch.SiteReport
	seen        map[string]bool // canonical URLs that were listed
	claimed     map[string]bool // canonical URLs that were handed to the pipeline
	observed    []newswatch.Observation
	unread      int // pages of observed that gave no article
	listsRead   int
	listsFailed int
	listError   string // of the first that failed
	failed      int    // pages, listed in the report or not
	queued      int
	begun       int
	read        int
	left        int // articles that the budget or a bound left out
	refusals    int // pages in a row that the site refused to show
	calledOff   bool
}

// maxSources is how many of a site's sources are read side by side.
const maxSources = 4

// Bounds of what is kept of one run.
const (
	maxFailures = 100
	maxWarnings = 50
)

func (r *run) do(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	r.s = r.c.Fetcher.session(ctx)
	if r.c.Exchanged != nil {
		r.s.exchanged = func(code int) { r.c.Exchanged(r.site.ID, code) }
	}
	r.jobs = make(chan *task)
	r.hands = make(chan struct{}, orDefault(r.c.Workers, min(max(8, 2*r.c.Fetcher.o.Parallelism), 64)))

	var lists errgroup.Group
	lists.SetLimit(maxSources)
	for i := range r.site.Discover {
		src := &r.site.Discover[i]
		lists.Go(func() error {
			r.discover(ctx, src)
			return nil
		})
	}
	lists.Wait()
	r.revisit(ctx)
	close(r.jobs)
	r.workers.Wait()
	r.saves.Wait()
	r.mu.Lock()
	r.calledOff = ctx.Err() != nil
	r.mu.Unlock()
}

// send hands a job to the workers; it reports false where the run was called
// off or its time is used up.
func (r *run) send(ctx context.Context, j *task) bool {
	if r.spent() || !r.mayBegin() {
		return false
	}
	select {
	case r.jobs <- j: // somebody waits for work
		return true
	default:
	}
	select {
	case r.jobs <- j:
		return true
	case r.hands <- struct{}{}: // a run without new articles needs no workers
		r.workers.Go(func() {
			r.work(ctx, j)
			for j := range r.jobs {
				r.work(ctx, j)
			}
		})
		return true
	case <-ctx.Done():
		return false
	}
}

// mayBegin counts an article, unless as many as are asked for were begun.
func (r *run) mayBegin() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.o.Articles > 0 && r.begun >= r.o.Articles {
		return false
	}
	r.begun++
	return true
}

// spent reports whether the run's budget of time is used up, or the site keeps
// refusing.
func (r *run) spent() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.o.Budget > 0 && time.Since(r.started) > r.o.Budget || r.refusals >= maxRefusals
}

// maxRefusals is after how many refusals in a row a run leaves a site in peace.
const maxRefusals = 5

// fail notes a page that could not be had or read.
func (r *run) fail(url string, err error) {
	if canceled(err) {
		return
	}
	r.logger.Debug("page failed", "url", url, "error", err)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.failed++
	if len(r.rep.Failures) < maxFailures {
		r.rep.Failures = append(r.rep.Failures, newswatch.Failure{URL: url, Error: err.Error()})
	}
	if blocked(err) {
		if r.refusals++; r.refusals == maxRefusals {
			r.warnLocked("the site refused several pages in a row; it is left in peace until the next run")
		}
	}
}

// failList notes a list that could not be read.
func (r *run) failList(url string, err error) {
	if canceled(err) {
		return
	}
	r.fail(url, err)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.listsFailed++
	if r.listError == "" {
		r.listError = url + ": " + err.Error()
	}
}

func (r *run) warn(text string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.warnLocked(text)
}

func (r *run) warnLocked(text string) {
	if len(r.rep.Warnings) < maxWarnings {
		r.rep.Warnings = append(r.rep.Warnings, text)
	}
}

// count changes the report.
func (r *run) count(change func(*newswatch.SiteReport)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	change(&r.rep)
}

// readList counts a list that was read, or is as it was.
func (r *run) readList(unchanged bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.listsRead++
	if unchanged {
		r.rep.NotModified++
	}
}

// observeList notes what a source's first page led to. A dated source is one
// list, whatever the day.
// doc is the page where it is HTML, and may be nil.
func (r *run) observeList(src *sites.Source, u *url.URL, links int, doc *goquery.Document) {
	name := u.String()
	if src.Dated() {
		name = src.URL
	}
	o := newswatch.Observation{URL: name, List: true, Links: links}
	if selector := map[string]string{"links": src.LinkSelector()}; links > 0 {
		o.Fields = selector
	} else {
		o.Missing, o.Plain = selector, r.leadsOn(u, doc)
	}
	r.observe(o)
}

// leadsOn reports whether a page has links to articles of the site.
func (r *run) leadsOn(u *url.URL, doc *goquery.Document) bool {
	if doc == nil {
		return false
	}
	links := doc.FindMatcher(addressed)
	for i := range min(links.Length(), maxLinks) {
		href, _ := links.Eq(i).Attr("href")
		if to, err := canon.Resolve(u, href); err == nil && r.ours(to) {
			return true
		}
	}
	return false
}

// maxUnread is how many pages that gave no article a run holds in memory to its
// end: the first shows where a field began to be missing.
const maxUnread = 4

var addressed = cascadia.MustCompile("a[href]")

// observe notes how the definition fitted a page. What a backfill reads is of
// another time, and says nothing about whether the definition fits today.
func (r *run) observe(o newswatch.Observation) {
	if r.o.backfill() {
		return
	}
	o.Site, o.Seen = r.site.ID, time.Now()
	r.mu.Lock()
	defer r.mu.Unlock()
	if o.Page != nil {
		if r.unread++; r.unread > maxUnread {
			o.Page = nil
		}
	}
	if r.o.Observed != nil {
		r.o.Observed(o)
	}
	o.Missing = sites.Causes(o.Fields, o.Missing) // one cause, one event
	if n := len(r.observed); n > 0 {
		// Nearly all pages fit in the same way, and a first crawl has many thousands.
		last := &r.observed[n-1]
		if maps.Equal(o.Fields, last.Fields) {
			o.Fields = last.Fields
		}
		if maps.Equal(o.Missing, last.Missing) {
			o.Missing = last.Missing
		}
	}
	r.observed = append(r.observed, o)
}

// tell reports progress. r.mu is held.
func (r *run) tell(url string, done bool) {
	if r.o.Progress == nil {
		return
	}
	r.o.Progress(Progress{
		Site: r.site.ID, Done: done, Listed: r.rep.Listed, Queued: r.queued, Read: r.read,
		New: r.rep.New + r.rep.Duplicates, Failed: r.failed, URL: url,
	})
}
