package store

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"newswatch"
)

// framed makes a page of some 20 KB of which all but a line is the same on every
// page of one look of a site.
func framed(look, n int) []byte {
	r := rand.New(rand.NewPCG(uint64(look), 7))
	var b strings.Builder
	for range 600 {
		fmt.Fprintf(&b, "<li class=\"c%d\"><a href=\"/%x/\">%x</a></li>\n", r.IntN(90), r.Uint64(), r.Uint32())
	}
	return []byte(fmt.Sprintf("<html><h1>第%d条</h1>%s</html>", n, b.String()))
}

// snap files an article of a page and gives the page back as it is stored.
func snap(t *testing.T, s *Store, site string, n int, body []byte) (newswatch.Page, int64, int) {
	t.Helper()
	g := sight(site, fmt.Sprint("d", n), fmt.Sprint("第", n, "条"), fmt.Sprint("第", n, "条消息，来自", site))
	g.Page.Body = body
	out := file(t, s, g)
	pages, err := s.Snapshots(context.Background(), out.ArticleID)
	if err != nil || len(pages) == 0 {
		t.Fatalf("%d snapshots, %v", len(pages), err)
	}
	var id int64
	var packed int
	err = s.get(context.Background(), `SELECT ifnull(dictionary, 0), packed FROM snapshots WHERE article_id = ? ORDER BY id DESC`, []any{int64(out.ArticleID)}, &id, &packed)
	if err != nil {
		t.Fatal(err)
	}
	return pages[len(pages)-1], id, packed
}

func TestPagesOfASiteArePackedAgainstAnother(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	now := noon
	o := Options{Now: func() time.Time { return now }}
	s := openAt(t, path, o)
	first := int64(0)
	for n := range 5 {
		body := framed(1, n)
		p, id, packed := snap(t, s, "alpha", n, body)
		if !bytes.Equal(p.Body, body) {
			t.Fatal("a page came back changed")
		}
		if first == 0 {
			first = id
		}
		if id == 0 || id != first || packed > len(body)/50 {
			t.Errorf("page %d: dictionary %d, first %d; %d of %d bytes", n, id, first, packed, len(body))
		}
	}
	if _, id, _ := snap(t, s, "beta", 1, framed(2, 1)); id == 0 || id == first {
		t.Errorf("another site's dictionary is %d", id)
	}
	if _, id, _ := snap(t, s, "alpha", 90, []byte("<p>短")); id != 0 {
		t.Error("a short page is packed against another")
	}
	// Another process goes on with it, and reads what this one wrote.
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openAt(t, path, o)
	if _, id, _ := snap(t, s, "alpha", 6, framed(1, 6)); id != first {
		t.Errorf("after opening again, dictionary %d and not %d", id, first)
	}
	// The site looks otherwise: after some pages it has a new one.
	now = now.Add(2 * time.Hour)
	last := int64(0)
	for n := range maxMisfits + 2 {
		var p newswatch.Page
		body := framed(3, 100+n)
		if p, last, _ = snap(t, s, "alpha", 100+n, body); !bytes.Equal(p.Body, body) {
			t.Fatal("a page came back changed")
		}
	}
	if last == first {
		t.Error("a site that looks otherwise keeps its dictionary")
	}
	if _, id, packed := snap(t, s, "alpha", 200, framed(3, 200)); id != last || packed > 400 {
		t.Errorf("dictionary %d and not %d, %d bytes", id, last, packed)
	}
	if err := s.Check(context.Background()); err != nil {
		t.Error(err)
	}
}

func TestDictionariesLastAsLongAsTheirPages(t *testing.T) {
	now := noon
	s := open(t, Options{Now: func() time.Time { return now }})
	ctx := context.Background()
	kept := func() (n int) {
		if err := s.get(ctx, `SELECT count(*) FROM dictionaries`, nil, &n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	snap(t, s, "alpha", 1, framed(1, 1))
	now = now.Add(2 * time.Hour)
	for n := range maxMisfits + 1 {
		snap(t, s, "alpha", 10+n, framed(2, n))
	}
	if kept() != 2 {
		t.Fatalf("%d dictionaries", kept())
	}
	now = now.Add(48 * time.Hour)
	if err := s.Prune(ctx, time.Time{}, noon.Add(-time.Hour)); err != nil || kept() != 2 {
		t.Fatalf("%d dictionaries while pages need them, %v", kept(), err)
	}
	if err := s.Prune(ctx, time.Time{}, now); err != nil || kept() != 1 {
		t.Fatalf("%d dictionaries without pages; the newest should stay; %v", kept(), err)
	}
	if body := framed(2, 99); true {
		if p, id, _ := snap(t, s, "alpha", 99, body); id == 0 || !bytes.Equal(p.Body, body) {
			t.Errorf("dictionary %d after pruning", id)
		}
	}
}

func TestManySitesShareFewDictionaries(t *testing.T) {
	s := open(t, Options{})
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for n := range 40 {
				site := newswatch.SiteID(fmt.Sprint("s", (n+g)%(2*maxDictionaries)))
				body := framed(len(site)+n%3, n)
				packed, id := s.pack(context.Background(), site, body)
				var dictionary []byte
				if err := s.get(context.Background(), `SELECT body FROM dictionaries WHERE id = ? AND site = ?`, []any{id, string(site)}, &dictionary); err != nil {
					t.Error(err)
				} else if got, err := s.unpack(packed, dictionary); err != nil || !bytes.Equal(got, body) {
					t.Errorf("%s %d: %v", site, n, err)
				}
			}
		})
	}
	wg.Wait()
	if n := len(s.pages.sites); n > maxDictionaries {
		t.Errorf("%d dictionaries at hand", n)
	}
	var made int
	if err := s.get(context.Background(), `SELECT count(*) FROM dictionaries`, nil, &made); err != nil || made != 2*maxDictionaries {
		t.Errorf("%d dictionaries were made for %d sites, %v", made, 2*maxDictionaries, err)
	}
}
