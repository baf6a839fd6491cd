package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"newswatch"
)

type doctorCmd struct {
	Offline bool   `help:"Leave out what needs the network: clock, DNS, sites."`
	Format  string `help:"text or json." enum:"text,json" default:"text"`
}

// Help is shown below the flags.
func (doctorCmd) Help() string {
	return `One finding a line. Exit code 1 where something is wrong. Channels are checked
without sending anything; newswatch alerts test CHANNEL sends.`
}

// finding is one thing that the doctor looked at.
type finding struct {
	What string `json:"what"`
	OK   bool   `json:"ok"`
	Say  string `json:"say"` // what is, and where it is wrong, what to do
}

func (c doctorCmd) Run(ctx context.Context, a *app) error {
	s, err := a.load()
	if err != nil {
		return err
	}
	var all []finding
	note := func(what string, err error, good string) {
		f := finding{what, err == nil, good}
		if err != nil {
			f.Say = err.Error()
		}
		all = append(all, f)
	}
	note("configuration", nil, fmt.Sprintf("%s: %d sites, %d watches and targets", s.cfg.Name(), len(s.enabled()), len(s.watches)))
	for _, w := range s.warnings {
		note("rule", errors.New(w.Error()), "")
	}
	zone, offset := time.Now().In(s.zone).Zone()
	note("time zone", nil, fmt.Sprintf("%s (%s, %+d h)", s.zone, zone, offset/3600))
	note("channels", channelsWanted(s), fmt.Sprintf("%d ready", len(s.channels)))
	note("disk", diskSpace(s.cfg.Database), "room enough")
	note("database", checkDatabase(ctx, a, s), s.cfg.Database+" is whole")
	if err := probe(ctx, s); err == nil {
		note("daemon", nil, "answers on "+s.cfg.Web.Listen)
	} else {
		all = append(all, finding{"daemon", true, "none is running; start one with newswatch serve"})
	}
	if !c.Offline {
		c.network(ctx, a, s, note)
	}
	good := true
	for _, f := range all {
		good = good && f.OK
	}
	if c.Format == "json" {
		err = printJSON(a.out, map[string]any{"items": all, "ok": good})
	} else {
		for _, f := range all {
			mark := "ok   "
			if !f.OK {
				mark = "WRONG"
			}
			fmt.Fprintf(a.out, "%s  %-14s %s\n", mark, f.What, clean(f.Say))
		}
	}
	if err == nil && !good {
		return errFailed
	}
	return err
}

// channelsWanted finds watches whose alerts go nowhere.
func channelsWanted(s *setup) error {
	if len(s.channels) == 0 {
		return errors.New("none is configured: alerts are stored and shown, but sent to nobody; add one under channels")
	}
	for _, w := range s.watches {
		if len(w.Channels) == 0 {
			return fmt.Errorf("watch %q names no channel: its alerts are sent to nobody; add channels to it", w.ID)
		}
	}
	return nil
}

// minFree is the least room that the database's disk should have, in bytes.
const minFree = 500 << 20

// diskSpace looks at the disk of the database's folder.
func diskSpace(database string) error {
	dir := filepath.Dir(database)
	if _, err := os.Stat(dir); err != nil {
		return fmt.Errorf("the database's folder %s: %w", dir, err)
	}
	free, err := freeBytes(dir)
	if err != nil {
		return fmt.Errorf("%s: %w", dir, err)
	}
	if free < minFree {
		return fmt.Errorf("%s has %d MB left; newswatch wants %d", dir, free>>20, minFree>>20)
	}
	f, err := os.CreateTemp(dir, ".newswatch-doctor-*")
	if err != nil {
		return fmt.Errorf("%s cannot be written to: %w", dir, errors.Unwrap(err))
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

func checkDatabase(ctx context.Context, a *app, s *setup) error {
	st, err := a.open(ctx, s, true)
	if errors.Is(err, newswatch.ErrNotFound) {
		return nil // the first crawl makes it
	}
	if err != nil {
		return err
	}
	defer st.Close()
	return st.Check(ctx)
}
