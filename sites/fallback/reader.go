package fallback

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"newswatch/sites/gloss"
)

// Bounds against pages built to exhaust: no article comes near them.
const (
	maxDepth  = 600
	maxBlocks = 20000
	maxText   = 4 << 20
)

// read gathers the blocks, elements, images and metadata below root.
func read(root *html.Node) *page {
	r := reader{page: &page{metas: map[string]string{}}}
	r.page.blocks = make([]block, 0, 256)
	r.page.elems = make([]element, 0, 512)
	r.walk(root)
	r.flush()
	all := string(r.buf)
	for i := range r.page.blocks {
		s := r.spans[i]
		b := &r.page.blocks[i]
		b.text, b.at = all[s[0]:s[1]], s[0]
		if plain := gloss.Line(b.text); plain != b.text {
			b.text, b.at = plain, -len(plain)-1 // its seams are elsewhere now
		}
	}
	return r.page
}

// reader builds a page.
type reader struct {
	*page
	buf   []byte   // the text of all blocks
	spans [][2]int // of each block in buf
	start int      // of the open block in buf
	open  block
	blank bool // white space is pending
	wrap  bool // the pending white space is a line feed of the source
	plain bool // the open block holds characters outside bold
	elem  int  // innermost open element
	link  int  // open links
	bold  int  // open bold elements
}

// frame is an element whose children are being read.
type frame struct {
	node *html.Node
	kind kind
}

// walk reads the tree below root without recursion.
func (r *reader) walk(root *html.Node) {
	r.elem = -1
	stack := make([]frame, 0, 64)
	for n := root; n != nil; {
		k := skipped
		if len(stack) < maxDepth && len(r.blocks) < maxBlocks && len(r.buf) < maxText {
			k = r.enter(n)
		}
		if k != skipped && n.FirstChild != nil {
			stack = append(stack, frame{n, k})
			n = n.FirstChild
			continue
		}
		if k != skipped {
			r.leave(k)
		}
		for n.NextSibling == nil {
			if len(stack) == 0 {
				return
			}
			top := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			r.leave(top.kind)
			n = top.node
			if n == root {
				return
			}
		}
		if n == root {
			return
		}
		n = n.NextSibling
	}
}

// enter reads a node before its children.
func (r *reader) enter(n *html.Node) kind {
	switch n.Type {
	case html.TextNode:
		r.addText(n.Data)
		return skipped
	case html.DocumentNode:
		return inline
	case html.ElementNode:
	default:
		return skipped
	}
	k := kindOf(n)
	if k != skipped && len(n.Attr) > 0 && len(r.hints) < maxHints {
		if h := hintOf(n); h != noHint {
			r.hints = append(r.hints, hint{h, n, len(r.blocks)})
		}
	}
	switch k {
	case skipped:
		r.metadata(n)
	case inline, strong, link:
		if hides(attr(n, "style")) { // words strewn in against copying
			return skipped
		}
	}
	switch k {
	case lineBreak:
		if n.DataAtom == atom.Img {
			r.addImage(n)
			return skipped
		}
		r.flush()
	case inline:
		r.wrap = false
		if before := n.PrevSibling; before != nil && before.Type == html.ElementNode && len(r.buf) > r.start && (hasAttr(n, "class") || hasAttr(n, "id")) {
			r.seams = append(r.seams, len(r.buf))
		}
	case link:
		r.wrap = false
		if hasAttr(n, "href") {
			r.link++
			r.open.links++
		} else {
			k = inline
		}
	case strong:
		r.wrap = false
		r.bold++
	case blockLevel:
		r.flush()
		role, hidden := roleOf(n)
		if r.elem >= 0 {
			hidden = hidden || r.elems[r.elem].hidden
		}
		e := element{node: n, parent: r.elem, first: len(r.blocks), role: role, hidden: hidden}
		if r.elem >= 0 {
			e.depth = r.elems[r.elem].depth + 1
		}
		r.elem = len(r.elems)
		r.elems = append(r.elems, e)
		if isHeading(n) {
			r.bold++
		}
	}
	return k
}

