package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/coreos/go-systemd/v22/daemon"
	"golang.org/x/sync/errgroup"

	"newswatch"
	"newswatch/alert"
	"newswatch/crawler"
	"newswatch/sites"
	"newswatch/store"
	"newswatch/web"
)

type serveCmd struct{}

// Help is shown below the flags.
func (serveCmd) Help() string {
	return `Runs until SIGINT or SIGTERM, then ends within 10 seconds; what was not sent
by then is sent after the next start. SIGHUP, or a change of the configuration
file, loads it anew; a faulty one is reported and the running one kept.

Beside it, newswatch search, export, alerts, status and crawl work on the same
database.`
}

func (serveCmd) Run(ctx context.Context, a *app) error {
	s, err := a.load()
	if err != nil {
		return err
	}
	d, err := a.newDaemon(ctx, s)
	if err != nil {
		return err
	}
	return d.run(ctx)
}

// serving is everything that serve runs at once.
type serving struct {
	app       *app
	live      *live
	engine    *engine
	store     *store.Store
	scheduler *crawler.Scheduler
	channels  chan []*alert.Channel // a new set, for the dispatcher
	metrics   *web.Metrics
	progress  progress // of the runs under way
	web       *web.Server
	listener  net.Listener
	release   func()
	log       *slog.Logger
	stamp     string // of the configuration's files as they were loaded
}

// newDaemon claims the database for this process and puts everything together.
func (a *app) newDaemon(ctx context.Context, s *setup) (*serving, error) {
	d := &serving{app: a, live: &live{}, log: a.logger(), channels: make(chan []*alert.Channel, 1), metrics: web.NewMetrics(version, commit())}
	d.live.Store(s)
	d.stamp = d.fileStamp()
	var err error
	if d.store, err = a.openLive(ctx, d.live, false); err != nil {
		return nil, err
	}
	ok := false
	defer func() {
		if !ok {
			d.close()
		}
	}()
	if d.release, err = d.store.Lock("newswatch serve"); err != nil {
		return nil, fmt.Errorf("database %s: %w", s.cfg.Database, err)
	}
	if d.engine, err = newEngine(d.live, d.store, d.log); err != nil {
		return nil, err
	}
	d.engine.crawler.Exchanged, d.engine.crawler.Patient = d.metrics.Fetched, true
	d.engine.crawler.Sink = counted{d.engine.crawler.Sink, d.metrics}
	d.scheduler, err = crawler.NewScheduler(s.enabled(), crawler.SchedulerOptions{
		Crawl: d.crawl, LastRun: d.store.LastRun, Location: s.zone, AtOnce: s.cfg.Crawl.Sites,
		Jitter: 5 * time.Second, Logger: d.log,
	})
	if err != nil {
		return nil, err
	}
	if d.web, err = d.newWeb(); err != nil {
		return nil, err
	}
	if d.listener, err = net.Listen("tcp", s.cfg.Web.Listen); err != nil {
		return nil, fmt.Errorf("web.listen: %w; choose another address under web.listen", err)
	}
	ok = true
	return d, nil
}

func (d *serving) close() {
	if d.engine != nil {
		d.engine.close()
	}
	if d.release != nil {
		d.release()
	}
	if err := d.store.Close(); err != nil {
		d.log.Error("database not closed", "error", err)
	}
}

// runBudget is how long one scheduled run of a site may take: a big first run
// must not hold the news back. What is left over is for the next run.
const runBudget = 10 * time.Minute

// crawl is one scheduled run of a site.
func (d *serving) crawl(ctx context.Context, site *sites.Site) (newswatch.SiteReport, error) {
	r := d.engine.crawler.CrawlSite(ctx, site, crawler.Options{Budget: runBudget, Progress: d.progress.note})
	d.metrics.Ran(r)
	level := slog.LevelInfo
	if r.Status == newswatch.StatusFailed {
		level = slog.LevelWarn
	}
	d.log.Log(ctx, level, "crawled", "site", site.ID, "status", r.Status, "new", r.New, "duplicates", r.Duplicates,
		"revised", r.Revised, "alerts", r.Alerts, "failures", len(r.Failures), "seconds", fmt.Sprintf("%.1f", r.Seconds), "error", r.Error)
	if err := d.store.CheckOutages(ctx, time.Now()); err != nil && ctx.Err() == nil {
		d.log.Error("looking for unreachable sites", "error", err)
	}
	return r, nil
}

// shutdown is how long work under way may take to end, in all.
const shutdown = 8 * time.Second

