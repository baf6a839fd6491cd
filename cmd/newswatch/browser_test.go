package main

import (
	"flag"
	"fmt"
	"net/url"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"newswatch"
)

var (
	screenshots = flag.String("screenshots", "", "folder for the README's screenshots, made by the browser test")
	everyPage   = flag.String("every-page", "", "folder for a screenshot of every page in every look, made by the browser test")
)

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

// misprinted is what the papers of the demonstration contradict each other in.
const misprinted = "萧山|GDP增速"

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
		{"sites", "/sites"}, {"site", "/sites/people"}, {"site-failing", "/sites/xsnet"}, {"trouble", "/alerts/" + n.trouble(t)},
		{"figures", "/figures"}, {"conflict", "/figures?of=" + url.QueryEscape(misprinted)},
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
	for name, path := range map[string]string{"overview": "/", "article": "/articles/" + article, "sites": "/sites", "figures": "/figures?of=" + url.QueryEscape(misprinted)} {
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

	// An alert is acknowledged where it is listed, and leaves the list.
	c.open("/")
	first := ask[string](c, `window.stays = true; document.querySelector("#open li").dataset.id`)
	c.click(fmt.Sprintf("#open li[data-id='%s'] form.ack button", first))
	c.until("the acknowledged alert is no longer listed as open", fmt.Sprintf(`window.stays && !document.querySelector("#open li[data-id='%s']")`, first))

	// A site is run, and its row changes without a new page.
	n.press.publish(n.press.outlets[0], n.press.desk.Write(time.Now().In(china)))
	c.open("/sites")
	before := ask[string](c, `window.stays = true; document.querySelector("#site-people td.n").textContent`)
	c.click("#site-people form button")
	c.until("the row shows the new article", fmt.Sprintf(`document.querySelector("#site-people td.n").textContent !== %q && window.stays`, before))

	// A site that was redesigned shows what was read before and after, and since when.
	c.open("/sites/xsnet")
	if lost := ask[[]string](c, `[...document.querySelectorAll("#troubles tr.lost th")].map(e => e.textContent)`); len(lost) == 0 {
		t.Error("the comparison of the redesigned site's pages marks no field as lost")
	}
	if bars := ask[int](c, `document.querySelectorAll("#health li svg.strip rect.lacked").length`); bars == 0 {
		t.Error("no day lacks a field")
	}

	// A misprint is shown as a contradiction.
	c.open("/figures?of=" + url.QueryEscape(misprinted))
	if n := ask[int](c, `document.querySelectorAll("#conflicts li").length`); n == 0 {
		t.Error("the misprinted figure contradicts nothing")
	}

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
