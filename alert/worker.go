package alert

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"newswatch"
)

// worker serves one channel.
type worker struct {
	d      *Dispatcher
	c      *Channel
	log    *slog.Logger
	others []*worker // all workers, this one too
	wake   chan struct{}
	raised atomic.Bool // it put something into the outbox that others send

	limited  time.Time // until then, something waits for room in the budget
	recalled time.Time // when it was last looked for what a fast clock had put off
	health   health

	mu     sync.Mutex // tries of one channel may run at once
	trials map[newswatch.ID]*trial
}

func (w *worker) nudge() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// sleep waits for d, a wake or the end of ctx.
func (w *worker) sleep(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(max(d, 0))
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-w.wake:
	case <-timer.C:
	}
}

// lateEvery is how often a channel without digests of its own sends what is kept
// for one: alerts about articles that were old when first seen.
const lateEvery = 10 * time.Minute

// While sites make up for a stop, what is late waits for the rest of it, and is
// looked at this often; but no longer than catchUpMost.
const (
	catchUpLook = 10 * time.Second
	catchUpMost = time.Hour
)

// idle bounds the wait for a wake, against clocks that are set.
const idle = 5 * time.Minute

func (w *worker) run(ctx context.Context) {
	began := w.d.Now()
	digest := began // what fell due while nobody ran
	failures := 0
	for ctx.Err() == nil {
		now := w.d.Now()
		if !now.Before(digest) {
			if w.moreIsLate(now.Sub(began)) {
				digest = now.Add(catchUpLook)
			} else {
				w.mergeDigest(ctx)
				digest = w.nextDigest()
			}
		} else if next := w.nextDigest(); next.Before(digest) { // the clock was set back
			digest = next
		}
		next, err := w.round(ctx)
		if err != nil {
			failures++
			if ctx.Err() == nil {
				w.log.Error("the outbox fails; nothing is sent until it works", "error", err)
				pause(ctx, backoff(failures))
			}
			continue
		}
		failures = 0
		now = w.d.Now()
		if next.IsZero() || next.After(now.Add(idle)) {
			next = now.Add(idle)
		}
		if digest.Before(next) {
			next = digest
		}
		if next.After(now) {
			w.sleep(ctx, next.Sub(now))
		}
	}
}

// moreIsLate reports whether a digest of late alerts should wait for more. Those
// of a channel with digests of its own wait for the next in any case.
func (w *worker) moreIsLate(running time.Duration) bool {
	return w.c.digest == nil && w.d.CatchingUp != nil && running < catchUpMost && w.d.CatchingUp()
}

func (w *worker) nextDigest() time.Time {
	now := w.d.Now()
	if w.c.digest != nil {
		if t := w.c.digest.Next(now.In(w.c.loc)); !t.IsZero() {
			return t
		}
	}
	return now.Add(lateEvery)
}

// mergeDigest puts what waits for a digest into one, which is then due.
func (w *worker) mergeDigest(ctx context.Context) {
	_, err := w.d.Outbox.Merge(ctx, w.c.ID, nil, w.d.Now())
	if err != nil && !errors.Is(err, newswatch.ErrNotFound) && ctx.Err() == nil {
		w.log.Error("cannot gather a digest", "error", err)
	}
}

// leaseMost is how many deliveries a worker takes at once.
const leaseMost = 100

// round sends what can be sent now. It returns when to look again: now where
// there may be more, zero where nothing is pending.
func (w *worker) round(ctx context.Context) (time.Time, error) {
	now := w.d.Now()
	n := w.parallel() * 4
	if w.c.budget != nil {
		if w.c.budget.room(now, true) == 0 {
			w.limited = w.c.budget.next(now, true)
			return w.limited, nil
		}
		n = leaseMost
	}
	n, wait := w.health.allow(n, now)
	if n == 0 {
		return wait, nil
	}
	list, err := w.d.Outbox.Lease(ctx, w.c.ID, now, n, w.d.Lease)
	if err != nil {
		return time.Time{}, err
	}
	if len(list) == 0 {
		return w.nextDue(ctx, now)
	}
	if list, err = w.holdBack(ctx, list, now); err != nil {
		return time.Time{}, err
	}
	if w.c.budget != nil {
		if list, err = w.fit(ctx, list, now); err != nil {
			return time.Time{}, err
		}
	}
	return now, w.sendAll(ctx, list)
}

// nextDue is when to look again after nothing was handed out.
func (w *worker) nextDue(ctx context.Context, now time.Time) (time.Time, error) {
	next, err := w.d.Outbox.NextDue(ctx, []string{w.c.ID})
	if err != nil {
		return time.Time{}, err
	}
	if next.IsZero() || next.After(now.Add(idle)) {
		if n, err := w.recall(ctx, now); err != nil || n > 0 {
			return now, err
		}
	}
	if next.IsZero() {
		return next, nil
	}
	// Nothing was handed out, so that nothing can be due now, unless it came in
	// just then, which wakes us.
	if least := now.Add(time.Second); next.Before(least) {
		next = least
	}
	return next, nil
}

