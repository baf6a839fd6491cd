package stamp

import (
	"strings"
	"unicode/utf8"

	"newswatch"
)

// chineseDate reads 2022年02月15日20:03, 二〇二六年十一月二十日, 11月20日 07:30.
func (c *cursor) chineseDate(m *reading) bool {
	start := c.i
	v, width := c.number(4)
	if width == 0 {
		return false
	}
	c.blanks()
	if _, ok := c.word("年"); ok {
		switch {
		case width == 4 || width > 4 && v >= 1900:
			m.year = v
		case width == 3 && 70 <= v && v <= 199: // years of the Republic
			m.year = v + 1911
		case width == 2 && c.s[start] < utf8.RuneSelf:
			m.year = v + 2000
			if v >= 90 && v <= 99 {
				m.year = v + 1900
			}
		default:
			c.i = start
			return false
		}
		c.blanks()
		if v, width = c.number(2); width == 0 {
			c.i, m.year = start, 0
			return false
		}
		c.blanks()
	}
	if _, ok := c.word("月份", "月"); !ok || width > 3 {
		c.i, m.year = start, 0
		return false
	}
	m.month = v
	c.blanks()
	d, width := c.number(2)
	if width == 0 || width > 3 {
		c.i, m.year = start, 0
		return false
	}
	m.day = d
	here := c.i
	c.blanks()
	if _, ok := c.word("日", "号", "號"); !ok {
		c.i = here
		if m.year == 0 {
			c.i = start
			return false
		}
	}
	m.clock, _ = c.time()
	return true
}

// republic reads 民國101年1月12日 and 中華民國一百零一年….
func (c *cursor) republic(m *reading) bool {
	start := c.i
	if _, ok := c.word("民國", "民国"); !ok {
		return false
	}
	c.blanks()
	y, width := c.number(3)
	c.blanks()
	if _, ok := c.accept("年/-."); width > 0 && ok && y < 200 {
		c.blanks()
		mo, w1 := c.number(2)
		c.blanks()
		if _, ok := c.accept("月/-."); w1 > 0 && ok {
			c.blanks()
			if d, w2 := c.number(2); w2 > 0 {
				c.word("日", "號", "号")
				*m = reading{year: y + 1911, month: mo, day: d}
				m.clock, _ = c.time()
				return true
			}
		}
	}
	c.i = start
	return false
}

// yearFirst reads 2011-12-15 22:29:17, 2011/12/15, 2011.12.15, 101/01/12,
// 2011-12-15T22:29:17+08:00; the numbers need not be padded.
func (c *cursor) yearFirst(m *reading) bool {
	start := c.i
	y, width := c.number(4)
	if width == 3 && 70 <= y && y <= 199 {
		y += 1911
	} else if width != 4 {
		c.i = start
		return false
	}
	sep, ok := c.separator("-/.")
	if ok {
		if mo, width := c.number(2); width > 0 {
			if second, ok := c.separator("-/."); ok && second == sep {
				d, width := c.number(2)
				if width == 0 {
					d, width = c.dayAgainstTime()
				}
				if width > 0 && d > 0 {
					*m = reading{year: y, month: mo, day: d}
					c.word("日")
					m.clock, _ = c.time()
					return true
				}
			}
		}
	}
	c.i = start
	return false
}

// dayAgainstTime reads the day of 2011-12-1522:29, as two elements side by side
// give it.
func (c *cursor) dayAgainstTime() (day, width int) {
	start := c.i
	if d, ok := c.digits(2); ok {
		here := c.i
		if k, ok := c.clock(); ok && k.precision != newswatch.Hour {
			c.i = here
			return d, 2
		}
	}
	c.i = start
	return 0, 0
}

// separator reads one of set, with at most a blank on each side.
func (c *cursor) separator(set string) (rune, bool) {
	start := c.i
	c.accept(" ")
	r, ok := c.accept(set)
	if !ok {
		c.i = start
		return 0, false
	}
	c.accept(" ")
	return r, true
}

