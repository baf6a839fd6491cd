package figure

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"newswatch/pipeline/fold"
)

// A view is a folded field as runes, with the way back to the original.
type view struct {
	folded fold.Text
	t      []rune
	bytes  []uint32 // of each rune and of the end; filled by index
	source []rune   // the original; filled by index

	// The folded runes [alignFrom, alignTo) stand one for one at shift further
	// on in the original; see align.
	alignFrom, alignTo, shift int
}

func newView(f fold.Text) *view { return &view{folded: f, t: runesOf(f.String())} }

// index prepares the way back, which texts without figures never need.
func (v *view) index() {
	v.bytes = make([]uint32, len(v.t)+1)
	n := uint32(0)
	for i, r := range v.t {
		v.bytes[i] = n
		n += uint32(max(1, utf8.RuneLen(r)))
	}
	v.bytes[len(v.t)] = n
	v.source = runesOf(v.folded.Original())
}

// align finds out whether the original has the folded runes up to to one for
// one, as plain simplified text does: then span need not ask the fold, which
// counts runes. It goes on from where the sentence before ended.
func (v *view) align(from, to int) {
	start, at := v.alignTo, v.alignTo+v.shift
	if from < start || from-start > 400 || !v.same(start, to, at) {
		start = from
		at, _ = v.folded.Span(int(v.bytes[from]), int(v.bytes[min(from+1, len(v.t))]))
		if !v.same(start, to, at) {
			v.alignFrom, v.alignTo = from, from
			v.shift = at - from
			return
		}
	}
	v.alignFrom, v.alignTo, v.shift = start, to, at-start
}

// same compares the folded runes [from, to) with the original from at on. Marks
// may differ in width; whatever else differs tells nothing of what was left out.
func (v *view) same(from, to, at int) bool {
	if at+to-from > len(v.source) {
		return false
	}
	for i, r := range v.t[from:to] {
		w := v.source[at+i]
		if w != r && (r >= 0x80 || isDigit(r) || isLatin(r) && w+'a'-'A' != r || w < 0x80 && !isLatin(w) || unicode.IsSpace(w)) {
			return false
		}
	}
	return true
}

// span gives the runes of the original behind the folded runes [from, to).
func (v *view) span(from, to int) (offset, length int) {
	if v.bytes == nil {
		v.index()
	}
	if from >= v.alignFrom && to <= v.alignTo && from < to {
		return from + v.shift, to - from
	}
	offset, length = v.folded.Span(int(v.bytes[from]), int(v.bytes[to]))
	offset = min(offset, len(v.source))
	return offset, min(length, len(v.source)-offset)
}

// original is the text behind the folded runes [from, to) as written.
func (v *view) original(from, to int) string {
	offset, length := v.span(from, to)
	return string(v.source[offset : offset+length])
}

// blankAt reports that the original has a blank before the folded rune i, which
// folding took away: headlines part their clauses so.
func (v *view) blankAt(i int) bool {
	if i <= 0 || i >= len(v.t) {
		return false
	}
	before, n := v.span(i-1, i)
	at, _ := v.span(i, i+1)
	return at > before+n && unicode.IsSpace(v.source[at-1])
}

// partHeadline adds a border of clauses wherever a headline has a blank.
func (v *view) partHeadline(marks []mark, from, to int) []mark {
	for i := from + 1; i < to; i++ {
		if !v.blankAt(i) {
			continue
		}
		at := sort.Search(len(marks), func(k int) bool { return marks[k].from >= i })
		marks = append(marks, mark{})
		copy(marks[at+1:], marks[at:])
		marks[at] = mark{i, i, breaks}
	}
	return marks
}

// minusAt reports that the dash at the folded rune i is a minus sign: the
// original has a short one, and no number or letter before it.
func (v *view) minusAt(i int) bool {
	if i > 0 && (isDigit(v.t[i-1]) || isLatin(v.t[i-1]) || v.t[i-1] == '%' || v.t[i-1] == '-') {
		return false
	}
	at, n := v.span(i, i+1)
	return n == 1 && strings.ContainsRune("-−－﹣", v.source[at])
}

