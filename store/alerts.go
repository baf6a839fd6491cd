package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"newswatch"
)

// defaultAlerts is how many alerts a page holds where the query does not say.
const defaultAlerts = 50

// Alerts answers a query, the newest alerts first, each with its deliveries.
func (s *Store) Alerts(ctx context.Context, q newswatch.AlertQuery) (page newswatch.AlertPage, err error) {
	where, args, err := alertConditions(q)
	if err != nil {
		return page, err
	}
	limit := q.Limit
	if limit <= 0 {
		limit = defaultAlerts
	}
	args = append(args, limit+1)
	err = s.atOnce(ctx, func(m moment) error {
		err := m.each(alertQuery+where+` ORDER BY a.id DESC LIMIT ?`, args, func(rows *sql.Rows) error {
			a, err := scanAlert(rows)
			page.Items = append(page.Items, itemOf(&a))
			return err
		})
		if err != nil {
			return err
		}
		if len(page.Items) > limit {
			page.Items = page.Items[:limit]
			page.NextCursor = page.Items[limit-1].ID.String()
		}
		return m.addDeliveries(page.Items)
	})
	return page, err
}

func alertConditions(q newswatch.AlertQuery) (string, []any, error) {
	var conds []string
	var args []any
	add := func(cond string, values ...any) {
		conds = append(conds, cond)
		args = append(args, values...)
	}
	if q.Cursor != "" {
		before, err := newswatch.ParseID(q.Cursor)
		if err != nil {
			return "", nil, fmt.Errorf("%w: cursor %q: take it from the page before", newswatch.ErrInvalid, q.Cursor)
		}
		add("a.id < ?", int64(before))
	}
	if q.State != "" || q.Channel != "" {
		cond, values, err := deliveryCondition(q.State, q.Channel)
		if err != nil {
			return "", nil, err
		}
		add(cond, values...)
	}
	if q.Watch != "" {
		add("a.watch = ?", q.Watch)
	}
	if len(q.Sites) > 0 {
		values := make([]any, len(q.Sites))
		for i, id := range q.Sites {
			values[i] = string(id)
		}
		add("a.article_id IN (SELECT id FROM articles WHERE site IN (?"+strings.Repeat(", ?", len(values)-1)+"))", values...)
	}
	for _, word := range q.Words {
		add(`EXISTS (SELECT 1 FROM articles x JOIN contents c ON c.article_id = x.id
			WHERE x.id = a.article_id AND (instr(x.title, ?) OR instr(c.text, ?)))`, word, word)
	}
	if q.Type != "" {
		add("a.type = ?", string(q.Type))
	}
	if q.Severity != "" {
		add("a.rank = ?", q.Severity.Rank())
	}
	if q.Unacked {
		add("a.acked IS NULL")
	}
	if !q.Since.IsZero() {
		add("a.created >= ?", micros(q.Since))
	}
	if !q.Until.IsZero() {
		add("a.created < ?", micros(q.Until))
	}
	if len(conds) == 0 {
		return "", nil, nil
	}
	return " WHERE " + strings.Join(conds, " AND "), args, nil
}

// deliveryCondition asks for a delivery in a state; a merged one stands where
// its digest stands.
func deliveryCondition(state newswatch.DeliveryState, channel string) (string, []any, error) {
	stages := ""
	switch state {
	case "":
	case newswatch.Pending:
		stages = "(0, 1, 2)"
	case newswatch.Delivered:
		stages = "(4)"
	case newswatch.Dead:
		stages = "(5)"
	default:
		return "", nil, fmt.Errorf("%w: delivery state %q: want pending, delivered or dead", newswatch.ErrInvalid, state)
	}
	in := func(d string) string {
		if stages == "" {
			return "TRUE"
		}
		return d + ".stage IN " + stages
	}
	cond := `a.id IN (SELECT d.alert_id FROM deliveries d WHERE ` + in("d") + ` AND (?1 = '' OR d.channel = ?1)`
	cond = strings.ReplaceAll(cond, "?1", "?")
	args := []any{channel, channel}
	if stages != "" {
		cond += ` UNION SELECT d.alert_id FROM deliveries m CROSS JOIN deliveries d ON d.merged_into = m.id
			WHERE ` + in("m") + ` AND (? = '' OR d.channel = ?)`
		args = append(args, channel, channel)
	}
	return cond + ")", args, nil
}

