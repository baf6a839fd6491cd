package figure

import "strings"

// thingLike reports words that are things as often as somebody.
func (s *sentence) thingLike(c candidate) bool {
	return prefix(s.t, c.from, c.to, "项目", "企业", "平台", "工程", "基地", "中心", "大会", "论坛") == c.to
}

// acts reports a verb right behind, as in 项目推进力度加大, where nothing is named.
func (s *sentence) acts(c candidate) bool {
	k := s.markBefore(c.to) + 1
	return k < len(s.marks) && s.marks[k].from == c.to && s.marks[k].kind&(verb|nominal) != 0 && s.marks[k].kind&protects == 0
}

// opens is where the sentence begins after words of time and order.
func (s *sentence) opens() int {
	at := s.from
	for k := range s.marks {
		if m := s.marks[k]; m.from != at || m.kind&(timeWord|connects|breaks|quote|doneWord) == 0 {
			break
		}
		at = s.marks[k].to
	}
	return at
}

// clauseOpens reports that nothing but times and links stands before pos in its
// clause.
func (s *sentence) clauseOpens(pos int) bool {
	for k := s.markBefore(pos); ; k-- {
		if pos <= s.from {
			return true
		}
		if k < 0 || s.marks[k].to != pos {
			return s.t[pos-1] == ' ' || s.t[pos-1] == '\n'
		}
		m := s.marks[k].kind
		if m&breaks != 0 {
			return true
		}
		if m&(timeWord|connects|place|deictic|quote) == 0 || m&protects != 0 {
			return false
		}
		pos = s.marks[k].from
	}
}

// storm reads 台风"卡努", which weather is about.
func (s *sentence) storm(i int) (candidate, bool) {
	if !s.isWeather(i) || within(s.t, s.clauseStart(s.qs[i].from), s.qs[i].from, "全区", "全市", "全县", "全省", "全镇", "全州") {
		return candidate{}, false
	}
	for j := s.qs[i].from - 1; j >= s.from; j-- {
		if !follows(s.t, j, "台风") {
			continue
		}
		to := j + 2
		if to < s.to && s.t[to] == '"' {
			for k := to + 1; k < s.to && k < to+8; k++ {
				if s.t[k] == '"' {
					return candidate{from: j, to: k + 1, named: true}, true
				}
			}
		}
		return candidate{from: j, to: to, named: true}, true
	}
	return candidate{}, false
}

// clauseHead reads the grammatical subject of the clause or one before it: what
// stands before 将, 要, 已, as in 湘湖要确保…, and is no indicator.
func (s *sentence) clauseHead(pos int) (candidate, bool) {
	for at, last := pos, pos+1; ; {
		from := min(s.clauseStart(at), last-1) // borders may touch: move on whatever they say
		last = from
		end := min(pos, s.clauseEnd(from))
		if c, ok := s.headOf(from, end); ok {
			return c, true
		}
		if c, ok := s.topicOf(from, end); ok {
			return c, true
		}
		if from <= s.from || pos-from > 100 {
			return candidate{}, false
		}
		at = s.clauseBefore(from)
	}
}

func (s *sentence) headOf(from, to int) (candidate, bool) {
	k := s.markBefore(from+1) + 0
	if k < 0 || s.marks[k].from < from {
		k++
	}
	start := from
	for k < len(s.marks) && s.marks[k].from == start && s.marks[k].kind&(timeWord|connects|quote|lists) != 0 && s.marks[k].from < to {
		if s.marks[k].to-start == 1 && strings.ContainsRune("以用按据经从由向对为", s.t[start]) {
			return candidate{}, false // 以优雅风情主打的…
		}
		start = s.marks[k].to
		k++
	}
	for ; k < len(s.marks) && s.marks[k].from < to; k++ {
		m := s.marks[k]
		if m.kind&timeWord != 0 && m.from > start && k+1 < len(s.marks) && s.marks[k+1].kind&goalWord != 0 && s.marks[k+1].from == m.to {
			// 拱墅区今年将
			return s.headCandidate(start, m.from)
		}
		if m.kind&breaks != 0 {
			break
		}
		if m.kind&of != 0 {
			start = m.to
			continue
		}
		if m.kind&timeWord != 0 && m.from-start >= 2 && m.from-start <= 8 && start == s.opens() && (k == 0 || s.marks[k-1].to <= start) {
			return s.headCandidate(start, m.from) // 传化智联上半年营收
		}
		if m.kind&(protects|body|thing|generic|org|place|deictic|lists) != 0 && m.kind&(goalWord|weakDone|skipped) == 0 {
			if m.kind&grows != 0 && m.kind&(thing|body) == 0 {
				return candidate{}, false
			}
			continue
		}
		if m.kind&quote != 0 || m.kind == nominal {
			continue
		}
		if m.kind&(goalWord|doneWord) != 0 && m.kind&(reach|rise|fall) == 0 {
			if m.kind&goalWord == 0 && m.from-start == 2 && (k == 0 || s.marks[k-1].to <= start || s.marks[k-1].kind&(place|org|deictic|body) == 0) {
				return candidate{}, false // two characters that nothing is known of, before 已
			}
			if s.t[m.from] == '了' {
				return candidate{}, false
			}
			return s.headCandidate(start, m.from)
		}
		if doing(m) || m.kind&timeWord != 0 {
			c, ok := s.actor(start, m.from)
			if ok && s.settled(from) && !s.person(c) {
				return candidate{}, false
			}
			return c, ok && (m.kind&timeWord != 0 || s.t[m.to-1] == '了' || !s.states(m) || s.person(c))
		}
		return candidate{}, false
	}
	return candidate{}, false
}

