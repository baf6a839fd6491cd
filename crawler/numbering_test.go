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
