package fold

import "unicode/utf8"

// A phrase gives some of its characters another simplified form than they have
// elsewhere: 乾 is 干, but 乾 in 乾隆.
type phrase struct {
	chars []rune // as they stand once folded, save for special ones
	at    int    // of the special character that leads here
	to    rune   // its form in this phrase
	// unsure: simplified texts write the same with another meaning, such as 沈静
	// the name beside 沈靜 the word, so that it counts in traditional texts only.
	unsure bool
}

// loadPhrases finds in OpenCC's phrases the characters whose form depends on
// their neighbours, and files each phrase under them. They are looked up after
// all else is folded, so that notes, spaces and a mixture of both scripts
// inside of a phrase do no harm.
func (t *table) loadPhrases(to map[rune]rune) {
	usual := func(r rune) rune {
		if s, ok := to[r]; ok {
			return s
		}
		return r
	}
	type entry struct{ from, to []rune }
	var entries []entry
	for from, form := range lines(tsPhrases + variants) {
		e := entry{[]rune(from), []rune(form)}
		if len(e.from) != len(e.to) || len(e.from) == 1 {
			continue
		}
		entries = append(entries, e)
	}
	for _, e := range entries {
		for k, r := range e.from {
			if e.to[k] != usual(r) && !common(r) && utf8.RuneLen(e.to[k]) == utf8.RuneLen(usual(r)) {
				t.usual[r] = usual(r)
				t.bmp[r] = special
			}
		}
	}
	t.phrase = map[rune][]phrase{}
	for _, e := range entries {
		chars := make([]rune, len(e.from))
		for k, r := range e.from {
			chars[k] = usual(r)
			if _, ok := t.usual[r]; ok {
				chars[k] = r
			}
		}
		for k, r := range e.from {
			if _, ok := t.usual[r]; ok {
				t.phrase[r] = append(t.phrase[r], phrase{chars, k, e.to[k], r == '沈' || r == '坏'})
			}
		}
	}
}

// common reports characters of simplified texts that OpenCC changes in a rare
// phrase only.
func common(r rune) bool { return r == '么' || r == '計' }

// phrases gives the special characters the form they have in the longest
// phrase that they stand in.
func (f *Folder) phrases() {
	if len(f.spec) == 0 {
		return
	}
	traditional := f.traditional()
	form := make([]rune, len(f.spec))
	for k, s := range f.spec {
		longest := 0
		for _, p := range f.t.phrase[s.char] {
			if len(p.chars) > longest && (!p.unsure || traditional) && f.stands(p, k) {
				longest, form[k] = len(p.chars), p.to
			}
		}
	}
	for k, s := range f.spec {
		if form[k] != 0 {
			utf8.EncodeRune(f.out[s.out:s.out+utf8.RuneLen(form[k])], form[k])
		}
	}
}

// stands reports whether the phrase stands around the special character k.
func (f *Folder) stands(p phrase, k int) bool {
	pos := f.spec[k].out
	near := k
	for j := p.at - 1; j >= 0; j-- {
		r, n := utf8.DecodeLastRune(f.out[:pos])
		pos -= n
		for near > 0 && f.spec[near].out > pos {
			near--
		}
		if !f.equal(p.chars[j], r, near, pos) {
			return false
		}
	}
	pos, near = f.spec[k].out, k
	_, n := utf8.DecodeRune(f.out[pos:])
	pos += n
	for _, want := range p.chars[p.at+1:] {
		r, n := utf8.DecodeRune(f.out[pos:])
		for near < len(f.spec)-1 && f.spec[near].out < pos {
			near++
		}
		if !f.equal(want, r, near, pos) {
			return false
		}
		pos += n
	}
	return true
}

// equal compares a phrase's character with the folded one at pos, which is the
// special one near where that stands there.
func (f *Folder) equal(want, have rune, near, pos int) bool {
	if f.spec[near].out == pos {
		have = f.spec[near].char
	}
	return want == have
}
