package figure

import "unicode/utf8"

// A quantity is a number with its unit, found in folded text; positions are
// runes of the whole field.
type quantity struct {
	from, to  int // of number and unit
	numTo     int // end of the number
	lo, hi    float64
	ranged    bool
	unit      string
	class     class
	measure   *measure // nil where the noun is the unit, or an amount lacks its 元
	han       bool
	approx    rune
	threshold bool // 10亿元以上 in the name of a class: no figure, part of a noun
	bareSum   bool // an amount or count without any unit; read only beside words that tell it
}

// scan finds the quantities of a folded field, in order. It looks closely only
// where a digit or numeral stands, and every step moves on.
func (r *Reader) scan(v *view, t []rune) []quantity {
	var found []quantity
	quotes := 0
	for i := 0; i < len(t); {
		c := t[i]
		switch {
		case c < '0' || c > '9' && c < '〇':
			if c == '"' {
				quotes++
			} else if c == '\n' {
				quotes = 0
			}
			i++
			continue
		case c == '《':
			i = afterTitle(t, i)
			continue
		case !isDigit(c) && !isNumeral(c):
			i++
			continue
		}
		if !isDigit(c) {
			if e, ok := r.words.at(t, i, len(t)); ok && e.kind&(place|protects) != 0 && len(e.word) > 1 {
				i += len(e.word) // 三门, 一般公共预算
				continue
			}
		}
		q, next, ok := r.quantity(t, i)
		if ok && !r.excluded(t, &q, quotes%2 == 1) {
			if (q.unit == "℃" || q.unit == "%" || q.unit == "摄氏度") && i > 0 && t[i-1] == '-' && !q.ranged && v.minusAt(i-1) {
				q.from, q.lo, q.hi = i-1, -q.lo, -q.hi
			}
			found = append(found, q)
			i = q.to
			continue
		}
		i = max(next, i+1)
	}
	return found
}

// afterTitle steps over a book title 《…》, whose numbers are names.
func afterTitle(t []rune, i int) int {
	for j := i + 1; j < len(t) && j < i+80 && t[j] != '\n'; j++ {
		if t[j] == '》' {
			return j + 1
		}
	}
	return i + 1
}

var hundredths = []struct {
	word []rune
	unit string
}{
	{[]rune("百分之"), "%"}, {[]rune("千分之"), "‰"}, {[]rune("万分之"), "‱"},
}

// quantity reads a number with its unit, or a range of them, at t[i]. Next is
// where to look on if there is none.
func (r *Reader) quantity(t []rune, i int) (q quantity, next int, ok bool) {
	for _, h := range hundredths {
		if hasRunes(t, i, h.word) {
			return r.fraction(t, i, len(h.word), h.unit)
		}
	}
	n, ok := r.number(t, i)
	if !ok {
		return q, n.end, false
	}
	if named(t, i, n) {
		return q, skipName(t, n.end), false
	}
	q = quantity{from: i, numTo: n.end, to: n.end, lo: n.lo, hi: n.hi, ranged: n.hi > n.lo, han: n.han, approx: n.approx}
	m, end := r.units.at(t, skipBlank(t, n.end))
	if next, ok := r.spread(t, &q, n, m, end); ok {
		return q, next, true
	} else if next > n.end {
		return q, next, false
	}
	if m != nil && m.class != timing && !(n.bare && n.approx == 0 && !roundly(t, i)) {
		q.setUnit(m, end)
		r.rate(t, &q)
		foreign(t, &q)
		if w := m.word[0]; (w == '成' || w == '倍') && len(m.word) == 1 && q.to < len(t) && t[q.to] == '多' && q.approx == 0 {
			q.approx = '多'
			q.to++
		}
		return q, q.to, true
	}
	if t0 := skipBlank(t, n.end); t0 < len(t) && t[t0] == '大' && !n.han && !n.scaled && n.approx == 0 && n.lo >= 10 && !follows(t, t0+1, "学", "专", "病", "师") && r.nounAhead(t, t0+1) {
		q.to, q.class, q.unit = t0+1, count, "item"
		return q, q.to, true
	}
	if r.withoutMeasure(t, &q, n, m) {
		return q, q.to, true
	}
	if m != nil && m.class == timing {
		return q, end, false
	}
	return q, n.end, false
}

