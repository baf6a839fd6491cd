package figure

import "strings"

// kind says what a word does to the reading of figures near it; a word may do
// several things.
type kind uint32

const (
	goalWord   kind = 1 << iota // 确保, 力争: what follows is wanted
	doneWord                    // 已, 截至: what follows has happened
	weakDone                    // 实现, 达到: happened, unless it is wanted
	rise                        // 增长
	fall                        // 下降
	reach                       // 达到, 为, 突破: joins an indicator and its number
	qualifies                   // 约, 超
	skipped                     // 同比, 共, 分别: may stand between an indicator and its number
	verb                        // ends a noun phrase, unless a nominal suffix follows
	light                       // a verb that is never part of a noun
	connects                    // 其中, 同时: ends a noun phrase
	timeWord                    // a stated time
	baseWord                    // 比, 较, 高于: what follows is compared with
	place                       // a place's name
	deictic                     // 全区, 该公司: stands for a subject
	generic                     // 开发区, 项目: may stand for a subject at the head of a clause
	body                        // ends the name of a body, project or place: 大桥, 开发区
	org                         // a body that never is part of an indicator: 集团, 街道
	protects                    // a noun that hides words inside it
	lists                       // 、, 和
	of                          // 的
	breaks                      // , ; : ( ): the border of a clause
	shareOf                     // 占
	quote                       // "
	figureMark                  // a quantity
	nominal                     // after a verb makes a noun of it: 率, 额, 项目
	thing                       // a noun that is counted; ends the phrase on its right
	grows                       // an economic noun that may be meant clauses before: 投资
	property                    // 总投资, 面积: a size that nobody strives for
	attends                     // 参加, 齐聚: people who were there
	weather                     // 台风, 气温
	possesses                   // 拥有, 发挥: what follows is there already
)

// breaking words end a noun phrase on their side.
const breaking = goalWord | doneWord | weakDone | rise | fall | reach | qualifies | skipped | verb | light | connects | timeWord | baseWord | place | deictic | breaks | figureMark | shareOf

// A mark is a word of the lexicon found in a sentence, as runes of the field.
type mark struct {
	from, to int
	kind     kind
}

type entry struct {
	word []rune
	kind kind
}

// A lexicon finds words by their first rune. Words begin in the basic plane.
type lexicon struct {
	first []uint16 // rune to index in lists; 0 where no word begins so
	lists [][]entry
}

func newLexicon() *lexicon {
	return &lexicon{first: make([]uint16, 1<<16), lists: make([][]entry, 1)}
}

// list returns the words that begin with c, longest first.
func (l *lexicon) list(c rune) []entry {
	if uint32(c) >= uint32(len(l.first)) {
		return nil
	}
	return l.lists[l.first[c]]
}

func (l *lexicon) setList(c rune, list []entry) {
	if uint32(c) >= uint32(len(l.first)) {
		return
	}
	if l.first[c] == 0 {
		l.first[c] = uint16(len(l.lists))
		l.lists = append(l.lists, nil)
	}
	l.lists[l.first[c]] = list
}

// add joins kinds to words; a word named in several lists has all its kinds.
func (l *lexicon) add(k kind, words string) {
	for _, w := range strings.Fields(words) {
		r := []rune(w)
		list := l.list(r[0])
		found := false
		for i := range list {
			if string(list[i].word) == w {
				list[i].kind |= k
				found = true
			}
		}
		if found {
			continue
		}
		at := len(list)
		for at > 0 && len(list[at-1].word) < len(r) {
			at--
		}
		list = append(list, entry{})
		copy(list[at+1:], list[at:])
		list[at] = entry{r, k}
		l.setList(r[0], list)
	}
}

// shield makes words hide what stands inside of them, whatever they do else.
func (l *lexicon) shield(words string) {
	l.add(protects, words)
	for _, w := range strings.Fields(words) {
		list := l.list([]rune(w)[0])
		for i := range list {
			if string(list[i].word) == w {
				list[i].kind &^= breaking
			}
		}
	}
}

