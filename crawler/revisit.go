package crawler

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"time"

	"newswatch"
	"newswatch/sites"
	"newswatch/sites/canon"
)

const (
	// maxRevisits bounds the known articles of one site that a run looks at.
	maxRevisits = 200
	// wholePlan is longer than any plan of looks: asked for what is due then, the
	// archive gives every article that is still to be looked at.
	wholePlan = 10 * 365 * 24 * time.Hour
)

// revisit sends the known articles that are due for another look to the
// workers.
func (r *run) revisit(ctx context.Context) {
	if r.o.DryRun || r.o.backfill() || ctx.Err() != nil {
		return
	}
	due, most := r.started, maxRevisits
	if r.o.Revisit {
		due, most = r.started.Add(wholePlan), maxLinks
	}
	articles, err := r.c.Archive.Revisits(ctx, r.site.ID, due, most)
	if err != nil {
		r.fail(r.site.Homepage, err)
		return
	}
	r.mu.Lock()
	r.queued += len(articles)
	r.mu.Unlock()
	for i := range articles {
		v := &articles[i]
		u, err := url.Parse(v.URL)
		if err != nil || u.Host == "" {
			continue
		}
		if !r.send(ctx, &task{link: sites.Link{URL: u}, name: v.Canonical, revisit: v}) {
			return // they stay due
		}
	}
}

// look looks at a known article again: it may be as it was, changed, gone, or
// back.
func (r *run) look(ctx context.Context, t *task) {
	v := t.revisit
	q := Query{URL: t.link.URL}
	if !v.Doubtful { // one that was gone must be seen whole to be back
		known, err := r.c.Archive.Validators(ctx, v.URL)
		if err != nil {
			r.fail(v.URL, err)
			return
		}
		q.Known = known
	}
	p, err := r.page(q)
	if err != nil {
		if status, reason := absent(err); reason != "" {
			r.gone(ctx, v, status, reason)
			return
		}
		r.fail(v.URL, err)
		return
	}
	r.answered()
	if p.resp.NotModified {
		r.count(func(rep *newswatch.SiteReport) { rep.NotModified++ })
		r.unchanged(ctx, v)
		return
	}
	led := canon.URL(p.resp.FinalURL)
	if p.resp.Redirected() && led != v.Canonical {
		if reason := r.ledAway(t.link.URL, p); reason != "" {
			r.gone(ctx, v, p.resp.Status, reason)
			return
		}
		other, err := r.c.Archive.Known(ctx, []string{led})
		if err == nil && (other[led] || !r.site.IsArticle(p.resp.FinalURL)) {
			err = fmt.Errorf("the address now %w, %s", errOther, p.resp.FinalURL)
		}
		if err != nil {
			r.fail(v.URL, err)
			return
		}
	}
	r.count(func(rep *newswatch.SiteReport) { rep.Fetched++ })
	x, err := r.readArticle(ctx, p)
	if err != nil {
		if page := (gonePage{}); errors.As(err, &page) {
			r.gone(ctx, v, p.resp.Status, page.reason)
			return
		}
		r.fail(v.URL, err)
		return
	}
	s := r.sighting(t, p, x)
	s.Article.CanonicalURL = v.Canonical // whatever it declares now, it is this one
	out, err := r.c.Sink.Submit(ctx, s)
	if err != nil {
		r.fail(v.URL, unfiled(err))
		return
	}
	r.tally(out)
	if out.Filing == newswatch.FiledUnchanged {
		r.unchanged(ctx, v)
		if err := r.alias(ctx, led, v.Canonical); err != nil { // it has moved
			r.fail(v.URL, err)
		}
	}
	fresh := p.resp.Validators()
	fresh.URL = v.URL
	if err := r.c.Archive.SaveValidators(ctx, fresh); err != nil {
		r.fail(v.URL, unfiled(err))
	}
}

// absentPage matches the path of a page for addresses that there are not.
var absentPage = regexp.MustCompile(`(?i)/(?:[a-z]*404[a-z]*|not[-_]?found)(?:\.\w+)?/?$`)

// ledAway says why a known article counts as gone whose address now leads to p;
// "" where it does not. Sites send the readers of what they took down to the home
// page, a list, or a page that says so. A redirect to anything else may be a
// login, a firewall or maintenance, and says nothing of the article.
func (r *run) ledAway(from *url.URL, p page) (reason string) {
	to := p.resp.FinalURL
	home, err := url.Parse(r.site.Homepage)
	if err != nil {
		home = from
	}
	switch host := to.Hostname(); {
	case r.site.IsArticle(to):
		return ""
	case isHome(to) && (host == from.Hostname() || host == home.Hostname() || r.owns(to)), canon.URL(to) == canon.URL(home):
		return "redirect to the home page"
	case absentPage.MatchString(to.Path):
		return "redirect to " + to.String()
	}
	for i := range r.site.Discover {
		if src := &r.site.Discover[i]; src.Kind == sites.List {
			if u, err := url.Parse(src.URL); err == nil && canon.URL(u) == canon.URL(to) {
				return "redirect to a list"
			}
		}
	}
	reason, _ = r.site.Gone(to, p.doc)
	return reason
}

// owns reports whether an address belongs to this site and to no other.
func (r *run) owns(u *url.URL) bool {
	if r.c.Owner == nil {
		return false
	}
	id, known := r.c.Owner(u)
	return known && id == r.site.ID
}

func (r *run) unchanged(ctx context.Context, v *newswatch.Revisit) {
	if err := r.c.Archive.Unchanged(ctx, v.ArticleID, time.Now()); err != nil {
		r.fail(v.URL, unfiled(err))
	}
}

func (r *run) gone(ctx context.Context, v *newswatch.Revisit, status int, reason string) {
	out, err := r.c.Sink.Absent(ctx, newswatch.Absence{
		Site: v.Site, URL: v.Canonical, Status: status, Reason: reason, Seen: time.Now(),
	})
	if err != nil {
		r.fail(v.URL, unfiled(err))
		return
	}
	r.tally(out)
}
