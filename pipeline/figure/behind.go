package figure

import (
	"strings"
)

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
	if at < s.to && isDigit(s.t[at]) {
		age := at
		for age < s.to && isDigit(s.t[age]) {
			age++
		}
		if end := prefix(s.t, age, s.to, "周岁及以上", "周岁以上", "岁及以上", "岁以上", "周岁以下", "岁以下", "周岁", "岁"); end > age {
			at = end // 6.8万名80周岁以上老人
			k = s.markBefore(at) + 1
		}
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
		if (m.kind&property != 0 || m.kind&grows != 0 && k > 0 && s.marks[k-1].to == m.from && s.t[m.from-1] != '性') && m.kind&thing == 0 && m.from > at+1 && m.to-m.from > 1 && s.saidOf(m) {
			end = m.from // 11座智能化矿井产能达到2100万吨
			break
		}
		if m.kind&protects != 0 && m.from > at && m.to-m.from == 2 && averages(s.t, m.from) {
			end = m.from // 17个合作社平均收入
			break
		}
		if m.kind&protects != 0 && m.from > at && k > 0 && s.marks[k-1].to == m.from && s.marks[k-1].kind&(nominal|thing|grows) != 0 && s.verbal(m) {
			end = m.from // 3亿元专项资金支持企业技改
			break
		}
		if m.kind&protects != 0 && m.kind&thing == 0 {
			continue
		}
		if m.kind&nominal != 0 && m.kind&verb != 0 && (m.from > at || !counting) {
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
	if end-start > 4 && precedes(s.t, end, "需求") {
		end -= 2 // 可满足300万台新能源汽车需求
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

// verbal reports a mark that was a verb before the noun behind it made it one too.
func (s *sentence) verbal(m mark) bool {
	e, ok := s.a.reader.words.at(s.t, m.from, m.to)
	return ok && e.kind&verb != 0 && e.kind&(nominal|protects) == 0
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
			if !endsWith(string(s.t[m.to:next.from]), []string{"类型", "规模", "层次", "特色", "领域", "行业", "级别", "品种", "年龄", "性", "力", "阶段"}) {
				return 0
			}
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
var predicates = newWordSet(`
	入选 获评 上榜 落户 落地 跻身 荣获 入围 晋级 开工 投产 竣工 投用 参加 参与 报名 死亡 受伤 就业 分布
	涉及 来自 进入 获批 采用 使用 选择 认为 表示 获得 接受 享受 加入 开展 实施`)

// nounBegins reports that no word which ends a noun phrase stands at i.
func (s *sentence) nounBegins(i int) bool {
	k := s.markBefore(i + 1)
	return k < 0 || s.marks[k].from != i || s.marks[k].kind&(breaking|lists|of) == 0 || s.marks[k].kind&(thing|property|protects) != 0
}
