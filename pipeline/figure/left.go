package figure

import "strings"

const skips = qualifies | skipped | reach | rise | fall | baseWord | timeWord | goalWord | doneWord

// left is what stands before a quantity: the words that join it to its
// indicator, and the indicator.
type left struct {
	limit  int // where the search ends: the clause, or the figure before
	end    int // where the indicator ends
	mark   int // the last mark before end
	growth bool
	level  bool // 达到, 提升到
	of     bool
	rate   bool   // 增速, 增幅 as a noun
	verbal bool   // a verb at the end is a noun there: 电商销售占两成
	gauge  bool   // a word of dimension at the end is a noun: 坝高86米
	invest string // 计划投资 stood there: the indicator is the investment
	fig    bool   // the figure before stands directly there, with list signs between
}

// lookLeft walks from the quantity to the left over all that may stand between
// a number and its indicator.
func (s *sentence) lookLeft(q *quantity) left {
	from := q.from
	l := left{limit: s.clauseStart(from), end: from, mark: s.markBefore(from)}
	base := from // where the number with the time before it begins: 由目前的12万套
	if q.class == multiple && precedes(s.t, q.from, "的") {
		for k := l.mark; k > 0 && s.marks[k].from > l.limit && from-s.marks[k].from < 12; k-- {
			if m := s.marks[k]; m.kind&reach != 0 && m.kind&figureMark == 0 {
				l.end, l.mark, l.level = m.from, k-1, true // 租金约为市场价的七折
				break
			}
		}
	}
	for l.mark >= 0 {
		m := s.marks[l.mark]
		if m.to <= l.limit || m.from < l.limit {
			break
		}
		if at := s.adjusted(l); at > l.limit {
			l.end = at // 剔除留抵退税因素后增长5.2%
			for l.mark >= 0 && s.marks[l.mark].from >= at {
				l.mark--
			}
			continue
		}
		if m.kind&figureMark != 0 {
			l.limit, l.fig = m.to, m.to == l.end
			break
		}
		if m.to < l.end {
			if s.gapBlank(m.to, l.end) {
				l.end = m.to
				continue
			}
			if at := s.afterComparand(l); at > 0 {
				l.limit = at
				return l
			}
			base := s.baseBefore(l)
			if base < 0 {
				break
			}
			l.mark, l.end = base-1, s.marks[base].from
			continue
		}
		if m.kind&skips == 0 && m.kind&(figureMark|breaks) == 0 {
			if at := s.afterComparand(l); at > 0 {
				l.limit = at // 较传统模式损耗率降低12个百分点
				return l
			}
			if base := s.baseBefore(l); base >= 0 && (l.growth || l.level || s.surpasses(s.marks[base])) {
				l.mark, l.end = base-1, s.marks[base].from
				continue
			}
		}
		if l.end == base && m.to == l.end && (m.kind&(timeWord|of) != 0 && m.kind&protects == 0 || m.kind&skipped != 0 && s.t[m.from] == '每') {
			base = m.from
		}
		if end := m.from; l.end == base && (s.word(m, "在") && m.from > l.limit+2 && s.rounded(from) || s.word(m, "从") || s.word(m, "由") || s.word(m, "自")) {
			l.end, l.level, l.of = end, true, false
			l.mark--
			from, base = end, end
			continue
		}
		switch {
		case m.kind&protects != 0 && m.kind&skips == 0:
			return s.boundLeft(l)
		case q.class == size && m.to == q.from && m.to-m.from == 1 && strings.ContainsRune("高长宽深厚", s.t[m.from]) && s.measures(l):
			l.gauge = true
			return s.boundLeft(l) // 坝高86米
		case m.to == l.end && (q.class == money && s.trade(l) || q.class == money && paying[string(s.t[m.from:m.to])] || q.class == size && flows[string(s.t[m.from:m.to])]):
			l.verbal = true
			if m.from > l.limit && strings.ContainsRune("能可会将已共就", s.t[m.from-1]) {
				l.limit = m.from
			}
			return s.boundLeft(l)
		case m.kind&qualifies != 0 && s.trailing(m):
			if l.mark == 0 || s.marks[l.mark-1].to != m.from || s.marks[l.mark-1].kind&figureMark == 0 {
				return s.boundLeft(l)
			}
		case m.kind&(weakDone|possesses) != 0 && m.kind&skips == 0 && m.kind&reach == 0:
			if !s.saysAfterNoun(l) {
				return s.boundLeft(l)
			}
			l.level = !l.growth
		case m.kind&verb != 0 && m.kind&(light|nominal|protects) == 0 && l.end == m.to && m.to-m.from > 1 && m.kind&skips == 0:
			if s.t[m.to-1] == '了' || !s.saysAfterNoun(l) {
				return s.boundLeft(l)
			}
			l.level = !l.growth // 项目年均落地不少于2个
		case m.kind&skips != 0 && m.kind&shareOf == 0:
			if m.kind&goalWord != 0 && precedes(s.t, m.to, "总投资") {
				l.invest = "总投资"
			} else if m.kind&goalWord != 0 && precedes(s.t, m.to, "投资") {
				l.invest = "投资"
			}
			if !l.growth && !l.level {
				l.growth = m.kind&(rise|fall) != 0
				l.level = m.kind&reach != 0 && m.kind&qualifies == 0
			}
			if m.kind&(rise|fall) != 0 && s.rateNoun(m) {
				l.growth, l.level, l.rate = true, false, true
			}
		case m.kind&of != 0 && l.end == from:
			l.of = true
		case m.kind&lists != 0:
		default:
			return s.boundLeft(l)
		}
		l.end = m.from
		l.mark--
	}
	return s.boundLeft(l)
}

