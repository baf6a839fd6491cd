package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"newswatch"
)

// Merge gathers pending deliveries of a channel into one new digest alert and
// returns its delivery, due now: those with these ids, leased or not, or, where
// ids is empty, all that wait for a digest that was planned for now or earlier.
// They follow the digest's delivery from then on. The error wraps
// [newswatch.ErrNotFound] where there are none.
func (s *Store) Merge(ctx context.Context, channel string, ids []newswatch.ID, now time.Time) (d newswatch.Delivery, err error) {
	if s.write != nil && len(ids) == 0 {
		var waits bool
		err := s.get(ctx, `SELECT EXISTS (SELECT 1 FROM deliveries WHERE channel = ? AND stage = 2 AND due <= ?)`,
			[]any{channel, micros(now)}, &waits)
		if err != nil {
			return d, err
		}
		if !waits { // spares a write
			return d, fmt.Errorf("digest for %s: %w", channel, newswatch.ErrNotFound)
		}
	}
	err = s.do(ctx, func(t *tx) error {
		d, err = t.gather(channel, ids, now.UTC())
		return err
	})
	return d, err
}

func (t *tx) gather(channel string, ids []newswatch.ID, now time.Time) (newswatch.Delivery, error) {
	// Room for the digest first, as the others point to it; undone where none do.
	digest := newswatch.Alert{Type: newswatch.AlertDigest, Created: now, Severity: newswatch.Normal}
	if _, err := t.insertAlert(&digest); err != nil {
		return newswatch.Delivery{}, err
	}
	d := newswatch.Delivery{AlertID: digest.ID, Channel: channel, State: newswatch.Pending,
		NextAttempt: &now, WebhookID: newWebhookID(), Created: now}
	var err error
	d.ID, err = t.insert(`INSERT INTO deliveries (alert_id, channel, rank, stage, due, created, webhook_id) VALUES (?, ?, ?, ?, ?, ?, ?)`,
		int64(digest.ID), channel, digest.Severity.Rank(), stageReady, micros(now), micros(now), d.WebhookID)
	if err != nil {
		return d, err
	}
	moved := 0
	if len(ids) == 0 {
		moved, err = t.change(`UPDATE deliveries SET stage = 3, merged_into = ?, leased = 0, held = ''
			WHERE channel = ? AND stage = 2 AND due <= ?`, int64(d.ID), channel, micros(now))
	} else {
		var list []byte
		if list, err = json.Marshal(numbers(ids)); err != nil {
			return d, err
		}
		moved, err = t.change(`UPDATE deliveries SET stage = 3, merged_into = ?1, leased = 0, held = ''
			WHERE id IN (SELECT value FROM json_each(?2)) AND channel = ?3 AND stage < 3 AND id <> ?1
				AND alert_id NOT IN (SELECT id FROM alerts WHERE type = 'alert.digest')`, int64(d.ID), string(list), channel)
	}
	if err != nil {
		return d, err
	}
	if moved == 0 {
		return d, fmt.Errorf("digest for %s: %w", channel, newswatch.ErrNotFound)
	}
	if d.Alert, err = t.alert(digest.ID); err != nil {
		return d, err
	}
	// A digest is as urgent as the most urgent alert in it, and late where all are.
	d.Alert.Late = len(d.Alert.Alerts) > 0
	for i := range d.Alert.Alerts {
		one := &d.Alert.Alerts[i]
		if one.Severity.Rank() > d.Alert.Severity.Rank() {
			d.Alert.Severity = one.Severity
		}
		d.Alert.Late = d.Alert.Late && one.Late
	}
	if d.Alert.Severity != digest.Severity || d.Alert.Late {
		digest.Severity, digest.Late = d.Alert.Severity, d.Alert.Late
		data, err := json.Marshal(rowOf(&digest))
		if err != nil {
			return d, err
		}
		if _, err := t.exec(`UPDATE alerts SET rank = ?, data = ? WHERE id = ?`, digest.Severity.Rank(), string(data), int64(digest.ID)); err != nil {
			return d, err
		}
		if _, err := t.exec(`UPDATE deliveries SET rank = ? WHERE id = ?`, digest.Severity.Rank(), int64(d.ID)); err != nil {
			return d, err
		}
	}
	t.wake = true
	return d, nil
}

func numbers(ids []newswatch.ID) []int64 {
	list := make([]int64, len(ids))
	for i, id := range ids {
		list[i] = int64(id)
	}
	return list
}
