package figure

import "strings"

// A candidate is words that a figure may belong to.
type candidate struct {
	from, to int
	named    bool // 余杭区, not 全区
	lasting  bool // a place or body, not a project or a company
	generic  bool // 项目, 园区: somebody only at the head of a clause
}

// governed reports the object of a verb right before it.
func (s *sentence) governed(c candidate) bool {
	k := s.markBefore(c.from)
	return k >= 0 && s.marks[k].to == c.from && s.marks[k].kind&(verb|light) != 0 && s.marks[k].kind&protects == 0
}

// candidateAt reads the subject whose last word is mark k.
func (s *sentence) candidateAt(k int) (candidate, bool) {
	m := s.marks[k]
	if s.quoted(m) {
		return candidate{}, false
	}
	if m.kind&(body|generic|thing) != 0 && m.to-m.from > 1 {
		if c, ok := s.pointed(k); ok {
			return c, true
		}
	}
	switch {
	case m.kind&deictic != 0:
		if prefix(s.t, m.from, m.to, "全国", "全球", "沿线", "全线") == m.to && !s.wordStart(m.from) {
			return candidate{}, false
		}
		if k > 0 && s.marks[k-1].to == m.from && s.marks[k-1].kind&place != 0 {
			return candidate{from: s.marks[k-1].from, to: m.to, named: true, lasting: true}, true // 杭州全市
		}
		return candidate{from: m.from, to: m.to, lasting: true}, true
	case m.kind&place != 0:
		c := candidate{from: m.from, to: s.extend(k), named: true, lasting: true}
		for j := k - 1; j >= 0 && s.marks[j].to == c.from && s.marks[j].kind&place != 0; j-- {
			c.from = s.marks[j].from
		}
		return c, true
	case m.kind&body != 0:
		if m.to < s.to && strings.ContainsRune("化式性型级制率", s.t[m.to]) {
			return candidate{}, false // 集团化
		}
		from := s.bodyStart(k)
		n := m.from - from
		if m.to-m.from == 1 {
			office := s.t[m.from] == '局'
			if n == 1 && strings.ContainsRune("古老新外各农乡山小强薄", s.t[from]) {
				return candidate{}, false // 古村
			}
			if m.from > s.from && (s.t[m.from] == '区' || s.t[m.from] == '市') && strings.ContainsRune("大全新老各本该园小片景灾辖库禁疫战郊街校", s.t[m.from-1]) {
				return candidate{}, false // 拼出大区担当
			}
			if n < 1 || n > 3 && !(office && n < 9) && !(n < 7 && s.clauseOpens(from) && s.wordEnd(k)) || !s.wordStart(from) || k > 0 && s.marks[k-1].to > from && !office ||
				!s.wordEnd(k) && !(n > 1 && follows(s.t, from-1, "在", "于", "进", "到")) && !(n > 1 && n < 4 && strings.ContainsRune("镇乡县村市区州", s.t[m.from]) && s.clauseOpens(from) && !strings.ContainsRune("大全新老各本该城园社小片景山灾辖库牧林校厂矿禁疫战特郊街", s.t[m.from-1])) && !(office && s.clauseOpens(from)) {
				return candidate{}, false
			}
			return candidate{from: from, to: m.to, named: true, lasting: true}, true
		}
		if n == 0 && m.kind&org != 0 && (m.to-m.from >= 4 || strings.ContainsRune("区市县省州镇", s.t[m.from])) {
			return candidate{from: m.from, to: m.to, named: true, lasting: true}, true
		}
		if (n >= 2 || n == 1 && m.kind&org != 0 && (m.to-m.from > 2 || strings.ContainsRune("区市县省州镇乡村校", s.t[from]))) && n <= 16 && !s.common(from, m) {
			return candidate{from: from, to: m.to, named: true, lasting: m.kind&org != 0}, true
		}
		if m.kind&generic != 0 && n < 2 && s.clauseOpens(m.from) {
			if s.word(m, "企业") && m.to < s.to && isHan(s.t[m.to]) && !s.wordEnd(k) {
				return candidate{}, false // 企业退休人员
			}
			return candidate{from: m.from, to: m.to, lasting: m.kind&org != 0, generic: true}, true
		}
	case m.kind&thing != 0 && personal(string(s.t[m.from:m.to])):
		if end := s.called(k); end > m.to {
			return candidate{from: m.from, to: end, named: true}, true
		}
	case m.kind&generic != 0 && s.clauseOpens(m.from):
		if s.word(m, "企业") && m.to < s.to && isHan(s.t[m.to]) && !s.wordEnd(k) {
			return candidate{}, false // 企业退休人员
		}
		return candidate{from: m.from, to: m.to, lasting: m.kind&org != 0, generic: true}, true
	}
	return candidate{}, false
}

