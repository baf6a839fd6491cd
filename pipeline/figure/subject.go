package figure

import (
	"strings"
	"unicode/utf8"
)

// subject returns whose figure i is: the noun that the number describes, the
// nearest fitting name before it in the sentence, else behind it, else what the
// paragraph or the article spoke of.
func (s *sentence) subject(i int) string {
	return s.department(i, s.owner(i))
}

func (s *sentence) owner(i int) string {
	if c, ok := s.possessor(i); ok {
		return s.remember(c)
	}
	if c := s.read[i].place; c.to > 0 {
		return s.remember(c)
	}
	if c, ok := s.respectively(i); ok {
		return s.resolve(c)
	}
	if c, ok := s.each(i); ok {
		return s.resolve(c)
	}
	best, second := s.nearest(i)
	if best.to > 0 {
		return s.remember(best)
	}
	if c, ok := s.speaker(i); ok {
		return s.remember(c)
	}
	if s.a.spoken != "" && s.pronoun(i) {
		return s.a.spoken
	}
	if second.lasting {
		return s.resolve(second)
	}
	if c, ok := s.behind(i, s.clauseEnd(s.qs[i].to)); ok {
		return s.remember(c)
	}
	if second.to > 0 && (second.lasting || second.from >= s.clauseStart(s.qs[i].from)) {
		return s.resolve(second)
	}
	if name := s.a.spokenOf(s.t, s.from); name != "" {
		return name
	}
	if c, t, ok := s.sentencesBefore(); ok {
		return t.remember(c)
	}
	if second.to > 0 {
		return s.resolve(second)
	}
	if c, ok := s.behind(i, s.to); ok {
		return s.remember(c)
	}
	if s.a.lasting != "" && s.a.titled() == "" {
		return s.a.lasting
	}
	if main := s.a.mainSubject(); main != "" {
		return main
	}
	return s.a.lasting
}

// pronoun reports a clause about him or her, who was named before.
func (s *sentence) pronoun(i int) bool {
	for k := s.markBefore(s.qs[i].from); k >= 0; k-- {
		if m := s.marks[k]; s.word(m, "他") || s.word(m, "她") {
			return true
		}
	}
	return false
}

// respectively gives the figures of a list to the places before 分别 by order:
// 进化镇、河上镇分别新增企业5家、3家.
func (s *sentence) respectively(i int) (candidate, bool) {
	first, last := s.group(i)
	n := last - first + 1
	if n < 2 {
		return candidate{}, false
	}
	from := s.clauseStart(s.qs[first].from)
	for j := from; j+1 < s.qs[first].from; j++ {
		if s.t[j] != '分' || s.t[j+1] != '别' {
			continue
		}
		parts := []candidate{{from: from, named: true, lasting: true}}
		for k := from; k < j; k++ {
			if s.t[k] == '、' || s.t[k] == '和' {
				parts[len(parts)-1].to = k
				parts = append(parts, candidate{from: k + 1, named: true, lasting: true})
			}
		}
		parts[len(parts)-1].to = j
		if len(parts) != n {
			return candidate{}, false
		}
		for _, p := range parts {
			if e, ok := s.a.reader.words.at(s.t, p.from, p.to); !(ok && e.kind&place != 0) && !s.placeLike(nounPhrase{from: p.from, to: p.to, text: string(s.t[p.from:p.to])}) {
				return candidate{}, false
			}
		}
		return parts[i-first], true
	}
	return candidate{}, false
}

// each gives a figure to all the places that share it: 甲市、乙市各有2家.
func (s *sentence) each(i int) (candidate, bool) {
	at := s.qs[i].from
	for n := 0; n < 2 && at > s.from && s.t[at-1] != '各'; n++ {
		at--
	}
	if at <= s.from || s.t[at-1] != '各' {
		return candidate{}, false
	}
	c := candidate{from: s.clauseStart(s.qs[i].from), to: at - 1, named: true}
	if c.to-c.from < 5 || c.to-c.from > 40 || !within(s.t, c.from, c.to, "、", "和") {
		return candidate{}, false
	}
	last := c.to - 1
	for last > c.from && s.t[last-1] != '、' && s.t[last-1] != '和' {
		last--
	}
	if !s.placeLike(nounPhrase{from: last, to: c.to, text: string(s.t[last:c.to])}) {
		return candidate{}, false
	}
	return c, true
}

