package store

import (
	"context"
	"errors"
	"testing"
	"time"

	"newswatch"
)

// A run whose end could not be stored must not keep its site for as long as the
// process lives.
func TestARunThatEndedFreesItsSite(t *testing.T) {
	ctx := context.Background()
	s := open(t, Options{Now: func() time.Time { return noon }})
	run, err := s.BeginRun(ctx, "alpha", noon)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.BeginRun(ctx, "alpha", noon); !errors.Is(err, newswatch.ErrLocked) {
		t.Errorf("a second run beside it: %v", err)
	}
	off, cancel := context.WithCancel(ctx)
	cancel()
	if err := s.EndRun(off, run, newswatch.SiteReport{Site: "alpha", Status: newswatch.StatusOK}); err == nil {
		t.Fatal("the end was stored")
	}
	again, err := s.BeginRun(ctx, "alpha", noon.Add(time.Minute))
	if err != nil {
		t.Fatalf("the site is still taken: %v", err)
	}
	if err := s.EndRun(ctx, again, newswatch.SiteReport{Site: "alpha", Status: newswatch.StatusOK, Started: noon.Add(time.Minute)}); err != nil {
		t.Error(err)
	}
	var status string
	if err := s.get(ctx, `SELECT status FROM runs WHERE id = ?`, []any{int64(run)}, &status); err != nil || status != "failed" {
		t.Errorf("the lost run counts as %q, %v", status, err)
	}
}
