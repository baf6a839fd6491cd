package sites

import (
	"encoding/hex"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// role says what an element means to a text.
type role uint8

const (
	inline role = iota
	block
	cell
	hidden // with all it holds
	breaks
	bolds
	boldBlock
	link
	image
)

var roles = map[string]role{
	"script": hidden, "style": hidden, "noscript": hidden, "template": hidden, "iframe": hidden, "object": hidden,
	"select": hidden, "button": hidden, "textarea": hidden, "svg": hidden, "math": hidden, "audio": hidden,
	"video": hidden, "canvas": hidden, "head": hidden, "map": hidden, "datalist": hidden, "frameset": hidden,
	"br": breaks, "hr": breaks, "a": link, "img": image,
	"strong": bolds, "b": bolds,
	"h1": boldBlock, "h2": boldBlock, "h3": boldBlock, "h4": boldBlock, "h5": boldBlock, "h6": boldBlock,
	"address": block, "article": block, "aside": block, "blockquote": block, "body": block, "center": block,
	"dd": block, "details": block, "dir": block, "div": block, "dl": block, "dt": block, "fieldset": block,
	"figcaption": block, "figure": block, "footer": block, "form": block, "header": block, "html": block,
	"li": block, "main": block, "menu": block, "nav": block, "ol": block, "p": block, "pre": block,
	"section": block, "summary": block, "table": block, "tbody": block, "thead": block, "tfoot": block,
	"tr": block, "ul": block, "caption": block, "td": cell, "th": cell, "option": block,
	"founder-title": block, "founder-author": block, "founder-content": block,
}

// atomRoles are the roles of the elements that HTML knows, each at its place or
// the next free one behind it: every element of a page is looked up.
var atomRoles = func() *[rolePlaces]atomRole {
	t := new([rolePlaces]atomRole)
	for name, r := range roles {
		if a := atom.Lookup([]byte(name)); a != 0 {
			i := placeOf(a)
			for t[i].atom != 0 {
				i = (i + 1) % rolePlaces
			}
			t[i] = atomRole{a, r}
		}
	}
	return t
}()

// rolePlaces are far more than there are roles, so that looking one up ends soon.
const rolePlaces = 1 << 10

type atomRole struct {
	atom atom.Atom
	role role
}

func placeOf(a atom.Atom) int { return int(a>>8^a<<4) % rolePlaces }

func roleOf(n *html.Node) role {
	if n.DataAtom == 0 {
		return roles[n.Data]
	}
	for i := placeOf(n.DataAtom); ; i = (i + 1) % rolePlaces {
		switch atomRoles[i].atom {
		case n.DataAtom:
			return atomRoles[i].role
		case 0:
			return inline
		}
	}
}

// invisible reports whether an element's own attributes hide it.
func invisible(n *html.Node) bool {
	for i := range n.Attr {
		switch a := &n.Attr[i]; a.Key {
		case "hidden":
			return true
		case "style":
			if j := strings.Index(a.Val, "none"); j > 0 && hides(a.Val) {
				return true
			}
		}
	}
	return false
}

func hides(style string) bool {
	for rule := range strings.SplitSeq(strings.ToLower(style), ";") {
		name, value, _ := strings.Cut(rule, ":")
		if strings.TrimSpace(name) == "display" && strings.HasPrefix(strings.TrimSpace(value), "none") {
			return true
		}
	}
	return false
}

// blockOf is the nearest element around n that is a paragraph of its own.
func blockOf(n *html.Node) *html.Node {
	for p := n.Parent; p != nil; p = p.Parent {
		if r := roleOf(p); r == block || r == boldBlock || r == cell {
			return p
		}
	}
	return n.Parent
}

// hiddenMail is the mail address that Cloudflare hides from robots behind
// "[email protected]": hexadecimal bytes, the first of which masks the others.
func hiddenMail(code string) string {
	b, err := hex.DecodeString(code)
	if err != nil || len(b) < 4 || len(b) > 200 {
		return ""
	}
	for i := range b[1:] {
		b[i+1] ^= b[0]
	}
	if mail := string(b[1:]); utf8.ValidString(mail) && strings.Contains(mail, "@") {
		return mail
	}
	return ""
}
