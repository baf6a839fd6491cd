package figure

import "strings"

// indicator reads what quantity i measures into s.read[i].
func (s *sentence) indicator(i int) {
	q, rd := &s.qs[i], &s.read[i]
	l := s.lookLeft(q)
	rd.growth = l.growth && (q.class == share || q.class == multiple)
	rd.rate = l.rate
	counted := q.class == count || q.class == head || q.class == firm
	if i > 0 && q.class == head && s.qs[i-1].class == count && s.qs[i-1].to == q.from && s.read[i-1].ok && !s.read[i-1].np.right && s.read[i-1].np.text != "" {
		rd.np = s.read[i-1].np // 新纳入低保281户402人
		return
	}
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
	if q.class == money && !np.empty() && s.owns(np.from, np.to) {
		np.text = "" // 区政府拿出1200万元: whose, not of what
	}
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

func firstRune(text string) rune {
	for _, c := range text {
		return c
	}
	return 0
}

// reshaping verbs do something to an area; with others the area is the thing's own.
var reshaping = []string{"拆除", "改造", "征收", "征迁", "拆迁", "流转", "出让", "供应", "收储", "整治", "复垦", "开垦", "围垦", "种植", "播种", "绿化", "盘活", "腾出", "租赁", "修复", "治理", "销售", "养殖", "开工", "竣工", "建设", "收割", "灌溉"}

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

// perHead are words that leave the noun to what stands behind the number.
var perHead = newWordSet("人均 户均 平均 亩均 每人")

// regions only say of which whole a share is.
var regions = newWordSet("国内 国际 省内 市内 海外 其余 其他 另外 全国 全球")

// extremes are what stands for the noun of the figure before.
var extremes = newWordSet("最高 最低 最多 最少 最大 最小")

func extreme(text string) bool {
	return extremes[text] || text == "单日" || text == "单月" || strings.HasPrefix(text, "最高峰") || strings.HasPrefix(text, "高峰") || strings.HasPrefix(text, "单日最")
}

// topic reports that a phrase between two figures is one of its own.
func (s *sentence) topic(np nounPhrase) bool { return len([]rune(np.text)) >= 2 || np.share != "" }
