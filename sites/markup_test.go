package sites

import (
	"fmt"
	"strings"
	"testing"

	"newswatch"
)

// layouts are the orders in which sites print an article, by what they print.
// What markup carries them is not known, so every way of setting them is tried.
var layouts = []struct {
	name, site, url    string
	above              []string // lines above the title
	title              string
	below              []string // lines between title and text
	foot               []string
	when, source       string
	author, editor, in string
}{
	{"萧山网 to 2020", "xsnet", "http://www.xsnet.cn/2017_subject/xysjd/zjxszwn/2816811.shtml",
		[]string{"您的位置:萧山网 > 2017乡约 > 走进镇街 > 正文"}, "老粮站改成社区书房 傍晚灯亮到九点",
		[]string{"更新时间:2018年1月20日 19:8    内容来源:萧山网-萧山日报"}, []string{"作者:记者/林知远 摄/贺岚  编辑:柏青"},
		"2018-01-20 19:08 minute", "萧山网-萧山日报", "林知远", "柏青", "2017乡约 > 走进镇街"},
	{"萧山网 news", "xsnet", "http://www.xsnet.cn/news/a/2020_4/2816811.shtml",
		[]string{"手机网 微信"}, "老粮站改成社区书房", []string{"2020年4月16日 7:59来源:萧山网—萧山日报"}, nil,
		"2020-04-16 07:59 minute", "萧山网—萧山日报", "", "", ""},
	{"萧山网 from 2020", "xsnet", "https://zt.xsnet.cn/A/x/content/2023-01/30/content_1.html",
		nil, "老粮站改成社区书房：傍晚灯亮到九点", []string{"更新时间：2023-01-30 08:47:18    内容来源："}, []string{"作者：首席记者 林知远  编辑：柏青"},
		"2023-01-30 08:47 second", "", "林知远", "柏青", ""},
	{"浙江在线 2003", "zjol", "http://zjnews.zjol.com.cn/system/2003/07/31/001520001.shtml",
		[]string{"您当前的位置 :浙江在线 > 浙江新闻 > 社会 正文", "文字: 大 中 小 打印"}, "老粮站改成社区书房",
		[]string{"www.zjol.com.cn 2003年07月31日 浙江在线新闻网站"}, []string{"来源: 浙江日报 作者: 林知远", "相关稿件:", "联系方式", "责任编辑", "方青"},
		"2003-07-31 00:00 day", "浙江日报", "林知远", "方青", "浙江新闻 > 社会"},
	{"浙江在线 county", "zjol", "http://jxxznews.zjol.com.cn/xznews/system/2011/08/05/013987001.shtml",
		nil, "老粮站改成社区书房", []string{"2011年8月5日 08:32 [大 中 小] [打印]"}, []string{"来源: 嘉兴日报 作者: 林知远 编辑: 方青"},
		"2011-08-05 08:32 minute", "嘉兴日报", "林知远", "方青", ""},
	{"浙江在线 2018", "zjol", "http://zjnews.zjol.com.cn/zjnews/hznews/201808/t20180807_7957664.shtml",
		[]string{"您当前的位置 :浙江在线 > 浙江新闻 > 浙江纵横 > 杭州 正文"}, "老粮站改成社区书房",
		[]string{"2018年08月07日 08:19:03 来源: 杭州日报 林知远 贺岚 供图 苏禾"}, []string{"标签: 书房;社区 责任编辑: 方青", "分享到：", "版权和免责申明", `凡注有"浙江在线"的稿件，均为浙江在线独家版权所有。`},
		"2018-08-07 08:19 second", "杭州日报", "林知远 贺岚", "方青", "浙江新闻 > 浙江纵横 > 杭州"},
	{"浙江在线 2026", "zjol", "https://zjnews.zjol.com.cn/zjnews/202608/t20260810_31838905.shtml",
		nil, "老粮站改成社区书房", []string{"2026-08-10 07:30:11", "来源：浙江在线"}, []string{"版权和免责申明", `凡注有"浙江在线"的稿件，均为浙江在线独家版权所有。`, "标签:浙江;书房责任编辑:方青"},
		"2026-08-10 07:30 second", "浙江在线", "", "方青", ""},
	{"人民网 2022", "people", "http://zj.people.com.cn/n2/2022/0215/c186327-35134567.html",
		[]string{"人民网>>浙江频道"}, "老粮站改成社区书房", []string{"2022年02月15日20:03 | 来源：滨江日报", "小字号"}, []string{"(责编：方青、韦晓)", "分享让更多人看到"},
		"2022-02-15 20:03 minute", "滨江日报", "", "方青、韦晓", ""},
	{"杭州网", "hangzhou", "https://hznews.hangzhou.com.cn/chengshi/content/2017-09/15/content_6660001.htm",
		nil, "老粮站改成社区书房", []string{"杭州网  发布时间:2017-09-15 06:21"}, []string{"来源:杭州日报  作者:驻萧山记者 林知远  编辑:方青", "返回"},
		"2017-09-15 06:21 minute", "杭州日报", "林知远", "方青", ""},
	{"萧山日报", "xsrb", "https://xsrb.xsnet.cn/html/2025-05/28/content_79495_1.htm",
		[]string{"2025年05月28日 星期三 旧版入口 | 返回报网首页 | 版面导航", "当前版: 02版 上一版 下一版 上一期 下一期 往期", "上一篇 下一篇", "放大 缩小 默认"}, "老粮站改成社区书房",
		[]string{"——城南旧仓库的一年", "■记者 林知远"}, nil,
		"2025-05-28 00:00 day", "萧山日报", "林知远", "", ""},
}

