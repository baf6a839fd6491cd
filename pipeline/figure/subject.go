package figure

import "strings"

// A candidate is words that a figure may belong to.
type candidate struct {
	from, to int
	named    bool // 余杭区, not 全区
	lasting  bool // a place or body, not a project or a company
	generic  bool // 项目, 园区: somebody only at the head of a clause
}

// subject returns whose figure i is: the noun that the number describes, the
// nearest fitting name before it in the sentence, else behind it, else what the
// paragraph or the article spoke of.
func (s *sentence) subject(i int) string {
	if c, ok := s.possessor(i); ok {
		return s.remember(c)
	}
	if c := s.read[i].place; c.to > 0 {
		return s.remember(c)
	}
	if c, ok := s.respectively(i); ok {
		return s.resolve(c)
	}
	best, second := s.nearest(i)
	if best.to > 0 {
		return s.department(i, s.remember(best))
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
	if s.a.lasting != "" {
		return s.a.lasting
	}
	return s.a.homeName()
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
	if c.named || c.lasting {
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
	}
	if c, ok := s.storm(i); ok {
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
		if !ok || c.to > q.from || s.listed(c) || s.ranked(c) || s.tallied(c) {
			continue
		}
		if c.generic && c.to < s.to && s.t[c.to] == ')' {
			continue
		}
		if c.generic && !c.lasting && s.thingLike(c) && (c.from > s.opens() && s.acts(c)) && !(c.from >= clause && c.to >= limit-1 && c.from <= limit) {
			continue // 项目 and 企业 mean one of them only beside their figure
		}
		if c.from >= limit && !(c.lasting && c.named) && c.named {
			continue
		}
		if s.located(c) || s.governed(c) && !c.generic || !c.lasting && !c.generic && c.from < clause {
			if second.to == 0 {
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
	if !s.isWeather(i) {
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

// governed reports the object of a verb right before it.
func (s *sentence) governed(c candidate) bool {
	k := s.markBefore(c.from)
	return k >= 0 && s.marks[k].to == c.from && s.marks[k].kind&(verb|light) != 0 && s.marks[k].kind&protects == 0
}

// possessor reads the noun behind an attribute: 总投资50亿元的数据中心项目.
func (s *sentence) possessor(i int) (candidate, bool) {
	q := &s.qs[i]
	if q.class != money && q.class != size {
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
		if m.kind&(verb|connects|reach) != 0 && m.kind&(protects|body) == 0 {
			break
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

// candidateAt reads the subject whose last word is mark k.
func (s *sentence) candidateAt(k int) (candidate, bool) {
	m := s.marks[k]
	if s.quoted(m) {
		return candidate{}, false
	}
	switch {
	case m.kind&deictic != 0:
		if prefix(s.t, m.from, m.to, "全国", "全球") == m.to && !s.wordStart(m.from) {
			return candidate{}, false
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
			if n < 1 || n > 3 && !(office && n < 9) || !s.wordStart(from) || k > 0 && s.marks[k-1].to > from && !office ||
				!s.wordEnd(k) && !(n > 1 && follows(s.t, from-1, "在", "于", "进", "到")) && !(n > 1 && n < 4 && strings.ContainsRune("镇乡县村", s.t[m.from]) && s.clauseOpens(from)) && !(office && s.clauseOpens(from)) {
				return candidate{}, false
			}
			return candidate{from: from, to: m.to, named: true, lasting: true}, true
		}
		if n == 0 && m.to-m.from >= 4 && m.kind&org != 0 {
			return candidate{from: m.from, to: m.to, named: true, lasting: true}, true
		}
		if (n >= 2 || n == 1 && m.to-m.from > 2 && m.kind&org != 0) && n <= 16 && !s.common(from, m) {
			return candidate{from: from, to: m.to, named: true, lasting: m.kind&org != 0}, true
		}
		if m.kind&generic != 0 && n < 2 && s.clauseOpens(m.from) {
			return candidate{from: m.from, to: m.to, lasting: m.kind&org != 0, generic: true}, true
		}
	case m.kind&generic != 0 && s.clauseOpens(m.from):
		return candidate{from: m.from, to: m.to, lasting: m.kind&org != 0, generic: true}, true
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
			if m.from-from > 9 && !(prefix(s.t, i, m.from, "等", "新", "各", "重大", "重点") > i) {
				continue
			}
			return true
		}
	}
	return false
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
			if m.to-m.from == 1 && !s.wordEnd(j) {
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
		if m.kind&(breaking|lists|of|quote) != 0 && m.kind&(protects|body|thing) == 0 || s.t[m.from] == '"' {
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
		return false
	}
	switch s.t[c.from-1] {
	case '在', '与', '和', '向', '对', '从', '由', '于', '往', '到', '为':
		return true
	}
	return false
}

// ranked reports a place that only compares or ranks, or is where things go.
func (s *sentence) ranked(c candidate) bool {
	if s.compared(c) {
		return true
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
	return s.follows(c, "占", "占到", "高于", "低于", "快于", "位居", "位列", "居", "列", "领跑", "比", "较", "高出", "超出", "好于", "优于", "领先")
}

func (s *sentence) follows(c candidate, words ...string) bool {
	for _, w := range words {
		if precedes(s.t, c.from, w) {
			return true
		}
	}
	return false
}

// behind looks for a place or body after the figure: 18个项目签约落户开发区.
func (s *sentence) behind(i, end int) (candidate, bool) {
	q := &s.qs[i]
	for k := s.markBefore(q.to) + 1; k < len(s.marks) && s.marks[k].from < end; k++ {
		if s.marks[k].from < q.to {
			continue
		}
		if c, ok := s.candidateAt(k); ok && c.lasting && c.from >= q.to && !s.listed(c) && !s.tallied(c) && !s.compared(c) && !(s.governed(c) && !s.follows(c, "落户", "签约", "落地", "入驻", "位于", "走进", "在", "来到")) {
			return c, true
		}
	}
	return candidate{}, false
}

// clauseHead reads the grammatical subject of the clause or one before it: what
// stands before 将, 要, 已, as in 湘湖要确保…, and is no indicator.
func (s *sentence) clauseHead(pos int) (candidate, bool) {
	for at := pos; ; {
		from := s.clauseStart(at)
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
		if m.kind&quote != 0 {
			continue
		}
		if m.kind&(goalWord|doneWord) != 0 && m.kind&(reach|rise|fall) == 0 {
			return s.headCandidate(start, m.from)
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
	if n < 2 || n > 16 || s.t[from] == '"' && s.t[to-1] != '"' {
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
		if prefix(s.t, i, to, "高水平", "高质量", "高标准", "坚定", "工作", "力度", "经济运行", "一批", "各项", "成效", "氛围", "重点项目", "政策", "有效", "全面", "努力", "规模", "数量", "能力", "同时", "有序", "如何", "指标", "投资", "总量", "产值", "收入", "面积", "增速", "目标", "人数", "企业数") > i {
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
	if text == "项目" || text == "企业" || text == "大家" || text == "会议" || text == "活动" || text == "大会" || text == "今后" {
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
