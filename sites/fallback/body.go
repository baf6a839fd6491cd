package fallback

import "strings"

// weigh says how much a block looks like written text and how much like the
// page's furniture, both in characters.
func weigh(b *block) (mass, noise float64) {
	plain := b.plain()
	switch {
	case b.linked*2 > b.runes:
		return 0, float64(b.linked)
	case plain >= 15 && b.marks > 0 || plain >= 40:
		return float64(plain), float64(b.linked) / 2
	}
	return 0, float64(plain)/4 + float64(b.linked)
}

// bodyElement picks the element that holds the article: the one where what its
// text weighs is most ahead of its noise.
func (p *page) bodyElement() int {
	n := len(p.blocks)
	sum := make([]float64, n+1)
	for i := range p.blocks {
		b := &p.blocks[i]
		mass, noise := weigh(b)
		if p.elems[b.elem].hidden {
			mass = 0
		}
		if p.elems[b.elem].role == roleSurplus {
			mass, noise = 0, noise+mass
		}
		sum[i+1] = sum[i] + mass - noise
	}
	best, most := -1, 0.0
	for i := range p.elems {
		e := &p.elems[i]
		if v := sum[e.last] - sum[e.first]; v >= most && v > 0 {
			best, most = i, v // the innermost of equals
		}
	}
	return best
}

// body gives the paragraphs of the article.
func (p *page) body(title int) []int {
	e := p.bodyElement()
	if e < 0 {
		return nil
	}
	var keep []int
	for i := max(p.elems[e].first, title+1); i < p.elems[e].last; i++ {
		b := &p.blocks[i]
		if p.elems[b.elem].hidden || b.linked*2 > b.runes {
			continue
		}
		keep = append(keep, i)
	}
	return keep
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
