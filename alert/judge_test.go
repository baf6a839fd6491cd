package alert

import (
	"testing"
	"time"

	"newswatch"
)

func TestJudge(t *testing.T) {
	now := start
	day := 24 * time.Hour
	for _, c := range []struct {
		what      string
		trial     trial
		r         Result
		tries     int
		state     newswatch.DeliveryState
		min, max  time.Duration // of the wait
		held      string
		shrinksTo int
	}{
		{what: "delivered", r: Result{Verdict: newswatch.VerdictDelivered}, tries: 1, state: newswatch.Delivered},
		{what: "a first failure", trial: trial{first: now}, r: Result{Verdict: newswatch.VerdictRetry}, tries: 1, state: newswatch.Pending, min: 800 * time.Millisecond, max: 1200 * time.Millisecond},
		{what: "a fourth failure", trial: trial{first: now}, r: Result{Verdict: newswatch.VerdictRetry}, tries: 4, state: newswatch.Pending, min: 6400 * time.Millisecond, max: 9600 * time.Millisecond},
		{what: "a hundredth failure", trial: trial{first: now}, r: Result{Verdict: newswatch.VerdictRetry}, tries: 100, state: newswatch.Pending, min: 8 * time.Minute, max: 12 * time.Minute},
		{what: "a wait hint", trial: trial{first: now}, r: Result{Verdict: newswatch.VerdictRetry, After: time.Hour}, tries: 1, state: newswatch.Pending, min: time.Hour, max: time.Hour},
		{what: "a hint shorter than the back-off", trial: trial{first: now}, r: Result{Verdict: newswatch.VerdictRetry, After: time.Second}, tries: 100, state: newswatch.Pending, min: 8 * time.Minute, max: 12 * time.Minute},
		{what: "just before the end", trial: trial{first: now.Add(time.Second - day)}, r: Result{Verdict: newswatch.VerdictRetry}, tries: 50, state: newswatch.Pending, min: time.Second, max: time.Second},
		{what: "a hint past the end", trial: trial{first: now.Add(time.Second - day)}, r: Result{Verdict: newswatch.VerdictRetry, After: time.Hour}, tries: 50, state: newswatch.Pending, min: time.Hour, max: time.Hour},
		{what: "after the end", trial: trial{first: now.Add(-day)}, r: Result{Verdict: newswatch.VerdictRetry, After: time.Hour}, tries: 50, state: newswatch.Dead},
		{what: "too long", trial: trial{part: 3}, r: Result{Verdict: newswatch.VerdictSplit}, tries: 1, state: newswatch.Pending, shrinksTo: 1},
		{what: "too long however small", trial: trial{shrink: maxShrink}, r: Result{Verdict: newswatch.VerdictSplit}, tries: 8, state: newswatch.Dead, shrinksTo: maxShrink + 1},
		{what: "a wrong key", trial: trial{first: now.Add(-7 * day)}, r: Result{Verdict: newswatch.VerdictConfig, Message: "bad key"}, tries: 9, state: newswatch.Pending, min: time.Minute, max: time.Minute, held: "bad key"},
		{what: "refused", trial: trial{first: now}, r: Result{Verdict: newswatch.VerdictPayload}, tries: 1, state: newswatch.Dead},
		{what: "not understood", trial: trial{first: now}, r: Result{Verdict: newswatch.VerdictUnknown}, tries: 1, state: newswatch.Pending, min: 800 * time.Millisecond, max: 1200 * time.Millisecond},
		{what: "never understood", trial: trial{first: now, unknown: maxUnknown}, r: Result{Verdict: newswatch.VerdictUnknown}, tries: 5, state: newswatch.Dead},
		{what: "no verdict at all", trial: trial{first: now, unknown: maxUnknown}, tries: 5, state: newswatch.Dead},
	} {
		got := judge(&c.trial, c.r, c.tries, now, day, time.Minute)
		wait := got.Next.Sub(now)
		if got.State != newswatch.Pending {
			wait = 0
		}
		if got.State != c.state || wait < c.min || wait > c.max || got.Held != c.held || c.trial.shrink != c.shrinksTo {
			t.Errorf("%s: %s in %v, held %q, shrunk %d; want %s in %v to %v", c.what, got.State, wait, got.Held, c.trial.shrink, c.state, c.min, c.max)
		}
		if c.r.Verdict == newswatch.VerdictSplit && c.trial.part != 0 {
			t.Errorf("%s: goes on with part %d of another size", c.what, c.trial.part)
		}
	}
}

// A delivery revived by hand, or held for days before its first try, is tried for
// as long as a fresh one.
func TestFirstTryBeginsTheClock(t *testing.T) {
	w := &worker{d: &Dispatcher{Now: func() time.Time { return start }}, trials: map[newswatch.ID]*trial{}}
	for _, c := range []struct {
		what string
		d    newswatch.Delivery
		ago  time.Duration
	}{
		{"fresh", newswatch.Delivery{ID: 1, Created: start}, 0},
		{"held for three days", newswatch.Delivery{ID: 2, Created: start.Add(-72 * time.Hour)}, 0},
		{"revived after a hundred tries", newswatch.Delivery{ID: 3, Created: start, Attempts: 100}, 0},
		{"from an earlier run, four tries", newswatch.Delivery{ID: 4, Created: start.Add(-time.Hour), Attempts: 4}, 7 * time.Second},
	} {
		if got := start.Sub(w.trial(&c.d).first); got != c.ago {
			t.Errorf("%s: counted as first tried %v ago, want %v", c.what, got, c.ago)
		}
	}
}

func TestHighHasRoomOfItsOwn(t *testing.T) {
	b, err := parseRate("18/min")
	if err != nil {
		t.Fatal(err)
	}
	now := start
	for b.room(now, false) > 0 {
		b.spend(now)
	}
	if got := b.room(now, true); got != 3 {
		t.Errorf("room for %d high alerts when the others have taken theirs, want 3", got)
	}
	if next := b.next(now, true); next.After(now) {
		t.Errorf("a high alert waits %v", next.Sub(now))
	}
	if next := b.next(now, false); next.Sub(now) != time.Minute {
		t.Errorf("another waits %v", next.Sub(now))
	}
}
