package figure

import "strings"

// class groups units by how their figures are read: a share has its indicator
// on the left, a count has its noun beside it.
type class uint8

const (
	timing   class = iota // dates, durations, ranks and names: never a figure
	share                 // %, pp, ‰
	multiple              // 倍, 折
	money                 // CNY, USD and other currencies
	size                  // areas, lengths, weights, volumes, energy
	speed                 // km/h, m/s
	count                 // things, unit item unless the noun says otherwise
	head                  // people
	firm                  // 家: firms, unless the noun says otherwise
	event                 // 次, 人次: counts that keep their measure word
	score                 // 分, 点: only beside words that speak of scores
)

// measure is a unit or a measure word as it follows a number.
type measure struct {
	word  []rune
	class class
	unit  string  // as CONTRACT.md names it; "" takes the word as written
	scale float64 // of the word itself: 三成 is 30 %
}

// measureWords lists what may follow a number, class by class. Words that are
// longer win, so that 个月 hides 个 and 周年 hides 周.
var measureWords = []struct {
	class class
	unit  string
	words string
}{
	{share, "%", "%"},
	{share, "pp", "个百分点 百分点 个百分百点"},
	{share, "‰", "‰"},
	{share, "", "个基点 基点 bp"},
	{multiple, "", "倍 折"},
	{money, "CNY", "元 元人民币 人民币 块钱 元钱 rmb 人民币元"},
	{money, "USD", "美元 美金 usd"},
	{money, "", "港元 港币 欧元 日元 英镑 韩元 新台币 台币 卢布 加元 澳元 瑞士法郎 泰铢 新元 卢比 林吉特 澳门元"},
	{size, "km2", "平方公里 平方千米 km2"},
	{size, "m2", "平方米 平米 m2 平方"},
	{size, "mu", "亩"},
	{size, "km", "公里 千米 km"},
	{size, "ton", "吨"},
	{size, "", "总吨 载重吨 吨公里"},
	{size, "", `公顷 立方米 立方 方 米 里 海里 厘米 毫米 纳米 微米 英寸 英尺 公分 公尺 寸 cm mm nm m3
		公斤 千克 kg 克 斤 mg 毫克 微克 升 毫升 ml 千瓦时 千瓦 w 兆瓦 吉瓦 兆瓦时 瓦 kw kwh mw gw mwh gwh twh kwp mwp
		吉瓦时 度 度电 千伏 千伏安 伏 kv kva
		摄氏度 标箱 标准箱 自然箱 teu 帕 千帕 赫兹 分贝 马力 千卡 大卡 光年 桶 克拉 盎司
		gb tb pb mb 比特 字节 立方米/秒 hz ghz mhz gbps mbps pflops 公升 平方厘米 平方英尺 立方厘米 tops tflops eflops
		gflops zb eb 万kva 标准立方米 标立方米 标方 nm3 ppm 毫西弗 勒克斯 流明 牛 牛米 兆帕 吉焦 焦耳 千焦 百万吨公里
		人公里`},
	{size, "℃", "℃ °c"},
	{share, "%", "成"},
	{count, "item", `个 项 件 条 座 所 台 辆 艘 架 套 户 处 栋 幢 间 支 场 批 份 宗 起 例 种 类 款 部 本 册 篇 幅 张 枚 颗 粒 棵 株 头 只 匹 羽 尾
		眼 根 块 片 面 道 门 笔 单 票 首 盏 把 顶 具 尊 扇 列 对 双 副 组 队 班 桩 席 桌 瓶 盒 箱 袋 包 罐 碗 杯 床 层
		口 台套 台(套) 批次 杆 节 轮 样 段
		人份 站 趟 期 档 股 剂 针 亩次 车 管 封 页 滴 朵 丛 垛 串 卷 筐 听 壶 盆 孔 柱 幕 堂 则 桩次 处所 号段 字 只次
		对数 万次 份额`},
	{count, "project", "大项目"},
	{head, "person", "人 名 位 员"},
	{firm, "company", "家"},
	{event, "", "次 人次 户次 件次 场次 车次 架次 班次 台次 剂次 家次 头次 辆次 艘次 趟次 票次 单次 人天 人日 趟车 笔次 例次 航次 回 遍"},
	{score, "", "分 点 个点"},
	{timing, "", `年 月 日 号 时 点钟 点半 时许 秒 秒钟 分钟 刻钟 小时 个小时 个月 个多月 个多小时 个半小时 个多星期 个学期 个周末 个世纪 个五年 个年度 个学年 个日夜 个半月 个季度 季度 天 周 星期 个星期 礼拜 个工作日 工作日 个交易日 交易日 旬 夜 晚 岁 周岁 周年
		年度 年底 年末 年初 年代 年级 年期 年间 年来 年内 年产 月份 月底 月末 月初 学年 世纪 代 届 个年头 个春秋 载
		昼夜 宿 学时 课时 更 秋 春 冬 夏 个日夜 个昼夜
		强 楼 级 后 线 路 星 星级 维 室 厅 旅 师 军 型 国道 省道 县道 乡道 高速 人制 人间 号线 位数 位一体 件套 套班子
		度角 部委 部门 口之家 分之 段式 位于
		大 强企业 人均 人民 人口 人才 人员 人大 人力 人士 人生 人工 人气 人物 人心 人文 人类 人行 人居 人体 人形 位居
		位列 位次 位置 名列 名单 名额 名录
		家庭 家长 家属 家乡 家园 家人 项目 件事 次元 场馆 场地 场所 场景 场站 台阶 台风 台州 台湾 处理 处置 处于 处罚
		处级 处在
		部级 部长 面积 面对 面向 面临 面貌 面板 口岸 口径 口碑 道路 道德 门店 门户 门诊 门票 组合 组成 组建 组长 队伍
		队员 队长 班子 班级 班车 班组 站点 站台 期间 期货 股权 股份 股东 股票 股市 节约 节能 节目 节点 节水 节日
		条件 条款 座谈 座位 所有 所在 所属 所以 户籍 户外 户主 间隔 支持 支出 支付 场外 批准 批发 批复 份额 起步 起点
		起来 例如 种植 种子 种养 类似 类型 类别 款项
		本地 本科 本次 本届 本人 本土 本报 本市 本区 本省 本年 本月 头部 头条 头雁 根据 根本 块链 片区 单位 单项 单元
		单一 首次 首批 首个 首家 首届 首创 首台 把握 把关 顶级 具有 具体 具备 列入 列车 列为
		对于 对外 对口 对接 对比 对应 对照 双方 双碳 双创 双向 副主 车间 车辆 车站 车位 车型 车道 车主 层级 层面 层次
		样本 段落 管理 管网 管道 管委 管控 封闭 页岩 字号 方便 方面 方向 方式 方案 方法 方阵 方言 米饭
		里程 里面 里约 度假 度过 度数 克服 克隆 克难 次数 次产业 次创业 回应 回报 回升 回落 回复 回收 回访 成立 成为
		成功 成交 成果 成长 成效 成员 成都 成本 成绩 成人 成年 成熟 成品 成套 成片 成型 成就 成分 成了
		分别 分布 分公司 分为 分类 分析 分散 分期 分级 分批 分店 分管 分享 分工 分院 分局 分会 分支 点位 点上 点多
		点燃 点赞 点击 点评 点亮 倍增 折叠 折合 折射 折扣 元旦 元宵 元素 元件 元器 元宇宙 元老 元首 元年
		堂课 听取 听证 包括 包含 包装 包容 床位 席位 则是 期末 期待 期望 期限 档案 档次 首席 首发 员工 员额`},
}

