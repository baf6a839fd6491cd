package markup

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

type kind uint8

const (
	endOfPage kind = iota
	text
	startTag
	endTag
	comment
	doctype
)

// token is what was read last.
type token struct {
	kind kind
	el   *element
	atom atom.Atom
	name string // of a tag, in lower case
	data string // of all but tags; of a doctype, as it stands in the page
	attr []html.Attribute
}

// next reads a token from the page.
func (b *builder) next() {
	b.tok.kind, b.tok.attr = endOfPage, nil // the rest is set where it counts
	if b.raw != nil && b.rawText() {
		return
	}
	src := b.src
	for i := b.at; ; i++ {
		lt := strings.IndexByte(src[i:], '<')
		if lt < 0 || i+lt+1 == len(src) {
			b.rest()
			return
		}
		i += lt
		c := src[i+1]
		if !isLetter(c) && c != '/' && c != '!' && c != '?' {
			continue // a sign for "less than"
		}
		if i > b.at {
			b.text(i)
			return
		}
		switch c {
		case '/':
			b.closing(i + 2)
		case '!':
			b.declaration(i)
		case '?':
			b.bogus(i + 1)
		default:
			b.tok.kind = startTag
			b.tag(i + 1)
		}
		return
	}
}

// rest is the end of the page, and the text before it if there is any.
func (b *builder) rest() {
	if b.at < len(b.src) {
		b.text(len(b.src))
	}
}

// text is a token of the text up to end.
func (b *builder) text(end int) {
	b.tok.kind, b.tok.data = text, unescape(b.src[b.at:end])
	b.at = end
}

// closing reads what begins with "</"; i is after it.
func (b *builder) closing(i int) {
	switch {
	case i == len(b.src):
		b.rest()
	case b.src[i] == '>':
		b.tok.kind, b.tok.data = comment, ""
		b.at = i + 1
	case isLetter(b.src[i]):
		b.tok.kind = endTag
		b.tag(i)
	default:
		b.bogus(i)
	}
}

// tag reads a tag whose name begins at i. One that the page ends in is none, and
// ends the page.
func (b *builder) tag(i int) {
	src := b.src
	begin, key, upper := i, uint64(0), false
	for ; i < len(src); i++ {
		c := src[i]
		if isSpace(c) || c == '/' || c == '>' {
			break
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
			upper = true
		}
		key = key<<8 | uint64(c)
	}
	b.name(src[begin:i], key, upper)
	if i = skipSpace(src, i); b.tok.kind == startTag {
		i = b.attributes(i)
	} else {
		i = skipAttributes(src, i)
	}
	if i < 0 {
		b.tok.kind = endOfPage
		b.at = len(src)
		return
	}
	b.at = i
	if b.tok.kind == startTag && b.tok.el.is&raw != 0 {
		b.raw = b.tok.el
	}
}

func (b *builder) name(name string, key uint64, upper bool) {
	var el *element
	if len(name) <= 8 {
		el = byKey(key)
	} else {
		if upper {
			name = lower(name)
		}
		el = longer[name]
	}
	if el != nil {
		b.tok.el, b.tok.atom, b.tok.name = el, el.atom, el.name
		return
	}
	if upper {
		name = lower(name)
	}
	b.tok.el, b.tok.atom, b.tok.name = &unknown, atom.Lookup([]byte(name)), name
	if b.tok.atom != 0 {
		b.tok.name = b.tok.atom.String()
	}
}

// attributes reads those of a start tag from i on and returns where the tag
// ends; -1 where the page ends first.
func (b *builder) attributes(i int) int {
	src := b.src
	first := len(b.attrs)
	var keys map[string]bool // of a tag with many attributes
	for {
		if i >= len(src) {
			return -1
		}
		if src[i] == '>' {
			break
		}
		a, end := readAttribute(src, i)
		if end < 0 {
			return -1
		}
		i = end
		if a.key == "" {
			continue
		}
		key := lower(a.key)
		attr := b.attrs[first:]
		switch {
		case keys != nil:
			if keys[key] {
				continue
			}
			keys[key] = true
		case has(attr, key):
			continue
		case len(attr) == manyAttributes:
			keys = map[string]bool{key: true}
			for _, a := range attr {
				keys[a.Key] = true
			}
		}
		if len(b.attrs) == cap(b.attrs) { // a new block, for what this tag has so far too
			b.attrs = append(make([]html.Attribute, 0, max(attrBlock, 2*len(attr))), attr...)
			first = 0
		}
		b.attrs = b.attrs[:len(b.attrs)+1]
		b.attrs[len(b.attrs)-1].Key, b.attrs[len(b.attrs)-1].Val = key, unescapeValue(a.value)
	}
	if n := len(b.attrs); n > first {
		b.tok.attr = b.attrs[first:n:n]
	}
	return i + 1
}

// manyAttributes is from how many on a tag's repeats are found by a map.
const manyAttributes = 16

func has(attr []html.Attribute, key string) bool {
	for i := range attr {
		if attr[i].Key == key {
			return true
		}
	}
	return false
}

func skipAttributes(src string, i int) int {
	for i >= 0 && i < len(src) && src[i] != '>' {
		_, i = readAttribute(src, i)
	}
	if i < 0 || i >= len(src) {
		return -1
	}
	return i + 1
}
