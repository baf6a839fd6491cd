package figure

import (
	"strings"
	"unicode/utf8"
)

// A nounPhrase is what a figure measures, as far as the text names it.
type nounPhrase struct {
	from, to int    // runes of the field; empty where it was carried over
	text     string // cleaned, as the article writes it, simplified
	verb     string // what was done to it: 改造, 走访
	share    string // after 占: of what
	shareAt  int    // where 占 stands
	of       bool   // 的 stood before the number: 完成计划的72%
	there    bool   // 可容纳, 设有: it is there already
	right    bool   // it stands behind the number
}

func (n nounPhrase) empty() bool { return n.text == "" && n.share == "" }

// phrase returns the noun phrase that ends at l.end.
func (s *sentence) phrase(l left) nounPhrase {
	start := l.limit
	np := nounPhrase{of: l.of}
	for k := l.mark; k >= 0 && s.marks[k].from >= l.limit && s.marks[k].kind&(breaks|figureMark|goalWord) == 0; k-- {
		m := s.marks[k]
		if m.kind&shareOf == 0 || m.to > l.end {
			continue
		}
		of := m.to
		for j := k + 1; j < len(s.marks) && s.marks[j].from == of && s.marks[j].kind&(place|timeWord|baseWord|deictic) != 0 && l.end-s.marks[j].to > 3; j++ {
			of = s.marks[j].to
		}
		np.share, np.shareAt = s.clean(of, l.end), m.from
		inner := left{limit: l.limit, end: m.from, mark: k - 1, verbal: true}
		for inner.mark >= 0 && s.marks[inner.mark].to == inner.end && s.marks[inner.mark].kind&skips != 0 && inner.end > inner.limit {
			inner.end = s.marks[inner.mark].from
			inner.mark--
		}
		outer := s.phrase(inner)
		np.from, np.to, np.text = outer.from, outer.to, outer.text
		return np
	}
	for k := l.mark; k >= 0 && s.marks[k].to > l.limit; k-- {
		m := s.marks[k]
		if m.to > l.end {
			continue
		}
		if m.kind&qualifies != 0 && s.trailing(m) && !(k > 0 && s.marks[k-1].to == m.from && s.marks[k-1].kind&figureMark != 0) {
			continue // 亿元以上企业
		}
		if m.to == l.end && m.kind&verb != 0 && (m.kind&nominal != 0 || l.verbal && m.kind&light == 0) {
			continue // 政府补贴20%
		}
		if (l.level || l.growth) && m.kind&verb != 0 && m.kind&(light|reach|rise|fall|weakDone|possesses) == 0 && m.to-m.from == 2 && l.end-m.to >= 3 && !strings.ContainsRune("后前时中", s.t[m.to]) && s.t[m.to-1] != '了' && !pivots[string(s.t[m.from:m.to])] && endsWith(string(s.t[m.to:l.end]), gauges) {
			continue // 圈养大熊猫数量达到328只: what 达到 is said of begins with the verb
		}
		if s.compounds(k, l.end) {
			continue // 婴幼儿照护驿站
		}
		if m.kind&breaking != 0 && m.kind&protects == 0 && !(m.kind&property != 0 && m.kind&(weakDone|goalWord) == 0) || s.t[m.from] == '、' {
			start = m.to
			if m.kind&possesses != 0 {
				np.there = true
			}
			if m.kind&verb != 0 {
				np.verb = string(s.t[m.from:m.to])
				if m.kind&light != 0 {
					np.verb = "的" + np.verb // known, but no part of a name
				}
			}
			break
		}
	}
	if k := s.markBefore(start); k >= 0 && s.marks[k].to == start && s.marks[k].kind&place != 0 {
		if c, ok := s.candidateAt(k); ok && c.to > start && l.end-c.to >= 2 {
			start = c.to // 嘉兴港区
		}
	}
	start = s.afterName(s.afterBody(start, l.end), l.end)
	if k := s.markBefore(start + 1); k >= 0 && s.marks[k].from == start && s.word(s.marks[k], "公司") && s.clauseOpens(start) && l.end-s.marks[k].to >= 3 {
		start = s.marks[k].to // 公司研发团队
	}
	for k := l.mark; k >= 0 && s.marks[k].from > start; k-- {
		if m := s.marks[k]; s.t[m.from] == '新' && s.t[m.from-1] == '"' && m.kind&protects != 0 && l.end-m.to >= 2 && prefix(s.t, m.from, m.to, "新增", "新建", "新引进", "新开工", "新签约", "新招引", "新设", "新注册", "新申报", "新认定", "新培育") == m.to {
			start = m.from // "雪亮工程"新增探头
			break
		}
	}
	np.from, np.to = start, l.end
	if np.text = s.clean(start, l.end); utf8.RuneCountInString(np.text) == 1 && !strings.Contains("长宽高深村镇县站重", np.text) || s.oneOf(np.text) {
		np.text = ""
	}
	return np
}

