package store

import (
	"context"
	"time"
)

// clockSlack is how far in the future something may lie before the clock is taken
// to have been set back: longer than leases last, and than tries wait for.
const clockSlack = 15 * time.Minute

// Recall makes pending deliveries of a channel due now that were put off, or
// made, at a moment that is still to come: the clock ran ahead then, and was set
// back since. It returns how many there were.
func (s *Store) Recall(ctx context.Context, channel string, now time.Time) (n int, err error) {
	const ahead = `channel = ?1 AND stage < 3 AND due > ?3
		AND ifnull((SELECT max(at) FROM attempts WHERE delivery_id = deliveries.id), created) > ?3`
	args := []any{channel, micros(now), micros(now.Add(clockSlack))}
	var some bool
	err = s.get(ctx, `SELECT EXISTS (SELECT 1 FROM deliveries WHERE `+ahead+`)`, args, &some)
	if err != nil || !some { // spares a write
		return 0, err
	}
	err = s.do(ctx, func(t *tx) error {
		n, err = t.change(`UPDATE deliveries SET stage = iif(stage = 0, 1, stage), leased = 0, due = ?2 WHERE `+ahead, args...)
		return err
	})
	return n, err
}
