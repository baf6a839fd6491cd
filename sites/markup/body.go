package markup

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// inBody is the mode in which most of a page is read.
func (b *builder) inBody() bool {
	switch b.tok.kind {
	case text:
		data := b.tok.data
		if b.topIs(elPre) || b.topIs(elListing) {
			data = b.firstLine(data)
		}
		if data != "" {
			b.reopen()
			b.addText(data)
		}
	case startTag:
		return b.startInBody()
	case endTag:
		return b.endInBody()
	case comment:
		b.addComment(nil)
	}
	return true
}

func (b *builder) startInBody() bool {
	el := b.tok.el
	switch el.start {
	case startHTML:
		copyAttributes(b.open[0].node, b.tok.attr)
	case startHeadPart:
		return b.inHead()
	case startBody:
		if len(b.open) >= 2 && b.open[1].el == elBody {
			copyAttributes(b.open[1].node, b.tok.attr)
		}
	case startFrameset, startForeign:
		return b.giveUp()
	case startBlock, startPre, startPlaintext:
		b.close(inButton, elP)
		b.addElement()
	case startHeading:
		b.close(inButton, elP)
		if n := len(b.open); n > 0 && b.open[n-1].el.is&heading != 0 {
			b.pop()
		}
		b.addElement()
	case startForm:
		if b.form == nil {
			b.close(inButton, elP)
			b.addElement()
			b.form = b.top()
		}
	case startItem:
		b.closeItem(el)
		b.close(inButton, elP)
		b.addElement()
	case startButton:
		if b.find(anywhere, elButton) >= 0 {
			b.closeImplied(nil)
			b.close(anywhere, elButton)
		}
		b.reopen()
		b.addElement()
	case startA:
		b.endOpenA()
		b.reopen()
		b.addFormatting()
	case startFormat:
		b.reopen()
		b.addFormatting()
	case startNobr:
		b.reopen()
		if b.find(anywhere, elNobr) >= 0 {
			b.adopt(elNobr)
			b.reopen()
		}
		b.addFormatting()
	case startObject:
		b.reopen()
		b.addElement()
		b.format = append(b.format, open{el: &marker})
	case startTable:
		if !b.quirks {
			b.close(inButton, elP)
		}
		b.addElement()
		b.mode = (*builder).inTable
	case startVoid:
		b.reopen()
		b.addVoid()
	case startInput:
		b.close(anywhere, elSelect)
		b.reopen()
		b.addVoid()
	case startParam:
		b.addVoid()
	case startRule:
		if b.find(inButton, elP) >= 0 {
			b.closeImplied(elP)
			b.close(anywhere, elP)
		}
		if b.find(anywhere, elSelect) >= 0 {
			b.closeImplied(nil)
		}
		b.addVoid()
	case startImage:
		b.tok.el, b.tok.atom, b.tok.name = elImg, elImg.atom, elImg.name
		return false
	case startTextarea, startRaw:
		b.addRaw()
	case startXMP:
		b.close(inButton, elP)
		b.reopen()
		b.addRaw()
	case startSelect:
		if !b.close(anywhere, elSelect) {
			b.reopen()
			b.addElement()
		}
	case startOption, startOptgroup:
		b.startOption()
	case startRuby, startRubyText:
		if b.find(anywhere, elRuby) >= 0 {
			but := elRtc
			if el.start == startRuby {
				but = nil
			}
			b.closeImplied(but)
		}
		b.addElement()
	case startStray:
	default:
		b.reopen()
		b.addElement()
	}
	return true
}

// startOption is for options and groups of them.
func (b *builder) startOption() {
	switch {
	case b.find(anywhere, elSelect) >= 0:
		but := elOptgroup
		if b.tok.el == elOptgroup {
			but = nil
		}
		b.closeImplied(but)
	case b.topIs(elOption):
		b.pop()
	}
	b.reopen()
	b.addElement()
}

