package figure

// named reports a number that is part of a name: C919, 2+3+X, 第三, 前十, 1/3.
func named(t []rune, i int, n number) bool {
	if i > 0 {
		switch p := t[i-1]; {
		case isLatin(p), p == '第', p == '×', p == '每' && n.end < len(t), p == '+', p == '_', p == '#', p == '@':
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
	case '近', '超', '约', '逾', '上', '破', '过', '足', '到', '达':
		return true
	}
	return false
}

// excluded says that a quantity is no figure by the company it keeps.
func (r *Reader) excluded(t []rune, q *quantity, quoted bool) bool {
	if quoted && slogan(t, q) {
		return true
	}
	if q.measure != nil && q.measure.scale != 1 { // 三成, but not 一成不变 or 5成
		return !q.han || q.hi > 99
	}
	if q.han && q.hi == 0 && q.unit != "℃" && q.unit != "摄氏度" && q.unit != "%" {
		return true // 零部件, 零事故
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
