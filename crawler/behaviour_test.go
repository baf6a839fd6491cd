package crawler

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"newswatch"
)

func moved(to string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, to, http.StatusFound) }
}

// TestArticleFaults lists what an article's page may come to, and what a run
// makes of it.
func TestArticleFaults(t *testing.T) {
	page := func(html string) http.HandlerFunc { return send("text/html", []byte(html)) }
	dated := func(date string) string {
		return strings.Replace(articlePage(1), "2026年02月02日 08:30", date, 1)
	}
	tests := []struct {
		name   string
		serve  http.HandlerFunc
		err    string // of the one failure; "" where the article is filed
		status newswatch.Status
		check  func(t *testing.T, s *newswatch.Sighting)
	}{
		{"a soft 404", page("<html><head><title>页面不存在</title></head><body>您访问的页面不存在</body></html>"), "gone: soft 404", newswatch.StatusPartial, nil},
		{"a redirect to the front page", moved("/"), "leads to another page, which is no article of the site", newswatch.StatusPartial, nil},
		{"a redirect to a list", moved("/list.html"), "leads to another page, which is no article of the site", newswatch.StatusPartial, nil},
		{"a captcha with status 200", page("<html><head><title>安全验证</title></head><body>请拖动滑块</body></html>"), "blocked: a captcha or browser check", newswatch.StatusPartial, nil},
		{"no article", page("<html><body><video></video></body></html>"), "not an article", newswatch.StatusPartial, nil},
		{"100,000 nested elements", page("<html><body>" + strings.Repeat("<div>", 100_000) + "x</body></html>"), "not an article", newswatch.StatusPartial, nil},
		{"a 404", http.NotFound, "the server answered 404 Not Found", newswatch.StatusPartial, nil},
		{"forbidden by robots.txt", nil, "forbidden by robots.txt", newswatch.StatusPartial, nil},
		{
			"GBK that says UTF-8", send("text/html; charset=utf-8", gbk(t, articlePage(1))), "", newswatch.StatusOK,
			func(t *testing.T, s *newswatch.Sighting) {
				if s.Article.Title != "第1号消息" || s.Page.Charset != "gb18030" {
					t.Errorf("read as %s: %q", s.Page.Charset, s.Article.Title)
				}
			},
		}, {
			"UTF-8 that says GBK", send("text/html; charset=gbk", []byte(articlePage(1))), "", newswatch.StatusOK,
			func(t *testing.T, s *newswatch.Sighting) {
				if s.Article.Title != "第1号消息" || s.Page.Charset != "utf-8" {
					t.Errorf("read as %s: %q", s.Page.Charset, s.Article.Title)
				}
			},
		}, {
			"a byte order mark and NUL bytes", page("\xef\xbb\xbf" + strings.ReplaceAll(articlePage(1), "公园", "公\x00园")), "", newswatch.StatusOK,
			func(t *testing.T, s *newswatch.Sighting) {
				if !strings.Contains(s.Article.Text, "口袋公园") {
					t.Errorf("text %q", s.Article.Text)
				}
			},
		}, {
			"5 MB on one line", page(strings.Replace(articlePage(1), "</body>", "<!--"+strings.Repeat("x", 5<<20)+"--></body>", 1)), "", newswatch.StatusOK, nil,
		}, {
			"a date of 2099", page(dated("2099年02月02日 08:30")), "", newswatch.StatusOK,
			func(t *testing.T, s *newswatch.Sighting) {
				if s.Article.Published.Year() == 2099 {
					t.Errorf("published %v", s.Article.Published)
				}
			},
		}, {
			"a date of 1970", page(dated("1970年01月01日 08:00")), "", newswatch.StatusOK,
			func(t *testing.T, s *newswatch.Sighting) {
				if y := s.Article.Published.Year(); y == 1970 && !s.Late {
					t.Errorf("published %v and not late", s.Article.Published)
				}
			},
		}, {
			"no template fits", page(strings.ReplaceAll(strings.ReplaceAll(articlePage(1), `id="body"`, `id="text"`), "h1>", "h2>")), "", newswatch.StatusOK,
			func(t *testing.T, s *newswatch.Sighting) {
				if s.Article.Template != "fallback" || !slices.Contains(s.Missing, "body") {
					t.Errorf("template %q, missing %q", s.Article.Template, s.Missing)
				}
			},
		}, {
			"moved to another address of the site", moved(articlePath(2)), "", newswatch.StatusOK,
			func(t *testing.T, s *newswatch.Sighting) {
				if !strings.HasSuffix(s.Article.URL, articlePath(2)) || !strings.HasSuffix(s.Page.URL, articlePath(1)) {
					t.Errorf("article %s of page %s", s.Article.URL, s.Page.URL)
				}
			},
		}, {
			"moved by a page that only says so", page(`<meta http-equiv=refresh content="0;url=` + articlePath(2) + `">`), "", newswatch.StatusOK, nil,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			town := newTownSite(t)
			town.publish(2)
			town.set("/", page("<html><body>首页</body></html>"))
			town.set("/list.html", tagged(listPage("", 1)))
			if tt.serve != nil {
				town.set(articlePath(1), tt.serve)
			} else {
				town.set("/robots.txt", send("text/plain", []byte("User-agent: *\nDisallow: /2026/")))
			}
			a := newArchive()
			c := newTestCrawler(t, a, nil)
			c.MaxAge = 24 * time.Hour
			rep := crawl(t, c, town.town(t, oneList), Options{})
			if rep.Status != tt.status {
				t.Errorf("status %s: %+v", rep.Status, rep)
			}
			if tt.err == "" {
				if rep.New != 1 || len(rep.Failures) != 0 {
					t.Fatalf("report %+v", rep)
				}
				for _, s := range a.articles {
					if tt.check != nil {
						tt.check(t, s)
					}
				}
				return
			}
			if len(rep.Failures) != 1 || !strings.Contains(rep.Failures[0].Error, tt.err) || !strings.HasSuffix(rep.Failures[0].URL, articlePath(1)) {
				t.Errorf("failures %+v, want %q", rep.Failures, tt.err)
			}
			if a.submits != 0 {
				t.Error("something was filed")
			}
		})
	}
}

