package sites

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"newswatch"
)

func mustLoad(t *testing.T, yaml string) *Site {
	t.Helper()
	s, err := Load("test.yaml", []byte(yaml))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func mustParse(t *testing.T, page string) *goquery.Document {
	t.Helper()
	doc, err := Parse([]byte(page))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

const head1 = `
id: test
name: 测试网
hosts: [www.example.cn]
article:
  templates:
`

func extract(t *testing.T, yaml, page string) Extraction {
	t.Helper()
	x, err := mustLoad(t, head1+yaml).Extract(mustURL("http://www.example.cn/news/2024/a.html"), mustParse(t, page), testNow)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestFirstTemplateWithTitleAndBodyWins(t *testing.T) {
	yaml := `
    - { id: new, title: h1, body: "#new" }
    - { id: old, title: [".t", h1], body: ".old", source: ".from" }
`
	x := extract(t, yaml, `<h1></h1><h1>真正的标题</h1><div id=new> </div><div class=old><p>正文。</p></div>`)
	a := x.Article
	if a.Template != "old" || a.Title != "真正的标题" || a.Text != "正文。" {
		t.Errorf("got %+v", a)
	}
	want := map[string]newswatch.Origin{"title": {Template: "old", Selector: "h1"}, "text": {Template: "old", Selector: ".old"}}
	if diff := cmp.Diff(want, a.Provenance); diff != "" {
		t.Error(diff)
	}
	if x.Missing["source"] != ".from" {
		t.Errorf("missing: %v", x.Missing)
	}
}

func TestFutureStampIsRejectedAndTheNextTaken(t *testing.T) {
	yaml := `
    - { id: a, title: h1, body: .b, published: [".x", ".y"] }
`
	for page, want := range map[string]string{
		`<div class=x>2031-01-01 08:00</div><div class=y>2024-05-06 07:08</div>`: "2024-05-06T07:08:00+08:00 minute",
		`<div class=x>2031-01-01 08:00 / 2024-05-06 07:08:09</div>`:              "2024-05-06T07:08:09+08:00 second",
		`<div class=x>敬请期待</div><div class=y>2024年5月6日</div>`:                    "2024-05-06T00:00:00+08:00 day",
		`<div class=x>2024年5月6日</div><div>发布时间：2024-05-06 07:08</div>`:           "2024-05-06T07:08:00+08:00 minute",
		`<div class=x>2024年5月6日</div><div>发布时间：2024-05-07 07:08</div>`:           "2024-05-06T00:00:00+08:00 day",
		`<div class=x>2026年02月23日12时</div>`:                                      "2026-02-23T12:00:00+08:00 hour",
		`<div class=x>2031-01-01</div><div class=y>2032-01-01</div>`:             "0001-01-01T00:00:00Z ",
	} {
		a := extract(t, yaml, `<h1>一个标题</h1>`+page+`<div class=b><p>正文在这里。</p></div>`).Article
		if got := a.Published.Format(time.RFC3339) + " " + string(a.PublishedPrecision); got != want {
			t.Errorf("%s\n gives %s\n  want %s", page, got, want)
		}
	}
}

func TestParagraphs(t *testing.T) {
	yaml := `
    - { id: a, title: h1, body: .b, remove: [.ad] }
`
	for page, want := range map[string]string{
		`<p>　　第一段<b>有</b>粗<a href=x>体</a>字。</p><p>　　第二段。</p>`:                                         "第一段有粗体字。\n第二段。",
		`　　第一段。<br><br>　　第二段。<br>　　第三段。`:                                                              "第一段。\n第二段。\n第三段。",
		`　　第一段。　　第二段。`:                                                                                "第一段。\n第二段。",
		"<p>\n\t折行的\n\t中文不留空格，but\nEnglish 留。</p>":                                                    "折行的中文不留空格，but English 留。",
		`<p>甲&nbsp;&nbsp;乙</p><p></p><p>&nbsp;</p><p>丙</p>`:                                           "甲 乙\n丙",
		`<p>正文。</p><div class=ad>广告</div><p style="display: none">藏</p>`:                              "正文。",
		`<p>正文。<script>var x="坏";</script><style>.a{}</style></p>`:                                    "正文。",
		`<p>正文一。</p><p><img src=a.jpg></p><p align=center>图中是新桥</p><p>正文二。</p>`:                       "正文一。\n正文二。",
		`<p>正文一。</p><p><img src=a.jpg><br>新桥。何甲 摄</p><p>正文二。</p>`:                                     "正文一。\n正文二。",
		`<p>正文。</p><p>（责任编辑：何甲）</p>`:                                                                  "正文。",
		`<p>正文。</p><p>相关新闻</p><p><a href=x>另一条</a></p>`:                                               "正文。",
		`<p>写信到<a class="__cf_email__" data-cfemail="4b2a0b29652825">[email&#160;protected]</a>。</p>`: "写信到a@b.cn。",
		`■相关链接<br><a href=a>甲新闻的标题写在这里</a><br>・<a href=b>乙新闻的标题写在这里</a><br><br>　　正文。`:                 "正文。",
		`<p><a href=a>整段都是链接的一句话。</a></p><p>正文。</p>`:                                                  "整段都是链接的一句话。\n正文。",
		`<p>正文讲了很多事情，很长。</p><p>相关报道显示，此事还有下文。</p>`:                                                    "正文讲了很多事情，很长。\n相关报道显示，此事还有下文。",
		`<p>正文讲了很多事情，很长。</p><p>版权声明：未经授权，不得转载。</p>`:                                                   "正文讲了很多事情，很长。",
		`<table><tr><td>指标</td><td>数值</td></tr><tr><td>甲。</td><td>5</td></tr></table>`:                "指标 数值\n甲。 5",
	} {
		x := extract(t, yaml, `<h1>标题在此</h1><div class=b>`+page+`</div>`)
		if x.Article.Text != want {
			t.Errorf("%s\n gives %q\n  want %q", page, x.Article.Text, want)
		}
	}
}

func TestCaptionsGoToTheirPictures(t *testing.T) {
	x := extract(t, `
    - { id: a, title: h1, body: .b, captions: .pic }
`, `<h1>标题在此</h1><div class=b><p>正文一。</p><p><img src="/1.jpg"></p><p class=pic>桥头的早市</p><p><img src="2.jpg" alt="微信扫一扫"></p><p>正文二。</p><p><img data-src="3.jpg" src="data:image/gif;base64,x"></p></div>`)
	want := []newswatch.Image{{URL: "http://www.example.cn/1.jpg", Caption: "桥头的早市"}, {URL: "http://www.example.cn/news/2024/3.jpg"}}
	if diff := cmp.Diff(want, x.Article.Images); diff != "" {
		t.Error(diff)
	}
	if x.Article.Text != "正文一。\n正文二。" {
		t.Errorf("text is %q", x.Article.Text)
	}
}

func TestPagesAreJoined(t *testing.T) {
	s := mustLoad(t, head1+`
    - { id: a, title: h1, body: .b, next_page: .pages a, remove: [.pages], editor: .e }
`)
	page := func(text, rest string) string {
		return `<h1>标题在此</h1><div class=b><p>` + text + `</p><div class=pages><a href="a.html">1</a><a href="a_2.html">2</a><a href="a_3.html">3</a><a href="a_2.html">下一页</a></div></div>` + rest
	}
	first, err := s.Extract(mustURL("http://www.example.cn/a.html"), mustParse(t, page("第一页。", "")), testNow)
	if err != nil {
		t.Fatal(err)
	}
	var next []string
	for _, u := range first.Next {
		next = append(next, u.String())
	}
	if diff := cmp.Diff([]string{"http://www.example.cn/a_2.html", "http://www.example.cn/a_3.html"}, next); diff != "" {
		t.Fatal(diff)
	}
	for i, u := range first.Next {
		x, err := s.Extract(u, mustParse(t, page([]string{"第二页。", "第三页。"}[i], `<div class=e>编辑：何甲</div>`)), testNow)
		if err != nil {
			t.Fatal(err)
		}
		first.Append(x)
	}
	a := first.Article
	if a.Text != "第一页。\n第二页。\n第三页。" || len(first.Next) != 0 || a.Editor != "何甲" || a.URL != "http://www.example.cn/a.html" {
		t.Errorf("joined: %q, next %v, editor %q, url %s", a.Text, first.Next, a.Editor, a.URL)
	}
}

func TestNumberedPagesAreFoundWithoutASelector(t *testing.T) {
	zjol, _ := NewSet(Builtin()).ByID("zjol")
	doc := mustParse(t, `<title>河边那条断头路接通了</title><div>河边那条断头路接通了</div><div>2011年8月5日 08:32 [大 中 小] [打印]</div><p>昨天下午四点，河边最后一段沥青铺完，小路终于接通。</p>
<div><a href="001520001.shtml">1</a> <a href="001520001_01.shtml">2</a> <a href="/system/2003/07/31/001520001_02.shtml">3</a> <a href="001520001_01.shtml">下一页</a> <a href="001520002_01.shtml">别的</a> <a href="001520002.shtml">下一篇</a></div>`)
	x, err := zjol.Extract(mustURL("http://zjnews.zjol.com.cn/system/2003/07/31/001520001.shtml"), doc, testNow)
	if err != nil {
		t.Fatal(err)
	}
	var next []string
	for _, u := range x.Next {
		next = append(next, u.Path)
	}
	if diff := cmp.Diff([]string{"/system/2003/07/31/001520001_01.shtml", "/system/2003/07/31/001520001_02.shtml"}, next); diff != "" {
		t.Error(diff)
	}
}

func TestRenamedClassCostsANoteAndNotTheField(t *testing.T) {
	people, _ := NewSet(Builtin()).ByID("people")
	page := `<title>河边那条断头路接通了--社会--人民网</title><div class="rm_txt"><div class="col-1"><h1>河边那条断头路接通了</h1><div class="channel">2024年06月11日08:20 | 来源：<a>江城晚报</a></div><div class="rm_txt_con"><p>昨天下午四点，河边最后一段沥青铺完，小路终于接通。</p><p>附近居民沿路散步到菜场，少走二十分钟。</p><div class="edit">(责编：何甲、吕乙)</div></div></div></div>`
	for from, field := range map[string]string{`"channel"`: "published", `"edit"`: "editor", `"rm_txt_con"`: "body"} {
		doc := mustParse(t, strings.ReplaceAll(page, from, `"renamed"`))
		x, err := people.Extract(mustURL("http://society.people.com.cn/n1/2024/0611/c1008-40254001.html"), doc, testNow)
		if err != nil {
			t.Errorf("%s: %v", from, err)
			continue
		}
		a := x.Article
		if a.Title == "" || a.Source != "江城晚报" || a.Editor != "何甲、吕乙" || a.PublishedPrecision != newswatch.Minute || !strings.HasPrefix(a.Text, "昨天下午") || !strings.HasSuffix(a.Text, "二十分钟。") {
			t.Errorf("with %s renamed: %+v", from, a)
		}
		if x.Missing[field] == "" {
			t.Errorf("with %s renamed, %s is not reported missing: %v", from, field, x.Missing)
		}
		if _, fell := x.Missing["title"]; fell {
			t.Errorf("with %s renamed, the title is reported missing too", from)
		}
	}
}

func TestNoArticle(t *testing.T) {
	s := mustLoad(t, head1+"    - { id: a, title: h1, body: .b }\nfallback: false\n")
	for _, page := range []string{"", "<h1>只有标题</h1>", "<div class=b>只有正文。</div>", "<h1>标题</h1><div class=b><img src=x></div>"} {
		if _, err := s.Extract(mustURL("http://www.example.cn/a.html"), mustParse(t, page), testNow); !errors.Is(err, newswatch.ErrNotArticle) {
			t.Errorf("%q: %v; want ErrNotArticle", page, err)
		}
	}
	for _, s := range append(Builtin(), Unknown()) {
		for _, page := range []string{"", "<html>", "<title>首页</title><ul><li><a href=a>一</a></ul>"} {
			if _, err := s.Extract(mustURL("http://www.example.cn/"), mustParse(t, page), testNow); !errors.Is(err, newswatch.ErrNotArticle) {
				t.Errorf("%s, %q: %v; want ErrNotArticle", s.ID, page, err)
			}
		}
	}
}

// Where a site without a fallback is redesigned, what no longer fits is named
// although there is no article.
func TestWithoutFallbackMissingFieldsAreNamed(t *testing.T) {
	site := mustLoad(t, head1+`
    - { id: one, title: h1.t, body: "#text", source: ".from" }
fallback: false
`)
	for page, want := range map[string]map[string]string{
		`<h1 class=new>标题</h1><div id=text><p>正文。</p></div><i class=from>来源：甲报</i>`: {"title": "h1.t"},
		`<h1 class=t>标题</h1><div id=new><p>正文。</p></div><i class=from>来源：甲报</i>`:    {"body": "#text"},
		`<p>别的。</p>`: {"title": "h1.t", "body": "#text"},
	} {
		x, err := site.Extract(mustURL("http://www.example.cn/news/2024/a.html"), mustParse(t, page), testNow)
		if !errors.Is(err, newswatch.ErrNotArticle) {
			t.Errorf("%s: %v", page, err)
		}
		if diff := cmp.Diff(want, x.Missing); diff != "" {
			t.Errorf("%s: missing (-want +got)\n%s", page, diff)
		}
	}
}

func TestExtractLeavesThePageAsItWas(t *testing.T) {
	doc := mustParse(t, `<title>河边那条断头路接通了</title><div class=rm_txt><h1>河边那条断头路接通了</h1><div class=rm_txt_con><p>昨天下午四点，河边最后一段沥青铺完。</p><div class=edit>(责编：何甲)</div></div></div>`)
	before, _ := doc.Html()
	for _, s := range append(Builtin(), Unknown()) {
		_, _ = s.Extract(mustURL("http://www.example.cn/a.html"), doc, testNow)
		_, _ = s.Gone(mustURL("http://www.example.cn/a.html"), doc)
	}
	if after, _ := doc.Html(); after != before {
		t.Errorf("the page was changed:\n%s\n%s", before, after)
	}
}

func TestCanonicalLinkCountsOnlyWhereItIsAnArticle(t *testing.T) {
	people, _ := NewSet(Builtin()).ByID("people")
	for link, want := range map[string]string{
		"http://politics.people.com.cn/n1/2024/0611/c1001-40254001.html": "http://politics.people.com.cn/n1/2024/0611/c1001-40254001.html",
		"http://www.people.com.cn/":                                      "http://society.people.com.cn/n1/2024/0611/c1008-40254001.html",
		"http://evil.example.com/n1/2024/0611/c1008-40254001.html":       "http://society.people.com.cn/n1/2024/0611/c1008-40254001.html",
	} {
		doc := mustParse(t, `<head><link rel=canonical href="`+link+`"></head><div class=rm_txt><h1>河边那条路</h1><div class=rm_txt_con><p>沥青铺完。</p></div></div>`)
		x, err := people.Extract(mustURL("https://society.people.com.cn/n1/2024/0611/c1008-40254001.html?from=timeline"), doc, testNow)
		if err != nil || x.Canonical != want || x.Article.CanonicalURL != want {
			t.Errorf("%s: canonical is %s, %v; want %s", link, x.Canonical, err, want)
		}
	}
}

func TestPageOfUnknownAddress(t *testing.T) {
	doc := mustParse(t, `<title>河边那条断头路接通了</title><h1>河边那条断头路接通了</h1><div>2024-06-11 08:20 来源：江城晚报</div><div><p>昨天下午四点，河边最后一段沥青铺完，断了十四年的滨河小路终于接通，全长一千二百米。</p><p>附近居民沿路散步到菜场，比原来绕行少走二十分钟。路灯下月装好。</p></div>`)
	for _, s := range append(Builtin(), Unknown()) {
		x, err := s.Extract(nil, doc, testNow)
		if err != nil || x.Article.Title != "河边那条断头路接通了" || x.Canonical != "" || x.Article.URL != "" {
			t.Errorf("%s: %v, %+v", s.ID, err, x.Article)
		}
	}
}

func TestGone(t *testing.T) {
	s := Unknown()
	for page, gone := range map[string]bool{
		`<title>404 Not Found</title><h1>404 Not Found</h1>`:   true,
		`<p>抱歉，您访问的页面不存在或已删除</p>`:                              true,
		`<title>页面不存在-某某网</title><p>三秒后返回</p>`:                 true,
		`<meta http-equiv=refresh content="0;url=/"><p>跳转</p>`: true,
		`<div>该文章已被删除</div><a href=/>返回首页</a>`:                 true,
		`<h1>旧网站关停</h1><p>` + strings.Repeat("他说，打开旧链接只见“页面不存在”几个字，让人感慨。这是很长的一段正文，讲了很多别的事情。", 12) + `</p>`:                                                          false,
		`<title>网购页面不存在怎么办_某某网</title><h1>网购页面不存在怎么办</h1><div>2024-06-11 08:20 来源：江城晚报</div><p>` + strings.Repeat("他付了订金，第二天再打开链接，店铺已经不见了，客服电话也没有人接听。", 3) + `</p>`: false,
		`<h1>标题</h1><p>正文。</p>`:                             false,
		`<meta http-equiv=refresh content="300"><p>正文。</p>`: false,
		``: false,
	} {
		if reason, got := s.Gone(mustURL("http://www.example.cn/a/1.html"), mustParse(t, page)); got != gone {
			t.Errorf("%.60s: gone is %v (%s); want %v", page, got, reason, gone)
		}
	}
}

func FuzzExtract(f *testing.F) {
	f.Add([]byte(`<title>标题-网</title><h1>标题在此</h1><div>更新时间:2018年1月20日 19:8 内容来源:甲</div><p>正文。</p>作者:记者/何甲 编辑:吕乙`))
	f.Add([]byte(`<div class=rm_txt><h1>题</h1><div class=rm_txt_con><p>文。<table><tr><td><br><img src=x></div><div class=zdfy><a href="?%zz">2</a>`))
	f.Add([]byte("<a id=pageLink href=node_1.htm>第A01版：头版</a><MAP><Area href=content_1.htm><!--enpproperty <title>题</title>/enpproperty-->"))
	all := append(Builtin(), Unknown())
	f.Fuzz(func(t *testing.T, page []byte) {
		doc, err := Parse(page)
		if err != nil {
			return
		}
		u := mustURL("http://www.example.cn/html/2024-05/06/content_1.htm")
		for _, s := range all {
			x, err := s.Extract(u, doc, testNow)
			if err == nil && (x.Article.Title == "" || x.Article.Text == "" || x.Article.Template == "") {
				t.Errorf("%s: an article without title, text or template: %+v", s.ID, x.Article)
			}
			s.Gone(u, doc)
			for i := range s.Discover {
				s.Discover[i].ReadAt(u, doc, testNow)
				s.Discover[i].Pages(u, doc)
			}
		}
	})
}

// A page that prints the day alone may tell the minute to machines.
func TestMachinesStampSharpensADay(t *testing.T) {
	const text = "<p>初冬时节，江畔的稻田里机声隆隆，农户们抢抓晴好天气收割晚稻，今年种植面积比去年增加了三百多亩。</p><p>“亩产预计超过六百公斤。”种粮大户一边查看水分一边说，烘干设备已经全部就位。</p>"
	for stamp, want := range map[string]string{
		"2024-05-10T09:05:00+08:00": "2024-05-10T09:05:00+08:00",
		"2024-05-12T09:05:00+08:00": "2024-05-10T00:00:00+08:00", // of something else
		"2024-05-10":                "2024-05-10T00:00:00+08:00",
	} {
		x := extract(t, "    - { id: none, title: .none, body: .none }\n", `<h1>江畔晚稻开镰</h1><p class=info><time datetime="`+stamp+`">2024年5月10日</time> 来源：某报</p><div>`+text+`</div>`)
		if got := x.Article.Published.Format(time.RFC3339); got != want {
			t.Errorf("%s: %s by %+v, want %s", stamp, got, x.Article.Provenance["published"], want)
		}
	}
}

// A selected element is a date even where a line of the page would not be one.
func TestSelectedStamps(t *testing.T) {
	for text, want := range map[string]string{
		"1715328720":  "2024-05-10T16:12:00+08:00",
		"二〇二四年五月十日":   "2024-05-10T00:00:00+08:00",
		"99999999999": "0001-01-01T00:00:00Z",
	} {
		x := extract(t, "    - { id: a, title: h1, published: .d, body: .b }\n", `<h1>标题</h1><i class=d>`+text+`</i><div class=b><p>正文在此。</p></div>`)
		if got := x.Article.Published.Format(time.RFC3339); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}
