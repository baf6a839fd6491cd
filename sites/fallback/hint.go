package fallback

import (
	"strings"

	"golang.org/x/net/html"
)

// hintKind is the field that an element's id or class names.
type hintKind uint8

const (
	noHint hintKind = iota
	hintSource
	hintAuthor
)

// hint is an element whose id or class names a field.
type hint struct {
	kind  hintKind
	node  *html.Node
	block int // it begins in or before this block
}

// maxHints bounds the hints of a page.
const maxHints = 64

// hintOf reads an element's id and class: source_baidu, author, art-source.
func hintOf(n *html.Node) hintKind {
	for i := range n.Attr {
		a := &n.Attr[i]
		if (a.Key == "rel" || a.Key == "itemprop") && a.Val == "author" {
			return hintAuthor
		}
		if a.Key != "id" && a.Key != "class" || len(a.Val) > 60 {
			continue
		}
		if a.Key == "id" && (a.Val == "js_name" || a.Val == "nickname") { // the account, on platforms of many
			return hintSource
		}
		for s := a.Val; len(s) >= len("source"); s = s[1:] {
			switch s[0] | 0x20 {
			case 's':
				if strings.EqualFold(s[:6], "source") && !strings.Contains(a.Val, "resource") {
					return hintSource
				}
			case 'a':
				if strings.EqualFold(s[:6], "author") {
					return hintAuthor
				}
			}
		}
	}
	return noHint
}

// hinted gives the text of the first element of a kind near the headline: from
// a few lines above it to the end of the text.
func (p *page) hinted(kind hintKind, title, end int) string {
	for _, h := range p.hints {
		if h.kind != kind || h.block < title-6 || h.block > end+6 {
			continue
		}
		if s := squeeze(allText(h.node, maxParticulars)); s != "" && len(s) <= 3*maxSource {
			return s
		}
	}
	return ""
}

// allText joins the text anywhere below a node, up to about most bytes.
func allText(root *html.Node, most int) string {
	var b strings.Builder
	for n := root.FirstChild; n != nil && b.Len() <= most*4; {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
		if n.FirstChild != nil && n.Data != "script" && n.Data != "style" {
			n = n.FirstChild
			continue
		}
		for n.NextSibling == nil && n.Parent != root {
			n = n.Parent
		}
		n = n.NextSibling
	}
	return b.String()
}
