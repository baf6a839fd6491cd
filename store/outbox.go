package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	sqlite3 "modernc.org/sqlite/lib"

	"newswatch"
)

// Wake receives after each commit that made deliveries.
func (s *Store) Wake() <-chan struct{} { return s.wake }

// deliveryColumns are what scanDelivery reads, from deliveries d. A merged one
// stands where its digest m stands, and travels under the digest's webhook id.
const deliveryColumns = `d.id, d.alert_id, d.channel, ifnull(m.stage, d.stage), d.attempts + ifnull(m.attempts, 0),
	iif(m.attempts > 0, m.last_code, d.last_code), iif(m.attempts > 0, m.last_error, d.last_error),
	iif(ifnull(m.stage, d.stage) < 2, ifnull(m.due, d.due), NULL), ifnull(m.webhook_id, d.webhook_id), d.held, ifnull(d.merged_into, 0), d.created`

const deliveryTables = `deliveries d LEFT JOIN deliveries m ON m.id = d.merged_into`

func scanDelivery(row scanner, more ...any) (d newswatch.Delivery, err error) {
	var stage int
	var next time.Time
	dest := []any{&d.ID, &d.AlertID, &d.Channel, &stage, &d.Attempts, &d.LastCode, &d.LastError,
		stamp{&next}, &d.WebhookID, &d.Held, &d.MergedInto, stamp{&d.Created}}
	if err = row.Scan(append(dest, more...)...); err != nil {
		return d, err
	}
	switch stage {
	case stageDelivered:
		d.State = newswatch.Delivered
	case stageDead:
		d.State = newswatch.Dead
	default:
		d.State = newswatch.Pending
	}
	if !next.IsZero() {
		d.NextAttempt = &next
	}
	if d.State != newswatch.Pending {
		d.Held = ""
	}
	return d, nil
}

// Lease hands out at most n deliveries of a channel that are due: high severity
// first, then the oldest. One is not handed out while its story has an older
// unsettled one on the channel, unless that is held and less severe: quiet hours
// must not keep back a high alert.
func (s *Store) Lease(ctx context.Context, channel string, now time.Time, n int, lease time.Duration) (leased []newswatch.Delivery, err error) {
	due, err := s.anyDue(ctx, channel, now)
	if err != nil || !due || n <= 0 {
		return nil, err
	}
	err = s.do(ctx, func(t *tx) error {
		leased, err = t.lease(channel, now, n, lease)
		return err
	})
	if err != nil {
		return nil, err
	}
	return leased, nil
}

// firstOfStory holds for a delivery d that no older one of its story holds back.
const firstOfStory = `NOT EXISTS (SELECT 1 FROM deliveries o WHERE o.channel = d.channel AND o.story_id = d.story_id
	AND o.story_id <> 0 AND o.stage < 2 AND o.id < d.id AND (o.rank >= d.rank OR o.held = ''))`

// anyDue spares a write where a channel has nothing to send.
func (s *Store) anyDue(ctx context.Context, channel string, now time.Time) (due bool, err error) {
	err = s.get(ctx, `SELECT EXISTS (SELECT 1 FROM deliveries WHERE channel = ?1 AND stage = 1)
		OR EXISTS (SELECT 1 FROM deliveries WHERE channel = ?1 AND stage = 0 AND due <= ?2)`, []any{channel, micros(now)}, &due)
	return due, err
}

