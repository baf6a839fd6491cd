package speed

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// The words of the invented articles. Any noun may follow any verb: what counts
// is that texts are as various as real ones, so that none seems to copy another.
// The words alone would not do: of two thousand articles, each would have a
// passage of seven characters with another in common that is no copy, where
// hardly any two printed ones have. So things have names, as they do in news.
var (
	nouns = strings.Fields(`水闸 步道 渡口 茶园 车间 学堂 灯塔 仓库 果林 苗圃 渔船 古桥 菜场 诊所 剧团 邮局 码头 泵站 堤坝 温室
		竹器 陶窑 染坊 粮仓 球场 书屋 食堂 电梯 路灯 管廊 井盖 公厕 站台 隧道 桥墩 货轮 吊机 芯片 轴承 电池 面料 机床 传感器 无人机 充电桩
		稻田 鱼塘 蜂箱 梅树 桂花 青蟹 藕粉 年糕 米酒 茶具 账本 合同 图纸 样品 证书 档案 地图 钥匙 渔网 风筝 龙舟 舞狮 戏台 唱本 木雕 剪纸
		志愿者 修表匠 护林员 船长 厨师 教练 医生 学徒 邻居 摊主 司机 店主 馆长 技工 会计 农户 渔民 老人 孩子 居民 游客 读者 观众
		方案 规划 清单 预算 名录 标准 流程 办法 章程 细则 通知 意见 提案 问卷 报表 台账 协议 目标 项目 工程 活动 展览 比赛 讲座 集市 论坛
		雨水 潮位 气温 风力 花期 水质 噪声 客流 销量 产量 订单 租金 工资 补贴 税费 存款 贷款 股份 账户 保险 养老金 医保 学费 票价`)
	verbs = strings.Fields(`修好 重建 清点 搬到 交给 换上 打开 关掉 试用 验收 登记 公布 核对 补齐 退回 收下 送往 带进 拆除 加固
		刷新 改成 划入 并入 接通 检修 测量 记录 拍下 写进 讲解 演示 教会 学会 邀请 召集 接待 走访 询问 答复 承诺 推迟 提前 完成 启动 暂停
		恢复 取消 批准 驳回 审议 通过 签下 续签 转让 租给 买下 卖出 捐出 借来 归还 存入 取出 计算 估算 对比 评选 表扬 提醒 劝阻 护送 寻找`)
	adverbs = strings.Fields(`悄悄 连夜 当天 随后 又 再次 主动 一起 陆续 分批 按时 提早 顺手 仔细 反复 当场 逐户 轮流 免费 共同 暂时 基本 全部 逐一 尽快 认真`)
	quarter = strings.Fields(`南塘 北渚 柳浦 石桥 东篱 西埠 云栖 江湾 白鹭 青墩 望潮 临港 桥南 大泽 古驿 花坞 杏林 长堤 月湖 铁铺 松岭 竹溪 枫泾 荷塘 梅川 兰亭 鹿鸣 雁荡 鹤湖 鲤港 沙洲 盐场 茶亭 窑头 渔浦 钟楼 鼓山 塔西 井巷 泉塘`)
	sort    = strings.Fields(`镇 街道 村 头 社区 港 新区 县 乡 路 片区 园区 东段 西岸 巷 小区 渡 一带 老街 集市`)
	units   = strings.Fields(`万件 万元 公里 亩 吨 人次 平方米 户 台 份 米 小时`)
	bodies  = strings.Fields(`水务站 文化馆 供销社 养护队 运输公司 纺织厂 机电公司 医疗队 图书馆 合作社 气象站 码头公司 商会 研究所 街道办 村委会 技工学校 剧院 渔政站 园林处`)
	surname = strings.Fields(`陈 林 沈 俞 来 韩 汤 孔 莫 傅 施 瞿 严 郁 柏 邬 项 娄`)
	given   = strings.Split("晓岚国峰思齐静远文涛立新令怡小川雨桐以恒望舒清和素问允之其安守拙云帆知行若水秋白", "")
	brands  = strings.Split("瑞丰嘉禾永兴顺达恒泰金辉海鸥飞鹰长虹蓝天碧波翠屏紫荆红梅银杏玉兰朝霞晨星明月秋实春晓东升西岭南湖北辰中和同德宏图远景大有万象千禾百川", "")
	openers = strings.Fields(`据介绍， 记者看到， 与此同时， 不过， 到了下午， 第二天清早， 一个月后， 在现场， 相比之下， 有人提出， 入秋以来， 按照约定， 说到这里， 因为下雨， 为了方便，`)
	joins   = strings.Fields(`，并且 ，同时 ，然后 ，再把结果 ，也 ，还 ，却没有 ，这才 ，并向大家`)
)

