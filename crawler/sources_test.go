package crawler

import (
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"newswatch"
)

func gbk(t testing.TB, text string) []byte {
	t.Helper()
	b, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func send(contentType string, body []byte) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", contentType)
		w.Write(body)
	}
}

var beijing = time.FixedZone("CST", 8*3600)

func TestReadFeed(t *testing.T) {
	base := &url.URL{Scheme: "http", Host: "a.cn", Path: "/rss.xml"}
	now := time.Date(2026, 2, 16, 0, 0, 0, 0, beijing)
	rss := func(encoding string) string {
		return `<?xml version="1.0" encoding="` + encoding + `"?><rss version="2.0"><channel><title>要闻</title>
<item><title>图书馆开放</title><link>/n/1.html</link><pubDate>2026-02-15 20:03:00</pubDate></item>
<item><title>渡口改造</title><guid isPermaLink="true">http://a.cn/n/2.html</guid><pubDate>Sun, 15 Feb 2026 12:03:00 GMT</pubDate></item>
<item><title>没有地址</title></item></channel></rss>`
	}
	atom := `<feed xmlns="http://www.w3.org/2005/Atom"><title>要闻</title><entry><title>图书馆开放</title><link href="http://a.cn/n/1.html"/><published>2026-02-15T20:03:00+08:00</published></entry></feed>`
	tests := []struct {
		name string
		body []byte
		kind string
		want int
	}{
		{"RSS", []byte(rss("utf-8")), "text/xml", 2},
		{"RSS in GBK that says so", gbk(t, rss("gb2312")), "text/xml", 2},
		{"RSS in GBK that says UTF-8", gbk(t, rss("utf-8")), "text/xml; charset=utf-8", 2},
		{"RSS in UTF-8 that says GBK", []byte(rss("gbk")), "text/xml", 2},
		{"RSS behind a byte order mark and blanks", []byte("\xef\xbb\xbf\r\n " + rss("utf-8")), "", 2},
		{"Atom", []byte(atom), "application/atom+xml", 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			links, err := readFeed(tt.body, tt.kind, "", base, now, beijing)
			if err != nil || len(links) != tt.want {
				t.Fatalf("%d links, error %v", len(links), err)
			}
			if links[0].Title != "图书馆开放" || links[0].URL.String() != "http://a.cn/n/1.html" {
				t.Errorf("first link %+v", links[0])
			}
			for _, l := range links {
				if got := l.Published.Time.Format(time.RFC3339); got != "2026-02-15T20:03:00+08:00" {
					t.Errorf("%s is of %s", l.URL, got)
				}
			}
		})
	}
	for _, bad := range []string{"", "<html></html>", "{}", "<rss><channel>", "no feed"} {
		if links, err := readFeed([]byte(bad), "", "", base, now, beijing); err == nil && len(links) > 0 {
			t.Errorf("%q gives %v", bad, links)
		}
	}
}

func TestReadSitemap(t *testing.T) {
	base := &url.URL{Scheme: "http", Host: "a.cn", Path: "/sitemap.xml"}
	now := time.Date(2026, 2, 16, 0, 0, 0, 0, beijing)
	read := func(body string) (sitemap, error) {
		return readSitemap([]byte(body), "text/xml", base, now, beijing, 1<<20)
	}
	pages := "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n" + `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="n" xmlns:image="i">
<url><loc> http://a.cn/n/1.html </loc><lastmod>2026-02-15</lastmod><image:image><image:loc>http://a.cn/x.jpg</image:loc></image:image></url>
<url><loc>http://a.cn/n/2.html?a=1&amp;b=2</loc><news:news><news:publication_date>2026-02-14T08:00:00+08:00</news:publication_date><news:title>渡口</news:title></news:news></url>
<url><loc>ftp://a.cn/</loc></url></urlset>`
	m, err := read(pages)
	if err != nil || m.Index || len(m.Entries) != 2 {
		t.Fatalf("a sitemap: %+v, %v", m, err)
	}
	if m.Entries[0].URL.String() != "http://a.cn/n/1.html" || m.Entries[0].Modified.Format(time.DateOnly) != "2026-02-15" {
		t.Errorf("first page %+v", m.Entries[0])
	}
	if m.Entries[1].URL.RawQuery != "a=1&b=2" || m.Entries[1].Title != "渡口" || m.Entries[1].Modified.Hour() != 8 {
		t.Errorf("second page %+v", m.Entries[1])
	}
	if m, err = read(string(zipped([]byte(pages)))); err != nil || len(m.Entries) != 2 {
		t.Errorf("packed: %+v, %v", m, err)
	}
	if m, err = read(`<sitemapindex><sitemap><loc>http://a.cn/1.xml.gz</loc><lastmod>2026-01-01</lastmod></sitemap></sitemapindex>`); err != nil || !m.Index || len(m.Entries) != 1 {
		t.Errorf("an index: %+v, %v", m, err)
	}
	if m, err = read("http://a.cn/n/1.html\r\nnonsense\nhttp://a.cn/n/2.html"); err != nil || len(m.Entries) != 2 {
		t.Errorf("a plain list: %+v, %v", m, err)
	}
	for name, bad := range map[string]string{
		"a gzip bomb":     string(zipped(bytes.Repeat([]byte(" "), 2<<20))),
		"truncated gzip":  string(zipped([]byte(pages))[:100]),
		"a page of HTML":  "<html><body><p>x</p></body></html>",
		"a cut-off file":  pages[:200],
		"a broken entity": "<urlset><url><loc>http://a.cn/&#x0;</loc></url></urlset>",
	} {
		if m, err := read(bad); err == nil && len(m.Entries) > 0 {
			t.Errorf("%s: %d pages, no error", name, len(m.Entries))
		}
	}
	var long strings.Builder
	long.WriteString("<urlset>")
	for i := range maxSitemap + 10 {
		fmt.Fprintf(&long, "<url><loc>http://a.cn/n/%d.html</loc></url>", i)
	}
	if m, err := read(long.String() + "</urlset>"); err != nil || len(m.Entries) != maxSitemap || !m.Cut {
		t.Errorf("a sitemap that is too long: %d pages, cut %v, %v", len(m.Entries), m.Cut, err)
	}
}

