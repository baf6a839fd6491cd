package figure

import (
	"strings"
)

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

// marksOf are what a number is called once it is reached: 站上1.4万亿斤台阶.
var marksOf = newWordSet("台阶 大关 关口 门槛 水平 高位 低位 区间 新台阶 新高 红线 整数关口")

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
