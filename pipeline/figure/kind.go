package figure

import (
	"strconv"
	"strings"

	"newswatch"
)

// kind tells a goal from a result: the nearest strong word on the left decides,
// first in the clause, then in those before it; weak words such as 实现 wait for
// a stronger one, since 力争实现 is wanted.
func (s *sentence) kind(i int) newswatch.FigureKind {
	q := &s.qs[i]
	start := s.clauseStart(q.from)
	strong, weak, static := s.cue(start, q.from, s.read[i].np.to)
	if s.isWeather(i) {
		return newswatch.Other
	}
	if i > 0 && prefix(s.t, start, q.from, "其中") > start {
		for k := i - 1; k >= 0; k-- {
			if s.read[k].ok && s.qs[k].unit == q.unit && strong == "" {
				return s.read[k].kind // a part is what the whole is
			}
		}
	}
	if q.to < len(s.t) && s.t[q.to] == '的' && strong == "" && s.properly(s.read[i].np) {
		return newswatch.Other // 总投资65亿元的项目已结顶
	}
	if (q.class == count || q.class == size || q.class == head || q.class == firm) && (precedes(s.t, s.clauseEnd(q.to), "组成") || precedes(s.t, s.clauseEnd(q.to), "构成") || s.composes(q)) {
		return newswatch.Other
	}
	if s.changed(q) && strong == "" {
		weak, static = true, false
	}
	if after := s.cueAfter(q); after != "" && strong != newswatch.Result {
		return after
	}
	if s.read[i].growth && strong == "" && !static {
		weak = true
	}
	np := s.read[i].np
	if q.class != share && q.class != multiple && strong == "" && endsWith(np.text, []string{"招生计划", "招聘计划", "供地计划", "投资计划", "目标"}) {
		return newswatch.Goal
	}
	if strong == "" && (q.class == count || q.class == head) && s.able(q) {
		if from := s.clauseBefore(start); from > s.from && within(s.t, max(s.from, from-40), from, "达产后", "建成后", "投产后", "投用后", "完工后", "投运后") {
			return newswatch.Goal
		}
		return newswatch.Other
	}
	if q.class == money && strong == "" && (strings.Contains(np.text, "最高") || precedes(s.t, q.from, "最高") || precedes(s.t, q.from, "最多") || precedes(s.t, q.from, "最高可达")) {
		return newswatch.Other
	}
	if strings.HasSuffix(np.text, "面积") && s.ofDoing(np) {
		weak, static = true, false // 拆除面积
	} else if np.there && !weak || strings.Contains(np.text, "设计") {
		static = true
	} else if endsWith(np.text, []string{"建筑面积", "占地面积"}) {
		weak = false
	} else if s.properly(np) && endsWith(np.text, intrinsic[:]) {
		weak = false // 治理工程全长19.7公里
	} else if strings.HasPrefix(np.text, "新") || q.class != money && np.verb != "" && !strings.HasPrefix(np.verb, "的") && !np.right && s.t[np.to-1] != '的' || s.brought(q, np) ||
		endsWith(np.text, []string{"产量", "亩产", "单产", "用电量", "吞吐量", "销量", "发电量", "总产量", "完成量"}) {
		weak, static = true, false
	}
	if static && strong == "" {
		if weak && s.future(i) {
			return newswatch.Goal // 未来五年…常住人口达到230万人
		}
		return newswatch.Other
	}
	if strong != newswatch.Result && s.future(i) {
		return newswatch.Goal
	}
	if strong != "" {
		return strong
	}
	if !weak && q.class == size && np.right {
		return newswatch.Other
	}
	if s.attended(q) && (q.class == head) {
		return newswatch.Other
	}
	for pos := start; pos > s.from; {
		end := s.clauseBefore(pos)
		from := min(s.clauseStart(end), pos-1) // borders may touch: move on whatever they say
		before, w, _ := s.cue(from, end, 0)
		if before == newswatch.Goal || before == newswatch.Result && !weak {
			if s.t[end] == ';' && before == newswatch.Goal && weak {
				break
			}
			return before
		}
		if before == newswatch.Result {
			return before
		}
		weak = weak || w
		pos = from
	}
	if weak && s.ordered(q.from) {
		return newswatch.Goal
	}
	if weak {
		return newswatch.Result
	}
	if q.class == count && i > 0 && s.read[i-1].ok && s.read[i-1].kind == newswatch.Other && s.t[q.from-1] != '的' && s.clauseBefore(start) <= s.qs[i-1].to {
		return newswatch.Other // 总户数2168户,车位2600个
	}
	if s.kindOfSize(q) {
		return newswatch.Other
	}
	return newswatch.Result
}

