package figure

import "strings"

var moneyWords = []string{"投资", "产值", "增加值", "收入", "营收", "总额", "税", "gdp", "生产总值", "规模", "利润", "出口", "进口", "外资", "销售", "交易", "成交", "贷款", "存款", "余额", "市值", "融资", "资金", "消费", "零售", "财政", "票房", "估值", "预算", "资产", "经济", "外贸", "社零", "订单"}

// settle decides what an amount without a unit counts: 元 beside economic words,
// people beside words for people. It is no figure else.
func (s *sentence) settle(q *quantity, rd *reading) bool {
	text := strings.ToLower(rd.np.text)
	if rd.np.right {
		return false
	}
	if strings.HasSuffix(text, "人口") || strings.HasSuffix(text, "人数") || personal(text) {
		q.class, q.unit = head, "person"
		return true
	}
	for _, w := range moneyWords {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// classify turns what a measure word leaves open into a unit, by the noun.
func (s *sentence) classify(q *quantity, rd *reading) {
	text := strings.TrimRight(rd.np.text, `"`)
	switch q.class {
	case firm:
		if endsWith(text, notFirms) {
			q.unit = "item"
		}
	case count:
		if q.measure == nil {
			if endsWith(text, projects) {
				q.unit = "project"
			} else if endsWith(text, firms) {
				q.unit = "company"
			}
			return
		}
		switch word := string(q.measure.word); {
		case word == "口" && personal(text):
			q.unit = "person"
		case endsWith(text, projects) && q.unit == "item":
			q.unit = "project"
		case endsWith(text, firms) && (word == "个" || word == "户" || word == "批" || word == "支"):
			q.unit = "company"
		case word == "个" && personal(text):
			q.unit = "person"
		}
	}
}

var (
	projects = []string{"项目", "工程"}
	firms    = []string{"企业", "公司", "高企", "国高新", "厂商", "工厂", "商户", "独角兽", "单项冠军", "集团"}
	notFirms = []string{"市场", "超市", "商场", "药房", "影院", "网吧", "景点", "福利院", "家乐", "研究院", "研发中心", "中心", "医院", "学校", "高校", "大学", "机构", "单位", "部门", "协会", "商会", "媒体", "实验室", "馆", "站", "社", "基地", "平台", "农家乐", "民宿", "法院", "园", "院", "家庭", "农户", "店", "孵化器", "众创空间", "联盟", "党支部", "组织", "社区", "食堂", "驿站", "书房", "会", "队", "所", "园区", "球队", "俱乐部", "部落", "场所", "网点", "餐厅", "银行网点", "点", "车间", "载体", "工作室", "室"}
	persons  = []string{"人", "人员", "师生", "学生", "大学生", "党员", "群众", "市民", "居民", "村民", "职工", "员工", "人才", "游客", "观众", "干部", "志愿者", "老人", "农民", "用户", "选手", "运动员", "旅客", "考生", "教师", "教职工", "医护", "网友", "代表", "委员", "学子", "儿童", "孩子", "专家", "院士", "伤员", "工人", "毕业生", "学员", "骨干", "患者", "劳动力", "嫌疑人", "记者", "士兵", "官兵", "教授", "学者", "工匠", "大师", "律师", "演员", "艺术家", "业主", "顾客", "消费者", "网民", "伤员", "死者", "遇难者", "船员", "渔民", "侨胞", "青少年", "少年", "幼儿", "新生", "婴儿", "老年人", "退役军人", "裁判", "球员", "跑者", "快递员", "保安", "女性", "男子", "者", "队员", "教练", "医生", "护士", "博士", "硕士", "乘客", "客商", "农民工", "劳动者", "网格员", "书记", "主任", "经理", "负责人", "企业家", "新人", "家长", "嘉宾", "科学家", "领军人才", "警力", "民警", "消防员", "同学", "青年", "妇女", "残疾人", "球迷", "粉丝", "会员", "主播", "骑手", "司机", "人口", "工程师", "技师", "伤者"}
)

func endsWith(text string, list []string) bool {
	for _, w := range list {
		if strings.HasSuffix(text, w) {
			return true
		}
	}
	return false
}

// personal reports a noun for people.
func personal(text string) bool { return text != "" && endsWith(strings.TrimRight(text, `"`), persons) }

// name words the indicator: growth has 增速, counts end in 数.
func (s *sentence) name(q *quantity, rd *reading) string {
	np := rd.np
	text := strings.ReplaceAll(np.text, `"`, "")
	normal := s.a.reader.indicators.of(text)
	switch {
	case np.share == "." && text != "":
		if endsWith(text, []string{"率", "比重", "占比", "比例"}) {
			return text
		}
		return text + "占比"
	case np.share != "":
		of := np.share
		if of == "股" || of == "股份" {
			return normal + "占股比例"
		}
		if endsWith(of, []string{"比重", "比例"}) {
			of = strings.TrimSuffix(strings.TrimSuffix(of, "比重"), "比例")
		}
		if normal == "" {
			return of + "占比"
		}
		whole := normal + "占" + of + "比重"
		return s.a.reader.indicators.of(whole)
	case rd.growth:
		if normal == "" {
			return "增速"
		}
		if q.unit == "pp" && !rd.rate || endsWith(normal, []string{"增速", "增幅", "增长率", "率", "涨幅", "比重", "占比", "降幅"}) {
			return normal
		}
		return normal + "增速"
	case q.class == share:
		if np.of && normal != "" && !precedes(s.t, q.from, "同期的") && !endsWith(normal, []string{"率", "比重", "占比", "比例", "增速"}) {
			if strings.TrimPrefix(np.verb, "的") == "完成" || strings.TrimPrefix(np.verb, "的") == "实现" {
				return normal + "完成率"
			}
			return normal + "占比"
		}
		if endsWith(normal, []string{"计划", "任务"}) {
			return normal + "完成率"
		}
		if tail := s.happening(q); tail != "" && !endsWith(normal, []string{"率", "度", "比重", "占比", "比例"}) {
			return normal + tail + "比例"
		}
		return normal
	case (q.class == count || q.class == firm) && strings.HasSuffix(normal, "总户数"):
		return "总户数"
	case q.class == count || q.class == firm:
		if thing, ok := strings.CutSuffix(normal, "新增"); ok && thing != "" {
			normal = "新增" + thing // 机位新增90个
		}
		if normal == "" {
			if q.measure != nil && string(q.measure.word) == "户" {
				return "户数"
			}
			if q.measure != nil && string(q.measure.word) == "口" {
				return "人口"
			}
			return "数量"
		}
		return counting(normal)
	case q.class == head:
		if normal == "" || s.attended(q) && len([]rune(normal)) < 2 {
			for _, w := range [...]string{"受灾", "受伤", "死亡", "失踪", "遇难", "受益", "就业", "被困", "脱贫"} {
				if prefix(s.t, q.to, s.to, w) > q.to {
					return w + "人数"
				}
			}
			if s.attended(q) {
				return "参加人数"
			}
			return "人数"
		}
		return counting(normal)
	case q.class == event:
		if normal == "" {
			return q.unit
		}
		return normal
	}
	if q.class == size || q.class == speed {
		return s.sized(q, normal, np)
	}
	if r := []rune(normal); len(r) > 7 && strings.HasSuffix(normal, "总投资") && !strings.Contains(normal, "重大") {
		return "总投资"
	}
	if normal == "" {
		if q.class == money {
			return "金额"
		}
		return ""
	}
	return normal
}

// happening reads what a share of things does, behind the number: 60%以上"就近办".
func (s *sentence) happening(q *quantity) string {
	at := q.to
	if k := s.markBefore(at) + 1; k < len(s.marks) && s.marks[k].from == at && s.marks[k].kind&qualifies != 0 {
		at = s.marks[k].to
	}
	end := min(s.clauseEnd(at), at+9)
	if at >= end || s.t[at] != '"' {
		return ""
	}
	return strings.ReplaceAll(s.clean(at, end), `"`, "")
}

func counting(name string) string {
	if endsWith(name, []string{"数", "数量", "人数", "总量", "人口", "量", "次数"}) {
		return name
	}
	return name + "数"
}

// intrinsic properties are indicators by themselves; what stands before them is
// whose they are.
var intrinsic = [...]string{"全长", "总长", "直径", "总重", "主跨", "海拔", "净高", "设计时速", "占地面积", "占地", "总建筑面积", "建筑面积", "总库容", "总面积", "规划面积", "用地面积", "辖区面积", "过火面积", "总高", "总户数", "水位"}

// sized completes the indicator of an area or a length.
func (s *sentence) sized(q *quantity, name string, np nounPhrase) string {
	suffix := ""
	switch q.unit {
	case "km2", "m2", "mu", "公顷":
		suffix = "面积"
	case "方":
		if suffix = "量"; strings.HasSuffix(name, "方") {
			return name
		}
	case "km", "米":
		suffix = "长度"
	case "ton":
		suffix = "量"
	case "km/h":
		suffix = "速度"
	case "m/s":
		suffix = "风速"
	}
	if q.class == speed && endsWith(name, []string{"时速", "每小时", "每秒", "时", "以", ""}) && !endsWith(name, []string{"速度", "风速", "车速"}) {
		if q.unit == "km/h" && within(s.t, s.clauseStart(q.from), s.clauseEnd(q.to), "移动") {
			return "移动速度"
		}
		return suffix
	}
	if q.unit == "km" || q.unit == "米" {
		if within(s.t, s.clauseStart(q.from), q.from, "距") {
			return "距离"
		}
	}
	if strings.HasSuffix(name, "年产") {
		return "年产量"
	}
	for _, w := range [...]string{"年产", "日产", "月产"} {
		if rest, ok := strings.CutPrefix(name, w); ok && len([]rune(rest)) >= 2 && !strings.HasPrefix(rest, "能") {
			return rest + w + "量"
		}
	}
	for _, w := range intrinsic {
		if strings.HasSuffix(name, w) {
			return w
		}
	}
	if name == "" {
		return suffix
	}
	if suffix == "" || endsWith(name, []string{"面积", "里程", "长", "宽", "高", "深", "长度", "距离", "产量", "产能", "量", "吞吐", "年产", "规模", "空间", "占地", "速度", "风速", "时速", "海拔", "高度", "体量", "水位", "跨", "径", "能力", "重", "范围", "警戒", "负荷", "度", "流量"}) {
		return name
	}
	if np.verb != "" && !np.right && !strings.HasPrefix(np.verb, "的") && len([]rune(np.verb)) == 2 && suffix == "面积" {
		return np.verb + name + suffix
	}
	return name + suffix
}

// attended reports that the sentence speaks of people who came.
func (s *sentence) attended(q *quantity) bool {
	end := s.clauseEnd(q.to)
	for k := s.markBefore(end); k >= 0 && s.marks[k].from >= q.to; k-- {
		if s.marks[k].kind&attends != 0 {
			return true
		}
	}
	return false
}
