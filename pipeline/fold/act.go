package fold

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// act folds a character that needs a look around it.
func (f *Folder) act(a action, r rune, size int) {
	f.flush()
	switch a {
	case space, lineFeed:
		f.white()
	case drop:
		f.n.invisible++
		f.put("", size, 1)
	case interpunct:
		f.dot(size)
	case bracket:
		f.bracket(r, size)
	case combining:
		f.combine(r, size)
	case special:
		f.spec = append(f.spec, speciality{len(f.out), r})
		f.put(string(f.t.usual[r]), size, 1)
	case astral:
		f.n.traditional++
		f.put(string(f.t.beyond[r]), size, 1)
	default:
		f.compat(r, size)
	}
}

// white folds a run of white space, with what is invisible in it: to one line
// feed where it has one, to one space between words, else to nothing.
func (f *Folder) white() {
	size, runes, feeds, blanks, invisible := 0, 0, 0, 0, 0
	next := rune(0)
scan:
	for f.i+size < len(f.s) {
		r, n := utf8.DecodeRuneInString(f.s[f.i+size:])
		switch f.t.of(r) {
		case space:
			blanks++
		case lineFeed:
			feeds++
		case drop:
			invisible++
		default:
			next = r
			break scan
		}
		size += n
		runes++
	}
	f.n.invisible += invisible
	last := f.last()
	switch {
	case feeds > 0 && last != 0 && last != '\n':
		f.put("\n", size, runes)
	case feeds > 0 || last == 0 || last == '\n':
		f.put("", size, runes)
	case spaced(last) && spaced(f.t.plain(next)):
		f.put(" ", size, runes)
	default:
		if isHan(last) && isHan(next) {
			f.n.spaces++
		}
		f.put("", size, runes)
	}
}

// maxDots is how far from an interpunct the next character may be.
const maxDots = 8

// dot folds an interpunct: to nothing between Han characters.
func (f *Folder) dot(size int) {
	if isHan(f.last()) {
		for j, far := f.i+size, 0; j < len(f.s) && far < maxDots; far++ {
			r, n := utf8.DecodeRuneInString(f.s[j:])
			if a := f.t.of(r); a == space || a == drop || a == interpunct {
				j += n
				continue
			}
			if isHan(f.t.simple(r)) {
				f.n.dots++
				f.put("", size, 1)
				return
			}
			break
		}
	}
	f.put("·", size, 1)
}

// bracket folds an opening bracket, with all that it holds where that is a
// pinyin note or stands for an e-mail address.
func (f *Folder) bracket(r rune, size int) {
	if bytes, runes := emailPlaceholder(f.s[f.i:]); bytes > 0 {
		f.n.emails++
		f.put("", bytes, runes)
		return
	}
	if isHan(f.last()) {
		if n, ok := readNote(f.s[f.i:], f.out); ok {
			f.n.notes++
			f.put("", n.bytes, n.runes)
			return
		}
	}
	if a := f.t.bracket(r); a != r {
		f.put(string(a), size, 1)
		return
	}
	f.i += size
	f.runes++
}

// combine folds a combining mark: into the character before it where both have
// one composed form; away after a Han character, which takes none.
func (f *Folder) combine(r rune, size int) {
	last := f.last()
	if last == 0 || last == '\n' || isHan(last) {
		f.n.invisible++
		f.put("", size, 1)
		return
	}
	whole := []rune(norm.NFC.String(string(last) + norm.NFKC.String(string(r))))
	if len(whole) != 1 {
		f.i += size
		f.runes++
		return
	}
	at := len(f.out) - utf8.RuneLen(last)
	first, _ := Text{folded: f.out, marks: f.mark, runes: f.runes}.source(at)
	for n := len(f.mark); n > 0 && int(f.mark[n-1].out) >= at; n-- {
		f.mark = f.mark[:n-1]
	}
	f.out = f.out[:at]
	runes := f.runes
	f.runes = first
	f.link(runes + 1 - first)
	f.out = utf8.AppendRune(f.out, unicode.ToLower(whole[0]))
	f.runes = runes
	f.skip(size, 1)
	f.link(0)
}

// compat folds a character by its compatibility decomposition.
func (f *Folder) compat(r rune, size int) {
	var buf [64]byte
	text := make([]byte, 0, 64)
	for _, c := range string(norm.NFKC.AppendString(buf[:0], string(r))) {
		if c = f.t.plain(c); c != 0 {
			text = utf8.AppendRune(text, c)
		}
	}
	if len(text) > 0 && text[0] == '(' && isHan(f.last()) {
		if n, ok := readNote(string(text), f.out); ok && n.bytes == len(text) {
			text = text[:0] // ⒜ after 阿
		}
	}
	f.put(string(text), size, 1)
}
