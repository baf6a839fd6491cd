package crawler

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"newswatch"
	"newswatch/sites"
)

func TestCrawlFilesEachArticleOnce(t *testing.T) {
	town := newTownSite(t)
	town.publish(1, 2, 3)
	town.set("/list.html", tagged(listPage("", 3, 2, 1)))
	a := newArchive()
	c := newTestCrawler(t, a, nil)
	site := town.town(t, oneList)

	rep := crawl(t, c, site, Options{})
	if rep.Status != newswatch.StatusOK || rep.Listed != 3 || rep.Fetched != 3 || rep.New != 3 || len(rep.Failures) != 0 || rep.Bytes == 0 {
		t.Errorf("first run: %+v", rep)
	}
	got := a.articles[strings.Replace(town.URL, "127.0.0.1", "127.0.0.1", 1)+articlePath(2)]
	if got == nil {
		t.Fatalf("article 2 is not filed: %v", a.titles())
	}
	if got.Article.Title != "第2号消息" || got.Article.Source != "小城日报" || got.Article.Template != "2026" ||
		got.Article.Published.Format(time.RFC3339) != "2026-02-03T08:30:00+08:00" || got.Article.Site != "town" {
		t.Errorf("article 2: %+v", got.Article)
	}
	if got.Page.Charset != "utf-8" || got.Page.Status != 200 || len(got.Page.Body) == 0 || got.Page.ETag == "" {
		t.Errorf("evidence of article 2: %+v", got.Page)
	}
	if a.asks != 1 {
		t.Errorf("the archive was asked %d times what is known of one list", a.asks)
	}
	town.requests()

	rep = crawl(t, c, site, Options{})
	if rep.Status != newswatch.StatusOK || rep.NotModified != 1 || rep.Fetched != 0 || rep.New != 0 {
		t.Errorf("second run: %+v", rep)
	}
	if asked := town.requests(); !slices.Equal(asked, []string{"/list.html"}) {
		t.Errorf("second run asked for %q", asked)
	}
	if len(a.reports) != 2 {
		t.Errorf("%d reports are stored", len(a.reports))
	}
}

func TestListsStopWhereNothingIsNew(t *testing.T) {
	town := newTownSite(t)
	town.publish(1, 2, 3, 4, 5, 6, 7)
	town.set("/list.html", tagged(listPage("/list_1.html", 6, 5)))
	town.set("/list_1.html", tagged(listPage("/list_2.html", 4, 3)))
	town.set("/list_2.html", tagged(listPage("/list_3.html", 2, 1)))
	a := newArchive()
	c := newTestCrawler(t, a, nil)
	site := town.town(t, oneList)
	if rep := crawl(t, c, site, Options{}); rep.New != 6 {
		t.Fatalf("first run: %+v", rep)
	}
	town.requests()
	town.set("/list.html", tagged(listPage("/list_1.html", 7, 6)))
	if rep := crawl(t, c, site, Options{}); rep.New != 1 {
		t.Errorf("second run: %+v", rep)
	}
	if asked := town.requests(); !slices.Equal(asked, []string{"/list.html", articlePath(7), "/list_1.html"}) &&
		!slices.Equal(asked, []string{"/list.html", "/list_1.html", articlePath(7)}) {
		t.Errorf("second run asked for %q", asked)
	}
}

func TestListIsReadAgainUntilEverythingIsFiled(t *testing.T) {
	town := newTownSite(t)
	town.publish(1)
	town.set(articlePath(2), func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusBadGateway) })
	town.set("/list.html", tagged(listPage("", 2, 1)))
	a := newArchive()
	c := newTestCrawler(t, a, nil)
	site := town.town(t, oneList)
	rep := crawl(t, c, site, Options{})
	if rep.Status != newswatch.StatusPartial || rep.New != 1 || len(rep.Failures) != 1 || !strings.Contains(rep.Failures[0].Error, "502") {
		t.Errorf("first run: %+v", rep)
	}
	town.publish(2)
	if rep = crawl(t, c, site, Options{}); rep.New != 1 || rep.Status != newswatch.StatusOK {
		t.Errorf("when the site is well again: %+v", rep)
	}
	if rep = crawl(t, c, site, Options{}); rep.NotModified != 1 {
		t.Errorf("when all is filed: %+v", rep)
	}
}

func TestKilledRunLosesNothing(t *testing.T) {
	town := newTownSite(t)
	town.publish(1, 2, 3, 4)
	town.set("/list.html", tagged(listPage("/list_1.html", 4, 3)))
	town.set("/list_1.html", tagged(listPage("", 2, 1)))
	a := newArchive()
	c := newTestCrawler(t, a, nil)
	c.Workers = 1
	site := town.town(t, oneList)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	a.submitted = func() {
		if a.submits == 2 {
			cancel()
		}
	}
	report, err := c.Crawl(ctx, []*sites.Site{site}, Options{})
	if !errors.Is(err, context.Canceled) || report.Sites[0].Status != newswatch.StatusPartial || !strings.Contains(report.Sites[0].Error, "called off") {
		t.Errorf("a run that was called off: %v, %+v", err, report.Sites[0])
	}
	if report.Sites[0].New != 2 || len(a.reports) != 1 {
		t.Errorf("the partial report: %+v, %d stored", report.Sites[0], len(a.reports))
	}
	a.submitted = nil
	// The first page has nothing new now, but the second was never read out.
	crawl(t, c, site, Options{})
	if got := a.titles(); len(got) != 4 {
		t.Errorf("after the next run: %v", got)
	}
}