// department gives the figures of a whole place, which its departments pursue,
// to the place.
func (s *sentence) department(i int, name string) string {
	if !endsWith(name, []string{"局", "委", "办", "厅", "部"}) {
		return name
	}
	if indicator := s.a.reader.indicators.of(s.read[i].np.text); !s.a.reader.indicators.macro[indicator] && !strings.HasSuffix(indicator, "投资") && !strings.HasSuffix(indicator, "增加值") {
		return name
	}
	if home := s.a.homeName(); home != "" {
		return home
	}
	return name
}

// sentencesBefore looks for a subject in the sentences before this one, in the
// same paragraph.
func (s *sentence) sentencesBefore() (candidate, *sentence, bool) {
	if !s.looked {
		s.looked = true
		s.earlier, s.earlierIn, s.found = s.lookBefore()
	}
	return s.earlier, s.earlierIn, s.found
}

func (s *sentence) lookBefore() (candidate, *sentence, bool) {
	at := s.from - 1
	for n := 0; n < 2 && at > 0 && s.t[at] != '\n' && s.from-at < 250; n++ {
		from, to := sentenceAround(s.t, at-1)
		if from >= to || to > s.from+1 {
			break
		}
		b := &sentence{a: s.a, v: s.v, t: s.t, from: from, to: to, marks: s.a.reader.marks(s.t, from, to, nil, nil)}
		for pos := from; pos < to; {
			end := b.clauseEnd(pos)
			if c, ok := b.headOf(pos, end); ok {
				return c, b, true
			}
			if pos = end + 1; end >= to {
				break
			}
		}
		for k := range b.marks {
			if c, ok := b.candidateAt(k); ok && c.lasting && !b.listed(c) && !b.ranked(c) && !b.located(c) {
				return c, b, true
			}
		}
		at = from - 1
	}
	return candidate{}, nil, false
}

// remember resolves a candidate and keeps it for figures that name nobody.
func (s *sentence) remember(c candidate) string {
	name := s.resolve(c)
	if wide := prefix(s.t, c.from, c.to, "全国", "全球", "我国"); wide == c.to {
		return name
	}
	if c.named || c.lasting || c.generic && !s.thingLike(c) {
		s.a.spoken, s.a.spokenAt = name, s.from
	}
	if c.lasting {
		s.a.lasting = name
	}
	return name
}

// spokenOf is the last subject of the paragraph that t[i] stands in.
func (a *article) spokenOf(t []rune, i int) string {
	if a.spoken == "" || a.spokenAt > i {
		return ""
	}
	for j := a.spokenAt; j < i; j++ {
		if t[j] == '\n' && !wrapped(t, j) {
			return ""
		}
	}
	return a.spoken
}

// nearest looks backwards through the sentence. Second is a name that only says
// where, or that is the object of a verb or of another clause.
func (s *sentence) nearest(i int) (best, second candidate) {
	q, np := &s.qs[i], s.read[i].np
	limit := q.from
	if np.to > np.from && np.from < limit && !np.right {
		limit = max(np.from, s.from)
		for _, w := range intrinsic {
			if precedes(s.t, np.to, w) {
				limit = np.to - utf8.RuneCountInString(w)
				break
			}
		}
	}
	if c, ok := s.storm(i); ok {
		return c, second
	}
	if c, ok := s.unknown(np, limit); ok {
		return c, second
	}
	clause := s.clauseStart(q.from)
	head, hasHead := s.clauseHead(q.from)
	for k := s.markBefore(q.from); k >= 0; k-- {
		m := s.marks[k]
		if hasHead && m.from < head.from {
			break
		}
		c, ok := s.candidateAt(k)
		c.lasting = c.lasting || ok && s.stages(c)
		if !ok || c.to > q.from || s.listed(c) || s.ranked(c) || s.tallied(c) || s.sampled(c, q) {
			continue
		}
		if c.generic && c.to < s.to && s.t[c.to] == ')' {
			continue
		}
		if c.generic && !c.lasting && s.thingLike(c) && (c.from > s.opens() && s.acts(c)) && !(c.from >= clause && c.to >= limit-1 && c.from <= limit) {
			continue // 项目 and 企业 mean one of them only beside their figure
		}
		if c.from >= limit && !(c.lasting && c.named) && c.named && !s.heads(c, np) {
			continue
		}
		if c.generic && c.from == np.from && np.text == "项目投资" {
			continue // the investment in projects, not in one
		}
		if s.located(c) || s.governed(c) && !c.generic && !s.stages(c) || !c.lasting && !c.generic && c.from < clause {
			if second.to == 0 && !(c.from > s.from && (s.t[c.from-1] == '到' || s.t[c.from-1] == '至')) {
				second = c
			}
			continue
		}
		if hasHead && c.from <= head.from && c.to <= head.to {
			return head, second
		}
		return c, second
	}
	if hasHead {
		return head, second
	}
	return candidate{}, second
}