func (q *quantity) setUnit(m *measure, end int) {
	q.measure, q.class, q.unit, q.to = m, m.class, m.unit, end
	if q.unit == "" {
		q.unit = string(m.word)
	}
	q.lo, q.hi = round(q.lo*m.scale), round(q.hi*m.scale)
}

// foreign reads the currency that stands before the number: 新台币2000万元.
func foreign(t []rune, q *quantity) {
	if q.unit != "CNY" {
		return
	}
	for _, c := range [...]struct{ word, unit string }{{"新台币", "新台币"}, {"台币", "新台币"}, {"港币", "港元"}, {"港元", "港元"}, {"美金", "USD"}} {
		if precedes(t, q.from, c.word) {
			q.unit = c.unit
			return
		}
	}
}

// fraction reads 百分之五点六, and 百分之五到百分之六.
func (r *Reader) fraction(t []rune, i, skip int, unit string) (quantity, int, bool) {
	n, ok := r.number(t, skipBlank(t, i+skip))
	if !ok {
		return quantity{}, max(n.end, i+skip), false
	}
	q := quantity{from: i, numTo: n.end, to: n.end, lo: n.lo, hi: n.hi, ranged: n.hi > n.lo, unit: unit, class: share, han: true, approx: n.approx}
	if sep := rangeSign(t, n.end); sep > n.end && !fromBefore(t, i) {
		if hasRunes(t, sep, t[i:i+skip]) {
			sep += skip
		}
		if n2, ok := r.number(t, sep); ok && n2.lo > n.lo {
			if m, _ := r.units.at(t, n2.end); m == nil {
				q.hi, q.ranged, q.to, q.numTo = n2.hi, true, n2.end, n2.end
			}
		}
	}
	return q, q.to, true
}

// rangeSign returns the end of the sign between the ends of a range, or i.
func rangeSign(t []rune, i int) int {
	j := skipBlank(t, i)
	if j >= len(t) {
		return i
	}
	switch t[j] {
	case '-', '~', '–', '—', '一':
		k := j + 1
		if t[j] == '一' && (k >= len(t) || !isDigit(t[k])) {
			return i
		}
		if k < len(t) && t[k] == t[j] {
			k++
		}
		return skipBlank(t, k)
	case '至', '到':
		return skipBlank(t, j+1)
	}
	return i
}

// fromBefore reports 从 or 由 close before a number: 从5%到6% is a change, no range.
func fromBefore(t []rune, i int) bool {
	for j := i - 1; j >= 0 && j >= i-8; j-- {
		switch t[j] {
		case '从', '由', '自':
			return true
		case ',', '、', '。', ';', '\n', '%':
			return false
		}
	}
	return false
}

