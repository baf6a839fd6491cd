package web

import (
	"bufio"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"newswatch"
)

// hostile is a text of a site that wants to be a script, an attribute or a link.
const hostile = `"><script>alert(1)</script><img src=x onerror=alert(2)>' onmouseover='alert(3) javascript:alert(4) ]]>{{.}}</textarea></title>湘湖`

// fileHostile stores articles whose every field a site controls is hostile, one
// of them a copy, one changed, and a site's trouble; it returns the first's id.
func (o *office) fileHostile(t testing.TB) newswatch.ID {
	t.Helper()
	at := o.clock.Add(-time.Hour)
	file := func(n int, title, text string) newswatch.Outcome {
		value := 5.6
		figure := newswatch.Figure{
			Subject: hostile, Indicator: hostile, Value: &value, Unit: hostile, Qualifier: hostile, Kind: newswatch.Goal, Period: hostile,
			Text: hostile, Field: newswatch.FieldText, Offset: 3, Length: 5, Sentence: hostile,
		}
		provenance := map[string]newswatch.Origin{hostile: {Template: hostile, Selector: hostile, Note: hostile}}
		address := fmt.Sprintf("javascript:alert(%d)", n)
		out, err := o.store.File(context.Background(), &newswatch.Sighting{
			Article: newswatch.Article{
				Site: "people", URL: address, CanonicalURL: address, Title: title, Kicker: hostile, Subtitle: hostile, Text: text,
				Source: hostile, Author: hostile, Editor: hostile, Channel: hostile, Page: hostile, Keywords: []string{hostile},
				Language: `zh"><script>`, Published: at, PublishedPrecision: newswatch.Hour, Template: hostile, Fetched: at, Provenance: provenance,
				Images: []newswatch.Image{{URL: "javascript:alert(9)", Caption: hostile}},
			},
			Page: newswatch.Page{URL: address, FinalURL: address, Status: 200, Body: []byte(hostile), Charset: hostile, CharsetBy: hostile, Fetched: at},
			Hits: []newswatch.Hit{{ID: "xianghu", Name: hostile, Kind: newswatch.Keyword, Severity: newswatch.High, Channels: []string{"desk"}, Rule: hostile,
				Matches: []newswatch.Match{{Term: hostile, Field: newswatch.FieldText, Offset: 1, Length: 4, Excerpt: hostile, Name: hostile, Context: hostile}}}},
			Figures: []newswatch.Figure{figure},
		})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	first := file(1, hostile, strings.Repeat(hostile+"。", 20))
	file(1, hostile+"更正", strings.Repeat(hostile+"，", 20))
	file(2, hostile, strings.Repeat(hostile+"。", 20))
	o.trouble(t)
	return first.ArticleID
}

// trouble lets a site lack a field until it counts as failing.
func (o *office) trouble(t testing.TB) {
	t.Helper()
	for i := range 60 {
		seen := newswatch.Observation{Site: "people", URL: "javascript:alert(5)//" + hostile, Template: "t", Fields: map[string]string{"title": hostile}, Seen: o.clock.Add(time.Duration(i-60) * time.Hour)}
		if i > 20 {
			seen.Fields, seen.Missing = nil, map[string]string{"title": hostile}
			seen.Page = &newswatch.Page{URL: seen.URL, FinalURL: seen.URL, Status: 200, Body: []byte(hostile), Charset: hostile}
		}
		if err := o.store.Observe(context.Background(), []newswatch.Observation{seen}); err != nil {
			t.Fatal(err)
		}
	}
}

// fixedTester gives a hostile answer to every trial.
type fixedTester struct{}

func (fixedTester) Try(context.Context, string, string, string) (Trial, error) {
	m := newswatch.Match{Term: hostile, Field: newswatch.FieldTitle, Length: 4, Name: hostile}
	return Trial{
		Title: hostile, Text: hostile, Fired: []newswatch.Hit{{ID: hostile, Name: hostile, Rule: hostile, Matches: []newswatch.Match{m}}},
		NotFired: []newswatch.Miss{{ID: hostile, Reason: hostile}}, Figures: []newswatch.Figure{{Text: hostile, Indicator: hostile, Field: newswatch.FieldText, Length: 3, Kind: newswatch.Other}},
	}, nil
}

func (fixedTester) DryRun(context.Context, string, time.Time) (Rehearsal, error) {
	return Rehearsal{Read: 9, Fired: 1, Articles: []newswatch.Article{{ID: 1, Title: hostile, Text: hostile, Source: hostile, Watches: []string{hostile}}}}, nil
}

// fixedReader reads the same of every page: no title, and all else hostile.
type fixedReader struct{}

func (fixedReader) Read(newswatch.Page, newswatch.SiteID) Reading {
	origin := newswatch.Origin{Template: hostile, Selector: hostile, Note: hostile}
	return Reading{
		Article: newswatch.Article{Source: hostile, Author: hostile, Text: strings.Repeat(hostile, 20), Template: hostile,
			Provenance: map[string]newswatch.Origin{"source": origin, "author": origin, "text": origin}},
		Missing: map[string]string{"title": hostile},
	}
}

// everyPage are the dashboard's pages; the office must hold article 1.
var everyPage = []string{
	"/", "/articles", "/articles?q=" + url.QueryEscape(hostile), "/articles?since=" + url.QueryEscape(hostile), "/articles/1", "/alerts", "/alerts?state=open", "/alerts/1",
	"/watches", "/watches/xianghu", "/watches/xianghu?dryrun=1", "/try", "/try?article=1", "/sites", "/sites/people",
	"/figures", "/figures?of=" + url.QueryEscape(hostile+"|"+hostile), "/nowhere/" + url.PathEscape(hostile), "/articles/999",
}

func browserHeader(lang string) map[string]string {
	return map[string]string{"Accept": "text/html", "Accept-Language": lang}
}

func TestHostileTextsStayTextsOnEveryPage(t *testing.T) {
	o := open(t, func(o *Options) { o.Tester, o.Reader = fixedTester{}, fixedReader{} })
	o.fileHostile(t)
	for _, lang := range []string{"zh", "en"} {
		for _, path := range everyPage {
			resp, body := o.ask(t, "GET", path, browserHeader(lang), "")
			page := string(body)
			want := http.StatusOK
			if strings.HasPrefix(path, "/nowhere") || path == "/articles/999" {
				want = http.StatusNotFound
			}
			if resp.StatusCode != want || !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") {
				t.Errorf("%s: %d, %s", path, resp.StatusCode, resp.Header.Get("Content-Type"))
			}
			for _, bad := range []string{"<script>", "<img", "onerror=alert(2)>", `onmouseover='`, `href="javascript:`, `="javascript:`, "ZgotmplZ", "⟦", "<style", "style="} {
				if i := strings.Index(page, bad); i >= 0 {
					t.Errorf("%s (%s): %q in …%s…", path, lang, bad, page[max(0, i-120):min(len(page), i+80)])
				}
			}
			if csp := resp.Header.Get("Content-Security-Policy"); csp != policy || strings.Contains(csp, "unsafe") {
				t.Errorf("%s: policy %q", path, csp)
			}
		}
	}
}

