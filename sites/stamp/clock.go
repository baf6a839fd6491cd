package stamp

import (
	"time"

	"newswatch"
)

// clock is a time of day as printed. The zero value is none.
type clock struct {
	hour, minute, second int
	precision            newswatch.Precision
	zone                 *time.Location // nil: the site's own
}

// on puts the clock on a day of the zone loc.
func (k clock) on(y, m, d int, loc *time.Location) (time.Time, newswatch.Precision) {
	if k.precision == "" {
		return time.Date(y, time.Month(m), d, 0, 0, 0, 0, loc), newswatch.Day
	}
	zone := loc
	if k.zone != nil {
		zone = k.zone
	}
	return time.Date(y, time.Month(m), d, k.hour, k.minute, k.second, 0, zone).In(loc), k.precision
}

// halves are the words for parts of the day, before the hour.
var halves = []string{
	"上午", "下午", "凌晨", "中午", "晚上", "晚间", "晚間", "傍晚", "清晨", "早上", "早晨", "午后", "午後", "深夜", "夜间", "夜間", "午夜", "早间", "早間", "晚",
}

// time reads what may stand between a date and its time, and the time.
func (c *cursor) time() (clock, bool) {
	start := c.i
	c.blanks()
	c.weekday()
	c.blanks()
	if _, ok := c.accept("T,，|·-_/、;"); ok {
		c.blanks()
	}
	var zone *time.Location
	if _, ok := c.word("北京时间", "北京時間", "香港时间", "香港時間", "台北時間", "台灣時間", "HKT"); !ok {
		if _, ok := c.word("格林尼治标准时间", "格林尼治標準時間", "格林威治標準時間", "格林威治标准时间", "GMT"); ok {
			zone = time.UTC
		}
	}
	c.accept(":")
	c.blanks()
	k, ok := c.clock()
	if !ok {
		c.i = start
	} else if k.zone == nil {
		k.zone = zone
	}
	return k, ok
}

