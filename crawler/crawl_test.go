package crawler

import (
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"newswatch"
	"newswatch/sites"
)

// archive is an Archive and a Sink in memory.
type archive struct {
	mu         sync.Mutex
	validators map[string]newswatch.Validators
	articles   map[string]*newswatch.Sighting // by canonical URL
	aliases    map[string]string
	revisits   []newswatch.Revisit
	unchanged  []newswatch.ID
	absences   []newswatch.Absence
	reports    []newswatch.SiteReport
	seen       []newswatch.Observation
	last       time.Time
	running    bool
	asks       int // calls of Known
	submits    int
	refuse     error // what Submit answers
	submitted  func()
}

func newArchive() *archive {
	return &archive{validators: map[string]newswatch.Validators{}, articles: map[string]*newswatch.Sighting{}, aliases: map[string]string{}}
}

func (a *archive) Validators(_ context.Context, url string) (newswatch.Validators, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.validators[url], nil
}

func (a *archive) SaveValidators(_ context.Context, v newswatch.Validators) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.validators[v.URL] = v
	return nil
}

func (a *archive) Known(_ context.Context, canonical []string) (map[string]bool, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.asks++
	known := map[string]bool{}
	for _, c := range canonical {
		_, alias := a.aliases[c]
		if a.articles[c] != nil || alias {
			known[c] = true
		}
	}
	return known, nil
}

func (a *archive) SaveAlias(_ context.Context, variant, canonical string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.aliases[variant] = canonical
	return nil
}

func (a *archive) Revisits(_ context.Context, _ newswatch.SiteID, now time.Time, n int) ([]newswatch.Revisit, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.revisits[:min(n, len(a.revisits))], nil
}

func (a *archive) Unchanged(_ context.Context, id newswatch.ID, _ time.Time) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.unchanged = append(a.unchanged, id)
	return nil
}

func (a *archive) BeginRun(context.Context, newswatch.SiteID, time.Time) (newswatch.ID, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.running {
		return 0, newswatch.ErrLocked
	}
	a.running = true
	return 1, nil
}

func (a *archive) EndRun(_ context.Context, _ newswatch.ID, r newswatch.SiteReport) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.running, a.last = false, r.Started
	a.reports = append(a.reports, r)
	return nil
}

func (a *archive) LastRun(context.Context, newswatch.SiteID) (time.Time, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.last, nil
}

func (a *archive) Observe(_ context.Context, seen []newswatch.Observation) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.seen = append(a.seen, seen...)
	return nil
}

func (a *archive) Submit(_ context.Context, s *newswatch.Sighting) (newswatch.Outcome, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.submits++
	if a.refuse != nil {
		return newswatch.Outcome{}, a.refuse
	}
	if a.submitted != nil {
		a.submitted()
	}
	old := a.articles[s.Article.CanonicalURL]
	a.articles[s.Article.CanonicalURL] = s
	switch {
	case old == nil:
		return newswatch.Outcome{Filing: newswatch.FiledNew, ArticleID: newswatch.ID(len(a.articles))}, nil
	case old.Article.Text != s.Article.Text:
		return newswatch.Outcome{Filing: newswatch.FiledRevised}, nil
	}
	return newswatch.Outcome{Filing: newswatch.FiledUnchanged}, nil
}

func (a *archive) Absent(_ context.Context, gone newswatch.Absence) (newswatch.Outcome, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.absences = append(a.absences, gone)
	return newswatch.Outcome{Filing: newswatch.FiledDoubtful}, nil
}

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

func (a *archive) titles() []string {
	a.mu.Lock()
	defer a.mu.Unlock()
	var all []string
	for _, s := range a.articles {
		all = append(all, s.Article.Title)
	}
	slices.Sort(all)
	return all
}

