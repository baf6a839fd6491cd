package crawler

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"newswatch"
	"newswatch/sites"
)

// replay is a proxy that serves saved pages under their real addresses.
type replay struct {
	*httptest.Server
	mu    sync.Mutex
	pages map[string][]byte // by URL
	asked []string
}

func newReplay(t *testing.T) *replay {
	p := &replay{pages: map[string][]byte{}}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		p.mu.Lock()
		body, ok := p.pages[r.URL.String()]
		p.asked = append(p.asked, r.URL.String())
		p.mu.Unlock()
		if !ok {
			http.NotFound(w, r)
			return
		}
		// Without a type and validators, as many of these sites answer.
		w.Header().Set("Content-Type", "text/html")
		w.Write(body)
	}))
	t.Cleanup(p.Close)
	return p
}

// TestReplay crawls saved pages of the built-in sites through a proxy, from a
// list that links to them.
func TestReplay(t *testing.T) {
	const shared = "../../shared/pages"
	manifest, err := os.ReadFile(filepath.Join(shared, "MANIFEST.tsv"))
	if err != nil {
		t.Skipf("no saved pages here: %v", err)
	}
	proxy := newReplay(t)
	for _, site := range sites.Builtin() {
		var list strings.Builder
		want := 0
		for line := range strings.Lines(string(manifest)) {
			f := strings.Split(line, "\t")
			if len(f) < 3 || f[2] != "article" && f[2] != "epaper" || !strings.HasPrefix(f[1], "http") {
				continue
			}
			if u := parse(t, f[1]); !site.IsArticle(u) {
				continue
			}
			if proxy.pages[f[1]], err = os.ReadFile(filepath.Join(shared, f[0])); err != nil {
				t.Fatal(err)
			}
			want++
			list.WriteString(`<a href="` + f[1] + "\n\">x</a>")
		}
		if want == 0 {
			continue
		}
		t.Run(string(site.ID), func(t *testing.T) {
			entry := strings.TrimSuffix(site.Homepage, "/") + "/replayed-list"
			proxy.pages[entry] = []byte("<html><body>" + list.String() + "</body></html>")
			site, err := site.With("o.yaml", []byte(`discover: [ { list: "`+entry+`", links: "a" } ]`), 1)
			if err != nil {
				t.Fatal(err)
			}
			a := newArchive()
			c := newTestCrawler(t, a, func(o *FetchOptions) { o.Proxy, o.AllowPrivate = proxy.URL, false })
			rep := crawl(t, c, site, Options{})
			if rep.Status != newswatch.StatusOK || rep.New != want || len(rep.Failures) != 0 {
				t.Errorf("first run, %d pages: %+v", want, rep)
			}
			for name, s := range a.articles {
				t.Logf("%s %s %s %s", name, s.Article.Published.Format("2006-01-02 15:04"), s.Article.Template, s.Article.Title)
				if s.Article.Title == "" || s.Article.Text == "" || s.Article.Published.IsZero() {
					t.Errorf("%s: %q of %v", name, s.Article.Title, s.Article.Published)
				}
			}
			proxy.asked = nil
			if rep = crawl(t, c, site, Options{}); rep.NotModified != 1 || len(proxy.asked) != 1 {
				t.Errorf("second run asked for %q: %+v", proxy.asked, rep)
			}
		})
	}
}
