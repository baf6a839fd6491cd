package fallback

import (
	"strings"
	"unicode/utf8"
)

// body gives the lines of the article. The words under the pictures are not part
// of it, unless there are no others.
func (p *page) body(in region, title int) []int {
	if in.elem < 0 {
		return nil
	}
	keep := p.lines(in, title)
	if len(keep) == 0 {
		p.gallery = true
		keep = p.lines(in, title)
	}
	return keep
}

// lines gives the lines of a region, less what stands before its first and
// behind its last written line, and less the surplus between. title is the
// headline's block or -1.
func (p *page) lines(in region, title int) []int {
	first, last := in.first, in.last
	if title >= first && title < last {
		first = title + 1
	}
	start := first
	for start < last && (p.blocks[start].mass == 0 || p.isInfo(start) || p.isCaption(start)) {
		start++
	}
	last = p.end(start, last)
	var keep []int
	keep = p.lead(keep, title, first)
	for i := p.heads(first, start); i < start; i++ {
		if b := &p.blocks[i]; b.linked == 0 && surplusOf(b) == noSurplus && !p.isInfo(i) && !p.isCaption(i) {
			keep = append(keep, i)
		}
	}
	for i := start; i < last; i++ {
		b := &p.blocks[i]
		e := &p.elems[b.elem]
		if e.hidden || e.role == roleSurplus || b.linked*2 > b.runes && b.runes > 4 || p.isCaption(i) {
			continue
		}
		if s := surplusOf(b); b.mass == 0 && (s == aside || s == closing || isImprint(b)) {
			continue
		}
		keep = append(keep, i)
	}
	return p.tail(p.once(keep, title))
}

// once leaves out a second copy of the text, which pages hold for printers or
// for telephones, with the headline above it.
func (p *page) once(keep []int, title int) []int {
	const most = 8 // lines that are like the first
	for j, tries := 2, 0; j < len(keep) && tries < most; j++ {
		n := 0
		for j+n < len(keep) && p.blocks[keep[j+n]].text == p.blocks[keep[n]].text {
			n++
		}
		if n > 0 {
			tries++
		}
		if n < 2 || j+n < len(keep) || n < j-2 {
			continue
		}
		for keep = keep[:j]; len(keep) > n && title >= 0 && key(p.blocks[keep[len(keep)-1]].text) == key(p.blocks[title].text); {
			keep = keep[:len(keep)-1]
		}
		break
	}
	return keep
}

// behindClosing is the share of the text that may be cut off behind a closing
// line; where more follows, the line stands inside the article.
const behindClosing = .25

// boxes head the boxes of explanation that papers set into an article: they look
// like lists of links, but written text follows.
var boxes = newOpenings("相关链接", "相關鏈接", "相關連結")

// end gives the place behind the article's last line: before the first closing
// line that has little text behind it.
func (p *page) end(start, last int) int {
	total := 0.0
	for i := start; i < last; i++ {
		total += p.blocks[i].mass
	}
	seen := 0.0
	for i := start; i < last; i++ {
		b := &p.blocks[i]
		seen += b.mass
		if b.mass > 0 || total-seen >= behindClosing*total || surplusOf(b) != closing {
			continue
		}
		if i+1 < last && p.blocks[i+1].mass > 0 && p.blocks[i+1].linked == 0 && boxes.match(strings.TrimLeft(b.text, bullets)) {
			continue
		}
		if e := &p.elems[b.elem]; b.linked > 0 && p.goesOn(i, i+1, start, last) {
			continue
		} else if e.role == roleSurplus {
			behind := p.annexEnd(b.elem)
			if p.goesOn(i, behind, start, last) {
				for ; i+1 < behind; i++ {
					seen += p.blocks[i+1].mass
				}
				continue
			}
		}
		return i
	}
	return last
}

// annexEnd is the place behind the outermost of the surplus elements around elem.
func (p *page) annexEnd(elem int) int {
	for up := p.elems[elem].parent; up >= 0 && p.elems[up].role == roleSurplus; up = p.elems[up].parent {
		elem = up
	}
	return p.elems[elem].last
}

