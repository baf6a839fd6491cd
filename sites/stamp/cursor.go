package stamp

import (
	"strings"
	"time"
	"unicode/utf8"
)

// reader scans one text.
type reader struct {
	text string
	now  time.Time
	loc  *time.Location
}

// cursor is a place in the text; its methods move it only where they succeed.
type cursor struct {
	s string
	i int
}

// rune gives the next character in its plain form and how long it is, 0 at the
// end. Full-width digits and signs come out as ASCII.
func (c *cursor) rune() (rune, int) {
	if c.i >= len(c.s) {
		return 0, 0
	}
	b := c.s[c.i]
	if b < utf8.RuneSelf {
		return rune(b), 1
	}
	r, n := utf8.DecodeRuneInString(c.s[c.i:])
	switch {
	case 0xFF01 <= r && r <= 0xFF5E:
		r -= 0xFEE0
	case r == '∶' || r == '︰' || r == 'ː':
		r = ':'
	case r == '–' || r == '—' || r == '‐' || r == '‑' || r == '−':
		r = '-'
	}
	return r, n
}

// accept moves over one of the characters of set and gives it.
func (c *cursor) accept(set string) (rune, bool) {
	r, n := c.rune()
	if n == 0 || !strings.ContainsRune(set, r) {
		return 0, false
	}
	c.i += n
	return r, true
}

// word moves over the first of the words that stands here.
func (c *cursor) word(words ...string) (string, bool) {
	rest := c.s[c.i:]
	for _, w := range words {
		if strings.HasPrefix(rest, w) {
			c.i += len(w)
			return w, true
		}
	}
	return "", false
}

// wordFold is word for ASCII letters in either case.
func (c *cursor) wordFold(words ...string) (string, bool) {
	rest := c.s[c.i:]
	for _, w := range words {
		if len(rest) >= len(w) && strings.EqualFold(rest[:len(w)], w) {
			c.i += len(w)
			return w, true
		}
	}
	return "", false
}

// maxBlanks bounds the gap inside one stamp: pages lay out date and time with
// blanks, entities and line ends, but rarely more.
const maxBlanks = 40

// blanks moves over white space of every kind, as characters or as entities.
func (c *cursor) blanks() bool {
	start := c.i
	for n := 0; n < maxBlanks && c.i < len(c.s); n++ {
		if b := c.s[c.i]; b == '&' {
			if _, ok := c.word("&nbsp;", "&#160;", "&#xa0;", "&#xA0;", "&#12288;", "&#x3000;", "&emsp;", "&ensp;", "&thinsp;", "&nbsp"); !ok {
				break
			}
			continue
		}
		r, n := c.rune()
		if !isBlank(r) {
			break
		}
		c.i += n
	}
	return c.i > start
}

func isBlank(r rune) bool {
	switch {
	case r == ' ' || r == '\t' || r == '\n' || r == '\r' || r == '\f':
		return true
	case r == 0xA0 || r == 0x3000 || r == 0x1680 || r == 0x202F || r == 0x205F || r == 0xFEFF || r == 0x2060:
		return true
	}
	return 0x2000 <= r && r <= 0x200D
}

// number reads digits: ASCII, full-width, or Chinese numerals. It gives the
// value and how many characters it took; 0 characters means there is none, or
// that there are more than most.
func (c *cursor) number(most int) (value, width int) {
	start := c.i
	for {
		r, n := c.rune()
		if n == 0 || r < '0' || r > '9' {
			break
		}
		if width == most {
			c.i = start
			return 0, 0
		}
		value = value*10 + int(r-'0')
		width++
		c.i += n
	}
	if width > 0 {
		return value, width
	}
	return c.numeral(most)
}

// digits reads exactly n digits that may be followed by more.
func (c *cursor) digits(n int) (value int, ok bool) {
	start := c.i
	for range n {
		r, w := c.rune()
		if w == 0 || r < '0' || r > '9' {
			c.i = start
			return 0, false
		}
		value = value*10 + int(r-'0')
		c.i += w
	}
	return value, true
}

// numeralDigit gives the value of a Chinese numeral, 10 for 十, 20 for 廿, 30
// for 卅, or -1.
func numeralDigit(r rune) int {
	switch r {
	case '〇', '零', '○', 'Ο', '０', '◯':
		return 0
	case '一', '元', '壹':
		return 1
	case '二', '贰', '貳':
		return 2
	case '三':
		return 3
	case '四':
		return 4
	case '五':
		return 5
	case '六':
		return 6
	case '七':
		return 7
	case '八':
		return 8
	case '九':
		return 9
	case '十':
		return 10
	case '廿':
		return 20
	case '卅':
		return 30
	}
	return -1
}

// numeral reads 二〇二六 digit by digit, or 十一, 二十, 三十一, 一百零一 by value.
func (c *cursor) numeral(most int) (value, width int) {
	start := c.i
	var (
		last    int // digit not yet added
		written string
		byValue bool
	)
	for {
		r, n := c.rune()
		d := numeralDigit(r)
		switch {
		case n > 0 && r == '百':
			byValue = true
			value, last = value+max(last, 1)*100, 0
		case d < 0:
			if width == 0 || !byValue && width > most {
				c.i = start
				return 0, 0
			}
			if byValue {
				return value + last, width
			}
			v := 0
			for _, b := range []byte(written) {
				v = v*10 + int(b)
			}
			return v, width
		case d == 10:
			byValue = true
			value, last = value+max(last, 1)*10, 0
		case d > 10:
			byValue = true
			value, last = value+d, 0
		default:
			last = d
			written += string(rune(d))
		}
		width++
		if width > 6 {
			c.i = start
			return 0, 0
		}
		c.i += n
	}
}
