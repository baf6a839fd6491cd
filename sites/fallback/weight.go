package fallback

// known is what noise counts in lines that are known to follow articles, in the
// same element as often as not.
const known = .2

// weigh says how much a line looks like written text and how much like the
// page's furniture, both in characters.
func weigh(b *block) (mass, noise float64) {
	plain := b.plain()
	switch {
	case b.linked*2 > b.runes:
		if b.linked < b.runes && b.runes <= maxHead && surplusOf(b) == closing { // 上一篇：…
			return 0, float64(b.linked) * known
		}
		return 0, float64(b.linked)
	case plain >= 15 && b.marks > 0 || plain >= 40:
		switch {
		case b.han*3 < b.runes || isImprint(b) || cutShort(b):
			return 0, float64(plain) / 2
		case surplusOf(b) != noSurplus:
			return 0, float64(plain) / 2 * known
		}
		return float64(plain), float64(b.linked) / 2
	}
	return 0, float64(plain)/4 + float64(b.linked)
}

// outsideShare is the least share of a page's text that must stand outside the
// elements named as surplus for their names to be believed: articles do stand
// in elements called comment.
const outsideShare = .15

// weighAll weighs every line; lines in hidden and surplus elements weigh nothing.
// No element that holds the headline, whose block is title, counts as surplus.
func (p *page) weighAll(title int) {
	p.markAnnexes(title)
	for i := range p.elems {
		if e := &p.elems[i]; e.role == roleSurplus && e.first <= title && title < e.last {
			e.role = roleNone
		} else if e.role == roleNone && e.parent >= 0 && p.elems[e.parent].role == roleSurplus {
			e.role = roleSurplus
		}
	}
	mass := make([]float64, len(p.blocks)+1)
	surplus, seen, unseen := 0.0, 0.0, 0.0
	for i := range p.blocks {
		b := &p.blocks[i]
		b.mass, b.noise = weigh(b)
		if p.elems[b.elem].hidden {
			unseen += b.mass
		} else {
			seen += b.mass
		}
	}
	if unseen > 4*seen { // a script shows the article
		for i := range p.elems {
			p.elems[i].hidden = false
		}
	}
	for i := range p.blocks {
		b := &p.blocks[i]
		e := &p.elems[b.elem]
		if e.hidden {
			b.mass = 0
		}
		mass[i+1] = mass[i] + b.mass
		if e.role == roleSurplus {
			surplus += b.mass
		}
	}
	if total := mass[len(p.blocks)]; total-surplus < outsideShare*total {
		for i := range p.elems {
			if e := &p.elems[i]; e.role == roleSurplus && mass[e.last]-mass[e.first] > total/4 {
				e.role = roleNone
			}
		}
	}
	for i := range p.blocks {
		if b := &p.blocks[i]; p.elems[b.elem].role == roleSurplus {
			b.mass, b.noise = 0, (b.noise+b.mass)/2 // may stand within the article
		}
	}
}

// passedOver is what each character of text between the headline and an element
// takes from the element's weight: the text below the headline is the article,
// and comments come behind it.
const passedOver = .7

// region is where the article stands: an element, or part of one.
type region struct {
	elem        int // -1 for nowhere
	first, last int // blocks first <= i < last
}

// bodyRegion picks where the article stands. title is the headline's block or -1.
func (p *page) bodyRegion(title int) region {
	elem := p.bodyElement(title)
	if elem < 0 {
		return region{elem: -1}
	}
	in := region{elem, p.elems[elem].first, p.elems[elem].last}
	if up := p.elems[elem].parent; up >= 0 && in.last-in.first <= fewBlocks {
		return p.among(in, up, title)
	}
	return in
}

// among is a region with the paragraphs beside it, in an element that holds too
// much else to be the article's: where the page has no element for its text.
func (p *page) among(in region, up, title int) region {
	own := in
	start, end := max(p.elems[up].first, title+1), p.elems[up].last
	join := func(i int) bool {
		b := &p.blocks[i]
		e := &p.elems[b.elem]
		return b.linked*2 <= b.runes && !e.hidden && e.role != roleSurplus && (b.elem == up || e.parent == up) && surplusOf(b) == noSurplus && !p.isInfo(i) && b.plain() >= 4
	}
	for in.last < end && join(in.last) {
		in.last++
	}
	for in.first > start && join(in.first-1) {
		in.first--
	}
	mass, more := 0.0, 0.0
	for i := in.first; i < in.last; i++ {
		if more += p.blocks[i].mass; i >= own.first && i < own.last {
			mass += p.blocks[i].mass
		}
	}
	if more < 1.2*mass {
		return own
	}
	return in
}

// bodyElement picks the element that holds the article: the one where what its
// text weighs is most ahead of its noise. title is the headline's block or -1.
// A summary above the article counts only where there is no other text, and a
// few words among much furniture only where nothing outweighs it. It gives -1
// where nothing is text.
func (p *page) bodyElement(title int) int {
	elem := p.heaviest(title, true, 1)
	if elem < 0 {
		elem = p.heaviest(title, false, 1)
	}
	if elem < 0 {
		elem = p.heaviest(title, false, fewWords)
	}
	return p.grow(elem, title)
}

// fewWords is what noise counts on a page that has far more of it than text.
const fewWords = .15

// heaviest gives the element that bodyElement looks for, or -1.
func (p *page) heaviest(title int, passSummaries bool, noise float64) int {
	sum := make([]float64, len(p.blocks)+1)
	mass := make([]float64, len(p.blocks)+1)
	for i := range p.blocks {
		b := &p.blocks[i]
		own := b.mass
		if own > 0 && (i == title || passSummaries && p.isSummary(i, title) || i < title+withinHead && p.isInfo(i)) {
			own = 0
		}
		sum[i+1] = sum[i] + own - noise*b.noise
		mass[i+1] = mass[i] + own
	}
	best, most := -1, 0.0
	for i := range p.elems {
		e := &p.elems[i]
		v := sum[e.last] - sum[e.first]
		if title >= 0 && e.first > title {
			v -= passedOver * (mass[e.first] - mass[title+1])
		}
		if v >= most && v > 0 {
			best, most = i, v // the innermost of equals
		}
	}
	return best
}

// fewBlocks is how many lines an element may have to be taken for a part of the
// article rather than all of it.
const fewBlocks = 3

// grow goes from a lone paragraph to the element that holds its neighbours, as
// long as those are no links.
func (p *page) grow(elem, title int) int {
	for elem >= 0 && p.elems[elem].last-p.elems[elem].first <= fewBlocks {
		up := p.elems[elem].parent
		if up < 0 {
			break
		}
		e := &p.elems[up]
		if e.first <= title && title < e.last {
			break
		}
		runes, linked := 0, 0
		for i := e.first; i < e.last; i++ {
			runes += p.blocks[i].runes
			linked += p.blocks[i].linked
		}
		if linked*5 > runes {
			break
		}
		elem = up
	}
	return elem
}
