package figure

import "strings"

// A candidate is words that a figure may belong to.
type candidate struct {
	from, to int
	named    bool // 余杭区, not 全区
	place    bool
}

// subject returns whose figure i is: the nearest place, body, project or company
// of the sentence, else of the paragraph, else of the article.
func (s *sentence) subject(i int) string {
	q, rd := &s.qs[i], &s.read[i]
	if c, ok := s.possessor(i); ok {
		return s.resolve(c)
	}
	best, found := candidate{}, false
	limit := q.from
	if rd.np.to > rd.np.from && rd.np.from < limit && !rd.np.right {
		limit = max(rd.np.from, s.from)
	}
	for k := s.markBefore(q.from); k >= 0; k-- {
		c, ok := s.candidateAt(k)
		if !ok || c.from >= q.from || s.ranked(c) {
			continue
		}
		if c.from >= limit && !c.place && !c.named {
			continue
		}
		best, found = c, true
		break
	}
	if head, ok := s.clauseHead(q.from); ok && (!found || head.from >= best.from && head.to >= best.to) {
		best, found = head, true
	}
	if found {
		name := s.resolve(best)
		if best.named {
			s.a.lastNamed, s.a.namedAt = name, s.from
		}
		return name
	}
	if s.a.lastNamed != "" {
		return s.a.lastNamed
	}
	return s.a.homeName()
}

// possessor reads the noun behind an attribute: 总投资50亿元的数据中心项目.
func (s *sentence) possessor(i int) (candidate, bool) {
	q := &s.qs[i]
	if q.class != money && q.class != size {
		return candidate{}, false
	}
	at := q.to
	of := false
	if at < len(s.t) && s.t[at] == '的' {
		at, of = at+1, true
	}
	if !of && (at >= len(s.t) || !isHan(s.t[at])) {
		return candidate{}, false
	}
	end := at
	for k := s.markBefore(at) + 1; k < len(s.marks) && s.marks[k].from-at < 24; k++ {
		m := s.marks[k]
		if m.from < at {
			continue
		}
		if m.kind&(breaks|figureMark|goalWord|doneWord|weakDone|timeWord) != 0 && m.kind&protects == 0 {
			break
		}
		if m.kind&(verb|connects|reach) != 0 && m.kind&protects == 0 && end > at {
			break
		}
		if m.kind&(body|thing) != 0 {
			end = m.to
		}
	}
	if end-at < 3 {
		return candidate{}, false
	}
	return candidate{from: at, to: end, named: true}, true
}

// candidateAt reads the subject whose last word is mark k.
func (s *sentence) candidateAt(k int) (candidate, bool) {
	m := s.marks[k]
	switch {
	case m.kind&deictic != 0:
		return candidate{from: m.from, to: m.to}, true
	case m.kind&place != 0:
		c := candidate{from: m.from, to: m.to, named: true, place: true}
		c.to = s.extend(k)
		for j := k - 1; j >= 0 && s.marks[j].to == c.from && s.marks[j].kind&place != 0; j-- {
			c.from = s.marks[j].from
		}
		return c, true
	case m.kind&body != 0 && m.kind&protects == 0:
		from := s.bodyStart(k)
		if n := m.from - from; n >= 2 || m.to-m.from == 1 && n >= 1 {
			if m.to-m.from == 1 && n > 4 {
				return candidate{}, false
			}
			return candidate{from: from, to: m.to, named: true, place: m.to-m.from == 1}, true
		}
		if m.kind&generic != 0 {
			return candidate{from: m.from, to: m.to}, true
		}
	case m.kind&generic != 0:
		return candidate{from: m.from, to: m.to}, true
	}
	return candidate{}, false
}