func TestMovedArticleIsKnownByBothAddresses(t *testing.T) {
	town := newTownSite(t)
	town.publish(2)
	town.set(articlePath(1), func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, articlePath(2), http.StatusMovedPermanently)
	})
	town.set("/list.html", tagged(listPage("", 1, 2)))
	a := newArchive()
	c := newTestCrawler(t, a, nil)
	site := town.town(t, oneList)
	if rep := crawl(t, c, site, Options{}); rep.New != 1 || rep.Status != newswatch.StatusOK {
		t.Errorf("report %+v", rep)
	}
	town.set("/list.html", tagged(listPage("", 1, 2)+" "))
	town.requests()
	if rep := crawl(t, c, site, Options{}); rep.Fetched > 1 {
		t.Errorf("second run: %+v", rep)
	}
	town.set("/list.html", tagged(listPage("", 1, 2)+"  "))
	if rep := crawl(t, c, site, Options{}); rep.Fetched != 0 {
		t.Errorf("third run: %+v", rep)
	}
}

func TestArticleOnSeveralPages(t *testing.T) {
	town := newTownSite(t)
	part := func(text, next string) string {
		return fmt.Sprintf(`<html><body><h1>老街纪事</h1><div class="info">2026年02月15日 08:30 来源：小城日报</div><div id="body"><p>%s</p></div>%s</body></html>`, text, next)
	}
	long := "上午九点，老街口的钟敲了九下，卖豆腐的推车准时到了桥头，等候的人排到了巷子里。"
	town.set("/2026/02/15/a0001.html", tagged(part("第一页。"+long, `<a class="more" href="a0001_2.html">2</a> <a class="more" href="a0001_3.html">3</a>`)))
	town.set("/2026/02/15/a0001_2.html", tagged(part("第二页。"+long, `<a class="more" href="a0001.html">1</a> <a class="more" href="a0001_3.html">3</a>`)))
	town.set("/2026/02/15/a0001_3.html", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) })
	town.set("/list.html", tagged(`<ul class="list"><a href="/2026/02/15/a0001.html">老街纪事</a></ul>`))
	a := newArchive()
	c := newTestCrawler(t, a, nil)
	site := town.town(t, oneList)
	rep := crawl(t, c, site, Options{})
	if rep.New != 0 || len(rep.Failures) != 1 || !strings.Contains(rep.Failures[0].Error, "page 3 of the article") {
		t.Errorf("with a page that cannot be had: %+v", rep)
	}
	town.set("/2026/02/15/a0001_3.html", http.NotFound)
	b := newArchive()
	if rep = crawl(t, newTestCrawler(t, b, nil), site, Options{}); rep.New != 1 || !warned(rep, "page 3, "+town.URL+"/2026/02/15/a0001_3.html, is missing") {
		t.Errorf("with a page that is gone for good: %+v", rep)
	}
	town.set("/2026/02/15/a0001_3.html", tagged(part("第三页。"+long, "")))
	if rep = crawl(t, c, site, Options{}); rep.New != 1 {
		t.Fatalf("whole: %+v", rep)
	}
	for _, s := range a.articles {
		if want := "第一页。" + long + "\n第二页。" + long + "\n第三页。" + long; s.Article.Text != want {
			t.Errorf("text %q", s.Article.Text)
		}
	}
}

