package figure

import "strings"

// statedTime returns the end of the time that t[i:to] states, or i: 2025年,
// 前三季度, 1—11月, 到2026年底, "十四五"期间, 目前.
func (r *Reader) statedTime(t []rune, i, to int) int {
	switch c := t[i]; {
	case c == '现' && i > 0 && strings.ContainsRune("出呈体表发实展涌", t[i-1]):
		return i // 高峰出现在10月1日
	case isDigit(c):
		if i > 0 && (isDigit(t[i-1]) || isLatin(t[i-1]) || t[i-1] == '.' || t[i-1] == '第') {
			return i
		}
	case c < 0x80 && c != '"':
		return i
	case c >= 1<<16 || !r.timeStarts[c], feasts.has(c) && (i+1 >= to || !feastEnds.has(t[i+1])):
		return i
	}
	j := i
	if lead := prefix(t, j, to, "截至到", "截至", "截止到", "截止", "到", "至", "自", "从", "在", "于"); lead > j {
		k := r.timeAtom(t, lead, to)
		if k == lead {
			return i
		}
		if t[i] == '在' || t[i] == '于' || t[i] == '从' {
			return i // the time itself follows
		}
		j = k
	} else if j = r.timeAtom(t, i, to); j == i {
		return i
	}
	for j < to { // 2025年上半年, 今年1-9月
		k := j
		if t[k] == '的' && k+1 < to {
			k++
		}
		next := r.timeAtom(t, skipBlank(t, k), to)
		if next <= k+1 && next <= skipBlank(t, k) {
			break
		}
		j = next
	}
	return prefix2(t, j, to)
}

// prefix2 takes the tail of a time: 以来, 期间, 底.
func prefix2(t []rune, j, to int) int {
	for {
		k := prefix(t, j, to, "以来", "期间", "规划期间", "时期", "末期", "规划期末", "期末", "底", "末", "初", "前后", "之前", "前", "以前", "年底", "中旬", "上旬", "下旬")
		if k == j {
			return j
		}
		if k-j == 1 && t[j] == '前' && k < to && (t[k] == '三' || t[k] == '两') { // 今年前三季度 is read by the atoms
			return j
		}
		j = k
	}
}

// timeAtom reads one time.
func (r *Reader) timeAtom(t []rune, i, to int) int {
	if i >= to {
		return i
	}
	if t[i] == '"' { // "十四五"期间
		if k := prefix(t, i+1, to, "十一五", "十二五", "十三五", "十四五", "十五五", "十六五", "五一", "十一", "双十一", "双11", "618", "七一", "八一", "三八", "六一", "春节"); k > i+1 && k < to && t[k] == '"' {
			return prefix(t, k+1, to, "规划期末", "规划期间", "规划期", "黄金周", "小长假", "假期期间", "假期", "期间", "时期", "以来", "末", "收官之年", "开局之年", "前夕", "当天", "前后")
		}
		return i
	}
	for _, e := range r.times.list(t[i]) {
		if end := i + len(e.word); end <= to && hasRunes(t, i, e.word) {
			if end == i+2 && t[i] == '过' && end < to && (isDigit(t[end]) || isNumeral(t[end]) || t[end] == '的') {
				continue
			}
			return end
		}
	}
	if end := festival(t, i, to); end > i {
		return end
	}
	// 前三季度, 一季度, 过去五年, 未来3年, 五年内, 三年来
	j := prefix(t, i, to, "过去", "近", "未来", "今后", "接下来", "最近", "前", "第", "头", "后", "这", "历时", "用", "连续", "之后")
	lead := j > i
	k, digits := numeral(t, j, to)
	if k == j {
		return i
	}
	if end := prefix(t, k, to, "个季度", "季度"); end > k && digits <= 1 {
		return prefix(t, end, to, "末", "底")
	}
	if !lead && isDigit(t[j]) {
		if end := date(t, j, to); end > j {
			return end
		}
	}
	if !lead && digits == 4 && k < to && t[k] == '年' { // 二〇二五年
		return prefix(t, k+1, to, "度")
	}
	if t[i] == '第' || t[i] == '用' || t[i] == '这' {
		return i
	}
	unit := prefix(t, k, to, "个多月", "个月", "多年", "年", "个季度", "个小时", "小时", "天", "周", "个交易日", "个工作日", "个星期", "余年")
	if unit == k && (t[i] == '前' || t[i] == '头') && digits <= 2 {
		unit = prefix(t, k, to, "月份", "月") // 前两月
	}
	if unit == k {
		return i
	}
	end := prefix(t, unit, to, "以来", "来", "里", "内", "间", "前", "之内", "时间里", "时间内", "时间", "后")
	if end > unit || lead && t[i] != '第' || i > 1 && (precedes(t, i, "计划") || precedes(t, i, "拟用") || precedes(t, i, "将用")) && follows(t, unit, "投", "完成", "建", "新", "改", "实") {
		return end
	}
	return i
}

