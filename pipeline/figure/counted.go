package figure

import (
	"strings"
)

// joining reads what people do or undergo right before their number, as part of
// what is counted: 中考报名6.72万人.
func (s *sentence) joining(q *quantity, l left) (nounPhrase, bool) {
	k := s.markBefore(q.from)
	for k >= 0 && s.marks[k].kind&skips != 0 && s.marks[k].kind&attends == 0 && s.marks[k].from >= l.limit {
		k--
	}
	if k < 0 || s.marks[k].from <= l.limit || !undergone[string(s.t[s.marks[k].from:s.marks[k].to])] {
		return nounPhrase{}, false
	}
	m := s.marks[k]
	np := s.phrase(left{limit: l.limit, end: m.from, mark: k - 1})
	if np.text == "" || np.to != m.from || np.to-np.from > 8 {
		np = nounPhrase{from: m.from}
	}
	np.to, np.verb = m.to, ""
	np.text += string(s.t[m.from:m.to])
	return np, true
}

// undergone is what people do or undergo who are counted by it.
var undergone = newWordSet(`
	报名 报考 就业 参保 入学 毕业 入境 出境 返乡 创业 死亡 受伤 参训 参军 脱贫 落户 参赛 处分 问责 就诊
	住院 受灾 被困 参会`)

// placeLike reports a phrase that is the name of a place.
func (s *sentence) placeLike(np nounPhrase) bool {
	return !np.right && np.to > np.from+1 && np.to-np.from < 12 && endsWith(np.text, []string{"自治州", "自治县", "街道", "号线", "区", "县", "市", "镇", "乡"}) &&
		!endsWith(np.text, []string{"园区", "服务区", "专区", "社区", "小区", "景区", "片区", "街区", "灾区", "城市", "超市", "城镇", "乡镇", "开发区", "示范区", "城区", "地区"})
}

// idle verbs say nothing of the people they count.
var idle = newWordSet("实现 完成 达到 共有 现有 拥有 还有 尚有 设有 包括 迎来 形成 获得 取得 进行 可提供 发挥 得到 其中")

// bareVerbs say which of the things named before are counted.
var bareVerbs = newWordSet(`
	新建 续建 在建 新开工 新增 新竣工 新引进 新签约 新设 新认定 新培育 新注册 日均新设 日均新增 扩建 改建
	前期 新投产`)

// described reads the noun of a count behind a property of it: 4只总规模50亿元的
// 产业基金.
func (s *sentence) described(i int) nounPhrase {
	q := &s.qs[i]
	if i+1 >= len(s.qs) {
		return nounPhrase{}
	}
	next := &s.qs[i+1]
	if next.class != money && next.class != size || next.from-q.to > 8 || next.to >= len(s.t) || s.t[next.to] != '的' || s.clauseEnd(q.to) <= next.from {
		return nounPhrase{}
	}
	k := s.markBefore(q.to) + 1
	if next.from-q.to < 2 || k < len(s.marks) && s.marks[k].from == q.to && s.marks[k].kind&(thing|body|verb|breaks|lists|of) != 0 && s.marks[k].kind&(property|protects) == 0 {
		return nounPhrase{}
	}
	for k = s.markBefore(next.from); k >= 0 && s.marks[k].from >= q.to; k-- {
		if s.marks[k].kind&verb != 0 && s.marks[k].kind&(protects|property|nominal) == 0 {
			return nounPhrase{} // 358名儿童送去价值26万元的用品
		}
	}
	return s.nounAfter(next.to, false)
}

// taken reports that the noun before figure i belongs to the figure before that:
// 14个乡镇9.8万人.
func (s *sentence) taken(i int, l left) bool {
	if i == 0 {
		return false
	}
	prev := s.read[i-1].np
	return prev.right && prev.to >= l.end && prev.from >= l.limit && prev.from < max(l.end, l.limit+1)
}

