package store

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"os"
	"slices"
	"sync"
	"time"

	"newswatch"
)

// A run's claim on its site is renewed every beatEvery; one that has not been
// for claimLasts belongs to a process that hangs or lost its host.
const (
	beatEvery  = 10 * time.Second
	claimLasts = time.Minute
)

// claims are the runs that this open store has begun and not ended. A row of one
// that is not among them is left over: its end could not be stored, or its
// beginning was given up.
type claims struct {
	mu   sync.Mutex
	runs map[newswatch.ID]bool
}

func (c *claims) add(run newswatch.ID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.runs == nil {
		c.runs = map[newswatch.ID]bool{}
	}
	c.runs[run] = true
}

func (c *claims) drop(run newswatch.ID) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.runs, run)
}

func (c *claims) has(run newswatch.ID) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.runs[run]
}

func (c *claims) list() []newswatch.ID {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Collect(maps.Keys(c.runs))
}

// BeginRun claims a site for one run. The error wraps [newswatch.ErrLocked]
// where another run of it is under way, here or in another process. A claim
// that a dead process left is taken over.
func (s *Store) BeginRun(ctx context.Context, site newswatch.SiteID, at time.Time) (run newswatch.ID, err error) {
	err = s.do(ctx, func(t *tx) error {
		if err := t.clearRuns(site); err != nil {
			return err
		}
		run, err = t.insert(`INSERT INTO runs (site, started, owner, host, pid, heartbeat) VALUES (?, ?, ?, ?, ?, ?)`,
			string(site), micros(at), s.owner, s.host, os.Getpid(), micros(t.now))
		if err == nil {
			s.claims.add(run) // before anybody can see the row
		}
		return err
	})
	if err != nil {
		s.claims.drop(run)
	}
	return run, err
}

// clearRuns ends the open runs of a site whose process is gone; an error where
// one is still under way.
func (t *tx) clearRuns(site newswatch.SiteID) error {
	var stale []newswatch.ID
	err := t.each(`SELECT id, owner, host, pid, started, heartbeat FROM runs WHERE site = ? AND finished IS NULL`, []any{string(site)},
		func(rows *sql.Rows) error {
			var id newswatch.ID
			var owner, host string
			var pid int
			var started, beat time.Time
			if err := rows.Scan(&id, &owner, &host, &pid, stamp{&started}, stamp{&beat}); err != nil {
				return err
			}
			if t.s.runs(id, owner, host, pid, t.now.Sub(beat)) {
				return fmt.Errorf("%w: %s is being crawled by process %d on %s since %s",
					newswatch.ErrLocked, site, pid, host, started.Local().Format("15:04:05"))
			}
			stale = append(stale, id)
			return nil
		})
	if err != nil {
		return err
	}
	for _, id := range stale {
		_, err := t.exec(`UPDATE runs SET finished = heartbeat, status = 'failed', error = 'interrupted' WHERE id = ?`, int64(id))
		if err != nil {
			return err
		}
	}
	return nil
}

// alive reports whether whoever made a claim still holds it.
func (s *Store) alive(owner, host string, pid int, silent time.Duration) bool {
	switch {
	case owner == s.owner:
		return true
	case silent > claimLasts:
		return false
	case host != s.host:
		return true
	case pid == os.Getpid():
		return false // an earlier process that had our number, as in a container
	}
	return processRuns(pid)
}

// runs reports whether a run goes on.
func (s *Store) runs(run newswatch.ID, owner, host string, pid int, silent time.Duration) bool {
	if owner == s.owner {
		return s.claims.has(run)
	}
	return s.alive(owner, host, pid, silent)
}

// EndRun stores a run's report and gives its site free, also where the report
// cannot be stored.
func (s *Store) EndRun(ctx context.Context, run newswatch.ID, r newswatch.SiteReport) error {
	defer s.claims.drop(run)
	finished := firstOf(r.Finished, s.now())
	return s.do(ctx, func(t *tx) error {
		n, err := t.change(`UPDATE runs SET finished = ?, status = ?, error = ?, report = ? WHERE id = ?`,
			micros(finished), string(r.Status), r.Error, jsonOf(r), int64(run))
		if err == nil && n == 0 {
			err = fmt.Errorf("run %d: %w", run, newswatch.ErrNotFound)
		}
		return err
	})
}

// LastRun is when the last finished run of a site started; zero if never. Runs
// that were interrupted do not count.
func (s *Store) LastRun(ctx context.Context, site newswatch.SiteID) (started time.Time, err error) {
	err = s.getOften(ctx, `SELECT max(started) FROM runs WHERE site = ? AND finished IS NOT NULL AND report IS NOT NULL`,
		[]any{string(site)}, stamp{&started})
	return started, err
}

// heartbeat renews this store's claims, frees what dead processes had leased,
// and looks now and then for articles that another process left unindexed.
func (s *Store) heartbeat(ctx context.Context) {
	tick := time.NewTicker(beatEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := s.freeLeases(ctx); err != nil && ctx.Err() == nil {
			s.log.Warn("leases of dead processes not freed", "err", err)
		}
		var open bool
		if err := s.get(ctx, `SELECT EXISTS (SELECT 1 FROM runs WHERE finished IS NULL) OR EXISTS (SELECT 1 FROM unindexed)`, nil, &open); err != nil || !open {
			continue
		}
		err := s.do(ctx, func(t *tx) error {
			t.w.index.backlog = true
			_, err := t.exec(`UPDATE runs SET heartbeat = ? WHERE finished IS NULL AND owner = ? AND id IN (SELECT value FROM json_each(?))`,
				micros(t.now), s.owner, jsonOf(numbers(s.claims.list())))
			return err
		})
		if err != nil && ctx.Err() == nil {
			s.log.Warn("claims not renewed", "err", err)
		}
	}
}
