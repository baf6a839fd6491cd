package stamp

import (
	"strings"
	"time"

	"newswatch"
)

// maxAgo is how far back a count from now may reach; more is a sentence, not a stamp.
const maxAgo = 400 * 24 * time.Hour

// ago reads 3小时前, 5分钟前, 2天前, 半小时前, 30秒前, 1 hour ago.
func (c *cursor) ago(m *reading) bool {
	start := c.i
	n, width := c.number(4)
	unit := time.Duration(0)
	var p newswatch.Precision
	if width == 0 {
		if _, ok := c.word("半小时前", "半小時前", "半个小时前", "半個小時前"); ok {
			*m = reading{relative: true, ago: 30 * time.Minute, precision: newswatch.Minute}
			return true
		}
		if _, ok := c.word("刚刚", "剛剛", "刚才", "剛才", "几秒前", "幾秒前", "数秒前"); ok {
			if c.i < len(c.s) { // the words are common in prose
				here := c.i
				_, told := c.word("发布", "發布", "發佈", "发表", "發表", "更新")
				c.i = here
				if r, _ := c.rune(); !told && r >= 0x2E80 && !isBlank(r) && !strings.ContainsRune("】）」|｜", r) {
					c.i = start
					return false
				}
			}
			*m = reading{relative: true, precision: newswatch.Minute}
			return true
		}
		return false
	}
	c.blanks()
	if _, ok := c.word("分钟", "分鐘", "分"); ok {
		unit, p = time.Minute, newswatch.Minute
	} else if _, ok := c.word("个小时", "個小時", "小时", "小時"); ok {
		unit, p = time.Hour, newswatch.Hour
	} else if _, ok := c.word("天"); ok {
		unit, p = 24*time.Hour, newswatch.Day
	} else if _, ok := c.word("秒钟", "秒鐘", "秒"); ok {
		unit, p = time.Second, newswatch.Minute
	} else if _, ok := c.word("minutes", "minute", "mins", "min"); ok {
		unit, p = time.Minute, newswatch.Minute
	} else if _, ok := c.word("hours", "hour"); ok {
		unit, p = time.Hour, newswatch.Hour
	} else if _, ok := c.word("days", "day"); ok {
		unit, p = 24*time.Hour, newswatch.Day
	}
	c.blanks()
	if _, ok := c.word("之前", "以前", "前", "ago"); !ok || unit == 0 || time.Duration(n)*unit > maxAgo {
		c.i = start
		return false
	}
	*m = reading{relative: true, ago: time.Duration(n) * unit, precision: p}
	return true
}

// dayWord reads 今天 18:20, 昨天 18:20, 前天; without a time only where nothing
// else stands in the text, as the words are common in prose.
func (r *reader) dayWord(c *cursor, m *reading) bool {
	start := c.i
	back := 0
	switch w, ok := c.word("今天", "今日", "昨天", "昨日", "前天", "前日"); {
	case !ok:
		return false
	case w == "昨天" || w == "昨日":
		back = 1
	case w == "前天" || w == "前日":
		back = 2
	}
	k, ok := c.time()
	if !ok && !r.isAll(start, c.i) {
		c.i = start
		return false
	}
	*m = reading{relative: true, ago: -1, daysBack: back, clock: k, precision: newswatch.Day}
	return true
}

var months = []string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}

// month reads an English month, whole or in three letters.
func (c *cursor) month() (int, bool) {
	for i, name := range months {
		if _, ok := c.wordFold(name); ok {
			return i + 1, !c.letterAhead()
		}
	}
	if _, ok := c.wordFold("Sept"); ok {
		c.accept(".")
		return 9, !c.letterAhead()
	}
	for i, name := range months {
		if _, ok := c.wordFold(name[:3]); ok {
			c.accept(".")
			return i + 1, !c.letterAhead()
		}
	}
	return 0, false
}

// english reads Jan 12, 2012 11:39 AM and Thu Jan 12 11:39:00 CST 2012.
func (c *cursor) english(m *reading) bool {
	start := c.i
	mo, ok := c.month()
	c.blanks()
	d, width := c.number(2)
	if !ok || width == 0 {
		c.i = start
		return false
	}
	c.wordFold("st", "nd", "rd", "th")
	c.accept(",")
	c.blanks()
	here := c.i
	if y, width := c.number(4); width == 4 {
		*m = reading{year: y, month: mo, day: d}
		m.clock, _ = c.time()
		return true
	}
	c.i = here
	if k, ok := c.clock(); ok {
		c.blanks()
		if y, width := c.number(4); width == 4 {
			*m = reading{year: y, month: mo, day: d, clock: k}
			return true
		}
	}
	c.i = start
	return false
}

// dayFirstEnglish reads 12 Jan 2012 11:39:00 GMT, as RFC 1123 has it behind the
// weekday.
func (c *cursor) dayFirstEnglish(m *reading) bool {
	start := c.i
	d, width := c.number(2)
	if width > 0 {
		c.blanks()
		c.accept("-")
		if mo, ok := c.month(); ok {
			c.blanks()
			c.accept("-,")
			c.blanks()
			if y, width := c.number(4); width == 4 {
				*m = reading{year: y, month: mo, day: d}
				m.clock, _ = c.time()
				return true
			}
		}
	}
	c.i = start
	return false
}
