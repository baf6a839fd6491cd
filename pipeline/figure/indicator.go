package figure

import (
	"strings"

	"newswatch/pipeline/fold"
)

// An Indicator is a known thing that is measured, with the names it goes by.
type Indicator struct {
	Name  string   // the normal form, such as "GDP"
	Names []string // other names: 地区生产总值, 生产总值
}

// known is the table of indicators that statistics offices and plans use.
var known = []Indicator{
	{"GDP", []string{"地区生产总值", "生产总值", "国内生产总值", "GDP总量", "经济总量", "本地生产总值", "地区生产总值(GDP)", "地方生产总值", "gdp总值"}},
	{"人均GDP", []string{"人均地区生产总值", "人均生产总值"}},
	{"规上工业增加值", []string{"规模以上工业增加值", "规上工业企业增加值", "规模以上工业企业增加值", "规模工业增加值"}},
	{"规上工业总产值", []string{"规模以上工业总产值", "规上工业产值", "规模以上工业产值"}},
	{"工业增加值", nil},
	{"服务业增加值", nil},
	{"第三产业增加值", []string{"三产增加值"}},
	{"第一产业增加值", []string{"一产增加值"}},
	{"第二产业增加值", []string{"二产增加值"}},
	{"数字经济核心产业增加值", nil},
	{"高新技术产业增加值", []string{"高新产业增加值"}},
	{"战略性新兴产业增加值", []string{"战新产业增加值"}},
	{"装备制造业增加值", nil},
	{"固定资产投资", []string{"固投", "固定资产投资额", "全社会固定资产投资", "固定资产投资总额", "固定资产投资完成额"}},
	{"制造业投资", nil},
	{"工业投资", nil},
	{"民间投资", nil},
	{"交通投资", []string{"交通运输投资"}},
	{"基础设施投资", []string{"基建投资"}},
	{"高新技术产业投资", nil},
	{"房地产开发投资", []string{"房地产投资"}},
	{"社会消费品零售总额", []string{"社零", "社零总额", "社消零", "社会消费品零售额", "社消零总额"}},
	{"网络零售额", []string{"网上零售额"}},
	{"一般公共预算收入", []string{"地方一般公共预算收入", "地方财政一般公共预算收入"}},
	{"财政总收入", []string{"一般公共预算总收入"}},
	{"税收收入", []string{"税收"}},
	{"R&D经费支出占比", []string{"全社会R&D经费支出占GDP比重", "R&D经费支出占GDP比重", "全社会研发经费支出占GDP比重", "研发经费支出占GDP比重", "R&D投入占GDP比重", "研发投入占GDP比重", "全社会研发投入占GDP比重", "研发投入强度", "研发经费投入强度", "R&D经费投入强度", "全社会研发投入强度"}},
	{"进出口总额", []string{"进出口", "外贸进出口", "外贸进出口总额", "货物进出口", "货物进出口总额", "进出口总值", "外贸进出口总值"}},
	{"出口", []string{"外贸出口", "出口额", "出口总额", "货物出口", "外贸出口额", "出口总值", "自营出口"}},
	{"进口", []string{"进口额", "进口总额", "外贸进口", "货物进口"}},
	{"实际利用外资", []string{"实际使用外资", "实到外资", "实际到位外资", "利用外资", "实际利用外资额", "使用外资"}},
	{"居民人均可支配收入", []string{"人均可支配收入", "全体居民人均可支配收入", "城乡居民人均可支配收入"}},
	{"城镇居民人均可支配收入", []string{"城镇常住居民人均可支配收入"}},
	{"农村居民人均可支配收入", []string{"农村常住居民人均可支配收入", "农民人均可支配收入"}},
	{"营业收入", []string{"营收", "营业总收入", "营收总额"}},
	{"常住人口", nil},
	{"居民消费价格", []string{"CPI", "居民消费价格指数"}},
}

// indicatorTable finds normal forms by folded names.
type indicatorTable struct {
	normal map[string]string
	macro  map[string]bool // normal forms that belong to a place, not to a department
}

func newIndicatorTable(extra []Indicator) *indicatorTable {
	tab := &indicatorTable{normal: map[string]string{}, macro: map[string]bool{}}
	for _, list := range [][]Indicator{known, extra} {
		for _, in := range list {
			tab.normal[fold.String(in.Name)] = in.Name
			tab.macro[in.Name] = true
			for _, n := range in.Names {
				tab.normal[fold.String(n)] = in.Name
			}
		}
	}
	return tab
}

// protect makes the lexicon keep the names whole.
func (tab *indicatorTable) protect(l *lexicon) {
	for name := range tab.normal {
		l.shield(strings.ReplaceAll(name, " ", ""))
		l.add(grows, strings.ReplaceAll(name, " ", ""))
	}
}

// of returns the normal form of a name, or the name.
func (tab *indicatorTable) of(name string) string {
	if n, ok := tab.normal[strings.ToLower(name)]; ok {
		return n
	}
	return name
}
