package crawler

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"newswatch"
	"newswatch/sites"
	"newswatch/sites/canon"
	"newswatch/sites/stamp"
)

// submit makes what was read an article and files it.
func (r *run) submit(ctx context.Context, t *task, p page, x sites.Extraction) error {
	s := r.sighting(t, p, x)
	a := &s.Article
	if link := t.link.Published; a.Published.IsZero() && !link.IsZero() {
		a.Published, a.PublishedPrecision = link.Time, link.Precision
		a.Provenance["published"] = newswatch.Origin{Template: a.Template, Selector: "list", Note: "the page gives no date; the list does"}
	}
	if r.o.backfill() && !a.Published.IsZero() && !r.inRange(stamp.Stamp{Time: a.Published, Precision: a.PublishedPrecision}) {
		return nil
	}
	s.Late = r.late(a)
	a.Late = s.Late
	filed, err := r.claim(ctx, t, a.CanonicalURL)
	if err != nil || filed {
		return err
	}
	if err := r.file(ctx, t, s, p.resp); err != nil {
		r.mu.Lock()
		defer r.mu.Unlock()
		delete(r.claimed, a.CanonicalURL)
		return err
	}
	return nil
}

// claim makes sure that an article that was reached by another address than its
// own is filed once, in its first form: a mobile page must not seem a revision
// of the page proper.
func (r *run) claim(ctx context.Context, t *task, name string) (filed bool, err error) {
	r.mu.Lock()
	filed = r.claimed[name]
	r.claimed[name] = true
	r.mu.Unlock()
	if !filed && name != t.name {
		known, err := r.c.Archive.Known(ctx, []string{name})
		if err != nil {
			return false, unfiled(err)
		}
		filed = known[name]
	}
	if filed {
		return true, r.alias(ctx, t.name, name)
	}
	return false, nil
}

// late reports whether an article is too old, when first seen, for an alert of
// its own.
func (r *run) late(a *newswatch.Article) bool {
	if r.o.backfill() {
		return true
	}
	if r.c.MaxAge <= 0 || a.Published.IsZero() {
		return false
	}
	return r.started.Sub(a.Published.Add(span(a.PublishedPrecision))) > r.c.MaxAge
}

// span is how much time a stamp covers.
func span(p newswatch.Precision) time.Duration {
	switch p {
	case newswatch.Day:
		return 24 * time.Hour
	case newswatch.Hour:
		return time.Hour
	case newswatch.Minute:
		return time.Minute
	}
	return time.Second
}

// file hands an article to the pipeline. Only when it is safe on disk are its
// validators and aliases stored, so that a process killed between the two loses
// nothing.
func (r *run) file(ctx context.Context, t *task, s *newswatch.Sighting, resp *Response) error {
	if r.o.DryRun {
		r.count(func(rep *newswatch.SiteReport) { rep.New++ })
		return nil
	}
	out, err := r.c.Sink.Submit(ctx, s)
	if err != nil {
		return unfiled(err)
	}
	r.tally(out)
	r.saves.Go(func() {
		// Without them the next look is only dearer.
		if err := r.c.Archive.SaveValidators(ctx, resp.Validators()); err != nil && ctx.Err() == nil {
			r.logger.Warn("the article's validators were not stored", "url", s.Article.URL, "error", err)
		}
	})
	if err := r.alias(ctx, canon.URL(resp.FinalURL), s.Article.CanonicalURL); err != nil {
		return err
	}
	return r.alias(ctx, t.name, s.Article.CanonicalURL)
}

// unfiled marks a failure of our own side as one that is over some day, unless
// the pipeline said that it will not have the article.
func unfiled(err error) error {
	if canceled(err) || errors.Is(err, newswatch.ErrInvalid) {
		return err
	}
	return &FetchError{Temporary: true, Err: fmt.Errorf("the article was not filed: %w", err)}
}

func (r *run) tally(out newswatch.Outcome) {
	r.count(func(rep *newswatch.SiteReport) {
		rep.Alerts += len(out.Alerts)
		switch out.Filing {
		case newswatch.FiledNew:
			rep.New++
		case newswatch.FiledDuplicate:
			rep.Duplicates++
		case newswatch.FiledRevised, newswatch.FiledReturned:
			rep.Revised++
		case newswatch.FiledWithdrawn:
			rep.Withdrawn++
		}
	})
}

// answered notes that the site shows its pages.
func (r *run) answered() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.refusals = 0
}

func blocked(err error) bool {
	var f *FetchError
	return errors.As(err, &f) && f.Blocked
}

// absent says why a look at a known article found it gone; "" where it did not.
// A server's own trouble is no sign of that.
func absent(err error) (status int, reason string) {
	var f *FetchError
	if errors.As(err, &f) && (f.Status == http.StatusNotFound || f.Status == http.StatusGone) {
		return f.Status, fmt.Sprint(f.Status)
	}
	return 0, ""
}
