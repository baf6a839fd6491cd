package match

import (
	"slices"
	"strings"
)

// offices are the titles that stand before or after a person's name.
var offices = longestFirst(`
书记 副书记 总书记 常委 委员 部长 副部长 主任 副主任 主席 副主席 局长 副局长 区长 副区长 市长 副市长 县长 副县长
省长 副省长 镇长 副镇长 乡长 副乡长 村长 州长 处长 副处长 科长 副科长 股长 所长 副所长 厅长 副厅长 司长 副司长 署长
秘书长 副秘书长 检察长 副检察长 院长 副院长 庭长 校长 副校长 会长 副会长 理事长 副理事长 董事长 副董事长 监事长
总经理 副总经理 经理 总裁 副总裁 总监 总工程师 总会计师 总编 总编辑 主编 编辑 行长 副行长 站长 队长 副队长 大队长
支队长 团长 副团长 兵团长 指挥长 副指挥长 总指挥 组长 副组长 主管 负责人 发言人 代表 议员 总理 副总理 总统 首相 大使
教授 副教授 研究员 院士 博士 专家 医生 医师 主任医师 护士长 律师 法官 检察官 工程师 设计师 教练 运动员 老师 教师
记者 首席记者 通讯员 摄影 记者站站长 作家 导演 演员 画家 书法家 劳模 党代表 人大代表 政协委员 干部 警官 民警
先生 女士 同志 同学 小姐 阿姨 师傅 大爷 大妈
创始人 联合创始人 合伙人 首席执行官 首席专家 秘书 主播 店长 厂长 副厂长 社长 副社长 馆长 副馆长 园长 班长 连长 营长`)

// bodies are what an office is of, where it is said before it.
var bodies = longestFirst(`
省 市 区 县 镇 乡 村 街道 社区 州 全国 国家 中央 中共
省委 市委 区委 县委 镇委 党委 党组 党工委 党支部 党总支 工委 纪委 纪工委 监委 政法委 常委会 人大 人大常委会 政协 政府 人民政府
组织部 宣传部 统战部 编办 管委会 委员会 办事处 办公室 政府办 指挥部 法院 检察院 公安局 分局 派出所 公安分局
发改局 经信局 财政局 教育局 民政局 司法局 审计局 住建局 交通运输局 农业农村局 商务局 文旅局 卫健局 应急管理局 市场监管局 统计局 规划局 建设局 规划建设局 招商局 税务局
总工会 团委 妇联 科协 工商联 残联 红十字会 文联 侨联
集团 公司 有限公司 股份有限公司 研究院 医院 学院 大学 中学 小学 幼儿园 银行 支行 协会 商会 联合会 基金会
开发区 经开区 高新区 度假区 新城 兵团 专班 工作组
常务 第一 执行 名誉 代理 原 前 时任 兼`)

func longestFirst(list string) []string {
	words := strings.Fields(list)
	slices.SortFunc(words, func(a, b string) int { return len(b) - len(a) })
	return words
}

// verbs are offices that after a name are more often what the person does.
var verbs = []string{"代表", "编辑", "摄影", "主管", "主编", "导演"}

// titled is a person's name with the office before or after it and the body the
// office is of: 区委常委倪世英, 倪世英部长; empty where no office stands around
// the place. An office after the name counts only where none stands before it,
// for in 记者周珂通讯员盛振刚 it is the next person's.
func (r *run) titled(p place) string {
	f := &r.fields[p.field]
	before, after := f.String()[:p.from], f.String()[p.to:]
	from, to := p.from, p.to
	if office := suffix(before, offices); office != "" {
		for part := office; part != ""; {
			from -= len(part)
			part = suffix(before[:from], offices) // 党工委委员副主任
			if part == "" {
				part = suffix(before[:from], bodies)
			}
			if rest, ok := strings.CutSuffix(before[:from], "、"); ok && part == "" {
				if part = suffix(rest, offices); part != "" { // 区委常委、统战部部长
					part += "、"
				}
			}
		}
	} else if office := prefix(after, offices); office != "" && !slices.Contains(verbs, office) {
		to += len(office)
	} else {
		return ""
	}
	return strings.TrimSpace(f.cut(from, to))
}

// suffix is the longest of words that s ends with; words are sorted by length.
func suffix(s string, words []string) string {
	for _, w := range words {
		if strings.HasSuffix(s, w) {
			return w
		}
	}
	return ""
}

func prefix(s string, words []string) string {
	for _, w := range words {
		if strings.HasPrefix(s, w) {
			return w
		}
	}
	return ""
}