func TestCrawlFilesEachArticleOnce(t *testing.T) {
	town := newTownSite(t)
	town.publish(1, 2, 3)
	town.set("/list.html", tagged(listPage("", 3, 2, 1)))
	a := newArchive()
	c := newTestCrawler(t, a, nil)
	site := town.town(t, oneList)

	rep := crawl(t, c, site, Options{})
	if rep.Status != newswatch.StatusOK || rep.Listed != 3 || rep.Fetched != 3 || rep.New != 3 || len(rep.Failures) != 0 || rep.Bytes == 0 {
		t.Errorf("first run: %+v", rep)
	}
	got := a.articles[strings.Replace(town.URL, "127.0.0.1", "127.0.0.1", 1)+articlePath(2)]
	if got == nil {
		t.Fatalf("article 2 is not filed: %v", a.titles())
	}
	if got.Article.Title != "第2号消息" || got.Article.Source != "小城日报" || got.Article.Template != "2026" ||
		got.Article.Published.Format(time.RFC3339) != "2026-02-03T08:30:00+08:00" || got.Article.Site != "town" {
		t.Errorf("article 2: %+v", got.Article)
	}
	if got.Page.Charset != "utf-8" || got.Page.Status != 200 || len(got.Page.Body) == 0 || got.Page.ETag == "" {
		t.Errorf("evidence of article 2: %+v", got.Page)
	}
	if a.asks != 1 {
		t.Errorf("the archive was asked %d times what is known of one list", a.asks)
	}
	town.requests()

	rep = crawl(t, c, site, Options{})
	if rep.Status != newswatch.StatusOK || rep.NotModified != 1 || rep.Fetched != 0 || rep.New != 0 {
		t.Errorf("second run: %+v", rep)
	}
	if asked := town.requests(); !slices.Equal(asked, []string{"/list.html"}) {
		t.Errorf("second run asked for %q", asked)
	}
	if len(a.reports) != 2 {
		t.Errorf("%d reports are stored", len(a.reports))
	}
}

func TestListsStopWhereNothingIsNew(t *testing.T) {
	town := newTownSite(t)
	town.publish(1, 2, 3, 4, 5, 6, 7)
	town.set("/list.html", tagged(listPage("/list_1.html", 6, 5)))
	town.set("/list_1.html", tagged(listPage("/list_2.html", 4, 3)))
	town.set("/list_2.html", tagged(listPage("/list_3.html", 2, 1)))
	a := newArchive()
	c := newTestCrawler(t, a, nil)
	site := town.town(t, oneList)
	if rep := crawl(t, c, site, Options{}); rep.New != 6 {
		t.Fatalf("first run: %+v", rep)
	}
	town.requests()
	town.set("/list.html", tagged(listPage("/list_1.html", 7, 6)))
	if rep := crawl(t, c, site, Options{}); rep.New != 1 {
		t.Errorf("second run: %+v", rep)
	}
	if asked := town.requests(); !slices.Equal(asked, []string{"/list.html", articlePath(7), "/list_1.html"}) &&
		!slices.Equal(asked, []string{"/list.html", "/list_1.html", articlePath(7)}) {
		t.Errorf("second run asked for %q", asked)
	}
}

func TestListIsReadAgainUntilEverythingIsFiled(t *testing.T) {
	town := newTownSite(t)
	town.publish(1)
	town.set(articlePath(2), func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusBadGateway) })
	town.set("/list.html", tagged(listPage("", 2, 1)))
	a := newArchive()
	c := newTestCrawler(t, a, nil)
	site := town.town(t, oneList)
	rep := crawl(t, c, site, Options{})
	if rep.Status != newswatch.StatusPartial || rep.New != 1 || len(rep.Failures) != 1 || !strings.Contains(rep.Failures[0].Error, "502") {
		t.Errorf("first run: %+v", rep)
	}
	town.publish(2)
	if rep = crawl(t, c, site, Options{}); rep.New != 1 || rep.Status != newswatch.StatusOK {
		t.Errorf("when the site is well again: %+v", rep)
	}
	if rep = crawl(t, c, site, Options{}); rep.NotModified != 1 {
		t.Errorf("when all is filed: %+v", rep)
	}
}