func TestRevisits(t *testing.T) {
	gone := func(w http.ResponseWriter, r *http.Request) { http.NotFound(w, r) }
	tests := []struct {
		name     string
		now      http.HandlerFunc // nil: as it was
		doubtful bool
		absent   string // reason
		status   int
		count    func(newswatch.SiteReport) int
		same     bool // Unchanged was called
	}{
		{name: "as it was", count: func(r newswatch.SiteReport) int { return r.NotModified }, same: true},
		{name: "as it was, after it had been gone", doubtful: true, count: func(r newswatch.SiteReport) int { return r.Fetched }, same: true},
		{name: "changed", now: tagged(strings.Replace(articlePage(1), "三百株", "五百株", 1)), count: func(r newswatch.SiteReport) int { return r.Revised }},
		{name: "404", now: gone, absent: "404", status: 404},
		{name: "410", now: func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusGone) }, absent: "410", status: 410},
		{name: "to the front page", now: func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/index.html", http.StatusFound) }, absent: "redirect to the home page", status: 200},
		{name: "to a list", now: moved("/list.html"), absent: "redirect to a list", status: 200},
		{name: "to a page for what is absent", now: moved("/sorry.html"), absent: "soft 404: 您访问的页面不存在", status: 200},
		{name: "to a page for something else", now: moved("/maintenance.html"), count: func(r newswatch.SiteReport) int { return len(r.Failures) }},
		{name: "to another article", now: moved(articlePath(2)), count: func(r newswatch.SiteReport) int { return len(r.Failures) }},
		{name: "to its new address", now: moved("/content_9.html"), count: func(r newswatch.SiteReport) int { return r.NotModified }, same: true},
		{name: "a soft 404", now: tagged("<html><head><title>该文章已被删除</title></head><body><p>返回</p></body></html>"), absent: "soft 404: 该文章已被删除", status: 200},
		{name: "a server in trouble", now: func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusBadGateway) }, count: func(r newswatch.SiteReport) int { return len(r.Failures) }},
		{name: "blocked", now: func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusForbidden) }, count: func(r newswatch.SiteReport) int { return len(r.Failures) }},
		{name: "a captcha", now: tagged("<html><head><title>安全验证</title></head><body></body></html>"), count: func(r newswatch.SiteReport) int { return len(r.Failures) }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			town := newTownSite(t)
			town.publish(1, 2)
			town.set("/sorry.html", tagged("<html><body>您访问的页面不存在</body></html>"))
			town.set("/maintenance.html", tagged("<html><body>系统维护中，请稍后再来。</body></html>"))
			town.set("/content_9.html", tagged(articlePage(1)))
			town.set("/", tagged("<html><body>首页</body></html>"))
			town.set("/index.html", tagged("<html><body>首页</body></html>"))
			town.set("/list.html", tagged(listPage("", 2, 1)))
			a := newArchive()
			c := newTestCrawler(t, a, nil)
			site := town.town(t, oneList)
			crawl(t, c, site, Options{})
			name := town.URL + articlePath(1)
			a.revisits = []newswatch.Revisit{{ArticleID: 7, Site: "town", URL: name, Canonical: name, Doubtful: tt.doubtful}}
			if tt.now != nil {
				town.set(articlePath(1), tt.now)
			}
			rep := crawl(t, c, site, Options{})
			if tt.absent == "" && len(a.absences) != 0 || tt.absent != "" && (len(a.absences) != 1 || a.absences[0].Reason != tt.absent ||
				a.absences[0].Status != tt.status || a.absences[0].URL != name) {
				t.Errorf("absences %+v, want %q", a.absences, tt.absent)
			}
			if tt.count != nil && tt.count(rep) < 1 {
				t.Errorf("report %+v", rep)
			}
			if tt.same != (len(a.unchanged) == 1) {
				t.Errorf("unchanged %v", a.unchanged)
			}
		})
	}
}

