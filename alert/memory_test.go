package alert

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"newswatch"
)

// memory is an outbox without a disk, by the letter of [Outbox].
type memory struct {
	mu       sync.Mutex
	now      func() time.Time
	planner  *Routing
	rows     []*row
	alerts   map[newswatch.ID]*newswatch.Alert
	last     newswatch.ID
	silences map[string]time.Time
	wake     chan struct{}
}

type row struct {
	newswatch.Delivery
	due      time.Time
	leased   time.Time
	digest   bool
	attempts []newswatch.Attempt
	settled  time.Time
}

func newMemory(now func() time.Time, channels ...*Channel) *memory {
	return &memory{
		now: now, planner: NewRouting(channels), alerts: map[newswatch.ID]*newswatch.Alert{},
		silences: map[string]time.Time{}, wake: make(chan struct{}, 1),
	}
}

func (m *memory) id() newswatch.ID { m.last++; return m.last }

// add files an alert as the store does: through the planner.
func (m *memory) add(a newswatch.Alert, channels ...string) newswatch.ID {
	m.mu.Lock()
	defer m.mu.Unlock()
	a.ID = m.id()
	if a.Created.IsZero() {
		a.Created = m.now()
	}
	m.alerts[a.ID] = &a
	for _, c := range channels {
		plan := m.planner.Plan(&a, c, m.now())
		if !plan.Skip {
			m.insert(&a, c, plan)
		}
	}
	m.signal()
	return a.ID
}

func (m *memory) insert(a *newswatch.Alert, channel string, plan newswatch.DeliveryPlan) *row {
	r := &row{due: plan.Due, digest: plan.Digest}
	r.Delivery = newswatch.Delivery{
		ID: m.id(), AlertID: a.ID, Channel: channel, State: newswatch.Pending, Created: m.now(),
		Held: plan.Held, Alert: a,
	}
	r.WebhookID = fmt.Sprintf("msg_%d", r.ID)
	m.rows = append(m.rows, r)
	return r
}

func (m *memory) signal() {
	select {
	case m.wake <- struct{}{}:
	default:
	}
}

func (m *memory) Wake() <-chan struct{} { return m.wake }

func (m *memory) free(r *row, channel string) bool {
	return r.Channel == channel && r.State == newswatch.Pending && r.MergedInto == 0 && !r.digest
}

func (m *memory) blocked(r *row) bool {
	for _, o := range m.rows {
		if o.ID < r.ID && m.free(o, r.Channel) && o.Alert.Story != nil && r.Alert.Story != nil && o.Alert.Story.ID == r.Alert.Story.ID {
			return true
		}
	}
	return false
}

func (m *memory) Lease(ctx context.Context, channel string, now time.Time, n int, lease time.Duration) ([]newswatch.Delivery, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var due []*row
	for _, r := range m.rows {
		if m.free(r, channel) && !r.due.After(now) && !r.leased.After(now) && !m.blocked(r) {
			due = append(due, r)
		}
	}
	slices.SortStableFunc(due, func(a, b *row) int { return b.Alert.Severity.Rank()/2 - a.Alert.Severity.Rank()/2 })
	var out []newswatch.Delivery
	for _, r := range due[:min(n, len(due))] {
		r.leased = now.Add(lease)
		d := r.Delivery
		a := *r.Alert
		d.Alert = &a
		out = append(out, d)
	}
	return out, nil
}

func (m *memory) find(id newswatch.ID) *row {
	for _, r := range m.rows {
		if r.ID == id {
			return r
		}
	}
	return nil
}

func (m *memory) Settle(ctx context.Context, a newswatch.Attempt, s Settlement) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := ctx.Err(); err != nil {
		return err
	}
	r := m.find(a.DeliveryID)
	if r == nil || r.State != newswatch.Pending {
		return fmt.Errorf("delivery %v is not pending", a.DeliveryID)
	}
	r.attempts = append(r.attempts, a)
	for _, one := range append([]*row{r}, m.members(r.ID)...) {
		one.Attempts++
		one.State, one.due, one.leased, one.Held = s.State, s.Next, time.Time{}, s.Held
		one.LastCode, one.LastError, one.settled = a.Code, a.Message, m.now()
	}
	return nil
}

