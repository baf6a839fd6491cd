package speed

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// The figures are comparable only while pages are as large as those that the
// goals were set on.
func TestPagesAreAsLargeAsTheRealOnes(t *testing.T) {
	s := NewSite(120, time.Date(2026, 2, 15, 8, 0, 0, 0, time.UTC))
	for _, n := range []int{1, 77, 120} {
		page := s.Article(n)
		if page != s.Article(n) {
			t.Fatalf("article %d is another one each time", n)
		}
		elements := 0
		for z := html.NewTokenizer(strings.NewReader(page)); ; {
			kind := z.Next()
			if kind == html.ErrorToken {
				break
			}
			if kind == html.StartTagToken {
				elements++
			}
		}
		if len(page) < 40<<10 || len(page) > 45<<10 || elements < 700 || elements > 780 {
			t.Errorf("article %d: %d bytes and %d elements; want 42 KB and 740", n, len(page), elements)
		}
	}
	if s.Lists() != 3 || strings.Count(s.List(3), "/a/") != 20 || strings.Contains(s.List(3), "next") || !strings.Contains(s.List(2), "next") {
		t.Errorf("%d lists, the last:\n%s", s.Lists(), s.List(3))
	}
}

func TestKeywordsDiffer(t *testing.T) {
	seen := map[string]bool{}
	for _, w := range Keywords(5000) {
		seen[w] = true
	}
	if len(seen) != 5000 {
		t.Errorf("%d different words", len(seen))
	}
}