// plain units that stand after a slash, in the form the contract names them.
var rates = map[string]string{
	"公里/小时": "km/h", "公里/时": "km/h", "千米/小时": "km/h", "千米/时": "km/h", "km/h": "km/h",
	"米/秒": "m/s", "m/s": "m/s",
}

// words indexes entries by their first rune, longest first.
type measureIndex map[rune][]*measure

func newMeasureIndex() measureIndex {
	ix := measureIndex{}
	for _, group := range measureWords {
		for _, w := range strings.Fields(group.words) {
			r := []rune(w)
			m := &measure{word: r, class: group.class, unit: group.unit, scale: 1}
			if w == "成" { // a tenth
				m.scale = 10
			}
			ix[r[0]] = append(ix[r[0]], m)
		}
	}
	for _, list := range ix {
		sortByLength(list)
	}
	return ix
}

func sortByLength(list []*measure) {
	for i := 1; i < len(list); i++ {
		for j := i; j > 0 && len(list[j].word) > len(list[j-1].word); j-- {
			list[j], list[j-1] = list[j-1], list[j]
		}
	}
}

// at returns the longest unit that stands at t[i:], and its end.
func (ix measureIndex) at(t []rune, i int) (*measure, int) {
	if i >= len(t) {
		return nil, i
	}
	for _, m := range ix[t[i]] {
		if hasRunes(t, i, m.word) {
			end := i + len(m.word)
			if last := m.word[len(m.word)-1]; last < 0x80 && last != '%' && end < len(t) && isLatin(t[end]) {
				continue // "5g网络" is no weight, "3mall" no length
			}
			return m, end
		}
	}
	return nil, i
}

func isLatin(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }
func isDigit(r rune) bool { return r >= '0' && r <= '9' }
func isHan(r rune) bool {
	return r >= 0x4e00 && r <= 0x9fff || r >= 0x3400 && r <= 0x4dbf || r == '〇'
}
