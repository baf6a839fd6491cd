package sites

import (
	"strings"
	"unicode/utf8"
)

// layout finds the parts of a page in the order of its lines.
type layout struct {
	lines []paragraph
	e     *extractor
	hint  string // letters of the title element

	title, subtitle  string
	kicker           string // above the title of a newspaper
	writer           string // a name that stands alone below the title
	head, start, end int    // the lines of the head, and of the text
	meta             bool
}

// find reports whether the page has a title and lines of text.
func (l *layout) find() bool {
	ti := l.findTitle()
	if ti < 0 {
		return false
	}
	if l.e.s.prints() && ti > 0 && l.heads(ti-1) {
		l.kicker = l.lines[ti-1].text
	}
	l.head = max(0, ti-3)
	l.start = ti + 1
	for l.start < len(l.lines) && l.joins(l.start) {
		l.title += " " + l.lines[l.start].text
		l.start++
	}
	l.findStart()
	for i := 0; i < ti && !l.meta; i++ { // e-papers print the day above the title
		text := l.lines[i].text
		l.meta = utf8.RuneCountInString(text) <= 60 && !firstStamp(text, l.e.now, l.e.s.Location).IsZero()
	}
	l.findEnd()
	return (l.meta || l.e.s.prints() && l.e.dated()) && l.end > l.start
}

// findTitle is the line of the title, or -1: one that the title element
// repeats, or the one above the line with time and source.
func (l *layout) findTitle() int {
	if given := l.e.out.Article.Title; given != "" {
		for i := range l.lines {
			if l.lines[i].text == given {
				l.title = given
				return i
			}
		}
	}
	best, most := -1, 0
	for i := range l.lines {
		p := &l.lines[i]
		n := utf8.RuneCountInString(p.text)
		if n < 4 || n > 120 || p.linked*2 > len(p.text) || l.hint == "" || isCrumb(p.text) {
			continue
		}
		core := letters(p.text)
		if len(core) < 9 || !strings.Contains(l.hint, core) || l.e.s.prints() && (strings.HasSuffix(p.text, "报") && n <= 6 || p.text == l.e.s.Name) {
			continue // a newspaper's masthead is no title
		}
		score := len(core)
		if p.bold == len(p.text) {
			score += 6
		}
		if score > most {
			best, most = i, score
		}
	}
	if best < 0 && l.e.s.prints() {
		best = l.belowPage()
	}
	if best < 0 {
		best = l.aboveMeta()
	}
	if best < 0 {
		best = l.aboveByLine()
	}
	if best >= 0 {
		l.title = tidyTitle(l.lines[best].text)
	}
	return best
}

// aboveMeta is the first of at most two plain lines above the first line with
// time and source.
func (l *layout) aboveMeta() int {
	for i := range l.lines {
		if !l.isMeta(i) {
			continue
		}
		best := -1
		for j := i - 1; j >= max(0, i-4); j-- {
			p := &l.lines[j]
			n := utf8.RuneCountInString(p.text)
			if isCrumb(p.text) || strings.Contains(p.text, ">>") || n > 80 || p.linked*2 > len(p.text) || strings.Contains(p.text, "。") {
				break
			}
			if isTool(p.text) || n < 5 || n < 30 && hasLabel(simple(p.text)) {
				continue
			}
			if signed(p.text) == "" && !strings.HasPrefix(p.text, "—") {
				best = j
			}
			if best >= 0 && best < i-2 {
				break
			}
		}
		if best >= 0 {
			return best
		}
	}
	return -1
}

// belowPage is the plain line right below the one that names the newspaper's
// page, such as 00001版：一版要闻, where text follows it.
func (l *layout) belowPage() int {
	for i := range l.lines {
		if text := l.lines[i].text; utf8.RuneCountInString(text) > 30 || !paperPage.MatchString(text) {
			continue
		}
		for j := i + 1; j < min(len(l.lines)-1, i+6); j++ {
			p := &l.lines[j]
			if n := utf8.RuneCountInString(p.text); n < 4 || n > 80 || isTool(p.text) || l.isMeta(j) || p.linked*2 > len(p.text) || strings.Contains(p.text, "。") {
				continue
			}
			for k := j + 1; k < min(len(l.lines), j+4); k++ {
				if hasStop(l.lines[k].text) {
					if k > j+1 && l.heads(j) && l.heads(j+1) && utf8.RuneCountInString(p.text)*3 <= utf8.RuneCountInString(l.lines[j+1].text)*2 {
						return j + 1 // the much shorter line above it is its kicker
					}
					return j
				}
			}
		}
	}
	return -1
}

