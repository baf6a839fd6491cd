package main

import (
	"slices"
	"strings"
	"testing"

	"newswatch"
)

// troubles checks the events of one kind about sites, and returns the last.
func (b *bench) troubles(kind newswatch.EventType, n int) newswatch.SiteTrouble {
	b.t.Helper()
	list := b.heard(kind)
	if len(list) != n {
		b.t.Fatalf("%d %s, not %d: %+v", len(list), kind, n, list)
	}
	if n == 0 {
		return newswatch.SiteTrouble{}
	}
	if list[n-1].Site == nil {
		b.t.Fatalf("%s without a site: %+v", kind, list[n-1])
	}
	return *list[n-1].Site
}

// addresses are those of some articles.
func (g *gazette) addresses(of []*notice) []string {
	var list []string
	for _, n := range of {
		list = append(list, g.url(n.at))
	}
	return list
}

// A renamed class is told once, by field and selector, however many fields stood
// in it, while the articles keep coming; so is its return.
func TestRedesignOfAnArticlePageIsToldOnce(t *testing.T) {
	b := newTown(t, "")
	g := b.gazette("chenbao", func(definition string) string {
		return strings.Replace(definition, "source: \".from\"\n", "source: \".from\"\n      editor: { select: .from, pattern: '来源：(.+)编辑部' }\n", 1)
	})
	next := 0
	crawl := func(n int) {
		t.Helper()
		for range n {
			g.brief(next)
			next++
		}
		if r := b.crawl().Sites[0]; r.New+r.Duplicates != n || r.Status != newswatch.StatusOK {
			t.Fatalf("%d articles printed: %+v", n, r)
		}
	}
	crawl(6)
	g.class["source"] = "origin"
	crawl(1) // one odd page is no redesign
	b.troubles(newswatch.SiteFailing, 0)
	crawl(2)
	crawl(4)
	trouble := b.troubles(newswatch.SiteFailing, 1)
	good, bad := g.addresses(g.articles[:6]), g.addresses(g.articles[6:])
	if trouble.ID != "chenbao" || trouble.Field != "source" || trouble.Selector != ".from" || !slices.Contains(good, trouble.LastGood) || trouble.FirstBad != bad[0] {
		t.Errorf("the failing site: %+v", trouble)
	}
	for _, want := range []string{"source", ".from", g.name} {
		if !strings.Contains(trouble.Message, want) {
			t.Errorf("the message does not name %s: %s", want, trouble.Message)
		}
	}
	for _, a := range b.exported() { // the label still gives it
		if a.Source != "chenbao编辑部" {
			t.Errorf("%s: source %q", a.URL, a.Source)
		}
	}
	g.class["source"] = "from"
	crawl(3)
	crawl(3)
	if mended := b.troubles(newswatch.SiteRecovered, 1); mended.Field != "source" {
		t.Errorf("the recovered site: %+v", mended)
	}
	b.troubles(newswatch.SiteFailing, 1)
}

// Where a site allows no generic reading, a redesign stops its articles, and that
// is told.
func TestRedesignWithoutFallbackIsTold(t *testing.T) {
	b := newTown(t, "")
	g := b.gazette("chenbao", func(definition string) string {
		definition = strings.Replace(definition, "    - { id: labels, labels: true }\n", "", 1)
		return strings.Replace(definition, "fallback: true", "fallback: false", 1)
	})
	for i := range 6 {
		g.brief(i)
	}
	b.crawl()
	g.class["body"] = "text"
	for i := range 4 {
		g.brief(6 + i)
	}
	if r := b.crawl().Sites[0]; r.New != 0 || len(r.Failures) != 4 {
		t.Errorf("unreadable articles: %+v", r)
	}
	if trouble := b.troubles(newswatch.SiteFailing, 1); trouble.Field != "body" || trouble.Selector != "div.story" {
		t.Errorf("the failing site: %+v", trouble)
	}
	g.class["body"] = "story"
	for _, n := range g.articles {
		g.put(n)
	}
	g.brief(10)
	if r := b.crawl().Sites[0]; r.New != 5 { // those that could not be read, too
		t.Errorf("after the mend: %+v", r)
	}
	b.troubles(newswatch.SiteRecovered, 1)
}

// A list whose selector finds nothing any more is told once, and so is its return.
func TestRedesignOfAListIsToldOnce(t *testing.T) {
	b := newTown(t, "")
	g := b.gazette("chenbao", nil)
	g.brief(0)
	b.crawl()
	g.list = "latest"
	g.relist()
	for range 3 { // told after the first: the links are there
		b.run("crawl")
		b.troubles(newswatch.SiteFailing, 1)
	}
	trouble := b.troubles(newswatch.SiteFailing, 1)
	if trouble.Problem != "no links" || trouble.Field != "links" || trouble.Selector != ".news a" || trouble.FirstBad != g.url("/list.html") {
		t.Errorf("the failing site: %+v", trouble)
	}
	if !strings.Contains(trouble.Message, ".news a") {
		t.Errorf("the message does not name the selector: %s", trouble.Message)
	}
	g.list = "news"
	g.brief(1)
	b.crawl()
	b.troubles(newswatch.SiteRecovered, 1)
	b.troubles(newswatch.SiteFailing, 1)
}