func TestLate(t *testing.T) {
	now := time.Date(2026, 2, 15, 12, 0, 0, 0, beijing)
	tests := []struct {
		name      string
		published time.Time
		precision newswatch.Precision
		maxAge    time.Duration
		o         Options
		late      bool
	}{
		{"fresh", now.Add(-time.Hour), newswatch.Minute, 24 * time.Hour, Options{}, false},
		{"old", now.Add(-25 * time.Hour), newswatch.Minute, 24 * time.Hour, Options{}, true},
		{"old, and no limit", now.Add(-1000 * time.Hour), newswatch.Minute, 0, Options{}, false},
		{"yesterday, which ended half a day ago", now.Add(-36 * time.Hour), newswatch.Day, 24 * time.Hour, Options{}, false},
		{"three days ago", now.Add(-84 * time.Hour), newswatch.Day, 24 * time.Hour, Options{}, true},
		{"nobody knows when", time.Time{}, "", 24 * time.Hour, Options{}, false},
		{"fresh, in a backfill", now.Add(-time.Hour), newswatch.Minute, 24 * time.Hour, Options{Since: now.Add(-48 * time.Hour)}, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := &run{c: &Crawler{MaxAge: tt.maxAge}, o: tt.o, started: now}
			if got := r.late(&newswatch.Article{Published: tt.published, PublishedPrecision: tt.precision}); got != tt.late {
				t.Errorf("late = %v", got)
			}
		})
	}
}