// heads reports whether a line can be a kicker or a title above a newspaper's text.
func (l *layout) heads(i int) bool {
	p := &l.lines[i]
	n := utf8.RuneCountInString(p.text)
	first, _ := utf8.DecodeRuneInString(p.text)
	return n >= 3 && n <= 40 && p.linked == 0 && !p.image && first >= 0x2E80 && !hasStop(p.text) && !isTool(p.text) && !isCrumb(p.text) &&
		!l.isMeta(i) && !paperPage.MatchString(p.text) && signed(p.text) == "" && !hasLabel(simple(p.text)) &&
		!strings.Contains(p.text, "数字报") && !strings.Contains(p.text, "首页") && !strings.Contains(letters(l.e.s.Name), letters(p.text)) &&
		firstStamp(p.text, l.e.now, l.e.s.Location).IsZero()
}

// aboveByLine is the plain line above a by-line such as ■记者 何可人, on pages that
// print no time.
func (l *layout) aboveByLine() int {
	for i := range l.lines {
		if signed(l.lines[i].text) == "" {
			continue
		}
		for j := i - 1; j >= max(0, i-3); j-- {
			p := &l.lines[j]
			if n := utf8.RuneCountInString(p.text); strings.HasPrefix(p.text, "—") {
				continue
			} else if n >= 4 && n <= 80 && !isTool(p.text) && p.linked*2 <= len(p.text) && !hasStop(p.text) {
				return j
			}
			break
		}
		return -1
	}
	return -1
}

// joins reports whether line i goes on with the title that the title element has.
func (l *layout) joins(i int) bool {
	text := l.lines[i].text
	return utf8.RuneCountInString(text) <= 80 && l.hint != "" && len(letters(text)) > 6 && letters(text) != letters(l.title) &&
		strings.Contains(l.hint, letters(l.title+text))
}

// isMeta reports whether a line gives the time, and is short or names a source.
func (l *layout) isMeta(i int) bool {
	p := &l.lines[i]
	n := utf8.RuneCountInString(p.text)
	if n > 200 || n < 6 {
		return false
	}
	s := firstStamp(head(p.text, 120), l.e.now, l.e.s.Location)
	if s.IsZero() {
		return strings.HasPrefix(simple(p.text), "来源") && n <= 60 && hasLabel(simple(p.text))
	}
	known := simple(p.text)
	for _, first := range labelsIn(known, 1) {
		if field := meant[first.word(known)]; field == "published" || field == "source" {
			return true
		}
	}
	return n-utf8.RuneCountInString(s.Text) <= 36 && !hasStop(p.text) && p.linked*2 <= len(p.text)
}

// findStart moves start behind the lines that belong to the head: time, source,
// buttons, a second title, a by-line.
func (l *layout) findStart() {
	first := l.start
	limit := min(len(l.lines), first+10)
	last := first
	for i := first; i < limit; i++ {
		text := l.lines[i].text
		if l.isMeta(i) {
			l.meta = true
			last = i + 1
		} else if isTool(text) || hasLabel(simple(head(text, 12))) && utf8.RuneCountInString(text) <= 60 && !hasStop(text) {
			if last == i {
				last = i + 1
			}
		} else if utf8.RuneCountInString(text) > 60 || hasStop(text) {
			break
		}
	}
	for i := first; i < last; i++ {
		text := l.lines[i].text
		if l.writer == "" && isName(text) {
			l.writer = text
		} else if l.subtitle == "" && i == first && !l.isMeta(i) && !isTool(text) && signed(text) == "" && !hasLabel(text) {
			l.subtitle = text
		}
	}
	l.start = last
	// Without a line of time below the title, a second title and a by-line may follow.
	for i := l.start; i < min(len(l.lines), l.start+4); i++ {
		text := l.lines[i].text
		switch {
		case strings.HasPrefix(text, "——") && utf8.RuneCountInString(text) <= 40 && l.subtitle == "":
			l.subtitle, l.start = text, i+1
		case i == first && l.subtitle == "" && l.e.s.prints() && l.heads(i) && i+1 < len(l.lines) && (hasStop(l.lines[i+1].text) || signed(l.lines[i+1].text) != ""):
			l.subtitle, l.start = text, i+1
		case signed(text) != "" && utf8.RuneCountInString(text) <= 30, isTool(text):
			l.start = i + 1
		default:
			return
		}
	}
}

// signsOff reports whether a labelled line closes a text: one that names only a
// source may stand under a picture in the middle.
func signsOff(text string) bool {
	text = simple(text)
	return strings.Contains(text, "编") || strings.Contains(text, "作者") || strings.Contains(text, "标签") || strings.Contains(text, "关键")
}

// findEnd puts end before the line that closes the text.
func (l *layout) findEnd() {
	seen, links := 0, 0
	l.end = len(l.lines)
	for i := l.start; i < len(l.lines); i++ {
		p := &l.lines[i]
		if p.linked*10 > len(p.text)*8 {
			if links++; links == 3 && seen > 0 {
				l.end = i - 2
				return
			}
			continue
		}
		links = 0
		if seen > 0 && (isEnd(p.text) || known(editorLine, p.text) && !dialogue(p.text) && signsOff(p.text)) {
			l.end = i
			return
		}
		seen += utf8.RuneCountInString(p.text)
	}
}
