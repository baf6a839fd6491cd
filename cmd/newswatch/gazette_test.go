package main

import (
	"encoding/json"
	"fmt"
	"html"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"newswatch"
	"newswatch/cmd/newswatch/replica"
)

// newTown is a bench with no built-in sites: its sites are gazettes, defined as
// a user defines his own.
func newTown(t *testing.T, extra string) *bench {
	t.Helper()
	b := newBench(t, "")
	b.write("newswatch.yaml", fmt.Sprintf(`
database: %q
builtin_sites: false
site_files: ["sites.d/*.yaml"]
crawl: { delay: 0, parallelism: 8, proxy: %q, retries: 0 }
%swatches:
  - { id: xiaoshan, name: 萧山, any: [萧山], channels: [desk] }
`, filepath.Join(b.dir, "news.db"), b.proxy, listenSomewhere(t))+b.desk()+extra)
	if err := os.Mkdir(filepath.Join(b.dir, "sites.d"), 0o700); err != nil {
		t.Fatal(err)
	}
	return b
}

// desk configures the bench's receiver as a channel.
func (b *bench) desk() string {
	return fmt.Sprintf("channels:\n  - { id: desk, type: webhook, url: %q, secret: %q }\n", b.hook, b.secret)
}

// gazette is a small site: a list of its articles, and one page design.
type gazette struct {
	b        *bench
	id, name string
	host     string
	list     string            // class of the list
	class    map[string]string // of each field's element; tests rename them
	articles []*notice
}

// notice is an article of a gazette.
type notice struct {
	at         string // path
	title      string
	paragraphs []string
	published  time.Time
	shared     int // what a counter on the page says
}

const gazetteDefinition = `
id: ID
name: NAME
homepage: http://HOST/
hosts: [HOST]
schedule: "@every 1s"
discover:
  - { list: "http://HOST/list.html", links: ".news a" }
article:
  urls: ['^/a/\d+\.html$']
  templates:
    - id: plain
      title: "h1.headline"
      published: { select: ".when", layout: "2006-01-02 15:04:05" }
      source: ".from"
      body: "div.story"
    - { id: labels, labels: true }
fallback: true
`

// gazette founds a site; edit may change its definition.
func (b *bench) gazette(id string, edit func(string) string) *gazette {
	g := &gazette{
		b: b, id: id, name: "《" + id + "》", host: id + ".gazette.example", list: "news",
		class: map[string]string{"title": "headline", "published": "when", "source": "from", "body": "story"},
	}
	text := strings.NewReplacer("ID", id, "NAME", g.name, "HOST", g.host).Replace(gazetteDefinition)
	if edit != nil {
		text = edit(text)
	}
	b.write(filepath.Join("sites.d", id+".yaml"), text)
	b.web.Put(g.url("/robots.txt"), replica.Page{Type: "text/plain", Body: []byte("User-agent: *\nAllow: /\n")})
	b.web.Put(g.url("/"), replica.Page{Body: []byte("<!DOCTYPE html><meta charset=utf-8><title>首页</title><h1>" + g.name + "</h1><a href=/list.html>新闻</a>")})
	g.relist()
	return g
}

func (g *gazette) url(path string) string { return "http://" + g.host + path }

// print publishes an article, the newest of the list.
func (g *gazette) print(title string, paragraphs ...string) *notice {
	n := &notice{
		at: fmt.Sprintf("/a/%d.html", 1001+len(g.articles)), title: title, paragraphs: paragraphs,
		published: time.Now().In(china).Add(-time.Hour), shared: 3,
	}
	g.articles = append(g.articles, n)
	g.put(n)
	g.relist()
	return n
}

// brief publishes a short article that resembles no other.
func (g *gazette) brief(i int) *notice {
	word := []string{"桥梁", "图书馆", "自来水", "体育馆", "河道", "菜市场", "公交线", "养老院", "博物馆", "隧道", "码头", "果园", "学校", "公园", "剧场"}[i%15]
	return g.print(fmt.Sprintf("萧山第%d处%s完工", i+1, word),
		fmt.Sprintf("萧山区建设部门说，%s的工程在第%d个月完成，共用材料%d吨。", word, 3+i, 137*(i+1)),
		fmt.Sprintf("附近居民%d人参加了%s的第一次试用，提出意见%d条。", 211*(i+2), word, 7+3*i))
}

// put serves an article as it is now.
func (g *gazette) put(n *notice) {
	var text strings.Builder
	for _, p := range n.paragraphs {
		fmt.Fprintf(&text, "<p>%s</p>\n", html.EscapeString(p))
	}
	g.b.web.Put(g.url(n.at), replica.Page{Body: fmt.Appendf(nil, `<!DOCTYPE html><html><head><meta charset="utf-8"><title>%s - %s</title></head><body>
<h1 class="%s">%s</h1><div class="meta"><span class="%s">%s</span> <span class="%s">来源：%s编辑部</span></div>
<div class="%s">
%s</div><div class="tools">已分享 %d 次</div></body></html>`,
		html.EscapeString(n.title), g.name, g.class["title"], html.EscapeString(n.title), g.class["published"], n.published.Format(time.DateTime),
		g.class["source"], g.id, g.class["body"], text.String(), n.shared)})
}

// relist serves the list as it is now.
func (g *gazette) relist() {
	var items strings.Builder
	for i := len(g.articles) - 1; i >= 0; i-- {
		fmt.Fprintf(&items, "<li><a href=\"%s\">%s</a></li>\n", g.articles[i].at, html.EscapeString(g.articles[i].title))
	}
	g.b.web.Put(g.url("/list.html"), replica.Page{Body: fmt.Appendf(nil, `<!DOCTYPE html><html><head><meta charset="utf-8"><title>新闻</title></head><body>
<ul class="%s">%s</ul><a href="/about.html">关于我们</a></body></html>`, g.list, items.String())})
}

// heard are the alerts of a type that arrived.
func (b *bench) heard(kind newswatch.EventType) []newswatch.Alert {
	b.mu.Lock()
	defer b.mu.Unlock()
	var list []newswatch.Alert
	for _, a := range b.received {
		if a.Type == kind {
			list = append(list, a)
		}
	}
	return list
}

// crawl runs newswatch crawl and returns its report.
func (b *bench) crawl(args ...string) newswatch.CrawlReport {
	b.t.Helper()
	var r newswatch.CrawlReport
	if err := json.Unmarshal([]byte(b.run(append([]string{"crawl", "--format", "json"}, args...)...)), &r); err != nil {
		b.t.Fatal(err)
	}
	return r
}

// explained is newswatch explain of an address.
func (b *bench) explained(address string) explanation {
	b.t.Helper()
	var x explanation
	if err := json.Unmarshal([]byte(b.run("explain", address, "--format", "json")), &x); err != nil {
		b.t.Fatal(err)
	}
	return x
}