// words is the folded text [from, to), simplified and without notes, with Latin
// letters, dashes and quotation marks as the original has them.
func (v *view) words(from, to int) string {
	plain := true
	for _, r := range v.t[from:to] {
		if r >= 'a' && r <= 'z' || r == '"' || r == '-' {
			plain = false
			break
		}
	}
	if plain {
		return string(v.t[from:to])
	}
	offset, length := v.span(from, to)
	written := v.source[offset : offset+length]
	for _, w := range written {
		if w >= 'Ⅰ' && w <= 'ⅿ' {
			return string(written) // Ⅲ folds to three letters
		}
	}
	var b strings.Builder
	for _, r := range v.t[from:to] {
		if r < 0x80 && !isDigit(r) {
			for k, w := range written {
				if wrote(w, r) {
					r, written = w, written[k+1:]
					break
				}
			}
		}
		b.WriteRune(r)
	}
	return b.String()
}

// wrote reports that w of the original folds to r.
func wrote(w, r rune) bool {
	switch r {
	case '"':
		return strings.ContainsRune("\"“”„‟「」『』＂", w)
	case '-':
		return strings.ContainsRune("-–—－―─‐‑", w)
	}
	if w >= 0xff21 && w <= 0xff5a {
		w -= 0xfee0
	}
	return w == r || r >= 'a' && r <= 'z' && w == r-'a'+'A'
}

// sentenceAround returns the sentence that holds t[i], without the blanks at
// its ends. A sentence that does not end is cut at a distance.
func sentenceAround(t []rune, i int) (from, to int) {
	const far = 400
	for from = i; from > 0 && from > i-far && !endsSentence(t, from-1); from-- {
	}
	for to = i; to < len(t) && to < i+far && !endsSentence(t, to); to++ {
	}
	if to < len(t) && endsSentence(t, to) && t[to] != '\n' {
		to++
		for to < len(t) && (t[to] == '"' && quoting(t, to) || t[to] == ')' || t[to] == '\'') {
			to++
		}
	}
	for from < i && (t[from] == '"' && closes(t, from) || t[from] == ')' || t[from] == ' ') {
		from++
	}
	return from, to
}

// closes reports that the quotation mark at t[i] belongs to the sentence before.
func closes(t []rune, i int) bool {
	return i > 0 && endsSentence(t, i-1) && t[i-1] != '\n' && quoting(t, i)
}

// quoting reports that a quotation is open before t[i], by the marks of its
// paragraph; folding makes one mark of both.
func quoting(t []rune, i int) bool {
	const far = 600
	open := false
	for j := i - 1; j >= 0 && j > i-far && t[j] != '\n'; j-- {
		if t[j] == '"' {
			open = !open
		}
	}
	return open
}

// wrapped reports a line feed inside of a sentence, as in the text of scanned
// pages: the number stands on the next line.
func wrapped(t []rune, i int) bool {
	if i < 12 || i+1 >= len(t) || !isDigit(t[i+1]) {
		return false
	}
	for _, w := range [...]string{"增长", "达到", "突破", "超过", "完成", "下降", "提升", "提高", "约", "近", "超", "达", "于"} {
		if precedes(t, i, w) {
			return true
		}
	}
	return false
}

func endsSentence(t []rune, i int) bool {
	c := t[i]
	if c > '?' && c != '。' {
		return false
	}
	switch c {
	case '。', '!', '?':
		return true
	case '\n':
		return !wrapped(t, i)
	case '.':
		return i > 4 && t[i-1] == '.' && t[i-2] == '.' && t[i-3] == '.' && t[i-4] == '.' && t[i-5] == '.'
	}
	return false
}