// paying is what is done with money and names the amount as well: 授信300万元.
var paying = newWordSet(`
	进账 授信 放款 融资 捐款 募捐 出资 注资 补贴 资助 奖励 罚款 让利 退税 减税 减免 分红 消费 赔付 理赔
	拨款 筹款 借款 集资 回款 创收 节支 创汇 缴税 纳税 返利 报销 垫付 认捐 收费 报价 起拍 定价 让渡 贴息
	减负 增资 募资 筹资 退费 扣款 还款 付款 赔偿`)

// trade reports 销售 and its like behind the goods: 农产品销售700多万元.
func (s *sentence) trade(l left) bool {
	m := s.marks[l.mark]
	if l.mark == 0 || !s.word(m, "销售") && !s.word(m, "采购") && !s.word(m, "交易") && !s.word(m, "成交") {
		return false
	}
	before := s.marks[l.mark-1]
	return before.to == m.from && before.from >= l.limit && before.kind&(protects|thing|nominal) != 0 && before.kind&(body|org|generic|breaking) == 0
}

// flows are what is done with amounts of stuff and names them as well: 二氧化碳
// 排放4.7万吨.
var flows = newWordSet(`
	出货 发货 到货 供货 投料 排放 利用 抽采 吞吐 周转 发电 用电 用水 供水 供电 供热 供气 回收 消耗 消纳
	外送 外运 减排 固碳 节水 节电 蓄水 产出 运输 装卸 接卸`)

// measures reports that what stands before 高 at l.mark is a thing that has a
// height, and nothing that is compared.
func (s *sentence) measures(l left) bool {
	m := s.marks[l.mark]
	if m.from <= l.limit || !isHan(s.t[m.from-1]) || s.baseBefore(l) >= 0 {
		return false
	}
	return l.mark == 0 || s.marks[l.mark-1].to < m.from
}

// rounded reports 左右 and its like behind the figure at pos: 缺口在15万千瓦左右.
func (s *sentence) rounded(pos int) bool {
	k := s.markBefore(pos+1) + 1
	return k > 0 && k < len(s.marks) && s.marks[k-1].from == pos && s.marks[k].from == s.marks[k-1].to && s.marks[k].kind&qualifies != 0
}

// surpasses reports 高于, 快于 and their like, which compare by themselves.
func (s *sentence) surpasses(m mark) bool {
	return m.to-m.from == 2 && strings.ContainsRune("高低快慢超多好优领", s.t[m.from])
}

func (s *sentence) word(m mark, w string) bool {
	return prefix(s.t, m.from, m.to, w) == m.to
}

// trailing reports a word that qualifies the number before it.
func (s *sentence) trailing(m mark) bool {
	return s.word(m, "以上") || s.word(m, "以下") || s.word(m, "以内") || s.word(m, "左右") || s.word(m, "上下")
}

// rateNoun reports 增速 and its like, which are indicators of their own.
func (s *sentence) rateNoun(m mark) bool {
	return prefix(s.t, m.from, m.to, "增速", "增幅", "涨幅", "降幅", "跌幅", "年均增速", "增长率", "同比增长率", "年均增长率", "年增长率") > m.from
}

