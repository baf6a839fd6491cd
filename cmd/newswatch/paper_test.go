package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"newswatch"
	"newswatch/cmd/newswatch/replica"
)

const paperDefinition = `
id: ribao
name: 湘岸日报
homepage: http://ribao.example/
hosts: [ribao.example]
discover:
  - epaper: "http://ribao.example/html/{yyyy-mm}/{dd}/node_1.htm"
    pages: "a.page"
    links: "ul.articles a"
article:
  urls: ['/html/\d{4}-\d{2}/\d{2}/content_\d+\.htm$']
  templates:
    - { id: plain, title: h1, published: ".day", body: "#text" }
fallback: false
`

// printIssue serves one day's issue: pages with so many articles each.
func (b *bench) printIssue(day time.Time, articles []int) {
	base := "http://ribao.example/html/" + day.Format("2006-01/02/")
	var pages strings.Builder
	for i := range articles {
		fmt.Fprintf(&pages, `<li><a class="page" href="node_%d.htm">第0%d版：版面%c</a></li>`, i+1, i+1, 'A'+i)
	}
	for i, n := range articles {
		var list strings.Builder
		for k := range n {
			number := (i+1)*100 + k
			title := fmt.Sprintf("第%d版第%d条：萧山%d日的消息", i+1, k+1, day.Day())
			fmt.Fprintf(&list, `<li><a href="content_%d.htm">%s</a></li>`, number, title)
			b.web.Put(fmt.Sprintf("%scontent_%d.htm", base, number), replica.Page{Body: fmt.Appendf(nil,
				`<!DOCTYPE html><meta charset="utf-8"><title>%s</title><h1>%s</h1><div class="day">%s</div><div id="text"><p>编号%d的报道：%d月%d日，萧山第%d街道办成%d件事，花了%d元，记在第%d本册子上。</p></div>`,
				title, title, day.Format("2006年01月02日"), number, int(day.Month()), day.Day(), number*7%97, number*13%89, number*day.Day()*31, number)})
		}
		b.web.Put(fmt.Sprintf("%snode_%d.htm", base, i+1), replica.Page{Body: fmt.Appendf(nil,
			`<!DOCTYPE html><meta charset="utf-8"><title>湘岸日报</title><ul>%s</ul><ul class="articles">%s</ul>`, pages.String(), list.String())})
	}
}

// A newspaper's issue is read page by page, once; a page that lacks is a warning,
// an issue that is not out yet is nothing, and yesterday's can be had.
func TestNewspaperOfEightPages(t *testing.T) {
	b := newTown(t, "")
	b.write("sites.d/ribao.yaml", paperDefinition)
	now := time.Now().In(china)
	today := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, china)
	yesterday := today.AddDate(0, 0, -1)
	counts := []int{4, 3, 2, 5, 1, 3, 2, 4}

	// Nothing is out yet.
	if r := b.crawl().Sites[0]; r.Status != newswatch.StatusOK || len(r.Failures)+len(r.Warnings) > 0 || r.Error != "" {
		t.Errorf("before the issue is out: %+v", r)
	}
	b.printIssue(today, counts)
	if r := b.crawl().Sites[0]; r.New != 24 || r.Status != newswatch.StatusOK || len(r.Warnings) > 0 {
		t.Errorf("the issue: %+v", r)
	}
	perPage := map[string]int{}
	for _, a := range b.exported() {
		perPage[a.Page]++
		if a.PublishedPrecision != newswatch.Day || !a.Published.Equal(today) {
			t.Errorf("%s: published %s to the %s", a.URL, a.Published, a.PublishedPrecision)
		}
	}
	for i, n := range counts {
		page := fmt.Sprintf("0%d版：版面%c", i+1, 'A'+i)
		if perPage[page] != n {
			t.Errorf("%s: %d articles, not %d", page, perPage[page], n)
		}
	}
	if r := b.crawl().Sites[0]; r.New+r.Revised+r.Duplicates != 0 || r.NotModified == 0 {
		t.Errorf("the second run: %+v", r)
	}

	// Yesterday's, with a page that nobody can open.
	b.printIssue(yesterday, counts)
	lost := "http://ribao.example/html/" + yesterday.Format("2006-01/02/") + "node_5.htm"
	b.web.Remove(lost)
	args := []string{"--since", yesterday.Format(time.DateOnly), "--until", yesterday.Format(time.DateOnly)}
	r := b.crawl(args...).Sites[0]
	if r.New != 23 || len(r.Warnings) != 1 || !strings.Contains(r.Warnings[0], "05版") {
		t.Errorf("yesterday's issue without a page: %+v", r)
	}
	b.printIssue(yesterday, counts)
	if r := b.crawl("--since", yesterday.Format(time.DateOnly)).Sites[0]; r.New != 1 || len(r.Warnings) > 0 {
		t.Errorf("yesterday's issue once more: %+v", r)
	}
	if n := len(b.heard(newswatch.AlertRaised)); n != 24 {
		t.Errorf("%d alerts raised for today's 24 articles", n)
	}
}
