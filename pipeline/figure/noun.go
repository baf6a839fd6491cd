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
		if l.gauge && m.to == l.end {
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
	if k := s.markBefore(start + 1); k >= 0 && s.marks[k].from == start && commonOwners[string(s.t[s.marks[k].from:s.marks[k].to])] && s.clauseOpens(start) && l.end-s.marks[k].to >= 3 {
		start = s.marks[k].to // 公司研发团队
	}
	for k := l.mark; k >= 0 && s.marks[k].from > start; k-- {
		if m := s.marks[k]; s.t[m.from] == '新' && (s.t[m.from-1] == '"' || prefix(s.t, m.from, m.to, "新增", "新建") == m.from) && m.kind&protects != 0 && l.end-m.to >= 2 && prefix(s.t, m.from, m.to, "新增", "新建", "新引进", "新开工", "新签约", "新招引", "新设", "新注册", "新申报", "新认定", "新培育") == m.to {
			start = m.from // "雪亮工程"新增探头
			break
		}
	}
	np.from, np.to = start, l.end
	if np.text = s.clean(start, l.end); utf8.RuneCountInString(np.text) == 1 && !strings.Contains("长宽高深村镇县站重", np.text) || locatives[np.text] || s.oneOf(np.text) || lasting(np.text) {
		np.text = ""
	}
	return np
}

// locatives only say where.
var locatives = newWordSet("镇里 村里 县里 市里 区里 乡里 店里 家里 厂里 山里 岛上 镇上 村上 街上 山上 路上 园区内 校内 馆内 场内 库内 院内 厂内 店内 区内 县内 市内 省内")

// lasting reports a length of time, 15分钟 or 3天内, which names nothing.
func lasting(text string) bool {
	rest := strings.TrimLeft(strings.TrimSuffix(text, "内"), "0123456789半一二三四五六七八九十")
	return rest != text && (rest == "分钟" || rest == "小时" || rest == "天" || rest == "个月" || rest == "年" || rest == "个小时")
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
var builds = newWordSet(`
	建设 建成 建立 设立 打造 开设 成立 组建 布局 设置 创建 启用 投用 开放 运营 兴建 改造 修建 改建 扩建
	走访 引进 培育 入驻 认定 提升 整治 关停 新设 落户 布设 开办 举办 承办 检查 服务 联系 签约 开工`)

// commonOwners stand for somebody named before and are no part of what is measured.
var commonOwners = newWordSet("公司 园区 街道 集团 景区 小镇 新区 开发区")

// pivots make something else do what follows: 带动出口额增长.
var pivots = newWordSet(`
	带动 拉动 推动 促进 助推 助力 确保 力争 撬动 驱动 支撑 促使 保障 引导 要求 显示 表示 助农 使得 致使
	导致 造成 帮助 采用 通过 使用 利用 推广`)

// gauges are heads that are measured, whatever stands before them.
var gauges = []string{"数量", "总量", "比例", "比重", "率", "额", "量", "面积", "规模", "价格", "均价", "费用", "标准", "水平", "强度", "能力", "收入", "支出", "成本", "时间", "人数", "次数", "距离", "速度", "浓度", "密度", "指数", "养老金", "人次", "总数"}

// owns reports that the whole phrase [from, to) is the name of a body.
func (s *sentence) owns(from, to int) bool {
	k := s.markBefore(to)
	if k < 0 || s.marks[k].to != to || s.marks[k].kind&org == 0 || s.marks[k].to-s.marks[k].from < 2 {
		return false
	}
	c, ok := s.candidateAt(k)
	return ok && c.named && c.from <= from
}

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
	if !s.clauseOpens(start) || within(s.t, start, min(start+6, end), "人均", "户均", "平均", "每") {
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