// topicOf reads a subject set apart by a comma: 争当主攻手的萧山,今年将….
func (s *sentence) topicOf(from, end int) (candidate, bool) {
	if end >= s.to || s.t[end] != ',' {
		return candidate{}, false
	}
	k := s.markBefore(end+1) + 1
	for k < len(s.marks) && s.marks[k].kind&timeWord != 0 && s.marks[k].from == end+1 {
		k++
	}
	if k >= len(s.marks) || s.marks[k].kind&(goalWord|doneWord) == 0 || s.marks[k].from-end > 10 {
		for j := end - 1; j > from && end-j < 14; j-- {
			if s.t[j] == '的' {
				c, ok := s.actor(j+1, end) // 老家在云和的返乡青年林晓峰,
				return c, ok && s.named(c)
			}
		}
		return candidate{}, false
	}
	for j := end - 1; j > from && end-j < 14; j-- {
		if s.t[j] == '的' {
			return s.headCandidate(j+1, end)
		}
	}
	return candidate{}, false
}

// headCandidate accepts words before 将 or 已 that may name somebody.
func (s *sentence) headCandidate(from, to int) (candidate, bool) {
	for to > from && strings.ContainsRune("则也还都正就均便共仍又再", s.t[to-1]) {
		to--
	}
	n := to - from
	if n < 2 || n > 16 || s.t[from] == '每' || s.t[from] == '"' && s.t[to-1] != '"' {
		return candidate{}, false
	}
	for k := s.markBefore(to); k >= 0 && s.marks[k].from > from; k-- {
		if m := s.marks[k]; m.kind&org != 0 && m.to < to && m.to-m.from > 1 {
			to = m.to // 某某集团公布
			break
		}
	}
	for _, c := range s.t[from:to] {
		if !isHan(c) && !isLatin(c) && !isDigit(c) && c != '"' || strings.ContainsRune("不没无就还都也很再否被把给让使着过了的这那其何某样除和与及", c) {
			return candidate{}, false
		}
	}
	if k := s.markBefore(to); to-from > 8 && !(k >= 0 && s.marks[k].to == to && s.marks[k].kind&(body|org|place) != 0) {
		return candidate{}, false
	}
	for i := from; i < to; i++ {
		if prefix(s.t, i, to, "高水平", "高质量", "高标准", "坚定", "工作", "力度", "经济运行", "一批", "各项", "成效", "氛围", "重点项目", "政策", "有效", "全面", "努力", "规模", "数量", "能力", "同时", "有序", "如何", "指标", "投资", "渠道", "领域", "方面", "市场", "业务", "总量", "产值", "收入", "面积", "增速", "目标", "人数", "企业数") > i {
			return candidate{}, false
		}
	}
	if k := s.markBefore(to); k >= 0 && s.marks[k].to == to && s.marks[k].kind&thing != 0 && s.marks[k].kind&org == 0 && !s.word(s.marks[k], "公司") {
		return candidate{}, false
	}
	if strings.ContainsRune("数额量率值价后时前中内外日", s.t[to-1]) {
		return candidate{}, false
	}
	text := string(s.t[from:to])
	if text == "项目" || text == "企业" || text == "大家" || text == "会议" || text == "主要" || text == "总体" || text == "重点" || text == "工作" || text == "年度" || text == "基本" || text == "活动" || text == "大会" || text == "今后" {
		return candidate{}, false
	}
	k := s.markBefore(from + 1)
	if k >= 0 && s.marks[k].from == from && s.marks[k].kind&place != 0 {
		if c, ok := s.candidateAt(k); ok && c.to <= to {
			return c, true
		}
	}
	k = s.markBefore(to)
	lasting := k >= 0 && s.marks[k].to == to && s.marks[k].kind&(org|place|deictic) != 0
	if k >= 0 && s.marks[k].to == to && s.marks[k].kind&(deictic|generic) != 0 && s.marks[k].from == from {
		return candidate{from: from, to: to, lasting: true}, true
	}
	return candidate{from: from, to: to, named: true, lasting: lasting}, true
}