// oneOf reports an article, 一套 or 一批, without a noun.
func (s *sentence) oneOf(text string) bool {
	r := []rune(text)
	if len(r) < 2 || r[0] != '一' {
		return false
	}
	m, end := s.a.reader.units.at(r, 1)
	return m != nil && end == len(r)
}

// compounds reports a verb inside of the name of a kind of place that ends at
// end: 婴幼儿照护驿站20家.
func (s *sentence) compounds(k, end int) bool {
	m := s.marks[k]
	if m.kind&verb == 0 || m.kind&(light|weakDone|reach|rise|fall|protects) != 0 || m.to-m.from != 2 || m.from <= s.from || !isHan(s.t[m.from-1]) || builds[string(s.t[m.from:m.to])] {
		return false
	}
	if k+1 >= len(s.marks) || s.marks[k+1].from != m.to || s.marks[k+1].to != end || s.marks[k+1].kind&body == 0 {
		return false
	}
	return k == 0 || s.marks[k-1].to < m.from || s.marks[k-1].kind&(breaking|body|org|generic|lists|of) == 0
}

// builds are verbs that have a place for their object.
var builds = map[string]bool{"建设": true, "建成": true, "建立": true, "设立": true, "打造": true, "开设": true, "成立": true, "组建": true, "布局": true, "设置": true, "创建": true, "启用": true, "投用": true, "开放": true, "运营": true, "兴建": true, "改造": true, "修建": true, "改建": true, "扩建": true, "走访": true, "引进": true, "培育": true, "入驻": true, "认定": true, "提升": true, "整治": true, "关停": true, "新设": true, "落户": true, "布设": true, "开办": true, "举办": true, "承办": true, "检查": true, "服务": true, "联系": true, "签约": true, "开工": true}

// pivots make something else do what follows: 带动出口额增长.
var pivots = map[string]bool{"带动": true, "拉动": true, "推动": true, "促进": true, "助推": true, "助力": true, "确保": true, "力争": true, "撬动": true, "驱动": true, "支撑": true, "促使": true, "保障": true, "引导": true, "要求": true, "显示": true, "表示": true, "助农": true, "使得": true, "致使": true, "导致": true, "造成": true, "帮助": true, "采用": true, "通过": true, "使用": true, "利用": true, "推广": true}

// gauges are heads that are measured, whatever stands before them.
var gauges = []string{"数量", "总量", "比例", "比重", "率", "额", "量", "面积", "规模", "价格", "均价", "费用", "标准", "水平", "强度", "能力", "收入", "支出", "成本", "时间", "人数", "次数", "距离", "速度", "浓度", "密度", "指数", "养老金", "人次", "总数"}

