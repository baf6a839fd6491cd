package sites

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"golang.org/x/net/html"

	"newswatch/sites/charset"
)

// benchPages are pages of every kind, raw as they are saved: the real ones
// where they are at hand, or else our own fixtures.
func benchPages(b *testing.B) (pages [][]byte, sites []*Site) {
	set := NewSet(Builtin())
	for _, dir := range []string{"people", "xinhua", "chinanews"} {
		files, _ := filepath.Glob(filepath.Join(sharedPages, dir, "*.html"))
		own, _ := filepath.Glob(filepath.Join("../testdata/sites", dir, "*.html"))
		if len(files) == 0 {
			files = own
		}
		for _, f := range files {
			raw, err := os.ReadFile(f)
			if err != nil {
				b.Fatal(err)
			}
			s, _ := siteOf(set, dir, "")
			pages, sites = append(pages, raw), append(sites, s)
		}
	}
	if len(pages) == 0 {
		b.Skip("no pages")
	}
	return pages, sites
}

// BenchmarkExtract compares, on the same bytes, the parser alone with decoding,
// parsing and reading all fields.
func BenchmarkExtract(b *testing.B) {
	pages, sites := benchPages(b)
	size := 0
	for _, p := range pages {
		size += len(p)
	}
	b.Run("parse", func(b *testing.B) {
		b.SetBytes(int64(size))
		for b.Loop() {
			for _, p := range pages {
				if _, err := html.Parse(bytes.NewReader(p)); err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	read := func(b *testing.B, of func(i int) *Site) {
		b.SetBytes(int64(size))
		for b.Loop() {
			for i, p := range pages {
				s := of(i)
				doc, err := Parse(charset.Decode(p, "", s.Charset).HTML)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := s.Extract(mustURL(s.Homepage+"2020/a.html"), doc, testNow); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
	b.Run("template", func(b *testing.B) { read(b, func(i int) *Site { return sites[i] }) })
	generic := Unknown()
	generic.Homepage = "http://www.example.cn/"
	b.Run("fallback", func(b *testing.B) { read(b, func(int) *Site { return generic }) })
	b.Run("decode", func(b *testing.B) {
		b.SetBytes(int64(size))
		for b.Loop() {
			for _, p := range pages {
				charset.Decode(p, "", "")
			}
		}
	})
}
