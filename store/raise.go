package store

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"newswatch"
)

// summaryLength is how much of a text an alert quotes, in characters.
const summaryLength = 120

// raiseHit queues the alert for a watch that an article brought; 0 where its
// story has alerted for that watch before.
func (t *tx) raiseHit(a *newswatch.Article, h *newswatch.Hit, late bool) (newswatch.ID, error) {
	alert := t.about(a, h)
	alert.Type, alert.Late = newswatch.AlertRaised, late
	return t.raise(&alert, h.Channels)
}

// about is an alert for a hit in an article, without its type.
func (t *tx) about(a *newswatch.Article, h *newswatch.Hit) newswatch.Alert {
	alert := newswatch.Alert{
		Created: t.now.UTC(), Severity: h.Severity,
		Watch:   &newswatch.WatchRef{ID: h.ID, Name: h.Name, Kind: h.Kind},
		Article: t.refer(a),
		Matches: h.Matches, Figures: h.Figures,
		Story: &newswatch.StoryRef{ID: a.StoryID, Outlets: t.outlets(a.StoryID)},
	}
	t.addOriginal(alert.Story, a)
	if alert.Severity == "" {
		alert.Severity = newswatch.Normal
	}
	return alert
}

func (t *tx) refer(a *newswatch.Article) *newswatch.ArticleRef {
	ref := &newswatch.ArticleRef{
		ID: a.ID, Site: a.Site, SiteName: t.s.opt.SiteName(a.Site), URL: a.URL, Title: a.Title,
		Precision: a.PublishedPrecision, Source: a.Source, Author: a.Author, Summary: summary(a.Text),
	}
	if !a.Published.IsZero() {
		published := a.Published
		ref.Published = &published
	}
	return ref
}

// summary is the opening of a text on one line.
func summary(text string) string {
	var b strings.Builder
	n := 0
	for word := range strings.FieldsSeq(text) {
		if n > 0 {
			word = " " + word
		}
		for _, r := range word {
			if n == summaryLength-1 {
				return b.String() + "…"
			}
			b.WriteRune(r)
			n++
		}
	}
	return b.String()
}

// outlets is how many articles tell a story; 1 where that is not known.
// addOriginal names what an article reprints. Without it the alert is right too.
func (t *tx) addOriginal(s *newswatch.StoryRef, a *newswatch.Article) {
	if a.DuplicateOf == 0 {
		return
	}
	o := newswatch.OriginalRef{ID: a.DuplicateOf}
	var disguised bool
	err := t.get(`SELECT o.site, o.url, o.title, ifnull((SELECT disguised FROM articles WHERE id = ?2), 0) FROM articles o WHERE o.id = ?1`,
		[]any{int64(a.DuplicateOf), int64(a.ID)}, &o.Site, &o.URL, &o.Title, &disguised)
	if err != nil {
		return
	}
	o.SiteName = t.s.opt.SiteName(o.Site)
	s.Original, s.Disguised = &o, disguised
}

func (t *tx) outlets(story newswatch.ID) int {
	n := 1
	if err := t.get(`SELECT outlets FROM stories WHERE id = ?`, []any{int64(story)}, &n); err != nil {
		return 1
	}
	return n
}

// alertRow is the stored form of an alert: its own JSON leaves out what the
// webhook's envelope carries.
type alertRow struct {
	newswatch.Alert
	Type    newswatch.EventType `json:"type"`
	Created time.Time           `json:"created"`
	Alerts  []alertRow          `json:"alerts,omitempty"`
}

func rowOf(a *newswatch.Alert) alertRow {
	row := alertRow{Alert: *a, Type: a.Type, Created: a.Created}
	for i := range a.Alerts {
		row.Alerts = append(row.Alerts, rowOf(&a.Alerts[i]))
	}
	row.Alert.Alerts = nil
	return row
}

func (r alertRow) alert() newswatch.Alert {
	a := r.Alert
	a.Type, a.Created = r.Type, r.Created
	for _, inner := range r.Alerts {
		a.Alerts = append(a.Alerts, inner.alert())
	}
	return a
}

