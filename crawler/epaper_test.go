package crawler

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"newswatch"
	"newswatch/sites"
)

const onePaper = `  - epaper: "$/html/{yyyy-mm}/{dd}/node_1.htm"
    pages: "a[href*='node_']"
    links: "a[href*='content_']"`

// newspaper puts an issue on the site: so many articles on each page; a page
// with a negative number is listed and not there.
func (s *townSite) newspaper(day time.Time, articles ...int) {
	dir := day.Format("/html/2006-01/02/")
	var nav strings.Builder
	for i := range articles {
		fmt.Fprintf(&nav, `<a id="pageLink" href="node_%d.htm">%02d版：第%d类</a> `, i+1, i+1, i+1)
	}
	for i, n := range articles {
		if n < 0 {
			continue
		}
		var list strings.Builder
		for j := range n {
			fmt.Fprintf(&list, `<li><a href="content_%d_%d.htm">第%d版第%d条</a></li>`, i+1, j+1, i+1, j+1)
			s.set(fmt.Sprintf("%scontent_%d_%d.htm", dir, i+1, j+1), tagged(paperArticle(fmt.Sprintf("第%d版第%d条", i+1, j+1), "全文在此，共有三句。第二句说的是桥。第三句说的是路。")))
		}
		s.set(fmt.Sprintf("%snode_%d.htm", dir, i+1), tagged("<html><body>"+nav.String()+"<ul>"+list.String()+"</ul></body></html>"))
	}
}

func paperArticle(title string, paragraphs ...string) string {
	return `<html><body><h1>` + title + `</h1><div id="body"><p>` + strings.Join(paragraphs, "</p><p>") + `</p></div></body></html>`
}

func (s *townSite) paper(t *testing.T, discover string) *sites.Site {
	site := s.town(t, discover)
	site, err := site.With("o.yaml", []byte(`article: { urls: ['/content_\d+_\d+\.htm$'], templates: [ { id: paper, title: h1, body: "#body" } ] }`), 1)
	if err != nil {
		t.Fatal(err)
	}
	return site
}

func warned(rep newswatch.SiteReport, part string) bool {
	for _, w := range rep.Warnings {
		if strings.Contains(w, part) {
			return true
		}
	}
	return false
}

func TestNewspaper(t *testing.T) {
	town := newTownSite(t)
	site := town.paper(t, onePaper)
	today := dayOf(time.Now(), site.Location)
	a := newArchive()
	c := newTestCrawler(t, a, nil)

	rep := crawl(t, c, site, Options{})
	if rep.Status != newswatch.StatusOK || len(rep.Failures)+len(rep.Warnings) != 0 || rep.Listed != 0 {
		t.Errorf("before the issue is out: %+v", rep)
	}

	town.newspaper(today.AddDate(0, 0, -1), 3)
	yesterday := today.AddDate(0, 0, -1).Format("/html/2006-01/02/") + "node_1.htm"
	town.set(today.Format("/html/2006-01/02/")+"node_1.htm", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, yesterday, http.StatusFound)
	})
	rep = crawl(t, c, site, Options{})
	if rep.Status != newswatch.StatusOK || len(rep.Failures)+len(rep.Warnings) != 0 || rep.New != 0 {
		t.Errorf("while the address still leads to yesterday's issue: %+v", rep)
	}

	town.newspaper(today, 5, 4, 4, 3, 3, 2, 2, 1)
	rep = crawl(t, c, site, Options{})
	if rep.Status != newswatch.StatusOK || rep.New != 24 || len(rep.Warnings) != 0 {
		t.Errorf("the issue: %+v", rep)
	}
	perPage := map[string]int{}
	for _, s := range a.articles {
		perPage[s.Article.Page]++
	}
	if perPage["01版：第1类"] != 5 || perPage["08版：第8类"] != 1 || len(perPage) != 8 {
		t.Errorf("articles per page: %v", perPage)
	}

	town.requests()
	if rep = crawl(t, c, site, Options{}); rep.New != 0 || rep.NotModified != 1 {
		t.Errorf("the second run: %+v", rep)
	}
	if asked := town.requests(); len(asked) != 1 {
		t.Errorf("the second run asked for %q", asked)
	}
}

