package markup

import (
	"slices"

	"golang.org/x/net/html"
)

// clearFormatting forgets the formatting elements of the scope that ends.
func (b *builder) clearFormatting() {
	for i := len(b.format) - 1; i >= 0; i-- {
		if b.format[i].el == &marker {
			b.format = b.format[:i]
			return
		}
	}
	b.format = b.format[:0]
}

func (b *builder) removeFormat(n *html.Node) {
	if i := indexOf(b.format, n); i >= 0 {
		b.format = append(b.format[:i], b.format[i+1:]...)
	}
}

// endOpenA closes the link in which another begins.
func (b *builder) endOpenA() {
	for i := len(b.format) - 1; i >= 0 && b.format[i].el != &marker; i-- {
		if o := b.format[i]; o.el == elA {
			b.adopt(elA)
			b.removeOpen(o.node)
			b.removeFormat(o.node)
			return
		}
	}
}

// rounds are how often the adoption agency mends one end tag.
const rounds = 8

// adopt closes a formatting element. Blocks that began in it and go on after it
// are given a copy of it: the standard's "adoption agency algorithm".
func (b *builder) adopt(el *element) {
	if top := b.open[len(b.open)-1]; top.el == el && indexOf(b.format, top.node) < 0 {
		b.pop()
		return
	}
	for range rounds {
		f := len(b.format) - 1
		for f >= 0 && b.format[f].el != el && b.format[f].el != &marker {
			f--
		}
		if f < 0 || b.format[f].el == &marker {
			b.closeOther(el, el.name)
			return
		}
		formatting := b.format[f]
		at := indexOf(b.open, formatting.node)
		if at < 0 {
			b.removeFormat(formatting.node)
			return
		}
		if b.find(anywhere, el) < 0 {
			return
		}
		block := at
		for block < len(b.open) && b.open[block].el.is&special == 0 {
			block++
		}
		if block == len(b.open) {
			b.cut(at)
			b.removeFormat(formatting.node)
			return
		}
		b.reparent(formatting, at, b.open[block])
	}
}

// reparent is one round: the furthest block leaves the formatting element, which
// is open at a place, and what is between the two is copied around the block.
func (b *builder) reparent(formatting open, at int, block open) {
	ancestor := b.open[at-1]
	bookmark := indexOf(b.format, formatting.node)
	last := block.node
	x := indexOf(b.open, block.node)
	for j := 1; ; j++ {
		x--
		node := b.open[x]
		if node.node == formatting.node {
			break
		}
		f := indexOf(b.format, node.node)
		if f >= 0 && j > 3 {
			b.removeFormat(node.node)
			if f <= bookmark {
				bookmark--
			}
			continue
		}
		if f < 0 {
			b.removeOpen(node.node)
			continue
		}
		copied := open{b.clone(node.node), node.el}
		b.format[f], b.open[x] = copied, copied
		if last == block.node {
			bookmark = f + 1
		}
		detach(last)
		appendChild(copied.node, last)
		last = copied.node
	}
	detach(last)
	if ancestor.el.is&misfits != 0 {
		b.foster(last)
	} else {
		appendChild(ancestor.node, last)
	}

	copied := open{b.clone(formatting.node), formatting.el}
	for child := block.node.FirstChild; child != nil; child = block.node.FirstChild {
		block.node.RemoveChild(child)
		appendChild(copied.node, child)
	}
	appendChild(block.node, copied.node)

	if f := indexOf(b.format, formatting.node); f >= 0 && f < bookmark {
		bookmark--
	}
	b.removeFormat(formatting.node)
	b.format = slices.Insert(b.format, bookmark, copied)
	b.removeOpen(formatting.node)
	b.open = slices.Insert(b.open, indexOf(b.open, block.node)+1, copied)
	b.count[copied.el.id]++
}

func detach(n *html.Node) {
	if n.Parent != nil {
		n.Parent.RemoveChild(n)
	}
}
