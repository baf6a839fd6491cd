package fallback

import (
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// Words of controls and notices are words of news as well.
func TestSurplusOf(t *testing.T) {
	line := func(s string) *block {
		doc, err := html.Parse(strings.NewReader("<p>" + s + "</p>"))
		if err != nil {
			t.Fatal(err)
		}
		return &read(doc).blocks[0]
	}
	for _, s := range []string{
		"举报人称，那家店没有许可证，他已经把照片交给了街道。",
		"相关产品已经下架，店主说会退钱给买过的人。",
		"据江边发布微信公众号消息，渡口的新桥下月通车，行人先走。",
		"收藏家老石说，这样的船票他有三千多张，最早的一张印着木刻的船。",
		"未经许可，他把缆绳解开，船顺着水漂出去半里地。",
		"分享到最后，她说自己只是想把书借出去，让更多孩子看到。",
		"订阅报纸的人少了，送报的老周改送牛奶，还是每天四点起床。",
		"已有12人报名。",
		"排行榜上第一名是一家面馆，第二名还是一家面馆。",
		"时间：3月8日上午九点，地点：老茶馆，请自带杯子。",
	} {
		if got := surplusOf(line(s)); got != noSurplus && got != particular || isImprint(line(s)) {
			t.Errorf("cut (%d): %s", got, s)
		}
	}
	for _, s := range []string{
		"（责任编辑：周小禾）", "[责编：周小禾]", "【编辑:周小禾】", "相关新闻：", "※相關新聞》", "·更多精彩内容请进入生活频道", "分享到：", "【打印】【关闭】", "本文来源：江边晚报",
		"版权声明：凡本网注明来源的文字，版权均属江边网，转载须写明出处，违者将被追究责任。", "声明：本文由读者提供，不代表江边网的立场，如有不妥，请与编辑部联系。",
		"Copyright © 2001-2012 江边网", "标签：茶馆 老街", "原标题：老茶馆的一天", "字号：大 中 小", "有12人参与", "扫一扫，关注江边网微信", "下一篇：渡口停航以后",
	} {
		if surplusOf(line(s)) == noSurplus {
			t.Errorf("kept: %s", s)
		}
	}
	for _, s := range []string{"江边网版权所有，未经书面授权，不得转载。", "京ICP备00000000号", "欢迎扫描二维码关注江边网官方微信", "地址：江边路一号 邮编：000000"} {
		if !isImprint(line(s)) && surplusOf(line(s)) == noSurplus {
			t.Errorf("kept: %s", s)
		}
	}
}
