package figure

import "strings"

// indicator reads what quantity i measures into s.read[i].
func (s *sentence) indicator(i int) {
	q, rd := &s.qs[i], &s.read[i]
	l := s.lookLeft(q)
	rd.growth = l.growth && (q.class == share || q.class == multiple)
	rd.rate = l.rate
	counted := q.class == count || q.class == head || q.class == firm
	if counted {
		if np := s.counted(i, l); !np.empty() {
			rd.np = np
			return
		}
	}
	if np, ok := s.parallel(i); ok {
		rd.np = np
		return
	}
	if q.class == head && q.to+2 <= s.to && undergone[string(s.t[q.to:q.to+2])] {
		return // 带动5000余人就业
	}
	np := s.phrase(l)
	if l.fig && !s.topic(np) {
		np = nounPhrase{}
	}
	if i > 0 && np.to > np.from {
		if prev := s.read[i-1].np; prev.right && prev.to > np.from && prev.from < np.from+2 && np.to-prev.to >= 2 {
			from := prev.to
			if strings.ContainsRune("里中内", s.t[from]) && np.to-from > 2 {
				from++ // 380名员工里研发人员占七成
			}
			np.from, np.text = from, s.clean(from, np.to) // 17个合作社平均收入
		}
	}
	if s.taken(i, l) && np.share == "" {
		np = nounPhrase{}
	}
	if np.text == "" && np.share == "" && l.invest != "" {
		rd.np = nounPhrase{text: l.invest, from: l.end, to: l.end}
		return
	}
	if q.class == event && q.to < len(s.t) && isHan(s.t[q.to]) && strings.HasPrefix(np.verb, "的") || q.class == event && np.verb == "进行" {
		if after := s.occasion(q); !after.empty() {
			rd.np = after // 返校后进行1次核酸检测
			return
		}
	}
	switch {
	case q.class == money && s.granted(q, rd):
		return
	case q.class == money && s.worth(q, l):
		if after := s.adjacent(q); !after.empty() {
			after.text += "价值"
			rd.np = after
			return
		}
	case l.of && q.class != share && q.class != multiple:
		np.text = "" // 街道的3000亩基地
	case np.text == "年产" || np.text == "日产" || np.text == "月产":
		if after := s.adjacent(q); !after.empty() {
			if !endsWith(after.text, []string{"能力", "产能"}) {
				after.text += np.text + "量" // 年产30GWh动力电池
			}
			rd.np = after
			return
		}
	case perHead[np.text] || strings.HasPrefix(np.text, "每") && len([]rune(np.text)) <= 3:
		if after := s.adjacent(q); !after.empty() {
			after.text = np.text + after.text
			rd.np = after
			return
		}
		if i > 0 && s.read[i-1].ok && s.read[i-1].np.text != "" && !s.read[i-1].np.right && s.qs[i-1].class == q.class {
			if prev := s.read[i-1].np.text; strings.HasPrefix(prev, np.text) {
				np.text = prev
			} else {
				np.text += prev // 薪酬1965万元,人均32万元
			}
			rd.np = np
			return
		}
	case q.class == size && !np.right && strings.ContainsRune("环沿绕", firstRune(np.text)), endsWith(np.text, []string{"两岸", "沿线", "境内", "周边", "沿岸"}):
		if after := s.adjacent(q); !after.empty() {
			rd.np = after
			return
		}
	}
	if np.text == "占比" || np.text == "市占率" || np.text == "比重" {
		if k := s.markBefore(np.from); k > 0 && s.marks[k].to == np.from && s.marks[k].kind&(deictic|place) != 0 {
			if outer := s.phrase(left{limit: l.limit, end: s.marks[k].from, mark: k - 1}); outer.text != "" {
				outer.text, outer.to = outer.text+np.text, np.to
				np = outer // 单晶硅片出货量全球占比
			}
		}
	}
	switch {
	case counted && strings.HasSuffix(np.text, "以上") || strings.HasSuffix(np.text, "级") && counted:
		if i > 0 && s.read[i-1].np.text != "" {
			np.text += headOf(s.read[i-1].np.text) // 百亿元以上1个, after 项目
		}
		rd.np = np
		return
	case q.class == share && !rd.growth && follows(s.t, q.to, "的股权", "股权", "的股份", "股份"):
		rd.np = nounPhrase{from: q.to, to: q.to, text: "股权", right: true, share: "."} // 收购某某公司51%的股权
		return
	case q.class == share && !rd.growth && regions[np.text] && !s.shared(q).empty():
		rd.np = s.shared(q) // 国内六成市场份额
		rd.np.share = ""
		return
	case extreme(np.text) && i > 0 && s.read[i-1].ok && (s.qs[i-1].class == q.class || i > 1 && s.read[i-2].ok && s.qs[i-2].class == q.class):
		rd.np = s.carried(i, q, l) // 最高的达到3100万元
		return
	case np.text != "":
		if l.invest != "" && endsWith(np.text, []string{"里", "村", "镇", "街道", "公司", "集团", "企业"}) {
			np.text = l.invest // 村里还计划投资600万元
		}
		for j := i - 1; j >= 0 && q.class == money && !np.right; j-- {
			if s.read[j].ok && s.qs[j].class == money {
				np.text = s.completed(np.text, s.read[j].np.text) // 人均可支配收入6万元,城镇居民7万元
				break
			}
		}
		if bareVerbs[np.text] && !counted && i > 0 && s.read[i-1].ok && s.read[i-1].np.text != "" {
			np.text += s.read[i-1].np.text // 比年初新增542亿元
		}
		if np.text == "投资" && np.verb == "的完成" {
			np.text = s.investor(np.from, l.limit) + np.text
		}
		if (counted || q.class == event) && i > 0 && s.read[i-1].ok && s.placeLike(np) {
			rd.place = candidate{from: np.from, to: np.to, named: true, lasting: true}
			rd.np = s.carried(i, q, l) // 昆明市3家、楚雄州3家
			return
		}
		if counted && i > 0 && bareVerbs[np.text] && s.read[i-1].np.text != "" {
			np.text += headOf(s.read[i-1].np.text) // 其中续建78个
		}
		rd.np = np
		return
	case q.class == head && np.verb == "" && !l.growth && !(l.level && i > 0 && s.read[i-1].ok && s.qs[i-1].class == head) && (i == 0 || !s.joined(s.qs[i-1].to, q.from)):
		return
	case q.class == head && np.text == "" && len([]rune(strings.TrimPrefix(np.verb, "的"))) > 1 && !idle[strings.TrimPrefix(np.verb, "的")] && !l.fig:
		rd.np = nounPhrase{text: strings.TrimSuffix(strings.TrimPrefix(np.verb, "的"), "了") + "人数", from: l.end, to: l.end, there: np.there}
		return
	case counted && np.verb != "" && !strings.HasPrefix(np.verb, "的") && len([]rune(np.verb)) > 1 && !l.fig && q.class != head && !bareVerbs[np.verb]:
		rd.np = nounPhrase{text: np.verb, from: l.end, to: l.end}
		return
	case np.share != "":
		l.end = np.shareAt
		rd.np = s.carried(i, q, l)
		rd.np.share = np.share
		return
	}
	if q.class == event && q.to < len(s.t) && isHan(s.t[q.to]) {
		if after := s.occasion(q); !after.empty() {
			rd.np = after // 3次村庄清洁行动
			return
		}
	}
	if !counted && q.class != share && q.class != multiple {
		if after := s.adjacent(q); !after.empty() {
			rd.np = after
			return
		}
	}
	if q.class == share && !rd.growth {
		if after := s.shared(q); !after.empty() {
			rd.np = after
			return
		}
	}
	np.verb = strings.TrimSuffix(np.verb, "了")
	if np.verb == "的投入" {
		np.verb = "投入"
	}
	if np.verb != "" && q.class == size && s.compares(q) {
		rd.np = s.carried(i, q, l)
		return // 比上年增产168亿斤
	}
	if np.verb != "" && q.class == size && !endsWith(np.verb, reshaping) {
		return
	}
	if np.verb != "" && !strings.HasPrefix(np.verb, "的") && len([]rune(np.verb)) > 1 && !counted && q.class != share && q.class != multiple {
		rd.np = nounPhrase{text: np.verb, from: l.end, to: l.end}
		return
	}
	rd.np = s.carried(i, q, l)
}

