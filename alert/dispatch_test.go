package alert

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"newswatch"
)

var china = time.FixedZone("UTC+8", 8*60*60)

// start is a Tuesday morning in Hangzhou. Tests in a synctest bubble begin at
// 2000-01-01 and sleep until then.
var start = time.Date(2026, 3, 10, 10, 0, 0, 0, china)

func wakeUp() { time.Sleep(time.Until(start)) }

// pager is a Notifier of tests: it answers by a script and notes what it got.
type pager struct {
	mu     sync.Mutex
	script func(n int, t Task) Result // n counts from 0
	got    []Task
	at     []time.Time
	took   time.Duration
}

func (p *pager) Notify(ctx context.Context, t Task) Result {
	if p.took > 0 {
		time.Sleep(p.took)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	n := len(p.got)
	p.got = append(p.got, t)
	p.at = append(p.at, time.Now())
	if p.script == nil {
		return Result{Verdict: newswatch.VerdictDelivered, Code: 200}
	}
	return p.script(n, t)
}

func (p *pager) count() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.got)
}

func (p *pager) task(i int) Task {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.got[i]
}

// testChannel makes a channel of a kind whose messages go to p.
func testChannel(t *testing.T, kind, id, options string, p Notifier) *Channel {
	t.Helper()
	raw := fmt.Sprintf(`{"id":%q,"type":%q,"url":"https://robot.example/0123456789abcdef"`, id, kind)
	if options != "" {
		raw += "," + options
	}
	c, err := New(kind, id, json.RawMessage(raw+"}"), Env{Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	if p != nil {
		c.Notifier = p
	}
	return c
}

func sample(n int, s newswatch.Severity) newswatch.Alert {
	published := start.Add(-time.Hour)
	return newswatch.Alert{
		Type: newswatch.AlertRaised, Severity: s,
		Watch:   &newswatch.WatchRef{ID: "lake", Name: "镜湖", Kind: newswatch.Keyword},
		Article: &newswatch.ArticleRef{ID: newswatch.ID(n + 1), Site: "demo", SiteName: "示例网", URL: fmt.Sprintf("https://news.example/%d.html", n), Title: fmt.Sprintf("镜湖边第%d场读书会开始报名", n), Published: &published, Precision: newswatch.Minute},
		Matches: []newswatch.Match{{Term: "镜湖", Field: newswatch.FieldTitle, Length: 2, Excerpt: fmt.Sprintf("镜湖边第%d场读书会开始报名", n)}},
		Story:   &newswatch.StoryRef{ID: newswatch.ID(n + 1), Outlets: 1},
	}
}

// bench runs a dispatcher over an outbox until the test ends.
func bench(t *testing.T, d *Dispatcher) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- d.Run(ctx) }()
	return func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	}
}

func TestBackOffGrowsUntilDelivered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wakeUp()
		p := &pager{script: func(n int, _ Task) Result {
			if n < 4 {
				return Result{Verdict: newswatch.VerdictRetry, Code: 500}
			}
			return Result{Verdict: newswatch.VerdictDelivered, Code: 200}
		}}
		c := testChannel(t, "webhook", "desk", "", p)
		m := newMemory(time.Now, c)
		stop := bench(t, &Dispatcher{Outbox: m, Channels: []*Channel{c}})
		m.add(sample(1, newswatch.Normal), "desk")
		time.Sleep(time.Minute)
		stop()
		if p.count() != 5 {
			t.Fatalf("%d tries, want 5", p.count())
		}
		for i, want := range []time.Duration{1, 2, 4, 8} {
			gap, want := p.at[i+1].Sub(p.at[i]), want*time.Second
			if gap < want*8/10 || gap > want*12/10+time.Second {
				t.Errorf("gap %d is %v, want about %v", i, gap, want)
			}
			if p.got[i+1].Delivery.WebhookID != p.got[0].Delivery.WebhookID {
				t.Error("the webhook id changed between tries")
			}
		}
		if got := m.states("desk"); got[newswatch.Delivered] != 1 {
			t.Errorf("states %v", got)
		}
	})
}

func TestRetryForEndsInDeath(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wakeUp()
		p := &pager{script: func(int, Task) Result { return Result{Verdict: newswatch.VerdictRetry, Code: 503, Message: "down"} }}
		c := testChannel(t, "webhook", "desk", "", p)
		m := newMemory(time.Now, c)
		stop := bench(t, &Dispatcher{Outbox: m, Channels: []*Channel{c}, RetryFor: time.Hour})
		m.add(sample(1, newswatch.Normal), "desk")
		time.Sleep(59 * time.Minute)
		if got := m.states("desk"); got[newswatch.Pending] != 1 {
			t.Fatalf("given up before the hour: %v", got)
		}
		time.Sleep(5 * time.Minute)
		stop()
		if got := m.states("desk"); got[newswatch.Dead] != 1 {
			t.Fatalf("not given up after the hour: %v", got)
		}
		if n := p.count(); n < 8 || n > 40 {
			t.Errorf("%d tries in an hour", n)
		}
	})
}