func itemOf(a *newswatch.Alert) newswatch.AlertItem {
	item := newswatch.AlertItem{ID: a.ID, Type: a.Type, Severity: a.Severity, Watch: a.Watch, Article: a.Article,
		Created: a.Created, Deliveries: []newswatch.Delivery{}, Alert: a}
	if !a.Acked.IsZero() {
		acked := a.Acked
		item.Acked = &acked
	}
	return item
}

func (m moment) addDeliveries(items []newswatch.AlertItem) error {
	if len(items) == 0 {
		return nil
	}
	byID := map[newswatch.ID]*newswatch.AlertItem{}
	ids := make([]newswatch.ID, len(items))
	for i := range items {
		ids[i] = items[i].ID
		byID[ids[i]] = &items[i]
	}
	return m.each(`SELECT `+deliveryColumns+` FROM json_each(?) j CROSS JOIN `+deliveryTables+`
		WHERE d.alert_id = j.value ORDER BY d.id`, []any{jsonOf(numbers(ids))}, func(rows *sql.Rows) error {
		d, err := scanDelivery(rows)
		if item := byID[d.AlertID]; item != nil {
			item.Deliveries = append(item.Deliveries, d)
		}
		return err
	})
}

// Alert returns one alert with its deliveries and every attempt; a digest with
// what it gathers. The error wraps [newswatch.ErrNotFound] where there is none.
func (s *Store) Alert(ctx context.Context, id newswatch.ID) (item newswatch.AlertItem, err error) {
	err = s.atOnce(ctx, func(m moment) error {
		item, err = m.alert(id)
		return err
	})
	return item, err
}

func (m moment) alert(id newswatch.ID) (item newswatch.AlertItem, err error) {
	found, err := m.alerts(alertQuery+` WHERE a.id = ?`, id)
	if err == nil && len(found) == 0 {
		err = newswatch.ErrNotFound
	}
	if err != nil {
		return item, fmt.Errorf("alert %d: %w", id, err)
	}
	a := &found[0]
	if a.Type == newswatch.AlertDigest {
		if a.Alerts, err = m.alerts(gatheredQuery, id); err != nil {
			return item, err
		}
	}
	items := []newswatch.AlertItem{itemOf(a)}
	if err := m.addDeliveries(items); err != nil {
		return item, err
	}
	item = items[0]
	item.Tries = map[newswatch.ID][]newswatch.Attempt{}
	return item, m.each(`SELECT t.delivery_id, t.at, t.took, t.verdict, t.code, t.message
		FROM deliveries d CROSS JOIN attempts t ON t.delivery_id IN (d.id, d.merged_into) WHERE d.alert_id = ? ORDER BY t.id`,
		[]any{int64(id)}, func(rows *sql.Rows) error {
			var t newswatch.Attempt
			var took int64
			err := rows.Scan(&t.DeliveryID, stamp{&t.At}, &took, &t.Verdict, &t.Code, &t.Message)
			t.Took = time.Duration(took)
			item.Tries[t.DeliveryID] = append(item.Tries[t.DeliveryID], t)
			return err
		})
}

// alerts reads what a query that begins like alertQuery finds for an id.
func (m moment) alerts(query string, id newswatch.ID) (list []newswatch.Alert, err error) {
	err = m.each(query, []any{int64(id)}, func(rows *sql.Rows) error {
		a, err := scanAlert(rows)
		list = append(list, a)
		return err
	})
	return list, err
}

// AlertsOf returns the alerts about an article, the oldest first, with their
// deliveries.
func (s *Store) AlertsOf(ctx context.Context, article newswatch.ID) (items []newswatch.AlertItem, err error) {
	err = s.atOnce(ctx, func(m moment) error {
		found, err := m.alerts(alertQuery+` WHERE a.article_id = ? AND a.article_id <> 0 ORDER BY a.id`, article)
		for i := range found {
			items = append(items, itemOf(&found[i]))
		}
		if err != nil {
			return err
		}
		return m.addDeliveries(items)
	})
	return items, err
}

// revive makes dead deliveries due again. They count as queued now, so that
// they are tried for as long as fresh ones.
const revive = `UPDATE deliveries SET stage = 1, leased = 0, due = ?1, created = ?1, held = '', settled = NULL WHERE stage = 5 AND `

