package sites

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/text/unicode/norm"

	"newswatch/sites/gloss"
)

// paragraph is a line of a page's text, with what its markup says about it.
type paragraph struct {
	text   string
	node   *html.Node // the block that holds it
	linked int        // bytes of text inside links
	bold   int        // bytes of text inside strong, b and headings
	image  bool       // a picture stands directly before it, or in it
	grid   bool       // that picture leads elsewhere
	told   bool       // the markup says that it tells of a picture
}

// picture is an img of the text.
type picture struct {
	node *html.Node
	next int // the paragraph that follows, or holds it
}

// walker collects the paragraphs of some elements. It walks without recursion
// and changes nothing.
type walker struct {
	remove   nodes      // left out with all they hold
	captions nodes      // tell of pictures
	skip     *html.Node // left out with all it holds
	cells    bool       // table cells are lines of their own
	limit    int        // stop after so many paragraphs; 0 for all
	beyond   int        // stop so many paragraphs after skip; 0 for all

	paragraphs []paragraph
	pictures   []picture
	skippedAt  int // how many paragraphs stand before what was skipped

	buf      []byte
	gap      gap
	node     *html.Node
	links    int // open a elements
	strong   int // open bold elements
	told     int // open caption elements
	linked   int
	bold     int
	pending  bool // a picture waits for its paragraph
	grid     bool // that picture is a link
	toldText bool
}

// nodes is a set of elements.
type nodes map[*html.Node]bool

func (s nodes) has(n *html.Node) bool { return len(s) > 0 && s[n] }

// gap is the white space since the last character.
type gap int

const (
	none  gap = iota
	loose     // blanks of the source
	wrap      // a line feed of the source, with its indent
	firm      // a blank that is meant, such as &nbsp;
	wide      // two or more U+3000: an indent
)

// expect makes room for so many paragraphs.
func (w *walker) expect(paragraphs int) {
	w.paragraphs, w.buf = make([]paragraph, 0, paragraphs), make([]byte, 0, 1<<10)
}

// walk adds the paragraphs of root.
func (w *walker) walk(root *html.Node) {
	n := root
	for {
		if w.enter(n, n == root) {
			if n.FirstChild != nil {
				n = n.FirstChild
				continue
			}
			w.leave(n)
		}
		for n != root && n.NextSibling == nil {
			n = n.Parent
			w.leave(n)
		}
		if n == root || w.limit > 0 && len(w.paragraphs) >= w.limit ||
			w.beyond > 0 && w.skippedAt >= 0 && len(w.paragraphs) >= w.skippedAt+w.beyond {
			break
		}
		n = n.NextSibling
	}
	w.flush()
}

// enter takes n in; it reports whether its children count.
func (w *walker) enter(n *html.Node, root bool) bool {
	switch n.Type {
	case html.TextNode:
		w.add(n)
		return false
	case html.DocumentNode:
		return true
	case html.ElementNode:
	default:
		return false
	}
	r := roleOf(n)
	if n == w.skip {
		w.flush()
		w.skippedAt = len(w.paragraphs)
		return false
	}
	if r == hidden {
		return false
	}
	if !root && (len(n.Attr) > 0 && invisible(n) || w.remove.has(n)) {
		if r == block || r == boldBlock {
			w.flush()
		}
		return false
	}
	switch r {
	case block:
		w.flush()
	case boldBlock:
		w.flush()
		w.strong++
	case bolds:
		w.strong++
	case link:
		if mail := hiddenMail(attr(n, "data-cfemail")); mail != "" {
			w.add(&html.Node{Type: html.TextNode, Data: mail, Parent: n.Parent})
			return false
		}
		w.links++
	case cell:
		w.cell()
	case breaks:
		w.flush()
	case image:
		w.pictures = append(w.pictures, picture{n, len(w.paragraphs)})
		w.pending, w.grid = true, w.links > 0
	}
	if n.DataAtom == atom.Figcaption || w.captions.has(n) {
		w.told++
	}
	return true
}

// leave closes an element that was entered.
func (w *walker) leave(n *html.Node) {
	if n.Type != html.ElementNode {
		return
	}
	r := roleOf(n)
	switch r {
	case block:
		w.flush()
	case boldBlock:
		w.flush()
		w.strong--
	case bolds:
		w.strong--
	case link:
		w.links--
	case cell:
		w.cell()
	}
	if n.DataAtom == atom.Figcaption || w.captions.has(n) {
		w.told--
	}
}

func (w *walker) cell() {
	if w.cells {
		w.flush()
	} else if w.gap < firm {
		w.gap = firm
	}
}

