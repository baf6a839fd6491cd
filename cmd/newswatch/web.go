package main

import (
	"context"
	"time"

	"newswatch"
	"newswatch/alert"
	"newswatch/crawler"
	"newswatch/web"
)

// newWeb is the server of dashboard, API, feeds, probes and metrics.
func (d *serving) newWeb() (*web.Server, error) {
	s := d.live.Load()
	o := web.Options{
		Archive: d.store, Crawls: crawls{d.scheduler},
		Sites:   func() []web.Site { return webSites(d.live.Load()) },
		Watches: func() []newswatch.Watch { return d.live.Load().watches },
		Listen:  s.cfg.Web.Listen, Hosts: s.cfg.Web.Hosts, Token: s.cfg.Web.Token,
		Location: s.zone, Language: s.cfg.Language, Version: version, Metrics: d.metrics, Logger: d.log, Tester: tester{d},
	}
	if key := s.ackKey(); key != nil {
		o.VerifyAck = func(id newswatch.ID, signature string) bool { return alert.VerifyAck(key, id, signature) }
	}
	return web.New(o)
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
type crawls struct{ *crawler.Scheduler }

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