// composes reports what somebody is made of, or came from: 由21名退休干部组成的,
// 来自31个省的.
func (s *sentence) composes(q *quantity) bool {
	end := min(s.clauseEnd(q.to), q.to+14)
	return within(s.t, q.to, end, "组成的", "构成的") || s.from+2 <= q.from && within(s.t, max(s.clauseStart(q.from), q.from-16), q.from, "来自") || precedes(s.t, q.from, "旗下") || precedes(s.t, q.from, "下属") || precedes(s.t, q.from, "所属")
}

// ordered reports that what stands at pos was demanded: 方案明确,年内完成….
func (s *sentence) ordered(pos int) bool {
	return within(s.t, s.from, pos, "明确,", "提出,", "要求,", "部署,", "明确:", "提出:", "要求:")
}

// able reports what a thing can do: 可安置896户.
func (s *sentence) able(q *quantity) bool {
	start := s.clauseStart(q.from)
	for k := s.markBefore(q.from); k > 0 && s.marks[k].from >= start; k-- {
		if m := s.marks[k]; m.kind&verb != 0 && s.t[m.from-1] == '可' && m.from-1 >= start && !precedes(s.t, m.from, "许可") && !precedes(s.t, m.from, "认可") {
			return true
		}
	}
	return false
}

// changed reports the first end of a change: 从1.2名提高到2.6名.
func (s *sentence) changed(q *quantity) bool {
	if !fromBefore(s.t, q.from) {
		return false
	}
	k := s.markBefore(q.to) + 1
	return k < len(s.marks) && s.marks[k].from == q.to && s.marks[k].kind&(reach|rise|fall) != 0
}

// properly reports a noun phrase that ends with a property.
func (s *sentence) properly(np nounPhrase) bool {
	k := s.markBefore(np.to)
	return !np.right && np.to > np.from && k >= 0 && s.marks[k].to == np.to && s.marks[k].kind&property != 0
}

// ofDoing reports a noun that begins with a verb: 拆除面积, 播种面积.
func (s *sentence) ofDoing(np nounPhrase) bool {
	if np.right || np.to <= np.from {
		return false
	}
	e, ok := s.a.reader.words.at(s.t, np.from, np.to)
	return ok && e.kind&verb != 0 && len(e.word) > 1
}

// brought reports a size that the clause then says was brought about: 220万平方米
// 城中村得到改造.
func (s *sentence) brought(q *quantity, np nounPhrase) bool {
	return np.right && np.to > q.to && prefix(s.t, np.to, s.to, "得到", "完成", "建成", "投用", "交付", "实现") > np.to
}