var story = []string{
	"城南老粮站的三间砖木仓库，空置十一年后在上周重新开门。里面不再堆稻谷，而是排开两千多册图书和四十张旧课桌。",
	"“最早是退休会计方阿姨提的。”社区主任说，去年春天议事会上，她把一张手画的平面图铺在桌上。",
	"变了样的磅秤房",
	"改造花了八个月。屋顶换下的旧瓦没有扔，砌成了院墙；磅秤房改作还书处，磅秤还能用。",
}

// TestLabelsInAnyMarkup sets every layout in every way and reads it by labels.
func TestLabelsInAnyMarkup(t *testing.T) {
	set := NewSet(Builtin())
	block := func(tag string) func([]string) string {
		return func(lines []string) string {
			var b strings.Builder
			for _, l := range lines {
				l = strings.NewReplacer("    ", "&nbsp;&nbsp;&nbsp;&nbsp;", "  ", "&nbsp;&nbsp;").Replace(strings.ReplaceAll(l, ">", "&gt;"))
				fmt.Fprintf(&b, "<%s class=q%d>%s</%s>\n", tag, len(l)%7, l, strings.Fields(tag)[0])
			}
			return b.String()
		}
	}
	rows := func(lines []string) string {
		return "<table>" + strings.NewReplacer("<td", "<tr><td", "</td>", "</td></tr>").Replace(block("td")(lines)) + "</table>"
	}
	parts := func(lines []string) string { // every label in a block of its own
		var all []string
		for _, l := range lines {
			for part := range strings.SplitSeq(strings.ReplaceAll(l, "    ", "  "), "  ") {
				all = append(all, part)
			}
		}
		return block("div")(all)
	}
	texts := map[string]string{
		"p":    "<p>　　" + strings.Join(story, "</p>\n<p>　　") + "</p>",
		"br":   "<div>　　" + strings.Join(story, "<br><br>　　") + "</div>",
		"br1":  "<td>　　" + strings.Join(story, "<br>\n　　") + "</td>",
		"div":  "<div><div>" + strings.Join(story, "</div><div>") + "</div></div>",
		"span": "<div><p><span style='x'>" + strings.Join(story, "</span></p><p><span>") + "</span></p></div>",
	}
	list := "<ul><li><a href=/a1>另一条新闻的标题写在这里</a></li><li><a href=/a2>又一条新闻的标题在这里</a></li><li><a href=/a3>第三条新闻的标题</a></li></ul>"
	sides := map[string][2]string{
		"none": {"", ""},
		"nav":  {"<div><a href=/>首页</a> <a href=/x>新闻</a> <a href=/y>图片</a></div>", "<div>版权所有 未经授权不得转载</div>"},
		"list": {"<div><a href=/>首页</a></div>" + list, "<h3>热点推荐</h3>" + list + "<p>电话：0571-00000000</p>"},
	}
	names := map[string]func(title string) string{
		"page title": func(title string) string { return title },
		"suffix":     func(title string) string { return title + "-某某网" },
		"site only":  func(string) string { return "某某网" },
		"none":       func(string) string { return "" },
	}
	wrong, all := 0, 0
	for _, l := range layouts {
		site, _ := set.ByID(newswatch.SiteID(l.site))
		for headKind, head := range map[string]func([]string) string{"div": block("div"), "p": block("p"), "rows": rows, "h4": block("h4"), "parts": parts} {
			for textKind, text := range texts {
				for sideKind, side := range sides {
					for nameKind, name := range names {
						page := "<html><head><title>" + name(l.title) + "</title></head><body>" + side[0] + head(l.above) + head([]string{l.title}) + head(l.below) + text + head(l.foot) + side[1] + "</body></html>"
						doc, err := Parse([]byte(page))
						if err != nil {
							t.Fatal(err)
						}
						x, err := site.Extract(mustURL(l.url), doc, testNow)
						a := &x.Article
						got := []string{a.Title, a.Published.In(beijing).Format("2006-01-02 15:04 ") + string(a.PublishedPrecision), a.Source, a.Author, a.Editor, a.Channel, a.Text}
						want := []string{l.title, l.when, l.source, l.author, l.editor, l.in, strings.Join(story, "\n")}
						if l.in == "" {
							got[5] = ""
						}
						all++
						for i := range want {
							if got[i] != want[i] {
								wrong++
								t.Errorf("%s, head in %s, text in %s, sides %s, title element %s (by %s, %v):\n got %q\nwant %q", l.name, headKind, textKind, sideKind, nameKind, a.Template, err, got[i], want[i])
								break
							}
						}
					}
				}
			}
		}
	}
	t.Logf("%d of %d ways are read in full", all-wrong, all)
}
