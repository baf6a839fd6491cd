package crawler

import (
	"fmt"
	"hash/crc32"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"newswatch"
	"newswatch/sites"
)

// townSite is a small news site whose pages a test sets and changes.
type townSite struct {
	*httptest.Server
	mu     sync.Mutex
	pages  map[string]http.HandlerFunc
	asked  []string // paths, with query, in order
	status map[string][]int
}

func newTownSite(t testing.TB) *townSite {
	s := &townSite{pages: map[string]http.HandlerFunc{}, status: map[string][]int{}}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		key := r.URL.RequestURI()
		page := s.pages[key]
		if key != "/robots.txt" {
			s.asked = append(s.asked, key)
		}
		s.mu.Unlock()
		if page == nil {
			http.NotFound(w, r)
			return
		}
		page(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *townSite) set(path string, page http.HandlerFunc) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pages[path] = page
}

// tagged serves a page with an ETag made of its text.
func tagged(body string) http.HandlerFunc {
	tag := fmt.Sprintf(`"%x"`, crc32.ChecksumIEEE([]byte(body)))
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("ETag", tag)
		if r.Header.Get("If-None-Match") == tag {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, body)
	}
}

// requests returns what was asked for since the last call.
func (s *townSite) requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	asked := s.asked
	s.asked = nil
	return asked
}

func articlePath(n int) string { return fmt.Sprintf("/2026/02/%02d/a%04d.html", n%28+1, n) }

func articlePage(n int) string {
	return fmt.Sprintf(`<html><head><title>第%d号消息_小城网</title></head><body><h1>第%d号消息</h1>
<div class="info">2026年02月%02d日 08:30 来源：小城日报</div>
<div id="body"><p>今天上午，小城第%d座口袋公园开门迎客，附近居民步行五分钟就能走到。</p><p>园内栽了三百株梅树，花期可以持续到三月。</p></div>
<p class="ed">（责任编辑：某某）</p></body></html>`, n, n, n%28+1, n)
}

func listPage(next string, articles ...int) string {
	var b strings.Builder
	b.WriteString(`<html><body><a href="/about.html">关于我们</a><ul class="list">`)
	for _, n := range articles {
		fmt.Fprintf(&b, `<li><a href="%s">第%d号消息</a></li>`, articlePath(n), n)
	}
	b.WriteString(`</ul>`)
	if next != "" {
		fmt.Fprintf(&b, `<a class="next" href="%s">下一页</a>`, next)
	}
	b.WriteString(`</body></html>`)
	return b.String()
}

// publish puts articles on the site.
func (s *townSite) publish(numbers ...int) {
	for _, n := range numbers {
		s.set(articlePath(n), tagged(articlePage(n)))
	}
}

// town is the site's definition; discover is what stands under that key.
func (s *townSite) town(t testing.TB, discover string) *sites.Site {
	t.Helper()
	site, err := sites.Load("town.yaml", []byte(fmt.Sprintf(`
id: town
name: 小城网
homepage: %[1]s/
hosts: ["127.0.0.1"]
discover:
%[2]s
article:
  urls: ['^/2026/\d\d/\d\d/a\d+(_\d)?\.html$', '^/content_\d+\.html?$']
  templates:
    - id: "2026"
      title: "h1"
      published: { select: ".info", pattern: '(\S+ \S+)' }
      source: { select: ".info", pattern: '来源：(\S+)' }
      body: "#body"
      next_page: "a.more"
fallback: true
`, s.URL, strings.ReplaceAll(discover, "$", s.URL))))
	if err != nil {
		t.Fatal(err)
	}
	return site
}

const oneList = `  - { list: "$/list.html", links: "ul.list a", next: "a.next", max_pages: 3 }`

func newTestCrawler(t testing.TB, a *archive, change func(*FetchOptions)) *Crawler {
	return &Crawler{Fetcher: newTestFetcher(t, change), Archive: a, Sink: a}
}

func crawl(t testing.TB, c *Crawler, s *sites.Site, o Options) newswatch.SiteReport {
	t.Helper()
	report, err := c.Crawl(t.Context(), []*sites.Site{s}, o)
	if err != nil {
		t.Fatal(err)
	}
	if report.RunID == "" || len(report.Sites) != 1 {
		t.Fatalf("report %+v", report)
	}
	return report.Sites[0]
}
