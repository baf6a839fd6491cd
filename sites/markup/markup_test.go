package markup

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// outline writes a tree down, one node a line.
func outline(n *html.Node) string {
	var b strings.Builder
	var walk func(n *html.Node, depth int)
	walk = func(n *html.Node, depth int) {
		fmt.Fprintf(&b, "%d %d %d %s %q", depth, n.Type, n.DataAtom, n.Namespace, n.Data)
		for _, a := range n.Attr {
			fmt.Fprintf(&b, " %s:%s=%q", a.Namespace, a.Key, a.Val)
		}
		b.WriteByte('\n')
		var last *html.Node
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			if c.Parent != n || c.PrevSibling != last {
				b.WriteString("broken links\n")
			}
			last = c
			walk(c, depth+1)
		}
		if n.LastChild != last {
			b.WriteString("broken last child\n")
		}
	}
	walk(n, 0)
	return b.String()
}

// differs says where two texts differ first; "" where they do not.
func differs(want, got string) string {
	w, g := strings.Split(want, "\n"), strings.Split(got, "\n")
	for i := range w {
		if i >= len(g) || w[i] != g[i] {
			return fmt.Sprintf("line %d:\nwant %s\ngot  %s", i+1, strings.Join(w[max(0, i-2):min(i+3, len(w))], "\n     "),
				strings.Join(g[min(max(0, i-2), len(g)):min(i+3, len(g))], "\n     "))
		}
	}
	if len(g) > len(w) {
		return "more nodes than there should be"
	}
	return ""
}

// check holds the two parsers against each other, and reports whether the page
// was built here.
func check(t *testing.T, page []byte) bool {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page))
	ours := build(page)
	if ours == nil {
		return false
	}
	if err != nil {
		t.Fatalf("%q: x/net/html fails: %v", clip(page), err)
	}
	if d := differs(outline(root), outline(ours)); d != "" {
		t.Fatalf("%q\n%s", clip(page), d)
	}
	return true
}

func clip(page []byte) []byte { return page[:min(len(page), 500)] }

// pages are those of the fixtures, and the saved ones where they are at hand.
func pages(t testing.TB) map[string][]byte {
	all := map[string][]byte{}
	for _, pattern := range []string{"../../testdata/*/*/*.html", "../../../shared/pages/*/*.html", "../../../shared/extract/pages/*.html.gz"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			page, err := os.ReadFile(file)
			if err == nil && strings.HasSuffix(file, ".gz") {
				var z *gzip.Reader
				if z, err = gzip.NewReader(bytes.NewReader(page)); err == nil {
					page, err = io.ReadAll(z)
				}
			}
			if err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			all[file] = page
		}
	}
	if len(all) == 0 {
		t.Fatal("no pages in testdata")
	}
	return all
}

func TestPagesHaveTheSameTree(t *testing.T) {
	own, all := 0, pages(t)
	for file, page := range all {
		t.Run(filepath.Base(file), func(t *testing.T) {
			if check(t, page) {
				own++
			} else {
				t.Log("left to x/net/html")
			}
		})
	}
	if t.Logf("%d of %d pages were built here", own, len(all)); own*100 < len(all)*95 {
		t.Errorf("only %d of %d pages were built here", own, len(all))
	}
}