// called returns the end of a person's name behind a word for people: 主播陈佳, or
// the end of the word.
func (s *sentence) called(k int) int {
	at := s.marks[k].to
	if at+2 > s.to || !strings.ContainsRune(surnames, s.t[at]) || !isHan(s.t[at+1]) {
		return at
	}
	limit := s.to
	if k+1 < len(s.marks) {
		limit = s.marks[k+1].from
	}
	end := at + 2
	if end > limit {
		return at
	}
	if end < limit && isHan(s.t[end]) && !strings.ContainsRune("一二三在从把将已就也说和与的了带家今去种养做办开靠", s.t[end]) {
		end++
	}
	return end
}

// pointed reads somebody that is pointed at: 这家"专精特新"企业.
func (s *sentence) pointed(k int) (candidate, bool) {
	m := s.marks[k]
	for i := m.from - 2; i >= s.from && m.from-i < 14; i-- {
		c := s.t[i]
		if c == '这' && strings.ContainsRune("家个座条项所支款台片种处只", s.t[i+1]) {
			return candidate{from: i, to: m.to, lasting: m.kind&body != 0}, s.clauseOpens(i)
		}
		if !isHan(c) && c != '"' || c == '的' && m.from-i > 10 {
			break
		}
	}
	return candidate{}, false
}

// quoted reports a mark inside quotation marks that hold no whole sentence.
func (s *sentence) quoted(m mark) bool {
	open, end := false, false
	for j := m.from - 1; j >= s.from && j > m.from-10; j-- {
		if s.t[j] == '"' {
			open = true
			break
		}
		if !isHan(s.t[j]) {
			break
		}
	}
	for j := m.to; j < s.to && j < m.to+8; j++ {
		if s.t[j] == '"' {
			end = true
			break
		}
		if !isHan(s.t[j]) {
			break
		}
	}
	if !open || !end {
		return false
	}
	n := 0
	for j := s.from; j < m.from; j++ {
		if s.t[j] == '"' {
			n++
		}
	}
	return n%2 == 1
}

// common reports words for a kind of thing, not for one: 新注册企业, 重点项目.
func (s *sentence) common(from int, m mark) bool {
	if m.kind&org != 0 {
		return false
	}
	if s.word(m, "企业") || s.word(m, "学校") || s.word(m, "公司") && m.from-from < 3 || s.word(m, "总部") {
		return true
	}
	for i := from; i < m.from; i++ {
		if prefix(s.t, i, m.from, "重大", "重点", "产业", "优质", "级", "型", "类", "新", "以上", "一批", "中小", "高新技术", "各", "创业", "政府投资", "招商", "省市", "用地", "民生", "实事", "在建", "亿元", "工业", "农业", "服务业", "制造业", "外资", "等", "平台", "链", "示范", "改造", "技改", "基础设施", "市政", "合作", "该", "这", "签约", "成立", "临时", "文体", "教育", "提升", "建设") > i {
			if (m.from-from > 9 || i > from+1 && s.unheard(from, from+2)) && !(prefix(s.t, i, m.from, "等", "新", "各", "重大", "重点") > i) {
				continue
			}
			return true
		}
	}
	return false
}

