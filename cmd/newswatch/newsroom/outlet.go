package newsroom

import (
	"fmt"
	"html/template"
	"strings"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// Outlet prints pieces in the page design of a real site, under its real
// addresses, so that the built-in definitions read them.
type Outlet struct {
	Site string // the site's id
	List string // address of the list page
	// Links selects the articles on the list page.
	Links string

	name       string
	gbk        bool
	redesigned bool
	address    func(Piece) string
	page       *template.Template
}

// Outlets are the replicas that the demonstration crawls.
func Outlets() []Outlet {
	return []Outlet{
		{
			Site: "people", name: "人民网", gbk: true,
			List: "http://zj.people.com.cn/GB/186327/index.html", Links: ".ej_list_box ul.list_16 li a",
			address: func(p Piece) string {
				return fmt.Sprintf("http://zj.people.com.cn/n2/%s/c186327-%d.html", p.Published.Format("2006/0102"), 40000000+p.Number)
			},
			page: page(peopleArticle),
		},
		{
			Site: "xsnet", name: "萧山网",
			List: "https://www.xsnet.cn/news/index.html", Links: ".list li a",
			address: func(p Piece) string {
				return fmt.Sprintf("https://www.xsnet.cn/content/%s/content_%d.html", p.Published.Format("2006-01/02"), 500000+p.Number)
			},
			page: page(xsnetArticle),
		},
		{
			Site: "zjol", name: "浙江在线",
			List: "https://zjnews.zjol.com.cn/zjnews/hznews/index.shtml", Links: "ul.listUl li.listLi a",
			address: func(p Piece) string {
				return fmt.Sprintf("https://zjnews.zjol.com.cn/zjnews/%s/t%s_%d.shtml", p.Published.Format("200601"), p.Published.Format("20060102"), 26000000+p.Number)
			},
			page: page(zjolArticle),
		},
		{
			Site: "xjn", name: "新江南网",
			List: "http://www.hzgou.cn/news/index.html", Links: ".list li a",
			address: func(p Piece) string { return fmt.Sprintf("http://www.hzgou.cn/news/%d.html", 700000+p.Number) },
			page:    page(mirrorArticle),
		},
	}
}

// Redesigned is the outlet after its pages were redesigned: where and when a
// piece is from now stands under names that no definition knows.
func (o Outlet) Redesigned() Outlet {
	o.redesigned = true
	return o
}

var renamed = strings.NewReplacer(`class="time"`, `class="when-it-was"`, `class="confrom"`, `class="who-said-so"`,
	`class="info"`, `class="byline"`, `class="rute"`, `class="way"`, `class="channel cf"`, `class="way cf"`, `class="path"`, `class="way"`)

// Address is where the outlet prints a piece.
func (o Outlet) Address(p Piece) string { return o.address(p) }

// Print is the article's page.
func (o Outlet) Print(p Piece) []byte {
	text := o.text(o.page, p)
	if o.redesigned {
		text = renamed.Replace(text)
	}
	return o.encode(text)
}

// ListPage is the outlet's list page of these pieces, the newest first.
func (o Outlet) ListPage(pieces []Piece) []byte {
	type item struct{ URL, Title, Day string }
	var items []item
	for i := len(pieces) - 1; i >= 0; i-- {
		p := pieces[i]
		items = append(items, item{o.address(p), p.Title, p.Published.Format(time.DateOnly)})
	}
	return o.encode(o.text(listPage, map[string]any{"Name": o.name, "Items": items}))
}

func (o Outlet) text(t *template.Template, data any) string {
	var b strings.Builder
	if err := t.Execute(&b, data); err != nil {
		panic(err) // the templates and the data are ours
	}
	return b.String()
}

// encode is a page in the outlet's encoding.
func (o Outlet) encode(html string) []byte {
	if !o.gbk {
		return []byte(html)
	}
	html = strings.Replace(html, `charset="utf-8"`, `charset="GB2312"`, 1)
	encoded, err := simplifiedchinese.GB18030.NewEncoder().String(html)
	if err != nil {
		panic(err) // GB18030 holds every character
	}
	return []byte(encoded)
}

func page(text string) *template.Template { return template.Must(template.New("page").Parse(text)) }

var listPage = page(`<!DOCTYPE html><html><head><meta charset="utf-8"><title>{{.Name}}</title></head><body>
<div class="nav"><a href="/">首页</a> <a href="/about.html">关于我们</a></div>
<div class="ej_list_box list"><ul class="list_16 listUl">
{{range .Items}}<li class="listLi"><a href="{{.URL}}">{{.Title}}</a><em>{{.Day}}</em></li>
{{end}}</ul></div></body></html>
`)

const peopleArticle = `<!DOCTYPE html><html><head><meta charset="utf-8"><title>{{.Title}}--浙江频道--人民网</title></head><body>
<h1></h1><div class="layout route cf" id="rwb_navpath"><a class="clink" href="/">人民网</a>&gt;&gt;<a class="clink" href="/GB/186327/">浙江频道</a></div>
<div class="layout rm_txt cf"><div class="col col-1"><h3 class="pre"></h3><h1 id="newstit">{{.Title}}</h1><h4 class="sub"></h4>
<div class="author cf"></div><div class="channel cf"><div class="col-1-1">{{.Published.Format "2006年01月02日15:04"}} | 来源：<a href="/">人民网-浙江频道</a></div></div>
<div class="rm_txt_con cf"><div class="bza"></div>
{{range .Paragraphs}}<p>　　{{.}}</p>
{{end}}<div class="edit cf">(责编：{{.Editor}}、{{.Reporter}})</div><div class="paper_num">分享让更多人看到</div></div></div></div>
</body></html>
`

const xsnetArticle = `<!DOCTYPE html><html><head><meta charset="utf-8"><title>{{.Title}}-萧山网</title></head><body>
<div class="navigate"><span class="rute">您的位置：<a href="/">萧山网</a> &gt; <a href="/news/">萧山新闻</a> &gt; 正文</span></div>
<div class="con_title">{{.Title}}</div>
<div class="info"><span class="time">更新时间：{{.Published.Format "2006-01-02 15:04:05"}}</span>&nbsp;&nbsp;<span class="confrom">内容来源：萧山日报</span></div>
<div class="xs_content">
{{range .Paragraphs}}<p>　　{{.}}</p>
{{end}}</div><div class="con_edit">作者：记者 {{.Reporter}}  编辑：{{.Editor}}</div>
</body></html>
`

const zjolArticle = `<!DOCTYPE html><html><head><meta charset="utf-8"><title>{{.Title}}_浙江在线</title></head><body>
<div class="path">您当前的位置 ：<a href="/">浙江在线</a> &gt; <a href="/zjnews/">浙江新闻</a> &gt; 正文</div>
<h1 class="artTitle">{{.Title}}</h1>
<div class="info"><span>{{.Published.Format "2006-01-02 15:04:05"}}</span><span>来源：浙江在线</span><span>记者：{{.Reporter}}</span></div>
<div class="content"><div class="artCon">
{{range .Paragraphs}}<p>　　{{.}}</p>
{{end}}</div></div>
<div class="artBottom">标签：浙江 责任编辑：{{.Editor}}</div><div class="copyright">版权和免责申明 凡注有"浙江在线"的作品，均为本网合法拥有。</div>
</body></html>
`

const mirrorArticle = `<!DOCTYPE html><html><head><meta charset="utf-8"><title>{{.Title}} - 新江南网</title></head><body>
<div class="position">当前位置：<a href="/">新江南网</a> &gt; <a href="/news/">新闻</a></div>
<h1>{{.Title}}</h1><div class="info">发布时间：{{.Published.Format "2006-01-02 15:04"}} 来源：网络</div>
<div class="content">
{{range .Paragraphs}}<p>{{.}}</p>
{{end}}</div><div class="related"><a href="/news/1.html">相关推荐</a></div>
</body></html>
`