// spread tries to read a range whose first number is n. It reports whether q is
// one; next beyond the number says that the text there is a span of dates.
func (r *Reader) spread(t []rune, q *quantity, n number, m *measure, unitEnd int) (next int, ok bool) {
	first := n.end
	if m != nil {
		first = unitEnd
	}
	second := rangeSign(t, first)
	if second == first || second >= len(t) || !isDigit(t[second]) && !isNumeral(t[second]) {
		return n.end, false
	}
	n2, good := r.number(t, second)
	if !good {
		return n.end, false
	}
	m2, end2 := r.units.at(t, skipBlank(t, n2.end))
	if m2 == nil {
		return n.end, false
	}
	if m2.class == timing {
		if m == nil || m.class == timing {
			return end2, false
		}
		return n.end, false
	}
	if m != nil && (m.class != m2.class || m.unit != m2.unit || m.unit == "" && string(m.word) != string(m2.word)) {
		return n.end, false
	}
	if word := t[skipBlank(t, first)]; (word == '到' || word == '至') && m != nil && fromBefore(t, q.from) {
		return n.end, false
	}
	lo, hi := n.lo, n2.hi
	if m == nil && !n.scaled && n2.lastExp > 1 && lo*n2.lastExp < hi {
		lo *= n2.lastExp
	}
	if m == nil && n.han && n2.han && !n.scaled && n2.lastExp <= 1 { // 三至五万: the scale is inside of n2
		if s := hanLastScale(t, second, n2.end); s > 1 && lo*s < hi {
			lo *= s
		}
	}
	if lo >= hi {
		return n.end, false
	}
	q.lo, q.hi, q.ranged, q.numTo = lo, hi, true, n2.end
	q.setUnit(m2, end2)
	r.rate(t, q)
	return q.to, true
}

func hanLastScale(t []rune, from, to int) float64 {
	exp := 1.0
	for j := to - 1; j >= from; j-- {
		s, ok := hanScale(t[j])
		if !ok || s < 100 {
			break
		}
		exp *= s
	}
	return exp
}

// named reports a number that is part of a name: C919, 2+3+X, 第三, 前十, 1/3.
func named(t []rune, i int, n number) bool {
	if i > 0 {
		switch p := t[i-1]; {
		case isLatin(p), p == '第', p == '+', p == '_', p == '#', p == '@':
			return true
		case p == '.' && i > 1 && (isDigit(t[i-2]) || isLatin(t[i-2])), p == '/' && i > 1 && (isDigit(t[i-2]) || isLatin(t[i-2])):
			return true
		case p == '-' && i > 1 && (isLatin(t[i-2]) || isDigit(t[i-2]) && !n.han):
			return true
		case p == ':' && i > 1 && isDigit(t[i-2]) && !n.han && !n.scaled:
			return true
		case p == '前' && !endsWord(t, i-1):
			return true
		case n.han && (p == '周' || p == '初' || p == '星' || p == '之' || p == '老' || p == '小' || p == '同' || p == '统' || p == '双') && n.lo < 20:
			return true
		case (p == '几' || p == '数' || p == '好') && n.han:
			return true // 几十, 数百: no number is stated
		case p == '期' && i > 1 && t[i-2] == '星':
			return true
		}
	}
	if n.end < len(t) {
		switch e := t[n.end]; {
		case e == '/' && n.end+1 < len(t) && isDigit(t[n.end+1]), e == ':' && n.end+1 < len(t) && isDigit(t[n.end+1]) && !n.han:
			return true
		case e == '+' && n.end+1 < len(t) && (isDigit(t[n.end+1]) || isLatin(t[n.end+1]) || isNumeral(t[n.end+1])):
			return true
		}
	}
	return false
}

// endsWord reports that 前 at t[i] closes a word such as 目前, and so does not
// make a rank of the number after it.
func endsWord(t []rune, i int) bool {
	if i == 0 {
		return false
	}
	switch t[i-1] {
	case '目', '当', '之', '此', '日', '提', '以', '年', '眼', '先', '天', '午', '空', '面', '跟', '事', '生', '会', '月', '底', '末', '超', '节', '赛', '产', '售':
		return true
	}
	return false
}

// skipName steps to the end of a run that is glued to a name or ratio.
func skipName(t []rune, i int) int {
	for i < len(t) && (isDigit(t[i]) || isLatin(t[i]) || (t[i] == '+' || t[i] == '/' || t[i] == ':' || t[i] == '.' || t[i] == '-') && i+1 < len(t) && (isDigit(t[i+1]) || isLatin(t[i+1]))) {
		i++
	}
	return i
}

