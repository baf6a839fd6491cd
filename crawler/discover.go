package crawler

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"time"

	"newswatch"
	"newswatch/sites"
	"newswatch/sites/canon"
	"newswatch/sites/charset"
)

// discover reads one source of a site.
func (r *run) discover(ctx context.Context, src *sites.Source) {
	if src.Kind == sites.EPaper {
		r.paper(ctx, src)
		return
	}
	for _, u := range r.entries(ctx, src) {
		var err error
		switch src.Kind {
		case sites.List:
			err = r.walk(ctx, src, u)
		case sites.Sitemap:
			err = r.sitemap(ctx, src, u)
		default:
			err = r.flat(ctx, src, u)
		}
		switch {
		case err == nil:
		case src.Dated() && errors.Is(err, newswatch.ErrGone):
			// A day without a list is a day without news, or has only begun.
			r.readList(false)
			r.logger.Debug("no list of that day", "url", u.String())
		default:
			r.failList(u.String(), err)
		}
	}
}

// entries are the addresses where a source begins: one, or for a dated source
// one for each day in question.
func (r *run) entries(ctx context.Context, src *sites.Source) []*url.URL {
	var all []*url.URL
	for _, day := range r.days(ctx, src) {
		u := src.IssueURL(day)
		if len(all) == 0 || all[len(all)-1].String() != u.String() { // one a month, perhaps
			all = append(all, u)
		}
	}
	return all
}

// Bounds of the days that dated sources are read for.
const (
	maxCatchUp      = 7
	maxBackfillDays = 10_000
)

// days are the days in question, newest first: of a backfill those of its range;
// else today and, where the site was crawled before, the days back to its last
// run, or to the last day that was read whole, so that nothing is lost while the
// site or this program is down. A source without a date has one entry for all.
func (r *run) days(ctx context.Context, src *sites.Source) []time.Time {
	loc := r.site.Location
	last := dayOf(r.started, loc)
	if src.IssueURL(last) == nil {
		r.failList(src.URL, fmt.Errorf("%q is no address", src.URL))
		return nil
	}
	switch {
	case !src.Dated():
		return []time.Time{last}
	case r.o.backfill():
		if u := r.o.Until; !u.IsZero() && u.Before(r.started) {
			last = dayOf(u.Add(-time.Nanosecond), loc)
		}
		first := last
		if !r.o.Since.IsZero() {
			first = dayOf(r.o.Since, loc)
		}
		return daysBack(last, first, maxBackfillDays)
	case r.last.IsZero():
		return []time.Time{last}
	}
	first := dayOf(r.last, loc)
	for i, d := range daysBack(last, last.AddDate(0, 0, -maxCatchUp), maxCatchUp) {
		l, err := r.startList(ctx, src.IssueURL(d))
		if err != nil {
			break // it is reported when the list is read
		}
		if i > 0 && l.whole() {
			first = earlier(first, d.AddDate(0, 0, 1))
			break
		}
	}
	return daysBack(last, first, maxCatchUp)
}

// daysBack are the days from last down to first, at most so many.
func daysBack(last, first time.Time, most int) []time.Time {
	var all []time.Time
	for d := last; !d.Before(first) && len(all) < most; d = d.AddDate(0, 0, -1) {
		all = append(all, d)
	}
	return all
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

func dayOf(t time.Time, loc *time.Location) time.Time {
	y, m, d := t.In(loc).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, loc)
}

// maxBackfillPages bounds the pages of one list in a backfill.
const maxBackfillPages = 5_000

// pageLimit is how many pages of a list may be read.
func (r *run) pageLimit(src *sites.Source) int {
	switch {
	case r.o.MaxPages > 0:
		return r.o.MaxPages
	case r.o.backfill():
		return maxBackfillPages
	case src.MaxPages > 0:
		return src.MaxPages
	}
	return 1
}

// walk reads the pages of an HTML list until one brings nothing new.
func (r *run) walk(ctx context.Context, src *sites.Source, start *url.URL) error {
	l, err := r.startList(ctx, start)
	if err != nil {
		return err
	}
	var first newswatch.Validators
	been := map[string]bool{}
	limit := r.pageLimit(src)
	shift := 0 // 1 where the site calls its second page 2 and not 1
	var before []sites.Link
	for n, u := 1, start; u != nil; n++ {
		if n > limit {
			if src.MaxPages > limit {
				l.spoil() // fewer than the definition asks for
			}
			break
		}
		been[u.String()] = true
		q := Query{URL: u, List: true}
		if n == 1 {
			q.Known = l.known
		}
		p, err := r.page(q)
		if err != nil {
			if n == 1 {
				return err
			}
			if other := src.PageURL(n + 1); n == 2 && shift == 0 && other != nil && errors.Is(err, newswatch.ErrGone) {
				n, shift, u = n-1, 1, other
				continue
			}
			if !errors.Is(err, newswatch.ErrGone) { // the pages ended earlier
				r.fail(u.String(), err)
				l.spoil()
			}
			break
		}
		if n == 1 {
			r.readList(p.resp.NotModified)
			if p.resp.NotModified {
				return nil
			}
			first = p.resp.Validators()
		}
		listing := src.ReadAt(p.resp.FinalURL, p.doc, r.started)
		if n == 1 {
			r.observeList(src, u, len(listing.Links), p.doc)
		}
		if len(listing.Links) == 0 {
			if n == 1 {
				l.spoil()
				r.fail(u.String(), noLinks(p.resp))
			}
			break
		}
		if n == 2 && shift == 0 && sameLinks(before, listing.Links) {
			// ?page=1 is the first page again.
			if other := src.PageURL(n + 1); other != nil && !been[other.String()] {
				n, shift, u = n-1, 1, other
				continue
			}
		}
		before = listing.Links
		unknown, err := r.take(ctx, l, listing.Links, sites.PaperPage{})
		if err != nil {
			return err
		}
		if r.enough(l, listing.Links, unknown) {
			break
		}
		if u = listing.Next; u == nil {
			u = src.PageURL(n + 1 + shift)
		}
		if u != nil && been[u.String()] {
			break
		}
	}
	l.finish(ctx, first)
	return nil
}

