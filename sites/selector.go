package sites

import (
	"fmt"
	"slices"
	"strings"

	"github.com/andybalholm/cascadia"
	"golang.org/x/net/html"
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
		s.parts = append(s.parts, part{sel, key, needs, scope})
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

// keys are the index keys that a site's templates select by.
type keys struct{ slots map[string]int }

func newKeys() *keys { return &keys{slots: map[string]int{}} }

func (k *keys) add(s *selector) {
	if s == nil {
		return
	}
	for _, p := range s.parts {
		for _, key := range append([]string{p.key, p.scope}, p.needs...) {
			if _, ok := k.slots[key]; !ok && key != "" {
				k.slots[key] = len(k.slots)
			}
		}
	}
}

// index lists a page's elements by the keys that selectors ask for, so that
// many templates can be tried on one walk of the page.
type index struct {
	root  *html.Node
	keys  *keys
	found [][]*html.Node
	all   []*html.Node // every element, made when first needed
	// property is the comment in which Founder systems leave an article's
	// title, writer and date; "" where there is none.
	property string
}

func newIndex(root *html.Node, k *keys) *index {
	ix := &index{root: root, keys: k, found: make([][]*html.Node, len(k.slots))}
	for n := root; n != nil; n = following(n, root) {
		if n.Type != html.ElementNode {
			if n.Type == html.CommentNode && ix.property == "" && strings.HasPrefix(strings.TrimSpace(n.Data), "enpproperty") {
				ix.property = n.Data
			}
			continue
		}
		if slot, ok := k.slots[n.Data]; ok {
			ix.found[slot] = append(ix.found[slot], n)
		}
		for i := range n.Attr {
			switch a := &n.Attr[i]; a.Key {
			case "id":
				ix.put("#", a.Val, n)
			case "class":
				for class := range strings.FieldsSeq(a.Val) {
					ix.put(".", class, n)
				}
			}
		}
	}
	return ix
}

func (ix *index) put(sign, name string, n *html.Node) {
	var buf [64]byte
	if slot, ok := ix.keys.slots[string(append(append(buf[:0], sign...), name...))]; ok {
		ix.found[slot] = append(ix.found[slot], n)
	}
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
	if s == nil {
		return nil
	}
	var nodes []*html.Node
	several := false
	for i := range s.parts {
		p := &s.parts[i]
		if !ix.has(p.needs) {
			continue
		}
		found := ix.matches(p)
		several = several || len(nodes) > 0 && len(found) > 0
		nodes = append(nodes, found...)
	}
	if several {
		ix.sort(nodes)
		nodes = slices.Compact(nodes)
	}
	return nodes
}

func (ix *index) matches(p *part) []*html.Node {
	if p.scope != "" {
		return ix.below(p)
	}
	var nodes []*html.Node
	for _, n := range ix.candidates(p.key) {
		if p.sel.Match(n) {
			nodes = append(nodes, n)
		}
	}
	return nodes
}

// sort puts nodes in document order.
func (ix *index) sort(nodes []*html.Node) {
	order := make(map[*html.Node]int, len(nodes))
	for i, n := 0, ix.root; n != nil; i, n = i+1, following(n, ix.root) {
		order[n] = i
	}
	slices.SortFunc(nodes, func(a, b *html.Node) int { return order[a] - order[b] })
}

// below returns the elements of a part that has a scope.
func (ix *index) below(p *part) []*html.Node {
	var nodes []*html.Node
	var last *html.Node // the scope that was searched last
	for _, n := range ix.candidates(p.scope) {
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

// has reports whether the page has elements under all of keys.
func (ix *index) has(keys []string) bool {
	for _, key := range keys {
		if slot, ok := ix.keys.slots[key]; ok && len(ix.found[slot]) == 0 {
			return false
		}
	}
	return true
}

func (ix *index) candidates(key string) []*html.Node {
	if slot, ok := ix.keys.slots[key]; ok {
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
