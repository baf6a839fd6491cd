package markup

import (
	"strings"

	"golang.org/x/net/html"
)

// builder makes a tree out of tokens, as the HTML standard has it: modes are its
// "insertion modes", open its "stack of open elements", format its "list of
// active formatting elements".
type builder struct {
	src string
	at  int // of the next token
	tok token
	raw *element // just opened, whose text comes next

	doc        *html.Node
	mode, back mode // back is the one after a raw text
	open       []open
	format     []open
	count      [256]uint16 // of the open elements, by id
	head, form *html.Node
	quirks     bool
	fostering  bool // what is no part of a table is put before it
	given      bool // the page is one for the other parser

	nodes  []html.Node // not used yet
	block  int         // how many more are made at a time
	attrs  []html.Attribute
	joined map[*html.Node][]byte // texts that are more than one token
}

// mode handles the token, and reports whether it is done with it.
type mode func(*builder) bool

// open is an element that is open, or one of the list of formatting elements.
type open struct {
	node *html.Node
	el   *element
}

// maxOpen is what x/net/html refuses to exceed.
const maxOpen = 512

const (
	attrBlock = 256
	mostNodes = 4096 // in one block
)

// reserve makes room for the nodes of a page with so many signs that begin a tag.
func (b *builder) reserve(tags int) {
	b.nodes = make([]html.Node, min(8+tags, mostNodes)) // hardly a page has less
	b.block = min(16+tags/8, mostNodes/8)
	b.attrs = make([]html.Attribute, 0, min(8+tags/2, attrBlock))
	b.open = make([]open, 0, 64)
}

func (b *builder) node(t html.NodeType) *html.Node {
	if len(b.nodes) == 0 {
		b.nodes = make([]html.Node, b.block)
	}
	n := &b.nodes[0]
	b.nodes = b.nodes[1:]
	n.Type = t
	return n
}

// process hands the token to the modes until one is done with it.
func (b *builder) process() {
	for !b.mode(b) {
	}
}

// imply handles a tag that the page leaves out.
func (b *builder) imply(k kind, el *element) {
	tok := b.tok
	b.tok = token{kind: k, el: el, atom: el.atom, name: el.name}
	b.process()
	b.tok = tok
}

func (b *builder) top() *html.Node {
	if n := len(b.open); n > 0 {
		return b.open[n-1].node
	}
	return b.doc
}

func (b *builder) topIs(el *element) bool {
	n := len(b.open)
	return n > 0 && b.open[n-1].el == el
}

func (b *builder) push(o open) {
	b.open = append(b.open, o)
	b.count[o.el.id]++
	if len(b.open) > maxOpen {
		b.given = true
	}
}

func (b *builder) pop() open { o := b.open[len(b.open)-1]; b.cut(len(b.open) - 1); return o }

// cut closes the open elements from i on.
func (b *builder) cut(i int) {
	for _, o := range b.open[i:] {
		b.count[o.el.id]--
	}
	b.open = b.open[:i]
}

func (b *builder) removeOpen(n *html.Node) {
	if i := indexOf(b.open, n); i >= 0 {
		b.count[b.open[i].el.id]--
		b.open = append(b.open[:i], b.open[i+1:]...)
	}
}

// indexOf is where a node stands last in a list; -1 where it does not.
func indexOf(list []open, n *html.Node) int {
	for i := len(list) - 1; i >= 0; i-- {
		if list[i].node == n {
			return i
		}
	}
	return -1
}

// scope says how far up the open elements are searched.
type scope uint8

const (
	anywhere scope = iota
	inList
	inButton
	inTable
)

// find is where an element is open within a scope; -1 where it is not.
func (b *builder) find(s scope, el *element) int {
	if b.count[el.id] == 0 && el.id != 0 {
		return -1
	}
	for i := len(b.open) - 1; i >= 0; i-- {
		if b.open[i].el == el {
			return i
		}
		if b.open[i].el.bounds(s) {
			break
		}
	}
	return -1
}

// findAny is find for elements of a trait.
func (b *builder) findAny(s scope, is trait) int {
	for i := len(b.open) - 1; i >= 0; i-- {
		if b.open[i].el.is&is != 0 {
			return i
		}
		if b.open[i].el.bounds(s) {
			break
		}
	}
	return -1
}