// roundly reports a word before a bare 百, 千 or 万 that makes it a quantity.
func roundly(t []rune, i int) bool {
	if i == 0 {
		return false
	}
	switch t[i-1] {
	case '近', '超', '约', '逾', '上', '破', '过':
		return true
	}
	return false
}

// rate joins the unit after a slash, 元/平方米, or 每, 公里每小时, and reads 每小时 and
// 时速 before the number.
func (r *Reader) rate(t []rune, q *quantity) {
	if q.measure == nil || q.class != size && q.class != money && q.class != head && q.class != count {
		return
	}
	word := string(q.measure.word)
	for k := 0; k < 2; k++ {
		sep := "/"
		if k == 1 {
			sep = "每"
		}
		if q.to < len(t) && string(t[q.to]) == sep {
			if d, end := r.units.at(t, q.to+1); d != nil {
				word += "/" + string(d.word)
				q.to, q.unit = end, word
				if u, ok := rates[word]; ok {
					q.unit, q.class = u, speed
				}
				return
			}
		}
	}
	from := max(0, q.from-7)
	for j := q.from - 2; j >= from; j-- {
		switch {
		case q.unit == "km" && follows(t, j, "时速", "每小时", "每时"):
			q.unit, q.class = "km/h", speed
		case word == "米" && follows(t, j, "每秒", "秒速"):
			q.unit, q.class = "m/s", speed
		default:
			continue
		}
		return
	}
}

// withoutMeasure reads 23万大学师生, where the noun is the unit, and amounts that
// leave 元 out.
func (r *Reader) withoutMeasure(t []rune, q *quantity, n number, m *measure) bool {
	big := n.scaled && !n.bare || n.approx != 0
	at := skipBlank(t, n.end)
	if noun := r.unitNoun(t, at); noun != nil {
		year := !n.han && n.digits == 4 && !n.scaled && n.lo > 1900 && n.lo < 2100
		if big || !n.han && !year && n.lo >= 10 && !n.point && noun.direct && n.lo != 985 && n.lo != 211 {
			q.unit, q.class = noun.unit, noun.class
			return true
		}
	}
	if m != nil || !n.scaled || n.bare {
		return false
	}
	if at < len(t) && isHan(t[at]) && !follows(t, at, "大关", "的", "以", "左", "目", "量", "规", "和", "与", "及", "、", "到", "至", "增", "提", "升", "级台阶", "人口") {
		return false
	}
	if follows(t, at, "以下", "级") {
		return false
	}
	q.bareSum, q.class, q.unit = true, money, "CNY"
	return true
}

func follows(t []rune, i int, words ...string) bool {
	for _, w := range words {
		if prefix(t, i, len(t), w) > i {
			return true
		}
	}
	return false
}

// excluded says that a quantity is no figure by the company it keeps.
func (r *Reader) excluded(t []rune, q *quantity, quoted bool) bool {
	if quoted && slogan(t, q) {
		return true
	}
	if q.measure != nil && q.measure.scale != 1 { // 三成, but not 一成不变 or 5成
		return !q.han || q.hi > 90
	}
	if q.class == share || q.measure == nil && !q.han {
		return false
	}
	small := q.han && q.hi < 11 && !q.ranged && q.approx == 0
	if small && q.lo == 1 {
		return true // 一个 is an article
	}
	if small && q.class == count && r.abstractAhead(t, q.to) {
		return true
	}
	if q.measure == nil {
		return false
	}
	return r.oddUnit(t, q, small)
}

// slogan reports a quantity inside of a short quotation that names something:
// "七张清单", "15分钟办事圈".
func slogan(t []rune, q *quantity) bool {
	open, end := -1, -1
	for j := q.from - 1; j >= 0 && j >= q.from-12; j-- {
		if t[j] == '"' {
			open = j
			break
		}
	}
	for j := q.to; j < len(t) && j < q.to+12; j++ {
		if t[j] == '"' {
			end = j
			break
		}
	}
	if open < 0 || end < 0 || end-open > 14 {
		return false
	}
	return q.han || q.class == count || q.class == event || q.class == head || q.class == firm || q.class == multiple
}