// unheard reports that no word of the lexicon covers [from, to).
func (s *sentence) unheard(from, to int) bool {
	k := s.markBefore(to)
	return k < 0 || s.marks[k].to <= from
}

// wordEnd reports that mark k is followed by a mark or a border, so that it
// closes a word.
func (s *sentence) wordEnd(k int) bool {
	m := s.marks[k]
	return m.to >= s.to || !isHan(s.t[m.to]) || k+1 < len(s.marks) && s.marks[k+1].from == m.to
}

func (s *sentence) wordStart(from int) bool {
	if from <= s.from || !isHan(s.t[from-1]) {
		return true
	}
	k := s.markBefore(from)
	return k >= 0 && s.marks[k].to == from && s.marks[k].kind&(timeWord|connects|place|goalWord|doneWord|lists|of|light) != 0
}

// extend takes the rest of a name that begins with a place: 萧山经济技术开发区.
func (s *sentence) extend(k int) int {
	end := s.marks[k].to
	last := end
	for j := k + 1; j < len(s.marks) && s.marks[j].from-end < 12; j++ {
		m := s.marks[j]
		if m.from < end {
			continue
		}
		if m.kind&(breaking|lists|of|quote) != 0 && m.kind&(protects|place|body) == 0 {
			break
		}
		if m.kind&body != 0 && m.kind&protects == 0 {
			if s.common(end, m) {
				break
			}
			if m.to-m.from == 1 && !s.wordEnd(j) && !follows(s.t, m.to, "党", "书记", "村委", "主任") {
				continue
			}
			last = m.to
		} else if m.kind&(grows|property) != 0 {
			break
		}
	}
	return last
}

// bodyStart finds where the name of a body begins.
func (s *sentence) bodyStart(k int) int {
	end := s.marks[k].from
	from := max(s.from, end-16)
	for j := k - 1; j >= 0 && s.marks[j].to > from; j-- {
		m := s.marks[j]
		if m.kind&place != 0 {
			from = max(from, m.from)
			if j > 0 && s.marks[j-1].to == m.from && s.marks[j-1].kind&place != 0 {
				from = s.marks[j-1].from
			}
			break
		}
		if m.kind&org != 0 && m.to-m.from > 1 && m.to < end && s.marks[j+1].from > m.to {
			from = max(from, m.to) // 区审计局受区政府
			break
		}
		if m.kind&(breaking|lists|of|quote) != 0 && m.kind&(protects|body|thing) == 0 || s.t[m.from] == '"' || m.kind&property != 0 && m.kind&protects == 0 {
			from = max(from, m.to)
			break
		}
	}
	for from < end && !isHan(s.t[from]) && !isLatin(s.t[from]) && !isDigit(s.t[from]) {
		from++
	}
	return from
}

// listed reports a member of a list, 甲、乙等, which is never the subject alone.
func (s *sentence) listed(c candidate) bool {
	if c.from > s.from && s.t[c.from-1] == '、' {
		return true
	}
	if c.to < s.to && (s.t[c.to] == '、' || s.t[c.to] == '等') {
		return true
	}
	if c.named && !c.lasting || c.lasting && s.t[c.to-1] == '场' {
		for i := c.to; i < s.to && i < c.to+7 && (isHan(s.t[i]) || s.t[i] == '、'); i++ {
			if s.t[i] == '、' {
				return true // 地铁1号线机场延伸段、
			}
		}
	}
	return false
}

// sampled reports a member of a list that the count closes: 甲公司、乙公司等15家企业.
func (s *sentence) sampled(c candidate, q *quantity) bool {
	if q.from <= s.from || s.t[q.from-1] != '等' {
		return false
	}
	for k := s.markBefore(c.to) + 1; k < len(s.marks) && s.marks[k].from < q.from; k++ {
		switch m := s.marks[k]; {
		case s.t[m.from] == '、':
			return true
		case m.kind&(goalWord|doneWord|weakDone|verb|breaks) != 0 && m.kind&protects == 0 && s.t[m.from] != '(' && s.t[m.from] != ')':
			return false
		}
	}
	return false
}

