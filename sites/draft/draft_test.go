package draft

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"newswatch/sites"
)

var now = time.Date(2026, 11, 20, 12, 0, 0, 0, time.FixedZone("CST", 8*60*60))

func page(t *testing.T, address, html string) Page {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := sites.Parse([]byte(html))
	if err != nil {
		t.Fatal(err)
	}
	return Page{u, doc}
}

// design is how a made-up site sets its pages.
type design struct{ name, list, item, article, path string }

var designs = []design{
	{"classes", `<div class="top"><a href="/">首页</a><a href="/about.html">关于我们</a></div><div class="main"><ul class="newslist">%s</ul></div><div class="hot"><a href="/special/1/">专题</a></div>`,
		`<li><a href="%s">%s</a><span>2024-05-06</span></li>`,
		`<div class="crumb"><a href=/>首页</a> &gt; 新闻</div><div class="detail"><h1 class="tit">%s</h1><div class="meta"><span class="time">%s</span> <span class="from">来源：%s</span></div><div class="txt">%s</div><div class="zr">责任编辑：方青</div></div><div class="rel"><h3>相关新闻</h3><a href="/a">别的</a></div>`,
		"/news/2024/0506/%d.html"},
	{"ids and tables", `<table><tr><td id="nav"><a href="/x1.htm">时政要闻频道</a></td></tr></table><table id="list">%s</table>`,
		`<tr><td><a href="%s">%s</a></td></tr>`,
		`<table><tr><td id="bt">%s</td></tr><tr><td id="sj">%s 来源：%s</td></tr><tr><td id="zw">%s</td></tr></table>`,
		"/html/content_%d.htm"},
	{"few names", `<div><div id="con">%s</div></div>`, `<p><a href="%s">%s</a></p>`,
		`<div id="wrap"><h1>%s</h1><p>%s 来源：%s</p><div>%s</div></div>`, "/a/20240506/0123456789abcdef%08d/c.html"},
}

var titles = []string{"老粮站改成社区书房", "山区公交绕行三个村子", "河边那条断头路接通了", "菜场屋顶装上了光伏板", "旧校舍里开起木工课堂", "渡口的摆渡船今天停航", "夜市搬进了停车楼二层", "村里的放映队又出发了", "修表铺的第四十个年头", "桥下的球场装了新照明"}

func body(i int) string {
	var b strings.Builder
	for k := range 5 {
		fmt.Fprintf(&b, "<p>　　%s这件事，附近居民已经谈论了%d个月。负责人说，手续齐全，费用公开，欢迎大家随时来问，第%d项安排会在月底前公布，到时还要再开一次会。</p>", titles[i], i+2, k+1)
	}
	return b.String()
}

func TestDraftReadsArticlesUnedited(t *testing.T) {
	for _, d := range designs {
		t.Run(d.name, func(t *testing.T) {
			var items strings.Builder
			var articles []Page
			for i, title := range titles {
				path := fmt.Sprintf(d.path, 512001+i)
				fmt.Fprintf(&items, d.item, path, title)
				html := "<html><head><title>" + title + "-某某网</title></head><body>" + fmt.Sprintf(d.article, title, fmt.Sprintf("2024-05-%02d 08:%02d", i+1, i), "滨江日报", body(i)) + "</body></html>"
				articles = append(articles, page(t, "https://www.demo.cn"+path, html))
			}
			list := page(t, "https://www.demo.cn/news/", "<title>新闻_某某网</title>"+fmt.Sprintf(d.list, items.String()))
			l, err := ReadList(list)
			if err != nil {
				t.Fatal(err)
			}
			if len(l.Articles) != len(titles) {
				t.Errorf("%d articles by %q and %q; want %d", len(l.Articles), l.Selector, l.Pattern, len(titles))
			}
			got, err := New(list, l, articles[:4], now)
			if err != nil {
				t.Fatal(err)
			}
			links := got.Site.Discover[0].Read(list.URL, list.Doc).Links
			if len(links) != len(titles) {
				t.Errorf("the draft lists %d articles; want %d\n%s", len(links), len(titles), got.YAML)
			}
			for i, p := range articles {
				x, err := got.Site.Extract(p.URL, p.Doc, now)
				if err != nil {
					t.Errorf("article %d: %v\n%s", i, err, got.YAML)
					continue
				}
				a := x.Article
				if a.Template != "draft" || a.Title != titles[i] || !strings.HasPrefix(a.Text, titles[i]) || strings.Count(a.Text, "\n") != 4 ||
					a.Source != "滨江日报" || a.Published.Format("2006-01-02 15:04") != fmt.Sprintf("2024-05-%02d 08:%02d", i+1, i) {
					t.Errorf("article %d by %s: %q, %s, %q, %.60q\n%s", i, a.Template, a.Title, a.Published, a.Source, a.Text, got.YAML)
				}
			}
		})
	}
}

func TestDraftWithoutArticlesStillLoads(t *testing.T) {
	list := page(t, "http://news.demo.com.cn:8080/", `<ul class=a><li><a href="/2024/1234567.shtml">一条很长的新闻标题甲</a><li><a href="/2024/1234568.shtml">一条很长的新闻标题乙: "引号' # 和冒号</a></ul>`)
	l, err := ReadList(list)
	if err != nil {
		t.Fatal(err)
	}
	d, err := New(list, l, nil, now)
	if err != nil {
		t.Fatal(err)
	}
	if d.Site.ID != "demo" || !d.Site.IsArticle(list.URL.JoinPath("2024", "99.shtml")) {
		t.Errorf("%s", d.YAML)
	}
}

func TestNoLinksNoDraft(t *testing.T) {
	for _, html := range []string{"", "<a href=/>首页</a>", "<p>没有链接"} {
		if l, err := ReadList(page(t, "http://www.demo.cn/", html)); err == nil {
			t.Errorf("%q gives %+v", html, l)
		}
	}
}

// What one article's page shows first may stand elsewhere on another's: a class
// is surer than a tag, and an element of its own surer than a pattern.
func TestDraftPrefersNamesToTags(t *testing.T) {
	var articles []Page
	for i, title := range titles[:6] {
		logo := ""
		if i > 3 {
			logo = "<h1><a href=/>某某网</a></h1>"
		}
		articles = append(articles, page(t, fmt.Sprintf("https://www.demo.cn/a/%d.html", 512001+i), "<title>"+title+"_某某</title>"+logo+
			"<h1 class=post_title>"+title+fmt.Sprintf("</h1><div class=info>2024-05-%02d 08:00 来源: <a class=who>滨江日报</a><a class=report>举报</a></div><div class=txt>", i+1)+body(i)+"</div>"))
	}
	list := page(t, "https://www.demo.cn/a/", "<ul class=l><li><a href=/a/512001.html>"+titles[0]+"</a><li><a href=/a/512002.html>"+titles[1]+"</a></ul>")
	l, err := ReadList(list)
	if err != nil {
		t.Fatal(err)
	}
	d, err := New(list, l, articles[:4], now)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range articles {
		x, err := d.Site.Extract(p.URL, p.Doc, now)
		if a := x.Article; err != nil || a.Template != "draft" || a.Title != titles[i] || a.Source != "滨江日报" {
			t.Errorf("%d by %s: %q, %q, %v\n%s", i, a.Template, a.Title, a.Source, err, d.YAML)
		}
	}
}
