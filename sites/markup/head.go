package markup

import (
	"strings"

	"golang.org/x/net/html"
)

// initial is the mode before the doctype.
func (b *builder) initial() bool {
	switch b.tok.kind {
	case text:
		if b.tok.data = trimSpace(b.tok.data); b.tok.data == "" {
			return true
		}
	case comment:
		b.addComment(b.doc)
		return true
	case doctype:
		b.addDoctype()
		b.mode = (*builder).beforeHTML
		return true
	}
	b.quirks = true
	b.mode = (*builder).beforeHTML
	return false
}

// addDoctype adds the doctype, and says whether it stands for quirks.
func (b *builder) addDoctype() {
	if strings.EqualFold(b.tok.data[2:], "doctype html>") && strings.HasSuffix(b.tok.data, "html>") {
		n := b.node(html.DoctypeNode)
		n.Data = "html"
		appendChild(b.doc, n)
		return
	}
	// The other parser knows the many that were in use; with quirks, a table may
	// stand in a paragraph.
	probe, err := html.Parse(strings.NewReader(strings.TrimSuffix(b.tok.data, ">") + "><p><table>"))
	if err != nil || probe.FirstChild.Type != html.DoctypeNode {
		b.given = true
		return
	}
	n := probe.FirstChild
	p := n.NextSibling.LastChild.FirstChild
	b.quirks = p.FirstChild != nil
	probe.RemoveChild(n)
	appendChild(b.doc, n)
}

func (b *builder) beforeHTML() bool {
	switch b.tok.kind {
	case doctype:
		return true
	case text:
		if b.tok.data = trimSpace(b.tok.data); b.tok.data == "" {
			return true
		}
	case startTag:
		if b.tok.el == elHTML {
			b.addElement()
			b.mode = (*builder).beforeHead
			return true
		}
	case endTag:
		if !b.opensBody() {
			return true
		}
	case comment:
		b.addComment(b.doc)
		return true
	}
	b.imply(startTag, elHTML)
	return false
}

// opensBody is for the end tags that count before the body is open.
func (b *builder) opensBody() bool {
	switch b.tok.el.end {
	case endBody, endHTML, endBr:
		return true
	}
	return b.tok.el == elHead
}

func (b *builder) beforeHead() bool {
	switch b.tok.kind {
	case text:
		if b.tok.data = trimSpace(b.tok.data); b.tok.data == "" {
			return true
		}
	case startTag:
		switch b.tok.el {
		case elHead:
			b.addElement()
			b.head = b.top()
			b.mode = (*builder).inHead
			return true
		case elHTML:
			return b.inBody()
		}
	case endTag:
		if !b.opensBody() {
			return true
		}
	case comment:
		b.addComment(nil)
		return true
	case doctype:
		return true
	}
	b.imply(startTag, elHead)
	return false
}

func (b *builder) inHead() bool {
	switch b.tok.kind {
	case text:
		if b.leading() {
			return true
		}
	case startTag:
		switch el := b.tok.el; {
		case el == elHTML:
			return b.inBody()
		case el == elTemplate:
			return b.giveUp()
		case el == elHead:
			return true
		case el.is&inHead != 0 && el.is&raw != 0, el.name == "noscript":
			return b.addRaw()
		case el.is&inHead != 0:
			b.addVoid()
			return true
		}
	case endTag:
		switch {
		case b.tok.el == elHead:
			b.pop()
			b.mode = (*builder).afterHead
			return true
		case b.tok.el == elTemplate || !b.opensBody():
			return true
		}
		b.imply(endTag, elHead)
		return false
	case comment:
		b.addComment(nil)
		return true
	case doctype:
		return true
	}
	b.imply(endTag, elHead)
	return false
}

func (b *builder) afterHead() bool {
	switch b.tok.kind {
	case text:
		if b.leading() {
			return true
		}
	case startTag:
		switch el := b.tok.el; {
		case el == elHTML:
			return b.inBody()
		case el == elBody:
			b.addElement()
			b.mode = (*builder).inBody
			return true
		case el == elFrameset:
			return b.giveUp()
		case el.is&inHead != 0:
			b.push(open{b.head, elHead})
			done := b.inHead()
			b.removeOpen(b.head)
			return done
		case el == elHead:
			return true
		}
	case endTag:
		if b.tok.el == elHead || !b.opensBody() {
			return true
		}
	case comment:
		b.addComment(nil)
		return true
	case doctype:
		return true
	}
	b.imply(startTag, elBody)
	return b.tok.kind == endOfPage
}

// inRaw is the mode in an element that holds no markup.
func (b *builder) inRaw() bool {
	switch b.tok.kind {
	case endOfPage, endTag:
		b.pop()
	case text:
		data := b.tok.data
		if b.topIs(elTextarea) {
			data = b.firstLine(data)
		}
		b.addText(data)
		return true
	}
	b.mode = b.back
	return b.tok.kind == endTag
}

// firstLine is a text without the line end that may follow a start tag.
func (b *builder) firstLine(s string) string {
	if b.top().FirstChild == nil {
		s = strings.TrimPrefix(s, "\r")
		s = strings.TrimPrefix(s, "\n")
	}
	return s
}

// afterBody is the mode after </body>, and afterHTML after </html>.
func (b *builder) afterBody() bool {
	switch b.tok.kind {
	case endOfPage:
		return true
	case text:
		if allSpace(b.tok.data) {
			return b.inBody()
		}
	case startTag:
		if b.tok.el == elHTML {
			return b.inBody()
		}
	case endTag:
		if b.tok.el == elHTML {
			b.mode = (*builder).afterHTML
			return true
		}
	case comment:
		b.addComment(b.open[0].node)
		return true
	}
	b.mode = (*builder).inBody
	return false
}

func (b *builder) afterHTML() bool {
	switch b.tok.kind {
	case endOfPage:
		return true
	case text:
		if allSpace(b.tok.data) {
			return b.inBody()
		}
	case startTag:
		if b.tok.el == elHTML {
			return b.inBody()
		}
	case comment:
		b.addComment(b.doc)
		return true
	case doctype:
		return b.inBody()
	}
	b.mode = (*builder).inBody
	return false
}