func TestStatusFailedWhenNoListCouldBeRead(t *testing.T) {
	town := newTownSite(t)
	a := newArchive()
	rep := crawl(t, newTestCrawler(t, a, nil), town.town(t, oneList), Options{})
	if rep.Status != newswatch.StatusFailed || !strings.Contains(rep.Error, "no list could be read") || !strings.Contains(rep.Error, "404") {
		t.Errorf("report %+v", rep)
	}
}

func TestRunsOfOneSiteDoNotOverlap(t *testing.T) {
	town := newTownSite(t)
	a := newArchive()
	a.running = true
	rep := crawl(t, newTestCrawler(t, a, nil), town.town(t, oneList), Options{})
	if rep.Status != newswatch.StatusFailed || !strings.Contains(rep.Error, "another run of this site is under way") {
		t.Errorf("report %+v", rep)
	}
	if asked := town.requests(); len(asked) != 0 {
		t.Errorf("asked for %q", asked)
	}
}

func TestDryRunStoresNothing(t *testing.T) {
	town := newTownSite(t)
	town.publish(1, 2)
	town.set("/list.html", tagged(listPage("", 2, 1)))
	a := newArchive()
	rep := crawl(t, newTestCrawler(t, a, nil), town.town(t, oneList), Options{DryRun: true})
	if rep.New != 2 || rep.Status != newswatch.StatusOK {
		t.Errorf("report %+v", rep)
	}
	if a.submits+len(a.reports)+len(a.validators)+len(a.aliases)+len(a.seen) != 0 || a.running {
		t.Errorf("something was stored: %+v", a)
	}
}

func TestOneArticleUnderFiveAddresses(t *testing.T) {
	town := newTownSite(t)
	town.publish(1)
	p := articlePath(1)
	town.set("/list.html", tagged(`<html><body><ul class="list"><li><a href="`+p+`">一</a><li><a href="`+p+`?utm_source=weibo">一</a>
<li><a href="`+p+`#comments">一</a><li><a href="`+town.URL+p+`?from=singlemessage">一</a><li><a href=" `+p+`
">一</a></ul></body></html>`))
	a := newArchive()
	rep := crawl(t, newTestCrawler(t, a, nil), town.town(t, oneList), Options{})
	if rep.Listed != 1 || rep.Fetched != 1 || rep.New != 1 {
		t.Errorf("report %+v", rep)
	}
}

func TestProgressAndManySites(t *testing.T) {
	town := newTownSite(t)
	town.publish(1, 2, 3)
	town.set("/list.html", tagged(listPage("", 3, 2, 1)))
	a := newArchive()
	var told []Progress
	crawl(t, newTestCrawler(t, a, nil), town.town(t, oneList), Options{Progress: func(p Progress) { told = append(told, p) }})
	if len(told) != 4 || !told[3].Done || told[3].New != 3 || told[3].Read != 3 {
		t.Errorf("progress %+v", told)
	}
}

func TestArticleIsFiledOnceInItsOwnForm(t *testing.T) {
	town := newTownSite(t)
	town.publish(1)
	mobile := strings.Replace(articlePage(1), "<head>", `<head><link rel="canonical" href="`+town.URL+articlePath(1)+`">`, 1)
	town.set("/2026/03/01/a9.html", tagged(strings.Replace(mobile, "三百株", "300株", 1)))
	town.set("/list.html", tagged(listPage("", 1)))
	a := newArchive()
	c := newTestCrawler(t, a, nil)
	crawl(t, c, town.town(t, oneList), Options{})
	town.set("/list.html", tagged(`<ul class="list"><a href="/2026/03/01/a9.html">第1号消息</a></ul>`))
	if rep := crawl(t, c, town.town(t, oneList), Options{}); rep.Revised != 0 || a.submits != 1 {
		t.Errorf("report %+v, %d submitted", rep, a.submits)
	}
	if a.aliases[town.URL+"/2026/03/01/a9.html"] != town.URL+articlePath(1) {
		t.Errorf("aliases %v", a.aliases)
	}
}

func TestListIsReadAgainWhenTheDefinitionChanged(t *testing.T) {
	town := newTownSite(t)
	town.publish(1, 2)
	town.set("/list.html", tagged(listPage("", 1)+`<div class="top"><a href="`+articlePath(2)+`">头条</a></div>`))
	c := newTestCrawler(t, newArchive(), nil)
	if rep := crawl(t, c, town.town(t, oneList), Options{}); rep.New != 1 {
		t.Errorf("first definition: %+v", rep)
	}
	wider := strings.Replace(oneList, "ul.list a", "ul.list a, .top a", 1)
	if rep := crawl(t, c, town.town(t, wider), Options{}); rep.New != 1 {
		t.Errorf("wider definition, unchanged list: %+v", rep)
	}
}