// cue returns the decisive word of [from, to), whether a weak one stands there,
// and whether a property does.
func (s *sentence) cue(from, to, noun int) (strong newswatch.FigureKind, weak, static bool) {
	moved := false
	for k := s.markBefore(to); k >= 0 && s.marks[k].from >= from; k-- {
		m := s.marks[k]
		if m.kind&(rise|fall) != 0 && !(m.kind&property != 0 && m.to == noun) || m.kind&reach != 0 && (m.to-m.from > 2 || s.word(m, "突破") || s.word(m, "增至") || s.word(m, "升至") || s.word(m, "降至")) {
			moved = true
		}
		switch {
		case m.kind&possesses != 0 && !weak && to-m.to < 10:
			if k == 0 || s.marks[k-1].to != m.from || s.marks[k-1].kind&goalWord == 0 || s.word(m, "发挥") || s.word(m, "发挥好") {
				return "", weak, true
			}
		case m.kind&(property|weather) != 0 && m.to == noun && m.kind&goalWord == 0 && !moved:
			static = true
		case m.kind&goalWord != 0:
			if s.objectMarker(m, to) {
				continue
			}
			return newswatch.Goal, weak, static
		case m.kind&doneWord != 0:
			return newswatch.Result, weak, static
		case m.kind&timeWord != 0 && s.present(m) && !s.startOf(m, to):
			return newswatch.Result, weak, static
		case m.kind&(weakDone|verb) != 0 && m.kind&property == 0:
			if m.kind&(rise|fall|weakDone) != 0 && m.kind&qualifies == 0 && !(m.to-m.from == 1 && (s.t[m.from] == '有' || s.t[m.from] == '为' || s.t[m.from] == '是' || s.t[m.from] == '达' || s.t[m.from] == '超' || s.t[m.from] == '至' || s.t[m.from] == '到')) {
				weak = true
			} else if m.kind&verb != 0 && m.kind&light == 0 && m.to-m.from > 1 {
				weak = true
			}
		}
	}
	return "", weak, static
}

// objectMarker reports 将 that means 把: 将空间转化为…
func (s *sentence) objectMarker(m mark, to int) bool {
	if m.to-m.from != 1 || s.t[m.from] != '将' && s.t[m.from] != '保' && s.t[m.from] != '应' && s.t[m.from] != '需' {
		return false
	}
	for i := m.to; i < to && i < m.to+20; i++ {
		if prefix(s.t, i, to, "作为", "转化为", "纳入", "列入", "打造成", "升级为", "变为", "转为", "改造为", "提升到", "降至") > i {
			return true
		}
	}
	return false
}

// present reports a time that only what is known can be told of.
func (s *sentence) present(m mark) bool {
	return prefix(s.t, m.from, m.to, "目前", "截至", "截止", "当前", "去年", "昨", "今年以来", "近年", "过去", "眼下", "如今", "上月", "上周", "至今", "迄今", "开年以来", "前年", "上季") > m.from
}

// cueAfter reads what stands behind the figure: 5.5%的目标, 18个项目将开工.
func (s *sentence) cueAfter(q *quantity) newswatch.FigureKind {
	end := min(s.clauseEnd(q.to), q.to+24)
	if within(s.t, q.to, end, "作为") && within(s.t, q.to, end, "目标") {
		return newswatch.Goal
	}
	for k := s.markBefore(q.to) + 1; k < len(s.marks) && s.marks[k].from < end; k++ {
		m := s.marks[k]
		if m.from < q.to {
			continue
		}
		if m.kind&figureMark != 0 {
			return ""
		}
		if m.kind&goalWord != 0 && prefix(s.t, m.from, m.to, "目标", "将", "有望", "计划", "力争", "拟", "预计", "确保", "任务") > m.from && !s.objectMarker(m, end) {
			if prefix(s.t, m.from, m.to, "目标", "任务") > m.from && within(s.t, q.to, end, "完成", "实现", "超额") {
				return ""
			}
			if q.class == size && s.figureAfter(m) {
				return "" // 220亩葡萄园预计产果33万公斤
			}
			return newswatch.Goal
		}
		if m.kind&doneWord != 0 && m.kind&skipped != 0 && s.t[m.from] == '已' {
			return newswatch.Result
		}
	}
	return ""
}

// figureAfter reports another figure behind mark m in its clause.
func (s *sentence) figureAfter(m mark) bool {
	end := s.clauseEnd(m.to)
	for i := range s.qs {
		if s.qs[i].from >= m.to && s.qs[i].from < end {
			return true
		}
	}
	return false
}