// saysAfterNoun reports that a verb such as 完成 at l.mark follows its indicator,
// as in 固定资产投资完成246亿元, and is not followed by it.
func (s *sentence) saysAfterNoun(l left) bool {
	m := s.marks[l.mark]
	if m.from <= l.limit {
		return false
	}
	k, from := l.mark-1, m.from
	for k >= 0 && s.marks[k].to == from && s.marks[k].from > l.limit && s.marks[k].kind&skipped != 0 && s.marks[k].kind&(rise|fall|reach|goalWord|doneWord|timeWord) == 0 {
		from = s.marks[k].from // 年均, 共
		k--
	}
	done := false
	for k >= 0 && s.marks[k].to == from && s.marks[k].from > l.limit && s.marks[k].kind&(goalWord|doneWord) != 0 && s.marks[k].kind&skipped != 0 && s.marks[k].to-s.marks[k].from <= 2 {
		from, done = s.marks[k].from, true // 征地补偿款已兑付9.7亿元
		k--
	}
	if done {
		return s.patient(l.limit, from)
	}
	if k < 0 || s.marks[k].to < from {
		return from-l.limit >= 2 && isHan(s.t[from-1])
	}
	if s.marks[k].from < l.limit {
		return false
	}
	before := s.marks[k].kind
	if before&generic != 0 && s.marks[k].from <= l.limit {
		return false // 公司实现120亿元
	}
	return before&(breaking|lists|of|deictic|place) == 0 || before&protects != 0
}

// patient reports a noun [from, to) that things are done to, before 已 or 将: no
// body, place or person.
func (s *sentence) patient(from, to int) bool {
	if to-from < 2 || to-from > 10 || !isHan(s.t[to-1]) || s.person(candidate{from: from, to: to}) {
		return false
	}
	k := s.markBefore(to)
	if k < 0 || s.marks[k].to != to || s.marks[k].from < from {
		return strings.ContainsRune("款金费额量税粮券贷债券材料", s.t[to-1])
	}
	return s.marks[k].kind&(breaking|lists|of|body|org|generic|deictic|place) == 0 && s.marks[k].kind&(nominal|grows|protects) != 0
}

// boundLeft finds the figure before, which bounds the indicator on its left.
func (s *sentence) boundLeft(l left) left {
	for k := l.mark; k >= 0 && s.marks[k].to > l.limit; k-- {
		if s.marks[k].kind&figureMark != 0 {
			l.limit = s.marks[k].to
			break
		}
	}
	l.end = max(l.end, l.limit)
	return l
}

func (s *sentence) gapBlank(from, to int) bool {
	for _, c := range s.t[from:to] {
		if c != ' ' && c != '\n' {
			return false
		}
	}
	return true
}

// adjusted returns where 剔除…因素后 begins that ends at l.end, or 0.
func (s *sentence) adjusted(l left) int {
	if precedes(s.t, l.end, "转为") || precedes(s.t, l.end, "转") {
		for i := l.end - 3; i > l.limit && l.end-i < 12; i-- {
			if s.t[i] == '由' {
				return i // 利润总额由上年下降转为增长4.8%
			}
		}
	}
	if !precedes(s.t, l.end, "因素后") && !precedes(s.t, l.end, "因素") && !precedes(s.t, l.end, "影响后") {
		return 0
	}
	for i := l.end - 4; i > l.limit && l.end-i < 18; i-- {
		if follows(s.t, i, "剔除", "扣除", "不考虑", "考虑") {
			return i
		}
	}
	return 0
}

// afterComparand returns where the indicator begins that stands behind what is
// compared with, or 0.
func (s *sentence) afterComparand(l left) int {
	base := s.baseBefore(l)
	if base < 0 || !l.growth || s.surpasses(s.marks[base]) {
		return 0
	}
	for i := l.end - 2; i > s.marks[base].to; i-- {
		if end := prefix(s.t, i, l.end, "模式", "方式", "工艺", "以往", "此前", "之前", "过去", "同期", "水平", "改造前", "实施前", "往年", "常规", "做法", "技术"); end > i {
			if l.end-end >= 2 {
				return end
			}
			return 0
		}
	}
	return 0
}

// baseBefore returns the mark of 比, 高于 … that what stands before l.end belongs
// to, as in 高于全省平均水平2个百分点, or -1.
func (s *sentence) baseBefore(l left) int {
	for k := l.mark; k >= 0 && s.marks[k].from >= l.limit && l.end-s.marks[k].from < 16; k-- {
		m := s.marks[k].kind
		if m&baseWord != 0 && m&timeWord == 0 && s.t[s.marks[k].from] != '同' {
			return k
		}
		if m&(breaks|figureMark|goalWord|rise|fall|shareOf) != 0 || m&reach != 0 {
			return -1
		}
	}
	return -1
}
