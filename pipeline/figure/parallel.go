package figure

import "strings"

// nextHead is the noun that a count shares with the next one: 1个千亿级和3个百亿级
// 产业集群.
func (s *sentence) nextHead(q *quantity, at int) string {
	for i := range s.qs {
		next := &s.qs[i]
		if next.from <= at || next.class != q.class {
			continue
		}
		if next.from-at > 4 {
			break
		}
		text := s.nounAfter(next.to, true).text
		if k := strings.LastIndex(text, "级"); k >= 0 {
			text = text[k+len("级"):]
		}
		return text
	}
	return ""
}

// parallel gives each of several figures its own indicator by order:
// 制造业投资、高新技术产业投资增长15%、10%.
func (s *sentence) parallel(i int) (nounPhrase, bool) {
	first, last := s.group(i)
	n := last - first + 1
	if n < 2 {
		return nounPhrase{}, false
	}
	l := s.lookLeft(&s.qs[first])
	if first != i {
		s.read[i].growth = l.growth && (s.qs[i].class == share || s.qs[i].class == multiple)
	}
	var parts []nounPhrase
	end, k := l.end, l.mark
	for len(parts) < n && end > l.limit {
		sep, stop := l.limit, true
		for ; k >= 0 && s.marks[k].from >= l.limit; k-- {
			m := s.marks[k]
			if m.to > end {
				continue
			}
			if m.kind&lists != 0 {
				sep, stop = m.to, false
				break
			}
			if m.kind&breaking != 0 && m.kind&(protects|property) == 0 {
				sep = m.to
				break
			}
		}
		if text := s.clean(s.afterBody(sep, end), end); text != "" {
			parts = append(parts, nounPhrase{from: sep, to: end, text: text})
		}
		if stop {
			break
		}
		end = s.marks[k].from
		k--
	}
	if len(parts) < n {
		return nounPhrase{}, false
	}
	np := parts[n-1-(i-first)]
	if full := s.completed(np.text, parts[0].text); full != np.text || i == last {
		np.text = full
	} else {
		np.text = s.headed(np, parts[0])
	}
	return np, true
}

// completed gives a member of a list the head it shares with the last one:
// 城镇、农村居民人均可支配收入.
func (s *sentence) completed(text, last string) string {
	normal := s.a.reader.indicators.normal
	if _, ok := normal[strings.ToLower(text)]; ok || text == last {
		return text
	}
	for at := range last {
		if at == 0 {
			continue
		}
		if _, ok := normal[strings.ToLower(text+last[at:])]; ok {
			return text + last[at:]
		}
	}
	return text
}

// headed gives a member of a list the head of the last one, where it has none of
// its own: 家电、陶瓷两大行业产值分别下降1.8%和4.2%.
func (s *sentence) headed(np, last nounPhrase) string {
	k := s.markBefore(last.to)
	if k < 0 || s.marks[k].to != last.to || s.marks[k].kind&grows == 0 || s.marks[k].from <= last.from {
		return np.text
	}
	if j := s.markBefore(np.to); j >= 0 && s.marks[j].to == np.to && s.marks[j].kind&(grows|property) != 0 || endsWith(np.text, gauges) {
		return np.text
	}
	return np.text + string(s.t[s.marks[k].from:last.to])
}

// joined reports that only signs of a list stand between two figures.
func (s *sentence) joined(from, to int) bool {
	if to-from > 8 {
		return false
	}
	seen := false
	for k := s.markBefore(to); k >= 0 && s.marks[k].from >= from; k-- {
		m := s.marks[k]
		if m.to != to || m.kind&(lists|qualifies) == 0 {
			return false
		}
		seen = seen || m.kind&lists != 0
		to = m.from
	}
	return seen && to == from
}

