package crawler

import (
	"context"
	"fmt"
	"net/url"
	"sync"

	"github.com/cespare/xxhash/v2"

	"newswatch"
	"newswatch/sites"
	"newswatch/sites/canon"
	"newswatch/sites/stamp"
)

// list is one source's way through a run. Its validators are stored only when
// every article it led to is filed, or will never be; they are taken back
// before the first new one is begun. So a run that was killed, or an article
// that the site could not serve, leaves a list that the next run reads again to
// its end, and not only to the first page that brings nothing new.
type list struct {
	r     *run
	url   string
	key   string               // under which its validators are stored
	known newswatch.Validators // zero where the list was never read to its end

	mu      sync.Mutex
	opened  bool
	done    bool // all its pages are read
	broken  bool // something is left for the next run
	pending int  // articles in work
	fresh   newswatch.Validators

	joins   bool // articles may go on at another page of the issue
	waiting []*piece
	work    sync.WaitGroup // articles not yet settled or parked
}

// startList looks up what an earlier run left.
func (r *run) startList(ctx context.Context, u *url.URL) (*list, error) {
	l := &list{r: r, url: u.String(), key: r.listKey(u)}
	if r.o.backfill() {
		l.broken = true // a backfill says nothing about what is new
		return l, nil
	}
	v, err := r.c.Archive.Validators(ctx, l.key)
	if err != nil {
		return nil, fmt.Errorf("what is known of the list is unknown: %w", err)
	}
	if v.BodyHash != 0 {
		l.known = v
	}
	return l, nil
}

// listKey is under which a list's validators are stored: its address, with a
// mark of the site's definition as a fragment, since an unchanged list may hold
// what an older definition did not select.
func (r *run) listKey(u *url.URL) string { return r.underDefinition(u.String()) }

// underDefinition marks a name with the site's definition.
func (r *run) underDefinition(name string) string {
	return fmt.Sprintf("%s#%08x", name, uint32(xxhash.Sum64(r.site.YAML())))
}

// whole reports whether an earlier run read the list and filed all of it.
func (l *list) whole() bool { return l.known.BodyHash != 0 }

// open takes the stored validators back, once.
func (l *list) open(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.opened || !l.whole() || l.r.o.DryRun {
		return nil
	}
	l.opened = true
	return l.r.c.Archive.SaveValidators(ctx, newswatch.Validators{URL: l.key})
}

// spoil notes that something is left for the next run.
func (l *list) spoil() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.broken = true
}

func (l *list) add() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pending++
	l.work.Add(1)
}

// settle notes that an article is filed or will never be (ok), or must be tried
// again.
func (l *list) settle(ctx context.Context, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	defer l.work.Done()
	l.pending--
	l.broken = l.broken || !ok
	l.store(ctx)
}

// finish notes that all pages are read, the first of them with these validators.
func (l *list) finish(ctx context.Context, fresh newswatch.Validators) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.done, l.fresh = true, fresh
	l.fresh.URL = l.key
	l.store(ctx)
}

// store keeps the validators when all is done. l.mu is held.
func (l *list) store(ctx context.Context) {
	if !l.done || l.broken || l.pending > 0 || l.r.o.DryRun || ctx.Err() != nil {
		return
	}
	if err := l.r.c.Archive.SaveValidators(ctx, l.fresh); err != nil && ctx.Err() == nil {
		l.r.logger.Warn("the list's validators were not stored", "url", l.url, "error", err)
	}
}

const (
	// maxLinks bounds the links of one list page that are looked at.
	maxLinks = 20_000
	// maxNew bounds the articles that one list page leads to in one run; the rest
	// waits for the next.
	maxNew = 2_000
)

// take sorts out what a list page links to: articles of this site that no other
// list of this run named and the archive does not hold go to the workers. It
// returns how many the archive does not hold.
func (r *run) take(ctx context.Context, l *list, links []sites.Link, page sites.PaperPage) (unknown int, err error) {
	if len(links) > maxLinks {
		r.warn(fmt.Sprintf("%s: lists %d links; the first %d were looked at", l.url, len(links), maxLinks))
		links = links[:maxLinks]
		l.spoil()
	}
	tasks := make([]*task, 0, len(links))
	names := make([]string, 0, len(links))
	here := make(map[string]bool, len(links))
	_, pageNo, _ := number(page.Number)
	for _, link := range links {
		if link.URL == nil || !r.ours(link.URL) || !r.wanted(link) {
			continue
		}
		name := canon.URL(link.URL)
		if !here[name] {
			here[name] = true
			names = append(names, name)
			tasks = append(tasks, &task{link: link, name: name, page: page.String(), number: pageNo, list: l})
		}
	}
	if len(tasks) == 0 {
		return 0, nil
	}
	known, err := r.c.Archive.Known(ctx, names)
	if err != nil {
		return 0, fmt.Errorf("what is new is unknown: %w", err)
	}
	fresh := tasks[:0]
	r.mu.Lock()
	for _, t := range tasks {
		first := !r.seen[t.name]
		r.seen[t.name] = true
		if first {
			r.rep.Listed++
		}
		if known[t.name] {
			continue
		}
		unknown++
		if first {
			fresh = append(fresh, t)
		}
	}
	r.mu.Unlock()
	if len(fresh) > maxNew && !r.o.backfill() {
		r.leave(l, len(fresh)-maxNew)
		fresh = fresh[:maxNew]
	}
	return unknown, r.dispatch(ctx, l, fresh)
}

// ours reports whether u is an article of this site and not of a more exactly
// named one.
func (r *run) ours(u *url.URL) bool {
	if !r.site.IsArticle(u) {
		return false
	}
	if r.c.Owner == nil {
		return true
	}
	id, known := r.c.Owner(u)
	return !known || id == r.site.ID
}

// dispatch hands new articles to the workers in the list's order: the newest
// come first.
func (r *run) dispatch(ctx context.Context, l *list, fresh []*task) error {
	if len(fresh) == 0 {
		return nil
	}
	if err := l.open(ctx); err != nil {
		return fmt.Errorf("the list could not be marked as being read: %w", err)
	}
	r.mu.Lock()
	r.queued += len(fresh)
	r.mu.Unlock()
	for i, t := range fresh {
		l.add()
		if !r.send(ctx, t) {
			l.settle(ctx, false)
			r.leave(l, len(fresh)-i)
			return ctx.Err()
		}
	}
	return nil
}

// leave notes articles that wait for the next run.
func (r *run) leave(l *list, n int) {
	l.spoil()
	r.mu.Lock()
	defer r.mu.Unlock()
	r.left += n
}

// wanted leaves out, of a backfill, what is surely from another time.
func (r *run) wanted(link sites.Link) bool {
	if !r.o.backfill() {
		return true
	}
	s, ok := r.dated(link)
	return !ok || r.inRange(s)
}

// dated is when a link was published, by its list or by its address.
func (r *run) dated(link sites.Link) (stamp.Stamp, bool) {
	if !link.Published.Time.IsZero() {
		return link.Published, true
	}
	return stamp.FromURL(link.URL, r.site.Location)
}

// inRange reports whether a stamp, which covers some time, can lie in the
// backfill's range.
func (r *run) inRange(s stamp.Stamp) bool {
	end := s.Time.Add(span(s.Precision))
	return (r.o.Since.IsZero() || end.After(r.o.Since)) && (r.o.Until.IsZero() || s.Time.Before(r.o.Until))
}
