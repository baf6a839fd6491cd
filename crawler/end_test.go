package crawler

import (
	"context"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"newswatch"
	"newswatch/sites"
)

// busyArchive takes a minute to store the end of a run.
type busyArchive struct {
	*archive
	stored bool
}

func (b *busyArchive) EndRun(ctx context.Context, id newswatch.ID, r newswatch.SiteReport) error {
	if err := sleep(ctx, time.Minute); err != nil {
		return err
	}
	b.stored = true
	return b.archive.EndRun(ctx, id, r)
}

// A busy machine may take its time to store how a run ended: only where the run
// was called off nobody waits for long.
func TestTheEndOfARunIsStoredHoweverLongItTakes(t *testing.T) {
	for _, calledOff := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			a := &busyArchive{archive: newArchive()}
			r := &run{c: &Crawler{Archive: a}, site: &sites.Site{ID: "town"}, logger: slog.New(slog.DiscardHandler), rep: newswatch.SiteReport{Status: newswatch.StatusOK}}
			if calledOff {
				cancel()
			}
			start := time.Now()
			r.end(ctx)
			took, want := time.Since(start), time.Minute
			if calledOff {
				want = settling
			}
			if took != want || a.stored == calledOff || (r.rep.Error == "") == calledOff {
				t.Errorf("called off %t: after %s, stored %t: %q", calledOff, took, a.stored, r.rep.Error)
			}
		})
	}
}
