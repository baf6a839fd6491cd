package alert

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"newswatch"
)

// Dispatcher drains the outbox: one worker for each channel leases what is due,
// sends it, and records what became of it. Only one dispatcher may work on an
// outbox at a time.
type Dispatcher struct {
	Outbox   Outbox
	Channels []*Channel
	// Only is the one channel that Drain is about, by its id; the others hear no
	// more than how it stands. "" is all.
	Only   string
	Logger *slog.Logger     // nil: none
	Now    func() time.Time // nil: time.Now
	// RetryFor is how long a delivery is tried, counted from its first try; 0: 24 h.
	RetryFor time.Duration
	// Escalate repeats high alerts that nobody acknowledges, in addition to what
	// channels say for themselves.
	Escalate []Escalation
	// Troubles are the channels that hear of other channels' failures; empty: all.
	Troubles []string
	// Lease keeps other processes from what this one is sending; 0: 8 s. Within a
	// process a round ends before the next begins, so that a lease may run out under
	// way without harm; what a killed process had leased waits for its end.
	Lease time.Duration
	// CatchingUp reports whether more late alerts are likely soon, as after a start
	// that has to make up for a stop: they wait for each other, to go into one
	// digest, though not for ever. nil: never.
	CatchingUp func() bool
	// Observe is told of every try, for metrics; may be nil.
	Observe func(Observation)
}

// Observation is one try, for metrics.
type Observation struct {
	Channel string
	Kind    string
	Verdict newswatch.Verdict
	Took    time.Duration
	// Latency is the time from the filing of an alert's article to its delivery; 0
	// where nothing was delivered, or hours or a digest kept it, or it tells of no
	// article that was new.
	Latency time.Duration
}

func (d *Dispatcher) prepare() []*worker {
	if d.Logger == nil {
		d.Logger = slog.New(slog.DiscardHandler)
	}
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.RetryFor == 0 {
		d.RetryFor = 24 * time.Hour
	}
	if d.Lease == 0 {
		d.Lease = 8 * time.Second
	}
	var workers []*worker
	for _, c := range d.Channels {
		workers = append(workers, &worker{
			d: d, c: c, log: d.Logger.With("channel", c.ID, "kind", c.Kind),
			wake: make(chan struct{}, 1), trials: map[newswatch.ID]*trial{},
		})
	}
	for _, w := range workers {
		w.others = workers
	}
	return workers
}

// Run sends until ctx ends; requests under way get a few seconds to finish, so
// that nothing is sent twice for want of its record. It returns nil then.
func (d *Dispatcher) Run(ctx context.Context) error {
	workers := d.prepare()
	var group sync.WaitGroup
	for _, w := range workers {
		group.Go(func() { w.run(ctx) })
	}
	group.Go(func() { d.escalate(ctx) })
	for {
		select {
		case <-ctx.Done():
			group.Wait()
			return nil
		case <-d.Outbox.Wake():
			for _, w := range workers {
				w.nudge()
			}
		}
	}
}

// How long Drain stays for what is not yet due.
const (
	drainRetries = 15 * time.Second // for a try that failed, or what a killed process had leased
	drainRates   = 2 * time.Minute  // for a robot's rate limit
)

// Drain sends what is due, tries failed ones again for some seconds, waits a
// little for rate limits, and returns when nothing more is due. The rest stays
// in the outbox for the next run. The error is that of the outbox, or of ctx.
func (d *Dispatcher) Drain(ctx context.Context) error {
	workers := d.prepare()
	d.escalateOnce(ctx)
	errs := make([]error, len(workers))
	// A channel that stops tells the others, which may be done by then: they look
	// once more until no round raised anything.
	for only := d.Only; ; only = "" {
		var group sync.WaitGroup
		for i, w := range workers {
			if only != "" && w.c.ID != only {
				continue
			}
			group.Go(func() { errs[i] = w.drain(ctx) })
		}
		group.Wait()
		raised := false
		for _, w := range workers {
			raised = w.raised.Swap(false) || raised
		}
		if err := errors.Join(errs...); err != nil || !raised || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
	}
}

// drain works until nothing is due that is worth waiting for.
func (w *worker) drain(ctx context.Context) error {
	start := w.d.Now()
	w.mergeDigest(ctx)
	for ctx.Err() == nil {
		next, err := w.round(ctx)
		if err != nil {
			return err
		}
		now := w.d.Now()
		patience := start.Add(drainRetries)
		if !next.After(w.limited) {
			patience = start.Add(drainRates)
		}
		if next.IsZero() || next.After(patience) || w.health.isStopped() {
			return nil
		}
		w.sleep(ctx, next.Sub(now))
	}
	return nil
}

// Escalation repeats a high alert on further channels when nobody has
// acknowledged it some time after it was delivered.
type Escalation struct {
	After time.Duration
	To    []string // ids of channels
}

// escalateEvery is how often alerts that wait for somebody are looked at.
const escalateEvery = 15 * time.Second

func (d *Dispatcher) escalations() []Escalation {
	rules := d.Escalate
	for _, c := range d.Channels {
		if c.EscalateAfter > 0 && len(c.EscalateTo) > 0 {
			rules = append(rules, Escalation{time.Duration(c.EscalateAfter), c.EscalateTo})
		}
	}
	return rules
}

func (d *Dispatcher) escalate(ctx context.Context) {
	if len(d.escalations()) == 0 {
		return
	}
	tick := time.NewTicker(escalateEvery)
	defer tick.Stop()
	for {
		d.escalateOnce(ctx)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (d *Dispatcher) escalateOnce(ctx context.Context) {
	for _, rule := range d.escalations() {
		now := d.Now()
		alerts, err := d.Outbox.Unacked(ctx, now.Add(-rule.After))
		if err != nil && ctx.Err() == nil {
			d.Logger.Error("cannot look for unacknowledged alerts", "error", err)
			return
		}
		for _, a := range alerts {
			again := a
			again.ID, again.Type, again.Of, again.Created, again.Acked = 0, newswatch.AlertEscalated, a.ID, now, time.Time{}
			if _, err := d.Outbox.Raise(ctx, again, rule.To); err != nil && ctx.Err() == nil {
				d.Logger.Error("cannot escalate", "alert", a.ID, "error", err)
				return
			}
			d.Logger.Info("escalated", "alert", a.ID, "to", rule.To)
		}
	}
}