func TestKilledRunLosesNothing(t *testing.T) {
	town := newTownSite(t)
	town.publish(1, 2, 3, 4)
	town.set("/list.html", tagged(listPage("/list_1.html", 4, 3)))
	town.set("/list_1.html", tagged(listPage("", 2, 1)))
	a := newArchive()
	c := newTestCrawler(t, a, nil)
	c.Workers = 1
	site := town.town(t, oneList)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	a.submitted = func() {
		if a.submits == 2 {
			cancel()
		}
	}
	report, err := c.Crawl(ctx, []*sites.Site{site}, Options{})
	if !errors.Is(err, context.Canceled) || report.Sites[0].Status != newswatch.StatusPartial || !strings.Contains(report.Sites[0].Error, "called off") {
		t.Errorf("a run that was called off: %v, %+v", err, report.Sites[0])
	}
	if report.Sites[0].New != 2 || len(a.reports) != 1 {
		t.Errorf("the partial report: %+v, %d stored", report.Sites[0], len(a.reports))
	}
	a.submitted = nil
	// The first page has nothing new now, but the second was never read out.
	crawl(t, c, site, Options{})
	if got := a.titles(); len(got) != 4 {
		t.Errorf("after the next run: %v", got)
	}
}

func TestStatusFailedWhenNoListCouldBeRead(t *testing.T) {
	town := newTownSite(t)
	a := newArchive()
	rep := crawl(t, newTestCrawler(t, a, nil), town.town(t, oneList), Options{})
	if rep.Status != newswatch.StatusFailed || !strings.Contains(rep.Error, "no list could be read") || !strings.Contains(rep.Error, "404") {
		t.Errorf("report %+v", rep)
	}
}

func TestRunsOfOneSiteDoNotOverlap(t *testing.T) {
	town := newTownSite(t)
	a := newArchive()
	a.running = true
	rep := crawl(t, newTestCrawler(t, a, nil), town.town(t, oneList), Options{})
	if rep.Status != newswatch.StatusFailed || !strings.Contains(rep.Error, "another run of this site is under way") {
		t.Errorf("report %+v", rep)
	}
	if asked := town.requests(); len(asked) != 0 {
		t.Errorf("asked for %q", asked)
	}
}

func TestDryRunStoresNothing(t *testing.T) {
	town := newTownSite(t)
	town.publish(1, 2)
	town.set("/list.html", tagged(listPage("", 2, 1)))
	a := newArchive()
	rep := crawl(t, newTestCrawler(t, a, nil), town.town(t, oneList), Options{DryRun: true})
	if rep.New != 2 || rep.Status != newswatch.StatusOK {
		t.Errorf("report %+v", rep)
	}
	if a.submits+len(a.reports)+len(a.validators)+len(a.aliases)+len(a.seen) != 0 || a.running {
		t.Errorf("something was stored: %+v", a)
	}
}

func TestOneArticleUnderFiveAddresses(t *testing.T) {
	town := newTownSite(t)
	town.publish(1)
	p := articlePath(1)
	town.set("/list.html", tagged(`<html><body><ul class="list"><li><a href="`+p+`">一</a><li><a href="`+p+`?utm_source=weibo">一</a>
<li><a href="`+p+`#comments">一</a><li><a href="`+town.URL+p+`?from=singlemessage">一</a><li><a href=" `+p+`
">一</a></ul></body></html>`))
	a := newArchive()
	rep := crawl(t, newTestCrawler(t, a, nil), town.town(t, oneList), Options{})
	if rep.Listed != 1 || rep.Fetched != 1 || rep.New != 1 {
		t.Errorf("report %+v", rep)
	}
}

func TestProgressAndManySites(t *testing.T) {
	town := newTownSite(t)
	town.publish(1, 2, 3)
	town.set("/list.html", tagged(listPage("", 3, 2, 1)))
	a := newArchive()
	var told []Progress
	crawl(t, newTestCrawler(t, a, nil), town.town(t, oneList), Options{Progress: func(p Progress) { told = append(told, p) }})
	if len(told) != 4 || !told[3].Done || told[3].New != 3 || told[3].Read != 3 {
		t.Errorf("progress %+v", told)
	}
}
