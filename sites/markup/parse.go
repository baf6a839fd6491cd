package markup

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
)

// Parse makes the tree of a page in UTF-8. It fails where x/net/html does, which
// is where more than 512 elements are open at once. The tree keeps a copy of the
// page alive, and so does each of its texts.
func Parse(page []byte) (*html.Node, error) {
	if root := build(page); root != nil {
		return root, nil
	}
	return html.Parse(bytes.NewReader(page))
}

// build is the tree, or nil where the page needs the other parser.
func build(page []byte) *html.Node {
	if bytes.IndexByte(page, 0) >= 0 {
		return nil
	}
	b := builder{src: newlines(page), mode: (*builder).initial}
	b.reserve(strings.Count(b.src, "<"))
	b.doc = b.node(html.DocumentNode)
	for !b.given {
		b.next()
		b.process()
		if b.tok.kind == endOfPage {
			b.joinTexts()
			return b.finished()
		}
	}
	return nil
}

func (b *builder) finished() *html.Node {
	if b.given {
		return nil
	}
	return b.doc
}

// giveUp leaves the page to the other parser.
func (b *builder) giveUp() bool {
	b.given = true
	return true
}

// newlines is the page with each line ended as on Unix.
func newlines(page []byte) string {
	cr := bytes.IndexByte(page, '\r')
	if cr < 0 {
		return string(page)
	}
	var out strings.Builder
	out.Grow(len(page))
	for cr >= 0 {
		out.Write(page[:cr])
		out.WriteByte('\n')
		page = page[cr+1:]
		if len(page) > 0 && page[0] == '\n' {
			page = page[1:]
		}
		cr = bytes.IndexByte(page, '\r')
	}
	out.Write(page)
	return out.String()
}
