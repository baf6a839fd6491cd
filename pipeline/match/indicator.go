package match

import (
	"slices"
	"strings"

	"newswatch/pipeline/fold"
)

// indicator is the name of a measure, taken apart.
type indicator struct {
	whole  string // folded, synonyms made equal
	core   string // without measure words: gdp of GDP年均增速
	growth bool   // it says that its change is meant
	amount bool   // it says that its size is meant
}

// synonyms are names of one measure; each becomes the first of its row.
var synonyms = [][]string{
	{"gdp", "地区生产总值", "国内生产总值", "生产总值"},
	{"社会消费品零售总额", "社消零总额", "社零总额", "社消零", "社零"},
	{"固定资产投资", "固投"},
	{"规上", "规模以上"},
	{"研发", "r&d", "研究与试验发展", "研究与发展"},
	{"进出口", "外贸进出口"},
	{"研发经费", "研发投入", "研发费用", "研发经费支出", "研发经费投入"},
}

// measures end an indicator and say how it is measured.
var (
	growths = longestFirst("增速 增长 增长率 增幅 增长速度 同比 同比增长 同比增速 涨幅 提高 提升 翻番")
	amounts = longestFirst("总量 总额 规模 额 值 数 数量 总数 总值 绝对值 金额")
	others  = longestFirst("目标 预期 占比 比重 比例 年均 累计 预计 的 率")
)

// newIndicator takes a name apart. Of a share, such as R&D经费占GDP比重, the part
// before 占 is the core: it is not a kind of GDP.
func newIndicator(name string) indicator {
	s := strings.ReplaceAll(fold.String(name), " ", "")
	for _, row := range synonyms {
		for _, other := range longestOf(row) {
			if other != row[0] {
				s = replaceWord(s, other, row[0])
			}
		}
	}
	ind := indicator{whole: s}
	core, _, share := strings.Cut(s, "占")
	if share && core == "" {
		core = s
	}
	for trimmed := true; trimmed && !isMeasure(core); {
		trimmed = false
		for _, list := range [][]string{growths, amounts, others} {
			if m := suffix(core, list); m != "" && len(m) < len(core) {
				core = strings.TrimSuffix(core, m)
				trimmed = true
				ind.growth = ind.growth || slices.Contains(growths, m)
				ind.amount = ind.amount || slices.Contains(amounts, m) && m != "额" && m != "值" && m != "数"
				break
			}
		}
	}
	ind.core = core
	return ind
}

// isMeasure guards names that end in a measure word of their own.
func isMeasure(s string) bool {
	return s == "gdp" || strings.HasSuffix(s, "增加值") || strings.HasSuffix(s, "总产值") || strings.HasSuffix(s, "零售总额")
}

func longestOf(row []string) []string {
	row = slices.Clone(row)
	slices.SortFunc(row, func(a, b string) int { return len(b) - len(a) })
	return row
}

// replaceWord replaces old by new where new does not stand already.
func replaceWord(s, old, new string) string {
	if !strings.Contains(s, old) || strings.Contains(new, old) && strings.Contains(s, new) {
		return s
	}
	return strings.ReplaceAll(s, old, new)
}

// covers reports whether a figure of the indicator have is one of want: the same
// measure, or one with an attribute before it (规上工业增加值 is a 工业增加值), by
// its growth or its size where want says which.
func (want indicator) covers(have indicator) bool {
	if want.whole == have.whole {
		return true
	}
	if want.growth && !have.growth || want.amount && have.growth {
		return false
	}
	return want.core != "" && strings.HasSuffix(have.core, want.core)
}