func TestWaitHintsAreHonoured(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wakeUp()
		p := &pager{script: func(n int, _ Task) Result {
			if n == 0 {
				return Result{Verdict: newswatch.VerdictRetry, Code: 429, After: 90 * time.Second}
			}
			return Result{Verdict: newswatch.VerdictDelivered}
		}}
		c := testChannel(t, "webhook", "desk", "", p)
		m := newMemory(time.Now, c)
		stop := bench(t, &Dispatcher{Outbox: m, Channels: []*Channel{c}})
		m.add(sample(1, newswatch.Normal), "desk")
		time.Sleep(time.Second)
		m.add(sample(2, newswatch.High), "desk") // the channel as a whole wants rest
		time.Sleep(5 * time.Minute)
		stop()
		if p.count() != 3 {
			t.Fatalf("%d tries, want 3", p.count())
		}
		if gap := p.at[1].Sub(p.at[0]); gap < 90*time.Second || gap > 2*time.Minute {
			t.Errorf("tried again after %v", gap)
		}
	})
}

func TestWebhookStatuses(t *testing.T) {
	for _, c := range []struct {
		status int
		want   newswatch.Verdict
	}{
		{200, newswatch.VerdictDelivered}, {202, newswatch.VerdictDelivered}, {204, newswatch.VerdictDelivered},
		{301, newswatch.VerdictRetry}, {307, newswatch.VerdictRetry},
		{408, newswatch.VerdictRetry}, {425, newswatch.VerdictRetry}, {429, newswatch.VerdictRetry},
		{500, newswatch.VerdictRetry}, {502, newswatch.VerdictRetry}, {599, newswatch.VerdictRetry},
		{400, newswatch.VerdictPayload}, {401, newswatch.VerdictPayload}, {404, newswatch.VerdictPayload},
		{410, newswatch.VerdictPayload}, {413, newswatch.VerdictPayload}, {422, newswatch.VerdictPayload},
	} {
		hits := 0
		s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			hits++
			w.Header().Set("Location", "/elsewhere")
			w.WriteHeader(c.status)
		}))
		ch, err := New("webhook", "desk", json.RawMessage(`{"url":"`+s.URL+`/hook"}`), Env{})
		if err != nil {
			t.Fatal(err)
		}
		a := sample(1, newswatch.Normal)
		got := ch.Notify(t.Context(), Task{Delivery: newswatch.Delivery{WebhookID: "msg_1", Alert: &a}})
		if got.Verdict != c.want || got.Code != c.status || hits != 1 {
			t.Errorf("status %d: %s with code %d after %d requests, want %s after one", c.status, got.Verdict, got.Code, hits, c.want)
		}
		s.Close()
	}
}

func TestWebhookBodyIsTheContracts(t *testing.T) {
	var body []byte
	var header http.Header
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header = r.Header
		body = make([]byte, r.ContentLength)
		_, _ = r.Body.Read(body)
	}))
	defer s.Close()
	now := start
	ch, err := New("webhook", "desk", json.RawMessage(`{"url":"`+s.URL+`","secret":"some text","hub_signature":true}`), Env{Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	a := sample(1, newswatch.High)
	a.ID, a.Created = 9, start.UTC()
	a.Article.Title = "a <b> & c"
	if r := ch.Notify(t.Context(), Task{Delivery: newswatch.Delivery{WebhookID: "msg_1", Alert: &a}}); r.Verdict != newswatch.VerdictDelivered {
		t.Fatalf("%+v", r)
	}
	if err := Verify("some text", header, body, now); err != nil {
		t.Error(err)
	}
	if header.Get("X-Hub-Signature-256") != signGitHub("some text", body) {
		t.Error("X-Hub-Signature-256 does not fit the body")
	}
	want := `{"type":"alert.raised","timestamp":"2026-03-10T10:00:00+08:00","data":{"alert_id":"9","severity":"high",` +
		`"watch":{"id":"lake","name":"镜湖","kind":"keyword"},"article":{"id":"2","site":"demo","site_name":"示例网","url":"https://news.example/1.html",` +
		`"title":"a <b> & c","published":"2026-03-10T09:00:00+08:00","published_precision":"minute","source":"","author":"","summary":""},` +
		`"matches":[{"term":"镜湖","field":"title","offset":0,"length":2,"excerpt":"镜湖边第1场读书会开始报名"}],"story":{"id":"2","outlets":1}}}`
	if string(body) != want {
		t.Errorf("body\n%s\nwant\n%s", body, want)
	}
}

// An article that names a term on every line does not make a webhook of megabytes.
func TestWebhooksHoldTheFirstMatches(t *testing.T) {
	w := &webhook{}
	w.kit = &kit{Env{}.filled(), "zh", templates{}}
	one := sample(1, newswatch.Normal)
	one.Matches = make([]newswatch.Match, 1000)
	for _, a := range []newswatch.Alert{one, {Type: newswatch.AlertDigest, Alerts: []newswatch.Alert{one, one}}} {
		body, err := w.body(&a)
		if err != nil || len(body) > 20_000 || !strings.Contains(string(body), `"matches_total":1000`) {
			t.Errorf("%s: %d bytes, %v", a.Type, len(body), err)
		}
	}
	long := strings.Repeat("字", 100_000)
	one.Type, one.Changes = newswatch.AlertRevised, []newswatch.Change{{Field: "text", Before: long, After: long, Diff: []newswatch.DiffSpan{{Op: "-", Text: long}, {Op: "+", Text: long}}}}
	if body, err := w.body(&one); err != nil || len(body) > 20_000 {
		t.Errorf("an article that was written anew: %d bytes, %v", len(body), err)
	}
	if one.Changes[0].Before != long || len(one.Changes[0].Diff) != 2 {
		t.Error("the change itself was cut")
	}
	if len(one.Matches) != 1000 || one.MatchesTotal != 0 {
		t.Error("the alert itself was cut")
	}
}