// leave closes what enter opened.
func (r *reader) leave(k kind) {
	r.wrap = false
	switch k {
	case link:
		r.link--
	case strong:
		r.bold--
	case blockLevel:
		r.flush()
		e := &r.elems[r.elem]
		e.last, e.next = len(r.blocks), len(r.elems)
		if isHeading(e.node) {
			r.bold--
		}
		r.elem = e.parent
	}
}

// addText appends a text node to the open block.
func (r *reader) addText(s string) {
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			i++
			if c <= ' ' {
				r.blank = true
				r.wrap = r.wrap || c == '\n'
				continue
			}
			r.addSpace(rune(c))
			r.buf = append(r.buf, c)
			r.count(asciiMark(c))
			continue
		}
		ch, n := utf8.DecodeRuneInString(s[i:])
		i += n
		switch {
		case ch == 0x3000 || ch == 0xA0 || 0x2000 <= ch && ch <= 0x200A || ch == 0x202F:
			r.blank = true
			continue
		case 0x200B <= ch && ch <= 0x200F || ch == 0xFEFF || ch == 0xAD || ch == 0x2028 || 0xE000 <= ch && ch <= 0xF8FF:
			continue // nothing that a reader sees
		}
		r.addSpace(ch)
		r.buf = append(r.buf, s[i-n:i]...)
		if 0x3400 <= ch && ch <= 0x9FFF || ch >= 0x20000 {
			r.open.han++
			r.count(false)
			continue
		}
		r.count(isMark(ch))
	}
}

// addSpace writes the pending white space before the character ch. A line feed
// of the source between two Chinese characters is no blank.
func (r *reader) addSpace(ch rune) {
	if r.blank && len(r.buf) > r.start {
		last, _ := utf8.DecodeLastRune(r.buf[r.start:])
		if !r.wrap || last < 0x2E80 || ch < 0x2E80 {
			r.buf = append(r.buf, ' ')
		}
	}
	r.blank, r.wrap = false, false
}

func (r *reader) count(mark bool) {
	r.open.runes++
	if mark {
		r.open.marks++
	}
	if r.link > 0 {
		r.open.linked++
	}
	if r.bold == 0 {
		r.plain = true
	}
}

// flush ends the open block.
func (r *reader) flush() {
	if r.open.runes > 0 {
		r.open.elem = max(r.elem, 0)
		r.open.bold = !r.plain
		r.open.image = len(r.images)
		r.blocks = append(r.blocks, r.open)
		r.spans = append(r.spans, [2]int{r.start, len(r.buf)})
	}
	r.start = len(r.buf)
	r.open = block{}
	r.blank, r.wrap, r.plain = false, false, false
}

func (r *reader) addImage(n *html.Node) {
	r.images = append(r.images, image{node: n, block: len(r.blocks), elem: max(r.elem, 0)})
}

// maxMeta bounds what one <meta> or JSON-LD script may hold.
const maxMeta = 1 << 18

// metadata reads <title>, <meta> and JSON-LD.
func (r *reader) metadata(n *html.Node) {
	switch n.DataAtom {
	case atom.Title:
		if r.title == "" {
			r.title = squeeze(textOf(n))
		}
	case atom.Meta:
		content := attr(n, "content")
		if content == "" || len(content) > maxMeta {
			return
		}
		for _, key := range [...]string{"name", "property", "itemprop"} {
			if k := strings.ToLower(strings.TrimSpace(attr(n, key))); k != "" {
				if _, ok := r.metas[k]; !ok {
					r.metas[k] = strings.TrimSpace(content)
				}
			}
		}
	case atom.Script:
		if n.FirstChild == nil || len(n.FirstChild.Data) > maxMeta {
			return
		}
		if strings.EqualFold(strings.TrimSpace(attr(n, "type")), "application/ld+json") {
			r.ld = append(r.ld, n.FirstChild.Data)
		} else {
			r.scripts = append(r.scripts, n.FirstChild.Data)
		}
	}
}
