package stamp

import (
	"strings"
	"unicode/utf8"
)

// candidate gives the next place at or after i where a stamp may begin, or -1.
func (r *reader) candidate(i int) int {
	for i < len(r.text) {
		b := r.text[i]
		switch {
		case '0' <= b && b <= '9':
			return i
		case b < utf8.RuneSelf:
			if monthStart(b) && (i == 0 || !isLetter(r.text[i-1])) {
				return i
			}
			i++
		case b < 0xE3: // no Chinese character and no full-width form begins so
			i++
		default:
			c := cursor{s: r.text, i: i}
			ch, n := c.rune()
			if '0' <= ch && ch <= '9' || numeralDigit(ch) >= 0 || strings.ContainsRune("今昨前刚剛民半几幾数", ch) {
				return i
			}
			i += n
		}
	}
	return -1
}

func isLetter(b byte) bool { return 'a' <= b|0x20 && b|0x20 <= 'z' }

// monthStart reports whether an English month or weekday begins with b.
func monthStart(b byte) bool { return strings.IndexByte("JFMASOND", b) >= 0 }

// skip gives the place behind a candidate that came to nothing: behind the whole
// number, so that no part of it is read as another.
func (r *reader) skip(i int) int {
	c := cursor{s: r.text, i: i}
	ch, n := c.rune()
	c.i += n
	for '0' <= ch && ch <= '9' {
		if ch, n = c.rune(); ch < '0' || ch > '9' {
			break
		}
		c.i += n
	}
	return c.i
}

// at reads a stamp that begins exactly at i.
func (r *reader) at(i int) (m reading, end int, ok bool) {
	c := cursor{s: r.text, i: i}
	ch, _ := c.rune()
	switch {
	case isLetter(byte(min(ch, 0x7f))):
		ok = c.english(&m)
	case '0' <= ch && ch <= '9':
		if afterNumber(r.text, i) {
			return m, 0, false
		}
		ok = c.numeric(&m) || c.ago(&m) || r.alone(&c, &m)
	default:
		ok = c.chineseDate(&m) || c.republic(&m) || c.ago(&m) || r.dayWord(&c, &m)
	}
	return m, c.i, ok
}

// afterNumber reports whether what stands before i makes the digits there the
// tail of something else: 3.1415, -5, v2.
func afterNumber(s string, i int) bool {
	if i == 0 {
		return false
	}
	switch b := s[i-1]; {
	case b == '.' || b == '-' || b == '/' || b == ':':
		return i > 1 && '0' <= s[i-2] && s[i-2] <= '9'
	default:
		return false
	}
}

// numeric reads every form that begins with a digit.
func (c *cursor) numeric(m *reading) bool {
	return c.chineseDate(m) || c.yearFirst(m) || c.compact(m) || c.dayFirstEnglish(m) ||
		c.timeFirst(m) || c.monthDay(m) || c.yearLast(m)
}
