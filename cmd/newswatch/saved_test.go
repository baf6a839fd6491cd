package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"newswatch/cmd/newswatch/replica"
)

// savedPages is where real pages lie that are not part of the repository.
var savedPages = filepath.Join("..", "..", "..", "shared", "pages")

// A crawl of real pages, through a proxy that serves them under their own
// addresses, stores each once and reads it right; a second crawl fetches no
// article again.
func TestCrawlOfSavedPages(t *testing.T) {
	manifest, err := os.ReadFile(filepath.Join(savedPages, "MANIFEST.tsv"))
	if err != nil {
		t.Skipf("no saved pages here: %v", err)
	}
	b := newBench(t, "")
	type truth struct{ Title, Published, Source string }
	want := map[string]truth{} // by address
	var list strings.Builder
	for line := range strings.SplitSeq(string(manifest), "\n") {
		cells := strings.Split(line, "\t")
		if len(cells) < 7 || cells[2] != "article" || cells[6] != "yes" || !strings.Contains(cells[1], "people.com.cn/") {
			continue
		}
		page, err := os.ReadFile(filepath.Join(savedPages, cells[0]))
		if err != nil {
			t.Fatal(err)
		}
		said, err := os.ReadFile(filepath.Join(savedPages, strings.TrimSuffix(cells[0], ".html")+".json"))
		if err != nil {
			t.Fatal(err)
		}
		var tr truth
		if err := json.Unmarshal(said, &tr); err != nil {
			t.Fatal(err)
		}
		want[cells[1]] = tr
		b.web.Put(cells[1], replica.Page{Body: page})
		fmt.Fprintf(&list, `<li><a href="%s">%s</a></li>`, cells[1], tr.Title)
	}
	b.web.Put(b.site("people").List, replica.Page{Type: "text/html; charset=utf-8",
		Body: []byte(`<html><body><div class="ej_list_box"><ul class="list_16">` + list.String() + `</ul></div></body></html>`)})

	t.Log(b.run("crawl", "people"))
	articles := b.exported()
	if len(articles) != len(want) || len(want) == 0 {
		t.Errorf("%d of %d pages stored", len(articles), len(want))
	}
	for _, a := range articles {
		w, ok := want[a.URL]
		if !ok {
			t.Errorf("%s: stored, and never served", a.URL)
			continue
		}
		if a.Title != w.Title || a.Published.Format("2006-01-02T15:04:05-07:00") != w.Published || a.Source != w.Source {
			t.Errorf("%s: got %q %s %q, want %+v", a.URL, a.Title, a.Published, a.Source, w)
		}
	}

	b.web.Forget()
	b.run("crawl", "people")
	for _, r := range b.web.Requests() {
		if _, article := want[r.URL]; article {
			t.Errorf("%s was fetched again", r.URL)
		}
		if !strings.HasSuffix(r.URL, "robots.txt") && !r.Conditional {
			t.Errorf("%s was asked for unconditionally", r.URL)
		}
	}
	if n := len(b.exported()); n != len(articles) {
		t.Errorf("the second crawl stored %d more", n-len(articles))
	}
}