// insertAlert stores an alert and sets its id; it reports whether it was stored,
// which an earlier one with its key prevents.
func (t *tx) insertAlert(a *newswatch.Alert) (bool, error) {
	if a.Created.IsZero() {
		a.Created = t.now.UTC()
	}
	var key, watch any = nil, ""
	var article, story newswatch.ID
	if k := a.Key(); k != "" {
		key = k
	}
	if a.Watch != nil {
		watch = a.Watch.ID
	}
	if a.Article != nil {
		article = a.Article.ID
	}
	if a.Story != nil {
		story = a.Story.ID
	}
	data, err := json.Marshal(rowOf(a))
	if err != nil {
		return false, fmt.Errorf("%w: alert: %w", newswatch.ErrInvalid, err)
	}
	result, err := t.exec(`INSERT INTO alerts (key, type, rank, watch, article_id, story_id, created, data)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING`,
		key, string(a.Type), a.Severity.Rank(), watch, int64(article), int64(story), micros(a.Created), string(data))
	if err != nil {
		return false, err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return false, err
	}
	id, err := result.LastInsertId()
	a.ID = newswatch.ID(id)
	return err == nil, err
}

// raise stores an alert with a delivery for each channel that the plan gives
// one. It returns 0 where an alert with its key stands already.
func (t *tx) raise(a *newswatch.Alert, channels []string) (newswatch.ID, error) {
	stored, err := t.insertAlert(a)
	if err != nil || !stored {
		return 0, err
	}
	silent, err := t.silentUntil(a)
	if err != nil {
		return 0, err
	}
	for i, channel := range channels {
		if slices.Contains(channels[:i], channel) {
			continue
		}
		if err := t.deliver(a, channel, t.s.plan(a, channel, t.now), silent); err != nil {
			return 0, err
		}
	}
	return a.ID, nil
}

// plan asks the planner. A late alert never travels alone.
func (s *Store) plan(a *newswatch.Alert, channel string, now time.Time) newswatch.DeliveryPlan {
	var plan newswatch.DeliveryPlan
	if s.opt.Planner != nil {
		plan = s.opt.Planner.Plan(a, channel, now)
	}
	if a.Late {
		plan.Digest = true
	}
	return plan
}

// The stages of a delivery; see the schema.
const (
	stageWaiting = iota
	stageReady
	stageDigest
	stageMerged
	stageDelivered
	stageDead
)

// heldSilence is what a delivery's Held says while its watch is silenced.
const heldSilence = "a silence"

func (t *tx) deliver(a *newswatch.Alert, channel string, plan newswatch.DeliveryPlan, silent time.Time) error {
	if plan.Skip {
		return nil
	}
	due, held := plan.Due, plan.Held
	if due.Before(t.now) {
		due = t.now
	}
	if due.Before(silent) {
		due, held = silent, heldSilence
	}
	stage := stageReady
	switch {
	case plan.Digest:
		stage = stageDigest
		if held == "" {
			held = "the next digest"
		}
	case due.After(t.now):
		stage = stageWaiting
	}
	var story newswatch.ID
	if a.Story != nil {
		story = a.Story.ID
	}
	_, err := t.exec(`INSERT INTO deliveries (alert_id, channel, rank, story_id, stage, due, created, held, webhook_id)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		int64(a.ID), channel, a.Severity.Rank(), int64(story), stage, micros(due), micros(t.now), held, newWebhookID())
	// Even what waits may change what is due next.
	t.wake = true
	return err
}

// newWebhookID is made once for a delivery, so that receivers can drop repeats.
func newWebhookID() string { return "msg_" + rand.Text() }

// silentUntil is when the silence of the alert's watch ends; zero for none.
func (t *tx) silentUntil(a *newswatch.Alert) (until time.Time, err error) {
	if a.Watch == nil {
		return until, nil
	}
	err = t.get(`SELECT max(until) FROM silences WHERE watch = ? AND until > ?`, []any{a.Watch.ID, micros(t.now)}, stamp{&until})
	return until, err
}

// Raise stores an alert of the program's own with a delivery for each channel.
func (s *Store) Raise(ctx context.Context, a newswatch.Alert, channels []string) (id newswatch.ID, err error) {
	err = s.do(ctx, func(t *tx) error {
		if id, err = t.raise(&a, channels); err != nil || a.Of == 0 {
			return err
		}
		_, err = t.exec(`UPDATE alerts SET escalated = 1 WHERE id = ?`, int64(a.Of))
		return err
	})
	return id, err
}