// noLinks says why a list page is of no use.
func noLinks(resp *Response) error {
	if words := challenge(resp.Body); words != "" {
		return &FetchError{Status: resp.Status, Blocked: true, Temporary: true, Err: errors.New("blocked: " + words)}
	}
	return errors.New("the list page holds no links that the definition selects")
}

// enough reports whether a list's further pages cannot bring anything.
func (r *run) enough(l *list, links []sites.Link, unknown int) bool {
	if r.spent() {
		l.spoil()
		return true
	}
	if !r.o.backfill() {
		return unknown == 0 && l.whole()
	}
	// A backfill goes on until a page has nothing but older articles.
	if r.o.Since.IsZero() {
		return false
	}
	for _, link := range links {
		s, ok := r.dated(link)
		if !ok || s.Time.Add(span(s.Precision)).After(r.o.Since) {
			return false
		}
	}
	return true
}

// flat reads a source of a single page: a feed or a JSON list.
func (r *run) flat(ctx context.Context, src *sites.Source, u *url.URL) error {
	l, resp, err := r.fetchList(ctx, u)
	if err != nil || resp.NotModified {
		return err
	}
	kind := resp.Header.Get("Content-Type")
	var links []sites.Link
	if src.Kind == sites.JSON {
		var listing sites.Listing
		listing, err = src.ReadJSON(resp.FinalURL, charset.Decode(resp.Body, kind, r.site.Charset).HTML, r.started)
		links = listing.Links
	} else {
		links, err = readFeed(resp.Body, kind, r.site.Charset, resp.FinalURL, r.started, r.site.Location)
	}
	if err != nil {
		if words := challenge(resp.Body); words != "" {
			err = noLinks(resp)
		}
		return err
	}
	r.readList(false)
	r.observeList(src, u, len(links), nil)
	if len(links) == 0 {
		l.spoil()
		r.fail(u.String(), errors.New("the list is empty"))
	}
	unknown, err := r.take(ctx, l, links, sites.PaperPage{})
	if err != nil {
		return err
	}
	if src.Kind == sites.JSON && src.NextPages != "" {
		if err := r.jsonPages(ctx, src, l, links, unknown); err != nil {
			return err
		}
	}
	l.finish(ctx, resp.Validators())
	return nil
}

// jsonPages reads the pages after the first of a JSON list, until one brings
// nothing new.
func (r *run) jsonPages(ctx context.Context, src *sites.Source, l *list, before []sites.Link, unknown int) error {
	shift, limit := 0, r.pageLimit(src)
	for n := 2; n <= limit && !r.enough(l, before, unknown); n++ {
		u := src.PageURL(n + shift)
		resp, err := r.s.get(Query{URL: u, List: true})
		if n == 2 && shift == 0 && errors.Is(err, newswatch.ErrGone) {
			n, shift = n-1, 1
			continue
		}
		var listing sites.Listing
		if err == nil {
			listing, err = src.ReadJSON(resp.FinalURL, charset.Decode(resp.Body, resp.Header.Get("Content-Type"), r.site.Charset).HTML, r.started)
		}
		switch {
		case errors.Is(err, newswatch.ErrGone):
			return nil // the pages ended
		case err != nil:
			r.fail(u.String(), err)
			l.spoil()
			return nil
		case len(listing.Links) == 0:
			return nil
		case n == 2 && shift == 0 && sameLinks(before, listing.Links):
			n, shift = n-1, 1
			continue
		}
		before = listing.Links
		if unknown, err = r.take(ctx, l, before, sites.PaperPage{}); err != nil {
			return err
		}
	}
	return nil
}

// sameLinks reports whether two pages of a list link to the same.
func sameLinks(a, b []sites.Link) bool {
	return len(a) > 0 && slices.EqualFunc(a, b, func(x, y sites.Link) bool { return canon.URL(x.URL) == canon.URL(y.URL) })
}

// fetchList fetches a list that is one file; the response is NotModified where
// there is nothing to do.
func (r *run) fetchList(ctx context.Context, u *url.URL) (*list, *Response, error) {
	l, err := r.startList(ctx, u)
	if err != nil {
		return nil, nil, err
	}
	resp, err := r.s.get(Query{URL: u, Known: l.known, List: true})
	if err == nil && resp.NotModified {
		r.readList(true)
	}
	return l, resp, err
}
