package main

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"newswatch"
	"newswatch/cmd/newswatch/replica"
)

// Articles that are looked at again: what was changed is told once and with its
// differences, what was taken down is told once after a second look, and a
// server's own trouble is neither.
func TestLooksAtKnownArticles(t *testing.T) {
	b := newTown(t, "")
	g := b.gazette("chenbao", nil)
	var all []*notice
	for i := range 8 {
		all = append(all, g.brief(i))
	}
	gone, broken, home, soft, title, figure, counter, still := all[0], all[1], all[2], all[3], all[4], all[5], all[6], all[7]
	answer := func(n *notice, p replica.Page) { b.web.Put(g.url(n.at), p) }
	// The counter also stands in the text, as some systems have it.
	counter.paragraphs = append(counter.paragraphs, "阅读量：108")
	g.put(counter)
	if r := b.crawl(); r.Sites[0].New != 8 {
		t.Fatalf("the first crawl: %+v", r.Sites[0])
	}

	before := title.title
	title.title, figure.paragraphs[0] = strings.Replace(before, "完工", "提前完工", 1), strings.Replace(figure.paragraphs[0], "822吨", "882吨", 1)
	if title.title == before || !strings.Contains(figure.paragraphs[0], "882吨") {
		t.Fatal("nothing was edited")
	}
	counter.shared, counter.paragraphs[len(counter.paragraphs)-1] = 5041, "阅读量：97315"
	for _, n := range []*notice{title, figure, counter} {
		g.put(n)
	}
	for range 2 {
		b.web.Remove(g.url(gone.at))
		answer(broken, replica.Page{Status: http.StatusInternalServerError, Body: []byte("<h1>Internal Server Error</h1>")})
		answer(home, replica.Page{Status: http.StatusFound, Header: map[string]string{"Location": "/"}})
		answer(soft, replica.Page{Body: []byte(`<!DOCTYPE html><meta charset=utf-8><title>提示信息</title><div class=tip>抱歉，您访问的页面不存在</div><a href="/">返回首页</a>`)})
		b.crawl("--revisit")
	}
	withdrawn := func() []string {
		var list []string
		for _, a := range b.heard(newswatch.AlertWithdrawn) {
			list = append(list, a.Article.URL)
		}
		slices.Sort(list)
		return list
	}
	want := []string{g.url(gone.at), g.url(home.at), g.url(soft.at)}
	if got := withdrawn(); !slices.Equal(got, want) {
		t.Errorf("told as withdrawn: %q, not %q", got, want)
	}
	for range 2 { // back, all of them, and then as ever
		for _, n := range all {
			g.put(n)
		}
		b.crawl("--revisit")
	}
	if got := withdrawn(); !slices.Equal(got, want) {
		t.Errorf("after the return, told as withdrawn: %q", got)
	}
	for _, n := range all {
		var looks []newswatch.Filing
		x := b.explained(g.url(n.at))
		for _, l := range x.Looks {
			looks = append(looks, l.Filing)
		}
		expect := []newswatch.Filing{newswatch.FiledDoubtful, newswatch.FiledWithdrawn, newswatch.FiledReturned}
		if !slices.Contains(want, g.url(n.at)) {
			expect = nil
		}
		if !slices.Equal(looks, expect) {
			t.Errorf("%s: looks %q, not %q", n.title, looks, expect)
		}
		if x.Article.Withdrawn() {
			t.Errorf("%s: still withdrawn", n.title)
		}
	}

	revised := map[string]newswatch.Alert{}
	for _, a := range b.heard(newswatch.AlertRevised) {
		if _, twice := revised[a.Article.URL]; twice {
			t.Errorf("told twice as revised: %s", a.Article.URL)
		}
		revised[a.Article.URL] = a
	}
	if len(revised) != 2 {
		t.Errorf("%d articles were told as revised: %+v", len(revised), revised)
	}
	for n, want := range map[*notice]struct{ field, taken, added string }{
		title: {"title", "", "提前"}, figure: {"text", "2", "8"},
	} {
		changes := revised[g.url(n.at)].Changes
		i := slices.IndexFunc(changes, func(c newswatch.Change) bool { return c.Field == want.field })
		if i < 0 {
			t.Errorf("%s: no change of the %s: %+v", n.title, want.field, changes)
			continue
		}
		c := changes[i]
		text := map[string]string{}
		for _, span := range c.Diff {
			text[span.Op] += span.Text
			if span.Op == "=" {
				text["before"] += span.Text
				text["after"] += span.Text
			} else {
				text[map[string]string{"-": "before", "+": "after"}[span.Op]] += span.Text
			}
		}
		if text["before"] != c.Before || text["after"] != c.After || text["+"] == "" || !strings.Contains(text["+"], want.added) || len([]rune(text["+"])) > 4 || len([]rune(text["-"])) > 4 || !strings.Contains(text["-"], want.taken) {
			t.Errorf("%s: the difference: %+v", n.title, c)
		}
	}
	if n := len(b.heard(newswatch.AlertRaised)); n != len(all) {
		t.Errorf("%d alerts raised for %d articles", n, len(all))
	}
	if x := b.explained(g.url(still.at)); x.Article.Revision != 1 {
		t.Errorf("an unchanged article has revision %d", x.Article.Revision)
	}
}