// compact reads 20111215, 20111215222917, 20111215T222917Z and 20111215 22:29.
func (c *cursor) compact(m *reading) bool {
	start := c.i
	y, ok1 := c.digits(4)
	mo, ok2 := c.digits(2)
	d, ok3 := c.digits(2)
	if !ok1 || !ok2 || !ok3 || y < 1990 || y > 2099 || !validDay(y, mo, d) {
		c.i = start
		return false
	}
	*m = reading{year: y, month: mo, day: d}
	here := c.i
	c.accept("T")
	if h, ok := c.digits(2); ok {
		if mi, ok := c.digits(2); ok && h < 24 && mi < 60 {
			k := clock{hour: h, minute: mi, precision: newswatch.Minute}
			if s, ok := c.digits(2); ok && s < 60 {
				k.second, k.precision = s, newswatch.Second
			}
			k.zone = c.zone(k.precision == newswatch.Second)
			m.clock = k
		}
		if r, _ := c.rune(); m.clock.precision == "" || '0' <= r && r <= '9' {
			c.i = start
			return false
		}
		return true
	}
	c.i = here
	if r, _ := c.rune(); '0' <= r && r <= '9' {
		c.i = start
		return false
	}
	m.clock, _ = c.time()
	return true
}

// timeFirst reads 11:39 2012-01-12 and 11:39:00 | 2012年1月12日.
func (c *cursor) timeFirst(m *reading) bool {
	start := c.i
	k, ok := c.clock()
	if ok && k.precision != newswatch.Hour {
		c.blanks()
		c.accept("|,，·-")
		c.blanks()
		var d reading
		if (c.yearFirst(&d) || c.chineseDate(&d) && d.year > 0) && d.clock.precision == "" {
			*m = d
			m.clock = k
			return true
		}
	}
	c.i = start
	return false
}

// monthDay reads 08-10 07:30 and 8/10 07:30: without a year only a time tells
// such a pair from a score or a fraction.
func (c *cursor) monthDay(m *reading) bool {
	start := c.i
	if mo, width := c.number(2); width > 0 && width <= 2 {
		if _, ok := c.accept("-/."); ok {
			if d, width := c.number(2); width > 0 && validDay(2000, mo, d) {
				if k, ok := c.time(); ok && k.precision != newswatch.Hour {
					*m = reading{month: mo, day: d, clock: k}
					return true
				}
			}
		}
	}
	c.i = start
	return false
}

// yearLast reads 12/01/2012 and 12-01-2012: day first as in Hong Kong, unless
// only month first makes a date.
func (c *cursor) yearLast(m *reading) bool {
	start := c.i
	a, w1 := c.number(2)
	sep, ok := c.accept("-/.")
	if w1 > 0 && ok {
		b, w2 := c.number(2)
		second, ok := c.accept("-/.")
		if w2 > 0 && ok && second == sep {
			if y, w3 := c.number(4); w3 == 4 {
				if b > 12 {
					a, b = b, a
				}
				*m = reading{year: y, month: b, day: a}
				m.clock, _ = c.time()
				return true
			}
		}
	}
	c.i = start
	return false
}

// alone accepts forms that are only a date where nothing else stands beside
// them: [08-10], 12/25.
func (r *reader) alone(c *cursor, m *reading) bool {
	start := c.i
	if mo, width := c.number(2); width > 0 {
		if _, ok := c.accept("-/."); ok {
			if d, width := c.number(2); width > 0 && r.isAll(start, c.i) {
				*m = reading{month: mo, day: d}
				return true
			}
		}
	}
	c.i = start
	return false
}

// isAll reports whether the text holds nothing but from..to and brackets.
func (r *reader) isAll(from, to int) bool {
	const around = " \t\r\n\u00a0\u3000()[]（）【】〔〕|"
	return strings.Trim(r.text[:from], around) == "" && strings.Trim(r.text[to:], around) == ""
}