func (el *element) bounds(s scope) bool {
	switch s {
	case inTable:
		return el.is&stopsTable != 0
	case inList:
		if el == elOl || el == elUl {
			return true
		}
	case inButton:
		if el == elButton {
			return true
		}
	}
	return el.is&stops != 0
}

// close closes an element that is open in a scope, with all in it.
func (b *builder) close(s scope, el *element) bool {
	i := b.find(s, el)
	if i >= 0 {
		b.cut(i)
	}
	return i >= 0
}

func (b *builder) closeAny(s scope, is trait) bool {
	i := b.findAny(s, is)
	if i >= 0 {
		b.cut(i)
	}
	return i >= 0
}

// closeImplied closes what needs no end tag, but for one kind of element.
func (b *builder) closeImplied(but *element) {
	i := len(b.open)
	for i > 0 && b.open[i-1].el.is&implied != 0 && b.open[i-1].el != but {
		i--
	}
	b.cut(i)
}

// add puts a node into the open element.
func (b *builder) add(n *html.Node) {
	if b.fosters() {
		b.foster(n)
		return
	}
	appendChild(b.top(), n)
}

// appendChild is the node's own for one that is surely loose.
func appendChild(parent, n *html.Node) {
	n.Parent = parent
	if n.PrevSibling = parent.LastChild; n.PrevSibling != nil {
		n.PrevSibling.NextSibling = n
	} else {
		parent.FirstChild = n
	}
	parent.LastChild = n
}

// addElement adds and opens the element of the token.
func (b *builder) addElement() {
	n := b.node(html.ElementNode)
	n.DataAtom, n.Data, n.Attr = b.tok.atom, b.tok.name, b.tok.attr
	b.add(n)
	b.push(open{n, b.tok.el})
}

// addVoid adds the element of the token, which holds nothing.
func (b *builder) addVoid() {
	b.addElement()
	b.cut(len(b.open) - 1)
}

// addRaw adds an element whose text comes next.
func (b *builder) addRaw() bool {
	b.addElement()
	b.back, b.mode = b.mode, (*builder).inRaw
	return true
}

func (b *builder) addComment(parent *html.Node) {
	n := b.node(html.CommentNode)
	n.Data = b.tok.data
	if parent != nil {
		appendChild(parent, n)
		return
	}
	b.add(n)
}

func (b *builder) addText(s string) {
	if s == "" {
		return
	}
	if last := b.top().LastChild; last != nil && last.Type == html.TextNode && !b.fosters() {
		b.join(last, s)
		return
	}
	n := b.node(html.TextNode)
	n.Data = s
	b.add(n)
}

// join lengthens a text. Where a tag that counts for nothing stands between each
// of its characters, that must not copy it each time.
func (b *builder) join(n *html.Node, s string) {
	if b.joined == nil {
		b.joined = map[*html.Node][]byte{}
	}
	all, ok := b.joined[n]
	if !ok {
		all = []byte(n.Data)
		n.Data = ""
	}
	b.joined[n] = append(all, s...)
}

func (b *builder) joinTexts() {
	for n, all := range b.joined {
		n.Data = string(all)
	}
}

// leading adds the white space that a text begins with, and reports whether that
// was all of it; the token keeps the rest.
func (b *builder) leading() bool {
	rest := trimSpace(b.tok.data)
	b.addText(b.tok.data[:len(b.tok.data)-len(rest)])
	b.tok.data = rest
	return rest == ""
}

// fosters reports whether the next node goes before the table.
func (b *builder) fosters() bool {
	if !b.fostering || len(b.open) == 0 {
		return false
	}
	return b.open[len(b.open)-1].el.is&misfits != 0
}

// foster puts a node before the innermost table.
func (b *builder) foster(n *html.Node) {
	i := len(b.open) - 1
	for i >= 0 && b.open[i].el != elTable {
		i--
	}
	parent, before := b.open[0].node, (*html.Node)(nil)
	prev := parent.LastChild
	if i >= 0 {
		before = b.open[i].node
		if parent, prev = before.Parent, before.PrevSibling; parent == nil {
			b.given = true
			return
		}
	}
	if prev != nil && prev.Type == html.TextNode && n.Type == html.TextNode {
		b.join(prev, n.Data)
		return
	}
	parent.InsertBefore(n, before)
}

// allSpace reports whether a text is white space.
func allSpace(s string) bool { return strings.Trim(s, whitespace) == "" }
