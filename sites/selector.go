package sites

import (
	"fmt"
	"sort"
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
// key in an index, or may be any element where key is "".
type part struct {
	sel cascadia.Sel
	key string
}

func compileSelector(text string) (*selector, error) {
	group, err := cascadia.ParseGroup(text)
	if err != nil {
		return nil, fmt.Errorf("selector %q: %w", text, err)
	}
	s := &selector{text: text}
	for _, sel := range group {
		if sel.PseudoElement() != "" {
			return nil, fmt.Errorf("selector %q: pseudo-element ::%s selects nothing", text, sel.PseudoElement())
		}
		s.parts = append(s.parts, part{sel, indexKey(sel.String())})
	}
	return s, nil
}

// indexKey is "#id", ".class" or "tag" of a selector's last compound, the most
// telling of them, or "".
func indexKey(sel string) string {
	depth, quote, start := 0, byte(0), 0
	var tag, id, class string
	flush := func(end int) {
		if start >= end {
			return
		}
		switch word := sel[start:end]; {
		case word[0] == '#' && len(word) > 1:
			id = word
		case word[0] == '.' && len(word) > 1:
			class = word
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
		case c == '\\':
			return "" // an escaped name: not worth reading
		case c == '[' || c == '(':
			flush(i)
			depth, start = depth+1, i+1
		case c == ' ' || c == '>' || c == '+' || c == '~':
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
		return id
	case class != "":
		return class
	}
	return tag
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
type keys struct {
	slots map[string]int
	attrs bool // whether there are any "#" or "." keys
}

func newKeys() *keys { return &keys{slots: map[string]int{}} }

func (k *keys) add(s *selector) {
	if s == nil {
		return
	}
	for _, p := range s.parts {
		if _, ok := k.slots[p.key]; !ok && p.key != "" {
			k.slots[p.key] = len(k.slots)
		}
	}
}

// index lists a page's elements by the keys that selectors ask for, so that
// many templates can be tried on one walk of the page.
type index struct {
	root  *html.Node
	keys  *keys
	found [][]entry
	all   []entry // every element, made when first needed
	// property is the comment in which Founder systems leave an article's
	// title, writer and date; "" where there is none.
	property string
}

type entry struct {
	node  *html.Node
	order int
}

func newIndex(root *html.Node, k *keys) *index {
	ix := &index{root: root, keys: k, found: make([][]entry, len(k.slots))}
	order := 0
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			if n.Type == html.CommentNode && ix.property == "" && strings.HasPrefix(strings.TrimSpace(n.Data), "enpproperty") {
				ix.property = n.Data
			}
			continue
		}
		order++
		if slot, ok := k.slots[n.Data]; ok {
			ix.found[slot] = append(ix.found[slot], entry{n, order})
		}
		for i := range n.Attr {
			switch a := &n.Attr[i]; a.Key {
			case "id":
				ix.put("#", a.Val, n, order)
			case "class":
				for class := range strings.FieldsSeq(a.Val) {
					ix.put(".", class, n, order)
				}
			}
		}
	}
	return ix
}

func (ix *index) put(sign, name string, n *html.Node, order int) {
	var buf [64]byte
	if slot, ok := ix.keys.slots[string(append(append(buf[:0], sign...), name...))]; ok {
		ix.found[slot] = append(ix.found[slot], entry{n, order})
	}
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
	var hits []entry
	for _, p := range s.parts {
		for _, e := range ix.candidates(p.key) {
			if p.sel.Match(e.node) {
				hits = append(hits, e)
			}
		}
	}
	if len(s.parts) > 1 {
		sort.Slice(hits, func(i, j int) bool { return hits[i].order < hits[j].order })
	}
	nodes := make([]*html.Node, 0, len(hits))
	for i, e := range hits {
		if i == 0 || e.node != hits[i-1].node {
			nodes = append(nodes, e.node)
		}
	}
	return nodes
}

func (ix *index) candidates(key string) []entry {
	if slot, ok := ix.keys.slots[key]; ok {
		return ix.found[slot]
	}
	if ix.all == nil {
		order := 0
		for n := range ix.root.Descendants() {
			if n.Type == html.ElementNode {
				order++
				ix.all = append(ix.all, entry{n, order})
			}
		}
	}
	return ix.all
}