// run works until ctx ends.
func (d *serving) run(ctx context.Context) error {
	defer d.close()
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return d.scheduler.Run(ctx) })
	g.Go(func() error { return d.dispatch(ctx) })
	g.Go(func() error { return d.web.Serve(ctx, d.listener) })
	g.Go(func() error { d.watchConfig(ctx); return nil })
	g.Go(func() error { d.housekeeping(ctx); return nil })
	g.Go(func() error { d.watchdog(ctx); return nil })
	g.Go(func() error { boundMemory(ctx); return nil })
	d.log.Info("newswatch serves", "sites", len(d.live.Load().enabled()), "watches", len(d.live.Load().watches),
		"database", d.live.Load().cfg.Database, "web", "http://"+d.listener.Addr().String())

	done := make(chan error, 1)
	go func() { done <- g.Wait() }()
	select {
	case err := <-done:
		return orNil(err)
	case <-ctx.Done():
	}
	d.log.Info("ending")
	_, _ = daemon.SdNotify(false, daemon.SdNotifyStopping) // nobody to tell outside systemd
	select {
	case err := <-done:
		return orNil(err)
	case <-time.After(shutdown):
		d.log.Warn("some work did not end in time; it is taken up again after the next start")
		return nil
	}
}

// orNil takes an interruption for the good end that it is to a daemon.
func orNil(err error) error {
	if errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// dispatch delivers, with the channels of the configuration as it is now.
func (d *serving) dispatch(ctx context.Context) error {
	for ctx.Err() == nil {
		part, stop := context.WithCancel(ctx)
		dispatcher := d.live.Load().dispatcher(d.store, d.log)
		dispatcher.Observe, dispatcher.CatchingUp = d.tried, d.scheduler.CatchingUp
		done := make(chan error, 1)
		go func() { done <- dispatcher.Run(part) }()
		select {
		case err := <-done:
			stop()
			if err != nil {
				return fmt.Errorf("delivery: %w", err)
			}
		case <-d.channels:
			stop()
			<-done
		}
	}
	return nil
}

// watchConfig loads the configuration anew on SIGHUP and when its file changes.
func (d *serving) watchConfig(ctx context.Context) {
	hup := make(chan os.Signal, 1)
	signal.Notify(hup, syscall.SIGHUP)
	defer signal.Stop(hup)
	seen := d.stamp
	tick := time.NewTicker(2 * time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-hup:
			seen = d.fileStamp()
			d.reload()
		case <-tick.C:
			if now := d.fileStamp(); now != seen {
				seen = now
				d.reload()
			}
		}
	}
}

// fileStamp changes with the configuration's file and those that it names.
func (d *serving) fileStamp() string {
	s := d.live.Load()
	names := []string{s.cfg.Name()}
	for key, patterns := range map[string][]string{"site_files": s.cfg.SiteFiles, "watch_files": s.cfg.WatchFiles} {
		if found, err := s.cfg.Glob(key, patterns); err == nil {
			names = append(names, found...)
		}
	}
	stamp := ""
	for _, name := range sorted(names) {
		if info, err := os.Stat(name); err == nil {
			stamp += fmt.Sprintf("%s %d %d\n", name, info.Size(), info.ModTime().UnixNano())
		}
	}
	return stamp
}

// reload swaps sites, rules and channels; a faulty configuration changes nothing.
func (d *serving) reload() {
	next, err := d.app.load()
	if err != nil {
		d.log.Error("the changed configuration is not used; the running one is kept", "error", message(err))
		return
	}
	old := d.live.Load()
	next.transport = old.transport
	if err := d.scheduler.Reload(next.enabled()); err != nil {
		d.log.Error("the changed configuration is not used; the running one is kept", "error", err)
		return
	}
	d.live.Store(next)
	d.engine.rules.Store(next.rules)
	select {
	case d.channels <- next.channels:
	default: // a change is waiting already; it will see this one
	}
	if next.cfg.Database != old.cfg.Database || next.cfg.Web.Listen != old.cfg.Web.Listen || next.cfg.Crawl.UserAgent != old.cfg.Crawl.UserAgent {
		d.log.Warn("database, web.listen and crawl take effect after a restart")
	}
	d.log.Info("configuration loaded", "sites", len(next.enabled()), "watches", len(next.watches), "channels", len(next.channels))
}

// watchdog tells systemd that the daemon is up and alive, where it runs under it.
func (d *serving) watchdog(ctx context.Context) {
	_, _ = daemon.SdNotify(false, daemon.SdNotifyReady)
	every, err := daemon.SdWatchdogEnabled(false)
	if err != nil || every == 0 {
		return
	}
	tick := time.NewTicker(every / 2)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if _, err := d.store.Stats(ctx); err == nil {
				_, _ = daemon.SdNotify(false, daemon.SdNotifyWatchdog)
			}
		}
	}
}