// counted reads the noun of a count, behind the number or before it.
func (s *sentence) counted(i int, l left) nounPhrase {
	q := &s.qs[i]
	if q.measure != nil && string(q.measure.word) == "人" {
		if after := s.nounAfter(q.to, true); personal(after.text) {
			return after
		}
	} else if after := s.described(i); !after.empty() {
		return after
	} else if after := s.nounAfter(q.to, true); !after.empty() && !(s.title && s.v.blankAt(q.to)) {
		if strings.HasSuffix(after.text, "级") || strings.HasSuffix(after.text, "以上") {
			after.text += s.nextHead(q, after.to)
		}
		if plainThings[after.text] && !l.fig {
			s.action(&after, q.from)
		}
		return after
	}
	if l.fig {
		if k := s.markBefore(q.from); k >= 0 {
			return nounPhrase{}
		}
	}
	if k := l.mark; k >= 0 && s.marks[k].to == l.end && (s.word(s.marks[k], "设站") || s.word(s.marks[k], "配车")) {
		return nounPhrase{text: string(s.t[s.marks[k].from:l.end]), from: s.marks[k].from, to: l.end, there: true}
	}
	if q.class == head {
		if np, ok := s.joining(q, l); ok {
			return np
		}
	}
	np := s.phrase(l)
	if !np.right && np.to > np.from && (strings.ContainsRune("上里内", s.t[np.to-1]) && np.there || strings.ContainsRune("上里内", s.t[np.to]) && follows(s.t, np.to+1, "有", "共有", "还有", "现有")) {
		if topic := s.topicBefore(l.limit); !topic.empty() {
			return topic // 像她这样的主播,镇上有3000多名
		}
		return nounPhrase{}
	}
	if bareVerbs[np.text] || s.placeLike(np) || i > 0 && extreme(np.text) {
		return nounPhrase{}
	}
	if np.of || np.share != "" || np.text == "" || s.taken(i, l) {
		return nounPhrase{}
	}
	if strings.HasSuffix(np.text, "以上") || strings.HasSuffix(np.text, "以下") {
		return nounPhrase{}
	}
	if np.verb != "" && plainThings[np.text] && !strings.HasPrefix(np.verb, "的") && len([]rune(np.verb)) > 1 {
		np.text = np.verb + np.text
	}
	return np
}

// topicBefore is the noun behind 的 that the clause before limit ends with, where
// that clause states no figure.
func (s *sentence) topicBefore(limit int) nounPhrase {
	if limit <= s.from {
		return nounPhrase{}
	}
	end := s.clauseBefore(limit)
	from := s.clauseStart(end)
	for i := end - 2; i >= from && end-i < 9; i-- {
		if isDigit(s.t[i]) {
			break
		}
		if s.t[i] == '的' {
			return nounPhrase{text: s.clean(i+1, end), from: i + 1, to: end}
		}
	}
	return nounPhrase{}
}

// plainThings say so little that the verb belongs to the name.
var plainThings = newWordSet(`
	企业 项目 人员 群众 单位 机构 站点 点位 车辆 案件 问题 隐患 任务 岗位 学位 人才 团队 平台 村 居民
	房屋 专利`)

// action puts the verb before a bare noun: 走访156家企业 counts 走访企业.
func (s *sentence) action(np *nounPhrase, from int) {
	k := s.markBefore(from)
	for k >= 0 && s.marks[k].kind&(qualifies|doneWord) != 0 && s.marks[k].kind&verb == 0 && s.marks[k].to == from {
		from = s.marks[k].from
		k--
	}
	if k < 0 || s.marks[k].to != from || s.marks[k].kind&verb == 0 || s.marks[k].kind&light != 0 || from-s.marks[k].from < 2 {
		return
	}
	if verb := string(s.t[s.marks[k].from:from]); verb != "组织" && verb != "联合" && verb != "邀请" && verb != "带领" && verb != "启动" && verb != "开展" && verb != "实施" && verb != "推进" {
		np.text = verb + np.text
	}
}
