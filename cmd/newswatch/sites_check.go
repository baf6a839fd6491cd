package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"sync"

	"newswatch"
	"newswatch/crawler"
	"newswatch/sites"
)

type sitesCheckCmd struct {
	Sites  []string `arg:"" optional:"" name:"site" help:"Sites to check; all enabled ones without any."`
	Format string   `help:"text or json." enum:"text,json" default:"text"`
}

// Help is shown below the flags.
func (sitesCheckCmd) Help() string {
	return `Fetches the first page of each list and one article, stores nothing, and says
for each field which template and selector gave it. Exit code 1 where a field of
the site's template is missing, or a list gives no links.`
}

// siteCheck is what a live look at a site found.
type siteCheck struct {
	Site  newswatch.SiteID        `json:"site"`
	OK    bool                    `json:"ok"`
	Error string                  `json:"error"`
	Pages []newswatch.Observation `json:"pages"`
	Fails []newswatch.Failure     `json:"failures"`
}

func (c sitesCheckCmd) Run(ctx context.Context, a *app) error {
	s, err := a.load()
	if err != nil {
		return err
	}
	chosen, err := s.named(c.Sites)
	if err != nil {
		return err
	}
	checks, err := a.look(ctx, s, chosen)
	if err != nil {
		return err
	}
	good := true
	for _, check := range checks {
		good = good && check.OK
	}
	if c.Format == "json" {
		err = printJSON(a.out, map[string]any{"items": orEmpty(checks)})
	} else {
		for _, check := range checks {
			check.print(a)
		}
	}
	if err == nil && !good {
		return errFailed
	}
	return err
}

// look reads the first page of each list of some sites, and one article of each.
func (a *app) look(ctx context.Context, s *setup, chosen []*sites.Site) ([]siteCheck, error) {
	fetcher, err := s.fetcher(a.logger())
	if err != nil {
		return nil, err
	}
	defer fetcher.Close()
	// What was crawled before does not matter: every page counts as new.
	look := &crawler.Crawler{Fetcher: fetcher, Archive: nothing{}, Sink: nothing{}, Logger: a.logger(), AtOnce: s.cfg.Crawl.Sites}
	seen := map[newswatch.SiteID][]newswatch.Observation{}
	var mu sync.Mutex
	report, err := look.Crawl(ctx, chosen, crawler.Options{DryRun: true, MaxPages: 1, Articles: 1, Observed: func(o newswatch.Observation) {
		mu.Lock()
		defer mu.Unlock()
		seen[o.Site] = append(seen[o.Site], o)
	}})
	if err != nil {
		return nil, err
	}
	var checks []siteCheck
	for _, r := range report.Sites {
		check := siteCheck{Site: r.Site, OK: true, Error: r.Error, Pages: orEmpty(seen[r.Site]), Fails: orEmpty(r.Failures)}
		articles := 0
		for _, o := range check.Pages {
			if !o.List {
				articles++
			}
			if len(o.Missing) > 0 || o.List && o.Links == 0 || o.Template == "fallback" {
				check.OK = false
			}
		}
		check.OK = check.OK && articles > 0 && r.Status != newswatch.StatusFailed
		checks = append(checks, check)
	}
	return checks, nil
}

// problem says in a line what is wrong; nil where nothing is.
func (c siteCheck) problem() error {
	if c.OK {
		return nil
	}
	if c.Error != "" {
		return errors.New(c.Error)
	}
	for _, o := range c.Pages {
		switch {
		case o.List && o.Links == 0:
			return fmt.Errorf("the list %s: %s gives no links; the site has a new design, or nothing today", o.URL, o.Missing["links"])
		case len(o.Missing) > 0:
			field := slices.Sorted(maps.Keys(o.Missing))[0]
			return fmt.Errorf("%s: the field %s is missing: %s gives nothing; newswatch sites check %s says more", o.URL, field, o.Missing[field], c.Site)
		}
	}
	for _, f := range c.Fails {
		return fmt.Errorf("%s: %s", f.URL, f.Error)
	}
	for _, o := range c.Pages {
		if o.Template == "fallback" {
			return fmt.Errorf("%s: no template of the definition fits; newswatch sites check %s says more", o.URL, c.Site)
		}
	}
	return errors.New("the lists lead to no article; check article.urls of its definition")
}

func (c siteCheck) print(a *app) {
	verdict := "ok"
	if !c.OK {
		verdict = "FAILING"
	}
	fmt.Fprintf(a.out, "%s: %s\n", c.Site, verdict)
	if c.Error != "" {
		fmt.Fprintf(a.out, "    %s\n", clean(c.Error))
	}
	articles := 0
	for _, o := range c.Pages {
		if o.List {
			fmt.Fprintf(a.out, "    list %s: %d links\n", clean(o.URL), o.Links)
			continue
		}
		articles++
		fmt.Fprintf(a.out, "    article %s: template %s\n", clean(o.URL), o.Template)
		for _, field := range slices.Sorted(maps.Keys(o.Fields)) {
			fmt.Fprintf(a.out, "        %-10s %s\n", field, clean(o.Fields[field]))
		}
		for _, field := range slices.Sorted(maps.Keys(o.Missing)) {
			fmt.Fprintf(a.out, "        %-10s MISSING: %s gave nothing\n", field, clean(o.Missing[field]))
		}
	}
	if articles == 0 {
		fmt.Fprintln(a.out, "    no article was read")
	}
	for _, f := range c.Fails {
		fmt.Fprintf(a.out, "    %s: %s\n", clean(f.URL), clean(f.Error))
	}
}