// afterBody leaves the name of a body out that stands before the indicator:
// 金融镇基金管理规模.
func (s *sentence) afterBody(start, end int) int {
	for k := s.markBefore(end); k >= 0 && s.marks[k].from >= start; k-- {
		m := s.marks[k]
		if m.kind&org == 0 || end-m.to < 2 || m.to > end {
			continue
		}
		if k+1 < len(s.marks) && s.marks[k+1].from == m.to && s.marks[k+1].kind&(nominal|thing|of) != 0 && end-s.marks[k+1].to < 1 {
			continue
		}
		if c, ok := s.candidateAt(k); !ok || m.to-m.from == 1 && c.from > start {
			continue
		}
		at := m.to
		if k+1 < len(s.marks) && s.marks[k+1].from == at && s.marks[k+1].kind&body != 0 && end-s.marks[k+1].to >= 2 {
			at = s.marks[k+1].to // 新城核心区
		}
		return at
	}
	return start
}

// afterName leaves the name of a thing out that opens the clause, before what is
// measured of it: 楠溪江景区日均迎客.
func (s *sentence) afterName(start, end int) int {
	if !s.clauseOpens(start) {
		return start
	}
	for k := s.markBefore(end); k >= 0 && s.marks[k].from >= start; k-- {
		m := s.marks[k]
		if m.kind&body == 0 || m.kind&(org|protects) != 0 || m.to-m.from < 2 || end-m.to < 2 {
			continue
		}
		if c, ok := s.candidateAt(k); ok && c.named && c.from == start && c.to == m.to && !s.thingLike(c) {
			return m.to
		}
	}
	return start
}

// measuring heads mean nothing without what stands before their 的.
var measuring = map[string]bool{"数量": true, "总量": true, "规模": true, "面积": true, "比重": true, "比例": true, "金额": true, "总额": true, "人数": true, "价格": true, "均价": true, "产值": true, "增速": true, "增幅": true, "占比": true, "速度": true, "额度": true, "总数": true, "长度": true, "投入": true, "份额": true, "产量": true, "支出": true, "费用": true, "能力": true, "浓度": true}

