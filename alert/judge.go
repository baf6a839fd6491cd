package alert

import (
	"math/rand/v2"
	"time"

	"newswatch"
)

// trial is what a worker remembers of a delivery between its tries. Nothing in
// it is needed to be right: after a restart a message may be repeated whole.
type trial struct {
	first   time.Time // the first try
	part    int       // messages of it that have arrived
	shrink  int
	unknown int // answers that nobody understood
	// unrecorded is a try that the outbox could not take.
	unrecorded *outcome
}

type outcome struct {
	attempt    newswatch.Attempt
	settlement Settlement
}

// Bounds of trying again.
const (
	firstBackoff = time.Second
	maxBackoff   = 10 * time.Minute
	maxShrink    = 6 // 1/64 of a message is not worth sending
	maxUnknown   = 4
	probeFirst   = time.Minute // after a config fault
	probeMost    = 30 * time.Minute
)

// backoff is the wait after the n-th failed try (from 1): doubling from one
// second to ten minutes, a fifth more or less by chance.
func backoff(n int) time.Duration {
	d := maxBackoff
	if n < 20 {
		d = min(maxBackoff, firstBackoff<<max(0, n-1))
	}
	return time.Duration(float64(d) * (0.8 + 0.4*rand.Float64()))
}

// spent is about how long n tries have taken, for deliveries of an earlier run.
func spent(n int) time.Duration {
	var sum time.Duration
	for i := 1; i < n; i++ {
		sum += min(maxBackoff, firstBackoff<<min(i-1, 20))
	}
	return sum
}

// judge says where a delivery stands after a try that ended now with r. tries
// counts this one. It updates t.
func judge(t *trial, r Result, tries int, now time.Time, retryFor, probe time.Duration) Settlement {
	again := func() Settlement {
		deadline := t.first.Add(retryFor)
		if !now.Before(deadline) {
			return Settlement{State: newswatch.Dead}
		}
		next := now.Add(backoff(tries))
		if next.After(deadline) {
			next = deadline // one last try
		}
		// The channel's own wish holds even past the deadline.
		if hint := now.Add(r.After); r.After > 0 && hint.After(next) {
			next = hint
		}
		return Settlement{State: newswatch.Pending, Next: next}
	}
	switch r.Verdict {
	case newswatch.VerdictDelivered:
		return Settlement{State: newswatch.Delivered}
	case newswatch.VerdictRetry:
		return again()
	case newswatch.VerdictSplit:
		t.shrink++
		t.part = 0
		if t.shrink > maxShrink {
			return Settlement{State: newswatch.Dead}
		}
		return Settlement{State: newswatch.Pending, Next: now}
	case newswatch.VerdictConfig:
		return Settlement{State: newswatch.Pending, Next: now.Add(probe), Held: r.Message}
	case newswatch.VerdictPayload:
		return Settlement{State: newswatch.Dead}
	}
	t.unknown++
	if t.unknown > maxUnknown {
		return Settlement{State: newswatch.Dead}
	}
	return again()
}
