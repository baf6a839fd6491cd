package main

import (
	"log/slog"
	"net/url"
	"sync/atomic"
	"time"

	"newswatch"
	"newswatch/alert"
	"newswatch/crawler"
	"newswatch/pipeline"
	"newswatch/pipeline/figure"
	"newswatch/pipeline/match"
	"newswatch/sites"
	"newswatch/store"
)

// reading are the stages that look at an article alone, before it is filed.
func (s *setup) reading() []pipeline.Stage {
	return stages(s, func() *match.Matcher { return s.rules })
}

func stages(s *setup, rules func() *match.Matcher) []pipeline.Stage {
	var extra []figure.Indicator
	for _, i := range s.cfg.Indicators {
		extra = append(extra, figure.Indicator{Name: i.Name, Names: i.Aliases})
	}
	return []pipeline.Stage{
		pipeline.Fold{},
		pipeline.Figures{Reader: figure.NewReader(extra)},
		pipeline.Match{Rules: rules},
	}
}

// engine is the main job put together: what crawl runs once, serve runs for good.
type engine struct {
	live    *live
	store   *store.Store
	crawler *crawler.Crawler
	rules   atomic.Pointer[match.Matcher]
	log     *slog.Logger
}

// newEngine joins fetcher, pipeline and store.
func newEngine(l *live, st *store.Store, log *slog.Logger) (*engine, error) {
	s := l.Load()
	fetcher, err := s.fetcher(log)
	if err != nil {
		return nil, err
	}
	e := &engine{live: l, store: st, log: log}
	e.rules.Store(s.rules)
	maxAge := time.Duration(s.cfg.Alerts.MaxAge)
	way := []pipeline.Stage{pipeline.Sift{}, pipeline.Age{Max: maxAge, Now: time.Now}}
	way = append(way, stages(s, e.rules.Load)...)
	way = append(way, pipeline.Compare{LastStated: st.LastStated, Least: e.leastChange}, pipeline.Recognise{})
	e.crawler = &crawler.Crawler{
		Fetcher: fetcher, Archive: st, Sink: pipeline.New(st, log, way...), Logger: log,
		MaxAge: maxAge, AtOnce: s.cfg.Crawl.Sites, Owner: s.owner,
	}
	return e, nil
}

// leastChange is a figure target's change setting. Rules that were loaded
// meanwhile may no longer have it; then any figure counts.
func (e *engine) leastChange(watch string) *float64 {
	for _, w := range e.live.Load().watches {
		if w.ID == watch {
			return w.Change
		}
	}
	return nil
}

// owner is the site that an address belongs to.
func (s *setup) owner(u *url.URL) (newswatch.SiteID, bool) {
	if site, ok := s.sites.ForURL(u); ok {
		return site.ID, true
	}
	return "", false
}

func (e *engine) close() { e.crawler.Fetcher.Close() }

// fetcher is the one way out, with the configuration's manners.
func (s *setup) fetcher(log *slog.Logger) (*crawler.Fetcher, error) {
	c := s.cfg.Crawl
	retries := c.Retries
	if retries == 0 {
		retries = -1 // the fetcher's zero is its default
	}
	return crawler.NewFetcher(crawler.FetchOptions{
		UserAgent: c.UserAgent, Delay: time.Duration(c.Delay), Parallelism: c.Parallelism,
		Timeout: time.Duration(c.Timeout), MaxBody: int64(c.MaxBody), Retries: retries,
		IgnoreRobots: !c.RespectRobots, Proxy: c.Proxy, AllowPrivate: c.AllowPrivateNetworks,
		Transport: s.transport, Logger: log,
	})
}

// dispatcher drains the outbox of this store.
func (s *setup) dispatcher(st *store.Store, log *slog.Logger) *alert.Dispatcher {
	return &alert.Dispatcher{
		Outbox: st, Channels: s.channels, Logger: log,
		RetryFor: time.Duration(s.cfg.Alerts.RetryFor), Troubles: s.cfg.Alerts.Channels,
	}
}

// enabled are the sites that run: all that are not switched off.
func (s *setup) enabled() []*sites.Site {
	var out []*sites.Site
	for _, site := range s.sites.All() {
		if site.Enabled {
			out = append(out, site)
		}
	}
	return out
}

// named are the sites of these ids, or all enabled ones.
func (s *setup) named(ids []string) ([]*sites.Site, error) {
	if len(ids) == 0 {
		return s.enabled(), nil
	}
	var out []*sites.Site
	seen := map[newswatch.SiteID]bool{}
	for _, id := range ids {
		site, err := s.site(id)
		if err != nil {
			return nil, err
		}
		if !seen[site.ID] {
			out, seen[site.ID] = append(out, site), true
		}
	}
	return out, nil
}
