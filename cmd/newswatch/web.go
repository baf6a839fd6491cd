package main

import (
	"context"
	"errors"
	"net/url"
	"sync"
	"time"

	"newswatch"
	"newswatch/alert"
	"newswatch/crawler"
	"newswatch/sites/canon"
	"newswatch/store"
	"newswatch/web"
)

// newWeb is the server of dashboard, API, feeds, probes and metrics.
func (d *serving) newWeb() (*web.Server, error) {
	s := d.live.Load()
	o := web.Options{
		Archive: archive{d.store}, Crawls: crawls{d.scheduler, &d.progress},
		Sites:   func() []web.Site { return webSites(d.live.Load()) },
		Watches: func() []newswatch.Watch { return d.live.Load().watches },
		Listen:  s.cfg.Web.Listen, Hosts: s.cfg.Web.Hosts, Token: s.cfg.Web.Token,
		Location: s.zone, Language: s.cfg.Language, Version: version, Metrics: d.metrics, Logger: d.log, Tester: tester{d}, Reader: reader{d},
	}
	if key := s.ackKey(); key != nil {
		o.VerifyAck = func(id newswatch.ID, signature string) bool { return alert.VerifyAck(key, id, signature) }
	}
	return web.New(o)
}

// archive is the store as the web server asks it.
type archive struct{ *store.Store }

// PageAt finds a page by its address as it was fetched, which may be written in
// another way than the store's.
func (a archive) PageAt(ctx context.Context, address string, before time.Time) (newswatch.Page, newswatch.ID, error) {
	if u, err := url.Parse(address); err == nil {
		if p, id, err := a.Store.PageAt(ctx, canon.URL(u), before); !errors.Is(err, newswatch.ErrNotFound) {
			return p, id, err
		}
	}
	return a.Store.PageAt(ctx, address, before)
}

// tried tells the metrics of a try to deliver.
func (d *serving) tried(o alert.Observation) {
	d.metrics.Tried(o.Channel, o.Verdict, o.Took)
	if o.Latency > 0 {
		d.metrics.Delivered(o.Latency)
	}
}

func webSites(s *setup) []web.Site {
	var out []web.Site
	for _, site := range s.sites.All() {
		out = append(out, web.Site{ID: site.ID, Name: site.Name, Homepage: site.Homepage, Schedule: site.Schedule, Enabled: site.Enabled})
	}
	return out
}

// crawls is the scheduler as the web server asks for it.
type crawls struct {
	*crawler.Scheduler
	progress *progress
}

// progress is how far the runs under way have come, by site.
type progress struct{ bySite sync.Map }

// note keeps a step of a run.
func (p *progress) note(step crawler.Progress) {
	if step.Done {
		p.bySite.Delete(step.Site)
		return
	}
	p.bySite.Store(step.Site, web.Progress{Read: step.Read, Queued: step.Queued, New: step.New, Failed: step.Failed})
}

// Progress is how far a site's run has come.
func (c crawls) Progress(id newswatch.SiteID) (web.Progress, bool) {
	p, ok := c.progress.bySite.Load(id)
	if !ok {
		return web.Progress{}, false
	}
	return p.(web.Progress), true
}

// reader reads stored pages by the definitions of now.
type reader struct{ d *serving }

// Read tells what a page gives.
func (r reader) Read(p newswatch.Page, site newswatch.SiteID) web.Reading {
	u, err := url.Parse(p.FinalURL)
	if err != nil {
		u = &url.URL{}
	}
	kind := ""
	if v := p.Header["Content-Type"]; len(v) > 0 {
		kind = v[0]
	}
	s := r.d.live.Load()
	if _, known := s.sites.ByID(site); !known {
		site = "" // taken out of the configuration since
	}
	x, _, err := s.extract(rawPage{u, kind, p.Body}, string(site), p.Fetched)
	x.Article = x.Article.In(s.zone)
	return web.Reading{Article: x.Article, Missing: x.Missing, Whole: err == nil}
}

// Running lists the sites under way.
func (c crawls) Running() []newswatch.SiteID {
	var out []newswatch.SiteID
	for _, r := range c.Scheduler.Running() {
		out = append(out, r.Site)
	}
	return out
}

// counted is a sink that tells the metrics what went through it.
type counted struct {
	crawler.Sink
	metrics *web.Metrics
}

// Submit counts what the pipeline made of an article.
func (c counted) Submit(ctx context.Context, s *newswatch.Sighting) (newswatch.Outcome, error) {
	o, err := c.Sink.Submit(ctx, s)
	if err == nil {
		c.metrics.Filed(s, o, time.Now())
	}
	return o, err
}

// Absent counts what the archive made of an absence.
func (c counted) Absent(ctx context.Context, a newswatch.Absence) (newswatch.Outcome, error) {
	o, err := c.Sink.Absent(ctx, a)
	if err == nil {
		c.metrics.Absent(a.Site, o)
	}
	return o, err
}
