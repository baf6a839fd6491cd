package main

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"newswatch"
	"newswatch/pipeline"
	"newswatch/pipeline/match"
	"newswatch/web"
)

// tester tries the daemon's rules as they are now; it stores and sends nothing.
type tester struct{ d *serving }

// Bounds of what the dashboard may ask for.
const (
	trialTime   = 20 * time.Second
	dryRunMost  = 20_000 // articles read
	dryRunShown = 50     // articles listed
)

// Try reads a text, or the page at an address by the way of the crawler and with
// its manners, and explains what the rules make of it.
func (t tester) Try(ctx context.Context, title, text, address string) (web.Trial, error) {
	ctx, cancel := context.WithTimeout(ctx, trialTime)
	defer cancel()
	s := t.d.live.Load()
	article := newswatch.Article{Title: title, Text: text}
	if address != "" {
		u, err := url.Parse(address)
		if err != nil {
			return web.Trial{}, fmt.Errorf("%q is not an address: %w", address, err)
		}
		resp, err := t.d.engine.crawler.Fetcher.Get(ctx, u)
		if err != nil {
			return web.Trial{}, fmt.Errorf("%s: %w", address, err)
		}
		ex, _, err := s.extract(rawPage{resp.FinalURL, resp.Header.Get("Content-Type"), resp.Body}, "", time.Now())
		if err != nil {
			return web.Trial{}, fmt.Errorf("%s: %w", address, err)
		}
		article = ex.Article
	}
	it := &pipeline.Item{Sighting: &newswatch.Sighting{Article: article}}
	for _, stage := range s.reading() {
		if err := stage.Process(ctx, it); err != nil {
			return web.Trial{}, err
		}
	}
	fired, missed := s.rules.Explain(it.Doc())
	return web.Trial{Title: article.Title, Text: article.Text, Fired: fired, NotFired: missed, Figures: it.Figures}, nil
}

// DryRun runs one watch over the newest stored articles since a time.
func (t tester) DryRun(ctx context.Context, watch string, since time.Time) (web.Rehearsal, error) {
	ctx, cancel := context.WithTimeout(ctx, trialTime)
	defer cancel()
	var r web.Rehearsal
	for _, w := range t.d.live.Load().watches {
		if w.ID != watch {
			continue
		}
		rules, err := match.Compile([]newswatch.Watch{w})
		if err != nil {
			return r, err
		}
		r.Read, err = runRules(ctx, t.d.store, newswatch.Query{Since: since, Limit: dryRunMost}, rules, func(a newswatch.Article, _ []newswatch.Hit) {
			r.Fired++
			if len(r.Articles) < dryRunShown {
				r.Articles = append(r.Articles, a)
			}
		})
		return r, err
	}
	return r, fmt.Errorf("%w: watch %s", newswatch.ErrNotFound, watch)
}