// Retry queues dead deliveries again that were created since then, on one
// channel or, where channel is empty, on all. It returns how many.
func (s *Store) Retry(ctx context.Context, since time.Time, channel string) (n int, err error) {
	err = s.do(ctx, func(t *tx) error {
		n, err = t.change(revive+`created >= ?2 AND (?3 = '' OR channel = ?3)`, micros(t.now), since.UnixMicro(), channel)
		t.wake = t.wake || n > 0
		return err
	})
	return n, err
}

// RetryAlert queues an alert's dead deliveries again.
func (s *Store) RetryAlert(ctx context.Context, id newswatch.ID) error {
	return s.do(ctx, func(t *tx) error {
		n, err := t.change(revive+`id IN (SELECT ifnull(merged_into, id) FROM deliveries WHERE alert_id = ?2)`, micros(t.now), int64(id))
		if err == nil && n == 0 {
			return fmt.Errorf("%w: alert %d has no dead delivery", newswatch.ErrNotFound, id)
		}
		t.wake = true
		return err
	})
}

// Ack acknowledges an alert; the first time counts.
func (s *Store) Ack(ctx context.Context, id newswatch.ID, at time.Time) error {
	return s.do(ctx, func(t *tx) error {
		n, err := t.change(`UPDATE alerts SET acked = ifnull(acked, ?1)
			WHERE id = ?2 OR id = (SELECT json_extract(data, '$.of') FROM alerts WHERE id = ?2)`, micros(at), int64(id))
		if err == nil && n == 0 {
			err = fmt.Errorf("alert %d: %w", id, newswatch.ErrNotFound)
		}
		return err
	})
}

// Unacked returns raised high alerts that were delivered before t and are
// neither acknowledged nor escalated.
func (s *Store) Unacked(ctx context.Context, before time.Time) (alerts []newswatch.Alert, err error) {
	err = s.each(ctx, alertQuery+` WHERE a.acked IS NULL AND a.escalated = 0 AND a.rank = 2 AND a.type = 'alert.raised'
		AND EXISTS (SELECT 1 FROM `+deliveryTables+` WHERE d.alert_id = a.id
			AND ifnull(m.stage, d.stage) = 4 AND ifnull(m.settled, d.settled) < ?) ORDER BY a.id`, []any{micros(before)},
		func(rows *sql.Rows) error {
			a, err := scanAlert(rows)
			alerts = append(alerts, a)
			return err
		})
	return alerts, err
}

// Silence keeps back what a watch has to say until then: what waits already, and
// what comes. A time that is over ends a silence.
func (s *Store) Silence(ctx context.Context, watch string, until time.Time) error {
	if watch == "" {
		return fmt.Errorf("%w: silence: which watch?", newswatch.ErrInvalid)
	}
	return s.do(ctx, func(t *tx) error {
		if until.After(t.now) {
			_, err := t.exec(`INSERT INTO silences (watch, until) VALUES (?, ?)
				ON CONFLICT (watch) DO UPDATE SET until = excluded.until`, watch, micros(until))
			if err != nil {
				return err
			}
			_, err = t.exec(`UPDATE deliveries SET stage = 0, due = max(due, ?1), held = ?2 WHERE stage < 2 AND leased = 0
				AND alert_id IN (SELECT id FROM alerts WHERE watch = ?3)`, micros(until), heldSilence, watch)
			return err
		}
		if _, err := t.exec(`DELETE FROM silences WHERE watch = ? OR until <= ?`, watch, micros(t.now)); err != nil {
			return err
		}
		t.wake = true
		_, err := t.exec(`UPDATE deliveries SET stage = 1, due = ?1, held = '' WHERE stage = 0 AND leased = 0 AND held = ?2
			AND alert_id IN (SELECT id FROM alerts WHERE watch = ?3)`, micros(t.now), heldSilence, watch)
		return err
	})
}

// Silenced returns for each silenced watch when its silence ends.
func (s *Store) Silenced(ctx context.Context, now time.Time) (map[string]time.Time, error) {
	silences := map[string]time.Time{}
	err := s.each(ctx, `SELECT watch, until FROM silences WHERE until > ?`, []any{micros(now)}, func(rows *sql.Rows) error {
		var watch string
		var until time.Time
		err := rows.Scan(&watch, stamp{&until})
		silences[watch] = until
		return err
	})
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	return silences, err
}
