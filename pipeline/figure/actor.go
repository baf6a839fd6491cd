package figure

import "strings"

// actor reads the grammatical subject that nothing in the lexicon names: what
// opens a clause before a verb of doing, as in 种粮大户章国民今年承包了860亩. Words
// that only say how or of what things go are none.
func (s *sentence) actor(from, to int) (candidate, bool) {
	to = s.withoutAdverb(from, to)
	n := to - from
	if n > 3 && n < 14 && from > s.from && s.t[from-1] == '"' && s.t[to-1] == '"' && !within(s.t, from, to-1, `"`) {
		return candidate{from: from - 1, to: to, named: true}, true // "小哥食堂"开张
	}
	if n < 2 || n > 14 || strings.ContainsRune("分即一几两数", s.t[from]) || s.t[to-1] == '期' {
		return candidate{}, false
	}
	for i := from; i < to; i++ {
		if c := s.t[i]; !isHan(c) && !isLatin(c) && !isDigit(c) && c != '"' || strings.ContainsRune("不没无就还都也很再否被把给让使着过了的这那其何某样除和与及各每何谁此如若因为使从在对向以将按据经由于同随", c) {
			return candidate{}, false
		}
	}
	if s.t[to-1] == '地' || precedes(s.t, to, "基本") || precedes(s.t, to, "总体") || precedes(s.t, to, "整体") {
		return candidate{}, false // 准确地
	}
	last, covered, quotes := mark{}, 0, 0
	for _, c := range s.t[from:to] {
		if c == '"' {
			quotes++
		}
	}
	if quotes%2 == 1 {
		return candidate{}, false
	}
	for k := s.markBefore(to); k >= 0 && s.marks[k].to > from; k-- {
		m := s.marks[k]
		if m.to > to || m.from < from {
			return candidate{}, false
		}
		if m.from == from && m.kind&verb != 0 && m.kind&light == 0 && k+1 < len(s.marks) && s.marks[k+1].from == m.to && s.marks[k+1].kind&thing != 0 {
			continue // 返乡青年林晓峰
		}
		if m.kind&breaking != 0 && m.kind&(protects|place|deictic) == 0 {
			return candidate{}, false
		}
		if m.to == to {
			last = m
		}
		if m.kind&protects != 0 || m.kind&(thing|nominal|grows) != 0 && m.kind&body == 0 {
			covered += m.to - m.from
		}
	}
	person := endsWith(string(s.t[from:to]), persons[1:])
	switch {
	case last.kind&(grows|property) != 0, strings.ContainsRune("量额率值价费数度积比", s.t[to-1]):
		return candidate{}, false
	case last.kind&(body|org|place|deictic) != 0:
		return candidate{}, false // named by the lexicon: the search for names tells more of it
	case covered == n:
		return candidate{}, false // 生物医药, 农村居民: common nouns only
	case person && n < 4, last.kind&(thing|nominal) != 0 && !person:
		return candidate{}, false
	case n == 2 && !(s.a.views[0] != s.v && occurs(s.a.views[0].t, s.t[from:to], -1)) && !(strings.ContainsRune(surnames, s.t[from]) && s.recurs(from, to)):
		return candidate{}, false
	case n > 2 && !person && len(s.v.t) > longText && !s.recurs(from, to):
		return candidate{}, false // the names of a long text come again
	}
	return candidate{from: from, to: to, named: true, lasting: last.kind == 0 && n <= 8}, true
}

// states reports a verb right before a number, whose noun is as often what is
// counted as who counts it: 瓦斯抽采利用1.2亿立方米.
func (s *sentence) states(m mark) bool {
	k := s.markBefore(m.to) + 1
	for k < len(s.marks) && s.marks[k].from == m.to && s.marks[k].kind&skips != 0 {
		m = s.marks[k]
		k++
	}
	return k < len(s.marks) && s.marks[k].from == m.to && s.marks[k].kind&figureMark != 0
}

// settled reports a figure of the sentence before pos whose owner is known: what
// opens a clause behind it names another as rarely as it names a thing.
func (s *sentence) settled(pos int) bool {
	for i := range s.read {
		if s.qs[i].to <= pos && s.read[i].ok && s.read[i].subject != "" {
			return true
		}
	}
	return false
}

// person reports words that end with a word for people or begin with a surname.
func (s *sentence) person(c candidate) bool {
	return endsWith(string(s.t[c.from:c.to]), persons[1:]) || c.to-c.from < 4 && strings.ContainsRune(surnames, s.t[c.from])
}

// named reports words for people with a name behind them: 返乡青年林晓峰.
func (s *sentence) named(c candidate) bool {
	for k := s.markBefore(c.to); k >= 0 && s.marks[k].from >= c.from; k-- {
		if m := s.marks[k]; m.kind&thing != 0 && personal(string(s.t[m.from:m.to])) {
			return s.called(k) >= c.to
		}
	}
	return false
}

const surnames = `王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤章倪俞施裘楼`

// speaker reads who says a quotation that speaks of 我们, right behind it:
// "…",宇树科技负责人透露.
func (s *sentence) speaker(i int) (candidate, bool) {
	if s.t[s.from] != '"' || !within(s.t, s.from, s.qs[i].from, "我们", "我厂", "我司", "公司", "我家") {
		return candidate{}, false
	}
	for at := s.to; at < min(len(s.t), s.to+24) && s.t[at] != '\n' && s.t[at] != '。'; at++ {
		if follows(s.t, at, "负责人", "相关负责人", "有关负责人", "总经理", "副总经理", "董事长", "总裁", "创始人", "厂长", "生产总监", "财务总监", "经理", "社长", "校长", "院长") {
			for at > s.to && strings.ContainsRune("的副常务", s.t[at-1]) {
				at--
			}
			return candidate{from: s.to, to: at, named: true, lasting: true}, at-s.to >= 2 && isHan(s.t[s.to])
		}
		if strings.ContainsRune(",:;说", s.t[at]) {
			break
		}
	}
	return candidate{}, false
}

// withoutAdverb steps back over words of degree before a verb: 龙湖也, 他就.
func (s *sentence) withoutAdverb(from, to int) int {
	for to > from && strings.ContainsRune("也还都就均共仍又再便则正曾刚能可会应要需将", s.t[to-1]) {
		to--
	}
	return to
}

// longText is how many characters a text has that names its people again, and
// namesWithin where in it.
const longText, namesWithin = 400, 4000

// recurs reports that the text says the words [from, to) again elsewhere, as it
// does with names.
func (s *sentence) recurs(from, to int) bool {
	word := s.t[from:to]
	return occurs(s.v.t, word, from) || s.v != s.a.views[0] && occurs(s.a.views[0].t, word, -1)
}

// occurs reports word in t at another place than but.
func occurs(t, word []rune, but int) bool {
	for i := 0; i+len(word) <= min(len(t), namesWithin); i++ {
		if i != but && t[i] == word[0] && hasRunes(t, i, word) {
			return true
		}
	}
	return false
}

// doing reports a verb that somebody does, unlike 增长 or 达到, which things do.
func doing(m mark) bool {
	return m.kind&verb != 0 && m.kind&(rise|fall|reach|protects|property|nominal|baseWord) == 0 && m.to-m.from > 1
}