// goesOn reports whether the text goes on in line next as it did before line i:
// the paragraphs there stand beside those above. So they do around a link, or a
// box of links, that is set between two of them.
func (p *page) goesOn(i, next, start, last int) bool {
	home := -1
	for j := i - 1; j >= start && home < 0; j-- {
		if b := &p.blocks[j]; b.mass > 0 && b.linked == 0 {
			home = p.beside(j)
		}
	}
	for j := next; j < last && j <= next+1; j++ {
		if b := &p.blocks[j]; b.mass > 0 && b.linked == 0 && home >= 0 {
			return p.beside(j) == home
		}
	}
	return false
}

// beside is the element whose children a paragraph and its neighbours are.
func (p *page) beside(i int) int {
	e := &p.elems[p.blocks[i].elem]
	if e.last-e.first > 1 || e.parent < 0 { // parted by line breaks
		return p.blocks[i].elem
	}
	return e.parent
}

// lead adds the written lines between the headline and the body element: a
// summary that stands by itself.
func (p *page) lead(keep []int, title, first int) []int {
	if title < 0 || title >= first {
		return keep
	}
	for i := title + 1; i < first; i++ {
		b := &p.blocks[i]
		if b.mass >= 30 && b.linked == 0 && b.marks > 1 && !p.isInfo(i) && !p.isCaption(i) && (p.isSummary(i, title) || !p.repeated(i, first)) {
			keep = append(keep, i)
		}
	}
	return keep
}

// repeated reports whether a line's words come again in the text behind it.
func (p *page) repeated(i, from int) bool {
	k := key(p.blocks[i].text)
	k = k[:min(len(k), 60)]
	for j := from; j < len(p.blocks) && j < from+60; j++ {
		if p.blocks[j].mass > 0 && strings.Contains(key(p.blocks[j].text), k) {
			return true
		}
	}
	return false
}

// heads gives where the short lines begin that stand right above the first
// written line, beside it in the same element, as headings do.
func (p *page) heads(first, start int) int {
	if start >= len(p.blocks) {
		return start
	}
	home := p.blocks[start].elem
	up := p.elems[home].parent
	i := start
	for i > first {
		b := &p.blocks[i-1]
		if beside := b.elem == home || p.elems[b.elem].parent == up; !beside && !endsSentence(b.text) || b.runes < 3 {
			break
		}
		i--
	}
	return i
}

// tail drops lines at the end that are no sentences.
func (p *page) tail(keep []int) []int {
	for len(keep) > 1 {
		n := len(keep) - 1
		b := &p.blocks[keep[n]]
		signs := b.runes < 40 && b.linked == 0 && byline(b.text) != ""
		if signs && !hasParticulars(b.text) {
			break
		}
		if !p.isInfo(keep[n]) && surplusOf(b) == noSurplus && !signs {
			if b.mass > 0 || endsSentence(b.text) {
				break
			}
			if before := &p.blocks[keep[n-1]]; b.linked == 0 && before.mass == 0 && before.linked == 0 && !endsSentence(before.text) && !isHeading(p.elems[b.elem].node) {
				break // short lines that follow each other are part of the text
			}
		}
		keep = keep[:n]
	}
	return keep
}

// hasParticulars reports whether a line labels a source or an editor.
func hasParticulars(s string) bool {
	if _, _, ok := labelled(s, sourceLabels); ok {
		return true
	}
	_, _, ok := labelled(s, editorLabels)
	return ok
}

// endsSentence reports whether the last sign is one that ends written sentences.
func endsSentence(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRight(s, " "))
	return strings.ContainsRune("。！？；…”」』!?", r)
}

// isInfo reports whether a line gives date and source rather than text.
func (p *page) isInfo(i int) bool {
	b := &p.blocks[i]
	if b.runes > 90 || !p.mayBeStamp(b.text) {
		return false
	}
	if isClock(b.text) {
		return true
	}
	written := endsSentence(b.text) && b.marks > 0
	stamps := p.stamps(i)
	for _, s := range stamps {
		switch {
		case len(s.Text)*2 >= len(b.text), len(stamps) > 1 && !written:
			return true
		case written:
		case labelsDate(b.text[:s.Offset]), s.Precision != "day" && b.runes < 60, !s.Guessed && b.runes < 40:
			return true
		}
	}
	return false
}

func (p *page) join(blocks []int) string {
	var b strings.Builder
	for i, n := range blocks {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(p.blocks[n].text)
	}
	return b.String()
}