// oddUnit keeps measure words that are as often part of other words or of
// scores to the places where they count.
func (r *Reader) oddUnit(t []rune, q *quantity, small bool) bool {
	m := q.measure
	next := rune(0)
	if q.to < len(t) {
		next = t[q.to]
	}
	prev := rune(0)
	if q.from > 0 {
		prev = t[q.from-1]
	}
	switch string(m.word) {
	case "分":
		return next == '钟' || !within(t, q.from-10, q.from, "得分", "评分", "均分", "总分", "满分", "分数", "考核", "成绩", "指数", "满意度", "得", "考", "评价", "测评")
	case "点":
		return !within(t, q.from-12, q.from, "指数", "点位", "涨", "跌", "沪指", "深成指", "大盘", "景气") || next == '半'
	case "个点":
		return !within(t, q.from-8, q.from, "涨", "跌", "增", "降", "升")
	case "度":
		return small && q.lo < 4 || prev == '角' || within(t, q.from-3, q.from, "维")
	case "处":
		return q.han && q.lo == 4 // 四处
	case "包", "眼":
		return small
	case "里", "方", "头", "面", "口", "样", "手", "道", "节", "段", "步", "字", "队", "列":
		if string(m.word) == "方" {
			return small || q.hi < 100
		}
		return small
	case "期":
		return q.han || !(prev == '了' || prev == '办' || prev == '展' || prev == '出' || prev == '计' || prev == '共' || prev == '训' || prev == '班' || prev == '座' || within(t, q.from-12, q.from, "培训", "课程", "讲座", "活动", "沙龙", "夜校", "课堂", "论坛"))
	case "层", "站", "车":
		return prev == '在' || prev == '于' || prev == '到' || prev == '楼' || small && string(m.word) == "车" || next == '楼' && small
	case "轮":
		return next == '车' || small
	case "次":
		return follows(t, q.to, "全会", "会议", "全体", "产业", "创业", "元", "方", "供", "函") || small && t[q.from] == '二'
	case "m", "mm", "cm", "nm", "hz", "g", "l", "克", "寸", "卡":
		return string(m.word) == "克" && next == '拉'
	case "平方":
		return next == '根'
	case "类", "种":
		return small
	case "折":
		return q.hi >= 10
	case "幢", "栋", "座":
		return next != 0 && isDigit(next) || follows(t, q.to, "单元", "号")
	case "公里", "米":
		return next == '处' && !follows(t, q.to, "处理", "处置")
	case "位":
		if prev == '列' || prev == '居' {
			return true
		}
		for _, w := range [...]string{"上升", "提升", "前移", "前进", "跃升", "下降", "后移", "晋升", "升", "上升了", "提升了", "前移了", "下降了"} {
			if precedes(t, q.from, w) {
				return true // a move in a ranking
			}
		}
		return false
	case "名", "员":
		return prev == '列' || prev == '居' || string(m.word) == "员" && q.han
	case "人":
		return follows(t, q.to, "次元", "以上户", "份") || small && q.lo == 1
	case "部":
		return small && (next == '曲' || next == '委')
	case "家":
		return small && next == '人'
	}
	return false
}

// precedes reports a word that ends at t[i].
func precedes(t []rune, i int, w string) bool {
	for len(w) > 0 {
		r, n := utf8.DecodeLastRuneInString(w)
		if i--; i < 0 || t[i] != r {
			return false
		}
		w = w[:len(w)-n]
	}
	return true
}

func within(t []rune, from, to int, words ...string) bool {
	from, to = max(from, 0), min(to, len(t))
	for i := from; i < to; i++ {
		for _, w := range words {
			if prefix(t, i, to, w) > i {
				return true
			}
		}
	}
	return false
}
