package figure

import "strings"

// indicator reads what quantity i measures into s.read[i].
func (s *sentence) indicator(i int) {
	q, rd := &s.qs[i], &s.read[i]
	l := s.lookLeft(q.from)
	rd.growth = l.growth && (q.class == share || q.class == multiple)
	rd.rate = l.rate
	counted := q.class == count || q.class == head || q.class == firm
	if counted {
		if np := s.counted(q, l); !np.empty() {
			rd.np = np
			return
		}
	}
	if np, ok := s.parallel(i); ok {
		rd.np = np
		return
	}
	np := s.phrase(l)
	if l.fig && !s.topic(np) {
		np = nounPhrase{}
	}
	if i > 0 {
		if prev := s.read[i-1].np; prev.right && prev.to >= l.end && prev.from >= l.limit && np.share == "" {
			np = nounPhrase{} // that noun belongs to the figure before: 14个乡镇9.8万人
		}
	}
	if np.text == "" && np.share == "" && l.invest {
		rd.np = nounPhrase{text: "投资", from: l.end, to: l.end}
		return
	}
	switch {
	case q.class == money && s.granted(q, rd):
		return
	case l.of && q.class != share && q.class != multiple:
		np.text = "" // 街道的3000亩基地
	case perHead[np.text]:
		if after := s.adjacent(q); !after.empty() {
			after.text = np.text + after.text
			rd.np = after
			return
		}
	case endsWith(np.text, []string{"两岸", "沿线", "境内", "周边", "沿岸"}):
		if after := s.adjacent(q); !after.empty() {
			rd.np = after
			return
		}
	}
	switch {
	case np.text != "" && strings.HasSuffix(np.text, "以上") || strings.HasSuffix(np.text, "级") && counted:
		if i > 0 && s.read[i-1].np.text != "" {
			np.text += headOf(s.read[i-1].np.text) // 百亿元以上1个, after 项目
		}
		rd.np = np
		return
	case np.text != "":
		if np.text == "投资" && np.verb == "的完成" {
			np.text = s.investor(np.from, l.limit) + np.text
		}
		if counted && i > 0 && s.read[i-1].ok && s.placeLike(np) {
			rd.place = candidate{from: np.from, to: np.to, named: true, lasting: true}
			rd.np = s.carried(i, q, l) // 昆明市3家、楚雄州3家
			return
		}
		if counted && i > 0 && bareVerbs[np.text] && s.read[i-1].np.text != "" {
			np.text += headOf(s.read[i-1].np.text) // 其中续建78个
		}
		rd.np = np
		return
	case q.class == head && np.verb == "" && (i == 0 || !s.joined(s.qs[i-1].to, q.from)):
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
	if !counted && q.class != share && q.class != multiple {
		if after := s.adjacent(q); !after.empty() {
			rd.np = after
			return
		}
	}
	if q.class == event && q.to < len(s.t) && isHan(s.t[q.to]) {
		if after := s.nounAfter(q.to); len([]rune(after.text)) > 2 {
			rd.np = after // 3次村庄清洁行动
			return
		}
	}
	if q.class == share && !rd.growth {
		if after := s.shared(q); !after.empty() {
			rd.np = after
			return
		}
	}
	if np.verb == "的投入" {
		np.verb = "投入"
	}
	if np.verb != "" && !strings.HasPrefix(np.verb, "的") && len([]rune(np.verb)) > 1 && !counted && q.class != share && q.class != multiple {
		rd.np = nounPhrase{text: np.verb, from: l.end, to: l.end}
		return
	}
	rd.np = s.carried(i, q, l)
}

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
	return !np.right && np.to > np.from+1 && np.to-np.from < 12 && endsWith(np.text, []string{"自治州", "自治县", "街道", "区", "县", "市", "镇", "乡"}) &&
		!endsWith(np.text, []string{"园区", "社区", "小区", "景区", "片区", "街区", "灾区", "城市", "超市", "城镇", "乡镇", "开发区", "示范区", "城区", "地区"})
}

// perHead are words that leave the noun to what stands behind the number.
var perHead = map[string]bool{"人均": true, "户均": true, "平均": true, "亩均": true, "每人": true}

// bareVerbs say which of the things named before are counted.
var bareVerbs = map[string]bool{"新建": true, "续建": true, "在建": true, "新开工": true, "新增": true, "新竣工": true, "新引进": true, "新签约": true, "新设": true, "新认定": true, "新培育": true, "新注册": true, "日均新设": true, "日均新增": true, "扩建": true, "改建": true, "前期": true, "新投产": true}

