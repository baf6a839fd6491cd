package crawler

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"time"

	"newswatch"
	"newswatch/sites"
	"newswatch/sites/canon"
)

// task is one article to look at: a link that a list gave, or a known article
// that is due for another look.
type task struct {
	link    sites.Link
	name    string // canonical URL
	page    string // 版面, of an e-paper
	number  int    // of that page; 0 where unknown
	list    *list
	revisit *newswatch.Revisit
	parked  bool // waits for the other part of its article
}

// work does one task; nothing of it is left behind when it returns.
func (r *run) work(ctx context.Context, t *task) {
	ok := false
	switch {
	case ctx.Err() != nil:
	case r.spent():
		if t.list != nil {
			r.leave(t.list, 1)
		}
	case t.revisit != nil:
		r.look(ctx, t)
	case r.c.memory.pauses(t.name, time.Now()):
		r.leave(t.list, 1)
	default:
		err := r.article(ctx, t)
		if err != nil {
			r.fail(t.link.URL.String(), err)
		}
		ok = err == nil || !temporary(err) && !canceled(err) && ctx.Err() == nil
		switch {
		case ok && err != nil && r.doubted(t, err):
			ok = false
			r.c.memory.doubt(t.name, time.Now())
		case ok:
			r.c.memory.forgive(t.name)
		case ctx.Err() == nil:
			r.c.memory.strike(t.name, time.Now())
		}
	}
	if t.list != nil && !t.parked {
		t.list.settle(ctx, ok)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.read++
	r.tell(t.link.URL.String(), false)
}

// doubted reports whether a failure that looks final shall be looked at again.
func (r *run) doubted(t *task, err error) bool {
	if errors.Is(err, ErrRobots) || errors.Is(err, ErrPrivate) {
		return false
	}
	return r.c.Patient && !r.o.backfill() && r.c.memory.mayDoubt(t.name)
}

// barren notes that an address leads to no article, unless that is in doubt.
func (r *run) barren(t *task) {
	if !r.c.Patient || r.o.backfill() || !r.c.memory.mayDoubt(t.name) {
		r.c.memory.setBarren(r.underDefinition(t.name), time.Now())
	}
}

// errOther is wrapped where an address leads away from the article.
var errOther = errors.New("leads to another page")

// article fetches, reads and files one new article. A nil error means that
// there is nothing left to do about it.
func (r *run) article(ctx context.Context, t *task) error {
	if r.c.memory.isBarren(r.underDefinition(t.name), time.Now()) {
		return nil
	}
	p, err := r.page(Query{URL: t.link.URL})
	if err != nil {
		return err
	}
	r.answered()
	r.count(func(rep *newswatch.SiteReport) { rep.Fetched++ })
	if p.resp.Redirected() {
		known, err := r.redirected(ctx, t, p.resp)
		if err != nil || known {
			return err
		}
	}
	x, err := r.readArticle(ctx, p)
	if err != nil {
		if !temporary(err) {
			r.barren(t)
		}
		return err
	}
	p.forget()
	if t.list.park(&piece{task: t, page: p, x: x}) {
		return nil
	}
	return r.submit(ctx, t, p, x)
}

// redirected judges an address that led to another. known means that the
// article is filed already, under the address where it ended.
func (r *run) redirected(ctx context.Context, t *task, resp *Response) (known bool, err error) {
	name := canon.URL(resp.FinalURL)
	if name == t.name {
		return false, nil
	}
	if isHome(resp.FinalURL) || !r.site.IsArticle(resp.FinalURL) {
		r.barren(t)
		return false, fmt.Errorf("the address %w, which is no article of the site: %s", errOther, resp.FinalURL)
	}
	filed, err := r.c.Archive.Known(ctx, []string{name})
	if err != nil {
		return false, fmt.Errorf("what is new is unknown: %w", err)
	}
	if filed[name] {
		return true, r.alias(ctx, t.name, name)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	inWork := r.seen[name]
	r.seen[name] = true
	return inWork, nil // another task of this run has it
}

func (r *run) alias(ctx context.Context, variant, name string) error {
	if variant == name || r.o.DryRun {
		return nil
	}
	if err := r.c.Archive.SaveAlias(ctx, variant, name); err != nil {
		return &FetchError{Temporary: true, Err: fmt.Errorf("the address was not noted: %w", err)}
	}
	return nil
}

// isHome reports whether u is the front page of a host.
func isHome(u *url.URL) bool {
	c, err := url.Parse(canon.URL(u))
	return err == nil && (c.Path == "" || c.Path == "/") && c.RawQuery == ""
}

// gonePage is a page that says, with status 200, that the article is no longer
// there.
type gonePage struct{ reason string }

func (g gonePage) Error() string { return newswatch.ErrGone.Error() + ": " + g.reason }
func (g gonePage) Unwrap() error { return newswatch.ErrGone }

// plainlyArticle is the length in bytes from which a text is its own proof: no
// page that stands in for an article has 500 characters to say.
const plainlyArticle = 1500

// readArticle reads a fetched article, with its further pages.
func (r *run) readArticle(ctx context.Context, p page) (sites.Extraction, error) {
	at := p.resp.FinalURL
	x, err := r.site.Extract(at, p.doc, p.resp.Fetched)
	if err != nil || len(x.Article.Text) < plainlyArticle || x.Article.Template == "fallback" {
		if reason, gone := r.site.Gone(at, p.doc); gone {
			return x, gonePage{reason}
		}
		if words := challenge(p.resp.Body); words != "" {
			return x, &FetchError{Status: p.resp.Status, Blocked: true, Temporary: true, Err: errors.New("blocked: " + words)}
		}
	}
	if err != nil {
		unread := evidence(p)
		r.observe(newswatch.Observation{URL: at.String(), Fields: x.Fields, Missing: x.Missing, Page: &unread})
		return x, err
	}
	if err := r.further(ctx, at, &x); err != nil {
		return x, err
	}
	r.observe(newswatch.Observation{URL: at.String(), Template: x.Article.Template, Fields: x.Fields, Missing: x.Missing})
	return x, nil
}

// sighting is what the pipeline gets of an article that was read.
func (r *run) sighting(t *task, p page, x sites.Extraction) *newswatch.Sighting {
	at := p.resp.FinalURL
	a := x.Article
	a.Site, a.URL, a.CanonicalURL = r.site.ID, at.String(), r.canonical(at, x.Canonical)
	a.Fetched, a.Damaged = p.resp.Fetched, a.Damaged || p.text.Damaged
	if t.page != "" {
		a.Page = t.page
	}
	if a.Provenance == nil {
		a.Provenance = map[string]newswatch.Origin{}
	}
	return &newswatch.Sighting{Article: a, Page: evidence(p), Missing: slices.Sorted(maps.Keys(x.Missing))}
}

// canonical is the article's name. What the page itself declares counts only
// where it is an article of the site, as some pages all declare the home page.
func (r *run) canonical(at *url.URL, declared string) string {
	if declared != "" {
		if u, err := canon.Resolve(at, declared); err == nil && !isHome(u) && r.site.IsArticle(u) {
			return canon.URL(u)
		}
	}
	return canon.URL(at)
}

// maxParts bounds the pages of one article.
const maxParts = 40

// further fetches and joins the other pages of an article. A page that cannot
// be had for now fails the article, which is tried again: half of one is none.
func (r *run) further(ctx context.Context, at *url.URL, x *sites.Extraction) error {
	been := map[string]bool{canon.URL(at): true}
	queue := x.Next
	for parts := 1; len(queue) > 0; {
		u := queue[0]
		queue = queue[1:]
		if been[canon.URL(u)] {
			continue
		}
		been[canon.URL(u)] = true
		if parts++; parts > maxParts {
			return fmt.Errorf("the article has more than %d pages, or they go in a circle", maxParts)
		}
		p, err := r.page(Query{URL: u})
		if err != nil && (temporary(err) || canceled(err)) {
			return fmt.Errorf("page %d of the article, %s: %w", parts, u, err)
		}
		if err != nil {
			// It will never be whole, and what there is of it is worth having.
			note := fmt.Sprintf("page %d, %s, is missing: %v", parts, u, err)
			r.warn(at.String() + ": " + note)
			if o, ok := x.Article.Provenance["text"]; ok {
				o.Note = join(o.Note, note)
				x.Article.Provenance["text"] = o
			}
			continue
		}
		more, err := r.site.Extract(p.resp.FinalURL, p.doc, p.resp.Fetched)
		if errors.Is(err, newswatch.ErrNotArticle) {
			continue
		}
		if err != nil {
			return fmt.Errorf("page %d of the article, %s: %w", parts, u, err)
		}
		queue = append(queue, more.Next...)
		x.Append(more)
	}
	return nil
}

// evidence is the page as snapshots keep it.
func evidence(p page) newswatch.Page {
	h := map[string][]string{}
	for _, name := range []string{"Content-Type", "Date", "Etag", "Last-Modified", "Server"} {
		if v := p.resp.Header.Values(name); len(v) > 0 {
			h[name] = v
		}
	}
	return newswatch.Page{
		URL: p.resp.URL.String(), FinalURL: p.resp.FinalURL.String(), Status: p.resp.Status,
		Header: h, Body: p.resp.Body, SHA256: p.resp.sum(), Charset: p.text.Charset, CharsetBy: p.text.By,
		Fetched: p.resp.Fetched, ETag: p.resp.Header.Get("ETag"), Modified: p.resp.Header.Get("Last-Modified"),
	}
}
