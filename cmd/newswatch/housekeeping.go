package main

import (
	"context"
	"time"
)

// How often the daemon looks after its archive, and for sites that fail.
const (
	pruneEvery  = time.Hour
	troubleLook = 5 * time.Minute
)

// housekeeping prunes what is past its retention and looks for sites that cannot
// be read or fell silent.
func (d *serving) housekeeping(ctx context.Context) {
	tick := time.NewTicker(troubleLook)
	defer tick.Stop()
	clock, pruned := stepwise{time.Now()}, time.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now := time.Now()
		step := clock.step(now)
		if err := d.store.CheckOutages(ctx, now); err != nil && ctx.Err() == nil {
			d.log.Error("looking for unreachable sites", "error", err)
		}
		if step.Abs() > maxStep {
			// A clock that is years ahead would make everything look old enough to go.
			d.log.Warn("the clock was set, or the machine slept; nothing is pruned for an hour", "by", step.Round(time.Second))
			pruned = now
		}
		if now.Sub(pruned) < pruneEvery {
			continue
		}
		pruned = now
		s := d.live.Load()
		if err := d.store.Prune(ctx, before(now, s.cfg.Retention.Articles), before(now, s.cfg.Retention.Snapshots)); err != nil && ctx.Err() == nil {
			d.log.Error("retention", "error", err)
		}
		if err := d.store.CheckSilence(ctx, now); err != nil && ctx.Err() == nil {
			d.log.Error("looking for silent sites", "error", err)
		}
	}
}

// maxStep is by how much the clock may be set without more ado: as daylight
// saving time would, if somebody kept the machine's clock by it.
const maxStep = 2 * time.Hour

// stepwise notices that the wall clock was set, by the monotonic clock beside it.
type stepwise struct{ last time.Time }

// step is by how much the wall clock went ahead of the monotonic one since the
// last call.
func (s *stepwise) step(now time.Time) time.Duration {
	wall, monotonic := now.Round(0).Sub(s.last.Round(0)), now.Sub(s.last)
	s.last = now
	return wall - monotonic
}
