package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"slices"
	"text/tabwriter"
	"time"

	"newswatch"
)

type statusCmd struct {
	Format string `help:"text or json." enum:"text,json" default:"text"`
}

// statusReport is status --format json.
type statusReport struct {
	Database string                `json:"database"`
	Stats    newswatch.Stats       `json:"stats"`
	Sites    []newswatch.SiteState `json:"sites"`
	Daemon   string                `json:"daemon"` // "answers", or why not
}

func (c statusCmd) Run(ctx context.Context, a *app) error {
	s, st, err := a.archive(ctx, true)
	if err != nil {
		return err
	}
	defer st.Close()
	r := statusReport{Database: s.cfg.Database, Daemon: "answers on http://" + s.cfg.Web.Listen}
	if err := probe(ctx, s); err != nil {
		r.Daemon = err.Error()
	}
	if r.Stats, err = st.Stats(ctx); err != nil {
		return err
	}
	if r.Sites, err = st.SiteStates(ctx); err != nil {
		return err
	}
	r.Sites = orEmpty(r.Sites)
	for i := range r.Sites {
		r.Sites[i] = r.Sites[i].In(s.zone)
	}
	if r.Stats.Newest != nil {
		newest := r.Stats.Newest.In(s.zone)
		r.Stats.Newest = &newest
	}
	if c.Format == "json" {
		return printJSON(a.out, r)
	}
	return r.print(a.out, s)
}

func (r statusReport) print(out io.Writer, s *setup) error {
	fmt.Fprintf(out, "daemon     %s\n", r.Daemon)
	fmt.Fprintf(out, "database   %s, %.1f MB\n", r.Database, float64(r.Stats.Bytes)/1e6)
	fmt.Fprintf(out, "articles   %d in %d stories", r.Stats.Articles, r.Stats.Stories)
	if r.Stats.Newest != nil {
		fmt.Fprintf(out, ", the newest seen %s", ago(*r.Stats.Newest))
	}
	fmt.Fprintf(out, "\nalerts     %d, %d high ones not acknowledged\n", r.Stats.Alerts, r.Stats.Unacked)
	for _, channel := range slices.Sorted(maps.Keys(r.Stats.Queues)) {
		q := r.Stats.Queues[channel]
		fmt.Fprintf(out, "channel    %s: %d pending, %d delivered, %d dead\n", channel, q.Pending, q.Delivered, q.Dead)
	}
	fmt.Fprintln(out)
	w := tabwriter.NewWriter(out, 0, 4, 2, ' ', 0)
	fmt.Fprintln(w, "site\tlast run\tstatus\tlast new\tarticles\t")
	for _, st := range r.Sites {
		run, fresh := "never", "never"
		if st.LastRun != nil {
			run = ago(*st.LastRun)
		}
		if st.LastNew != nil {
			fresh = ago(*st.LastNew)
		}
		status := string(st.LastStatus)
		if st.Running {
			status = "running"
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%d\t%s\n", st.Site, run, status, fresh, st.Articles, clean(st.LastError))
		for _, t := range st.Failing {
			fmt.Fprintf(w, "\tfailing: %s\n", clean(t.Message))
		}
	}
	return w.Flush()
}

// ago says how long something is past, coarsely.
func ago(t time.Time) string {
	d := time.Since(t)
	switch {
	case d < time.Minute:
		return fmt.Sprintf("%ds ago", int(d.Seconds()))
	case d < time.Hour:
		return fmt.Sprintf("%dm ago", int(d.Minutes()))
	case d < 48*time.Hour:
		return fmt.Sprintf("%dh ago", int(d.Hours()))
	}
	return fmt.Sprintf("%dd ago", int(d.Hours()/24))
}

// probe asks the daemon's health probe.
func probe(ctx context.Context, s *setup) error {
	host, port, err := net.SplitHostPort(s.cfg.Web.Listen)
	if err != nil {
		return err
	}
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "127.0.0.1"
	}
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/healthz", nil)
	if err != nil {
		return err
	}
	// The daemon is on this machine: no proxy stands between.
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	resp, err := client.Do(req)
	if err != nil {
		return fmt.Errorf("no daemon answers on %s", s.cfg.Web.Listen)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("what answers on %s is no healthy newswatch: status %d", s.cfg.Web.Listen, resp.StatusCode)
	}
	return nil
}

type healthcheckCmd struct{}

func (healthcheckCmd) Run(ctx context.Context, a *app) error {
	s, err := a.load()
	if err != nil {
		return err
	}
	if err := probe(ctx, s); err != nil {
		return err
	}
	fmt.Fprintln(a.out, "ok")
	return nil
}

type backupCmd struct {
	File string `arg:"" help:"Where to write the copy; it must not be there yet."`
}

func (c backupCmd) Run(ctx context.Context, a *app) error {
	_, st, err := a.archive(ctx, true)
	if err != nil {
		return err
	}
	defer st.Close()
	if err := st.Backup(ctx, c.File); err != nil {
		if errors.Is(err, newswatch.ErrExists) {
			return fmt.Errorf("%s is there already; name a new file", c.File)
		}
		return err
	}
	fmt.Fprintf(a.out, "wrote %s; it is a whole database: put it in place of the old one to restore\n", c.File)
	return nil
}
