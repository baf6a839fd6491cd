package web

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"newswatch"
	"newswatch/store"
)

// office is a server on a real archive.
type office struct {
	*httptest.Server
	store  *store.Store
	crawls *fakeCrawls
	clock  time.Time
}

// fakeCrawls stands for the scheduler, which has tests of its own.
type fakeCrawls struct{ triggered []newswatch.SiteID }

func (f *fakeCrawls) Trigger(id newswatch.SiteID) error {
	if id != "people" {
		return fmt.Errorf("%w: site %s", newswatch.ErrNotFound, id)
	}
	f.triggered = append(f.triggered, id)
	return nil
}
func (f *fakeCrawls) Running() []newswatch.SiteID { return nil }
func (f *fakeCrawls) Next(newswatch.SiteID) (time.Time, bool) {
	return time.Date(2026, 2, 15, 12, 10, 0, 0, time.UTC), true
}

func (f *fakeCrawls) Progress(newswatch.SiteID) (Progress, bool) { return Progress{}, false }

func open(t testing.TB, change func(*Options)) *office {
	t.Helper()
	st, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "n.db"), store.Options{Revisions: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	o := &office{store: st, crawls: &fakeCrawls{}, clock: time.Now()}
	options := Options{
		Archive: st, Crawls: o.crawls, Listen: "127.0.0.1:8420", Version: "test", Metrics: NewMetrics("test", "none"),
		Sites: func() []Site {
			return []Site{{ID: "people", Name: "人民网", Homepage: "http://www.people.com.cn/", Schedule: "@hourly", Enabled: true}}
		},
		Watches: func() []newswatch.Watch {
			return []newswatch.Watch{{ID: "xianghu", Name: "湘湖", Kind: newswatch.Keyword, Any: []string{"湘湖"}}}
		},
		Now: func() time.Time { return o.clock },
	}
	if change != nil {
		change(&options)
	}
	s, err := New(options)
	if err != nil {
		t.Fatal(err)
	}
	o.Server = httptest.NewServer(s.Handler())
	t.Cleanup(o.Close)
	return o
}