func TestObservationsTellWhatFitted(t *testing.T) {
	town := newTownSite(t)
	town.publish(1)
	town.set(articlePath(2), tagged(strings.Replace(articlePage(2), `class="info"`, `class="meta"`, 1)))
	town.set("/list.html", tagged(listPage("", 2, 1)))
	town.set("/empty.html", tagged("<html><body><ul></ul></body></html>"))
	a := newArchive()
	rep := crawl(t, newTestCrawler(t, a, nil), town.town(t, oneList+"\n  - { list: \"$/empty.html\", links: \"ul.list a\" }"), Options{})
	if rep.New != 2 || rep.Status != newswatch.StatusPartial || !strings.Contains(rep.Failures[0].Error, "holds no links") {
		t.Errorf("report %+v", rep)
	}
	lists := map[string]int{}
	for _, o := range a.seen {
		switch {
		case o.Site != "town" || o.Seen.IsZero():
			t.Errorf("observation %+v", o)
		case o.List:
			lists[strings.TrimPrefix(o.URL, town.URL)] = o.Links
		case strings.HasSuffix(o.URL, articlePath(1)) && (o.Fields["published"] == "" || len(o.Missing) != 0):
			t.Errorf("of article 1: %+v", o)
		case strings.HasSuffix(o.URL, articlePath(2)) && o.Missing["published"] == "":
			t.Errorf("of article 2: %+v", o)
		}
	}
	if lists["/list.html"] != 2 || lists["/empty.html"] != 0 || len(lists) != 2 {
		t.Errorf("lists %v", lists)
	}
}

func TestSiteThatRefusesIsLeftInPeace(t *testing.T) {
	town := newTownSite(t)
	var all []int
	for n := range 50 {
		all = append(all, n)
		town.set(articlePath(n), func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusForbidden) })
	}
	town.set("/list.html", tagged(listPage("", all...)))
	a := newArchive()
	c := newTestCrawler(t, a, nil)
	c.Workers = 1
	rep := crawl(t, c, town.town(t, oneList), Options{})
	if asked := town.requests(); len(asked) > maxRefusals+2 {
		t.Errorf("%d requests", len(asked))
	}
	if !warned(rep, "refused several pages in a row") || !warned(rep, "left for the next run") {
		t.Errorf("warnings %q", rep.Warnings)
	}
}

func TestUnfiledArticlesAreTriedAgain(t *testing.T) {
	town := newTownSite(t)
	town.publish(1)
	town.set("/list.html", tagged(listPage("", 1)))
	a := newArchive()
	c := newTestCrawler(t, a, nil)
	site := town.town(t, oneList)
	a.refuse = errors.New("the disk is full")
	rep := crawl(t, c, site, Options{})
	if rep.Status != newswatch.StatusPartial || len(rep.Failures) != 1 || !strings.Contains(rep.Failures[0].Error, "the article was not filed: the disk is full") {
		t.Errorf("report %+v", rep)
	}
	if _, saved := a.validators[town.URL+articlePath(1)]; saved {
		t.Error("validators of an article that is not filed were stored")
	}
	a.refuse = nil
	if rep = crawl(t, c, site, Options{}); rep.New != 1 {
		t.Errorf("when there is room again: %+v", rep)
	}
}

func TestArticleThatKeepsFailingIsTriedLessOften(t *testing.T) {
	town := newTownSite(t)
	town.set(articlePath(1), func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusBadGateway) })
	town.set("/list.html", tagged(listPage("", 1)))
	c := newTestCrawler(t, newArchive(), func(o *FetchOptions) { o.Retries = 0 })
	site := town.town(t, oneList)
	for range 6 {
		crawl(t, c, site, Options{})
	}
	tries := 0
	for _, path := range town.requests() {
		if path == articlePath(1) {
			tries++
		}
	}
	if tries != patience {
		t.Errorf("tried %d times in six runs, want %d", tries, patience)
	}
	now := time.Now()
	for n := range 12 {
		c.memory.strike("x", now)
		if pause := c.memory.failed["x"].until.Sub(now); n+1 >= patience && (pause < firstPause || pause > longestPause) {
			t.Errorf("after %d failures the pause is %v", n+1, pause)
		}
	}
	if !c.memory.pauses("x", now.Add(longestPause-1)) || c.memory.pauses("x", now.Add(longestPause)) {
		t.Error("the longest pause is not kept")
	}
	if c.memory.forgive("x"); c.memory.pauses("x", now) {
		t.Error("not forgiven")
	}
}
