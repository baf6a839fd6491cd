package crawler

import (
	"net/http"
	"testing"
	"time"
)

// A list may be ahead of its articles, and a page of the moment may stand in for
// one: a crawler that lives on looks again, also where the list stays as it is.
func TestArticleThatComesLaterIsFound(t *testing.T) {
	for name, page := range map[string]http.HandlerFunc{
		"not there yet":       http.NotFound,
		"a page in its stead": tagged("<html><head><title>系统维护</title></head><body><p>请稍候</p></body></html>"),
		"sent home":           moved("/index.html"),
	} {
		t.Run(name, func(t *testing.T) {
			town := newTownSite(t)
			town.set("/index.html", tagged("<html><body>首页</body></html>"))
			town.set(articlePath(1), page)
			town.set("/list.html", tagged(listPage("", 1)))
			c := newTestCrawler(t, newArchive(), nil)
			c.Patient = true
			site := town.town(t, oneList)
			looks := func() (n int) {
				for _, path := range town.requests() {
					if path == articlePath(1) {
						n++
					}
				}
				return n
			}
			passes := func() { // the pause of every article
				for name, s := range c.memory.failed {
					s.until = time.Time{}
					c.memory.failed[name] = s
				}
			}
			for look, want := range []int{1, 1, 1, 0, 0} {
				for range 3 {
					if rep := crawl(t, c, site, Options{}); rep.New != 0 {
						t.Fatalf("report %+v", rep)
					}
				}
				if n := looks(); n != want {
					t.Errorf("looked at it %d times after pause %d, want %d", n, look, want)
				}
				passes()
			}

			c = newTestCrawler(t, newArchive(), nil)
			c.Patient = true
			crawl(t, c, site, Options{})
			town.publish(1)
			passes()
			if rep := crawl(t, c, site, Options{}); rep.New != 1 {
				t.Errorf("when it is there: %+v", rep)
			}
		})
	}
}
