package fallback

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// key is what two spellings of a title have in common: letters and digits in
// lower case, full-width ones as ASCII.
func key(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		if 0xFF01 <= r && r <= 0xFF5E {
			r -= 0xFEE0
		}
		if r < utf8.RuneSelf {
			if 'A' <= r && r <= 'Z' {
				r += 'a' - 'A'
			} else if !('a' <= r && r <= 'z' || '0' <= r && r <= '9') {
				continue
			}
			b.WriteByte(byte(r))
		} else if 0x4E00 <= r && r <= 0x9FFF { // has one case
			b.WriteRune(r)
		} else if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// Bounds of what a headline may be, in characters without blanks.
const (
	minTitle = 4
	maxTitle = 120
)

// headline is the title that was chosen and where it stands; block is -1 where
// no visible line gave it.
type headline struct {
	text  string
	block int
	from  string // for the provenance
}

// headings weighs every line as a headline: by how it agrees with <title> and
// the metadata, and by its markup. Lines that are none are left out.
func (p *page) headings() map[int]float64 {
	names := []string{key(p.title)}
	if p.namesSite(p.title) {
		names = names[:0]
	}
	for _, m := range [...]string{"og:title", "twitter:title", "title", "articletitle", "headline"} {
		if v := p.metas[m]; v != "" {
			if k := key(v); !within(k, names) {
				names = append(names, k)
			}
		}
	}
	scores := map[int]float64{}
	for i := range p.blocks {
		if b := &p.blocks[i]; b.runes >= minTitle && b.runes <= maxTitle {
			if v := p.titleScore(i, names); v > 0 {
				scores[i] = v
			}
		}
	}
	return scores
}

// headline picks among the lines up to the article's last the one that weighs
// most as a headline and stands before the text. first and last are the blocks
// of the body element.
func (p *page) headline(scores map[int]float64, first, last int) headline {
	best, most := -1, 0.0
	for i := range min(last, len(p.blocks)) {
		v := scores[i]
		if v <= 0 {
			continue
		}
		// The headline opens the article: right above the text, or its first line.
		switch d := first - i; {
		case d >= 0:
			v -= min(float64(d)*.02, 1)
		default:
			v -= .5 + min(float64(-d)*.2, 2)
		}
		if v > most {
			best, most = i, v
		}
	}
	if best >= 0 {
		text, end := p.wholeTitle(best)
		return headline{text: text, block: end, from: "heading that agrees with <title>"}
	}
	for _, m := range [...]string{"og:title", "articletitle", "headline", "twitter:title", "title"} {
		if t := cutSiteName(p.metas[m], p.metas["og:site_name"]); t != "" && !isSiteName(t) {
			return headline{text: t, block: -1, from: "meta[" + m + "]"}
		}
	}
	t := cutSiteName(p.title, p.metas["og:site_name"])
	if t == "" || isSiteName(t) || p.namesSite(p.title) {
		if i := p.headingByPlace(first, last); i >= 0 {
			return headline{text: p.blocks[i].text, block: i, from: "line above the text"}
		}
	}
	return headline{text: t, block: -1, from: "title"}
}

// wholeTitle gives the headline that begins in line i, with the lines behind it
// that a line break has parted from it, and its last line.
func (p *page) wholeTitle(i int) (string, int) {
	text := p.blocks[i].text
	for name, j := key(p.title), i+1; j < len(p.blocks) && j <= i+2 && p.blocks[j].elem == p.blocks[i].elem; j++ {
		joined := text + " " + p.blocks[j].text
		if !strings.Contains(name, key(p.trimTag(joined))) {
			break
		}
		text, i = joined, j
	}
	return p.trimTitle(text), i
}

// headingByPlace finds the headline of a page whose <title> names only the site:
// the line above the text that stands out most.
func (p *page) headingByPlace(first, last int) int {
	for first < last && p.blocks[first].mass == 0 {
		first++
	}
	best, most := -1, 0.0
	for i := first - 1; i >= 0 && i >= first-8; i-- {
		b := &p.blocks[i]
		if b.runes < minTitle+1 || b.runes > 50 || b.linked > 0 && !isHeading(p.elems[b.elem].node) || p.elems[b.elem].hidden || surplusOf(b) != noSurplus || p.isInfo(i) || strings.ContainsAny(b.text, crumbMarks) {
			continue
		}
		v := 1 - float64(first-i)*.1
		if b.bold {
			v++
		}
		if p.setApart(b.elem) {
			v += .5
		}
		if endsSentence(b.text) {
			v--
		}
		if i > 0 && p.repeatedAbove(i) { // as the last step of a breadcrumb
			v++
		}
		if v > most {
			best, most = i, v
		}
	}
	return best
}

// repeatedAbove reports whether one of the lines above holds the words of line i.
func (p *page) repeatedAbove(i int) bool {
	for j := i - 1; j >= 0 && j >= i-6; j-- {
		if strings.Contains(p.blocks[j].text, p.blocks[i].text) {
			return true
		}
	}
	return false
}

func within(k string, names []string) bool {
	for _, n := range names {
		if strings.Contains(n, k) {
			return true
		}
	}
	return false
}

// titleScore weighs a line as a headline: 0 for none.
func (p *page) titleScore(i int, names []string) float64 {
	b := &p.blocks[i]
	e := &p.elems[b.elem]
	k := key(b.text)
	if len(k) == 0 {
		return 0
	}
	agree := 0.0
	for _, n := range names {
		if n != "" {
			agree = max(agree, agreement(k, n))
		}
	}
	mark := p.headingMark(b.elem)
	if b.linked*2 > b.runes && (agree < .5 || mark < 1) { // headings may link to the page itself
		mark -= 2
	}
	if e.hidden {
		mark -= 1
	}
	if agree < .2 && (mark < 1 || isAnnexHead(b)) {
		return 0
	}
	return 5*agree + mark
}

// agreement is how much of a page's name a line says: the line's share of the
// name if the name holds it, nearly 1 if the line holds the name.
func agreement(line, name string) float64 {
	switch {
	case len(line) <= len(name) && strings.Contains(name, line):
		share := float64(len(line)) / float64(len(name))
		if strings.HasPrefix(name, line) {
			share = min(1, share*1.15)
		}
		return .2 + .8*share
	case len(line) > len(name) && strings.Contains(line, name):
		return .95 * float64(len(name)) / float64(len(line))
	}
	// A shortened or reworded name shares its opening.
	n := 0
	for n < len(line) && n < len(name) && line[n] == name[n] {
		n++
	}
	if n*2 < len(line) {
		return 0
	}
	return .8 * float64(n) / float64(max(len(line), min(len(name), len(line)*2)))
}

// headingMark says how much the markup of an element makes it a headline.
func (p *page) headingMark(elem int) float64 {
	mark := 0.0
	for up := 0; elem >= 0 && up < 2; elem, up = p.elems[elem].parent, up+1 {
		n := p.elems[elem].node
		switch n.Data {
		case "h1":
			mark = max(mark, 2-float64(up))
		case "h2":
			mark = max(mark, 1.4-float64(up))
		case "h3", "founder-title":
			mark = max(mark, 1.1-float64(up))
		case "h4", "h5":
			mark = max(mark, .6-float64(up))
		}
		for _, a := range n.Attr {
			if (a.Key == "id" || a.Key == "class") && namesTitle(a.Val) {
				mark = max(mark, 1-float64(up)*.6)
			}
		}
	}
	return mark
}

func namesTitle(name string) bool {
	name = strings.ToLower(name)
	if strings.Contains(name, "subtitle") || strings.Contains(name, "sub_title") || strings.Contains(name, "sub-title") {
		return false
	}
	for _, w := range [...]string{"title", "headline", "biaoti"} {
		if strings.Contains(name, w) {
			return true
		}
	}
	return name == "bt" || strings.HasSuffix(name, "_bt") || strings.HasSuffix(name, "-bt")
}