func TestNewspaperBackIssues(t *testing.T) {
	town := newTownSite(t)
	site := town.paper(t, onePaper)
	today := dayOf(time.Now(), site.Location)
	for back := 1; back <= 4; back++ {
		if back != 3 {
			town.newspaper(today.AddDate(0, 0, -back), 2, 1)
		}
	}
	a := newArchive()
	rep := crawl(t, newTestCrawler(t, a, nil), site, Options{Since: today.AddDate(0, 0, -3)})
	if rep.Status != newswatch.StatusOK || rep.New != 6 {
		t.Errorf("two issues of three days: %+v", rep)
	}
	if want := "no issue of " + today.AddDate(0, 0, -3).Format(time.DateOnly); !warned(rep, want) || len(rep.Warnings) != 1 {
		t.Errorf("warnings %q, want %q", rep.Warnings, want)
	}
	for name, s := range a.articles {
		if !s.Late || !s.Article.Late {
			t.Errorf("%s is not marked late", name)
		}
	}
	rep = crawl(t, newTestCrawler(t, newArchive(), nil), site, Options{Since: today.AddDate(0, 0, -2), Until: today.AddDate(0, 0, -1)})
	if rep.New != 3 {
		t.Errorf("the day before yesterday alone: %+v", rep)
	}
}

func TestNewspaperWarnings(t *testing.T) {
	town := newTownSite(t)
	site := town.paper(t, onePaper)
	today := dayOf(time.Now(), site.Location)
	a := newArchive()
	c := newTestCrawler(t, a, nil)
	for back := 5; back >= 1; back-- {
		town.newspaper(today.AddDate(0, 0, -back), 6, 4, 2)
	}
	if rep := crawl(t, c, site, Options{Since: today.AddDate(0, 0, -5), Until: today}); len(rep.Warnings) != 0 || rep.New != 60 {
		t.Fatalf("the back issues: %+v", rep)
	}
	town.newspaper(today, 2, -1, 0, 1)
	c = newTestCrawler(t, a, nil) // another process: what is usual is in the archive
	rep := crawl(t, c, site, Options{})
	for _, want := range []string{"01版：第1类 has 2 articles, usually about 6", "02版：第2类 is missing", "03版：第3类 has no articles"} {
		if !warned(rep, want) {
			t.Errorf("warnings %q lack %q", rep.Warnings, want)
		}
	}
	if rep.Status != newswatch.StatusPartial || rep.New != 3 {
		t.Errorf("an issue with a missing page: %+v", rep)
	}
	town.newspaper(today, 2, 4, 2, 1)
	if rep = crawl(t, c, site, Options{}); rep.New != 6 || rep.Status != newswatch.StatusOK {
		t.Errorf("when the missing pages are there: %+v", rep)
	}
	pages := []sites.PaperPage{{Number: "A01"}, {Number: "A02"}, {Number: "A05"}, {Number: "B01"}, {Number: "B03"}}
	r := &run{c: c, site: site}
	r.gaps(parse(t, town.URL), pages)
	for _, want := range []string{"A03", "A04", "B02"} {
		if !warned(r.rep, "page "+want+" is missing") {
			t.Errorf("warnings %q lack page %s", r.rep.Warnings, want)
		}
	}
}

