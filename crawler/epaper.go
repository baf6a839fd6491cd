package crawler

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"newswatch"
	"newswatch/sites"
	"newswatch/sites/canon"
	"newswatch/sites/stamp"
)

// paper reads the issues of a newspaper for the days in question.
func (r *run) paper(ctx context.Context, src *sites.Source) {
	for _, day := range r.days(ctx, src) {
		if ctx.Err() != nil || r.spent() {
			return
		}
		u := src.IssueURL(day)
		if err := r.issue(ctx, src, u, day); err != nil {
			r.failList(u.String(), err)
		}
	}
}

// issue reads one day's issue: its first page, the other pages, their articles
// in order. An issue that is not there is no error: today's may not be out yet,
// and there are days without one.
func (r *run) issue(ctx context.Context, src *sites.Source, u *url.URL, day time.Time) error {
	l, err := r.startList(ctx, u)
	if err != nil {
		return err
	}
	front, err := r.page(Query{URL: u, Known: l.known, List: true})
	switch {
	case errors.Is(err, newswatch.ErrGone):
		r.noIssue(day, err.Error())
		return nil
	case err != nil:
		return err
	case front.resp.NotModified:
		r.readList(true)
		return nil
	}
	if s, ok := stamp.FromURL(front.resp.FinalURL, r.site.Location); ok && src.Dated() && !dayOf(s.Time, r.site.Location).Equal(day) {
		r.noIssue(day, "its address leads to the issue of "+s.Time.Format(time.DateOnly))
		return nil
	}
	pages := src.Pages(front.resp.FinalURL, front.doc)
	listing := src.ReadAt(front.resp.FinalURL, front.doc, r.started)
	if len(pages) < 2 && len(listing.Links) == 0 {
		if challenge(front.resp.Body) != "" {
			return noLinks(front.resp)
		}
		if _, gone := r.site.Gone(front.resp.FinalURL, front.doc); gone || front.resp.Redirected() || day.Equal(dayOf(r.started, r.site.Location)) {
			r.noIssue(day, "the page names no pages and no articles")
			return nil
		}
		r.observeList(src, u, 0, front.doc)
		return noLinks(front.resp)
	}
	r.readList(false)
	r.gaps(u, pages)
	l.joins = true
	defer r.joinPieces(ctx, l)
	is := issue{src: src, list: l, usual: r.usual(ctx, day)}
	for _, p := range pages {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if r.spent() {
			l.spoil()
			break
		}
		if canon.URL(p.URL) == canon.URL(front.resp.FinalURL) {
			err = r.paperPage(ctx, &is, p, front)
		} else if next, perr := r.page(Query{URL: p.URL, List: true}); perr != nil {
			l.spoil()
			r.fail(p.URL.String(), perr)
			r.warn(fmt.Sprintf("%s: %s is missing: %v", u, p, perr))
		} else {
			err = r.paperPage(ctx, &is, p, next)
		}
		if err != nil {
			return err
		}
	}
	r.observeList(src, u, is.total, nil)
	l.finish(ctx, front.resp.Validators())
	return nil
}

// noIssue counts a list that could be asked for and had nothing.
func (r *run) noIssue(day time.Time, why string) {
	r.readList(false)
	r.logger.Debug("no issue", "day", day.Format(time.DateOnly), "why", why)
	if day.Before(dayOf(r.started, r.site.Location)) {
		r.warn(fmt.Sprintf("no issue of %s was found (%s)", day.Format(time.DateOnly), why))
	}
}

// issue is one day's issue while it is read.
type issue struct {
	src   *sites.Source
	list  *list
	usual map[string]int // articles on a page, by pageKey; not where too few issues tell
	total int            // links so far
}

// paperPage takes the articles of one page of an issue, and counts them.
func (r *run) paperPage(ctx context.Context, is *issue, at sites.PaperPage, p page) error {
	links := is.src.ReadAt(p.resp.FinalURL, p.doc, r.started).Links
	is.total += len(links)
	usual := is.usual[pageKey(at.String())]
	switch {
	case len(links) == 0:
		r.warn(fmt.Sprintf("%s: %s has no articles", p.resp.URL, at))
	case len(links)*2 < usual:
		r.warn(fmt.Sprintf("%s: %s has %d articles, usually about %d", p.resp.URL, at, len(links), usual))
	}
	_, err := r.take(ctx, is.list, links, at)
	return err
}

const (
	// usualSpan is how far back issues say what is usual, in days: a weekly
	// paper has six of them.
	usualSpan = 45
	// fewestIssues is how many must have had a page before it can lack articles.
	fewestIssues = 3
)

// usual is the median number of articles that each page had in the issues before
// a day, as far as they were filed.
func (r *run) usual(ctx context.Context, day time.Time) map[string]int {
	counts, err := r.c.Archive.PageCounts(ctx, r.site.ID, day.AddDate(0, 0, -usualSpan), day)
	if err != nil {
		r.logger.Warn("what is usual for the paper's pages is not known", "err", err)
		return nil
	}
	byPage := map[string][]int{}
	for name, past := range counts {
		byPage[pageKey(name)] = append(byPage[pageKey(name)], past...)
	}
	usual := map[string]int{}
	for key, past := range byPage {
		if slices.Sort(past); len(past) >= fewestIssues {
			usual[key] = past[len(past)/2]
		}
	}
	return usual
}

// pageKey is what the same page of two issues has in common: its number, or its
// name where it has none. Names change: 02版：综合 is 02版：特别报道 tomorrow.
func pageKey(page string) string {
	number, _, _ := strings.Cut(page, "版")
	return number
}

// gaps warns of page numbers that an issue leaves out.
func (r *run) gaps(u *url.URL, pages []sites.PaperPage) {
	last, series := 0, ""
	for _, p := range pages {
		letters, n, ok := number(p.Number)
		if !ok {
			continue
		}
		if letters != series {
			last, series = 0, letters
		}
		for missing := last + 1; missing < n && missing <= last+8; missing++ {
			r.warn(fmt.Sprintf("%s: page %s%02d is missing from the issue", u, letters, missing))
		}
		last = n
	}
}

// number takes apart a page's number such as 02, A04 or 第3版.
func number(s string) (letters string, n int, ok bool) {
	for _, c := range s {
		switch {
		case c >= '0' && c <= '9':
			n, ok = min(n*10+int(c-'0'), 1e6), true
		case c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z':
			if ok {
				return letters, n, true
			}
			letters += strings.ToUpper(string(c))
		}
	}
	return letters, n, ok
}