// compares reports that the clause compares what it states with another time.
func (s *sentence) compares(q *quantity) bool {
	start := s.clauseStart(q.from)
	for k := s.markBefore(q.from); k >= 0 && s.marks[k].from >= start; k-- {
		if m := s.marks[k]; m.kind&baseWord != 0 || s.word(m, "同比") || s.word(m, "环比") {
			return true
		}
	}
	return false
}

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
var undergone = map[string]bool{"报名": true, "报考": true, "就业": true, "参保": true, "入学": true, "毕业": true, "入境": true, "出境": true, "返乡": true, "创业": true, "死亡": true, "受伤": true, "参训": true, "参军": true, "脱贫": true, "落户": true, "参赛": true, "处分": true, "问责": true, "就诊": true, "住院": true, "受灾": true, "被困": true, "参会": true}

// worth reports 价值 before an amount and the thing behind it: 价值26万元的学习用品.
func (s *sentence) worth(q *quantity, l left) bool {
	return q.to < len(s.t) && s.t[q.to] == '的' && within(s.t, max(l.limit, q.from-6), q.from, "价值")
}

// occasion is the noun behind a number of times; verbs inside of it are part of
// its name.
func (s *sentence) occasion(q *quantity) nounPhrase {
	end := min(s.clauseEnd(q.to), q.to+14)
	for k := s.markBefore(q.to) + 1; k < len(s.marks) && s.marks[k].from < end; k++ {
		if m := s.marks[k]; m.from >= q.to && m.kind&(light|connects|reach|goalWord|doneWord|of|lists|figureMark|timeWord|qualifies) != 0 && m.kind&protects == 0 {
			end = m.from
		}
	}
	np := nounPhrase{from: q.to, to: max(end, q.to), right: true}
	if np.text = s.clean(np.from, np.to); len([]rune(np.text)) < 2 {
		np.text = ""
	}
	return np
}

