package web

import "testing"

// The texts are the matcher's own.
func TestReasonsAreToldInChinese(t *testing.T) {
	v := &view{Lang: "zh"}
	for english, chinese := range map[string]string{
		`any: neither "湘湖" nor "跨湖桥" stands in title or text`:           "任一词：标题或正文中没有“湘湖”，也没有“跨湖桥”",
		`expr: "兵团" does not stand in title or text`:                    "表达式：标题或正文中没有“兵团”",
		`name: none of "甲", "乙 and 丙" and "丁" stands in the text`:       "名称：the 正文中没有“甲”、“乙 and 丙”、“丁”",
		`none: "广告" stands in title at 3`:                               "排除词：“广告”出现在标题第 3 字",
		`except: the one occurrence of "萧山" stands inside "萧山机场" (any)`: "不计：仅有的一处“萧山”在“萧山机场”之内",
		`figure: the article states no number`:                          "数字：文中没有数字",
		`something: nobody has translated "this"`:                       `something: nobody has translated "this"`,
	} {
		if got := v.Reason(english); got != chinese {
			t.Errorf("%s\n got %s\nwant %s", english, got, chinese)
		}
	}
	if v.Lang = "en"; v.Reason("any: x") != "any: x" {
		t.Error("English readers read the matcher's words")
	}
}