// add takes a text node in. White space is one blank; line feeds of the source
// between Chinese characters are none; an indent of two U+3000 after the end of
// a sentence opens a paragraph.
func (w *walker) add(n *html.Node) {
	s := n.Data
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c == ' ' || c == '\t':
			w.gap = max(w.gap, loose)
			for i++; i < len(s) && (s[i] == ' ' || s[i] == '\t'); i++ {
			}
			continue
		case c == '\n' || c == '\r' || c == '\f':
			w.gap = max(w.gap, wrap)
			i++
			continue
		case c < 0x20 || c == 0x7f:
			i++
			continue
		}
		r, size := rune(c), 1
		if c >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		switch {
		case r == '\u3000':
			if strings.HasPrefix(s[i+size:], "\u3000") {
				w.gap = wide
			} else {
				w.gap = max(w.gap, firm)
			}
			i += size
			continue
		case r == '\u00a0' || r >= '\u2000' && r <= '\u200a' || r == '\u202f' || r == '\u205f':
			w.gap = max(w.gap, firm)
			i += size
			continue
		case r == '\ufeff' || r == utf8.RuneError && size == 1:
			i += size
			continue
		}
		w.part(r)
		if len(w.buf) == 0 {
			w.node = blockOf(n)
		}
		// The run up to the next white space goes over in one piece.
		j := i + size
		for j < len(s) && !mayBreak[s[j]] {
			j++
		}
		w.buf = append(w.buf, s[i:j]...)
		if w.links > 0 {
			w.linked += j - i
		}
		if w.strong > 0 {
			w.bold += j - i
		}
		if w.told > 0 {
			w.toldText = true
		}
		i = j
	}
}

// mayBreak are the bytes that white space, or what is left out, begins with.
var mayBreak = func() (set [256]bool) {
	for c := range ' ' + 1 {
		set[c] = true
	}
	for _, c := range []byte{0x7f, 0xc2, 0xe2, 0xe3, 0xef} {
		set[c] = true
	}
	return set
}()

// part writes the white space that was seen, before r.
func (w *walker) part(r rune) {
	g := w.gap
	w.gap = none
	if g == none || len(w.buf) == 0 {
		return
	}
	last, _ := utf8.DecodeLastRune(w.buf)
	if g == wide && sentenceEnd(last) {
		w.flush()
		return
	}
	if g == wrap && wideRune(last) && wideRune(r) {
		return
	}
	w.buf = append(w.buf, ' ')
}

func sentenceEnd(r rune) bool { return strings.ContainsRune("。！？”’…；）!?", r) }

// wideRune reports whether r is a Chinese character or sign, around which a
// line feed of the source is no blank.
func wideRune(r rune) bool { return r >= 0x2e80 && r < 0xfb00 || r >= 0xff00 && r < 0xfff0 }

// flush ends the paragraph.
func (w *walker) flush() {
	w.gap = none
	if len(w.buf) == 0 {
		return
	}
	w.paragraphs = append(w.paragraphs, paragraph{
		text: gloss.Line(string(w.buf)), node: w.node, linked: w.linked, bold: w.bold,
		image: w.pending, grid: w.pending && w.grid, told: w.toldText,
	})
	w.buf, w.node, w.linked, w.bold, w.pending, w.toldText = w.buf[:0], nil, 0, 0, false, false
}

// line is the text of n as one line, its paragraphs joined by blanks.
func line(n *html.Node) string {
	if c := n.FirstChild; c != nil && c.NextSibling == nil && c.Type == html.TextNode {
		return squeeze(c.Data)
	}
	var w walker
	w.walk(n)
	switch len(w.paragraphs) {
	case 0:
		return ""
	case 1:
		return w.paragraphs[0].text
	}
	texts := make([]string, len(w.paragraphs))
	for i, p := range w.paragraphs {
		texts[i] = p.text
	}
	return strings.Join(texts, " ")
}

// squeeze makes white space of all kinds single blanks, and trims it.
func squeeze(s string) string {
	var w walker
	w.add(&html.Node{Type: html.TextNode, Data: s, Parent: &html.Node{}})
	if len(w.paragraphs) == 0 {
		return string(w.buf)
	}
	w.flush()
	texts := make([]string, len(w.paragraphs))
	for i, p := range w.paragraphs {
		texts[i] = p.text
	}
	return strings.Join(texts, " ")
}

// nfc brings s to Unicode's normal form C.
func nfc(s string) string {
	if common(s) || norm.NFC.IsNormalString(s) {
		return s
	}
	return norm.NFC.String(s)
}

// common reports whether s is made only of characters that are normal in
// every company, as nearly all Chinese text is.
func common(s string) bool {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c < 0xcc || c >= 0xe4 && c <= 0xe9: // ASCII, Latin, continuations, most of CJK
		case c == 0xe2 && i+2 < len(s) && (s[i+1] == 0x80 && s[i+2] > 0x82 || s[i+1] >= 0x8d && s[i+1] <= 0xaa): // quotes, dashes, ①, □
		case c == 0xe3 && i+2 < len(s) && s[i+1] < 0x82 && s[i+1] >= 0x80 && (s[i+1] > 0x80 || s[i+2] < 0xaa || s[i+2] > 0xaf): // 、。《》
		case c == 0xef && i+1 < len(s) && s[i+1] >= 0xbc: // full-width forms
		default:
			return false
		}
	}
	return true
}