// weekday moves over 星期四, 周四, (四), Thursday and the like.
func (c *cursor) weekday() {
	start := c.i
	_, open := c.accept("([（【「")
	_, named := c.word("星期", "周", "週", "礼拜", "禮拜")
	_, day := c.word("一", "二", "三", "四", "五", "六", "日", "天")
	if !day && !named {
		_, named = c.wordFold("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
		day = named
	}
	if !day || !named && !open {
		c.i = start
		return
	}
	if open {
		if _, ok := c.accept(")]）】」"); !ok {
			c.i = start
		}
	}
}

// clock reads a time of day with its half and its zone.
func (c *cursor) clock() (clock, bool) {
	start := c.i
	half, _ := c.word(halves...)
	if half == "" {
		half, _ = c.wordFold("AM", "PM")
	}
	c.blanks()
	var k clock
	if !c.hourMinute(&k) {
		c.i = start
		return clock{}, false
	}
	if half == "" {
		here := c.i
		c.blanks()
		if w, ok := c.wordFold("a.m.", "p.m.", "am", "pm"); ok && !c.letterAhead() {
			half = w
		} else {
			c.i = here
		}
	}
	if !k.shift(half) {
		c.i = start
		return clock{}, false
	}
	k.zone = c.zone(k.precision == newswatch.Second)
	return k, true
}

func (c *cursor) letterAhead() bool {
	r, _ := c.rune()
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
}

// hourMinute reads 19:08:05, 19:8, 9点, 9点半, 12时05分.
func (c *cursor) hourMinute(k *clock) bool {
	start := c.i
	h, width := c.number(2)
	if width == 0 || width > 3 || h > 24 {
		c.i = start
		return false
	}
	k.hour, k.precision = h, newswatch.Hour
	c.blanks()
	if r, ok := c.accept(":点點时時h"); ok {
		marked := r != ':' && r != 'h'
		here := c.i
		c.word("钟", "鐘", "许", "許")
		c.blanks()
		if _, ok := c.word("半"); ok && marked {
			k.minute, k.precision = 30, newswatch.Minute
			return true
		}
		m, width := c.number(2)
		if width == 0 && !marked { // glued to what follows: 11:2121世纪网
			if v, ok := c.digits(2); ok {
				m, width = v, 2
			}
		}
		if width > 0 && m < 60 && (!marked || c.minuteMark()) {
			k.minute, k.precision = m, newswatch.Minute
			c.seconds(k)
			return h < 24 || k.minute+k.second == 0
		}
		if marked && h < 24 {
			c.i = here
			c.word("整")
			return true
		}
	}
	c.i = start
	return false
}

// minuteMark moves over 分; after 点 it may be missing at the end of a number.
func (c *cursor) minuteMark() bool {
	here := c.i
	c.blanks()
	if _, ok := c.word("分"); ok {
		c.word("钟", "鐘")
		return true
	}
	c.i = here
	return true
}

func (c *cursor) seconds(k *clock) {
	here := c.i
	c.blanks()
	c.accept(":")
	c.blanks()
	before := c.i
	s, width := c.number(2)
	if width == 0 || s > 59 {
		c.i = here
		return
	}
	after := c.i
	colon := before > here && containsColon(c.s[here:before])
	if _, ok := c.word("秒"); !ok && !colon {
		c.i = here
		return
	}
	if c.i == after && colon {
		// A fraction, as in 05.000, says nothing that people print.
		if _, ok := c.accept(".,"); ok {
			if _, width := c.number(9); width == 0 {
				c.i = after
			}
		}
	}
	k.second, k.precision = s, newswatch.Second
}

func containsColon(s string) bool {
	c := cursor{s: s}
	for {
		r, n := c.rune()
		if n == 0 {
			return false
		}
		if r == ':' {
			return true
		}
		c.i += n
	}
}

// shift applies a half of the day; it refuses 13 a.m.
func (k *clock) shift(half string) bool {
	switch half {
	case "下午", "晚上", "晚间", "晚間", "傍晚", "午后", "午後", "晚", "PM", "pm", "p.m.":
		if k.hour < 12 {
			k.hour += 12
		}
	case "深夜", "夜间", "夜間":
		if k.hour >= 6 && k.hour < 12 {
			k.hour += 12
		}
	case "中午":
		if k.hour < 4 {
			k.hour += 12
		}
	case "凌晨", "午夜", "AM", "am", "a.m.", "上午", "清晨", "早上":
		if k.hour == 12 && half != "上午" && half != "早上" && half != "清晨" {
			k.hour = 0
		}
		if k.hour > 12 && (half == "AM" || half == "am" || half == "a.m.") {
			// 13:05 AM is a template's mistake: the clock is right.
			return k.hour < 24
		}
	}
	return k.hour <= 24
}

// zone reads Z, +08:00, +0800, GMT+8, UTC, CST. CST is China's. A bare minus is
// taken for a zone behind seconds only: 9:30-11:30 is a span.
func (c *cursor) zone(seconds bool) *time.Location {
	start := c.i
	c.blanks()
	if r, _ := c.rune(); r == 'Z' {
		c.i++
		if !c.letterAhead() {
			return time.UTC
		}
		c.i = start
		return nil
	}
	c.accept("(")
	name, _ := c.word("GMT", "UTC", "CST")
	if sign, ok := c.accept("+-"); ok && (name != "" || sign == '+' || seconds) {
		if off, ok := c.offset(name != ""); ok {
			if sign == '-' {
				off = -off
			}
			c.accept(")")
			return time.FixedZone("", off)
		}
	} else if name != "" && !c.letterAhead() {
		if name == "CST" {
			return time.FixedZone("CST", 8*3600)
		}
		return time.UTC
	}
	c.i = start
	return nil
}

// offset reads 08:00, 0800, 08 or, behind a name, 8; in seconds.
func (c *cursor) offset(named bool) (int, bool) {
	h, ok := c.digits(2)
	if !ok {
		if h, ok = c.digits(1); !ok || !named {
			return 0, false
		}
	}
	m := 0
	here := c.i
	_, colon := c.accept(":")
	if v, ok := c.digits(2); ok && v < 60 {
		m = v
	} else {
		c.i = here
		if !named && !colon {
			return 0, false
		}
	}
	if r, _ := c.rune(); '0' <= r && r <= '9' || h > 14 {
		return 0, false
	}
	return h*3600 + m*60, true
}