func TestFeedJSONAndSitemapSources(t *testing.T) {
	town := newTownSite(t)
	town.publish(1, 2, 3, 4, 5)
	link := func(n int) string { return town.URL + articlePath(n) }
	town.set("/rss.xml", send("text/xml", gbk(t, `<?xml version="1.0" encoding="gb2312"?><rss version="2.0"><channel><title>小城</title><item><title>一号</title><link>`+link(1)+`</link></item></channel></rss>`)))
	town.set("/index.js", send("application/javascript", []byte("\xef\xbb\xbfvar list = "+`{"items":[{"title":"二","url":"`+link(2)+`","date":"2026-02-15 20:03:00"},{"url":"/other"}]};`)))
	town.set("/sitemap.xml", send("text/xml", []byte(`<sitemapindex><sitemap><loc>`+town.URL+`/s1.xml.gz</loc></sitemap><sitemap><loc>`+town.URL+`/missing.xml</loc></sitemap></sitemapindex>`)))
	town.set("/s1.xml.gz", send("application/x-gzip", zipped([]byte(`<urlset><url><loc>`+link(3)+`</loc></url><url><loc>`+town.URL+`/about.html</loc></url></urlset>`))))
	town.set("/list.html", send("text/html; charset=gb2312", gbk(t, strings.Replace(listPage("", 4, 5), "<body>", "<body>新闻列表", 1))))
	site := town.town(t, `  - feed: "$/rss.xml"
  - { json: "$/index.js?_=1", items: items, url: url, published: { field: date, layout: "2006-01-02 15:04:05" } }
  - sitemap: "$/sitemap.xml"
  - { list: "$/list.html", links: "ul.list a" }`)
	town.set("/index.js?_=1", town.pages["/index.js"])
	a := newArchive()
	c := newTestCrawler(t, a, nil)
	rep := crawl(t, c, site, Options{})
	if rep.New != 5 || rep.Status != newswatch.StatusPartial || len(rep.Failures) != 1 || !strings.Contains(rep.Failures[0].URL, "missing.xml") {
		t.Errorf("first run: %+v", rep)
	}
	town.set("/missing.xml", send("text/xml", []byte(`<urlset></urlset>`)))
	if rep = crawl(t, c, site, Options{}); rep.New != 0 || rep.Fetched != 0 {
		t.Errorf("second run: %+v", rep)
	}
	town.requests()
	rep = crawl(t, c, site, Options{})
	if asked := town.requests(); len(asked) != 4 || rep.NotModified != 4 {
		t.Errorf("third run asked for %q: %+v", asked, rep)
	}
}

func TestListOfTenThousandLinksIsTakenInParts(t *testing.T) {
	town := newTownSite(t)
	numbers := make([]int, 10_000)
	for i := range numbers {
		numbers[i] = 10_000 - i
	}
	town.set("/list.html", tagged(listPage("", numbers...)))
	a := newArchive()
	c := newTestCrawler(t, a, nil)
	rep := crawl(t, c, town.town(t, oneList), Options{DryRun: true, Budget: time.Nanosecond})
	if rep.Listed < 2_000 || !warned(rep, "articles are left for the next run") {
		t.Errorf("report %+v", rep)
	}
	if a.asks != 1 {
		t.Errorf("the archive was asked %d times", a.asks)
	}
	town.publish(numbers[:5]...) // the others are 404
	rep = crawl(t, c, town.town(t, oneList), Options{})
	if rep.New != 5 || !warned(rep, fmt.Sprintf("%d more failures are not listed", maxNew-5-maxFailures)) {
		t.Errorf("%d new, %d failures, warnings %q", rep.New, len(rep.Failures), rep.Warnings)
	}
}

