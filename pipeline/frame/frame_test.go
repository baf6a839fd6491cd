package frame_test

import (
	"testing"

	"newswatch/pipeline/fold"
	"newswatch/pipeline/frame"
)

func TestIs(t *testing.T) {
	for line, want := range map[string]bool{
		"责任编辑：周一":                          true,
		"（責編：周一、吴二）":                       true,
		"【编辑:周一】":                          true,
		"■本报记者 周一 通讯员 吴二":                  true,
		"来源：湖边日报　作者：周一":                    true,
		"本文仅代表作者个人观点，与本站无关。":               true,
		"如有侵权，请联系管理员（[email protected]）删除": true,
		"扫一扫，关注我们":                         true,
		"阅读 3021　评论 12　分享到：":               true,
		"已有1.3万人阅读":                        true,
		"3小时前 浏览：88":                       true,
		"点赞(12)":                           true,
		"记者周一在现场看到，十几台机器同时开动，工人们正在浇筑最后一段桥面。": false,
		"昨天，活动视频播放12万次，点赞3万，居民看得津津有味。":       false,
		"作者们围坐在一起，读自己写的诗。":                   false,
		"来源地的茶农也赶来了。":                        false,
		"今年阅读节办了12场":                         false,
	} {
		if got := frame.Is(fold.String(line)); got != want {
			t.Errorf("frame.Is(%q) = %v, want %v", line, got, want)
		}
	}
}

func TestCutDateline(t *testing.T) {
	const rest = "昨天,湖边的早市开张了。"
	for _, head := range []string{
		"", "本报讯 ", "本报讯（记者 周一 通讯员 吴二）", "湖边日报讯 ", "浙江在线2月5日讯（记者 周一）", "新华社杭州2月5日电（记者周一、吴二）",
		"中新网杭州2月5日电 (周一)", "（记者周一）", "(本报记者 周一 摄影报道)", "人民网北京2月5日电 ",
	} {
		if got := frame.CutDateline(fold.String(head + rest)); got != rest {
			t.Errorf("dateline %q: left %q", head, got)
		}
	}
	for _, line := range []string{
		"社区停电的事,大家都知道。", "通讯公司网点关门了。", "昨天,供电局派人修好了线路,通讯恢复。", "他打来电话说,报纸收到了。", "(图片由读者提供的那种)不算。", "网上有消息称要停水,其实没有。",
	} {
		if got := frame.CutDateline(line); got != line {
			t.Errorf("%q was cut to %q", line, got)
		}
	}
}

func TestCutSignature(t *testing.T) {
	for line, want := range map[string]string{
		"早市开张了。(记者周一)":       "早市开张了。",
		"早市开张了。(周一摄)":        "早市开张了。",
		"早市开张了(不收摊位费)":       "早市开张了(不收摊位费)",
		"早市开张了。(据湖边日报,编辑周一)": "早市开张了。",
	} {
		if got := frame.CutSignature(line); got != want {
			t.Errorf("CutSignature(%q) = %q, want %q", line, got, want)
		}
	}
}

func TestFinder(t *testing.T) {
	f := frame.NewFinder([]string{"湖", "湖边", "abc", "😀"})
	var got []string
	s := "在湖边abcab😀"
	f.Each(s, func(from, to int) bool {
		got = append(got, s[from:to])
		return true
	})
	if len(got) != 4 || got[0] != "湖" || got[1] != "湖边" || got[2] != "abc" || got[3] != "😀" {
		t.Errorf("found %q", got)
	}
	if f.In("江边") || !f.In("x湖") || !f.Begins("abcd") || f.Begins("xabc") || f.Begins("") {
		t.Error("In or Begins is wrong")
	}
}
