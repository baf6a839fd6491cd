package dedup_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// A topic is the grammar of one kind of invented report.
type topic struct {
	name                     string
	titles, openings, others []string
}

// readTopics reads a grammar; testdata/stories.txt tells how one is written.
func readTopics(t testing.TB, file string) []topic {
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var list []topic
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '@':
			list = append(list, topic{name: line[1:]})
		default:
			last := &list[len(list)-1]
			kind, rest, _ := strings.Cut(line, ": ")
			switch kind {
			case "t":
				last.titles = append(last.titles, rest)
			case "l":
				last.openings = append(last.openings, rest)
			case "p":
				last.others = append(last.others, rest)
			}
		}
	}
	return list
}

// A frame is a report with its slots still open.
type frame struct {
	topic      string
	title      string
	titles     []string // the other ways to entitle it
	paragraphs []string
}

var choice = regexp.MustCompile(`\[([^\]]*)\]`)

func choose(r *rand.Rand, s string) string {
	return choice.ReplaceAllStringFunc(s, func(m string) string {
		return pick(r, strings.Split(m[1:len(m)-1], "|"))
	})
}

func pick[T any](r *rand.Rand, list []T) T { return list[r.IntN(len(list))] }

// frameOf makes a frame of some of a topic's paragraphs and a few fillers.
func frameOf(r *rand.Rand, t topic, filler []string) frame {
	f := frame{topic: t.name}
	for _, title := range t.titles {
		f.titles = append(f.titles, choose(r, title))
	}
	f.title = pick(r, f.titles)
	f.paragraphs = []string{choose(r, pick(r, t.openings))}
	others := slices.Clone(t.others)
	if len(others) > 4 { // a story, not a mould
		r.Shuffle(len(others), func(i, j int) { others[i], others[j] = others[j], others[i] })
		others = others[:4+r.IntN(len(others)-3)]
		for range r.IntN(4) {
			others = slices.Insert(others, r.IntN(len(others)), pick(r, filler))
		}
	}
	for _, p := range others {
		f.paragraphs = append(f.paragraphs, choose(r, p))
	}
	return f
}

// slots are the values that one edition of a frame has in its slots.
type slots map[string]string

var slot = regexp.MustCompile(`\{([a-z]+)(\d*)(?::(-?\d+)-(\d+))?\}`)

// fill fills the slots of s, remembering what it put in them.
func (v slots) fill(r *rand.Rand, s string) string {
	return slot.ReplaceAllStringFunc(s, func(m string) string {
		p := slot.FindStringSubmatch(m)
		key := p[1] + p[2]
		if x, ok := v[key]; ok {
			return x
		}
		x := ""
		if p[4] != "" {
			lo, _ := strconv.Atoi(p[3])
			hi, _ := strconv.Atoi(p[4])
			x = strconv.Itoa(lo + r.IntN(hi-lo+1))
		} else {
			x = invent(r, p[1])
		}
		v[key] = x
		return x
	})
}

const (
	family  = "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑谢宋唐许邓韩冯曹彭曾肖田董袁潘蒋蔡余杜叶程魏苏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤倪柳裘"
	given   = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华建国文斌玉兰红梅志远晓峰春燕海波立群雪松佳琪子涵思雨宇航嘉豪梦瑶世荣德胜永康家栋慧婷国庆金根水法阿毛丹青松柏"
	lead    = "云溪石桥青枫白鹭长河南渡丰泽新塘西泠龙泉金柯望湖临浦清水安澜锦绣沙地永兴高桥荷塘松林桃源梅岭竹海凤凰东瓯江畔"
	trade   = "科技 机械 纺织 新材料 生物 电子 食品 物流 化纤 装备 建设 智能制造 医药 环保 照明"
	cities  = "杭州 宁波 温州 嘉兴 湖州 绍兴 金华 台州 苏州 无锡 南京 合肥 福州 厦门 南昌 济南 青岛 郑州 武汉 长沙 广州 佛山 成都 重庆 西安"
	bureaus = "财政 教育 民政 水利 审计 统计 交通运输 农业农村 生态环境 应急管理 文化旅游 商务 体育 司法 林业"
)

func runes(r *rand.Rand, from string, n int) string {
	list := []rune(from)
	out := make([]rune, n)
	for i := range out {
		out[i] = list[r.IntN(len(list))]
	}
	return string(out)
}

