package main

import (
	"context"
	"crypto/tls"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"newswatch"
	"newswatch/cmd/newswatch/replica"
)

var (
	screenshots = flag.String("screenshots", "", "folder for the README's screenshots, made by the browser test")
	everyPage   = flag.String("every-page", "", "folder for a screenshot of every page in every look, made by the browser test")
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
	for range 16 {
		n.press.turn()
	}
	n.crawlAll(t)
	time.Sleep(time.Second) // a robot is asked at most once a second for a page
	for range 8 {
		n.press.turn()
	}
	n.crawlAll(t)
	eventually(t, "alerts are delivered and refused", func() bool {
		st, err := n.store.Stats(context.Background())
		return err == nil && st.Queues["group"].Dead > 0 && st.Queues["receiver"].Delivered > 10
	})
}

func (n *newsroomUnderTest) crawlAll(t *testing.T) {
	t.Helper()
	for _, site := range n.live.Load().enabled() {
		// The scheduler may be at it: a run that nobody asked for is due at the start.
		eventually(t, string(site.ID)+" is run", func() bool {
			r, err := n.crawl(t.Context(), site)
			return err == nil && r.Status != newswatch.StatusFailed
		})
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
	page, err := n.store.Alerts(t.Context(), newswatch.AlertQuery{State: newswatch.Dead, Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	if len(page.Items) > 0 {
		alert = page.Items[0].ID.String()
	}
	return article, alert
}

// layout tells what is wrong with a page as it is laid out.
const layout = `(() => {
  const wrong = [];
  if (document.documentElement.scrollWidth > innerWidth) {
    const wide = [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll, pre, .skip, svg")).map(e => e.tagName + "." + e.className);
    wrong.push("wider than the window: " + document.documentElement.scrollWidth + " " + wide.slice(0, 5));
  }
  if (document.body.innerText.includes("\u27E6")) wrong.push("a text is missing: " + document.body.innerText.match(/\u27E6.*?\u27E7/));
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode, own = node.parentElement.closest("[lang]").lang;
    if (own.startsWith("en") && /[\u4E00-\u9FFF]/.test(node.data) && !node.parentElement.closest("code, pre, select, svg, textarea, button[lang]")) wrong.push("Chinese marked as English: " + node.data.trim().slice(0, 40));
  }
  for (const a of document.querySelectorAll("a[target], a[href^='http']")) if (!/noopener/.test(a.rel) || !/noreferrer/.test(a.rel)) wrong.push("a link out without rel: " + a.href);
  for (const e of document.querySelectorAll("[style], style, script:not([src]), [onclick]")) wrong.push("inline " + e.tagName);
  return [...new Set(wrong)];
})()`

// The tests share a newsroom and a browser; all but the first change things.
func TestBrowser(t *testing.T) {
	lookForChrome(t)
	n := openNewsroom(t)
	c := newChrome(t, n.url)
	t.Run("shows every page", func(t *testing.T) { c.t = t; n.showsEveryPage(t, c) })
	t.Run("does what people do", func(t *testing.T) { c.t = t; n.doesWhatPeopleDo(t, c) })
	t.Run("stays live", func(t *testing.T) { c.t = t; n.staysLive(t, c) })
	if *screenshots != "" {
		t.Run("shows itself", func(t *testing.T) { c.t = t; n.showsItself(t, c) })
	}
}

func (n *newsroomUnderTest) showsEveryPage(t *testing.T, c *chrome) {
	article, alert := n.told(t)
	pages := []struct{ name, path string }{
		{"overview", "/"}, {"articles", "/articles?q=" + url.QueryEscape("萧山")}, {"article", "/articles/" + article}, {"alerts", "/alerts"},
		{"alert", "/alerts/" + alert}, {"watches", "/watches"}, {"watch", "/watches/xianghu?dryrun=1"}, {"try", "/try?article=" + article},
		{"sites", "/sites"}, {"site", "/sites/people"}, {"figures", "/figures?of=" + url.QueryEscape("萧山|GDP")},
		{"nothing", "/articles?q=" + url.QueryEscape("完全没有的词")},
	}
	for _, lang := range []string{"zh", "en"} {
		for _, theme := range []string{"light", "dark"} {
			c.as(lang, theme)
			for _, p := range pages {
				for i, width := range []int64{1280, 390} {
					c.resize(width)
					if i == 0 {
						c.open(p.path)
					}
					what := fmt.Sprintf("%s-%s-%s-%d", p.name, lang, theme, width)
					for _, wrong := range append(c.took(), ask[[]string](c, layout)...) {
						t.Errorf("%s: %s", what, wrong)
					}
					c.axe(what)
					if *everyPage != "" {
						c.shoot(filepath.Join(*everyPage, what+".png"), true)
					}
				}
			}
		}
	}
}

// showsItself makes the README's pictures, on a good day: all alerts arrived.
func (n *newsroomUnderTest) showsItself(t *testing.T, c *chrome) {
	article, _ := n.told(t)
	n.accept.Store(true)
	if _, err := n.store.Retry(t.Context(), time.Time{}, "group"); err != nil {
		t.Fatal(err)
	}
	eventually(t, "all open alerts arrive", func() bool {
		page, err := n.store.Alerts(t.Context(), newswatch.AlertQuery{Unacked: true, Severity: newswatch.High, Type: newswatch.AlertRaised, Limit: 6})
		waits := func(item newswatch.AlertItem) bool {
			return slices.ContainsFunc(item.Deliveries, func(d newswatch.Delivery) bool { return d.State != newswatch.Delivered })
		}
		return err == nil && !slices.ContainsFunc(page.Items, waits)
	})
	c.as("zh", "light")
	c.resize(1280)
	for name, path := range map[string]string{"overview": "/", "article": "/articles/" + article, "sites": "/sites", "figures": "/figures"} {
		c.open(path)
		c.until("the page is live", `document.querySelector("#live").textContent === "实时更新"`)
		c.shoot(filepath.Join(*screenshots, name+".webp"), false)
	}
}

func (n *newsroomUnderTest) doesWhatPeopleDo(t *testing.T, c *chrome) {
	c.as("zh", "light")
	c.resize(1280)

	// Search as one types; the disguised copy is found and marked too.
	c.open("/articles")
	c.typeInto("input[name=q]", "萧山")
	c.until("萧山 is found and marked, in a disguised copy too", `(() => { const marks = [...document.querySelectorAll("#results mark")].map(m => m.textContent); return marks.includes("萧山") && marks.some(m => m.startsWith("蕭山")) })()`)
	if address := ask[string](c, "decodeURIComponent(location.search)"); address != "?q=萧山" {
		t.Errorf("the search is not in the address: %s", address)
	}

	// A refused alert is sent again.
	c.open("/alerts?state=dead")
	c.click("#list .title a")
	c.until("the answer of the channel is shown", `!!document.querySelector("#deliveries .tag.bad") && document.body.innerText.includes("这个群不接收消息")`)
	n.accept.Store(true)
	c.click("form[action$='/retry'] button")
	c.until("the alert is delivered", `!!document.querySelector("#deliveries .row .tag.good") && !document.querySelector("#deliveries .row .tag:not(.good)")`)

	// A site is run, and its row changes without a new page.
	n.press.publish(n.press.outlets[0], n.press.desk.Write(time.Now().In(china)))
	c.open("/sites")
	before := ask[string](c, `window.stays = true; document.querySelector("#site-people td.n").textContent`)
	c.click("#site-people form button")
	c.until("the row shows the new article", fmt.Sprintf(`document.querySelector("#site-people td.n").textContent !== %q && window.stays`, before))

	// The test box explains a text.
	c.open("/try")
	c.typeInto("textarea[name=text]", "湘湖边的步道今天开放。")
	c.click("form[action='/try'] button")
	c.until("the box says what fires and what does not", `!!document.querySelector("#trial a[href='/watches/xianghu']") && document.querySelector("#trial mark")?.textContent === "湘湖" && document.querySelector("#trial a[href='/watches/bingtuan']") !== null`)

	// The keyboard moves, and helps.
	c.open("/articles")
	c.key("j")
	c.key("j")
	if at := ask[string](c, `[...document.querySelectorAll("ul.list > li")].findIndex(e => e.classList.contains("chosen")) + " " + (document.activeElement === document.querySelectorAll("ul.list > li")[1].querySelector("a"))`); at != "1 true" {
		t.Errorf("after j j: %s", at)
	}
	c.key("?")
	if !ask[bool](c, `document.querySelector("#help").open`) {
		t.Error("? shows no help")
	}
	c.key("Escape")
	c.key("/")
	if !ask[bool](c, `document.activeElement.name === "q"`) {
		t.Error("/ does not lead to the search")
	}
	for _, wrong := range c.took() {
		t.Error(wrong)
	}
}
