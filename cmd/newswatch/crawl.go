package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"

	"newswatch"
	"newswatch/crawler"
	"newswatch/sites"
)

type crawlCmd struct {
	Sites    []string `arg:"" optional:"" name:"site" help:"Sites to crawl; all enabled ones without any."`
	Since    string   `help:"Backfill: articles published since this date." placeholder:"DATE"`
	Until    string   `help:"Backfill: up to this date, which counts whole." placeholder:"DATE"`
	MaxPages int      `help:"Bound on the pages of each list; 0 is the definition's own." default:"0"`
	DryRun   bool     `help:"Fetch and read, but store and send nothing."`
	Revisit  bool     `help:"Look at all young articles again now."`
	Format   string   `help:"text or json." enum:"text,json" default:"text"`
}

// Help is shown below the flags.
func (crawlCmd) Help() string {
	return `Examples:
  newswatch crawl people xsnet
  newswatch crawl zjrb --since 2026-01-01 --until 2026-01-31
  newswatch crawl --dry-run --format json

Exit code 0: all well (single articles may have failed: the report names each);
1: no list of some site could be read; 130: interrupted, what was done is kept.`
}

func (c crawlCmd) Run(ctx context.Context, a *app) error {
	s, err := a.load()
	if err != nil {
		return err
	}
	chosen, err := s.named(c.Sites)
	if err != nil {
		return err
	}
	o, err := c.options(s.zone)
	if err != nil {
		return err
	}
	if len(chosen) == 0 {
		return usagef("no site is enabled; newswatch sites list shows them all")
	}
	if c.DryRun {
		remove, err := s.withoutTrace()
		if err != nil {
			return err
		}
		defer remove()
	}
	st, err := a.open(ctx, s, false)
	if err != nil {
		return err
	}
	defer st.Close()
	log := a.logger()
	l := &live{}
	l.Store(s)
	e, err := newEngine(l, st, log)
	if err != nil {
		return err
	}
	defer e.close()
	report, err := a.runCrawl(ctx, e, chosen, o)
	if !c.DryRun && err == nil {
		if err := st.CheckOutages(ctx, time.Now()); err != nil {
			return err
		}
		if err := s.dispatcher(st, log).Drain(ctx); err != nil {
			return err
		}
	}
	if perr := c.print(a.out, s, report); perr != nil {
		return perr
	}
	if err != nil {
		return err
	}
	for _, r := range report.Sites {
		if r.Status == newswatch.StatusFailed {
			return errFailed
		}
	}
	return nil
}

// withoutTrace lets a dry run where there is no database yet work on one that is
// removed at its end. Nothing is stored in one that is there.
func (s *setup) withoutTrace() (remove func(), err error) {
	if _, err := os.Stat(s.cfg.Database); !errors.Is(err, fs.ErrNotExist) || strings.Contains(s.cfg.Database, ":") {
		return func() {}, nil
	}
	dir, err := os.MkdirTemp("", "newswatch-dry-run-")
	if err != nil {
		return nil, err
	}
	s.cfg.Database = filepath.Join(dir, "newswatch.db")
	return func() { os.RemoveAll(dir) }, nil
}

func (c crawlCmd) options(zone *time.Location) (crawler.Options, error) {
	o := crawler.Options{MaxPages: c.MaxPages, DryRun: c.DryRun, Revisit: c.Revisit}
	if c.MaxPages < 0 {
		return o, usagef("--max-pages: %d is negative; give a number of pages", c.MaxPages)
	}
	var err error
	if c.Since != "" {
		if o.Since, err = parseSince(c.Since, time.Now(), zone); err != nil {
			return o, usagef("--since: %v", err)
		}
	}
	if c.Until != "" {
		if o.Until, err = parseUntil(c.Until, time.Now(), zone); err != nil {
			return o, usagef("--until: %v", err)
		}
	}
	if !o.Since.IsZero() && !o.Until.IsZero() && !o.Since.Before(o.Until) {
		return o, usagef("--since %s is not before --until %s", c.Since, c.Until)
	}
	return o, nil
}

// runCrawl crawls with a progress display on a terminal, and without one where
// the output goes to a file or a pipe.
func (a *app) runCrawl(ctx context.Context, e *engine, chosen []*sites.Site, o crawler.Options) (newswatch.CrawlReport, error) {
	if !isTerminal(a.errs) {
		return e.crawler.Crawl(ctx, chosen, o)
	}
	bar := progressbar.NewOptions(-1,
		progressbar.OptionSetWriter(a.errs), progressbar.OptionSetDescription("crawling"),
		progressbar.OptionShowCount(), progressbar.OptionClearOnFinish(), progressbar.OptionThrottle(100*time.Millisecond))
	state := map[newswatch.SiteID]crawler.Progress{}
	o.Progress = func(p crawler.Progress) {
		state[p.Site] = p
		var queued, read, fresh, done int
		for _, s := range state {
			queued, read, fresh = queued+s.Queued, read+s.Read, fresh+s.New
			if s.Done {
				done++
			}
		}
		bar.Describe(fmt.Sprintf("%d/%d sites, %d new", done, len(chosen), fresh))
		bar.ChangeMax(max(queued, 1))
		// The bar is a courtesy: a terminal that went away must not end the crawl.
		_ = bar.Set(min(read, queued))
	}
	defer bar.Finish()
	return e.crawler.Crawl(ctx, chosen, o)
}

func (c crawlCmd) print(w io.Writer, s *setup, report newswatch.CrawlReport) error {
	report.Started, report.Finished = report.Started.In(s.zone), report.Finished.In(s.zone)
	for i := range report.Sites {
		report.Sites[i].Failures = orEmpty(report.Sites[i].Failures)
	}
	if c.Format == "json" {
		return printJSON(w, report)
	}
	for _, r := range report.Sites {
		fmt.Fprintf(w, "%-10s %-7s %d listed, %d fetched, %d not modified, %d new, %d duplicates, %d revised, %d withdrawn, %d alerts, %.1fs\n",
			r.Site, r.Status, r.Listed, r.Fetched, r.NotModified, r.New, r.Duplicates, r.Revised, r.Withdrawn, r.Alerts, r.Seconds)
		if r.Error != "" {
			fmt.Fprintf(w, "    %s\n", clean(r.Error))
		}
		for _, f := range r.Failures {
			fmt.Fprintf(w, "    %s: %s\n", clean(f.URL), clean(f.Error))
		}
		for _, warning := range r.Warnings {
			fmt.Fprintf(w, "    warning: %s\n", clean(warning))
		}
	}
	return nil
}