// unknown reads a name that no word tells, before what belongs to it by nature:
// 闻家堰水位.
func (s *sentence) unknown(np nounPhrase, end int) (candidate, bool) {
	described := false
	for i := end - 1; i > np.from && !np.right; i-- {
		if s.t[i] == '的' {
			np.from, described = i+1, true // 以优雅风情主打的新浪漫号长220.6米
			break
		}
	}
	if np.right || end <= np.from+1 || end >= np.to || end > np.from+8 && !described || s.t[np.from] == '超' || !described && !s.clauseOpens(np.from) {
		return candidate{}, false
	}
	for i := np.from; i < end; i++ {
		if !isHan(s.t[i]) && s.t[i] != '·' && !isDigit(s.t[i]) && !isLatin(s.t[i]) {
			return candidate{}, false
		}
	}
	for k := s.markBefore(end); k >= 0 && s.marks[k].to > np.from; k-- {
		if s.marks[k].kind&protects == 0 || s.marks[k].to == end {
			return candidate{}, false
		}
	}
	return candidate{from: np.from, to: end, named: true}, true
}

// heads reports a body that the indicator begins with: 行政服务中心满意率.
func (s *sentence) heads(c candidate, np nounPhrase) bool {
	return c.from == np.from && np.to-c.to >= 3 && c.to-c.from >= 5 && !np.right && !s.thingLike(c) &&
		endsWith(string(s.t[c.from:c.to]), []string{"中心", "大桥", "隧道", "高速", "高铁", "铁路", "水库", "电站", "港区", "火车站", "口岸", "广场", "景区", "公园"})
}

// possessor reads the noun behind an attribute: 总投资50亿元的数据中心项目.
func (s *sentence) possessor(i int) (candidate, bool) {
	q := &s.qs[i]
	if q.class != money && q.class != size && q.class != speed {
		return candidate{}, false
	}
	at := q.to
	joined := false
	if at < len(s.t) && s.t[at] == '的' {
		at, joined = at+1, true
	}
	if !joined && (at >= len(s.t) || !isHan(s.t[at])) {
		return candidate{}, false
	}
	end := at
	for k := s.markBefore(at) + 1; k < len(s.marks) && s.marks[k].from-at < 24; k++ {
		m := s.marks[k]
		if m.from < at {
			continue
		}
		if m.kind&(breaks|figureMark|goalWord|doneWord|weakDone|timeWord|qualifies|of) != 0 && m.kind&protects == 0 {
			break
		}
		if m.kind&(verb|connects|reach) != 0 && m.kind&(protects|body) == 0 && !(joined && m.kind&verb != 0 && m.kind&(light|reach|weakDone) == 0 && m.from > at && s.projectSoon(m.to)) {
			break
		}
		if !joined && m.kind&protects != 0 && m.from > at && s.verbal(m) {
			break // 3亿元专项资金支持企业
		}
		if m.kind&body != 0 && m.to-m.from > 1 {
			end = m.to
		}
	}
	if end-at < 3 {
		return candidate{}, false
	}
	return candidate{from: at, to: end, named: true}, true
}

// projectSoon reports that a verb which ends at pos is part of a project's name.
func (s *sentence) projectSoon(pos int) bool {
	return within(s.t, pos, min(pos+6, s.to), "项目", "工程", "基地", "中心", "产业园")
}

// behind looks for a place or body after the figure: 18个项目签约落户开发区.
func (s *sentence) behind(i, end int) (candidate, bool) {
	q := &s.qs[i]
	for k := s.markBefore(q.to) + 1; k < len(s.marks) && s.marks[k].from < end; k++ {
		if s.marks[k].from < q.to {
			continue
		}
		if m := s.marks[k]; m.kind&generic != 0 && m.kind&org != 0 && s.wordEnd(k) {
			if c := (candidate{from: m.from, to: m.to, lasting: true}); s.follows(c, "落户", "落地", "入驻", "走进", "进驻") {
				return c, true
			}
		}
		if c, ok := s.candidateAt(k); ok && c.lasting && c.from >= q.to && !strings.ContainsRune("和与向对受被获", s.t[c.from-1]) && !s.listed(c) && !s.tallied(c) && !s.compared(c) && !(s.governed(c) && !s.follows(c, "落户", "签约", "落地", "入驻", "位于", "走进", "在", "来到")) {
			return c, true
		}
	}
	return candidate{}, false
}