func firstRune(text string) rune {
	for _, c := range text {
		return c
	}
	return 0
}

// reshaping verbs do something to an area; with others the area is the thing's own.
var reshaping = []string{"拆除", "改造", "征收", "征迁", "拆迁", "流转", "出让", "供应", "收储", "整治", "复垦", "开垦", "围垦", "种植", "播种", "绿化", "盘活", "腾出", "租赁", "修复", "治理", "销售", "养殖", "开工", "竣工", "建设", "收割", "灌溉"}

// granted reads what an amount is given as, right behind it: 50万元购房补贴.
func (s *sentence) granted(q *quantity, rd *reading) bool {
	if q.to >= len(s.t) || !isHan(s.t[q.to]) || s.t[q.to] == '的' {
		return false
	}
	after := s.adjacent(q)
	if !endsWith(after.text, []string{"补贴", "补助", "资助", "奖励", "津贴", "贷款", "奖金", "补偿", "消费券", "救助金"}) {
		return false
	}
	rd.np = after
	return true
}

// investor reads the sector before 完成投资: 生产性服务业完成投资39亿元.
func (s *sentence) investor(at, limit int) string {
	k := s.markBefore(at)
	if k < 0 || s.marks[k].to != at || s.marks[k].from <= limit {
		return ""
	}
	before := s.phrase(left{limit: limit, end: s.marks[k].from, mark: k - 1})
	if endsWith(before.text, []string{"业", "领域", "设施", "项目", "交通", "民间"}) {
		return before.text
	}
	return ""
}

// placeLike reports a phrase that is the name of a place.
func (s *sentence) placeLike(np nounPhrase) bool {
	return !np.right && np.to > np.from+1 && np.to-np.from < 12 && endsWith(np.text, []string{"自治州", "自治县", "街道", "号线", "区", "县", "市", "镇", "乡"}) &&
		!endsWith(np.text, []string{"园区", "社区", "小区", "景区", "片区", "街区", "灾区", "城市", "超市", "城镇", "乡镇", "开发区", "示范区", "城区", "地区"})
}

// idle verbs say nothing of the people they count.
var idle = map[string]bool{"实现": true, "完成": true, "达到": true, "共有": true, "现有": true, "拥有": true, "还有": true, "尚有": true, "设有": true, "包括": true, "迎来": true, "形成": true, "获得": true, "取得": true, "进行": true, "可提供": true, "发挥": true, "得到": true, "其中": true}

// perHead are words that leave the noun to what stands behind the number.
var perHead = map[string]bool{"人均": true, "户均": true, "平均": true, "亩均": true, "每人": true}

