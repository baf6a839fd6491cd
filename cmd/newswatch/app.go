package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/lmittmann/tint"
	"golang.org/x/term"

	"newswatch"
	"newswatch/alert"
	"newswatch/configs"
	"newswatch/configs/strict"
	"newswatch/pipeline/dedup"
	"newswatch/pipeline/fold"
	"newswatch/pipeline/match"
	"newswatch/pipeline/revision"
	"newswatch/sites"
	"newswatch/store"
)

// app is what a command works with: the flags that all share, and the streams.
type app struct {
	globals
	in   io.Reader
	out  io.Writer
	errs io.Writer
}

// setup is a configuration made ready: every part of it was checked.
type setup struct {
	cfg      *configs.Config
	sites    *sites.Set
	watches  []newswatch.Watch
	rules    *match.Matcher
	channels []*alert.Channel
	routing  *alert.Routing
	warnings []*strict.Fault
	zone     *time.Location
	// transport replaces the way out; for the demonstration, whose web is its own.
	transport http.RoundTripper
}

// load reads and checks the configuration and all that it names. The error
// lists every fault and ends with exit code 2.
func (a *app) load() (*setup, error) {
	cfg, err := configs.Load(configs.Find(a.Config))
	if cfg == nil {
		return nil, usage(err)
	}
	if a.DB != "" {
		cfg.Database = a.DB
	}
	s := &setup{cfg: cfg, zone: cfg.Timezone.Location}
	faults := asFaults(err)
	faults = append(faults, s.loadSites()...)
	faults = append(faults, s.loadRules()...)
	faults = append(faults, s.loadChannels()...)
	s.routing = alert.NewRouting(s.channels)
	if len(faults) > 0 {
		return nil, usage(distinct(faults))
	}
	return s, nil
}

// logger writes to stderr: coloured lines for a person, JSON for a machine.
func (a *app) logger() *slog.Logger {
	var level slog.Level
	// The flag's enum admits only what UnmarshalText reads.
	_ = level.UnmarshalText([]byte(a.LogLevel))
	if a.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(a.errs, &slog.HandlerOptions{Level: level}))
	}
	return slog.New(tint.NewTextHandler(a.errs, &tint.Options{Level: level, TimeFormat: time.TimeOnly, NoColor: !isTerminal(a.errs)}))
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// live is the configuration of a process that may load another one while it
// runs; what outlives a load asks it each time.
type live struct{ atomic.Pointer[setup] }

// Plan routes by the channels as they are now.
func (l *live) Plan(a *newswatch.Alert, channel string, now time.Time) newswatch.DeliveryPlan {
	return l.Load().routing.Plan(a, channel, now)
}

func (l *live) siteName(id newswatch.SiteID) string { return l.Load().siteName(id) }

// open opens the archive. A command that only reads runs beside the daemon.
func (a *app) open(ctx context.Context, s *setup, readOnly bool) (*store.Store, error) {
	l := &live{}
	l.Store(s)
	return a.openLive(ctx, l, readOnly)
}

func (a *app) openLive(ctx context.Context, l *live, readOnly bool) (*store.Store, error) {
	s := l.Load()
	o := a.storeOptions(l)
	o.ReadOnly = readOnly
	st, err := store.Open(ctx, s.cfg.Database, o)
	if err == nil {
		return st, nil
	}
	if msg, invalid := strings.CutPrefix(err.Error(), newswatch.ErrInvalid.Error()+": "); invalid && errors.Is(err, newswatch.ErrInvalid) {
		// Nothing was started: the database that was named cannot be one.
		if a.DB != "" {
			return nil, usagef("--db: %s", msg)
		}
		return nil, usage(strict.Faults{s.cfg.Fault("database", "%s", msg)})
	}
	return nil, fmt.Errorf("database %s: %w", s.cfg.Database, err)
}

// storeOptions tell the store what the other rooms know.
func (a *app) storeOptions(l *live) store.Options {
	s := l.Load()
	return store.Options{
		Judge:           judge{},
		Planner:         l,
		SiteName:        l.siteName,
		Fold:            fold.String,
		FoldSpans:       foldSpans,
		Now:             time.Now,
		Zone:            s.zone,
		Logger:          a.logger(),
		Revisit:         configs.Durations(s.cfg.Crawl.Revisit),
		TroubleChannels: s.troubleChannels(),
		Revisions:       s.cfg.Alerts.Revisions,
	}
}

func (s *setup) siteName(id newswatch.SiteID) string {
	if site, ok := s.sites.ByID(id); ok {
		return site.Name
	}
	return string(id)
}

// troubleChannels are those that hear of failing sites and channels.
func (s *setup) troubleChannels() []string {
	if len(s.cfg.Alerts.Channels) > 0 {
		return s.cfg.Alerts.Channels
	}
	var all []string
	for _, c := range s.channels {
		all = append(all, c.ID)
	}
	return all
}

// foldSpans is fold.Fold in the form that the store asks for.
func foldSpans(s string) (string, store.Spans) {
	t := fold.Fold(s)
	return t.String(), t.Span
}

// judge joins the packages that compare articles into what the store asks for.
type judge struct{}

func (judge) Against(new *newswatch.Article) func(old *newswatch.Article) newswatch.Likeness {
	return dedup.Against(new)
}

func (judge) Changes(old, new *newswatch.Article) []newswatch.Change {
	return revision.Changes(old, new)
}