func TestBackfillOfAList(t *testing.T) {
	town := newTownSite(t)
	var all []int
	for n := range 28 {
		all = append(all, 27-n) // of 28 February down to 1 February
	}
	town.publish(all...)
	for i := 0; i < 28; i += 4 {
		path, next := fmt.Sprintf("/list_%d.html", i/4), fmt.Sprintf("/list_%d.html", i/4+1)
		if i == 0 {
			path = "/list.html"
		}
		town.set(path, tagged(listPage(next, all[i:i+4]...)))
	}
	a := newArchive()
	c := newTestCrawler(t, a, nil)
	site := town.town(t, oneList)
	since, until := time.Date(2026, 2, 13, 0, 0, 0, 0, beijing), time.Date(2026, 2, 16, 0, 0, 0, 0, beijing)
	rep := crawl(t, c, site, Options{Since: since, Until: until})
	if rep.New != 3 || rep.Status != newswatch.StatusOK {
		t.Errorf("three days: %+v, %v", rep, a.titles())
	}
	for _, s := range a.articles {
		if !s.Late || s.Article.Published.Before(since) || !s.Article.Published.Before(until) {
			t.Errorf("%s of %v, late %v", s.Article.Title, s.Article.Published, s.Late)
		}
	}
	asked := town.requests()
	if slices.Contains(asked, "/list_5.html") || !slices.Contains(asked, "/list_3.html") {
		t.Errorf("the lists were read to the wrong depth: %q", asked)
	}
	// A backfill says nothing about what is new.
	if rep = crawl(t, c, site, Options{}); rep.New != 12-0 {
		t.Errorf("the ordinary run after it: %+v", rep)
	}
	if rep = crawl(t, c, site, Options{MaxPages: 1}); rep.NotModified != 1 {
		t.Errorf("one page of an unchanged list: %+v", rep)
	}
}

func TestDatedLists(t *testing.T) {
	town := newTownSite(t)
	town.publish(1, 2)
	site := town.town(t, `  - { list: "$/{yyyy}/{mm}{dd}.html", links: "ul.list a" }`)
	today := dayOf(time.Now(), site.Location)
	town.set(today.AddDate(0, 0, -1).Format("/2006/0102")+".html", tagged(listPage("", 1, 2)))
	a := newArchive()
	c := newTestCrawler(t, a, nil)
	if rep := crawl(t, c, site, Options{}); rep.Status != newswatch.StatusOK || rep.Listed != 0 {
		t.Errorf("before today's list is there: %+v", rep)
	}
	a.last = today.AddDate(0, 0, -1)
	if rep := crawl(t, c, site, Options{}); rep.New != 2 {
		t.Errorf("yesterday's list, when the last run was yesterday: %+v", rep)
	}
}

func FuzzReadFeed(f *testing.F) {
	f.Add([]byte(`<?xml version="1.0" encoding="gbk"?><rss version="2.0"><channel><item><title>a</title><link>/n</link><pubDate>2026-02-15</pubDate></item></channel></rss>`))
	f.Add([]byte(`<feed xmlns="http://www.w3.org/2005/Atom"><entry><link href="&#0;"/></entry></feed>`))
	f.Add([]byte(`{"version":"https://jsonfeed.org/version/1.1","items":[{"url":"/a"}]}`))
	base := &url.URL{Scheme: "http", Host: "a.cn"}
	f.Fuzz(func(t *testing.T, body []byte) {
		links, err := readFeed(body, "text/xml", "", base, time.Unix(1771000000, 0), beijing)
		for _, l := range links {
			if err != nil || l.URL == nil || l.URL.Scheme != "http" && l.URL.Scheme != "https" {
				t.Fatalf("link %+v, error %v", l, err)
			}
		}
	})
}

func FuzzReadSitemap(f *testing.F) {
	f.Add([]byte(`<urlset><url><loc>http://a.cn/1</loc><lastmod>2026</lastmod></url></urlset>`))
	f.Add(zipped([]byte(`<sitemapindex><sitemap><loc>/x</loc></sitemap></sitemapindex>`)))
	f.Add([]byte("http://a.cn/1\nhttp://a.cn/2"))
	base := &url.URL{Scheme: "http", Host: "a.cn"}
	f.Fuzz(func(t *testing.T, body []byte) {
		m, _ := readSitemap(body, "", base, time.Unix(1771000000, 0), beijing, 1<<20)
		for _, e := range m.Entries {
			if e.URL == nil || e.URL.Host == "" {
				t.Fatalf("entry %+v", e)
			}
		}
	})
}
