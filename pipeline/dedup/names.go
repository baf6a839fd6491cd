package dedup

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"newswatch/pipeline/fold"
)

//go:embed data/common.txt
var commonData string

//go:embed data/places.txt
var placeData string

//go:embed data/surnames.txt
var surnameData string

// lexicon is what is known of words: enough to tell a name from an editor's
// choice of words.
type lexicon struct {
	common   map[string]bool // by folded text
	places   map[string]bool
	surnames map[rune]bool
}

var words = sync.OnceValue(func() lexicon {
	l := lexicon{map[string]bool{}, map[string]bool{}, map[rune]bool{}}
	for _, line := range entries(commonData) {
		for _, w := range strings.Fields(line) {
			l.common[fold.String(w)] = true
		}
	}
	for _, line := range entries(placeData) {
		for _, w := range strings.Fields(line) {
			l.places[fold.String(w)] = true
		}
	}
	for _, line := range entries(surnameData) {
		for _, r := range fold.String(line) {
			l.surnames[r] = true
		}
	}
	return l
})

// isCommon reports whether s is made of common words alone, or of a word and
// crumbs of one or two of its neighbours.
func (l lexicon) isCommon(s string) bool {
	if s == "" || l.common[s] {
		return true
	}
	// Longest words first, from the front.
	for n := min(len(s), 12); n >= 3; n -= 3 {
		if l.common[s[:n]] && l.isCommon(s[n:]) {
			return true
		}
	}
	return false
}

// sharesWord reports whether both sides of a pair make a common word with the
// character that follows them.
func (l lexicon) sharesWord(p pair, after string) bool {
	_, n := utf8.DecodeRuneInString(after)
	return n > 0 && l.common[p.x+after[:n]] && l.common[p.y+after[:n]]
}

// isPerson reports whether s can be the whole name of a person: a family name
// and one or two characters that are no common word.
func (l lexicon) isPerson(s string) bool {
	r, size := utf8.DecodeRuneInString(s)
	n := utf8.RuneCountInString(s)
	return n >= 2 && n <= 3 && l.surnames[r] && !l.isCommon(s) && !l.isCommon(s[size:]) && !l.isPlace(s)
}

// placeSuffixes may stand behind a place's name or be left out.
var placeSuffixes = []string{"特别行政区", "自治区", "自治州", "自治县", "开发区", "街道", "地区", "省", "市", "区", "县", "镇", "乡", "州"}

// isPlace reports whether s names a known place, or shows by its ending that it
// names one.
func (l lexicon) isPlace(s string) bool {
	if l.places[s] {
		return true
	}
	for _, suffix := range placeSuffixes {
		if rest, ok := strings.CutSuffix(s, suffix); ok && (l.places[rest] || len(rest) >= 6 && len(rest) <= 9) {
			return true
		}
	}
	// Two places in a row: 浙江杭州.
	for n := 6; n <= len(s)-6; n += 3 {
		if l.places[s[:n]] && l.places[s[n:]] {
			return true
		}
	}
	return false
}

// bodies are the endings of the names of bodies and things that have names; the
// first ones stand behind such names alone.
var bodies = []string{"公司", "集团", "股份", "有限", "银行", "学校", "小学", "中学", "大学", "学院", "医院", "科技", "法院", "检察院", "委员会",
	"协会", "商会", "中心", "研究院", "研究所", "基地", "园区", "小区", "花园", "家园", "公寓", "大厦", "广场", "社区", "街道", "镇", "乡", "村",
	"区", "县", "市", "省", "路", "街", "巷", "桥", "线", "站", "港", "山", "湖", "江", "河", "岛", "局", "厅", "部", "署", "科", "处", "所",
	"厂", "店", "馆", "杯", "赛", "奖", "节", "会", "工程", "项目", "标段", "号"}

const firms = 11

// beginsBody reports whether s begins with the ending of such a name.
func beginsBody(s string) bool {
	return slices.ContainsFunc(bodies, func(e string) bool { return strings.HasPrefix(s, e) })
}

// beginsFirm reports whether s begins with what stands behind the name of a firm
// or a school, whose names are made of common words.
func beginsFirm(s string) bool {
	return slices.ContainsFunc(bodies[:firms], func(e string) bool { return strings.HasPrefix(s, e) })
}

// beginsPlace reports whether s begins with what stands behind a place's name.
func beginsPlace(s string) bool {
	return slices.ContainsFunc(placeSuffixes, func(e string) bool { return strings.HasPrefix(s, e) })
}

// endsBody reports whether s ends with one.
func endsBody(s string) bool {
	return slices.ContainsFunc(bodies, func(e string) bool { return strings.HasSuffix(s, e) })
}
