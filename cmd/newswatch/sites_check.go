package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"

	"newswatch"
	"newswatch/crawler"
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
	fetcher, err := s.fetcher(a.logger())
	if err != nil {
		return err
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
		return err
	}
	var checks []siteCheck
	good := true
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
		good = good && check.OK
		checks = append(checks, check)
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