// Each page must have shown what it is for, or the test above proves little.
func TestPagesShowWhatTheyAreFor(t *testing.T) {
	o := open(t, func(o *Options) { o.Tester, o.Reader = fixedTester{}, fixedReader{} })
	o.fileHostile(t)
	for path, texts := range map[string][]string{
		"/":                         {"<svg", "待确认的高级别告警", "/alerts/"},
		"/articles/1":               {"第 2 版", "<ins>", "SHA-256", "/snapshot/0", "标题"},
		"/alerts/1":                 {"desk", "推送", "确认"},
		"/watches/xianghu":          {"含「湘湖」", "xianghu"},
		"/watches/xianghu?dryrun=1": {"命中 1 篇，共读 9 篇"},
		"/try?article=1":            {"命中 1 条规则", "未命中及原因"},
		"/sites/people":             {"站点异常", "取不到字段", "首个异常页面", `<rect class="lacked"`, "失效的选择器", "没有读成文章", "（共 "},
		"/figures":                  {"目标"},
		"/articles?since=x":         {"日期写法有误"},
		"/articles/999":             {"没有这个页面"},
	} {
		_, body := o.ask(t, "GET", path, browserHeader("zh"), "")
		for _, text := range texts {
			if !strings.Contains(string(body), text) {
				t.Errorf("%s does not show %q", path, text)
			}
		}
	}
}