func TestNewspaperArticleGoesOnElsewhere(t *testing.T) {
	town := newTownSite(t)
	site := town.paper(t, onePaper)
	today := dayOf(time.Now(), site.Location)
	town.newspaper(today, 3, 3)
	dir := today.Format("/html/2006-01/02/")
	town.set(dir+"content_1_1.htm", tagged(paperArticle("老街修缮纪实", "清晨六点，工匠已经上了屋顶，第一批青瓦在昨夜运到。", "“梁是老梁，钉是新钉。”领班的师傅说。（下转第2版）")))
	town.set(dir+"content_2_2.htm", tagged(paperArticle("老街修缮纪实", "（上接第1版）午后下起小雨，工程没有停，雨棚是上周搭的。", "傍晚收工，街上的灯一盏盏亮了。")))
	town.set(dir+"content_1_2.htm", tagged(paperArticle("渡口改造启动", "渡口的老码头昨天起封闭施工，工期四个月，其间轮渡改停下游。（下转第2版）")))
	a := newArchive()
	rep := crawl(t, newTestCrawler(t, a, nil), site, Options{})
	if rep.New != 5 || len(rep.Failures) != 0 {
		t.Fatalf("report %+v", rep)
	}
	for name, s := range a.articles {
		if s.Article.Title != "老街修缮纪实" {
			continue
		}
		want := "清晨六点，工匠已经上了屋顶，第一批青瓦在昨夜运到。\n“梁是老梁，钉是新钉。”领班的师傅说。\n午后下起小雨，工程没有停，雨棚是上周搭的。\n傍晚收工，街上的灯一盏盏亮了。"
		if s.Article.Text != want || s.Article.Page != "01版：第1类" {
			t.Errorf("%s, on %s:\n%s", name, s.Article.Page, s.Article.Text)
		}
	}
	if len(a.aliases) != 1 {
		t.Errorf("aliases %v, want the second part's", a.aliases)
	}
	if rep = crawl(t, newTestCrawler(t, a, nil), site, Options{}); rep.New != 0 || rep.Fetched != 0 {
		t.Errorf("the second run: %+v", rep)
	}
}

func TestNewspaperEntryIsASignpost(t *testing.T) {
	town := newTownSite(t)
	site := town.paper(t, `  - epaper: "$/paperindex.htm"`)
	today := dayOf(time.Now(), site.Location)
	town.newspaper(today, 2, 2)
	town.set("/paperindex.htm", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `<html><head><meta http-equiv="Refresh" content="0; URL=%snode_1.htm"></head></html>`, today.Format("html/2006-01/02/"))
	})
	a := newArchive()
	c := newTestCrawler(t, a, nil)
	if rep := crawl(t, c, site, Options{}); rep.New != 4 {
		t.Errorf("report %+v", rep)
	}
	town.requests()
	if rep := crawl(t, c, site, Options{}); rep.New != 0 || rep.NotModified != 1 {
		t.Errorf("the second run: %+v, asked for %q", rep, town.requests())
	}
	town.newspaper(today, 3, 2)
	if rep := crawl(t, c, site, Options{}); rep.New != 1 {
		t.Errorf("when the first page has one more: %+v", rep)
	}
}

func TestNewspaperIsCaughtUpAfterTroubleAtTheSite(t *testing.T) {
	town := newTownSite(t)
	site := town.paper(t, onePaper)
	today := dayOf(time.Now(), site.Location)
	a := newArchive()
	c := newTestCrawler(t, a, nil)
	day := func(back int) time.Time { return today.AddDate(0, 0, -back) }
	// Three days ago was read whole; since then every run has failed, the last a
	// minute ago.
	a.last = time.Now().Add(-time.Minute)
	front := parse(t, town.URL+day(3).Format("/html/2006-01/02/")+"node_1.htm")
	whole := newswatch.Validators{URL: (&run{site: site}).listKey(front), BodyHash: 1}
	a.validators[whole.URL] = whole
	for back := range 5 {
		town.newspaper(day(back), 2)
	}
	if rep := crawl(t, c, site, Options{}); rep.New != 6 {
		t.Errorf("report %+v, %v", rep, town.requests())
	}
	// A paper that is read for the first time begins with today.
	if rep := crawl(t, newTestCrawler(t, newArchive(), nil), site, Options{}); rep.New != 2 {
		t.Errorf("the first run: %+v", rep)
	}
}

func TestLinksOfAnotherSiteAreLeftToIt(t *testing.T) {
	town := newTownSite(t)
	town.publish(1, 2)
	town.set("/list.html", tagged(listPage("", 1, 2)))
	c := newTestCrawler(t, newArchive(), nil)
	c.Owner = func(u *url.URL) (newswatch.SiteID, bool) {
		return "neighbour", strings.HasSuffix(u.Path, articlePath(2))
	}
	if rep := crawl(t, c, town.town(t, oneList), Options{}); rep.Listed != 1 || rep.New != 1 {
		t.Errorf("report %+v", rep)
	}
}
