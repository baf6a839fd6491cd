package crawler

import (
	"fmt"
	"testing"
)

// Some sites call a list's second page 1, others 2; the pattern is the same.
func TestListsAreReadFromWhicheverNumberTheyBegin(t *testing.T) {
	for _, first := range []int{1, 2} {
		town := newTownSite(t)
		town.publish(1, 2, 3)
		town.set("/list.html", tagged(listPage("", 3)))
		town.set(fmt.Sprintf("/list_%d.html", first), tagged(listPage("", 2)))
		town.set(fmt.Sprintf("/list_%d.html", first+1), tagged(listPage("", 1)))
		a := newArchive()
		site := town.town(t, `  - { list: "$/list.html", links: "ul.list a", pages: "list_{n}.html", max_pages: 3 }`)
		if rep := crawl(t, newTestCrawler(t, a, nil), site, Options{}); rep.New != 3 || len(rep.Failures) != 0 {
			t.Errorf("second page is list_%d.html: %+v", first, rep)
		}
	}
}

// A list whose pages are numbered from 1 gives its first page once more for 1.
func TestAFirstPageThatHasANumberToo(t *testing.T) {
	for kind, source := range map[string]string{
		"list": `  - { list: "$/list", links: "ul.list a", pages: "?page={n}", max_pages: 3 }`,
		"json": `  - { json: "$/list", items: items, url: url, pages: "?page={n}", max_pages: 3 }`,
	} {
		for _, first := range []int{0, 1, 2} { // of the page that follows the list itself
			town := newTownSite(t)
			town.publish(1, 2, 3)
			serve(town, kind, "/list", 3)
			if first == 0 { // ?page=1 is the list itself
				serve(town, kind, "/list?page=1", 3)
				serve(town, kind, "/list?page=2", 2)
				serve(town, kind, "/list?page=3", 1)
			} else {
				serve(town, kind, fmt.Sprintf("/list?page=%d", first), 2)
				serve(town, kind, fmt.Sprintf("/list?page=%d", first+1), 1)
			}
			rep := crawl(t, newTestCrawler(t, newArchive(), nil), town.town(t, source), Options{})
			if rep.New != 3 || len(rep.Failures) != 0 {
				t.Errorf("%s, first %d: %+v", kind, first, rep)
			}
		}
	}
}

// serve lets a town answer with a list of one article.
func serve(town *townSite, kind, path string, article int) {
	if kind == "json" {
		town.set(path, send("application/json", fmt.Appendf(nil, `{"items":[{"url":%q}]}`, town.URL+articlePath(article))))
		return
	}
	town.set(path, tagged(listPage("", article)))
}