// clean takes from [from, to) what belongs to no name: quotation marks at the
// ends, what stands before the last 的, words of order.
func (s *sentence) clean(from, to int) string {
	if k := prefix(s.t, from, to, "等地", "等国", "一天", "一年", "一亩", "一户", "一人", "一个月"); k > from && to-k >= 2 && s.t[k] != '级' {
		from = k // 等地航线
	}
	for from < to && strings.ContainsRune(" 的等其该各、,:;)-了这那此新之者", s.t[from]) && !(s.t[from] == '新' && from+1 < to && s.t[from+1] != '的') && s.t[from] != '各' && s.t[from] != '其' && !(s.t[from] == '等' && from+1 < to && (s.t[from+1] == '级' || s.t[from+1] == '次')) {
		from++
	}
	if from < to && from > 0 && strings.ContainsRune("这那该此", s.t[from-1]) && to-from >= 2 && strings.ContainsRune("个台批条座家项只辆艘架位名所支件", s.t[from]) {
		from++ // 这批公交车
	}
	for k := s.markBefore(to); k >= 0 && s.marks[k].to == to && s.marks[k].from > from+1 && s.marks[k].kind&timeWord != 0 && s.t[s.marks[k].from] == '每'; k-- {
		to = s.marks[k].from // 民办高中学费每学年
	}
	for to > from && (strings.ContainsRune(" 的等、,:;(了-", s.t[to-1]) || to-from > 2 && s.auxiliary(to) || to-from > 3 && (s.t[to-1] == '里' || s.t[to-1] == '内')) {
		to--
	}
	if to-from > 2 && s.t[to-2] == '一' {
		if m, _ := s.a.reader.units.at(s.t, to-1); m != nil && len(m.word) == 1 {
			to -= 2 // 建一座1万平方米的新工厂
		}
	}
	if to <= from {
		return ""
	}
	if k := prefix(s.t, from, to, "辖区"); k > from && to-k >= 4 {
		from = k
	}
	if k := s.markBefore(to - 1); to-from > 2 && s.t[to-1] == '中' && k >= 0 && s.marks[k].to == to-1 && s.marks[k].kind&thing != 0 {
		to-- // 6个项目中5个
	}
	for _, w := range [...]string{"市区", "城区", "县城", "境内", "辖区内", "全域", "后", "首条", "首个", "首批", "首家", "首座", "首期", "一个", "一条", "一批", "一台", "一家", "一座", "一款", "一种", "一片", "一名", "一位", "一笔", "一项", "一支", "一场", "一次", "一艘", "一架", "一辆", "一块", "一只", "一棵", "一处", "一间", "一套", "这台", "这条", "这座", "这个", "这家", "台", "段", "可"} {
		if k := prefix(s.t, from, to, w); k > from && to-k >= 2 && s.t[k] != '性' && (w != "台" && w != "可" || w == "可" && to-k >= 3 || from > s.from && s.t[from-1] == '这') {
			from = k
			break
		}
	}
	if to-from > 2 && strings.ContainsRune("共已还又也均", s.t[from]) {
		if e, ok := s.a.reader.words.at(s.t, from, to); !ok || len(e.word) == 1 {
			from++ // 共接处警1642起
		}
	}
	if k := prefix(s.t, from, to, "流域", "沿线", "境内", "两岸", "一带"); k > from && to-k >= 2 && from > s.from {
		from = k
	}
	if to-from > 2 && s.t[from] == '能' && prefix(s.t, from, to, "能源", "能耗", "能级", "能力", "能效", "能量", "能繁") == from {
		from++ // 能发电9万度
	}
	for _, w := range [...]string{"十大类", "大类"} {
		if n := utf8.RuneCountInString(w); to-from > n+1 && precedes(s.t, to, w) {
			to -= n
			break
		}
	}
	if to <= from {
		return ""
	}
	for i := to - 3; i > from; i-- {
		if s.t[i] == '一' && strings.ContainsRune("场年天季月周次趟批晚", s.t[i+1]) && s.t[i+2] != '级' && s.t[i+2] != '性' && s.t[i-1] != '第' && s.t[i-1] != '十' {
			from = i + 2 // 主播陈佳一场直播带货
			break
		}
	}
	for i := to - 2; i > from && to-i < 4; i-- {
		if s.t[i] == '每' {
			if i-from >= 2 && endsWith(string(s.t[i+1:to]), []string{"斤", "吨", "克", "升", "平方米", "立方米", "度"}) {
				return s.clean(from, i) + "价格" // 早籼稻每百斤135元
			}
			from = i // 老年食堂每餐10元
		}
	}
	if k := prefix(s.t, from, to, "岛上", "村里", "镇里", "乡里", "镇上", "街上", "山上", "区内", "县内", "市内", "园区内", "校内", "院内", "馆内", "景区内", "厂内", "店内", "库内", "店里", "厂里", "县里", "市里", "区里", "家里", "现场"); k > from && to-k >= 2 {
		from = k
	}
	for _, w := range [...]string{"月人均", "年人均", "人均", "户均", "单日", "单月", "日均", "年均", "月均", "最高", "最低", "单户"} {
		if n := utf8.RuneCountInString(w); to-from > n+1 && precedes(s.t, to, w) {
			to -= n // 基本养老金月人均提高68元
			break
		}
	}
	for i := to - 2; i > from; i-- {
		if s.t[i] == '等' && s.t[i+1] != '级' && s.t[i+1] != '次' && !strings.ContainsRune("高中初平对同", s.t[i-1]) {
			if k := prefix(s.t, from, to, "新增", "新引进", "新认定", "新建", "引进", "入选"); k > from && k < i {
				return string(s.t[from:k]) + s.clean(i+1, to) // 新增国千等领军型人才
			}
			from = i + 1 // 展览等活动
			break
		}
	}
	for i := to - 1; i > from; i-- {
		if s.t[i] == '的' && s.t[i-1] != '目' {
			if head := string(s.t[i+1 : to]); to-i-1 >= 2 && !measuring[head] {
				from = i + 1
				break
			}
		}
	}
	if s.t[from] == '一' {
		if m, end := s.a.reader.units.at(s.t, from+1); m != nil && (m.class == count || m.class == head || m.class == firm) && to-end >= 2 {
			from = end // 最大的一个总投资
		}
	}
	quotes := 0
	for _, c := range s.t[from:to] {
		if c == '"' {
			quotes++
		}
	}
	single := strings.ContainsRune(string(s.t[from:to]), '\'')
	if quotes%2 == 1 {
		if s.t[from] == '"' {
			from++
		} else if s.t[to-1] == '"' {
			to--
		} else {
			for i := from; i < to; i++ {
				if s.t[i] == '"' {
					from = i + 1
					break
				}
			}
		}
	} else if to-from > 2 && s.t[from] == '"' && s.t[to-1] == '"' {
		from, to = from+1, to-1
	}
	if to-from > 24 {
		from = to - 24
	}
	text := s.v.words(from, to)
	if quotes > 0 || single {
		text = unquoted.Replace(text)
	}
	text = strings.ReplaceAll(text, "\n", "")
	return unpossessed(text)
}

