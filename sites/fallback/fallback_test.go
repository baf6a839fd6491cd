package fallback

import (
	"bytes"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"newswatch"
)

// The pages below are written for these tests, each in the manner of a kind of
// site.

const portal = `<html><head><title>旧粮仓改成图书馆 周末开门_本地新闻_江边网</title>
<meta name="keywords" content="图书馆,粮仓"><meta name="author" content="21"></head><body>
<div class="nav"><a href="/">首页</a> <a href="/a">新闻</a> <a href="/b">财经</a> <a href="/c">体育</a></div>
<div class="top">2031年1月1日 星期三</div>
<div class="crumbs">您的位置：<a href="/">首页</a> &gt; <a href="/l">本地</a> &gt; <a href="/w">文化</a> &gt; 正文</div>
<h1></h1>
<h1>旧粮仓改成图书馆&nbsp;周末开门</h1>
<div class="info"><span>2024年03月08日09:15</span> <span>来源：<a href="#">江边晚报</a></span> <span>作者：周小禾 吴桐</span> 字号：大 中 小</div>
<div class="main"><div id="text">
<p><img src="/i/granary.jpg" width="600"></p>
<p align="center">改造后的粮仓 周小禾 摄</p>
<p>　　本报讯（记者 周小禾 吴桐）城南的旧粮仓空了二十年，这个周末要重新开门，里面装的是书。</p>
<p>　　设计师保留了木梁和砖墙，<a href="/k">书架</a>沿着梁柱排开，共有四万多册。孩子们的阅览区在二楼，窗外就是河。</p>
<p><b>不办证也能借</b></p>
<p>　　馆长说，读者扫身份证就能借书，一次五本，借期一个月，还书可以投进门口的箱子。</p>
<p>　　“先开半年看看。”她说。</p>
<div class="editor">（责任编辑：郑好）</div>
<div>相关新闻</div><ul><li><a href="/1">老澡堂变成了咖啡馆</a> 2024-03-01</li><li><a href="/2">河边步道下月贯通</a> 2024-02-11</li></ul>
</div></div>
<div class="comments"><h3>网友评论</h3><p>住在附近，终于等到了，周末带孩子去看看，希望座位多一点，热水也要有。</p><p>我也去，谁知道门口能停车吗，公交车要坐几路，早上几点钟开门呢？</p></div>
<div class="rank"><h3>排行</h3><ol><li><a href="/3">早点铺的最后一天</a></li><li><a href="/4">桥洞下的乒乓球台</a></li></ol></div>
<div id="footer"><p>江边网版权所有，未经书面授权，不得转载。地址：江边路一号。电话：000-0000000</p></div></body></html>`

const table = `<html><head><title>江边新闻网</title></head><body><table><tr><td><a href="/">首页</a></td><td><a href="/n">要闻</a></td><td><a href="/s">社会</a></td></tr></table>
<table width=760><tr><td class=dh>首页 &gt;&gt; 社会</td></tr><tr><td align=center><font size=5><b>渡口停航以后</b></font></td></tr>
<tr><td align=center>www.example.com 2011-12-15 22:29:17 江边日报</td></tr>
<tr><td><font size=3>　　渡口在上个月停航了，最后一班船上坐着七个人，他们都说以后进城要绕路。<br><br>　　船工老石在这条河上摇了三十一年的橹，他把缆绳收好，锁进了岸边的小屋。<br><br>　　新桥在上游两里地的地方，走过去要半个钟头。（何苗）</font></td></tr>
<tr><td>【<a href="javascript:print()">打印</a>】【<a href="#">关闭</a>】</td></tr></table>
<table><tr><td>Copyright © 2000-2011 江边新闻网 All Rights Reserved</td></tr></table></body></html>`

