package sites

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"newswatch"
	"newswatch/sites/charset"
)

var update = flag.Bool("update", false, "rewrite the golden files of testdata/sites; read the diff")

const fixtures = "../testdata/sites"

// golden is what a fixture's golden file holds: an article, or a list.
type golden struct {
	Article  *newswatch.Article `json:"article,omitempty"`
	Next     []string           `json:"next,omitempty"`
	Missing  map[string]string  `json:"missing,omitempty"`
	Links    []goldenLink       `json:"links,omitempty"`
	Pages    []string           `json:"pages,omitempty"`
	NextList string             `json:"next_list,omitempty"`
}

type goldenLink struct {
	URL       string              `json:"url"`
	Title     string              `json:"title"`
	Published string              `json:"published,omitempty"`
	Precision newswatch.Precision `json:"precision,omitempty"`
}

// TestFixtures reads every page of testdata/sites. Adding a page adds a case:
// NAME.html beside NAME.url with its address; -update writes NAME.golden.json.
// Names that start with "list-" are list pages. Every site has pages, every
// template has a page, and every folder belongs to a site.
func TestFixtures(t *testing.T) {
	dirs, err := os.ReadDir(fixtures)
	if err != nil {
		t.Fatal(err)
	}
	set := NewSet(Builtin())
	seen := map[string]bool{}
	for _, dir := range dirs {
		site, ok := set.ByID(newswatch.SiteID(dir.Name()))
		if !ok {
			t.Errorf("%s/%s: there is no such site", fixtures, dir.Name())
			continue
		}
		files, _ := filepath.Glob(filepath.Join(fixtures, dir.Name(), "*.html"))
		if len(files) == 0 {
			t.Errorf("%s: has no pages", dir.Name())
		}
		for _, file := range files {
			name := strings.TrimSuffix(filepath.Base(file), ".html")
			t.Run(dir.Name()+"/"+name, func(t *testing.T) {
				got := readFixture(t, set, site, file)
				if got.Article != nil {
					seen[dir.Name()+" "+got.Article.Template] = true
				}
				checkGolden(t, strings.TrimSuffix(file, ".html")+".golden.json", got)
			})
		}
	}
	for _, s := range set.All() {
		if i := slices.IndexFunc(dirs, func(d os.DirEntry) bool { return d.Name() == string(s.ID) }); i < 0 {
			t.Errorf("%s: there is no folder %s/%s", s.ID, fixtures, s.ID)
		}
		for i := range s.Templates {
			if id := s.Templates[i].ID; !seen[string(s.ID)+" "+id] {
				t.Errorf("%s: no page of %s/%s is read by template %q", s.ID, fixtures, s.ID, id)
			}
		}
	}
}

func readFixture(t *testing.T, set *Set, site *Site, file string) golden {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	address, err := os.ReadFile(strings.TrimSuffix(file, ".html") + ".url")
	if err != nil {
		t.Fatal(err)
	}
	u := mustURL(strings.TrimSpace(string(address)))
	if owner, _ := set.ForURL(u); owner != site {
		t.Fatalf("%s is not an address of %s", u, site.ID)
	}
	doc, err := Parse(charset.Decode(raw, "", site.Charset).HTML)
	if err != nil {
		t.Fatal(err)
	}
	var g golden
	if strings.HasPrefix(filepath.Base(file), "list-") {
		src := sourceOf(t, site, u)
		l := src.ReadAt(u, doc, testNow)
		for _, link := range l.Links {
			gl := goldenLink{URL: link.URL.String(), Title: link.Title, Precision: link.Published.Precision}
			if !link.Published.IsZero() {
				gl.Published = link.Published.Time.Format(time.RFC3339)
			}
			g.Links = append(g.Links, gl)
		}
		if src.Kind == EPaper {
			for _, p := range src.Pages(u, doc) {
				g.Pages = append(g.Pages, p.String()+" "+p.URL.String())
			}
		}
		if l.Next != nil {
			g.NextList = l.Next.String()
		}
		return g
	}
	if !site.IsArticle(u) && !strings.Contains(u.Host, "wz.") {
		t.Errorf("%s: is no article by the definition's patterns", u)
	}
	x, err := site.Extract(u, doc, testNow)
	if err != nil {
		t.Fatal(err)
	}
	g.Article, g.Missing = &x.Article, x.Missing
	for _, n := range x.Next {
		g.Next = append(g.Next, n.String())
	}
	return g
}

// sourceOf is the source of site that u is a page of.
func sourceOf(t *testing.T, site *Site, u *url.URL) *Source {
	t.Helper()
	for i := range site.Discover {
		src := &site.Discover[i]
		if src.URL == u.String() || src.Kind == EPaper {
			return src
		}
	}
	t.Fatalf("no source of %s has the address %s", site.ID, u)
	return nil
}

func checkGolden(t *testing.T, file string, got golden) {
	t.Helper()
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(got); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatalf("%v; run the test with -update", err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}
