package figure

import (
	"strings"
	"unicode/utf8"
)

// A runeSet is a set of characters of the basic plane.
type runeSet [1 << 10]uint64

func newRuneSet(s string) *runeSet {
	var set runeSet
	for _, c := range s {
		set[c>>6] |= 1 << (c & 63)
	}
	return &set
}

func (set *runeSet) has(c rune) bool { return c < 1<<16 && set[c>>6]&(1<<(c&63)) != 0 }

// newWordSet is the set of the words of a list.
func newWordSet(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
}

// prefix returns the end of the first of words that stands at t[i:to], or i.
func prefix(t []rune, i, to int, words ...string) int {
	if i < 0 || i >= to || to > len(t) {
		return i
	}
	for _, w := range words {
		if end := wordAt(t, i, to, w); end > i {
			return end
		}
	}
	return i
}

// wordAt returns the end of w where it stands at t[i:to], or i. Nearly every word
// asked for begins with a Han character and does not stand there, so that one is
// compared without decoding.
func wordAt(t []rune, i, to int, w string) int {
	c, n := leading(w)
	if n == 0 || t[i] != c {
		return i
	}
	k := i + 1
	for _, c := range w[n:] {
		if k >= to || t[k] != c {
			return i
		}
		k++
	}
	return k
}

// leading is the first character of w and its length in bytes.
func leading(w string) (rune, int) {
	if len(w) > 2 && w[0]&0xf0 == 0xe0 {
		return rune(w[0]&0x0f)<<12 | rune(w[1]&0x3f)<<6 | rune(w[2]&0x3f), 3
	}
	return utf8.DecodeRuneInString(w)
}

func follows(t []rune, i int, words ...string) bool {
	return prefix(t, i, len(t), words...) > i
}

// precedes reports a word that ends at t[i].
func precedes(t []rune, i int, w string) bool {
	for n := len(w); n > 0; {
		if i--; i < 0 {
			return false
		}
		if n > 2 && w[n-3]&0xf0 == 0xe0 {
			if t[i] != rune(w[n-3]&0x0f)<<12|rune(w[n-2]&0x3f)<<6|rune(w[n-1]&0x3f) {
				return false
			}
			n -= 3
			continue
		}
		r, size := utf8.DecodeLastRuneInString(w[:n])
		if t[i] != r {
			return false
		}
		n -= size
	}
	return true
}

func within(t []rune, from, to int, words ...string) bool {
	from, to = max(from, 0), min(to, len(t))
	for _, w := range words {
		c, n := leading(w)
		if n == 0 {
			continue
		}
		for i := from; i < to; i++ {
			if t[i] == c && wordAt(t, i, to, w) > i {
				return true
			}
		}
	}
	return false
}

// hasRunes reports that word stands at t[i:].
func hasRunes(t []rune, i int, word []rune) bool {
	if i < 0 || i+len(word) > len(t) {
		return false
	}
	for k, r := range word {
		if t[i+k] != r {
			return false
		}
	}
	return true
}

// runesOf is []rune(s), made faster for Chinese text.
func runesOf(s string) []rune {
	t := make([]rune, 0, len(s)/3+len(s)/16+8)
	for i := 0; i < len(s); {
		switch c := s[i]; {
		case c < utf8.RuneSelf:
			t = append(t, rune(c))
			i++
		case c&0xf0 == 0xe0 && c != 0xe0 && c != 0xed && i+2 < len(s) && s[i+1]&0xc0 == 0x80 && s[i+2]&0xc0 == 0x80:
			t = append(t, rune(c&0x0f)<<12|rune(s[i+1]&0x3f)<<6|rune(s[i+2]&0x3f))
			i += 3
		default:
			r, n := utf8.DecodeRuneInString(s[i:])
			t = append(t, r)
			i += n
		}
	}
	return t
}