const taiwan = `<html><head><title>巷口書店開張 老街多一盞燈 | 生活 | 河岸新聞網</title></head><body>
<ul><li><a href="/1">政治</a></li><li><a href="/2">生活</a></li><li><a href="/3">體育</a></li></ul>
<div><a href="/">河岸新聞網</a> / <a href="/2">生活</a></div>
<div id="story_title">巷口書店開張 老街多一盞燈</div>
<div>【河岸晚報╱記者林小溪／即時報導】</div><div>101/01/12 16:04</div>
<div id="story"><p>老街尾巴的巷口開了一家書店，晚上九點還亮著燈，鄰居們說走夜路安心多了。</p><p>店主以前在船公司上班，退休後把積蓄換成三千本書，多半是小說和地圖。</p><p>圖說：書店門口的長椅。</p>
<p>他說，看書不用錢，坐下來就好。</p></div>
<p class="story">【2012/01/12 河岸晚報】@ http://example.com/</p>
<div>相關新聞</div><ul><li><a href="/4">夜市搬家 攤商叫苦</a></li></ul>
<div>Copyright 河岸新聞網 版權所有 不得轉載</div></body></html>`

var now = time.Date(2026, 11, 20, 9, 0, 0, 0, beijing)

func of(tb testing.TB, page, address string) Result {
	tb.Helper()
	doc, err := html.Parse(strings.NewReader(page))
	if err != nil {
		tb.Fatal(err)
	}
	u, err := url.Parse(address)
	if err != nil {
		tb.Fatal(err)
	}
	return Extract(goquery.NewDocumentFromNode(doc), u, now, beijing)
}

func TestExtract(t *testing.T) {
	type article struct {
		Title, Published, Source, Author, Editor, Channel, Text string
		Precision                                               newswatch.Precision
		Keywords                                                []string
		Images                                                  []newswatch.Image
	}
	for _, c := range []struct {
		name, page, address string
		want                article
	}{
		{"a portal's page", portal, "http://www.example.com/a/20240308/1.html", article{
			Title: "旧粮仓改成图书馆 周末开门", Published: "2024-03-08T09:15:00+08:00", Precision: newswatch.Minute,
			Source: "江边晚报", Author: "周小禾 吴桐", Editor: "郑好", Channel: "本地 > 文化",
			Text: "本报讯（记者 周小禾 吴桐）城南的旧粮仓空了二十年，这个周末要重新开门，里面装的是书。\n设计师保留了木梁和砖墙，书架沿着梁柱排开，共有四万多册。孩子们的阅览区在二楼，窗外就是河。\n不办证也能借\n" +
				"馆长说，读者扫身份证就能借书，一次五本，借期一个月，还书可以投进门口的箱子。\n“先开半年看看。”她说。",
			Keywords: []string{"图书馆", "粮仓"},
			Images:   []newswatch.Image{{URL: "http://www.example.com/i/granary.jpg", Caption: "改造后的粮仓 周小禾 摄"}},
		}},
		{"a page of tables and line breaks", table, "http://www.example.com/1.htm", article{
			Title: "渡口停航以后", Published: "2011-12-15T22:29:17+08:00", Precision: newswatch.Second, Source: "江边日报", Author: "何苗", Channel: "社会",
			Text: "渡口在上个月停航了，最后一班船上坐着七个人，他们都说以后进城要绕路。\n船工老石在这条河上摇了三十一年的橹，他把缆绳收好，锁进了岸边的小屋。\n新桥在上游两里地的地方，走过去要半个钟头。（何苗）",
		}},
		{"a paper's page from Taiwan", taiwan, "http://www.example.com/N/1.shtml", article{
			Title: "巷口書店開張 老街多一盞燈", Published: "2012-01-12T16:04:00+08:00", Precision: newswatch.Minute, Source: "河岸晚報", Author: "林小溪", Channel: "生活",
			Text: "老街尾巴的巷口開了一家書店，晚上九點還亮著燈，鄰居們說走夜路安心多了。\n店主以前在船公司上班，退休後把積蓄換成三千本書，多半是小說和地圖。\n他說，看書不用錢，坐下來就好。",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := of(t, c.page, c.address)
			got := article{
				Title: r.Title, Published: r.Published.Time.Format(time.RFC3339), Precision: r.Published.Precision, Source: r.Source, Author: r.Author,
				Editor: r.Editor, Channel: r.Channel, Text: r.Text, Keywords: r.Keywords, Images: r.Images,
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("(-want +got)\n%s", d)
			}
			for _, field := range []string{"title", "text", "published", "source", "author"} {
				if o := r.Origins[field]; o.Template != "fallback" || o.Selector == "" {
					t.Errorf("%s: origin %+v", field, o)
				}
			}
		})
	}
}