// tallied reports words that a number of the sentence counts: 企业33家, 156家企业.
func (s *sentence) tallied(c candidate) bool {
	for i := range s.read {
		np := s.read[i].np
		if np.to > np.from && c.from >= np.from && c.to <= np.to && !(c.from == np.from && c.to < np.to-1) {
			q := s.qs[i].class
			if q == count || q == firm || q == head || np.right {
				return true
			}
		}
	}
	for i := range s.qs {
		if s.qs[i].to == c.from {
			return true
		}
	}
	return false
}

// located reports a place that only says where: 在杭州召开, 与滨江携手.
func (s *sentence) located(c candidate) bool {
	if prefix(s.t, c.from, c.to, "全国", "全球", "全省") == c.to && c.to < s.to && (isDigit(s.t[c.to]) || isNumeral(s.t[c.to])) {
		return true
	}
	if c.from <= s.from {
		return prefix(s.t, c.to, s.to, "现场") > c.to
	}
	if prefix(s.t, c.from, c.to, "全线", "沿线") == c.to || prefix(s.t, c.to, s.to, "现场") > c.to && endsWith(string(s.t[c.from:c.to]), []string{"大会", "会议", "活动"}) {
		return true
	}
	if s.stages(c) {
		return false
	}
	if endsWith(string(s.t[c.from:c.to]), []string{"大会", "会议", "论坛", "峰会", "活动"}) && within(s.t, max(s.clauseStart(c.from)-12, c.from-24, s.from), c.from+2, "召开", "举行", "举办", "承办") {
		return true // 余姚市召开"拼经济、抓项目"动员大会
	}
	if within(s.t, max(s.clauseStart(c.from), c.from-10), c.from, "距离", "通往", "驶往", "连接", "毗邻") {
		return true // 距离地铁四号线南沙客运港站仅约500米
	}
	if c.to < s.to && (s.t[c.to] == '到' || s.t[c.to] == '至') {
		return true // 乌鲁木齐到库尔勒
	}
	switch s.t[c.from-1] {
	case '在', '与', '和', '向', '对', '从', '由', '于', '往', '到', '为', '至', '邻', '接', '临', '靠', '抵':
		return true
	}
	return false
}

// stages reports a place that a sentence begins with, 在浦沿社区,…: what follows is
// said of it.
func (s *sentence) stages(c candidate) bool {
	return c.named && c.from > s.from && s.t[c.from-1] == '在' && c.to < s.to && s.t[c.to] == ',' && s.clauseOpens(c.from-1)
}

// ranked reports a place that only compares or ranks, or is where things go.
func (s *sentence) ranked(c candidate) bool {
	if s.compared(c) || prefix(s.t, c.from, c.to, "全国", "全球", "全省", "全市") == c.to && c.to < s.to && s.t[c.to] == '每' {
		return true // 全国每卖出3把雨伞
	}
	return s.follows(c, "来自", "面向", "辐射", "对标", "落户", "前往", "销往", "出口到", "入选", "获批", "打响", "打造", "毗邻", "靠近", "服务")
}

// compared reports a place that only compares or ranks: 全市第一, 占全省, 高于全国.
func (s *sentence) compared(c candidate) bool {
	if prefix(s.t, c.to, s.to, "第", "首位", "前列", "前茅", "首个", "首批", "首家", "首次", "领先", "唯一", "前十", "前五", "前二", "排名") > c.to {
		return true
	}
	if c.to < s.to && s.t[c.to] == '的' && !c.named {
		return prefix(s.t, c.to+1, s.to, "比重", "平均", "首") > c.to+1
	}
	return s.follows(c, "占", "占到", "高于", "低于", "快于", "位居", "位列", "居", "列", "领跑", "比", "较", "高出", "超出", "好于", "优于", "领先", "跑赢")
}

func (s *sentence) follows(c candidate, words ...string) bool {
	for _, w := range words {
		if precedes(s.t, c.from, w) {
			return true
		}
	}
	return false
}