// bareVerbs say which of the things named before are counted.
var bareVerbs = map[string]bool{"新建": true, "续建": true, "在建": true, "新开工": true, "新增": true, "新竣工": true, "新引进": true, "新签约": true, "新设": true, "新认定": true, "新培育": true, "新注册": true, "日均新设": true, "日均新增": true, "扩建": true, "改建": true, "前期": true, "新投产": true}

// regions only say of which whole a share is.
var regions = map[string]bool{"国内": true, "国际": true, "省内": true, "市内": true, "海外": true, "其余": true, "其他": true, "另外": true, "全国": true, "全球": true}

// marksOf are what a number is called once it is reached: 站上1.4万亿斤台阶.
var marksOf = map[string]bool{"台阶": true, "大关": true, "关口": true, "门槛": true, "水平": true, "高位": true, "低位": true, "区间": true, "新台阶": true, "新高": true, "红线": true, "整数关口": true}

// extremes are what stands for the noun of the figure before.
var extremes = map[string]bool{"最高": true, "最低": true, "最多": true, "最少": true, "最大": true, "最小": true}

func extreme(text string) bool {
	return extremes[text] || text == "单日" || text == "单月" || strings.HasPrefix(text, "最高峰") || strings.HasPrefix(text, "高峰") || strings.HasPrefix(text, "单日最")
}

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

// topic reports that a phrase between two figures is one of its own.
func (s *sentence) topic(np nounPhrase) bool { return len([]rune(np.text)) >= 2 || np.share != "" }

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
var plainThings = map[string]bool{"企业": true, "项目": true, "人员": true, "群众": true, "单位": true, "机构": true, "站点": true, "点位": true, "车辆": true, "案件": true, "问题": true, "隐患": true, "任务": true, "岗位": true, "学位": true, "人才": true, "团队": true, "平台": true, "村": true, "居民": true, "房屋": true, "专利": true}

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
	if verb := string(s.t[s.marks[k].from:from]); verb != "组织" && verb != "联合" && verb != "邀请" && verb != "带领" {
		np.text = verb + np.text
	}
}

// adjacent reads the noun right behind an amount: 3亿元资金, 31公里城市绿廊.
func (s *sentence) adjacent(q *quantity) nounPhrase {
	if q.to >= len(s.t) || s.t[q.to] != '的' && !isHan(s.t[q.to]) && !isLatin(s.t[q.to]) && s.t[q.to] != '"' {
		return nounPhrase{}
	}
	np := s.nounAfter(q.to, false)
	if np.from > q.to && s.t[q.to] != '的' && np.text != "" && s.t[np.from-1] != '上' && s.t[np.from-1] != '右' || marksOf[np.text] {
		return nounPhrase{}
	}
	if q.class == money && s.t[q.to] == '的' && len([]rune(np.text)) > 8 {
		return nounPhrase{}
	}
	return np
}

// shared reads 87%的企业 and 50%以上的事项就近可办.
func (s *sentence) shared(q *quantity) nounPhrase {
	at := q.to
	k := s.markBefore(at) + 1
	if k < len(s.marks) && s.marks[k].from == at && s.marks[k].kind&qualifies != 0 {
		at = s.marks[k].to
	}
	if at >= len(s.t) || s.t[at] != '的' && !isHan(s.t[at]) && s.t[at] != '"' {
		return nounPhrase{}
	}
	if k = s.markBefore(at) + 1; k < len(s.marks) && s.marks[k].from == at && s.marks[k].kind&(breaking|lists) != 0 {
		return nounPhrase{}
	}
	end := min(s.clauseEnd(at), at+16)
	for k := s.markBefore(at) + 1; k < len(s.marks) && s.marks[k].from < end; k++ {
		if m := s.marks[k]; m.from > at && m.kind&(doneWord|goalWord|weakDone) != 0 && m.kind&protects == 0 {
			end = m.from
		}
	}
	text := s.clean(min(at, end), end)
	if text == "" || len([]rune(text)) == 1 && text != "村" && text != "人" || prefix(s.t, at, end, "的目标", "目标", "全覆盖", "覆盖", "的覆盖") > at {
		return nounPhrase{}
	}
	return nounPhrase{from: at, to: end, text: strings.ReplaceAll(text, `"`, ""), right: true, share: "."}
}
