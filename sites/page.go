package sites

import (
	"bytes"
	"fmt"
	"io"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"newswatch"
	"newswatch/sites/markup"
)

// maxPage bounds a page, in bytes of UTF-8.
const maxPage = 32 << 20

// Parse makes the tree of a page. A page is parsed once; lists, templates and
// the fallback all read the same tree. Elements nested more than some hundreds
// deep, which no site means, are flattened. The error wraps [newswatch.ErrInvalid].
func Parse(page []byte) (*goquery.Document, error) {
	if len(page) > maxPage {
		return nil, fmt.Errorf("%w: page of %d bytes, at most %d are read", newswatch.ErrInvalid, len(page), maxPage)
	}
	root, err := markup.Parse(page)
	if err != nil {
		// The parser refuses deep nesting, and nothing else on bytes in memory.
		root, err = markup.Parse(flatten(page))
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %v", newswatch.ErrInvalid, err)
	}
	return goquery.NewDocumentFromNode(root), nil
}

// maxDepth is how many elements may be open at once after flattening; the
// parser refuses 512, and opens some of its own.
const maxDepth = 200

// flatten leaves out the tags of elements that stand too deep; their text stays.
func flatten(page []byte) []byte {
	var out bytes.Buffer
	var open []string
	z := html.NewTokenizer(bytes.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if z.Err() == io.EOF {
				return out.Bytes()
			}
			return nil
		case html.StartTagToken:
			raw := z.Raw()
			name, _ := z.TagName()
			if tag := string(name); !voidTags[tag] {
				if len(open) >= maxDepth && !rawTags[tag] {
					continue
				}
				open = append(open, tag)
			}
			out.Write(raw)
		case html.EndTagToken:
			raw := z.Raw()
			name, _ := z.TagName()
			if closes(&open, string(name)) {
				out.Write(raw)
			}
		default:
			out.Write(z.Raw())
		}
	}
}

// closes pops what the end tag closes; false where nothing of that name is open
// near enough.
func closes(open *[]string, tag string) bool {
	for i := len(*open) - 1; i >= 0 && i >= len(*open)-20; i-- {
		if (*open)[i] == tag {
			*open = (*open)[:i]
			return true
		}
	}
	return false
}

var voidTags = map[string]bool{
	"area": true, "base": true, "br": true, "col": true, "embed": true, "hr": true, "img": true,
	"input": true, "link": true, "meta": true, "param": true, "source": true, "track": true, "wbr": true,
}

// rawTags hold text that is not markup, so that their tags must stay in pairs.
var rawTags = map[string]bool{
	"script": true, "style": true, "textarea": true, "title": true, "xmp": true,
	"iframe": true, "noembed": true, "noframes": true, "noscript": true, "plaintext": true,
}

// attr is the value of an attribute, or "".
func attr(n *html.Node, name string) string {
	for i := range n.Attr {
		if n.Attr[i].Key == name {
			return n.Attr[i].Val
		}
	}
	return ""
}
