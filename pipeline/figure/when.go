package figure

import (
	"strings"

	"newswatch"
)

// periodMark returns the index of the mark that states the figure's time, or
// -1: the nearest before it in the sentence that is no base of comparison.
func (s *sentence) periodMark(i int) int {
	q := &s.qs[i]
	if k := s.dueAfter(i); k >= 0 {
		return k
	}
	after := s.from
	if s.read[i].kind == newswatch.Goal {
		after = s.onceDone(q.from)
	}
	for k := s.markBefore(q.from); k >= 0 && s.marks[k].to > after; k-- {
		m := s.marks[k]
		if m.kind&timeWord == 0 {
			continue
		}
		if s.vague(m) || prefix(s.t, m.from, m.to, "连续") > m.from && m.to < s.clauseStart(q.from) || s.read[i].kind == newswatch.Goal && m.to < s.clauseStart(q.from) && (s.ofDay(m) || s.present(m) && q.class != share && !s.hoped(m)) {
			continue
		}
		if s.startOf(m, q.from) {
			continue // 由目前的12万套提升至30万套,良品率…
		}
		return k
	}
	// within the noun behind it: 占上半年新注册企业的52%
	return -1
}

// hoped reports a wish in the clause of a time itself: 去年预计实现….
func (s *sentence) hoped(m mark) bool {
	end := s.clauseEnd(m.to)
	for k := s.markBefore(m.to) + 1; k < len(s.marks) && s.marks[k].from < end; k++ {
		if s.marks[k].kind&goalWord != 0 {
			return true
		}
	}
	return false
}

// onceDone returns the end of the last 达产后 or its like before pos, since what is
// expected then has no time that was said before; or where the sentence begins.
func (s *sentence) onceDone(pos int) int {
	for k := s.markBefore(pos); k >= 0; k-- {
		if m := s.marks[k]; m.kind&goalWord != 0 && m.to-m.from > 2 && s.t[m.to-1] == '后' {
			return m.to
		}
	}
	return s.from
}

// dueAfter is the time by which a goal is due, said behind it: 5个项目将在6月底前
// 开工. A time before it in its clause wins.
func (s *sentence) dueAfter(i int) int {
	q := &s.qs[i]
	if s.read[i].kind != newswatch.Goal {
		return -1
	}
	start, end := s.clauseStart(q.from), s.clauseEnd(q.to)
	for k := s.markBefore(q.from); k >= 0 && s.marks[k].from >= start; k-- {
		if s.marks[k].kind&timeWord != 0 {
			return -1
		}
	}
	goal := false
	for k := s.markBefore(q.to) + 1; k < len(s.marks) && s.marks[k].from < end; k++ {
		m := s.marks[k]
		switch {
		case m.kind&figureMark != 0:
			return -1
		case m.kind&goalWord != 0:
			goal = true
		case m.kind&timeWord != 0 && goal && !s.vague(m):
			return k
		}
	}
	return -1
}

// startOf reports a time that is only that of the figure a change began with,
// which does not end at pos: 由目前的12万套提升至30万套.
func (s *sentence) startOf(m mark, pos int) bool {
	if m.from <= s.from || !strings.ContainsRune("由从", s.t[m.from-1]) || m.to >= pos-2 {
		return false
	}
	for i := range s.qs {
		if gap := s.qs[i].from - m.to; gap >= 0 && gap < 2 {
			return true
		}
	}
	return false
}

// vague reports times that say nothing of the figure: 每年, 年度, a clock.
func (s *sentence) vague(m mark) bool {
	return prefix(s.t, m.from, m.to, "每", "年度", "期末") > m.from
}

// ofDay reports the day of an event, which is no time for what is hoped of it.
func (s *sentence) ofDay(m mark) bool {
	if end := s.clauseEnd(m.to); end-m.to < 8 && end > m.to && strings.ContainsRune("后起", s.t[end-1]) {
		return false // 9月1日开学后
	}
	for i := m.from; i < m.to; i++ {
		if c := s.t[i]; (c == '日' || c == '昨' || c == '号') && prefix(s.t, i, m.to, "日前", "日底") == i {
			return prefix(s.t, m.from, m.to, "到", "至", "截至") == m.from
		}
	}
	return prefix(s.t, m.from, m.to, "今天", "昨天", "今晨", "当天", "近日") > m.from
}

// period returns the stated time of figure i as written, or "".
func (s *sentence) period(i int) string {
	k := s.periodMark(i)
	if k < 0 {
		return ""
	}
	m := s.marks[k]
	if s.read[i].kind == newswatch.Other && s.timeless(i) {
		return ""
	}
	if m.kind&timeWord != 0 && s.qs[i].from-m.to > 240 {
		return ""
	}
	return s.v.words(m.from, m.to)
}

// timeless reports a size that holds at any time.
func (s *sentence) timeless(i int) bool {
	q, np := &s.qs[i], s.read[i].np
	if q.class != size && q.class != money || s.isWeather(i) {
		return false
	}
	if q.class == money && i > 0 && s.read[i-1].ok && s.qs[i-1].class == count && s.read[i-1].kind != newswatch.Other && s.qs[i-1].unit == "project" && !np.right {
		return false // 今年签约项目72个,总投资386亿元
	}
	if np.right || q.to < len(s.t) && s.t[q.to] == '的' {
		return true
	}
	for k := s.markBefore(np.to); k >= 0 && np.to > 0 && s.marks[k].to == np.to; k-- {
		if s.marks[k].kind&property != 0 {
			if endsWith(np.text, []string{"浓度", "含量", "价格", "单价", "售价", "人口", "气温", "水位", "产能", "容量", "里程"}) {
				return false
			}
			return !within(s.t, s.from, q.from, "截至", "目前")
		}
	}
	return false
}