// unpossessed takes 的 out of a name, but for that of 目的.
func unpossessed(text string) string {
	if !strings.Contains(text, "目的") {
		return strings.ReplaceAll(text, "的", "")
	}
	parts := strings.Split(text, "目的")
	for i := range parts {
		parts[i] = strings.ReplaceAll(parts[i], "的", "")
	}
	return strings.Join(parts, "目的")
}

// auxiliary reports 能 or 将 at the end of words that end at t[to], which belongs
// to the verb behind them, unless it is part of 产能 and the like.
func (s *sentence) auxiliary(to int) bool {
	if !strings.ContainsRune("能可将已也就都又", s.t[to-1]) {
		return false
	}
	for _, w := range [...]string{"功能", "产能", "动能", "智能", "储能", "性能", "节能", "成就", "首都", "成都"} {
		if precedes(s.t, to, w) {
			return false
		}
	}
	return true
}

// unquoted takes quotation marks out of a name.
var unquoted = strings.NewReplacer(`"`, "", "“", "", "”", "", "「", "", "」", "", "『", "", "』", "", "＂", "", "‘", "", "’", "", "'", "")

// nounAfter returns the noun phrase that a number stands before; behind a count
// it may begin with a verb.
func (s *sentence) nounAfter(at int, counting bool) nounPhrase {
	k := s.markBefore(at) + 1
	for k < len(s.marks) && s.marks[k].from < at {
		k++
	}
	for k < len(s.marks) && s.marks[k].from == at && s.marks[k].kind&qualifies != 0 {
		at = s.marks[k].to
		k++
	}
	if at < s.to && s.t[at] == '的' {
		at++
		k = s.markBefore(at) + 1
	}
	end := min(s.to, at+18)
	start := at
	for ; k < len(s.marks) && s.marks[k].from < end; k++ {
		m := s.marks[k]
		if m.from < at {
			continue
		}
		if m.from == at && m.kind&property != 0 && prefix(s.t, at, m.to, "项目", "工程") == at+2 && m.to > at+2 {
			end = at + 2 // 12个项目总投资78亿元
			break
		}
		if m.kind&property != 0 && m.kind&thing == 0 && m.from > at+1 && m.to-m.from > 1 && s.saidOf(m) {
			end = m.from // 11座智能化矿井产能达到2100万吨
			break
		}
		if m.kind&protects != 0 && m.from > at && m.to-m.from == 2 && averages(s.t, m.from) {
			end = m.from // 17个合作社平均收入
			break
		}
		if m.kind&protects != 0 && m.kind&thing == 0 {
			continue
		}
		if m.kind&nominal != 0 && m.kind&verb != 0 && m.from > at {
			end = m.to // 购房补贴
			break
		}
		if m.kind&(breaking|lists|of) != 0 && m.kind&(thing|property|protects) == 0 {
			if m.kind&(place|deictic) != 0 && m.from == at || counting && s.modifies(m, at) {
				continue
			}
			if at := s.headAfterList(m); counting && at > 0 {
				start, end = at, min(s.to, at+14) // 1000多家不同类型和规模的会员单位
				for k+1 < len(s.marks) && s.marks[k+1].from < at {
					k++
				}
				continue
			}
			end = m.from
			break
		}
		if m.kind&thing != 0 {
			end = m.to
			for k+1 < len(s.marks) && s.marks[k+1].from == end && s.marks[k+1].kind&(thing|nominal|body) != 0 && s.marks[k+1].kind&(lists|of|breaks|property) == 0 {
				k++
				end = s.marks[k].to
			}
			break
		}
	}
	for j := start + 2; j < end; j++ {
		if isNumeral(s.t[j]) && follows(s.t, j+1, "天", "年", "个月", "小时") {
			end = j // 86门公益课三天被抢空
		}
	}
	np := nounPhrase{from: start, to: end, right: true}
	np.text = s.clean(start, end)
	if r := []rune(np.text); len(r) == 1 && !strings.ContainsRune("村镇县乡班站校店厂馆国车船树鱼羊猪牛鸡鸭房桥路井楼田书戏歌票岛港河湖山课", r[0]) {
		np.text = ""
	}
	return np
}