// levelSuffix reports a 区 or 县 at t[i] that belongs to the place before it.
func levelSuffix(t []rune, i, to int) bool {
	return strings.ContainsRune("区市县省镇", t[i]) && prefix(t, i, to, "市场", "区域", "县域", "市域", "市民", "省级", "市级", "区级", "县级", "区块", "区政府", "市政府", "县政府", "省政府", "区委", "市委", "县委", "省委", "区长", "市长", "县长", "省长", "市值", "市区") == i
}

// stands reports whether a verb, an adverb or a link of one character is a word
// of its own: 设12个, 共建成, but not 共富, 高性能. It is one before a number or
// another word.
func (r *Reader) stands(t []rune, end, limit int, k kind, free bool) bool {
	if k&(light|connects|lists|of|breaks|shareOf|goalWord|doneWord|baseWord|quote|body|nominal) != 0 && k&possesses == 0 || k&protects != 0 {
		return true
	}
	if end >= limit {
		return free || k&verb == 0 || k&possesses != 0
	}
	e, ok := r.words.at(t, end, limit)
	if k&possesses != 0 {
		return ok || free && isHan(t[end]) // 该村有茶园
	}
	if k&(verb|rise|fall) != 0 && k&reach == 0 {
		return ok && e.kind&(qualifies|doneWord|reach) != 0
	}
	return ok && e.kind&(breaking|lists|of|grows|protects) != 0 // 上 is no word in 河上镇
}

// averages reports words that are adverbs before a verb and adjectives before
// a noun.
func averages(t []rune, i int) bool {
	switch t[i] {
	case '日', '月', '年', '人', '户', '平':
		return t[i+1] == '均'
	case '最':
		return t[i+1] == '高' || t[i+1] == '大' || t[i+1] == '低'
	case '实':
		return t[i+1] == '际'
	}
	return false
}

// plannedNoun reports a 计划 or 目标 that is a thing and not a verb: "521"计划,
// 年度计划的72%.
func plannedNoun(t []rune, from, end int) bool {
	if end-from != 2 || t[from] != '计' || t[from+1] != '划' {
		return false
	}
	if from > 0 && (t[from-1] == '"' || isLatin(t[from-1]) || isDigit(t[from-1])) {
		return true
	}
	if end < len(t) && isDigit(t[end]) && (precedes(t, from, "年度") || precedes(t, from, "全年") || precedes(t, from, "年初") || precedes(t, from, "招生") || precedes(t, from, "招聘") || precedes(t, from, "招录") || precedes(t, from, "供地") || precedes(t, from, "培养")) {
		return true
	}
	return end >= len(t) || !isHan(t[end]) && !isDigit(t[end]) || t[end] == '的' || t[end] == '和'
}

// at returns the longest word at t[i:to].
func (l *lexicon) at(t []rune, i, to int) (entry, bool) {
	second := rune(-1)
	if i+1 < to {
		second = t[i+1]
	}
	list := l.list(t[i])
	for k := range list {
		w := list[k].word
		if len(w) > 1 && w[1] != second || i+len(w) > to {
			continue
		}
		if len(w) < 3 || hasRunes(t, i+2, w[2:]) {
			return list[k], true
		}
	}
	return entry{}, false
}

