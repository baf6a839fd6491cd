package terms

import (
	"unicode"
	"unicode/utf8"
)

// The letters of words that are written with borders between them. Chinese has
// none.
type class uint8

const (
	outside class = iota
	letter
	digit
)

func classOf(r rune) class {
	switch {
	case r < 0x80:
		switch {
		case r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r == '_':
			return letter
		case r >= '0' && r <= '9':
			return digit
		}
		return outside
	case unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic):
		return letter
	}
	return outside
}

func before(text []byte, i int) (rune, int) { return utf8.DecodeLastRune(text[:i]) }
func after(text []byte, i int) (rune, int)  { return utf8.DecodeRune(text[i:]) }

func firstIsWord(t []byte) bool {
	r, _ := after(t, 0)
	return classOf(r) != outside
}

func lastIsWord(t []byte) bool {
	r, _ := before(t, len(t))
	return classOf(r) != outside
}

// Border reports whether a Latin word or a number may begin or end at byte i of
// text: the characters on its two sides are not both of one word.
//
// Letters join letters and digits join digits, also across a decimal point.
// Where letters meet digits it depends on how many letters there are: one or two
// before digits, or one after them, make one word with them (C919, CO2, PM2.5,
// 5G), more do not (GDP100亿元, 2025AI大会, 10km).
func Border(text []byte, i int) bool {
	if i <= 0 || i >= len(text) {
		return true
	}
	l, lw := before(text, i)
	r, rw := after(text, i)
	switch a, b := classOf(l), classOf(r); {
	case a == outside && b == digit && l == '.':
		d, _ := before(text, i-lw)
		return classOf(d) != digit
	case a == digit && b == outside && r == '.':
		d, _ := after(text, i+rw)
		return classOf(d) != digit
	case a == outside || b == outside:
		return true
	case a == b:
		return false
	case a == letter:
		return lettersBefore(text, i) >= 3
	}
	return lettersAfter(text, i) >= 2
}

// lettersBefore counts the letters that end at i, up to three.
func lettersBefore(text []byte, i int) int {
	n := 0
	for n < 3 && i > 0 {
		r, w := before(text, i)
		if classOf(r) != letter {
			break
		}
		n, i = n+1, i-w
	}
	return n
}

// lettersAfter counts the letters that begin at i, up to two.
func lettersAfter(text []byte, i int) int {
	n := 0
	for n < 2 && i < len(text) {
		r, w := after(text, i)
		if classOf(r) != letter {
			break
		}
		n, i = n+1, i+w
	}
	return n
}
