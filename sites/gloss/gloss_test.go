package gloss

import "testing"

func TestStrip(t *testing.T) {
	for in, want := range map[string]string{
		"來(lái)源：某某日報(bào)":               "來源：某某日報",
		"某某網(wǎng )　記（jì）者 張之冰":           "某某網　記者 張之冰",
		"高质量(gāozhìliàng)(gāozhìliàng)发展": "高质量发展",
		"某(mou)州(zhou)日報":                 "某州日報",
		"區(qu)(qu)(qu)里":                  "區里",
		"某某客户端(app)":                      "某某客户端(app)",
		"应用(APP)与模型(AI)":                  "应用(APP)与模型(AI)",
		"（记者沈文）":                          "（记者沈文）",
		"來(la\u0301i)源":                   "來源",
		"":                                "",
	} {
		if got := Strip(in); got != want {
			t.Errorf("Strip(%q) = %q; want %q", in, got, want)
		}
	}
}

func TestLine(t *testing.T) {
	for in, want := range map[string]string{
		"發(fā)布時(shí)間：2025-02-06 來(lái)源：某某網(wǎng)": "發布時間：2025-02-06 來源：某某網",
		"记者丨沈某某 王某某":                                 "记者：沈某某 王某某",
		"记者|沈某某 编辑 ｜ 李某某":                            "记者：沈某某 编辑：李某某",
		"首页 | 来源 | 打印":                               "首页 | 来源 | 打印",
		"记者丨":                                        "记者丨",
		"第一百二十畝(mǔ)水田放水":                             "第一百二十畝(mǔ)水田放水",
		"他說來(lái)源：水庫(kù)。兩岸都等著。":                    "他說來(lái)源：水庫(kù)。兩岸都等著。",
	} {
		if got := Line(in); got != want {
			t.Errorf("Line(%q) = %q; want %q", in, got, want)
		}
	}
}