// saidOf reports a property that is stated right behind: 产能达到2100万吨.
func (s *sentence) saidOf(m mark) bool {
	k := s.markBefore(m.to) + 1
	for k < len(s.marks) && s.marks[k].from == m.to && s.marks[k].kind&skips != 0 {
		m = s.marks[k]
		k++
	}
	return k < len(s.marks) && s.marks[k].from == m.to && s.marks[k].kind&figureMark != 0
}

// headAfterList returns where the noun begins that two attributes share, joined
// by mark m and closed by 的; or 0.
func (s *sentence) headAfterList(m mark) int {
	if !s.word(m, "和") && !s.word(m, "与") && !s.word(m, "、") {
		return 0
	}
	for k := s.markBefore(m.to) + 1; k < len(s.marks) && s.marks[k].from < m.to+7; k++ {
		switch next := s.marks[k]; {
		case next.from < m.to:
		case s.word(next, "的") && next.to < s.to && isHan(s.t[next.to]):
			return next.to
		case next.kind&(breaks|figureMark|verb|doneWord|goalWord|timeWord|connects) != 0 && next.kind&protects == 0:
			return 0
		}
	}
	return 0
}

// modifies reports a verb right behind a count that is part of its noun, since
// a noun follows: 896户回迁居民, 29份整改通知书.
func (s *sentence) modifies(m mark, at int) bool {
	return m.from == at && m.kind&verb != 0 && m.kind&(light|weakDone|goalWord|doneWord|attends|possesses) == 0 && m.to-m.from == 2 &&
		!strings.ContainsRune("了自于到至入向往出给成为得", s.t[m.to-1]) && !predicates[string(s.t[m.from:m.to])] && m.to < s.to && isHan(s.t[m.to]) && !strings.ContainsRune("了的在于至到给成为出过", s.t[m.to]) && s.nounBegins(m.to)
}

// predicates say what became of what was counted; they are no part of its name.
var predicates = map[string]bool{"入选": true, "获评": true, "上榜": true, "落户": true, "落地": true, "跻身": true, "荣获": true, "入围": true, "晋级": true, "开工": true, "投产": true, "竣工": true, "投用": true, "参加": true, "参与": true, "报名": true, "死亡": true, "受伤": true, "就业": true, "分布": true, "涉及": true, "来自": true, "进入": true, "获批": true, "采用": true, "使用": true, "选择": true, "认为": true, "表示": true, "获得": true, "接受": true, "享受": true, "加入": true, "开展": true, "实施": true}

// nounBegins reports that no word which ends a noun phrase stands at i.
func (s *sentence) nounBegins(i int) bool {
	k := s.markBefore(i + 1)
	return k < 0 || s.marks[k].from != i || s.marks[k].kind&(breaking|lists|of) == 0 || s.marks[k].kind&(thing|property|protects) != 0
}
