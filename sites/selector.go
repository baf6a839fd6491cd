package sites

import (
	"fmt"
	"slices"
	"strings"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// selector is a compiled CSS selector group that finds its elements through a
// page's [index] where it can.
type selector struct {
	text  string
	parts []part
}

// part is one selector of a group. Every element it matches is listed under
// key in an index, or may be any element where key is ""; and where it matches
// any, there are elements under every key of needs.
type part struct {
	sel   cascadia.Sel
	key   string
	needs []string
	scope string // where key is a tag: one of needs that the element stands below

	// The same as places in an index, once the keys are those of a site; -1 for none.
	keySlot, scopeSlot int
	needSlots          []int
}

func compileSelector(text string) (*selector, error) {
	group, err := cascadia.ParseGroup(text)
	if err != nil {
		return nil, fmt.Errorf("selector %q: %w", text, err)
	}
	s := &selector{text: text}
	for _, sel := range group {
		// The text comes back with its hyphens escaped.
		key, needs, scope := indexKeys(strings.ReplaceAll(sel.String(), `\-`, "-"))
		s.parts = append(s.parts, part{sel: sel, key: key, needs: needs, scope: scope, keySlot: -1, scopeSlot: -1})
	}
	return s, nil
}

// indexKeys reads a selector's text. key is "#id", ".class" or "tag" of its last
// compound, the most telling of them, or ""; needs are the ids and classes of
// all its compounds; scope is the last of them above a last compound that is a tag.
func indexKeys(sel string) (key string, needs []string, scope string) {
	depth, quote, start := 0, byte(0), 0
	var tag, id, class string
	flush := func(end int) {
		if start >= end {
			return
		}
		switch word := sel[start:end]; {
		case word[0] == '#' && len(word) > 1:
			id = word
			needs = append(needs, word)
		case word[0] == '.' && len(word) > 1:
			class = word
			needs = append(needs, word)
		case word[0] != '#' && word[0] != '.' && word[0] != '*' && word[0] != ':':
			tag = strings.ToLower(word)
		}
	}
	for i := 0; i < len(sel); i++ {
		c := sel[i]
		switch {
		case quote != 0:
			if c == '\\' {
				i++
			} else if c == quote {
				quote = 0
			}
		case depth > 0:
			switch c {
			case '"', '\'':
				quote = c
			case '[', '(':
				depth++
			case ']', ')':
				depth--
				start = i + 1
			}
		case c == '\\' || c == ',':
			return "", nil, "" // an escaped name, or more than one selector
		case c == '[' || c == '(':
			flush(i)
			depth, start = depth+1, i+1
		case c == ' ' || c == '>' || c == '+' || c == '~':
			flush(i)
			switch {
			case c == '+' || c == '~':
				scope = ""
			case id != "":
				scope = id
			case class != "":
				scope = class
			case tag != "":
				scope = tag
			}
			tag, id, class, start = "", "", "", i+1
		case c == '#' || c == '.' || c == ':':
			flush(i)
			start = i
		}
	}
	if depth == 0 {
		flush(len(sel))
	}
	switch {
	case id != "":
		return id, needs, ""
	case class != "":
		return class, needs, ""
	case tag == "":
		return "", needs, ""
	}
	return tag, needs, scope
}

// match reports whether n is one of the selector's elements.
func (s *selector) match(n *html.Node) bool {
	if s == nil {
		return false
	}
	for _, p := range s.parts {
		if p.sel.Match(n) {
			return true
		}
	}
	return false
}

// under returns the selector's elements below root, in document order.
func (s *selector) under(root *html.Node) []*html.Node {
	var found []*html.Node
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && s.match(n) {
			found = append(found, n)
		}
	}
	return found
}

// keys are the index keys that a site's templates select by, by their place.
type keys struct {
	ids, classes, tags places
	n                  int
}

// places are names with their slots. likely tells most other names apart by
// their first and last byte and length before the map is asked.
type places struct {
	slots  map[string]int
	likely [256]uint64
}

func (p *places) find(name string) (slot int, ok bool) {
	if name == "" || p.likely[hint(name)]&(1<<(len(name)&63)) == 0 {
		return 0, false
	}
	slot, ok = p.slots[name]
	return slot, ok
}

func hint(name string) byte { return name[0] + 31*name[len(name)-1] }

func newKeys() *keys {
	return &keys{ids: places{slots: map[string]int{}}, classes: places{slots: map[string]int{}}, tags: places{slots: map[string]int{}}}
}

// slot is the place of a key; -1 for the empty one.
func (k *keys) slot(key string) int {
	if key == "" {
		return -1
	}
	p, name := &k.tags, key
	switch key[0] {
	case '#':
		p, name = &k.ids, key[1:]
	case '.':
		p, name = &k.classes, key[1:]
	}
	i, ok := p.slots[name]
	if !ok {
		i = k.n
		p.slots[name] = i
		p.likely[hint(name)] |= 1 << (len(name) & 63)
		k.n++
	}
	return i
}

// add gives the keys of s their places.
func (k *keys) add(s *selector) {
	if s == nil {
		return
	}
	for i := range s.parts {
		p := &s.parts[i]
		p.keySlot, p.scopeSlot, p.needSlots = k.slot(p.key), k.slot(p.scope), nil
		for _, need := range p.needs {
			p.needSlots = append(p.needSlots, k.slot(need))
		}
	}
}

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
				if strings.IndexByte(a.Val, ' ') < 0 && strings.IndexByte(a.Val, '\n') < 0 && strings.IndexByte(a.Val, '\t') < 0 {
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
