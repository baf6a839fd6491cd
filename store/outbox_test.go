package store

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"newswatch"
)

// raised files n unrelated articles that each alert on channel desk.
func raised(t *testing.T, s *Store, severities ...newswatch.Severity) []newswatch.ID {
	t.Helper()
	var ids []newswatch.ID
	for i, severity := range severities {
		g := sight("alpha", fmt.Sprint("r", i, severity, s.now().UnixNano()), fmt.Sprint("标题", i), fmt.Sprintf("%d号文章的正文，各不相同。", i))
		g.Fingerprint.Bands = nil
		g.Hits = []newswatch.Hit{hit("w", severity, "正文")}
		ids = append(ids, file(t, s, g).Alerts...)
	}
	return ids
}

func lease(t *testing.T, s *Store, now time.Time, n int) []newswatch.Delivery {
	t.Helper()
	list, err := s.Lease(context.Background(), "desk", now, n, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func settle(t *testing.T, s *Store, d newswatch.Delivery, at time.Time, state newswatch.DeliveryState, next time.Time) {
	t.Helper()
	err := s.Settle(context.Background(), newswatch.Attempt{DeliveryID: d.ID, At: at, Verdict: "x", Code: 500, Message: "answer"},
		newswatch.Settlement{State: state, Next: next})
	if err != nil {
		t.Fatal(err)
	}
}

func alertIDs(list []newswatch.Delivery) string {
	out := ""
	for _, d := range list {
		out += d.AlertID.String() + " "
	}
	return out
}

func TestLeaseHandsOutTheUrgentThenTheOldest(t *testing.T) {
	s := open(t, Options{Now: func() time.Time { return noon }})
	ids := raised(t, s, newswatch.Low, newswatch.Normal, newswatch.High, newswatch.Normal, newswatch.High)
	got := alertIDs(lease(t, s, noon, 3)) + alertIDs(lease(t, s, noon, 10))
	want := ""
	for _, i := range []int{2, 4, 1, 3, 0} {
		want += ids[i].String() + " "
	}
	if got != want {
		t.Errorf("handed out %s, want %s", got, want)
	}
	if again := lease(t, s, noon.Add(30*time.Second), 10); len(again) != 0 {
		t.Errorf("%d handed out twice", len(again))
	}
	if again := lease(t, s, noon.Add(time.Minute), 10); len(again) != 5 {
		t.Errorf("%d handed out after their leases ended, want 5", len(again))
	}
}

func TestAStorysDeliveriesKeepTheirOrder(t *testing.T) {
	s := open(t, Options{Revisions: true, Now: func() time.Time { return noon }})
	g := sight("alpha", "1", "标题", "第一版的正文写着湘湖两个字。")
	g.Hits = []newswatch.Hit{hit("w", newswatch.Normal, "湘湖")}
	file(t, s, g)
	changed := sight("alpha", "1", "标题改了", "第一版的正文写着湘湖两个字。")
	changed.Hits = g.Hits
	if out := file(t, s, changed); len(out.Alerts) != 1 {
		t.Fatalf("revision: %+v", out)
	}
	first := lease(t, s, noon, 10)
	if len(first) != 1 || first[0].Alert.Type != newswatch.AlertRaised {
		t.Fatalf("first: %+v", first)
	}
	settle(t, s, first[0], noon, newswatch.Pending, noon.Add(time.Hour))
	if early := lease(t, s, noon.Add(time.Minute), 10); len(early) != 0 {
		t.Errorf("the revision overtook: %+v", early)
	}
	if next, err := s.NextDue(context.Background(), []string{"desk"}); err != nil || !next.Equal(noon.Add(time.Hour)) {
		t.Errorf("next due %v, %v", next, err)
	}
	again := lease(t, s, noon.Add(time.Hour), 10)
	if len(again) != 1 || again[0].WebhookID != first[0].WebhookID || again[0].Attempts != 1 {
		t.Fatalf("again: %+v", again)
	}
	settle(t, s, again[0], noon.Add(time.Hour), newswatch.Delivered, time.Time{})
	last := lease(t, s, noon.Add(time.Hour), 10)
	if len(last) != 1 || last[0].Alert.Type != newswatch.AlertRevised || len(last[0].Alert.Changes) != 1 {
		t.Errorf("last: %+v", last)
	}
}

func TestHeldDeliveriesDoNotKeepBackHighOnes(t *testing.T) {
	s := open(t, Options{Now: func() time.Time { return noon }})
	g := sight("alpha", "1", "标题", "同一篇文章被两个规则命中，轻重不同。")
	g.Hits = []newswatch.Hit{hit("calm", newswatch.Normal, "规则")}
	file(t, s, g)
	held := lease(t, s, noon, 1)
	if err := s.Hold(context.Background(), []newswatch.ID{held[0].ID}, noon.Add(8*time.Hour), "quiet hours"); err != nil {
		t.Fatal(err)
	}
	g.Hits = append(g.Hits, hit("alarm", newswatch.High, "命中"))
	out := file(t, s, g) // a new watch on a known article: late
	if len(out.Alerts) != 1 {
		t.Fatalf("%+v", out)
	}
	other := sight("beta", "1", "标题", "同一篇文章被两个规则命中，轻重不同。")
	other.Hits = []newswatch.Hit{hit("third", newswatch.High, "轻重")}
	file(t, s, other)
	if got := lease(t, s, noon, 10); len(got) != 1 || got[0].Alert.Watch.ID != "third" {
		t.Errorf("got %+v", got)
	}
}

func TestDigestsCarryWhatWaits(t *testing.T) {
	ctx := context.Background()
	s := open(t, Options{Now: func() time.Time { return noon }})
	for i := range 3 {
		g := sight("alpha", fmt.Sprint(i), fmt.Sprint("旧闻", i), fmt.Sprintf("%d年前的正文，各不相同。", i))
		g.Fingerprint.Bands, g.Late = nil, true
		g.Hits = []newswatch.Hit{hit("w", newswatch.High, "正文")}
		file(t, s, g)
	}
	if got := lease(t, s, noon, 10); len(got) != 0 {
		t.Fatalf("late alerts travel alone: %+v", got)
	}
	if n, err := s.Depth(ctx, "desk"); err != nil || n != 3 {
		t.Errorf("depth %d, %v", n, err)
	}
	d, err := s.Merge(ctx, "desk", nil, noon)
	if err != nil || d.Alert.Type != newswatch.AlertDigest || len(d.Alert.Alerts) != 3 || d.Alert.Severity != newswatch.High {
		t.Fatalf("digest %+v, %v", d, err)
	}
	if _, err := s.Merge(ctx, "desk", nil, noon); !errors.Is(err, newswatch.ErrNotFound) {
		t.Errorf("second digest: %v", err)
	}
	got := lease(t, s, noon, 10)
	if len(got) != 1 || got[0].ID != d.ID || got[0].WebhookID != d.WebhookID || !got[0].Alert.Alerts[0].Late ||
		got[0].Alert.Alerts[0].Type != newswatch.AlertRaised {
		t.Fatalf("leased %+v", got)
	}
	page, err := s.Alerts(ctx, newswatch.AlertQuery{State: newswatch.Delivered})
	if err != nil || len(page.Items) != 0 {
		t.Errorf("delivered before: %+v, %v", page, err)
	}
	settle(t, s, got[0], noon, newswatch.Delivered, time.Time{})
	page, err = s.Alerts(ctx, newswatch.AlertQuery{State: newswatch.Delivered})
	if err != nil || len(page.Items) != 4 {
		t.Fatalf("delivered after: %d, %v", len(page.Items), err)
	}
	if first := page.Items[3].Deliveries[0]; first.MergedInto != d.ID || first.State != newswatch.Delivered ||
		first.Attempts != 1 || first.LastCode != 500 || first.WebhookID != d.WebhookID {
		t.Errorf("merged delivery %+v", first)
	}
	item, err := s.Alert(ctx, page.Items[3].ID)
	if err != nil || len(item.Tries[d.ID]) != 1 {
		t.Errorf("tries of a merged alert: %+v, %v", item.Tries, err)
	}
}

func TestMergeTakesLeasedOnesByID(t *testing.T) {
	s := open(t, Options{Now: func() time.Time { return noon }})
	raised(t, s, newswatch.Normal, newswatch.Normal, newswatch.Normal)
	leased := lease(t, s, noon, 2)
	d, err := s.Merge(context.Background(), "desk", []newswatch.ID{leased[0].ID, leased[1].ID}, noon)
	if err != nil || len(d.Alert.Alerts) != 2 {
		t.Fatalf("%+v, %v", d, err)
	}
	if got := lease(t, s, noon.Add(time.Hour), 10); len(got) != 2 { // the third and the digest
		t.Errorf("left: %+v", got)
	}
}

func TestDeadDeliveriesAreListedAndRevived(t *testing.T) {
	ctx := context.Background()
	s := open(t, Options{Now: func() time.Time { return noon }})
	ids := raised(t, s, newswatch.Normal, newswatch.Normal)
	for _, d := range lease(t, s, noon, 10) {
		settle(t, s, d, noon, newswatch.Dead, time.Time{})
	}
	page, err := s.Alerts(ctx, newswatch.AlertQuery{State: newswatch.Dead, Channel: "desk"})
	if err != nil || len(page.Items) != 2 || page.Items[0].Deliveries[0].LastCode != 500 || page.Items[0].Deliveries[0].NextAttempt != nil {
		t.Fatalf("dead: %+v, %v", page, err)
	}
	if err := s.RetryAlert(ctx, ids[0]); err != nil {
		t.Fatal(err)
	}
	if err := s.RetryAlert(ctx, ids[0]); !errors.Is(err, newswatch.ErrNotFound) {
		t.Errorf("nothing left to retry: %v", err)
	}
	if n, err := s.Retry(ctx, time.Time{}, "other"); err != nil || n != 0 {
		t.Errorf("another channel: %d, %v", n, err)
	}
	if n, err := s.Retry(ctx, noon.Add(-time.Hour), "desk"); err != nil || n != 1 {
		t.Errorf("retry: %d, %v", n, err)
	}
	if got := lease(t, s, noon, 10); len(got) != 2 || got[0].Attempts != 1 {
		t.Errorf("revived: %+v", got)
	}
}

func TestSilences(t *testing.T) {
	ctx := context.Background()
	now := noon
	s := open(t, Options{Now: func() time.Time { return now }})
	raised(t, s, newswatch.Normal)
	if err := s.Silence(ctx, "w", noon.Add(2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	now = noon.Add(time.Minute)
	raised(t, s, newswatch.High)
	if got := lease(t, s, now, 10); len(got) != 0 {
		t.Errorf("spoke: %+v", got)
	}
	if m, err := s.Silenced(ctx, now); err != nil || !m["w"].Equal(noon.Add(2*time.Hour)) {
		t.Errorf("silenced %v, %v", m, err)
	}
	if err := s.Silence(ctx, "w", now); err != nil { // ends it
		t.Fatal(err)
	}
	if got := lease(t, s, now, 10); len(got) != 2 {
		t.Errorf("after the end: %+v", got)
	}
}

func TestAcknowledgementAndEscalation(t *testing.T) {
	ctx := context.Background()
	s := open(t, Options{Now: func() time.Time { return noon }})
	ids := raised(t, s, newswatch.High, newswatch.High, newswatch.High, newswatch.Normal)
	unacked := func() string {
		list, err := s.Unacked(ctx, noon.Add(time.Minute))
		if err != nil {
			t.Fatal(err)
		}
		out := ""
		for _, a := range list {
			out += a.ID.String() + " "
		}
		return out
	}
	if got := unacked(); got != "" {
		t.Errorf("not delivered yet: %s", got)
	}
	for _, d := range lease(t, s, noon, 10) {
		settle(t, s, d, noon, newswatch.Delivered, time.Time{})
	}
	if got, want := unacked(), fmt.Sprintf("%d %d %d ", ids[0], ids[1], ids[2]); got != want {
		t.Errorf("unacked %s, want %s", got, want)
	}
	if err := s.Ack(ctx, ids[0], noon); err != nil {
		t.Fatal(err)
	}
	escalation, err := s.Raise(ctx, newswatch.Alert{Type: newswatch.AlertEscalated, Severity: newswatch.High, Of: ids[1]}, []string{"boss", "boss"})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := unacked(), fmt.Sprintf("%d ", ids[2]); got != want {
		t.Errorf("unacked %s, want %s", got, want)
	}
	if err := s.Ack(ctx, escalation, noon); err != nil { // acknowledges what it repeats, too
		t.Fatal(err)
	}
	item, err := s.Alert(ctx, ids[1])
	if err != nil || item.Acked == nil {
		t.Errorf("%+v, %v", item, err)
	}
	if n, err := s.Depth(ctx, "boss"); err != nil || n != 1 {
		t.Errorf("depth %d, %v", n, err)
	}
	if err := s.Ack(ctx, 999, noon); !errors.Is(err, newswatch.ErrNotFound) {
		t.Errorf("unknown alert: %v", err)
	}
}

func TestCommitsWakeTheDispatcher(t *testing.T) {
	s := open(t, Options{})
	raised(t, s, newswatch.Normal)
	select {
	case <-s.Wake():
	default:
		t.Error("no wake after an alert")
	}
	file(t, s, sight("alpha", "quiet", "标题", "没有规则命中的文章，不必叫醒。"))
	select {
	case <-s.Wake():
		t.Error("a wake for nothing")
	default:
	}
}

// planned is a planner that a test fills in.
type planned map[string]newswatch.DeliveryPlan

func (p planned) Plan(_ *newswatch.Alert, channel string, _ time.Time) newswatch.DeliveryPlan {
	return p[channel]
}

func TestThePlannerDecidesPerChannel(t *testing.T) {
	ctx := context.Background()
	s := open(t, Options{Now: func() time.Time { return noon }, Planner: planned{
		"skip": {Skip: true}, "later": {Due: noon.Add(time.Hour), Held: "quiet hours"}, "digest": {Digest: true, Due: noon.Add(2 * time.Hour)},
	}})
	g := sight("alpha", "1", "标题", "一篇文章，四个渠道，各有安排。")
	h := hit("w", newswatch.Normal, "渠道")
	h.Channels = []string{"now", "skip", "later", "digest"}
	g.Hits = []newswatch.Hit{h}
	id := file(t, s, g).Alerts[0]
	item, err := s.Alert(ctx, id)
	if err != nil || len(item.Deliveries) != 3 {
		t.Fatalf("%+v, %v", item, err)
	}
	for _, d := range item.Deliveries {
		switch d.Channel {
		case "now":
			if d.Held != "" || d.NextAttempt == nil || !d.NextAttempt.Equal(noon) {
				t.Errorf("%+v", d)
			}
		case "later":
			if d.Held != "quiet hours" || !d.NextAttempt.Equal(noon.Add(time.Hour)) {
				t.Errorf("%+v", d)
			}
		case "digest":
			if d.Held == "" {
				t.Errorf("%+v", d)
			}
		}
	}
	if _, err := s.Merge(ctx, "digest", nil, noon.Add(time.Hour)); !errors.Is(err, newswatch.ErrNotFound) {
		t.Errorf("a digest before its time: %v", err)
	}
	if d, err := s.Merge(ctx, "digest", nil, noon.Add(2*time.Hour)); err != nil || len(d.Alert.Alerts) != 1 {
		t.Errorf("%+v, %v", d, err)
	}
}

// What a clock that ran ahead put off, or made, is due once it was set right.
func TestRecallFreesWhatAFastClockPutOff(t *testing.T) {
	now := noon.AddDate(10, 0, 0)
	s := open(t, Options{Now: func() time.Time { return now }})
	ids := raised(t, s, newswatch.Normal, newswatch.Normal, newswatch.Normal)
	failed := lease(t, s, now, 1)[0]
	settle(t, s, failed, now, newswatch.Pending, now.Add(10*time.Minute))
	lease(t, s, now, 1) // and nobody settles it

	now = noon
	ids = append(ids, raised(t, s, newswatch.Normal)...)
	kept := lease(t, s, now, 1)[0]
	settle(t, s, kept, now, newswatch.Pending, now.Add(time.Hour))
	if n, err := s.Recall(context.Background(), "desk", now); err != nil || n != 3 {
		t.Errorf("%d recalled, %v", n, err)
	}
	if got, want := alertIDs(lease(t, s, now, 10)), fmt.Sprint(ids[0], " ", ids[1], " ", ids[2], " "); got != want {
		t.Errorf("handed out %s, want %s", got, want)
	}
	if n, err := s.Recall(context.Background(), "desk", now); err != nil || n != 0 {
		t.Errorf("%d recalled again, %v", n, err)
	}
	if next, err := s.NextDue(context.Background(), []string{"desk"}); err != nil || !next.Equal(now.Add(time.Minute)) {
		t.Errorf("next due %v, %v", next, err)
	}
}
