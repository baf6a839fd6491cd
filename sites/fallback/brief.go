package fallback

// aroundHeadline is how many lines above and below the headline of a page
// without long lines may hold its stamp.
const aroundHeadline = 6

// weighBrief weighs the short lines of a page that has no long ones: a poem, an
// interview of few words, one sentence under a picture. Lists of links and pages
// that say that there is nothing look like that too, so that it takes a headline
// with a stamp beside it. It reports whether there is any text.
func (p *page) weighBrief(title int) bool {
	if title < 0 {
		return false
	}
	stamped := -1
	for i := max(title-aroundHeadline, 0); i < min(title+aroundHeadline, len(p.blocks)) && stamped < 0; i++ {
		if i != title && p.isInfo(i) && p.blocks[i].linked*2 <= p.blocks[i].runes {
			stamped = i
		}
	}
	if stamped < 0 {
		return false
	}
	found := false
	for i := max(title, stamped) + 1; i < len(p.blocks); i++ {
		b := &p.blocks[i]
		e := &p.elems[b.elem]
		if s := surplusOf(b); s == closing || isAnnexHead(b) || isImprint(b) {
			break
		} else if s != noSurplus || e.hidden || e.role == roleSurplus || b.linked*2 > b.runes || b.han*2 < b.runes || b.runes < 3 || p.isInfo(i) {
			continue
		}
		b.mass, b.noise = float64(b.plain()), 0
		found = true
	}
	return found
}
