package figure

import (
	"strings"
	"testing"
	"time"
)

// FuzzRead holds the reader to what must hold for any text: offsets that lead
// to the text, ranges in order, no overlap, and an end.
func FuzzRead(f *testing.F) {
	for _, s := range []string{
		"到2026年底，湘湖要确保GDP总量超100亿元，年均增长15%。",
		"由8元调整为10元，——较上年高出1.2个百分点（其中5%—6%）。",
		"兩(liang)個億元以上項目，六七万人，百分之五点六，1,234.5万平方米/人。",
		"A、B分别增长5%、6%和7%；“三包”《20条》……3/4、2+3+X、C919、0571-1234",
		"亿万十百千一二三四五六七八九十余多1亿2千万3",
		"较较较比比高于高于占占占的的的12.3.4%%%%至至到到5%",
		"8元" + strings.Repeat("$", 397) + "1.2个百分点", // the cut falls into a figure
		"00.. ..0% ， ， 5%", // blanks of a headline beside and inside of borders
	} {
		f.Add(s, s)
	}
	f.Add("0%", "A區") // a figure in the headline, its subject in a text without one
	r := NewReader([]Indicator{{Name: "X", Names: []string{"项目 总投资", "的", "1"}}})
	day := time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC)
	f.Fuzz(func(t *testing.T, title, text string) {
		if len(text) > 1<<14 || len(title) > 1<<12 {
			t.Skip()
		}
		checkSound(t, title, text, r.Read(title, text, day))
	})
}

// TestHostile reads texts that would be slow to read carelessly. The test
// binary's own time limit is the only clock here.
func TestHostile(t *testing.T) {
	r := NewReader(nil)
	for _, s := range []string{"7", "亿", "1,", "1,111", "增长", "12个", "5%、", "较", "占", "的", "\"", "(", "一", "三", "百分之", "比高于5%", "将1亿元", "区", "十、", "2025年", "至", "5至", "年均", "新增", "\n5%", "5%\n", "。5%"} {
		text := strings.Repeat(s, (1<<20)/len(s))
		checkSound(t, "", text, r.Read("", text, time.Time{}))
	}
}