// carried finds an indicator that stands clauses away: that of the figure
// before, or the last economic noun of the sentence.
func (s *sentence) carried(i int, q *quantity, l left) nounPhrase {
	from := s.from
	prev := i - 1
	for prev >= 0 && !s.read[prev].ok {
		prev--
	}
	for prev > 0 && s.read[prev-1].ok && endsWith(s.read[prev].np.text, []string{"计划", "任务", "目标"}) {
		prev-- // 完成年度计划的82%,同比增长15%: what grew was named before
	}
	if np, ok := s.respective(i); ok {
		return np
	}
	if prev >= 0 {
		from = s.qs[prev].to
	}
	if np := s.economic(from, l.end); !np.empty() && (prev < 0 || s.clauseStart(q.from) > from) {
		return np
	}
	if prev >= 0 {
		np := s.read[prev].np
		np.of, np.right = false, false
		if q.class == share && s.qs[prev].class == share && !l.level && !l.growth {
			s.read[i].growth, s.read[i].rate = s.read[prev].growth, s.read[prev].rate
		}
		if q.class != share || s.qs[prev].class == share {
			np.share = s.read[prev].np.share
		} else {
			np.share = ""
		}
		if np.share == "." {
			np.share = ""
		}
		return np
	}
	if np := s.economic(s.from, l.end); !np.empty() {
		return np
	}
	return s.opening(l.limit)
}

// respective gives growth rates to the figures before them by order:
// 存款3256亿元、贷款2871亿元,分别增长9.4%和11.2%.
func (s *sentence) respective(i int) (nounPhrase, bool) {
	first, last := s.group(i)
	n := last - first + 1
	if n < 2 || first < n {
		return nounPhrase{}, false
	}
	l := s.lookLeft(&s.qs[first])
	if !within(s.t, s.clauseStart(s.qs[first].from), s.qs[first].from, "分别") {
		return nounPhrase{}, false
	}
	own := s.phrase(l)
	if own.text != "" {
		return nounPhrase{}, false // 两镇分别新增规上企业5家、3家
	}
	s.read[i].growth = l.growth && (s.qs[i].class == share || s.qs[i].class == multiple)
	s.read[i].rate = l.rate
	np := s.read[first-n+i-first].np
	np.of, np.right, np.share = false, false, own.share
	return np, np.text != ""
}

// group returns the first and last of the figures that stand in a list with i.
func (s *sentence) group(i int) (first, last int) {
	first, last = i, i
	for first > 0 && !s.qs[first-1].threshold && s.joined(s.qs[first-1].to, s.qs[first].from) {
		first--
	}
	for last+1 < len(s.qs) && !s.qs[last+1].threshold && s.joined(s.qs[last].to, s.qs[last+1].from) {
		last++
	}
	return first, last
}

// opening returns the noun that the clause before pos begins with, after times
// and places: 全省电力负荷连续破亿,最高达….
func (s *sentence) opening(pos int) nounPhrase {
	if pos <= s.from {
		return nounPhrase{}
	}
	from := s.clauseStart(pos - 1)
	end := pos - 1
	for k := s.markBefore(from+1) + 0; k < len(s.marks); k++ {
		if k < 0 || s.marks[k].from < from {
			continue
		}
		m := s.marks[k]
		if m.from >= end {
			break
		}
		if m.kind&breaking == 0 || m.kind&protects != 0 {
			continue
		}
		if m.from == from {
			from = m.to
			continue
		}
		end = m.from
		break
	}
	if end-from < 2 || end-from > 12 {
		return nounPhrase{}
	}
	return nounPhrase{from: from, to: end, text: s.clean(from, end)}
}

// economic returns the last phrase in [from, to) whose head can grow.
func (s *sentence) economic(from, to int) nounPhrase {
	for k := s.markBefore(to); k >= 0 && s.marks[k].from >= from; k-- {
		m := s.marks[k]
		if m.to > to || m.kind&(grows|weather) == 0 && (m.kind&(nominal|protects) == 0 || !strings.ContainsRune("额量率值价费", s.t[m.to-1])) {
			continue
		}
		if np := s.phrase(left{limit: max(from, s.clauseStart(m.from)), end: m.to, mark: k, level: true}); np.text != "" {
			return np
		}
		return nounPhrase{from: m.from, to: m.to, text: s.v.words(m.from, m.to)}
	}
	return nounPhrase{}
}

// headOf is the noun at the end of a phrase.
func headOf(text string) string {
	for _, h := range []string{"项目", "企业", "产业集群", "公司", "平台"} {
		if strings.HasSuffix(text, h) {
			return h
		}
	}
	if r := []rune(text); len(r) > 2 {
		return string(r[len(r)-2:])
	}
	return text
}
