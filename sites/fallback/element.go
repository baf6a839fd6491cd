package fallback

import (
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// kind is how an element bears on the flow of text.
type kind uint8

const (
	blockLevel kind = iota
	inline
	link
	strong
	lineBreak
	skipped
)

// kindOf sorts an element; unknown ones are block-level.
func kindOf(n *html.Node) kind {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Noscript, atom.Iframe, atom.Object, atom.Embed, atom.Applet,
		atom.Select, atom.Option, atom.Textarea, atom.Button, atom.Template, atom.Svg, atom.Canvas,
		atom.Title, atom.Meta, atom.Link, atom.Base, atom.Input, atom.Map, atom.Audio, atom.Video, atom.Noframes, atom.Rp, atom.Rt:
		return skipped
	case atom.Br, atom.Img:
		return lineBreak
	case atom.A:
		return link
	case atom.B, atom.Strong:
		return strong
	case atom.Span, atom.Font, atom.Em, atom.I, atom.U, atom.S, atom.Big, atom.Small, atom.Sub, atom.Sup,
		atom.Abbr, atom.Acronym, atom.Cite, atom.Code, atom.Del, atom.Ins, atom.Kbd, atom.Label, atom.Mark,
		atom.Nobr, atom.Q, atom.Samp, atom.Strike, atom.Time, atom.Tt, atom.Var, atom.Wbr, atom.Bdo, atom.Bdi, atom.Data, atom.Ruby, atom.Rb:
		return inline
	}
	if n.DataAtom == 0 && strings.Contains(n.Data, ":") { // o:p and st1:chsdate of word processors
		return inline
	}
	return blockLevel
}

func isHeading(n *html.Node) bool {
	switch n.DataAtom {
	case atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6:
		return true
	}
	return false
}

// role is what the names of an element say about its content.
type role uint8

const (
	roleNone    role = iota
	roleBody         // content, article, zoom …
	roleSurplus      // comment, related, share, footer …
)

// roleOf reads an element's tag, id, class and style.
func roleOf(n *html.Node) (r role, hidden bool) {
	switch n.DataAtom {
	case atom.Nav, atom.Footer, atom.Aside, atom.Form, atom.Fieldset, atom.Dialog:
		r = roleSurplus
	}
	for i := range n.Attr {
		a := &n.Attr[i]
		switch a.Key {
		case "id", "class":
			if got := roleOfName(a.Val); got != roleNone && r == roleNone {
				r = got
			}
		case "style":
			hidden = hidden || hides(a.Val)
		case "hidden":
			hidden = true
		}
	}
	return r, hidden
}

// surplusNames open the words of ids and classes that hold no article.
var surplusNames = [...]string{
	"foot", "copyright", "comment", "pinglun", "relate", "relevant", "xiangguan", "recommend", "tuijian", "share", "sidebar", "nav", "menu", "crumb", "rank", "paihang", "hotnews", "login", "search", "advert", "guanggao", "statement", "disclaimer", "toolbar", "pager", "qrcode",
}

// roleOfName reads an id or a class word by word.
func roleOfName(names string) role {
	for len(names) > 0 {
		var word string
		if i := strings.IndexAny(names, " -_"); i >= 0 {
			word, names = names[:i], names[i+1:]
		} else {
			word, names = names, ""
		}
		if len(word) < 3 {
			continue
		}
		first := word[0] | 0x20
		for _, w := range surplusNames {
			if first == w[0] && len(word) >= len(w) && strings.EqualFold(word[:len(w)], w) && goesOn(word[len(w):]) {
				return roleSurplus
			}
		}
	}
	return roleNone
}

// goesOn reports whether the rest of a word leaves the meaning of its opening:
// shareBox and share2 are for sharing, shareholder is not.
func goesOn(rest string) bool {
	if rest == "" || rest[0] < 'a' || rest[0] > 'z' {
		return true
	}
	for _, w := range [...]string{"s", "d", "er", "ed", "nav", "list", "box", "bar", "area", "wrap", "con", "info", "news", "link", "right", "left", "item", "top", "bottom", "btn", "div", "main", "panel", "block", "igation", "ation", "ing", "tool", "title", "text", "layer", "form"} {
		if strings.HasPrefix(rest, w) {
			return true
		}
	}
	return false
}

// hides reports whether an inline style keeps the element from view.
func hides(style string) bool {
	return styled(style, "display", "none") || styled(style, "font-size", "0")
}

// styled reports whether a style sets a property to a value that begins so.
func styled(style, property, value string) bool {
	i := strings.Index(style, property)
	if i < 0 {
		return false
	}
	rest := strings.TrimLeft(style[i+len(property):], " :")
	if !strings.HasPrefix(rest, value) {
		return false
	}
	return value != "0" || strings.TrimLeft(rest, "0pxemt ;") == "" || strings.HasPrefix(rest, "0px;") || strings.HasPrefix(rest, "0;")
}

func attr(n *html.Node, key string) string {
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			return n.Attr[i].Val
		}
	}
	return ""
}

func hasAttr(n *html.Node, key string) bool {
	for i := range n.Attr {
		if n.Attr[i].Key == key {
			return true
		}
	}
	return false
}

// textOf joins the text directly inside a node.
func textOf(n *html.Node) string {
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		if c.Type == html.TextNode {
			b.WriteString(c.Data)
		}
	}
	return b.String()
}

// squeeze makes every run of white space one blank.
func squeeze(s string) string { return strings.Join(strings.FieldsFunc(s, unicode.IsSpace), " ") }

// isMark reports whether a character is a sign of written sentences.
func isMark(r rune) bool {
	switch r {
	case '，', '。', '！', '？', '；', '：', '、', '“', '”', '‘', '’', '「', '」', '『', '』', '《', '》', '…', '（', '）', '．':
		return true
	}
	return false
}

func asciiMark(c byte) bool {
	return c == ',' || c == '.' || c == ';' || c == '!' || c == '?' || c == '"'
}
