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

// deliver makes one try of a delivery, all its parts, and records it.
func (w *worker) deliver(ctx context.Context, d newswatch.Delivery) {
	record, done := finish(ctx)
	defer done()
	t := w.trial(&d)
	start := w.d.Now()
	r := w.send(ctx, record, d, t)
	now := w.d.Now()

	if r.Verdict == newswatch.VerdictConfig {
		r.Message = heldStopped + r.Message
	}
	probe := w.health.saw(r, d, now)
	s := judge(t, r, d.Attempts+1, now, w.d.RetryFor, probe)
	attempt := newswatch.Attempt{DeliveryID: d.ID, At: start, Took: now.Sub(start), Verdict: r.Verdict, Code: r.Code, Message: r.Message}
	err := w.d.Outbox.Settle(record, attempt, s)
	if s.State != newswatch.Pending {
		w.forget(d.ID)
	}
	log := w.log.With("delivery", d.ID, "webhook_id", d.WebhookID, "try", d.Attempts+1, "verdict", r.Verdict, "code", r.Code)
	switch {
	case err != nil:
		// Its lease will run out, and it will be sent again under the same id.
		log.Error("cannot record a try", "error", err)
	case s.State == newswatch.Delivered:
		log.Debug("delivered", "took", attempt.Took)
	case s.State == newswatch.Dead:
		log.Error("given up", "answer", r.Message)
	default:
		log.Warn("not delivered yet", "answer", r.Message, "next", s.Next)
	}
	if w.d.Observe != nil {
		w.d.Observe(Observation{w.c.ID, w.c.Kind, r.Verdict, attempt.Took})
	}
	w.tell(record)
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
