package crawler

import (
	"bytes"
	"net/url"
	"regexp"
	"strings"

	"github.com/PuerkitoBio/goquery"
	"github.com/andybalholm/cascadia"

	"newswatch/sites"
	"newswatch/sites/canon"
	"newswatch/sites/charset"
)

// maxRefresh bounds how often a page may send on by <meta http-equiv=refresh>.
const maxRefresh = 3

// page is an HTML page that was fetched, decoded and parsed, once.
type page struct {
	resp *Response
	text charset.Text
	doc  *goquery.Document // nil where the page is as it was known
}

// forget lets the tree go, which holds five times the memory of the page: what
// was read of it may wait long for the disk.
func (p *page) forget() { p.doc, p.text.HTML = nil, nil }

// page fetches and parses an HTML page, and follows it where it is only a
// signpost to another. The response's validators are those of the page that it
// leads to, under the address that was asked for: a signpost never changes.
func (r *run) page(q Query) (page, error) {
	asked := q.URL
	for n := 0; ; n++ {
		resp, err := r.s.get(q)
		if err != nil {
			return page{}, err
		}
		resp.URL = asked
		if resp.NotModified {
			return page{resp: resp}, nil
		}
		text := charset.Decode(resp.Body, resp.Header.Get("Content-Type"), r.site.Charset)
		doc, err := sites.Parse(text.HTML)
		if err != nil {
			return page{}, &FetchError{Status: resp.Status, Err: err}
		}
		next := signpost(resp.FinalURL, text.HTML, doc)
		if next == nil || n == maxRefresh {
			return page{resp: resp, text: text, doc: doc}, nil
		}
		q.URL = next
	}
}

var (
	metas      = cascadia.MustCompile("meta[http-equiv]")
	refreshURL = regexp.MustCompile(`(?i)^\s*([0-9.]*)\s*[;,]\s*(?:url\s*=\s*)?['"]?\s*([^'"]+)`)
	scriptGoes = regexp.MustCompile(`(?:window\.|document\.|top\.|self\.)?location(?:\.href)?\s*=\s*["']([^"']+)["']|location\.replace\(\s*["']([^"']+)["']`)
)

// signpost is where a page without content of its own sends its readers, by
// meta refresh or by a script; nil for other pages. Entries of e-papers
// (paperindex.htm) and moved lists are such pages.
func signpost(base *url.URL, raw []byte, doc *goquery.Document) *url.URL {
	href := ""
	// Most pages are spared the search of their tree.
	if !bytes.Contains(raw, []byte("efresh")) && !bytes.Contains(raw, []byte("EFRESH")) && len(raw) >= 4<<10 {
		return nil
	}
	doc.FindMatcher(metas).EachWithBreak(func(_ int, m *goquery.Selection) bool {
		if v, _ := m.Attr("http-equiv"); strings.EqualFold(strings.TrimSpace(v), "refresh") {
			content, _ := m.Attr("content")
			// A page that reloads after minutes is a page.
			if p := refreshURL.FindStringSubmatch(content); p != nil && len(strings.SplitN(p[1], ".", 2)[0]) <= 1 {
				href = p[2]
				return false
			}
		}
		return true
	})
	if href == "" && len(raw) < 4<<10 && doc.Find("a[href]").Length() < 3 {
		if p := scriptGoes.FindSubmatch(raw); p != nil {
			href = string(bytes.Join(p[1:], nil))
		}
	}
	if href == "" {
		return nil
	}
	u, err := canon.Resolve(base, href)
	if err != nil || u.String() == base.String() {
		return nil
	}
	return u
}
