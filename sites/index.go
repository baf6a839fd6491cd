package sites

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// index lists a page's elements by the keys that selectors ask for, so that
// many templates can be tried on one walk of the page.
type index struct {
	root  *html.Node
	found [][]*html.Node
	links []*html.Node // every a element
	all   []*html.Node // every element, made when first needed
	// property is the comment in which Founder systems leave an article's
	// title, writer and date; "" where there is none.
	property string
}

func newIndex(root *html.Node, k *keys) *index {
	ix := &index{root: root, found: make([][]*html.Node, k.n), links: make([]*html.Node, 0, 128)}
	const few = 4 // most keys have no more elements: these share one allocation
	room := make([]*html.Node, few*k.n)
	for i := range ix.found {
		ix.found[i] = room[few*i : few*i : few*(i+1)]
	}
	put := func(p *places, name string, n *html.Node) {
		if slot, ok := p.find(name); ok {
			ix.found[slot] = append(ix.found[slot], n)
		}
	}
	for n := root; n != nil; n = following(n, root) {
		if n.Type != html.ElementNode {
			if n.Type == html.CommentNode && ix.property == "" && strings.HasPrefix(strings.TrimSpace(n.Data), "enpproperty") {
				ix.property = n.Data
			}
			continue
		}
		if n.DataAtom == atom.A {
			ix.links = append(ix.links, n)
		}
		put(&k.tags, n.Data, n)
		for i := range n.Attr {
			switch a := &n.Attr[i]; a.Key {
			case "id":
				put(&k.ids, a.Val, n)
			case "class":
				if !strings.ContainsAny(a.Val, " \n\t") {
					put(&k.classes, a.Val, n)
					continue
				}
				for class := range strings.FieldsSeq(a.Val) {
					put(&k.classes, class, n)
				}
			}
		}
	}
	return ix
}

// following is the node after n in document order, up to the end of root.
func following(n, root *html.Node) *html.Node {
	if n.FirstChild != nil {
		return n.FirstChild
	}
	for n != root && n.NextSibling == nil {
		n = n.Parent
	}
	if n == root {
		return nil
	}
	return n.NextSibling
}

// propertyOf is a value of the Founder comment.
func (ix *index) propertyOf(name string) string {
	_, rest, ok := strings.Cut(ix.property, "<"+name+">")
	if !ok {
		return ""
	}
	value, _, ok := strings.Cut(rest, "</"+name+">")
	if !ok {
		return ""
	}
	return squeeze(html.UnescapeString(value))
}

// elements returns s's elements in document order.
func (ix *index) elements(s *selector) []*html.Node {
	list, several := ix.unordered(s)
	if several {
		ix.sort(list)
		list = slices.Compact(list)
	}
	return list
}

// set returns s's elements as a set.
func (ix *index) set(s *selector) nodes {
	list, _ := ix.unordered(s)
	if len(list) == 0 {
		return nil
	}
	set := make(nodes, len(list))
	for _, n := range list {
		set[n] = true
	}
	return set
}

// unordered returns the elements of s's parts, part by part; several says that
// more than one of them has any.
func (ix *index) unordered(s *selector) (list []*html.Node, several bool) {
	if s == nil {
		return nil, false
	}
	for i := range s.parts {
		p := &s.parts[i]
		if !ix.has(p.needSlots) {
			continue
		}
		found := ix.matches(p)
		several = several || len(list) > 0 && len(found) > 0
		list = append(list, found...)
	}
	return list, several
}

func (ix *index) matches(p *part) []*html.Node {
	if p.scopeSlot >= 0 {
		return ix.below(p)
	}
	var nodes []*html.Node
	for _, n := range ix.candidates(p.keySlot) {
		if p.sel.Match(n) {
			nodes = append(nodes, n)
		}
	}
	return nodes
}

// sort puts nodes in document order.
func (ix *index) sort(list []*html.Node) {
	order := make(map[*html.Node]int, len(list))
	for _, n := range list {
		order[n] = -1
	}
	left := len(order)
	for i, n := 0, ix.root; n != nil && left > 0; i, n = i+1, following(n, ix.root) {
		if n.Type == html.ElementNode {
			if _, wanted := order[n]; wanted {
				order[n] = i
				left--
			}
		}
	}
	slices.SortFunc(list, func(a, b *html.Node) int { return order[a] - order[b] })
}

// below returns the elements of a part that has a scope.
func (ix *index) below(p *part) []*html.Node {
	var nodes []*html.Node
	var last *html.Node // the scope that was searched last
	for _, n := range ix.candidates(p.scopeSlot) {
		if last != nil && inside(n, last) {
			continue
		}
		last = n
		for n := following(last, last); n != nil; n = following(n, last) {
			if n.Type == html.ElementNode && n.Data == p.key && p.sel.Match(n) {
				nodes = append(nodes, n)
			}
		}
	}
	return nodes
}

// has reports whether the page has elements at all of the slots.
func (ix *index) has(slots []int) bool {
	for _, slot := range slots {
		if len(ix.found[slot]) == 0 {
			return false
		}
	}
	return true
}

func (ix *index) candidates(slot int) []*html.Node {
	if slot >= 0 {
		return ix.found[slot]
	}
	if ix.all == nil {
		for n := ix.root; n != nil; n = following(n, ix.root) {
			if n.Type == html.ElementNode {
				ix.all = append(ix.all, n)
			}
		}
	}
	return ix.all
}