func pick(r *rand.Rand, list []string) string { return list[r.IntN(len(list))] }

func name(r *rand.Rand) string { return pick(r, surname) + pick(r, given) + pick(r, given) }

func place(r *rand.Rand) string {
	if r.IntN(4) == 0 {
		return pick(r, quarter) + pick(r, sort)
	}
	return pick(r, brands) + pick(r, brands) + pick(r, sort)
}

// thing is a noun, every other one with a name of its own.
func thing(r *rand.Rand) string {
	if r.IntN(2) == 0 {
		return pick(r, nouns)
	}
	return pick(r, brands) + pick(r, brands) + pick(r, nouns)
}

// body is an institution, of some place or with a name.
func body(r *rand.Rand) string {
	if r.IntN(2) == 0 {
		return place(r) + pick(r, bodies)
	}
	return pick(r, brands) + pick(r, brands) + pick(r, bodies)
}

// amount is a number that hardly stands in two articles.
func amount(r *rand.Rand) string { return fmt.Sprintf("%d.%02d", 1+r.IntN(1999), 1+r.IntN(99)) }

// sentence is one statement; every twelfth states figures.
func sentence(b *strings.Builder, r *rand.Rand) {
	if r.IntN(6) == 0 {
		b.WriteString(pick(r, openers))
	}
	switch r.IntN(12) {
	case 0, 1, 2:
		fmt.Fprintf(b, "%s的%s%s%s%s", place(r), thing(r), pick(r, adverbs), pick(r, verbs), thing(r))
	case 3, 4:
		fmt.Fprintf(b, "%s%s说，“%s%s了%s，%s也%s了”", body(r), name(r), thing(r), pick(r, verbs), thing(r), thing(r), pick(r, verbs))
	case 5:
		fmt.Fprintf(b, "%s%s%s%s%s，%s增长%s%%", place(r), thing(r), pick(r, verbs), amount(r), pick(r, units), thing(r), amount(r))
	case 6, 7, 8:
		fmt.Fprintf(b, "%s把%s%s%s，%s的%s%s", body(r), thing(r), pick(r, verbs), thing(r), place(r), thing(r), pick(r, adverbs))
		b.WriteString(pick(r, verbs))
	case 9, 10:
		fmt.Fprintf(b, "%s和%s%s%s%s", thing(r), thing(r), pick(r, adverbs), pick(r, verbs), thing(r))
	default:
		fmt.Fprintf(b, "从%s%s到%s，%s%s都%s了", place(r), thing(r), place(r), body(r), thing(r), pick(r, verbs))
	}
	if r.IntN(2) == 0 {
		b.WriteString(pick(r, joins))
		b.WriteString(thing(r))
		b.WriteString(pick(r, adverbs))
		b.WriteString(pick(r, verbs))
	}
	b.WriteString("。")
}

// Keywords are n different words to watch for. Most stand in no article, as
// most of what people watch for is not in the news of the day.
func Keywords(n int) []string {
	r := rand.New(rand.NewPCG(11, 13))
	seen := map[string]bool{}
	words := make([]string, 0, n)
	for len(words) < n {
		w := pick(r, nouns) + pick(r, nouns)
		switch len(words) % 50 {
		case 0:
			w = name(r)
		case 1:
			w = pick(r, bodies) + name(r)
		}
		if n := len(words); n > 500 { // two words are used up before a thousand are found
			w += pick(r, nouns)
		}
		if !seen[w] {
			seen[w] = true
			words = append(words, w)
		}
	}
	return words
}
