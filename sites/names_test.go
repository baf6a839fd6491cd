package sites

import "testing"

func TestWriters(t *testing.T) {
	for in, want := range map[string]string{
		"首席记者 何甲 通讯员 吕乙丙": "何甲 吕乙丙",
		"记者/何甲 摄/吕乙丙":     "何甲",
		"记者何甲、吕乙丙":        "何甲 吕乙丙",
		"记者 何甲 吕乙":        "何甲 吕乙",
		"驻萧山记者 何甲":        "何甲",
		"本报记者 何甲":         "何甲",
		"潇湘日报滚动新闻记者 何甲":   "何甲",
		"记者何甲 整合":         "何甲",
		"何甲 吕乙 供图 施丙丁":    "何甲 吕乙",
		"中青报·中青网记者 何甲乙":   "何甲乙",
		"记者 何甲 摄":         "",
		"文/图 记者 何甲":       "何甲",
		"何　甲 吕乙":          "何甲 吕乙",
		"记者 何甲 实习生 吕乙":    "何甲 吕乙",
		"何甲和吕乙":           "何甲 吕乙",
		"阿不都·热合曼":         "阿不都·热合曼",
		"":                "",
		"记者":              "",
		"本报记者何甲 通讯员吕乙 摄影/施丙丁":    "何甲 吕乙",
		"湘湖旅游度假区管理委员会办公室综合信息科科员": "",
	} {
		if got := writers(in); got != want {
			t.Errorf("writers(%q) = %q; want %q", in, got, want)
		}
	}
}

func TestEditors(t *testing.T) {
	for in, want := range map[string]string{
		"(何甲、吕乙)":    "何甲、吕乙",
		"何甲 吕乙）":     "何甲、吕乙",
		"何　甲、吕乙":     "何甲、吕乙",
		"何甲 责任编辑：吕乙": "何甲",
		"网络中心":       "网络中心",
		" ":          "",
		"NB003":      "NB003",
		"责编：何甲、吕乙丙":  "何甲、吕乙丙",
	} {
		if got := editors(in); got != want {
			t.Errorf("editors(%q) = %q; want %q", in, got, want)
		}
	}
}

func TestByLines(t *testing.T) {
	for _, c := range []struct {
		want  string
		lines []string
	}{
		{"何甲", []string{"本报讯（记者何甲）昨天，区里开了一个会。", "会上说了很多。"}},
		{"何甲", []string{"某网杭州12月15日电 (记者 何甲)今后会好。"}},
		{"何甲乙", []string{"第一段。", "第二段。", "□ 本报记者 何甲乙"}},
		{"何甲 吕乙", []string{"第一段。", "第二段。（记者何甲、吕乙）"}},
		{"何甲", []string{"■记者 何甲", "正文在这里。"}},
		{"何甲", []string{"本报记者 何甲", "正文在这里。"}},
		{"", []string{"记者从区里获悉，今天有雨。", "记者：您怎么看？这是一个问题。"}},
		{"", []string{"新华社北京5月19日电（何甲、吕乙）专家说，很好。"}},
		{"", []string{"图为现场。（资料图）"}},
	} {
		if got := byLineOf(c.lines); got != c.want {
			t.Errorf("byLineOf(%q) = %q; want %q", c.lines, got, c.want)
		}
	}
}