func (m *memory) members(digest newswatch.ID) (out []*row) {
	for _, r := range m.rows {
		if r.MergedInto == digest {
			out = append(out, r)
		}
	}
	return out
}

func (m *memory) Hold(ctx context.Context, ids []newswatch.ID, until time.Time, why string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, id := range ids {
		r := m.find(id)
		r.due, r.leased, r.Held = until, time.Time{}, why
	}
	return ctx.Err()
}

func (m *memory) NextDue(_ context.Context, channels []string) (time.Time, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var next time.Time
	for _, r := range m.rows {
		if !slices.Contains(channels, r.Channel) || !m.free(r, r.Channel) || m.blocked(r) {
			continue
		}
		at := r.due
		if r.leased.After(at) {
			at = r.leased
		}
		if at.IsZero() {
			at = r.Created
		}
		if next.IsZero() || at.Before(next) {
			next = at
		}
	}
	return next, nil
}

func (m *memory) Merge(_ context.Context, channel string, ids []newswatch.ID, now time.Time) (newswatch.Delivery, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var members []*row
	for _, r := range m.rows {
		if r.Channel != channel || r.State != newswatch.Pending || r.MergedInto != 0 {
			continue
		}
		if len(ids) == 0 && r.digest && !r.due.After(now) || slices.Contains(ids, r.ID) {
			members = append(members, r)
		}
	}
	if len(members) == 0 {
		return newswatch.Delivery{}, newswatch.ErrNotFound
	}
	a := newswatch.Alert{ID: m.id(), Type: newswatch.AlertDigest, Severity: newswatch.Normal, Created: now}
	m.alerts[a.ID] = &a
	d := m.insert(&a, channel, newswatch.DeliveryPlan{})
	for _, r := range members {
		r.MergedInto = d.ID
		a.Alerts = append(a.Alerts, *r.Alert)
	}
	m.signal()
	return d.Delivery, nil
}

func (m *memory) Recall(_ context.Context, channel string, now time.Time) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	for _, r := range m.rows {
		at := r.Created
		if len(r.attempts) > 0 {
			at = r.attempts[len(r.attempts)-1].At
		}
		if r.Channel == channel && r.State == newswatch.Pending && r.MergedInto == 0 && min(r.due.Sub(now), at.Sub(now)) > 15*time.Minute {
			r.due = now
			n++
		}
	}
	return n, nil
}

func (m *memory) Raise(ctx context.Context, a newswatch.Alert, channels []string) (newswatch.ID, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	a.ID = m.id()
	m.alerts[a.ID] = &a
	for _, c := range channels {
		m.insert(&a, c, newswatch.DeliveryPlan{})
	}
	m.signal()
	return a.ID, ctx.Err()
}

func (m *memory) Depth(_ context.Context, channel string) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	for _, r := range m.rows {
		if r.Channel == channel && r.State == newswatch.Pending {
			n++
		}
	}
	return n, nil
}

func (m *memory) Unacked(_ context.Context, t time.Time) ([]newswatch.Alert, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	escalated := map[newswatch.ID]bool{}
	for _, a := range m.alerts {
		escalated[a.Of] = true
	}
	var out []newswatch.Alert
	for _, r := range m.rows {
		a := r.Alert
		if a.Type == newswatch.AlertRaised && a.Severity == newswatch.High && r.State == newswatch.Delivered &&
			r.settled.Before(t) && a.Acked.IsZero() && !escalated[a.ID] {
			out = append(out, *a)
			escalated[a.ID] = true
		}
	}
	return out, nil
}

func (m *memory) Silenced(_ context.Context, now time.Time) (map[string]time.Time, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := map[string]time.Time{}
	for w, t := range m.silences {
		if t.After(now) {
			out[w] = t
		}
	}
	return out, nil
}

// states counts deliveries of a channel by state.
func (m *memory) states(channel string) map[newswatch.DeliveryState]int {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := map[newswatch.DeliveryState]int{}
	for _, r := range m.rows {
		if r.Channel == channel {
			out[r.State]++
		}
	}
	return out
}

func (m *memory) held(i int) string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.rows[i].Held
}
