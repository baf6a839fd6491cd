package figure

import (
	"strings"
	"unicode/utf8"
)

// measuring heads mean nothing without what stands before their 的.
var measuring = newWordSet(`
	数量 总量 规模 面积 比重 比例 金额 总额 人数 价格 均价 产值 增速 增幅 占比 速度 额度 总数 长度 投入
	份额 产量 支出 费用 能力 浓度`)

// clean takes from [from, to) what belongs to no name: quotation marks at the
// ends, what stands before the last 的, words of order.
func (s *sentence) clean(from, to int) string {
	if k := prefix(s.t, from, to, "等地", "等国", "一天", "一年", "一亩", "一户", "一人", "一个月"); k > from && to-k >= 2 && s.t[k] != '级' {
		from = k // 等地航线
	}
	for from < to && strings.ContainsRune(" 的等其该各、,:;)-了这那此新之者", s.t[from]) && !(s.t[from] == '新' && from+1 < to && s.t[from+1] != '的') && s.t[from] != '各' && s.t[from] != '其' && !(s.t[from] == '等' && from+1 < to && (s.t[from+1] == '级' || s.t[from+1] == '次')) {
		from++
	}
	if from < to && from > 0 && strings.ContainsRune("这那该此", s.t[from-1]) && to-from >= 2 && strings.ContainsRune("个台批条座家项只辆艘架位名所支件", s.t[from]) {
		from++ // 这批公交车
	}
	for k := s.markBefore(to); k >= 0 && s.marks[k].to == to && s.marks[k].from > from+1 && s.marks[k].kind&timeWord != 0 && s.t[s.marks[k].from] == '每'; k-- {
		to = s.marks[k].from // 民办高中学费每学年
	}
	for to > from && (strings.ContainsRune(" 的等、,:;(了-", s.t[to-1]) || to-from > 2 && s.auxiliary(to) || to-from > 2 && (s.t[to-1] == '里' || to-from > 3 && s.t[to-1] == '内')) {
		to--
	}
	if to-from > 2 && s.t[to-2] == '一' {
		if m, _ := s.a.reader.units.at(s.t, to-1); m != nil && len(m.word) == 1 {
			to -= 2 // 建一座1万平方米的新工厂
		}
	}
	for _, w := range [...]string{"两侧", "两旁", "两岸", "沿岸", "周边", "附近"} {
		if to-from > 3 && precedes(s.t, to, w) {
			to -= 2
			break
		}
	}
	if to-from > 4 && strings.ContainsRune("两三四五六七八九十", s.t[to-2]) && strings.ContainsRune("轮批期次届", s.t[to-1]) {
		to -= 2 // 数字消费券两轮共6000万元
	}
	if to <= from {
		return ""
	}
	if k := prefix(s.t, from, to, "辖区"); k > from && to-k >= 4 {
		from = k
	}
	if k := s.markBefore(to - 1); to-from > 2 && s.t[to-1] == '中' && k >= 0 && s.marks[k].to == to-1 && s.marks[k].kind&thing != 0 {
		to-- // 6个项目中5个
	}
	for _, w := range [...]string{"市区", "城区", "县城", "境内", "辖区内", "全域", "后", "首条", "首个", "首批", "首家", "首座", "首期", "一个", "一条", "一批", "一台", "一家", "一座", "一款", "一种", "一片", "一名", "一位", "一笔", "一项", "一支", "一场", "一次", "一艘", "一架", "一辆", "一块", "一只", "一棵", "一处", "一间", "一套", "这台", "这条", "这座", "这个", "这家", "台", "段", "可"} {
		if k := prefix(s.t, from, to, w); k > from && to-k >= 2 && s.t[k] != '性' && (w != "台" && w != "可" || w == "可" && to-k >= 3 || from > s.from && s.t[from-1] == '这') {
			from = k
			break
		}
	}
	for i := to - 3; i > from; i-- {
		if s.t[i] == '岁' && isDigit(s.t[i-1]) {
			from = prefix(s.t, i+1, to, "及以下", "及以上", "以下", "以上") // 收托2至3岁幼儿75名
			break
		}
	}
	if to-from > 2 && strings.ContainsRune("共已还又也均和与及", s.t[from]) {
		if e, ok := s.a.reader.words.at(s.t, from, to); !ok || len(e.word) == 1 {
			from++ // 共接处警1642起
		}
	}
	if k := prefix(s.t, from, to, "流域", "沿线", "境内", "两岸", "一带", "方向", "部分", "个别"); k > from && to-k >= 2 && from > s.from {
		from = k
	}
	if to-from > 2 && s.t[from] == '能' && prefix(s.t, from, to, "能源", "能耗", "能级", "能力", "能效", "能量", "能繁") == from {
		from++ // 能发电9万度
	}
	for _, w := range [...]string{"十大类", "大类"} {
		if n := utf8.RuneCountInString(w); to-from > n+1 && precedes(s.t, to, w) {
			to -= n
			break
		}
	}
	if to <= from {
		return ""
	}
	for i := to - 3; i > from; i-- {
		if s.t[i] == '一' && strings.ContainsRune("场年天季月周次趟批晚", s.t[i+1]) && s.t[i+2] != '级' && s.t[i+2] != '性' && s.t[i-1] != '第' && s.t[i-1] != '十' {
			from = i + 2 // 主播陈佳一场直播带货
			break
		}
	}
	for i := to - 2; i > from && to-i < 4; i-- {
		if s.t[i] == '每' {
			if i-from >= 2 && endsWith(string(s.t[i+1:to]), []string{"斤", "吨", "克", "升", "平方米", "立方米", "度"}) {
				return s.clean(from, i) + "价格" // 早籼稻每百斤135元
			}
			from = i // 老年食堂每餐10元
		}
	}
	if k := prefix(s.t, from, to, "岛上", "村里", "镇里", "乡里", "镇上", "街上", "山上", "区内", "县内", "市内", "园区内", "校内", "院内", "馆内", "景区内", "厂内", "店内", "库内", "店里", "厂里", "县里", "市里", "区里", "家里", "现场", "单座", "单台", "单株", "单场", "所辖", "下辖", "所属", "旗下"); k > from && to-k >= 2 {
		from = k
	}
	for _, w := range [...]string{"月人均", "年人均", "人均", "户均", "单日", "单月", "日均", "年均", "月均", "最高", "最低", "单户"} {
		if n := utf8.RuneCountInString(w); to-from > n+1 && precedes(s.t, to, w) {
			to -= n // 基本养老金月人均提高68元
			break
		}
	}
	for i := to - 2; i > from; i-- {
		if s.t[i] == '等' && s.t[i+1] != '级' && s.t[i+1] != '次' && !strings.ContainsRune("高中初平对同", s.t[i-1]) {
			if k := prefix(s.t, from, to, "新增", "新引进", "新认定", "新建", "引进", "入选"); k > from && k < i {
				return string(s.t[from:k]) + s.clean(i+1, to) // 新增国千等领军型人才
			}
			from = i + 1 // 展览等活动
			break
		}
	}
	for i := to - 1; i > from; i-- {
		if s.t[i] == '的' && s.t[i-1] != '目' {
			if head := string(s.t[i+1 : to]); to-i-1 >= 2 && !measuring[head] {
				from = i + 1
				break
			}
		}
	}
	if s.t[from] == '一' {
		if m, end := s.a.reader.units.at(s.t, from+1); m != nil && (m.class == count || m.class == head || m.class == firm) && to-end >= 2 {
			from = end // 最大的一个总投资
		}
	}
	quotes := 0
	for _, c := range s.t[from:to] {
		if c == '"' {
			quotes++
		}
	}
	single := strings.ContainsRune(string(s.t[from:to]), '\'')
	if quotes%2 == 1 {
		if s.t[from] == '"' {
			from++
		} else if s.t[to-1] == '"' {
			to--
		} else {
			for i := from; i < to; i++ {
				if s.t[i] == '"' {
					from = i + 1
					break
				}
			}
		}
	} else if to-from > 2 && s.t[from] == '"' && s.t[to-1] == '"' {
		from, to = from+1, to-1
	}
	if to-from > 24 {
		from = to - 24
	}
	text := s.v.words(from, to)
	if quotes > 0 || single {
		text = unquoted.Replace(text)
	}
	text = strings.ReplaceAll(text, "\n", "")
	return unpossessed(text)
}

// unpossessed takes 的 out of a name, but for that of 目的.
func unpossessed(text string) string {
	if !strings.Contains(text, "目的") {
		return strings.ReplaceAll(text, "的", "")
	}
	parts := strings.Split(text, "目的")
	for i := range parts {
		parts[i] = strings.ReplaceAll(parts[i], "的", "")
	}
	return strings.Join(parts, "目的")
}

// auxiliary reports 能 or 将 at the end of words that end at t[to], which belongs
// to the verb behind them, unless it is part of 产能 and the like.
func (s *sentence) auxiliary(to int) bool {
	if !strings.ContainsRune("能可将已也就都又", s.t[to-1]) {
		return false
	}
	for _, w := range [...]string{"功能", "产能", "动能", "智能", "储能", "性能", "节能", "成就", "首都", "成都"} {
		if precedes(s.t, to, w) {
			return false
		}
	}
	return true
}

// unquoted takes quotation marks out of a name.
var unquoted = strings.NewReplacer(`"`, "", "“", "", "”", "", "「", "", "」", "", "『", "", "』", "", "＂", "", "‘", "", "’", "", "'", "")
