package alert

import (
	"context"
	"fmt"
	"time"

	"newswatch"
)

// grace is how long a request under way may go on after the end was asked for.
const grace = 5 * time.Second

// finish is a context for what must still be done when ctx has ended.
func finish(ctx context.Context) (context.Context, context.CancelFunc) {
	out, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() {
		timer := time.NewTimer(grace)
		defer timer.Stop()
		select {
		case <-timer.C:
			cancel()
		case <-out.Done():
		}
	})
	return out, func() { stop(); cancel() }
}

// deliver makes one try of a delivery, all its parts, and records it. The error
// is that of the outbox.
func (w *worker) deliver(ctx context.Context, d newswatch.Delivery) error {
	record, done := finish(ctx)
	defer done()
	t := w.trial(&d)
	if t.unrecorded == nil {
		start := w.d.Now()
		r := w.send(ctx, record, d, t)
		if r.Verdict == newswatch.VerdictConfig {
			r.Message = heldStopped + r.Message
		}
		now := w.d.Now()
		probe := w.health.saw(r, d, now)
		t.unrecorded = &outcome{
			newswatch.Attempt{DeliveryID: d.ID, At: start, Took: now.Sub(start), Verdict: r.Verdict, Code: r.Code, Message: r.Message},
			judge(t, r, d.Attempts+1, now, w.d.RetryFor, probe),
		}
		if w.d.Observe != nil {
			w.d.Observe(Observation{w.c.ID, w.c.Kind, r.Verdict, now.Sub(start), w.latency(&d, r.Verdict, now)})
		}
	}
	a, s := t.unrecorded.attempt, t.unrecorded.settlement
	log := w.log.With("delivery", d.ID, "webhook_id", d.WebhookID, "try", d.Attempts+1, "verdict", a.Verdict, "code", a.Code)
	if err := w.d.Outbox.Settle(record, a, s); err != nil {
		// When its lease has run out it comes back, and is recorded then: a disk that
		// fails must not send the same message again and again.
		log.Error("cannot record a try", "error", err)
		return err
	}
	t.unrecorded = nil
	if s.State != newswatch.Pending {
		w.forget(d.ID)
	}
	switch s.State {
	case newswatch.Delivered:
		log.Debug("delivered", "took", a.Took)
	case newswatch.Dead:
		log.Error("given up", "answer", a.Message)
	default:
		log.Warn("not delivered yet", "answer", a.Message, "next", s.Next)
	}
	w.tell(record)
	return nil
}

// latency is how long an alert took that nothing but its way held up.
func (w *worker) latency(d *newswatch.Delivery, v newswatch.Verdict, now time.Time) time.Duration {
	if v != newswatch.VerdictDelivered || d.Alert.Type != newswatch.AlertRaised || d.Created.IsZero() || w.c.plan(d.Alert, d.Created).Held != "" {
		return 0
	}
	return now.Sub(d.Created)
}

// send sends what is left of a delivery's parts, each within the budget.
func (w *worker) send(ctx, record context.Context, d newswatch.Delivery, t *trial) Result {
	high := d.Alert.Severity == newswatch.High
	for {
		// A round counts on one message for each delivery: those with more parts may
		// have used up the room of the next.
		for {
			now := w.d.Now()
			at := w.c.budget.next(now, high)
			if !at.After(now) {
				break
			}
			if !pause(ctx, at.Sub(now)) {
				return Result{Verdict: newswatch.VerdictRetry, Message: fmt.Sprintf("interrupted after %d messages of it", t.part)}
			}
		}
		try, cancel := context.WithTimeout(record, time.Duration(w.c.Timeout))
		r := w.c.Notify(try, Task{Delivery: d, Part: t.part, Shrink: t.shrink})
		cancel()
		w.c.budget.spend(w.d.Now())
		if r.Verdict != newswatch.VerdictDelivered || !r.More {
			return r
		}
		t.part++
	}
}

func pause(ctx context.Context, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}

func (w *worker) trial(d *newswatch.Delivery) *trial {
	w.mu.Lock()
	defer w.mu.Unlock()
	t, ok := w.trials[d.ID]
	if !ok {
		t = &trial{first: later(d.Created, w.d.Now().Add(-spent(d.Attempts)))}
		w.trials[d.ID] = t
	}
	return t
}

func (w *worker) forget(id newswatch.ID) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.trials, id)
}