func invent(r *rand.Rand, kind string) string {
	word := func(s string) string { return pick(r, strings.Fields(s)) }
	switch kind {
	case "per":
		return runes(r, family, 1) + runes(r, given, 1+r.IntN(2))
	case "sur":
		return runes(r, family, 1)
	case "town":
		return runes(r, lead, 2) + word("镇 街道 乡 镇")
	case "vil":
		return runes(r, lead, 2) + word("村 社区 村")
	case "city":
		return word(cities)
	case "coast":
		return word("台州 温州 宁德 舟山 宁波 福州 莆田") + "到" + word("温岭 象山 平潭 苍南 三门")
	case "org":
		return word("市 区 县") + word(bureaus) + "局"
	case "dep":
		return word(bureaus)
	case "co":
		return runes(r, lead, 2) + word(trade) + word("有限公司 股份有限公司 集团有限公司")
	case "proj":
		return runes(r, lead, 2) + word("数字产业园 人民医院新院区 未来社区 物流中心 体育公园 综合体 水厂二期 隧道 科创中心")
	case "venue":
		return runes(r, lead, 2) + word("会堂 文化中心 广场 博物馆 会展中心 礼堂")
	case "river":
		return runes(r, lead, 1) + word("溪 浦江 塘河 渎河 湾")
	case "road":
		return runes(r, lead, 2) + word("路 大道 街 巷")
	case "school":
		return runes(r, lead, 2) + word("小学 中学 实验学校 职业高中")
	case "show":
		return word("陶与火 一江春水 跨越千年 稻之源 看见江南 纸上山河 舟楫之路") + word("特展 文物展 大展 艺术展")
	case "thing":
		return word("手机 二手车 黄金 茶叶 字画 白酒 化肥 大闸蟹")
	case "storm":
		return word("海葵 梅花 烟花 杜苏芮 苏拉 摩羯 贝碧嘉 康妮 潭美 格美 桃芝 派比安")
	case "sky":
		return word("晴到多云 多云转阴 阴有小雨 中到大雨 晴 多云 雷阵雨 小雪 雾转晴")
	case "wind":
		return word("东北 西北 东南 西南 偏东 偏北")
	case "grade":
		return word("优 良 轻度污染 中度污染")
	case "pollutant":
		return word("细颗粒物 臭氧 二氧化氮 可吸入颗粒物")
	case "sector":
		return word("白酒 半导体 煤炭 银行 光伏 医药 传媒 军工 地产 证券")
	case "updown":
		return word("上涨 下跌")
	case "inout":
		return word("流入 流出")
	case "estate":
		return runes(r, lead, 2) + word("花园 公寓 名苑 小区 新村")
	case "pipe":
		return word("突发爆漏 迁改 冲洗 阀门更换")
	case "code":
		return word("HZ XS ZJ JX NB WZ") + word("2023 2024 2025 2026")
	case "tel":
		return "0571-8" + strconv.Itoa(1000000+r.IntN(8999999))
	case "m", "month":
		return strconv.Itoa(1 + r.IntN(12))
	case "d":
		return strconv.Itoa(1 + r.IntN(28))
	case "h":
		return strconv.Itoa(5 + r.IntN(18))
	case "q":
		return word("二 三 四")
	case "year":
		return strconv.Itoa(2014 + r.IntN(13))
	case "born":
		return strconv.Itoa(1925 + r.IntN(30))
	case "join":
		return strconv.Itoa(1946 + r.IntN(25))
	case "date":
		return fmt.Sprintf("%d月%d日", 1+r.IntN(12), 1+r.IntN(28))
	}
	panic("no such slot: " + kind)
}

// An edition is a frame with its slots filled.
type edition struct {
	frame  frame
	slots  slots
	title  string
	titles []string
	text   []string // paragraphs
}

func (f frame) edition(r *rand.Rand, v slots) edition {
	e := edition{frame: f, slots: v, title: v.fill(r, f.title)}
	for _, t := range f.titles {
		e.titles = append(e.titles, v.fill(r, t))
	}
	for _, p := range f.paragraphs {
		e.text = append(e.text, v.fill(r, p))
	}
	return e
}

// again fills the same frame with other values. Those that keep reports true
// stay; the date never does.
func (e edition) again(r *rand.Rand, keep func(key string) bool) edition {
	v := slots{}
	for _, key := range slices.Sorted(maps.Keys(e.slots)) {
		if keep(key) {
			v[key] = e.slots[key]
		}
	}
	return e.frame.edition(r, v)
}

// stem is a slot's key without its number.
func stem(key string) string { return strings.TrimRight(key, "0123456789") }

// A year later the place, the bodies and the occasion are the same.
func aYearLater(key string) bool {
	return slices.Contains([]string{"town", "org", "venue", "city", "river", "vil", "road", "school", "estate", "coast"}, stem(key))
}

// Only the names differ.
func otherNames(key string) bool { return !slices.Contains([]string{"co", "per"}, stem(key)) }

// About a third of the values stay by chance, the dates never.
func someStay(r *rand.Rand) func(string) bool {
	return func(key string) bool {
		return r.IntN(3) == 0 && !slices.Contains([]string{"m", "d", "date"}, stem(key))
	}
}