// extend takes the rest of a name that begins with a place: 萧山经济技术开发区.
func (s *sentence) extend(k int) int {
	end := s.marks[k].to
	if end < s.to && strings.ContainsRune("区市县省镇乡村", s.t[end]) && !(end+1 < s.to && prefix(s.t, end, s.to, "市场", "区域", "县域", "市域", "村民", "市民", "省级", "市级", "区级", "县级", "区块") > end) {
		end++
	}
	last := end
	for j := k + 1; j < len(s.marks) && s.marks[j].from-end < 12; j++ {
		m := s.marks[j]
		if m.from < end {
			continue
		}
		if m.kind&(breaks|figureMark|lists|of|goalWord|doneWord|weakDone|timeWord|connects|verb|rise|fall|quote|deictic) != 0 && m.kind&(protects|place|body) == 0 {
			break
		}
		if m.kind&body != 0 {
			last = m.to
		}
		if m.kind&(grows|property) != 0 && m.kind&body == 0 {
			break
		}
	}
	return last
}

// bodyStart finds where the name of a body begins.
func (s *sentence) bodyStart(k int) int {
	end := s.marks[k].from
	from := max(s.from, end-14)
	for j := k - 1; j >= 0 && s.marks[j].to > from; j-- {
		m := s.marks[j]
		if m.kind&place != 0 {
			from = max(from, m.from)
			if j > 0 && s.marks[j-1].to == m.from && s.marks[j-1].kind&place != 0 {
				continue
			}
			break
		}
		if m.kind&(breaking|lists|of|quote) != 0 && m.kind&protects == 0 {
			from = max(from, m.to)
			break
		}
	}
	for from < end && !isHan(s.t[from]) && !isLatin(s.t[from]) && !isDigit(s.t[from]) {
		from++
	}
	return from
}

// ranked reports a place that only compares or ranks: 全市第一, 占全省, 高于全国.
func (s *sentence) ranked(c candidate) bool {
	if prefix(s.t, c.to, s.to, "第", "首位", "前列", "前茅", "首个", "平均", "领先", "唯一", "最", "的", "首") > c.to && !c.named {
		if c.to < s.to && s.t[c.to] == '的' {
			return prefix(s.t, c.to+1, s.to, "比重", "平均", "首") > c.to+1
		}
		return true
	}
	for _, w := range []string{"占", "占到", "高于", "低于", "快于", "位居", "位列", "居", "列", "领跑", "比", "较", "来自", "从", "面向", "辐射", "对标", "落户", "前往", "销往", "出口到"} {
		n := len([]rune(w))
		if c.from-n >= s.from && hasRunes(s.t, c.from-n, []rune(w)) {
			return true
		}
	}
	return false
}

// clauseHead reads the grammatical subject of the clause: what stands before
// its first verb, 湘湖要确保…, where no indicator stands there.
func (s *sentence) clauseHead(pos int) (candidate, bool) {
	for at := pos; ; {
		from := s.clauseStart(at)
		k := s.markBefore(from) + 1
		for k < len(s.marks) && (s.marks[k].from < from || s.marks[k].to == from) {
			k++
		}
		start := from
		for k < len(s.marks) && s.marks[k].from == start && s.marks[k].kind&(timeWord|connects|quote) != 0 {
			start = s.marks[k].to
			k++
		}
		for k < len(s.marks) && s.marks[k].from < pos {
			m := s.marks[k]
			if m.kind&(protects|body|thing|nominal|generic|org) != 0 && m.kind&(verb|goalWord|weakDone|skipped) == 0 {
				if m.kind&grows != 0 {
					break
				}
				k++
				continue
			}
			if n := m.from - start; n >= 2 && n <= 14 && m.kind&(goalWord|doneWord|verb|weakDone|light) != 0 && m.kind&(reach|rise|fall) == 0 {
				if s.plainName(start, m.from) {
					return candidate{from: start, to: m.from, named: true}, true
				}
			}
			break
		}
		if from <= s.from || pos-from > 80 {
			return candidate{}, false
		}
		at = from - 1
	}
}

// plainName reports words that may name somebody.
func (s *sentence) plainName(from, to int) bool {
	for _, c := range s.t[from:to] {
		if !isHan(c) && !isLatin(c) && !isDigit(c) && c != '"' {
			return false
		}
	}
	return true
}
