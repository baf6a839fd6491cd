package figure

import "strings"

// A unitNoun counts without a measure word: 23万大学师生.
type unitNoun struct {
	word   []rune
	unit   string
	class  class
	direct bool // also after a small number: 18项目
}

func newUnitNouns() map[rune][]*unitNoun {
	index := map[rune][]*unitNoun{}
	add := func(unit string, c class, direct bool, words string) {
		for _, w := range strings.Fields(words) {
			r := []rune(w)
			list := append(index[r[0]], &unitNoun{r, unit, c, direct})
			for i := len(list) - 1; i > 0 && len(list[i].word) > len(list[i-1].word); i-- {
				list[i], list[i-1] = list[i-1], list[i]
			}
			index[r[0]] = list
		}
	}
	add("person", head, false, strings.Join(persons[1:], " ")+" 教职员工 大军 军民 新市民 产业工人 干群 医务人员 球迷 观众 跑者 选民 人次客流")
	add("project", count, true, "项目")
	add("company", count, true, "企业 市场主体 经营主体 商户 商家")
	add("item", count, false, "农户 家庭 高校 住户 岗位 床位 泊位 车位 学位 网点")
	return index
}

// unitNoun returns the noun that the number before t[i] counts, looking past a
// short attribute.
func (r *Reader) unitNoun(t []rune, i int) *unitNoun {
	for j := i; j < len(t) && j < i+5; j++ {
		if !isHan(t[j]) || t[j] == '的' || t[j] == '元' || isNumeral(t[j]) {
			return nil
		}
		for _, n := range r.nouns[t[j]] {
			if hasRunes(t, j, n.word) {
				if n.direct && j > i {
					return nil
				}
				if n.class == head && len(n.word) == 1 {
					return nil
				}
				return n
			}
		}
	}
	return nil
}

// nounAhead reports a counted noun soon after t[i]: 11大产业项目.
func (r *Reader) nounAhead(t []rune, i int) bool {
	for j := i; j < len(t) && j < i+8 && isHan(t[j]); j++ {
		if e, ok := r.words.at(t, j, len(t)); ok && e.kind&thing != 0 {
			return true
		}
	}
	return false
}

// abstractNouns are what small Chinese numerals announce rather than count.
const abstractNouns = `方面 任务 问题 环节 文章 主线 目标 机制 理念 关键 重点 原则 阶段 层面 维度 领域 步骤 意识 体系
	战略 行动 转变 关系 自信 维护 确立 全面 统筹 优势 特色 定位 字 故事 主题 方向 抓手 短板 要求 特点 特征 亮点 变化
	专项 清单 口号 效应 必须 坚持 更加 率先 突出 不 到位 结合 融合 协同 新 大局 导向 保障 支撑 引擎 篇章 高地 示范
	样板 品牌 名片 硬仗 战役 攻坚 突破 提升 聚焦 强化 优化 化 力 度 攻坚行军线 战线 图 作战图 环 篇 张图 责任 底线
	红线 防线 先 方法 举措 措施 板块 篇文章 难题 瓶颈 误区 条件 因素 原因 理由 角度 视角 渠道 时期 时代 世纪 级别 等级
	类别 层次 梯队 月亮 心 制度 改革 重大 关口 台阶 身份 角色 想法 心愿 梦想 目的 选择 时间 节点 版本 模式 路径 步
	走在前列 走在前 更 强 优 支柱 主体 主导 核心 主要 基本 根本 重要 先行 点 面 带 轴 圈 屏障 走廊 第一 统一 结构
	格局`

// abstractAhead reports that a small count announces abstract things.
func (r *Reader) abstractAhead(t []rune, i int) bool {
	quoted := i < len(t) && t[i] == '"'
	if quoted {
		return true
	}
	// the head of the phrase decides, so look at its end first
	end := i
	for end < len(t) && end < i+8 && isHan(t[end]) {
		if e, ok := r.words.at(t, end, len(t)); ok && e.kind&(breaking|lists|of) != 0 && e.kind&thing == 0 {
			break
		} else if ok && e.kind&thing != 0 {
			return false
		}
		end++
	}
	for j := i; j < end; j++ {
		for _, w := range r.abstract[t[j]] {
			if hasRunes(t, j, w) && (j+len(w) == end || j == i && len(w) > 1) {
				return true
			}
		}
	}
	return false
}