// topic reports that a phrase between two figures is one of its own.
func (s *sentence) topic(np nounPhrase) bool { return len([]rune(np.text)) >= 2 || np.share != "" }

// counted reads the noun of a count, behind the number or before it.
func (s *sentence) counted(q *quantity, l left) nounPhrase {
	if q.measure != nil && string(q.measure.word) == "人" {
		if after := s.nounAfter(q.to); personal(after.text) {
			return after
		}
	} else if after := s.nounAfter(q.to); !after.empty() && !(s.title && s.v.blankAt(q.to)) {
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
	np := s.phrase(l)
	if bareVerbs[np.text] || s.placeLike(np) {
		return nounPhrase{}
	}
	if np.of || np.share != "" || np.text == "" {
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
		text := s.nounAfter(next.to).text
		if k := strings.LastIndex(text, "级"); k >= 0 {
			text = text[k+len("级"):]
		}
		return text
	}
	return ""
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
	np.text = string(s.t[s.marks[k].from:from]) + np.text
}

// parallel gives each of several figures its own indicator by order:
// 制造业投资、高新技术产业投资增长15%、10%.
func (s *sentence) parallel(i int) (nounPhrase, bool) {
	first, last := s.group(i)
	n := last - first + 1
	if n < 2 {
		return nounPhrase{}, false
	}
	l := s.lookLeft(s.qs[first].from)
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
	np.text = s.completed(np.text, parts[0].text)
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

// adjacent reads the noun right behind an amount: 3亿元资金, 31公里城市绿廊.
func (s *sentence) adjacent(q *quantity) nounPhrase {
	if q.to >= len(s.t) || s.t[q.to] != '的' && !isHan(s.t[q.to]) && s.t[q.to] != '"' {
		return nounPhrase{}
	}
	np := s.nounAfter(q.to)
	if np.from > q.to && s.t[q.to] != '的' && np.text != "" && s.t[np.from-1] != '上' && s.t[np.from-1] != '右' {
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
	if np, ok := s.respective(i, l); ok {
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
func (s *sentence) respective(i int, l left) (nounPhrase, bool) {
	first, last := s.group(i)
	n := last - first + 1
	if n < 2 || first < n {
		return nounPhrase{}, false
	}
	l = s.lookLeft(s.qs[first].from)
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
		if m.to > to || m.kind&grows == 0 && (m.kind&(nominal|protects) == 0 || !strings.ContainsRune("额量率值价费", s.t[m.to-1])) {
			continue
		}
		if np := s.phrase(left{limit: max(from, s.clauseStart(m.from)), end: m.to, mark: k}); np.text != "" {
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

var moneyWords = []string{"投资", "产值", "增加值", "收入", "营收", "总额", "税", "gdp", "生产总值", "规模", "利润", "出口", "进口", "外资", "销售", "交易", "成交", "贷款", "存款", "余额", "市值", "融资", "资金", "消费", "零售", "财政", "票房", "估值", "预算", "资产", "经济", "外贸", "社零", "订单"}

// settle decides what an amount without a unit counts: 元 beside economic words,
// people beside words for people. It is no figure else.
func (s *sentence) settle(q *quantity, rd *reading) bool {
	text := strings.ToLower(rd.np.text)
	if rd.np.right {
		return false
	}
	if strings.HasSuffix(text, "人口") || strings.HasSuffix(text, "人数") || personal(text) {
		q.class, q.unit = head, "person"
		return true
	}
	for _, w := range moneyWords {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// classify turns what a measure word leaves open into a unit, by the noun.
func (s *sentence) classify(q *quantity, rd *reading) {
	text := strings.TrimRight(rd.np.text, `"`)
	switch q.class {
	case firm:
		if endsWith(text, notFirms) {
			q.unit = "item"
		}
	case count:
		if q.measure == nil {
			if endsWith(text, projects) {
				q.unit = "project"
			} else if endsWith(text, firms) {
				q.unit = "company"
			}
			return
		}
		switch word := string(q.measure.word); {
		case word == "口" && personal(text):
			q.unit = "person"
		case endsWith(text, projects) && q.unit == "item":
			q.unit = "project"
		case endsWith(text, firms) && (word == "个" || word == "户" || word == "批" || word == "支"):
			q.unit = "company"
		case word == "个" && personal(text):
			q.unit = "person"
		}
	}
}

var (
	projects = []string{"项目", "工程"}
	firms    = []string{"企业", "公司", "高企", "国高新", "厂商", "工厂", "商户", "独角兽", "单项冠军", "集团"}
	notFirms = []string{"研究院", "研发中心", "中心", "医院", "学校", "高校", "大学", "机构", "单位", "部门", "协会", "商会", "媒体", "实验室", "馆", "站", "社", "基地", "平台", "农家乐", "民宿", "法院", "园", "院", "家庭", "农户", "店", "孵化器", "众创空间", "联盟", "党支部", "组织", "社区", "食堂", "驿站", "书房", "会", "队", "所", "园区", "球队", "俱乐部", "部落", "场所", "网点", "餐厅", "银行网点", "点", "车间", "载体", "工作室", "室"}
	persons  = []string{"人", "人员", "师生", "学生", "大学生", "党员", "群众", "市民", "居民", "村民", "职工", "员工", "人才", "游客", "观众", "干部", "志愿者", "老人", "农民", "用户", "选手", "运动员", "旅客", "考生", "教师", "教职工", "医护", "网友", "代表", "委员", "学子", "儿童", "孩子", "专家", "院士", "伤员", "工人", "毕业生", "学员", "骨干", "患者", "劳动力", "嫌疑人", "记者", "士兵", "官兵", "教授", "学者", "工匠", "大师", "律师", "演员", "艺术家", "业主", "顾客", "消费者", "网民", "伤员", "死者", "遇难者", "船员", "渔民", "侨胞", "青少年", "少年", "幼儿", "新生", "婴儿", "老年人", "退役军人", "裁判", "球员", "跑者", "快递员", "保安", "女性", "男子", "者", "队员", "教练", "医生", "护士", "博士", "硕士", "乘客", "客商", "农民工", "劳动者", "网格员", "书记", "主任", "经理", "负责人", "企业家", "新人", "家长", "嘉宾", "科学家", "领军人才", "警力", "民警", "消防员", "同学", "青年", "妇女", "残疾人", "球迷", "粉丝", "会员", "主播", "骑手", "司机", "人口", "工程师", "技师", "伤者"}
)

func endsWith(text string, list []string) bool {
	for _, w := range list {
		if strings.HasSuffix(text, w) {
			return true
		}
	}
	return false
}

// personal reports a noun for people.
func personal(text string) bool { return text != "" && endsWith(strings.TrimRight(text, `"`), persons) }

// name words the indicator: growth has 增速, counts end in 数.
func (s *sentence) name(q *quantity, rd *reading) string {
	np := rd.np
	text := strings.ReplaceAll(np.text, `"`, "")
	normal := s.a.reader.indicators.of(text)
	switch {
	case np.share == "." && text != "":
		if endsWith(text, []string{"率", "比重", "占比", "比例"}) {
			return text
		}
		return text + "占比"
	case np.share != "":
		of := np.share
		if endsWith(of, []string{"比重", "比例"}) {
			of = strings.TrimSuffix(strings.TrimSuffix(of, "比重"), "比例")
		}
		if normal == "" {
			return of + "占比"
		}
		whole := normal + "占" + of + "比重"
		return s.a.reader.indicators.of(whole)
	case rd.growth:
		if normal == "" {
			return "增速"
		}
		if q.unit == "pp" && !rd.rate || endsWith(normal, []string{"增速", "增幅", "增长率", "率", "涨幅", "比重", "占比", "降幅"}) {
			return normal
		}
		return normal + "增速"
	case q.class == share:
		if np.of && normal != "" && !endsWith(normal, []string{"率", "比重", "占比", "比例", "增速"}) {
			if strings.TrimPrefix(np.verb, "的") == "完成" || strings.TrimPrefix(np.verb, "的") == "实现" {
				return normal + "完成率"
			}
			return normal + "占比"
		}
		if endsWith(normal, []string{"计划", "任务"}) {
			return normal + "完成率"
		}
		if tail := s.happening(q); tail != "" && !endsWith(normal, []string{"率", "度", "比重", "占比", "比例"}) {
			return normal + tail + "比例"
		}
		return normal
	case q.class == count || q.class == firm:
		if normal == "" {
			if q.measure != nil && string(q.measure.word) == "户" {
				return "户数"
			}
			if q.measure != nil && string(q.measure.word) == "口" {
				return "人口"
			}
			return "数量"
		}
		return counting(normal)
	case q.class == head:
		if normal == "" || s.attended(q) && len([]rune(normal)) < 2 {
			for _, w := range [...]string{"受灾", "受伤", "死亡", "失踪", "遇难", "受益", "就业", "被困", "脱贫"} {
				if prefix(s.t, q.to, s.to, w) > q.to {
					return w + "人数"
				}
			}
			if s.attended(q) {
				return "参加人数"
			}
			return "人数"
		}
		return counting(normal)
	case q.class == event:
		if normal == "" {
			return q.unit
		}
		return normal
	}
	if q.class == size || q.class == speed {
		return s.sized(q, normal, np)
	}
	if r := []rune(normal); len(r) > 7 && strings.HasSuffix(normal, "总投资") && !strings.Contains(normal, "重大") {
		return "总投资"
	}
	if normal == "" {
		if q.class == money {
			return "金额"
		}
		return ""
	}
	return normal
}

// happening reads what a share of things does, behind the number: 60%以上"就近办".
func (s *sentence) happening(q *quantity) string {
	at := q.to
	if k := s.markBefore(at) + 1; k < len(s.marks) && s.marks[k].from == at && s.marks[k].kind&qualifies != 0 {
		at = s.marks[k].to
	}
	end := min(s.clauseEnd(at), at+9)
	if at >= end || s.t[at] != '"' {
		return ""
	}
	return strings.ReplaceAll(s.clean(at, end), `"`, "")
}

func counting(name string) string {
	if endsWith(name, []string{"数", "数量", "人数", "总量", "人口", "量", "次数"}) {
		return name
	}
	return name + "数"
}

// sized completes the indicator of an area or a length.
func (s *sentence) sized(q *quantity, name string, np nounPhrase) string {
	suffix := ""
	switch q.unit {
	case "km2", "m2", "mu", "公顷", "方":
		suffix = "面积"
	case "km", "米":
		suffix = "长度"
	case "ton":
		suffix = "量"
	case "km/h":
		suffix = "速度"
	case "m/s":
		suffix = "风速"
	}
	if q.class == speed && endsWith(name, []string{"时速", "每小时", "每秒", "时", "以", ""}) && !endsWith(name, []string{"速度", "风速", "车速"}) {
		if q.unit == "km/h" && within(s.t, s.clauseStart(q.from), s.clauseEnd(q.to), "移动") {
			return "移动速度"
		}
		return suffix
	}
	if q.unit == "km" || q.unit == "米" {
		if within(s.t, s.clauseStart(q.from), q.from, "距") {
			return "距离"
		}
	}
	if strings.HasSuffix(name, "年产") {
		return "年产量"
	}
	for _, w := range [...]string{"年产", "日产", "月产"} {
		if rest, ok := strings.CutPrefix(name, w); ok && len([]rune(rest)) >= 2 && !strings.HasPrefix(rest, "能") {
			return rest + w + "量"
		}
	}
	for _, w := range [...]string{"全长", "总长", "直径", "总重", "主跨", "海拔", "净高", "设计时速", "占地面积", "占地", "总建筑面积", "建筑面积", "总库容"} {
		if strings.HasSuffix(name, w) {
			return w
		}
	}
	if name == "" {
		return suffix
	}
	if suffix == "" || endsWith(name, []string{"面积", "里程", "长", "宽", "高", "深", "长度", "距离", "产量", "产能", "量", "吞吐", "年产", "规模", "空间", "占地", "速度", "风速", "时速", "海拔", "高度", "体量", "水位", "跨", "径", "能力", "重", "范围", "负荷", "度", "流量"}) {
		return name
	}
	if np.verb != "" && !np.right && !strings.HasPrefix(np.verb, "的") && len([]rune(np.verb)) == 2 && suffix == "面积" {
		return name + np.verb + suffix
	}
	return name + suffix
}

// attended reports that the sentence speaks of people who came.
func (s *sentence) attended(q *quantity) bool {
	end := s.clauseEnd(q.to)
	for k := s.markBefore(end); k >= 0 && s.marks[k].from >= q.to; k-- {
		if s.marks[k].kind&attends != 0 {
			return true
		}
	}
	return false
}