// recall frees what was put off by a clock that ran ahead, before somebody set it
// right: a retry planned for next year would else be waited for.
func (w *worker) recall(ctx context.Context, now time.Time) (int, error) {
	if since := now.Sub(w.recalled); since >= 0 && since < idle {
		return 0, nil
	}
	w.recalled = now
	n, err := w.d.Outbox.Recall(ctx, w.c.ID, now)
	if n > 0 {
		w.log.Warn("the clock was set back; what waited for times to come is sent now", "deliveries", n)
	}
	return n, err
}

// holdBack puts off what must wait for the end of a silence or of quiet hours
// that was not foreseen when it was planned, and returns the rest.
func (w *worker) holdBack(ctx context.Context, list []newswatch.Delivery, now time.Time) ([]newswatch.Delivery, error) {
	silenced, err := w.d.Outbox.Silenced(ctx, now)
	if err != nil {
		return nil, err
	}
	var send []newswatch.Delivery
	for _, d := range list {
		until, why := now, ""
		if a := d.Alert; a.Watch != nil && a.Type != newswatch.AlertTest && silenced[a.Watch.ID].After(now) {
			until, why = silenced[a.Watch.ID], heldSilence
		} else if at := w.c.opens(a.Severity, now); at.After(now) && !urgent(a.Type) {
			until, why = at, heldHours
		}
		if why == "" {
			send = append(send, d)
			continue
		}
		if err := w.d.Outbox.Hold(ctx, []newswatch.ID{d.ID}, until, why); err != nil {
			return nil, err
		}
	}
	return send, nil
}

// fit keeps a round within the robot's budget: high alerts first, one by one; the
// rest one by one where all fit, else merged into digests. What does not fit even
// so is put off until there is room.
func (w *worker) fit(ctx context.Context, list []newswatch.Delivery, now time.Time) ([]newswatch.Delivery, error) {
	var send, rest, loose []newswatch.Delivery // loose can be merged
	for _, d := range list {
		switch {
		case d.Alert.Severity == newswatch.High:
			send = append(send, d)
		case finding(d.Alert.Type):
			loose = append(loose, d)
		default:
			rest = append(rest, d)
		}
	}
	room := w.c.budget.room(now, true)
	if len(send) > room {
		if err := w.putOff(ctx, send[room:], now, true); err != nil {
			return nil, err
		}
		return send[:room], w.putOff(ctx, append(rest, loose...), now, false)
	}
	low := min(w.c.budget.room(now, false), room-len(send))
	if len(rest) > low {
		if err := w.putOff(ctx, rest[low:], now, false); err != nil {
			return nil, err
		}
		rest = rest[:low]
	}
	send, low = append(send, rest...), low-len(rest)
	for len(loose) > low && low > 0 {
		n := min(len(loose), w.c.kind.items)
		merged, err := w.d.Outbox.Merge(ctx, w.c.ID, ids(loose[:n]), now)
		if err != nil {
			return nil, err
		}
		w.log.Info("merged into one message, as the robot takes no more", "alerts", n)
		send, loose, low = append(send, merged), loose[n:], low-1
	}
	if low == 0 && len(loose) > 0 {
		return send, w.putOff(ctx, loose, now, false)
	}
	return append(send, loose...), nil
}

// putOff gives leased deliveries back until the budget has room.
func (w *worker) putOff(ctx context.Context, list []newswatch.Delivery, now time.Time, high bool) error {
	if len(list) == 0 {
		return nil
	}
	// What this round still sends takes its room too; a second later is soon enough
	// to find out.
	at := w.c.budget.next(now, high)
	if least := now.Add(time.Second); at.Before(least) {
		at = least
	}
	w.limited = later(w.limited, at)
	return w.d.Outbox.Hold(ctx, ids(list), at, heldRate)
}

func ids(list []newswatch.Delivery) []newswatch.ID {
	out := make([]newswatch.ID, len(list))
	for i, d := range list {
		out[i] = d.ID
	}
	return out
}

// parallel is how many requests run at once.
func (w *worker) parallel() int {
	if w.c.budget != nil {
		return 1
	}
	return max(1, w.c.kind.parallel)
}

// sendAll sends a round's deliveries. One that was not begun when ctx ended, or
// when the channel stopped, is given back.
func (w *worker) sendAll(ctx context.Context, list []newswatch.Delivery) error {
	var group sync.WaitGroup
	slots := make(chan struct{}, w.parallel())
	var back []newswatch.Delivery
	errs := make([]error, len(list))
	for i, d := range list {
		slots <- struct{}{}
		if ctx.Err() != nil || !w.health.working(w.d.Now()) && i > 0 {
			back = list[i:]
			break
		}
		group.Go(func() {
			defer func() { <-slots }()
			errs[i] = w.deliver(ctx, d)
		})
	}
	group.Wait()
	if err := errors.Join(errs...); err != nil || len(back) == 0 {
		return err
	}
	record, cancel := finish(ctx)
	defer cancel()
	return w.d.Outbox.Hold(record, ids(back), w.d.Now(), "")
}