// file stores an article that fires the watch.
func (o *office) file(t testing.TB, n int, title, text string) newswatch.Outcome {
	t.Helper()
	at := time.Date(2026, 2, 15, 12, 3, n, 0, time.UTC)
	value := 5.6
	out, err := o.store.File(context.Background(), &newswatch.Sighting{
		Article: newswatch.Article{
			Site: "people", URL: fmt.Sprintf("http://zj.people.com.cn/%d.html", n), CanonicalURL: fmt.Sprintf("http://zj.people.com.cn/%d.html", n),
			Title: title, Text: text, Published: at, PublishedPrecision: newswatch.Second, Template: "2020", Fetched: at,
			Provenance: map[string]newswatch.Origin{"title": {Template: "2020", Selector: "h1"}},
		},
		Page: newswatch.Page{URL: "http://zj.people.com.cn/", FinalURL: "http://zj.people.com.cn/", Status: 200, Body: []byte("<html>"), Fetched: at},
		Hits: []newswatch.Hit{{ID: "xianghu", Name: "湘湖", Kind: newswatch.Keyword, Severity: newswatch.High, Channels: []string{"desk"},
			Matches: []newswatch.Match{{Term: "湘湖", Field: newswatch.FieldTitle, Offset: 0, Length: 2, Excerpt: "湘湖"}}}},
		Figures: []newswatch.Figure{{Indicator: "GDP", Value: &value, Unit: "%", Kind: newswatch.Goal, Field: newswatch.FieldText}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func (o *office) ask(t testing.TB, method, path string, header map[string]string, body string) (*http.Response, []byte) {
	t.Helper()
	req, err := http.NewRequest(method, o.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range header {
		if name == "Host" {
			req.Host = value
		}
		req.Header.Set(name, value)
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	resp, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp, b
}

func TestPagingRepeatsAndSkipsNothingWhileArticlesArrive(t *testing.T) {
	o := open(t, nil)
	for i := range 25 {
		o.file(t, i, fmt.Sprintf("湘湖 %d", i), "正文")
	}
	seen := map[string]int{}
	cursor, pages := "", 0
	for {
		_, b := o.ask(t, "GET", "/api/v1/articles?limit=4&cursor="+cursor, nil, "")
		var page struct {
			Items      []newswatch.Article
			NextCursor string `json:"next_cursor"`
		}
		if err := json.Unmarshal(b, &page); err != nil {
			t.Fatalf("%v: %s", err, b)
		}
		for _, a := range page.Items {
			seen[a.Title]++
		}
		pages++
		o.file(t, 30+pages, fmt.Sprintf("later %d", pages), "正文") // newer than all
		if cursor = page.NextCursor; cursor == "" {
			break
		}
	}
	for i := range 25 {
		if n := seen[fmt.Sprintf("湘湖 %d", i)]; n != 1 {
			t.Errorf("article %d was shown %d times", i, n)
		}
	}
}

func TestAccess(t *testing.T) {
	withToken := open(t, func(o *Options) { o.Token = "open sesame" })
	free := open(t, nil)
	right := map[string]string{"Authorization": "Bearer open sesame"}
	for _, c := range []struct {
		what         string
		o            *office
		method, path string
		header       map[string]string
		want         int
	}{
		{"loopback needs nothing", free, "GET", "/api/v1/sites", nil, 200},
		{"a foreign Host is refused", free, "GET", "/api/v1/sites", map[string]string{"Host": "evil.example"}, 421},
		{"a token is wanted", withToken, "GET", "/api/v1/sites", nil, 401},
		{"a wrong token", withToken, "GET", "/api/v1/sites", map[string]string{"Authorization": "Bearer x"}, 401},
		{"the right token", withToken, "GET", "/api/v1/sites", right, 200},
		{"metrics want it too", withToken, "GET", "/metrics", nil, 401},
		{"feeds want it too", withToken, "GET", "/feeds/all.atom", nil, 401},
		{"the description wants it too", withToken, "GET", "/openapi.json", nil, 401},
		{"the probe does not", withToken, "GET", "/healthz", nil, 200},
		{"nor does the other", withToken, "GET", "/readyz", nil, 200},
		{"a write from another origin", free, "POST", "/api/v1/sites/people/crawl", map[string]string{"Origin": "http://evil.example"}, 403},
		{"a write across sites", free, "POST", "/api/v1/sites/people/crawl", map[string]string{"Sec-Fetch-Site": "cross-site"}, 403},
		{"a write from here", free, "POST", "/api/v1/sites/people/crawl", nil, 202},
		{"a run of no site", free, "POST", "/api/v1/sites/nowhere/crawl", nil, 404},
		{"up and away", free, "GET", "/api/v1/articles/..%2f..%2fetc%2fpasswd", nil, 404},
		{"an endless query", free, "GET", "/api/v1/articles?q=" + strings.Repeat("a", 600), nil, 422},
		{"an endless address", free, "GET", "/api/v1/articles?q=" + strings.Repeat("a", 9000), nil, 414},
		{"a limit out of range", free, "GET", "/api/v1/articles?limit=100000", nil, 422},
		{"a cursor of nobody's", free, "GET", "/api/v1/articles?cursor=zzz", nil, 400},
		{"a time that is none", free, "GET", "/api/v1/articles?since=soon", nil, 400},
		{"no article", free, "GET", "/api/v1/articles/999", nil, 404},
		{"no id", free, "GET", "/api/v1/articles/x", nil, 404},
		{"no feed", free, "GET", "/feeds/nowhere.atom", nil, 404},
	} {
		resp, body := c.o.ask(t, c.method, c.path, c.header, "")
		if resp.StatusCode != c.want {
			t.Errorf("%s: status %d, want %d: %s", c.what, resp.StatusCode, c.want, body)
		}
		if resp.StatusCode >= 400 && resp.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: the error is %s and no problem document", c.what, resp.Header.Get("Content-Type"))
		}
		if csp := resp.Header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: policy %q", c.what, csp)
		}
	}
}

func TestWrongTokensAreThrottled(t *testing.T) {
	o := open(t, func(o *Options) { o.Token = "open sesame" })
	for range maxMisses {
		o.ask(t, "GET", "/api/v1/sites", map[string]string{"Authorization": "Bearer guess"}, "")
	}
	right := map[string]string{"Authorization": "Bearer open sesame"}
	if resp, _ := o.ask(t, "GET", "/api/v1/sites", right, ""); resp.StatusCode != 429 || resp.Header.Get("Retry-After") == "" {
		t.Errorf("after %d guesses: %d", maxMisses, resp.StatusCode)
	}
	// People read a page, also where they ask for what is not for them.
	for path, want := range map[string]string{"/sites": "text/html; charset=utf-8", "/api/v1/sites": "application/problem+json"} {
		resp, body := o.ask(t, "GET", path, browserHeader("zh"), "")
		if resp.StatusCode != 429 || resp.Header.Get("Content-Type") != want || strings.Contains(string(body), "人民网") {
			t.Errorf("a browser's %s after the guesses: %d, %s: %s", path, resp.StatusCode, resp.Header.Get("Content-Type"), body)
		}
	}
	g := newGate(Options{Token: "open sesame", Now: func() time.Time { return o.clock }}, "127.0.0.1", nil)
	session := map[string]string{"Cookie": g.newSession(false).String()}
	if resp, _ := o.ask(t, "GET", "/sites", session, ""); resp.StatusCode != 200 {
		t.Errorf("somebody else's session beside the guesses: %d", resp.StatusCode)
	}
	o.clock = o.clock.Add(time.Minute)
	if resp, _ := o.ask(t, "GET", "/api/v1/sites", right, ""); resp.StatusCode != 200 {
		t.Errorf("a minute later: %d", resp.StatusCode)
	}
}

func TestAnswersCarryValidators(t *testing.T) {
	o := open(t, nil)
	o.file(t, 1, "湘湖", "正文")
	for _, path := range []string{"/api/v1/articles", "/api/v1/articles/1", "/feeds/xianghu.atom"} {
		resp, _ := o.ask(t, "GET", path, nil, "")
		tag := resp.Header.Get("ETag")
		again, body := o.ask(t, "GET", path, map[string]string{"If-None-Match": tag}, "")
		if tag == "" || again.StatusCode != http.StatusNotModified || len(body) > 0 {
			t.Errorf("%s: tag %q, then %d with %d bytes", path, tag, again.StatusCode, len(body))
		}
	}
}

// A hostile headline must stay text wherever it is shown.
func TestAHostileArticleBreaksNothing(t *testing.T) {
	o := open(t, nil)
	title := "<script>alert(1)</script>\x1b[31m湘湖\x00" + strings.Repeat("长", 10_000)
	out := o.file(t, 1, title, title)
	resp, b := o.ask(t, "GET", "/api/v1/articles/"+out.ArticleID.String(), nil, "")
	var a newswatch.Article
	if err := json.Unmarshal(b, &a); err != nil || !strings.HasPrefix(a.Title, "<script>") {
		t.Errorf("API: %v: %.200s", err, b)
	}
	if kind := resp.Header.Get("Content-Type"); kind != "application/json" || resp.Header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("API: a browser may take %q for a page", kind)
	}
	_, b = o.ask(t, "GET", "/feeds/all.atom", nil, "")
	if bytes.Contains(b, []byte("<script>")) || bytes.ContainsAny(b, "\x00\x1b") {
		t.Errorf("feed: %.300s", b)
	}
}
