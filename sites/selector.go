package sites

import (
	"fmt"
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
		p.keySlot, p.scopeSlot, p.needSlots = -1, k.slot(p.scope), nil
		if p.scopeSlot < 0 { // below a scope nobody asks for all elements of a tag
			p.keySlot = k.slot(p.key)
		}
		for _, need := range p.needs {
			p.needSlots = append(p.needSlots, k.slot(need))
		}
	}
}