// future reports that the figure's own time lies ahead of the article.
func (s *sentence) future(i int) bool {
	p := s.periodMark(i)
	if p < 0 {
		return false
	}
	m := s.marks[p]
	text := string(s.t[m.from:m.to])
	for _, w := range []string{"明年", "未来", "今后", "接下来", "届时", "下月", "下周", "下个月", "次年", "明日", "明天"} {
		if strings.Contains(text, w) {
			return true
		}
	}
	if strings.HasPrefix(text, "到20") || strings.HasPrefix(text, "至20") {
		if k := strings.Index(text, "年"); k > 4 && (s.a.published.IsZero() || text[k-4:k] >= strconv.Itoa(s.a.published.Year())) {
			return true
		}
	}
	if s.a.published.IsZero() {
		return false
	}
	now := s.a.published
	if k := strings.Index(text, "年"); k >= 4 {
		if year, err := strconv.Atoi(text[k-4 : k]); err == nil && year > 1990 {
			return year > now.Year() || year == now.Year() && now.Month() < 7 && strings.Contains(text, "底")
		}
	}
	return strings.Contains(text, "下半年") && now.Month() < 10 || strings.Contains(text, "年底") && !strings.Contains(text, "去年") && now.Month() < 11
}

// isWeather reports a figure of the weather, which is nobody's goal.
func (s *sentence) isWeather(i int) bool {
	q := &s.qs[i]
	if q.class != size && q.class != speed {
		return false
	}
	from, to := s.from, s.to
	if q.class == size && (q.unit == "mu" || q.unit == "m2" || q.unit == "km2" || q.unit == "ton") {
		from, to = s.clauseStart(q.from), s.clauseEnd(q.to)
	}
	for k := range s.marks {
		if s.marks[k].from < from || s.marks[k].from >= to {
			continue
		}
		if s.marks[k].kind&weather != 0 && s.marks[k].kind&verb == 0 && !s.word(s.marks[k], "移动") && !s.word(s.marks[k], "浓度") {
			return true
		}
	}
	return false
}

// kindOfSize reports a quantity that describes and was not brought about.
func (s *sentence) kindOfSize(q *quantity) bool {
	switch q.class {
	case size:
		return q.unit != "千瓦时" && q.unit != "度" || q.to < len(s.t) && s.t[q.to] == '的'
	case speed, score:
		return true
	case money:
		return q.to < len(s.t) && s.t[q.to] == '的'
	}
	return false
}

// qualifier returns the word beside the number that makes it less or more
// exact, or says that it fell.
func (s *sentence) qualifier(i int) string {
	q := &s.qs[i]
	at := q.from
	goal, down := "", ""
	for k := s.markBefore(q.from); k >= 0 && s.marks[k].to == at; k-- {
		m := s.marks[k]
		word := string(s.t[m.from:m.to])
		switch {
		case m.kind&qualifies != 0 && word != "仅" && word != "只" && word != "可":
			return s.v.words(m.from, m.to)
		case m.kind&fall != 0 && m.kind&reach == 0:
			down = strings.TrimPrefix(strings.TrimPrefix(word, "同比"), "环比")
		case prefix(s.t, m.from, m.to, "突破", "超过", "超") > m.from:
			return word
		case word == "力争" || word == "确保":
			goal = word
		case m.kind&(skipped|reach|rise|goalWord|doneWord) == 0:
			k = -1
			continue
		}
		at = m.from
	}
	if k := s.markBefore(q.to) + 1; k < len(s.marks) && s.marks[k].from == q.to && s.marks[k].kind&qualifies != 0 {
		return string(s.t[s.marks[k].from:s.marks[k].to])
	}
	switch {
	case down != "":
		return down
	case q.approx != 0:
		return string(q.approx)
	}
	return goal
}
