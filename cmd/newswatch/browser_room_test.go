package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"newswatch"
	"newswatch/cmd/newswatch/replica"
)

// newsroomUnderTest is the demonstration, with one more channel that refuses
// everything until it is told to accept.
type newsroomUnderTest struct {
	*serving
	press  *press
	front  *httptest.Server // what the browser talks to; its connections can be cut
	late   atomic.Pointer[lateAnswer]
	down   atomic.Bool // the browser reaches nobody
	url    string
	accept atomic.Bool
}

func openNewsroom(t *testing.T) *newsroomUnderTest {
	t.Helper()
	n := &newsroomUnderTest{}
	web, err := replica.New()
	if err != nil {
		t.Fatal(err)
	}
	proxy, stopWeb, err := web.Listen()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stopWeb)
	n.press = newPress(web)
	n.press.past(30)
	r, err := newReceiver(io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		if !n.accept.Load() {
			http.Error(w, "这个群不接收消息", http.StatusBadRequest)
		}
	}))
	t.Cleanup(hook.Close)

	dir := t.TempDir()
	path, err := demoCmd{Listen: "127.0.0.1:0"}.config(dir, r)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	more := strings.NewReplacer(
		"channels:\n", fmt.Sprintf("channels:\n  - { id: group, type: webhook, url: %q, secret: aGVsbG8gd29ybGQgaGVsbG8gd29ybGQ }\n", hook.URL),
		"severity: high, channels: [receiver]", "severity: high, channels: [receiver, group]",
		// Runs are asked for by the test, so that pages stand still while they are looked at.
		`schedule: "@every 3s"`, `schedule: "@hourly"`,
	).Replace(string(text))
	if err := os.WriteFile(path, []byte(more), 0o600); err != nil {
		t.Fatal(err)
	}
	a := &app{out: io.Discard, errs: io.Discard}
	a.Config, a.DB, a.LogLevel, a.LogFormat = path, filepath.Join(dir, "newswatch.db"), "error", "text"
	s, err := a.load()
	if err != nil {
		t.Fatal(err)
	}
	s.transport = &http.Transport{Proxy: http.ProxyURL(proxy), TLSClientConfig: &tls.Config{RootCAs: web.RootCAs()}}
	ctx, stop := context.WithCancel(context.Background())
	if n.serving, err = a.newDaemon(ctx, s); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- n.run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	behind := &url.URL{Scheme: "http", Host: n.listener.Addr().String()}
	proxied := &httputil.ReverseProxy{
		Rewrite:        func(r *httputil.ProxyRequest) { r.SetURL(behind); r.Out.Host = r.In.Host },
		ModifyResponse: func(r *http.Response) error { n.late.Load().hold(r); return nil },
		ErrorLog:       log.New(io.Discard, "", 0), // of requests that the test cuts off
	}
	n.front = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n.down.Load() {
			http.Error(w, "nobody is there", http.StatusBadGateway)
			return
		}
		proxied.ServeHTTP(w, r)
	}))
	t.Cleanup(n.front.Close)
	n.url = n.front.URL
	n.fill(t)
	return n
}

// fill lets the press work and the sites run until there is something of
// everything: reprints, disguised copies, corrections, refused alerts.
func (n *newsroomUnderTest) fill(t *testing.T) {
	t.Helper()
	now := time.Now().In(china)
	for i := 75; i > 0; i-- { // a fortnight of news, so that charts have something to show
		n.press.publish(n.press.outlets[i%3], n.press.desk.Write(now.Add(-time.Duration(i)*4*time.Hour)))
	}
	n.crawlAll(t)
	n.remember(t)
	for range 16 {
		n.press.turn()
	}
	n.crawlAll(t)
	time.Sleep(time.Second) // a robot is asked at most once a second for a page
	for range 8 {
		n.press.turn()
	}
	n.crawlAll(t)
	n.redesign(t)
	eventually(t, "alerts are delivered and refused", func() bool {
		st, err := n.store.Stats(context.Background())
		return err == nil && st.Queues["group"].Dead > 0 && st.Queues["receiver"].Delivered > 10
	})
}