const story = `<p>老茶馆的炉子从早上五点烧到晚上，来的多半是熟客，一坐就是半天。</p><p>掌柜的记得每个人喝什么茶，也记得谁欠着账，可他从来不催。</p><p>街坊说，这样的地方不多了。</p>`

// What the page says about its date comes in many places; what lies ahead of
// now is never the answer.
func TestExtractPublished(t *testing.T) {
	for _, c := range []struct{ name, page, address, want string }{
		{"below the headline", `<h1>老茶馆的一天</h1><div>2024-03-08 09:15</div>` + story, "/", "2024-03-08T09:15 minute"},
		{"a day only", `<h1>老茶馆的一天</h1><div>2024-03-08</div>` + story, "/", "2024-03-08T00:00 day"},
		{"the day's date in the page's head is another", `<div>2026年11月20日 星期五</div><h1>老茶馆的一天</h1><div>2024-03-08 09:15</div>` + story, "/", "2024-03-08T09:15 minute"},
		{"the future is refused", `<h1>老茶馆的一天</h1><div>2027-03-08 09:15</div><div>2024-03-09</div>` + story, "/", "2024-03-09T00:00 day"},
		{"behind the text", `<h1>老茶馆的一天</h1>` + story + `<div>发布时间：2024-03-08 09:15</div>`, "/", "2024-03-08T09:15 minute"},
		{"metadata", `<meta property="article:published_time" content="2024-03-08T01:15:00Z"><h1>老茶馆的一天</h1>` + story, "/", "2024-03-08T09:15 second"},
		{"a printed day stays a day", `<meta name="pubdate" content="2024-03-08 09:15"><h1>老茶馆的一天</h1><div>2024-03-08</div>` + story, "/", "2024-03-08T00:00 day"},
		{"JSON-LD", `<script type="application/ld+json">{"@type":"NewsArticle","datePublished": "2024-03-08T09:15:00+08:00"}</script><h1>老茶馆的一天</h1>` + story, "/", "2024-03-08T09:15 second"},
		{"a script's variable", `<h1>老茶馆的一天</h1>` + story + `<script>var page = {"publishTime":"2024-03-08 09:15:00"}</script>`, "/", "2024-03-08T09:15 second"},
		{"the address", `<h1>老茶馆的一天</h1>` + story, "/2024/0308/c1-2.html", "2024-03-08T00:00 day"},
		{"the address decides between two", `<h1>老茶馆的一天</h1><div>2024-03-08 09:15</div><div>2024-03-07 10:00</div>` + story, "/20240307/1.html", "2024-03-07T10:00 minute"},
		{"the address gives the year", `<h1>老茶馆的一天</h1><div>03-08 09:15</div>` + story, "/2019/0308/1.html", "2019-03-08T09:15 minute"},
		{"days in the text are not its own", `<h1>老茶馆的一天</h1><p>3月8日上午，老茶馆的炉子像往常一样烧着，来的多半是熟客，一坐就是半天，谁也不急着走。</p>` + story, "/", " "},
		{"nowhere", `<h1>老茶馆的一天</h1>` + story, "/", " "},
	} {
		r := of(t, "<body>"+c.page+"</body>", "http://example.com"+c.address)
		got := " "
		if !r.Published.IsZero() {
			got = r.Published.Time.Format("2006-01-02T15:04") + " " + string(r.Published.Precision)
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestExtractTitle(t *testing.T) {
	for _, c := range []struct{ name, page, want string }{
		{"the site's name is the first heading", `<title>老茶馆的一天-江边网</title><h1>江边网</h1><h2>老茶馆的一天</h2>` + story, "老茶馆的一天"},
		{"a plain line that <title> repeats", `<title>老茶馆的一天_社会_江边网</title><div>老茶馆的一天</div>` + story, "老茶馆的一天"},
		{"a label in brackets is left out", `<title>老茶馆的一天 江边网</title><h1>【街巷故事】老茶馆的一天</h1>` + story, "老茶馆的一天"},
		{"a headline of two lines", `<title>老茶馆的一天 炉火不熄_江边网</title><h1>老茶馆的一天<br>炉火不熄</h1>` + story, "老茶馆的一天 炉火不熄"},
		{"no line says it", `<title>老茶馆的一天_社会_江边网</title>` + story, "老茶馆的一天"},
		{"a dash in the headline stays", `<title>3-1 主队赢了-江边网</title><h1>3-1 主队赢了</h1>` + story, "3-1 主队赢了"},
		{"metadata, where no line says it", `<title>江边网</title><meta property="og:title" content="老茶馆的一天">` + story, "老茶馆的一天"},
	} {
		if got := of(t, c.page, "http://example.com/").Title; got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestExtractWithoutArticle(t *testing.T) {
	for _, page := range []string{"", "<p></p>", `<ul><li><a href="/1">一条新闻的标题</a></li><li><a href="/2">另一条新闻的标题</a></li></ul>`, "<script>x</script>"} {
		if r := of(t, page, "http://example.com/"); r.Text != "" {
			t.Errorf("%q: text %q", page, r.Text)
		}
	}
	if r := Extract(nil, nil, now, beijing); r.Text != "" || r.Title != "" {
		t.Errorf("nothing gave %+v", r)
	}
}

// An article that a script uncovers is hidden in the markup.
func TestExtractHidden(t *testing.T) {
	r := of(t, `<h1>老茶馆的一天</h1><div style="display: none">`+story+`</div>`, "http://example.com/")
	if !strings.Contains(r.Text, "掌柜的记得") {
		t.Errorf("text %q", r.Text)
	}
}

// Where the words under a picture are all there is, they are the text; words
// strewn in against copying never are.
func TestExtractGallery(t *testing.T) {
	r := of(t, `<h1>老茶馆的一天</h1><div>2024-03-08 09:15</div><div><img src="/a.jpg"><p align="center">3月8日，老茶馆的炉子刚刚点着，熟客已经坐满。周小禾 摄</p></div>`, "http://example.com/")
	if !strings.Contains(r.Text, "熟客已经坐满") {
		t.Errorf("text %q", r.Text)
	}
	r = of(t, `<h1>老茶馆的一天</h1><div>老茶馆的炉子<span style="display:none">江边网</span>从早上五点<font style="font-size:0px">x9y</font>烧到晚上，来的多半是熟客。</div>`, "http://example.com/")
	if r.Text != "老茶馆的炉子从早上五点烧到晚上，来的多半是熟客。" {
		t.Errorf("text %q", r.Text)
	}
}

// Trees deeper than any page's come from broken or hostile markup.
func TestExtractDeepTree(t *testing.T) {
	root := &html.Node{Type: html.DocumentNode}
	at := root
	for range 200_000 {
		n := &html.Node{Type: html.ElementNode, Data: "div"}
		at.AppendChild(n)
		at = n
	}
	at.AppendChild(&html.Node{Type: html.TextNode, Data: "湖"})
	Extract(goquery.NewDocumentFromNode(root), nil, now, beijing)
}

func FuzzExtract(f *testing.F) {
	f.Add(portal, "http://www.example.com/a/20240308/1.html")
	f.Add(table, "http://www.example.com/2011-12/15/1.htm")
	f.Add(taiwan, "")
	f.Add(`<title>_</title><h1>（】</h1><a href>来源：</a>记者╱／<form>责任编辑：<img src=":">摄`, "//")
	f.Fuzz(func(t *testing.T, page, address string) {
		doc, err := html.Parse(strings.NewReader(page))
		if err != nil {
			return
		}
		u, _ := url.Parse(address)
		var before, after bytes.Buffer
		html.Render(&before, doc)
		r := Extract(goquery.NewDocumentFromNode(doc), u, now, beijing)
		html.Render(&after, doc)
		if !bytes.Equal(before.Bytes(), after.Bytes()) {
			t.Error("the page was changed")
		}
		if r.Published.Time.After(now) {
			t.Errorf("published %v", r.Published.Time)
		}
		if utf8.ValidString(page) {
			for _, s := range []string{r.Title, r.Source, r.Author, r.Editor, r.Channel, r.Text, r.Subtitle, r.Kicker} {
				if !utf8.ValidString(s) || strings.TrimSpace(s) != s {
					t.Errorf("%q", s)
				}
			}
		}
		for _, line := range strings.Split(r.Text, "\n") {
			if r.Text != "" && strings.TrimSpace(line) != line || r.Text != "" && line == "" {
				t.Errorf("line %q", line)
			}
		}
	})
}
