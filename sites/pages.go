package sites

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"golang.org/x/net/html"

	"newswatch/sites/canon"
)

// An article on several pages: which they are, and how they are joined.

var numbered = regexp.MustCompile(`^(.*[^-_])[-_]0?(\d{1,2})(\.\w{3,5})$`)

// pageNumber is the number that a further page's address ends with, and 0 for
// an article's first page.
func pageNumber(path string) int {
	if !mayBeNumbered(path) {
		return 0
	}
	if m := numbered.FindStringSubmatch(path); m != nil {
		n, _ := strconv.Atoi(m[2])
		return n
	}
	return 0
}

// stem is a page's address without its number.
func stem(path string) string {
	if !mayBeNumbered(path) {
		return path
	}
	if m := numbered.FindStringSubmatch(path); m != nil {
		return m[1] + m[3]
	}
	return path
}

// mayBeNumbered reports whether there is a sign near the path's end that a
// number of at most three digits and a suffix can follow.
func mayBeNumbered(path string) bool {
	return strings.ContainsAny(path[max(0, len(path)-10):], "-_")
}

// maxNext bounds how many further pages one article may have.
const maxNext = 100

// nextPages are the further pages that the page links to and that come after it.
func (e *extractor) nextPages(t *Template) []*url.URL {
	var list []*url.URL
	nodes := e.ix.elements(t.nextPage)
	if t.nextPage == nil {
		nodes = e.numberedLinks()
	}
	if len(nodes) == 0 {
		return nil
	}
	own := canon.URL(e.url)
	seen := map[string]bool{own: true}
	for _, n := range nodes {
		for ; n != nil && n.Data != "a"; n = n.Parent {
		}
		if n == nil {
			continue
		}
		if text := line(n); strings.Contains(text, "篇") || strings.Contains(text, "条") {
			continue // 下一篇 is another article
		}
		u, err := canon.Resolve(e.url, attr(n, "href"))
		if err != nil || u.Hostname() != e.url.Hostname() || len(list) == maxNext {
			continue
		}
		if stem(u.Path) == stem(e.url.Path) && u.RawQuery == e.url.RawQuery && pageNumber(u.Path) <= pageNumber(e.url.Path) {
			continue // an earlier page
		}
		if c := canon.URL(u); !seen[c] {
			seen[c] = true
			list = append(list, u)
		}
	}
	return list
}

// numberedLinks are, for designs that name no selector, the links whose file is
// this page's with a number behind it: 001520001_01.shtml on 001520001.shtml.
func (e *extractor) numberedLinks() []*html.Node {
	file := e.url.Path[strings.LastIndexByte(e.url.Path, '/')+1:]
	base, ext, ok := strings.Cut(file, ".")
	if !ok || len(base) < 4 || e.s.prints() {
		return nil
	}
	var list []*html.Node
	for _, n := range e.ix.links {
		href := strings.TrimSpace(attr(n, "href"))
		rest, found := strings.CutPrefix(href[strings.LastIndexByte(href, '/')+1:], base)
		if found && pageFile.MatchString(rest) && strings.HasSuffix(rest, ext) {
			list = append(list, n)
		}
	}
	return list
}

var pageFile = regexp.MustCompile(`^[-_]\d{1,2}\.`)

// Append joins the article's next page: its text, pictures and what the pages
// before did not say. Next keeps those pages that are not joined yet.
func (x *Extraction) Append(next Extraction) {
	a, b := &x.Article, &next.Article
	if b.Text != "" && b.Text != a.Text {
		a.Text = strings.TrimPrefix(a.Text+"\n"+b.Text, "\n")
	}
	a.Images = append(a.Images, b.Images...)
	for _, f := range []struct {
		field    string
		to, from *string
	}{{"author", &a.Author, &b.Author}, {"editor", &a.Editor, &b.Editor}, {"source", &a.Source, &b.Source}} {
		if *f.to == "" && *f.from != "" {
			*f.to = *f.from
			a.Provenance[f.field] = b.Provenance[f.field]
			delete(x.Missing, f.field)
		}
	}
	known := map[string]bool{canon.URL(mustURL(a.URL)): true, canon.URL(mustURL(b.URL)): true}
	var rest []*url.URL
	for _, u := range append(append([]*url.URL(nil), x.Next...), next.Next...) {
		if c := canon.URL(u); !known[c] {
			known[c] = true
			rest = append(rest, u)
		}
	}
	x.Next = rest
}