// Feasts begin with everyday characters, so that the next one is looked at first.
var feasts, feastEnds = newRuneSet("国元清端中暑双寒教建儿劳妇重"), newRuneSet("庆节旦明午秋运师军童动女阳宵假期休十区")

// festival reads the days of a holiday: 国庆七天, 春节期间.
func festival(t []rune, i, to int) int {
	j := prefix(t, i, to, "教师节", "建军节", "儿童节", "劳动节", "妇女节", "重阳节", "国庆节", "中秋节", "端午节", "元宵节", "清明节", "国庆", "春节", "元旦", "清明", "五一", "端午", "中秋", "暑运", "春运", "双节", "元宵", "寒假", "暑假")
	if j == i {
		return i
	}
	if k := prefix(t, j, to, "黄金周", "小长假", "长假", "假期", "期间", "当天", "当日", "前夕", "首日", "档期", "档"); k > j {
		return k
	}
	if k, n := numeral(t, j, to); n > 0 {
		if end := prefix(t, k, to, "天假期", "天长假", "天", "日"); end > k {
			return end
		}
	}
	return i
}

// numeral returns the end of digits or small Chinese numerals and their number.
func numeral(t []rune, i, to int) (end, digits int) {
	for end = i; end < to && end < i+5; end++ {
		if _, ok := hanDigit(t[end]); !isDigit(t[end]) && !ok && t[end] != '十' && t[end] != '几' && t[end] != '数' {
			break
		}
	}
	return end, end - i
}

// date reads dates in Arabic digits: 2025年, 2025年1-9月, 5月20日, 8月2-4日, 19时30分.
func date(t []rune, i, to int) int {
	end := i
	for end < to {
		k, n := end, 0
		for k < to && isDigit(t[k]) {
			k++
			n++
		}
		if n == 0 || n > 4 {
			break
		}
		k = skipBlank(t, k)
		if sep := rangeSign(t, k); sep > k && sep < to && isDigit(t[sep]) { // 1-11月, 2-4日, 2021-2025年
			m := sep
			for m < to && isDigit(t[m]) {
				m++
			}
			if stop := prefix(t, m, to, "月份", "月", "日", "年", "时"); stop > m {
				end = stop
				continue
			}
		}
		stop := k
		switch {
		case n == 4:
			stop = prefix(t, k, to, "年度", "年代", "年")
		case n <= 2:
			stop = prefix(t, k, to, "月份", "月", "日", "号", "时许", "时", "分许", "分", "点")
			if stop == k+1 && (t[k] == '分' || t[k] == '号' || t[k] == '点') && end == i {
				stop = k // a score or a number, unless a date stands before it
			}
			if stop > k && t[k] == '时' && end == i && stop < to && t[stop] == '速' {
				stop = k
			}
		}
		if stop == k {
			break
		}
		end = stop
		if m := rangeSign(t, end); m > end && m < to && isDigit(t[m]) { // 1月至10月
			if again := date(t, m, to); again > m {
				return again
			}
		}
	}
	return end
}

const timeWords = `新学期 本学期 上学期 下学期 新学年 本学年 上学年 暑运期间 暑运 双节期间 端午小长假 端午假期
	中秋假期 清明假期 清明小长假 元旦假期 五一小长假 中秋国庆假期 国庆长假 春节长假 原来 今夏 今冬 今春 今秋 最早 起初
	原先 当初 最初 今年秋季 今年春季 今年夏季 今年冬季 去年秋季 去年春季 去年夏季 去年冬季 明年春季 明年秋季 首年
	今年以来 今年前三季度 今年上半年 今年下半年 今年全年 今年 去年以来 去年底 去年年底 去年末 去年 明年 前年 当年
	本年度 本年 全年 年初 年底前 年底 年末 年内 年中 上半年 下半年 首季 首季度 半年 近年来 近年 开年以来 年初以来
	入夏以来 入冬以来 入汛以来 建区以来 改革开放以来 开工以来 开业以来 启动以来 成立以来 运营以来 实施以来
	自贸区成立以来
目前 当前 眼下 现在 如今 至今 迄今 截至目前 截止目前 到目前 到目前为止 目前为止 昨日 昨天 昨晚 昨夜 前晚 今夜 今晚
凌晨 高峰期 高峰时 一月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 十二月 一月份 二月份 三月份 四月份 五月份
六月份 七月份 八月份 九月份 十月份 十一月份 十二月份 今日 今天 今晨 明日 明天 当日 当天 当晚 前日 过去 本周 上周 下周
上周末 本月 上月 上个月 下个月 下月 当月 月底前 月底 本季度 当季 同年 次年 翌年 春节期间 春节假期 春节 春运期间 春运
国庆假期 国庆期间 国庆黄金周 五一假期 暑期 暑假 寒假 亚运会期间 亚运期间 黄金周 每学年 每学期 每周 每季度 每季 每晚
假期 节日期间 汛期 每年 每月 每天 每日 十三五期间 十三五 十四五期间 十四五 十四五末 十五五期间 十五五 本世纪末 全天
全月 周末 双休日 首日 首周 首月 三年行动期间 任期内 期内 届时`
