package sites

import "strings"

// runes is a set of characters of Unicode's first plane.
type runes [1 << 10]uint64

func newRunes(list string) *runes {
	s := new(runes)
	for _, r := range list {
		s[r>>6] |= 1 << (r & 63)
	}
	return s
}

func (s *runes) has(r rune) bool { return uint32(r) <= 0xFFFF && s[r>>6]&(1<<(r&63)) != 0 }

// labelForms are the traditional characters of the labels that are looked for,
// with the simplified ones, which have as many bytes.
var labelForms = map[rune]rune{
	'來': '来', '時': '时', '間': '间', '發': '发', '佈': '布', '編': '编', '輯': '辑', '責': '责', '記': '记',
	'標': '标', '簽': '签', '籤': '签', '關': '关', '鍵': '键', '詞': '词', '號': '号', '體': '体', '轉': '转',
	'載': '载', '權': '权', '聲': '声', '閱': '阅', '讀': '读', '薦': '荐', '網': '网', '頁': '页', '報': '报',
	'評': '评', '論': '论', '聞': '闻', '鏈': '链', '題': '题', '審': '审', '訊': '讯', '電': '电', '攝': '摄',
	'圖': '图', '員': '员', '當': '当', '導': '导', '鄰': '邻', '熱': '热', '點': '点', '擊': '击', '數': '数',
	'糾': '纠', '錯': '错', '閉': '闭',
}

// traditional are the keys of labelForms.
var traditional = func() *runes {
	s := new(runes)
	for r := range labelForms {
		s[r>>6] |= 1 << (r & 63)
	}
	return s
}()

// simple writes the traditional characters of labels as simplified ones, in
// lines that are short enough to be labels. Every offset stays.
func simple(s string) string {
	if len(s) > 600 {
		return s
	}
	for i, r := range s {
		if traditional.has(r) {
			return s[:i] + strings.Map(func(r rune) rune {
				if to := labelForms[r]; to != 0 {
					return to
				}
				return r
			}, s[i:])
		}
	}
	return s
}