// closeItem closes the li that a new one follows, or the dd or dt.
func (b *builder) closeItem(el *element) {
	alike := func(o *element) bool { return o == el }
	if el != elLi {
		alike = func(o *element) bool { return o == elDd || o == elDt }
	}
	for i := len(b.open) - 1; i >= 0; i-- {
		o := b.open[i].el
		if alike(o) {
			b.cut(i)
			return
		}
		if o.is&special != 0 && o != elAddress && o != elDiv && o != elP {
			return
		}
	}
}

// copyAttributes gives an element those that it does not have.
func copyAttributes(n *html.Node, attr []html.Attribute) {
	if len(attr) == 0 {
		return
	}
	known := map[string]bool{}
	for _, a := range n.Attr {
		known[a.Key] = true
	}
	for _, a := range attr {
		if !known[a.Key] {
			n.Attr = append(n.Attr, a)
		}
	}
}

func (b *builder) endInBody() bool {
	el := b.tok.el
	switch el.end {
	case endBody:
		if b.find(anywhere, elBody) >= 0 {
			b.mode = (*builder).afterBody
		}
	case endHTML:
		if b.find(anywhere, elBody) >= 0 {
			b.imply(endTag, elBody)
			return false
		}
	case endBlock:
		if b.find(anywhere, el) >= 0 {
			b.closeImplied(nil)
			b.close(anywhere, el)
		}
	case endForm:
		form := b.form
		b.form = nil
		if i := b.find(anywhere, elForm); form != nil && i >= 0 && b.open[i].node == form {
			b.closeImplied(nil)
			b.removeOpen(form)
		}
	case endP:
		if b.find(inButton, elP) < 0 {
			b.imply(startTag, elP)
		}
		b.close(inButton, elP)
	case endLi:
		b.close(inList, el)
	case endDefinition:
		b.close(anywhere, el)
	case endHeading:
		b.closeAny(anywhere, heading)
	case endFormat:
		b.adopt(el)
	case endObject:
		if b.close(anywhere, el) {
			b.clearFormatting()
		}
	case endBr:
		b.tok.kind = startTag
		return false
	case endTemplate: // none is open
	default:
		b.closeOther(el, b.tok.name)
	}
	return true
}

// closeOther closes the innermost element of a name, if nothing special began
// within it.
func (b *builder) closeOther(el *element, name string) {
	for i := len(b.open) - 1; i >= 0; i-- {
		o := b.open[i]
		if o.el == el && (el.id != 0 || o.node.Data == name) {
			b.cut(i)
			return
		}
		if o.el.is&special != 0 {
			return
		}
	}
}

// reopen opens formatting elements again that were closed by another's end.
func (b *builder) reopen() {
	i := len(b.format) - 1
	if i < 0 || !b.closed(b.format[i]) {
		return
	}
	for i > 0 && b.closed(b.format[i-1]) {
		i--
	}
	for ; i < len(b.format) && !b.given; i++ {
		o := open{b.clone(b.format[i].node), b.format[i].el}
		b.add(o.node)
		b.push(o)
		b.format[i] = o
	}
}

// closed reports whether a formatting element waits to be opened again.
func (b *builder) closed(o open) bool {
	return o.el != &marker && indexOf(b.open, o.node) < 0
}

func (b *builder) clone(n *html.Node) *html.Node {
	c := b.node(n.Type)
	c.DataAtom, c.Data, c.Attr = n.DataAtom, n.Data, slices.Clone(n.Attr)
	return c
}

// addFormatting adds a formatting element, with its attributes in order, and
// keeps at most three of the same.
func (b *builder) addFormatting() {
	b.addElement()
	n, el := b.top(), b.tok.el
	slices.SortFunc(n.Attr, func(a, b html.Attribute) int { return strings.Compare(a.Key, b.Key) })
	same := 0
	for i := len(b.format) - 1; i >= 0 && b.format[i].el != &marker; i-- {
		if o := b.format[i]; o.el == el && slices.Equal(o.node.Attr, n.Attr) {
			if same++; same >= 3 {
				b.format = slices.Delete(b.format, i, i+1)
			}
		}
	}
	b.format = append(b.format, open{n, el})
}
