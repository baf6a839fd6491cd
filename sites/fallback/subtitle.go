package fallback

import "strings"

// subtitle gives the heading right below the headline, if there is one.
func (p *page) subtitle(title, start int) found {
	if title < 0 || title+1 >= start || title+1 >= len(p.blocks) {
		return found{}
	}
	b := &p.blocks[title+1]
	if b.runes < minTitle || b.runes > 80 || b.linked > 0 || surplusOf(b) != noSurplus || p.isInfo(title+1) || key(b.text) == key(p.blocks[title].text) {
		return found{}
	}
	if isHeading(p.elems[b.elem].node) || p.namedFor(b.elem, "subtitle", "sub-title", "sub_title", "futi") || strings.HasPrefix(b.text, "——") {
		return found{b.text, "heading below the title"}
	}
	return found{}
}

// kicker gives the heading right above the headline, if there is one.
func (p *page) kicker(title int) found {
	if title < 1 {
		return found{}
	}
	b := &p.blocks[title-1]
	if b.runes < minTitle || b.runes > 60 || b.linked > 0 || surplusOf(b) != noSurplus || p.isInfo(title-1) {
		return found{}
	}
	same := p.elems[b.elem].parent == p.elems[p.blocks[title].elem].parent
	if same && isHeading(p.elems[b.elem].node) || p.namedFor(b.elem, "pretitle", "pre-title", "introtitle", "yinti", "jianti") {
		return found{b.text, "heading above the title"}
	}
	return found{}
}
