package figure

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
func (r *Reader) scan(v *view) []quantity {
	t := v.t
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
			if n := len(found) - 1; n >= 0 && q.unit == "pp" && found[n].measure != nil && string(found[n].measure.word) == "个" && q.from == found[n].to+1 && (t[q.from-1] == '和' || t[q.from-1] == '、') {
				found[n].measure, found[n].class, found[n].unit = q.measure, q.class, q.unit // 0.9个和0.5个百分点
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
	if m != nil && string(m.word) == "个点" && end < len(t) && t[end] == '位' {
		m, end = r.units.at(t[:end-1], end-2) // 42个点位
	}
	if next, ok := r.spread(t, &q, n, m, end); ok {
		return q, next, true
	} else if next > n.end {
		return q, next, false
	}
	if m != nil && m.class == count && len(m.word) == 1 && end < len(t) && t[end] == '次' && !follows(t, end, "次全会", "次会议", "次元", "次日", "次年") {
		q.setUnit(m, end) // 214万册次, whatever is counted so
		q.to, q.class, q.unit = end+1, event, string(m.word)+"次"
		return q, q.to, true
	}
	if m != nil && m.class != timing && !(n.bare && n.approx == 0 && !roundly(t, i)) {
		q.setUnit(m, end)
		r.rate(t, &q)
		foreign(t, &q)
		if m.word[0] == '成' && n.han && q.to < len(t) {
			if d, ok := hanDigit(t[q.to]); ok && d > 0 && (q.to+1 == len(t) || !isNumeral(t[q.to+1])) {
				if m2, _ := r.units.at(t, q.to+1); m2 == nil {
					q.lo, q.hi = q.lo+d, q.hi+d // 九成三
					q.to++
				}
			}
		}
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