func (t *tx) lease(channel string, now time.Time, n int, lease time.Duration) ([]newswatch.Delivery, error) {
	_, err := t.exec(`UPDATE deliveries SET stage = 1, leased = 0 WHERE channel = ? AND stage = 0 AND due <= ?`, channel, micros(now))
	if err != nil {
		return nil, err
	}
	var list []newswatch.Delivery
	err = t.each(`SELECT `+deliveryColumns+` FROM `+deliveryTables+`
		WHERE d.channel = ? AND d.stage = 1 AND d.due <= ? AND `+firstOfStory+`
		ORDER BY d.rank DESC, d.id LIMIT ?`, []any{channel, micros(now), n}, func(rows *sql.Rows) error {
		d, err := scanDelivery(rows)
		list = append(list, d)
		return err
	})
	if err != nil {
		return nil, err
	}
	for i := range list {
		d := &list[i]
		if _, err := t.exec(`UPDATE deliveries SET stage = 0, leased = 1, lessee = ?, due = ?, held = '' WHERE id = ?`,
			t.s.lessee(), micros(now.Add(lease)), int64(d.ID)); err != nil {
			return nil, err
		}
		d.Held = ""
		if d.Alert, err = t.alert(d.AlertID); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// alert reads an alert with its story's present number of outlets, a digest
// with all that it gathers.
func (t *tx) alert(id newswatch.ID) (*newswatch.Alert, error) {
	var a newswatch.Alert
	err := t.each(alertQuery+` WHERE a.id = ?`, []any{int64(id)}, func(rows *sql.Rows) (err error) {
		a, err = scanAlert(rows)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("alert %d: %w", id, err)
	}
	if a.Type != newswatch.AlertDigest {
		return &a, nil
	}
	err = t.each(gatheredQuery, []any{int64(id)}, func(rows *sql.Rows) error {
		inner, err := scanAlert(rows)
		a.Alerts = append(a.Alerts, inner)
		return err
	})
	return &a, err
}

// alertQuery is what scanAlert reads.
const alertQuery = `SELECT a.id, a.type, a.created, a.acked, a.data, ifnull(s.outlets, 0)
	FROM alerts a LEFT JOIN stories s ON s.id = a.story_id`

// gatheredQuery is the alerts that a digest's delivery carries.
const gatheredQuery = `SELECT a.id, a.type, a.created, a.acked, a.data, ifnull(s.outlets, 0)
	FROM deliveries g CROSS JOIN deliveries d ON d.merged_into = g.id CROSS JOIN alerts a ON a.id = d.alert_id
	LEFT JOIN stories s ON s.id = a.story_id
	WHERE g.alert_id = ? ORDER BY a.rank DESC, a.id`

func scanAlert(row scanner) (newswatch.Alert, error) {
	var id newswatch.ID
	var kind newswatch.EventType
	var created, acked time.Time
	var stored []byte
	var outlets int
	if err := row.Scan(&id, &kind, stamp{&created}, stamp{&acked}, &stored, &outlets); err != nil {
		return newswatch.Alert{}, err
	}
	var r alertRow
	if err := json.Unmarshal(stored, &r); err != nil {
		return newswatch.Alert{}, fmt.Errorf("alert %d: %w", id, err)
	}
	a := r.alert()
	a.ID, a.Type, a.Created, a.Acked = id, kind, created, acked
	if a.Story != nil && outlets > 0 {
		a.Story.Outlets = outlets
	}
	return a, nil
}

// Settle records an attempt and where the delivery stands after it.
func (s *Store) Settle(ctx context.Context, a newswatch.Attempt, to newswatch.Settlement) error {
	return s.do(ctx, func(t *tx) error {
		_, err := t.exec(`INSERT INTO attempts (delivery_id, at, took, verdict, code, message) VALUES (?, ?, ?, ?, ?, ?)`,
			int64(a.DeliveryID), micros(a.At), int64(a.Took), string(a.Verdict), a.Code, a.Message)
		if err != nil {
			if code(err) == sqlite3.SQLITE_CONSTRAINT_FOREIGNKEY {
				return fmt.Errorf("%w: delivery %d", newswatch.ErrNotFound, a.DeliveryID)
			}
			return err
		}
		stage, due, message := stageWaiting, to.Next, a.Message
		switch to.State {
		case newswatch.Delivered:
			stage, due, message = stageDelivered, a.At, ""
		case newswatch.Dead:
			stage, due = stageDead, a.At
		case newswatch.Pending:
			t.wake = true
		default:
			return fmt.Errorf("%w: delivery state %q", newswatch.ErrInvalid, to.State)
		}
		if due.IsZero() {
			due = a.At
		}
		_, err = t.exec(`UPDATE deliveries SET stage = ?1, leased = 0, due = ?2, attempts = attempts + 1, last_code = ?3, last_error = ?4,
				held = ?5, settled = iif(?1 > 3, ?6, NULL) WHERE id = ?7 AND stage NOT IN (3, 4)`,
			stage, micros(due), a.Code, message, to.Held, micros(a.At), int64(a.DeliveryID))
		return err
	})
}

// Hold puts pending deliveries off without an attempt.
func (s *Store) Hold(ctx context.Context, ids []newswatch.ID, until time.Time, why string) error {
	return s.do(ctx, func(t *tx) error {
		for _, id := range ids {
			_, err := t.exec(`UPDATE deliveries SET stage = 0, leased = 0, due = ?, held = ? WHERE id = ? AND stage < 2`,
				micros(until), why, int64(id))
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// NextDue is when the earliest pending delivery of any of these channels falls
// due, leases counted; zero where there is none. Those that wait for a digest or
// behind an older one of their story do not count.
func (s *Store) NextDue(ctx context.Context, channels []string) (next time.Time, err error) {
	for _, channel := range channels {
		var due time.Time
		err := s.get(ctx, `SELECT min(due) FROM (
			SELECT * FROM (SELECT due FROM deliveries d WHERE channel = ?1 AND stage = 1 AND `+firstOfStory+` ORDER BY rank DESC, id LIMIT 1)
			UNION ALL SELECT * FROM (SELECT due FROM deliveries d WHERE channel = ?1 AND stage = 0 AND `+firstOfStory+` ORDER BY due LIMIT 1))`,
			[]any{channel}, stamp{&due})
		if err != nil && !errors.Is(err, newswatch.ErrNotFound) {
			return time.Time{}, err
		}
		if !due.IsZero() && (next.IsZero() || due.Before(next)) {
			next = due
		}
	}
	return next, nil
}

// Depth counts a channel's pending deliveries.
func (s *Store) Depth(ctx context.Context, channel string) (n int, err error) {
	err = s.get(ctx, `SELECT (SELECT count(*) FROM deliveries WHERE channel = ?1 AND stage = 0)
		+ (SELECT count(*) FROM deliveries WHERE channel = ?1 AND stage = 1)
		+ (SELECT count(*) FROM deliveries WHERE channel = ?1 AND stage = 2)`, []any{channel}, &n)
	return n, err
}