func TestFormsWorkWithoutScript(t *testing.T) {
	o := open(t, nil)
	o.file(t, 1, "湘湖", "正文")
	for _, c := range []struct{ path, form, to string }{
		{"/alerts/1/ack", "", "/alerts/1"},
		{"/alerts/1/ack", "back=/alerts", "/alerts"},
		{"/watches/xianghu/silence", "for=2h", "/watches/xianghu"},
		{"/sites/people/crawl", "back=/sites", "/sites"},
		{"/sites/people/crawl", "back=//evil.example/", "/sites/people"},
		{"/sites/people/crawl", "back=" + url.QueryEscape(`/\evil.example`), "/sites/people"},
		{"/prefs", "lang=en&theme=dark&back=/alerts", "/alerts"},
	} {
		resp, body := o.ask(t, "POST", c.path, map[string]string{"Content-Type": "application/x-www-form-urlencoded"}, c.form)
		if resp.StatusCode != http.StatusSeeOther || resp.Header.Get("Location") != c.to {
			t.Errorf("%s %s: %d to %q: %.200s", c.path, c.form, resp.StatusCode, resp.Header.Get("Location"), body)
		}
	}
	if item, err := o.store.Alert(t.Context(), 1); err != nil || item.Acked == nil {
		t.Errorf("the alert is not acknowledged: %v", err)
	}
	if silenced, err := o.store.Silenced(t.Context(), o.clock); err != nil || silenced["xianghu"].IsZero() {
		t.Errorf("the watch is not silenced: %v", err)
	}
	if resp, body := o.ask(t, "POST", "/watches/xianghu/silence", map[string]string{"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}, "for=1y"); resp.StatusCode != 400 || !strings.Contains(string(body), "<h1>") {
		t.Errorf("an unknown length of silence: %d", resp.StatusCode)
	}
	_, body := o.ask(t, "GET", "/", map[string]string{"Cookie": "newswatch_lang=en; newswatch_theme=dark", "Accept-Language": "zh"}, "")
	if !strings.Contains(string(body), `<html lang="en" data-theme="dark">`) {
		t.Errorf("the switches do not count: %.100s", body)
	}
}

func TestLoginGivesASession(t *testing.T) {
	o := open(t, func(o *Options) { o.Token = "open sesame" })
	form := map[string]string{"Content-Type": "application/x-www-form-urlencoded", "Accept": "text/html"}
	if resp, _ := o.ask(t, "GET", "/sites?a=b", browserHeader("zh"), ""); resp.StatusCode != http.StatusSeeOther || resp.Header.Get("Location") != "/login?back=%2Fsites%3Fa%3Db" {
		t.Errorf("without a session: %d, %s", resp.StatusCode, resp.Header.Get("Location"))
	}
	if resp, _ := o.ask(t, "POST", "/alerts/1/ack", form, ""); resp.StatusCode != http.StatusSeeOther || resp.Header.Get("Location") != "/login" {
		t.Errorf("a form without a session: %d, %s", resp.StatusCode, resp.Header.Get("Location"))
	}
	for back, to := range map[string]string{"/sites?a=b": "/sites?a=b", "//evil.example/": "/", "https://evil.example/": "/", `/\evil.example`: "/"} {
		if resp, body := o.ask(t, "GET", "/login?back="+url.QueryEscape(back), browserHeader("zh"), ""); !strings.Contains(string(body), `name="back" value="`+to+`"`) {
			t.Errorf("the form for %s: %d: %s", back, resp.StatusCode, body)
		}
		resp, _ := o.ask(t, "POST", "/login", form, "token="+url.QueryEscape("open sesame")+"&back="+url.QueryEscape(back))
		if resp.StatusCode != http.StatusSeeOther || resp.Header.Get("Location") != to {
			t.Errorf("after a login for %s: %d, %s", back, resp.StatusCode, resp.Header.Get("Location"))
		}
	}
	if resp, body := o.ask(t, "POST", "/login", form, "token=guess"); resp.StatusCode != 401 || !strings.Contains(string(body), "口令不对") {
		t.Errorf("a wrong token: %d", resp.StatusCode)
	}
	resp, _ := o.ask(t, "POST", "/login", form, "token="+url.QueryEscape("open sesame"))
	cookies := resp.Cookies()
	if resp.StatusCode != http.StatusSeeOther || len(cookies) != 1 || !cookies[0].HttpOnly || cookies[0].SameSite != http.SameSiteStrictMode {
		t.Fatalf("the right token: %d, %v", resp.StatusCode, cookies)
	}
	session := map[string]string{"Cookie": cookies[0].Name + "=" + cookies[0].Value, "Accept": "text/html"}
	if resp, _ := o.ask(t, "GET", "/sites", session, ""); resp.StatusCode != 200 {
		t.Errorf("with a session: %d", resp.StatusCode)
	}
	session["Cookie"] += "x"
	if resp, _ := o.ask(t, "GET", "/sites", session, ""); resp.StatusCode != http.StatusSeeOther {
		t.Errorf("with a forged session: %d", resp.StatusCode)
	}
	for range maxMisses {
		resp, _ = o.ask(t, "POST", "/login", form, "token=guess")
	}
	if resp.StatusCode != http.StatusTooManyRequests {
		t.Errorf("after %d guesses: %d", maxMisses, resp.StatusCode)
	}
}

// mostTransferred bounds what a first visit loads, in bytes as they go over the
// wire.
const mostTransferred = 150_000

func TestAFirstVisitIsSmall(t *testing.T) {
	o := open(t, nil)
	for i := range 40 {
		o.file(t, i, fmt.Sprintf("湘湖边的第 %d 件事：亲水平台开放", i), strings.Repeat(fmt.Sprintf("第 %d 段写的是湖边步道和栈道。", i), 30))
	}
	for _, start := range []string{"/", "/articles", "/articles/1"} {
		total := 0
		for _, path := range []string{start, "/static/style.css", "/static/script.js", "/static/icon.svg"} {
			req := httptest.NewRequest("GET", o.URL+path, nil)
			req.Host = "127.0.0.1"
			req.Header.Set("Accept-Encoding", "gzip")
			w := httptest.NewRecorder()
			o.Config.Handler.ServeHTTP(w, req)
			total += w.Body.Len()
			if w.Code != 200 {
				t.Errorf("%s: %d", path, w.Code)
			}
			if w.Header().Get("Content-Encoding") == "gzip" {
				z, err := gzip.NewReader(w.Body)
				if err != nil {
					t.Fatal(err)
				}
				if b, err := io.ReadAll(z); err != nil || len(b) < leastPacked {
					t.Errorf("%s unpacks to %d bytes, %v", path, len(b), err)
				}
			} else if path != "/static/icon.svg" {
				t.Errorf("%s is not packed", path)
			}
		}
		t.Logf("%s: %d bytes", start, total)
		if total > mostTransferred {
			t.Errorf("%s: a first visit takes %d bytes", start, total)
		}
	}
}

// follow opens the stream of live updates; the function waits for the next
// change, the header tells how it comes.
func (o *office) follow(t *testing.T) (http.Header, func(what string)) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(stop)
	req, err := http.NewRequestWithContext(ctx, "GET", o.URL+"/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Accept-Encoding", "gzip")
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { resp.Body.Close() })
	lines := bufio.NewScanner(resp.Body)
	return resp.Header, func(what string) {
		t.Helper()
		for lines.Scan() {
			if lines.Text() == "event: change" {
				return
			}
		}
		t.Fatalf("%s: no change was told: %v", what, lines.Err())
	}
}

// A page is older than the stream that it opens. What changed in between must be
// told, though nothing changes after it.
func TestAStreamBeginsWithAChange(t *testing.T) {
	o := open(t, nil)
	header, first := o.follow(t)
	if kind, packed := header.Get("Content-Type"), header.Get("Content-Encoding"); kind != "text/event-stream" || packed != "" {
		t.Fatalf("live updates come as %q, %q", kind, packed)
	}
	first("the first reader")
	_, second := o.follow(t)
	second("another reader, of a state that is known already")
	o.file(t, 1, "湘湖", "正文")
	first("the first reader, of an article")
	second("the other reader, of an article")
}
