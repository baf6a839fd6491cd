package fold

import "unicode/utf8"

// Folder folds one text after the other in the same memory. The zero value is
// ready. It is not safe for concurrent use.
type Folder struct {
	t    *table
	s    string // the text being folded
	out  []byte
	mark []mark
	spec []speciality
	n    counts

	i     int // bytes of s read
	start int // s[start:i] is still to be copied to out as it is
	runes int // runes of s read
}

// A speciality is a character whose simplified form depends on the words it
// stands in; phrases are looked up once its neighbours are folded.
type speciality struct {
	out  int // where its usual form stands
	char rune
}

// markEvery bounds how far [Text.Span] must count runes, in folded bytes.
const markEvery = 2048

// Fold folds s. The result is good until the next call.
func (f *Folder) Fold(s string) Text {
	f.t = tables()
	f.s, f.i, f.start, f.runes = s, 0, 0, 0
	f.out, f.mark, f.spec, f.n = f.out[:0], f.mark[:0], f.spec[:0], counts{}
	if cap(f.out) < len(s) {
		f.out = make([]byte, 0, len(s)+len(s)/16+16)
	}
	f.run()
	f.phrases()
	f.trim()
	f.n.bytes = len(f.out)
	return Text{original: s, folded: f.out, marks: f.mark, runes: f.runes, counts: f.n}
}

// run is the one pass over the text. Its fast paths, for ASCII and for the
// three bytes of a Han character, do no more than look the character up; what
// stays as it is is copied in stretches.
func (f *Folder) run() {
	s, t := f.s, f.t
	i, runes := 0, 0
	for i < len(s) {
		c := s[i]
		if c < utf8.RuneSelf {
			a := t.ascii[c]
			switch {
			case a == asIs || c == ' ' && i > 0 && i+1 < len(s) && alnum(s[i-1]) && alnum(s[i+1]):
				i++
				runes++
			case a >= firstTarget:
				f.i, f.runes = i, runes
				f.flush()
				f.out = append(f.out, byte(a))
				i++
				runes++
				f.start = i
			default:
				f.i, f.runes = i, runes
				f.act(a, rune(c), 1)
				i, runes = f.i, f.runes
			}
			continue
		}
		if c&0xF0 == 0xE0 && i+2 < len(s) && s[i+1]&0xC0 == 0x80 && s[i+2]&0xC0 == 0x80 {
			r := rune(c&0x0F)<<12 | rune(s[i+1]&0x3F)<<6 | rune(s[i+2]&0x3F)
			a := t.bmp[r]
			if a == asIs && r >= 0x800 {
				i += 3
				runes++
				continue
			}
			if a >= firstTarget && r >= 0x800 {
				f.i, f.runes = i, runes
				f.flush()
				if a >= firstHan {
					f.n.traditional++
				}
				f.out = utf8.AppendRune(f.out, rune(a))
				i += 3
				runes++
				f.start = i
				continue
			}
		}
		f.i, f.runes = i, runes
		f.slow()
		i, runes = f.i, f.runes
	}
	f.i, f.runes = i, runes
	f.flush()
}

func alnum(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

// slow folds one character that the fast paths leave.
func (f *Folder) slow() {
	r, size := utf8.DecodeRuneInString(f.s[f.i:])
	if r == utf8.RuneError {
		f.n.lost++
		f.put("\uFFFD", size, 1)
		return
	}
	a := f.t.of(r)
	switch {
	case a == asIs:
		f.i += size
		f.runes++
	case a >= firstTarget:
		f.flush()
		f.out = utf8.AppendRune(f.out, rune(a))
		f.i += size
		f.runes++
		f.start = f.i
	default:
		f.act(a, r, size)
	}
}

// flush copies what stays as it is.
func (f *Folder) flush() {
	if f.start < f.i {
		f.out = append(f.out, f.s[f.start:f.i]...)
		f.start = f.i
	}
	if n := len(f.mark); n == 0 && len(f.out) > markEvery || n > 0 && len(f.out)-int(f.mark[n-1].out) > markEvery {
		f.link(0)
	}
}

// link notes that the next folded byte comes from the next rune, or, where span
// is not 0, from the span runes that follow.
func (f *Folder) link(span int) {
	m := mark{uint32(len(f.out)), uint32(f.runes), uint32(span)}
	if n := len(f.mark); n > 0 && f.mark[n-1].out == m.out {
		f.mark[n-1] = m
		return
	}
	f.mark = append(f.mark, m)
}

// put replaces the next size bytes, which are runes characters, by text.
func (f *Folder) put(text string, size, runes int) {
	f.flush()
	if runes == 1 && utf8.RuneCountInString(text) == 1 {
		f.out = append(f.out, text...)
		f.skip(size, runes)
		return
	}
	if text == "" {
		f.skip(size, runes)
		f.link(0)
		return
	}
	f.link(runes)
	f.out = append(f.out, text...)
	f.skip(size, runes)
	f.link(0)
}

func (f *Folder) skip(size, runes int) {
	f.i += size
	f.runes += runes
	f.start = f.i
}

// last is the last character folded, 0 at the start.
func (f *Folder) last() rune {
	if len(f.out) == 0 {
		return 0
	}
	r, _ := utf8.DecodeLastRune(f.out)
	return r
}

// trim takes a border of paragraphs away from the end.
func (f *Folder) trim() {
	for len(f.out) > 0 && f.out[len(f.out)-1] == '\n' {
		f.out = f.out[:len(f.out)-1]
	}
	for n := len(f.mark); n > 0 && int(f.mark[n-1].out) >= len(f.out); n-- {
		f.mark = f.mark[:n-1]
	}
}