// remember gives the archive a month of how the sites' pages could be read: now
// and then a page without an author.
func (n *newsroomUnderTest) remember(t *testing.T) {
	t.Helper()
	for day := 30; day > 0; day-- {
		var seen []newswatch.Observation
		for i, o := range n.press.outlets {
			at := time.Now().AddDate(0, 0, -day)
			seen = append(seen, newswatch.Observation{Site: newswatch.SiteID(o.Site), URL: o.List, List: true, Links: 30, Fields: map[string]string{"links": o.Links}, Seen: at})
			for k := range 9 + (day+i)%7 {
				one := newswatch.Observation{Site: newswatch.SiteID(o.Site), URL: o.List, Fields: map[string]string{"title": "h1", "published": ".time"}, Seen: at}
				if (day*day+i+k)%11 == 0 {
					one.Missing = map[string]string{"author": ".author"}
				} else {
					one.Fields["author"] = ".author"
				}
				seen = append(seen, one)
			}
		}
		if err := n.store.Observe(t.Context(), seen); err != nil {
			t.Fatal(err)
		}
	}
}

// redesign lets one site change its pages, until its definition counts as
// failing.
func (n *newsroomUnderTest) redesign(t *testing.T) {
	t.Helper()
	home := n.press.outlets[1].Redesigned()
	for i := range 5 {
		n.press.publish(home, n.press.desk.Write(time.Now().In(china).Add(-time.Duration(i)*time.Minute)))
	}
	n.crawlAll(t)
	states, err := n.store.SiteStates(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range states {
		if string(s.Site) == home.Site && len(s.Failing) == 0 {
			t.Error("a redesigned site does not fail")
		}
	}
}

func (n *newsroomUnderTest) crawlAll(t *testing.T) {
	t.Helper()
	for _, site := range n.live.Load().enabled() {
		// The scheduler may be at it: a run that nobody asked for is due at the start.
		var last string
		ran := func() bool {
			r, err := n.crawl(t.Context(), site)
			last = fmt.Sprint(r.Error, r.Failures, r.Warnings, err)
			return err == nil && r.Status != newswatch.StatusFailed
		}
		for end := time.Now().Add(soon); !ran(); time.Sleep(50 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatalf("%s is not run: %s", site.ID, last)
			}
		}
	}
}

// told is an article whose story has several outlets, and an alert of one that
// was refused.
func (n *newsroomUnderTest) told(t *testing.T) (article, alert string) {
	t.Helper()
	var list struct{ Items []newswatch.Article }
	get(t, n.url+"/api/v1/articles?limit=100", &list)
	best := 0
	for _, a := range list.Items {
		story, err := n.store.Story(t.Context(), a.StoryID)
		if err != nil {
			t.Fatal(err)
		}
		score := 0
		for _, o := range story.Outlets {
			if score++; o.Role == newswatch.RoleDisguised {
				score += 3
			}
		}
		if a.Revision > 1 {
			score++
		}
		if len(a.Figures) > 0 {
			score++
		}
		if score > best && len(story.Outlets) > 1 && story.Original == a.ID {
			best, article = score, a.ID.String()
		}
	}
	if article == "" {
		t.Fatal("no story has several outlets")
	}
	page, err := n.store.Alerts(t.Context(), newswatch.AlertQuery{State: newswatch.Dead, Type: newswatch.AlertRaised, Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Items) > 0 {
		alert = page.Items[0].ID.String()
	}
	return article, alert
}

// trouble is an alert of the site that fails.
func (n *newsroomUnderTest) trouble(t *testing.T) string {
	t.Helper()
	page, err := n.store.Alerts(t.Context(), newswatch.AlertQuery{Type: newswatch.SiteFailing, Limit: 1})
	if err != nil || len(page.Items) == 0 {
		t.Fatalf("no site fails: %v", err)
	}
	return page.Items[0].ID.String()
}