// marks finds the words of a sentence, longest first from left to right, with
// its quantities and stated times among them.
func (r *Reader) marks(t []rune, from, to int, qs []quantity, into []mark) []mark {
	next := 0
	for i := from; i < to; {
		for next < len(qs) && qs[next].from < i {
			next++
		}
		if next < len(qs) && qs[next].from == i && !qs[next].threshold {
			into = append(into, mark{i, qs[next].to, figureMark})
			i = qs[next].to
			next++
			continue
		}
		limit := to
		if next < len(qs) && !qs[next].threshold {
			limit = qs[next].from
		}
		if end := r.statedTime(t, i, limit); end > i {
			k := timeWord
			if n := len(into); n > 0 && into[n-1].to == i && into[n-1].kind&baseWord != 0 {
				k = baseWord | skipped
			} else if follows(t, end, "同期", "同月", "持平") || end < limit && t[end] == '的' && end+1 == limit && next < len(qs) && qs[next].class == multiple {
				k = baseWord | skipped
			}
			into = append(into, mark{i, end, k})
			i = end
			continue
		}
		if t[i] == '该' && i+1 < limit { // 该隧道
			if e, ok := r.words.at(t, i+1, limit); ok && len(e.word) > 1 && e.kind&(body|generic|thing) != 0 {
				end := i + 1 + len(e.word)
				into = append(into, mark{i, end, deictic})
				i = end
				continue
			}
		}
		if t[i] == '新' && i+1 < limit { // 新开工, 新增: part of the noun
			if e, ok := r.words.at(t, i+1, limit); ok && e.kind&(verb|rise) != 0 && e.kind&protects == 0 {
				if own, ok := r.words.at(t, i, limit); !ok || len(own.word) <= len(e.word)+1 {
					end := i + 1 + len(e.word)
					into = append(into, mark{i, end, protects})
					i = end
					continue
				}
			}
		}
		e, ok := r.words.at(t, i, limit)
		if end := reachShape(t, i, limit); end > i && (!ok || i+len(e.word) < end) {
			into = append(into, mark{i, end, weakDone | reach | skipped})
			i = end
			continue
		}
		if !ok || len(e.word) == 1 {
			if end := r.verbShape(t, i, limit); end > i {
				into = append(into, mark{i, end, verb})
				i = end
				continue
			}
		}
		if ok {
			end := i + len(e.word)
			k := e.kind
			if k&place != 0 && end < limit && (levelSuffix(t, end, limit) || strings.ContainsRune("江河湖湾", t[end])) {
				end++ // 余杭区, 钱塘江
			}
			if k&protects != 0 && t[i] == '占' && follows(t, end, "区生产总值") {
				k, end = shareOf, i+1 // 占 before 地区生产总值, not 占地
			}
			switch {
			case k&shareOf != 0 && end-i == 1 && end < limit && t[end] == '率':
				k, end = protects|nominal, end+1 // 市占率
			case k&goalWord != 0 && plannedNoun(t, i, end):
				k = protects
			case t[i] == '比' && end-i == 1 && i > from && isHan(t[i-1]) && follows(t, end, "高达", "达", "为", "超", "约"):
				k = protects | nominal // 桥隧比高达83%
			case end-i == 1 && !r.stands(t, end, limit, k, i == from || len(into) > 0 && into[len(into)-1].to == i || !isHan(t[i-1])):
				i = end
				continue
			case end-i == 2 && averages(t, i) && end < limit:
				if s, ok := r.words.at(t, end, limit); !ok || s.kind&breaking == 0 {
					k = protects // 日均客流, but not 年均增长
				}
			}
			if k&(verb|rise|fall) != 0 && end-i > 1 && k&light != 0 && k&goalWord == 0 && end < limit && strings.ContainsRune("量率额", t[end]) {
				k = protects // 拥有量
			}
			if k&(verb|rise|fall) != 0 && k&light == 0 && end < limit {
				if s, ok := r.words.at(t, end, limit); ok && s.kind&nominal != 0 && string(s.word) != "村" {
					k = protects
				}
			}
			if k&(doneWord|weakDone) != 0 && k&reach == 0 && end-i > 1 && end < limit && t[end] == '率' {
				k, end = protects|nominal, end+1 // 成功率
			}
			if k&verb != 0 && k&(light|protects) == 0 && end-i == 2 && end < limit && strings.ContainsRune("室厅房楼棚池仓柜灯牌卡券票表图册片剂苗粉油酒茶艇椅床赛节展课营体", t[end]) {
				if s, ok := r.words.at(t, min(end+1, limit-1), limit); end+1 == limit || ok && (s.kind&(breaking|lists) != 0 || len(s.word) > 1) {
					k, end = protects, end+1 // 洽谈室
				}
			}
			if n := len(into) - 1; k&protects != 0 && t[end-1] == '率' && n >= 0 && into[n].to == i && into[n].kind&verb != 0 && into[n].kind&light == 0 && i-into[n].from > 1 {
				into[n].kind = protects // 回收利用率
			}
			if k&verb != 0 && k&nominal == 0 && end-i > 1 && end < limit && (t[end] == '出' || t[end] == '完' || t[end] == '起') {
				if next, ok := r.words.at(t, end, limit); !ok || len(next.word) == 1 {
					end++ // 排查出
				}
			}
			into = append(into, mark{i, end, k})
			i = end
			continue
		}
		i++
	}
	return into
}
