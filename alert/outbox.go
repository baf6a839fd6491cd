package alert

import (
	"context"
	"time"

	"newswatch"
)

// Outbox is the ledger of deliveries that the dispatcher drains. An alert is a
// row before it is a request: whatever happens to the process, nothing that was
// raised is lost.
type Outbox interface {
	// Lease hands out pending deliveries of a channel that are due, at most n:
	// high severity first, then the oldest. One that is leased is not handed out
	// again until the lease runs out or it is settled; nor is one whose story has
	// an older unsettled delivery on the channel, so that order is kept. Alerts
	// are filled in, with the story's present number of outlets.
	Lease(ctx context.Context, channel string, now time.Time, n int, lease time.Duration) ([]newswatch.Delivery, error)
	// Settle records an attempt and where the delivery stands after it, in one
	// transaction. A delivery merged into a digest follows the digest.
	Settle(ctx context.Context, a newswatch.Attempt, s Settlement) error
	// Hold puts pending deliveries off without an attempt: quiet hours, silences.
	// It ends their leases, so that one put off until now is handed out again.
	Hold(ctx context.Context, ids []newswatch.ID, until time.Time, why string) error
	// NextDue is when the earliest pending delivery of any of these channels falls
	// due, leases counted; zero where there is none. Those that wait for a digest
	// or behind an older one of their story do not count.
	NextDue(ctx context.Context, channels []string) (time.Time, error)
	// Merge gathers pending deliveries of a channel into one new digest alert and
	// returns its delivery, due now: those with these ids, leased or not, or, where
	// ids is empty, all that wait for a digest that was planned for now or earlier.
	// It wraps [newswatch.ErrNotFound] where there are none.
	Merge(ctx context.Context, channel string, ids []newswatch.ID, now time.Time) (newswatch.Delivery, error)
	// Recall makes pending deliveries of a channel due now that were put off, or
	// made, at a moment that is still to come, as the clock was set back since. It
	// returns how many there were.
	Recall(ctx context.Context, channel string, now time.Time) (int, error)
	// Raise stores an alert of the program's own (a test, a failing channel, an
	// escalation) with a delivery for each channel, due at once.
	Raise(ctx context.Context, a newswatch.Alert, channels []string) (newswatch.ID, error)
	// Depth counts a channel's pending deliveries.
	Depth(ctx context.Context, channel string) (int, error)
	// Unacked returns raised high alerts that were delivered before t, are neither
	// acknowledged nor escalated yet (no alert is "Of" them).
	Unacked(ctx context.Context, t time.Time) ([]newswatch.Alert, error)
	// Silenced returns for each silenced watch when its silence ends.
	Silenced(ctx context.Context, now time.Time) (map[string]time.Time, error)
	// Wake receives after each commit that made deliveries due.
	Wake() <-chan struct{}
}

// Settlement is where a delivery stands after an attempt.
type Settlement = newswatch.Settlement
