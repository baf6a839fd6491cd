package sites

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newswatch"
)

const good = `id: demo
name: 示例网
homepage: https://www.example.cn/
hosts: [www.example.cn]
schedule: "*/10 * * * *"
discover:
  - list: https://www.example.cn/news/
    links: "ul a[href]"
    pages: "index_{n}.html"
    published: em
    max_pages: 3
  - json: "https://www.example.cn/list.js"
    items: data.items
    url: url
    published: { field: date, layout: "2006-01-02 15:04:05" }
  - epaper: "https://www.example.cn/html/{yyyy-mm}/{dd}/node_1.htm"
    pages: "a[href*='node_']"
    links: "a[href*='content_']"
article:
  urls: ['/\d+\.html$']
  templates:
    - id: 2023
      title: h1
      published: { select: ".info", pattern: '(\d{4})\s+(\d{2}-\d{2})', layout: "2006 01-02" }
      source: [".from", { select: ".info", pattern: '来源[:：]\s*(\S+)', index: 0 }]
      body: "#content"
      remove: [".share", ".editor"]
      next_page: "a.next"
    - id: labels
      labels: true
`

func TestLoadGoodDefinition(t *testing.T) {
	s, err := Load("demo.yaml", []byte(good))
	if err != nil {
		t.Fatal(err)
	}
	if s.ID != "demo" || s.Name != "示例网" || !s.Enabled || !s.Fallback || s.Templates[0].ID != "2023" || len(s.Discover) != 3 {
		t.Errorf("got %+v", s)
	}
	if got := s.Discover[0].PageURL(3).String(); got != "https://www.example.cn/news/index_2.html" {
		t.Errorf("page 3 of the list is %s", got)
	}
	if !s.IsArticle(mustURL("https://www.example.cn:8443/a/1.html")) || s.IsArticle(mustURL("https://www.example.cn/a/")) || s.IsArticle(mustURL("https://other.cn/1.html")) {
		t.Error("IsArticle is wrong")
	}
}

// TestLoadFaults: every fault is found at once, each with its place, what is
// wrong and what would be right.
func TestLoadFaults(t *testing.T) {
	for _, c := range []struct{ name, yaml, want string }{
		{"everything wrong at once", `id: Demo Site
nmae: 示例网
hosts: [https://www.example.cn/]
schedule: "* * * *"
timezone: Asia/Peking
charset: gb9999
enabled: yes please
discover:
  - list: www.example.cn/news
    links: "ul a[href"
  - feed: https://www.example.cn/rss.xml
    links: a
  - links: a
  - json: https://www.example.cn/list.js
    pages: index.html
article:
  urls: ['/(\d+']
  templates:
    - id: a
      title: 5
      boddy: x
    - id: a
      title: { selct: h1 }
      body: "div::before"
    - id: fallback
      labels: true
fallback: 1
`, `f.yaml:1:5: id: is "Demo Site"; give a short name of small letters, digits, - and _
f.yaml:2:1: nmae: unknown key; did you mean "name"?
f.yaml:3:9: hosts[0]: "https://www.example.cn/" is not a host; give one such as www.example.cn or *.example.cn
f.yaml:4:11: schedule: "* * * *" has 4 fields; give five (minute hour day month weekday), such as "*/10 * * * *"
f.yaml:5:11: timezone: "Asia/Peking" is unknown; give a name such as Asia/Shanghai
f.yaml:6:10: charset: "gb9999" is unknown; give utf-8, gb18030 or big5, or leave it empty
f.yaml:7:10: enabled: is a text; give true or false
f.yaml:9:11: discover[0].list: "www.example.cn/news" is not a web address; give one such as https://www.example.cn/
f.yaml:10:12: discover[0].links: selector "ul a[href": unexpected EOF in attribute selector; give a CSS selector such as "ul.newslist a[href]"
f.yaml:12:12: discover[1].links: has no meaning for a feed; it belongs to list or epaper
f.yaml:13:5: discover[2]: names no source; give list, feed, sitemap, json or epaper with an address
f.yaml:15:12: discover[3].pages: "index.html" has no {n}; give a pattern such as "index_{n}.html"
f.yaml:17:10: article.urls[0]: "/(\\d+" is not a regular expression: missing closing ): ` + "`/(\\d+`" + `; see RE2's syntax
f.yaml:20:14: article.templates[0].title: is a number; give a selector, {select, attr, pattern, layout, index}, or a list of them
f.yaml:21:7: article.templates[0].boddy: unknown key; did you mean "body"?
f.yaml:22:7: article.templates[1].id: "a" is given twice; every template has its own id
f.yaml:23:16: article.templates[1].title.selct: unknown key; did you mean "select"?
f.yaml:24:13: article.templates[1].body: selector "div::before": pseudo-element before found, but pseudo-elements support is disabled; give a CSS selector such as "ul.newslist a[href]"
f.yaml:25:11: article.templates[2].id: is "fallback", which names generic extraction; give another id
f.yaml:27:11: fallback: is a number; give true or false`},
		{"empty", "", "f.yaml:1:1: has 0 definitions; give one mapping that starts with id:"},
		{"a list", "- a\n", "f.yaml:1:1: is a list; give a mapping of adaptive, article, charset, discover, enabled, fallback, homepage, hosts, id, level, name, schedule or timezone"},
		{"nothing needed", "enabled: false\n", `f.yaml:1:1: id: is missing; give the site a short name
f.yaml:1:1: name: is missing; give the name people know
f.yaml:1:1: hosts: is missing; give at least one host, such as [www.example.cn]`},
		{"not YAML", "a: [b\nc: d\n", "f.yaml:2:1: is not YAML: ',' or ']' must be specified"},
		{"a bottomless pit", "id: a\nname: " + strings.Repeat("[", 300000), "f.yaml:2:1: nests more than 50 levels; a definition needs five"},
		{"given twice", "id: a\nid: b\nname: x\nhosts: [a.cn]\n", "f.yaml:2:1: id: is given twice; keep one"},
		{"template without a body", "id: a\nname: x\nhosts: [a.cn]\narticle: { templates: [{ id: a, title: h1 }] }\n", "f.yaml:4:26: article.templates[0]: has no title or no body; give selectors for both, or labels: true"},
		{"alias", "id: &x a\nname: *x\nhosts: [a.cn]\n", `f.yaml:1:5: id: is an anchor or alias, which definitions do not use; give a text in quotes
f.yaml:2:7: name: is an anchor or alias, which definitions do not use; give a text in quotes`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Load("f.yaml", []byte(c.yaml))
			if err == nil {
				t.Fatal("no fault was found")
			}
			if !errors.Is(err, newswatch.ErrInvalid) {
				t.Error("the error does not wrap ErrInvalid")
			}
			if diff := cmp.Diff(strings.Split(c.want, "\n"), strings.Split(err.Error(), "\n")); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
		})
	}
}

func TestWithOverridesABuiltInSite(t *testing.T) {
	people, _ := NewSet(Builtin()).ByID("people")
	s, err := people.With("newswatch.yaml", []byte(`{ schedule: "@every 2s", enabled: false, hosts: [127.0.0.1] }`), 12)
	if err != nil {
		t.Fatal(err)
	}
	if s.Schedule != "@every 2s" || s.Enabled || s.Hosts[0] != "127.0.0.1" || len(s.Templates) != len(people.Templates) || s.Name != people.Name {
		t.Errorf("got %+v", s)
	}
	if !people.Enabled || people.Schedule == s.Schedule {
		t.Error("the built-in site was changed")
	}
	if s, err = people.With("f", []byte("article: { urls: ['^/x$'] }"), 1); err != nil || len(s.Templates) != len(people.Templates) || !s.IsArticle(mustURL("http://people.com.cn/x")) {
		t.Errorf("overriding article.urls alone: %v", err)
	}
	_, err = people.With("newswatch.yaml", []byte("{ schedul: x,\n  id: other }"), 12)
	want := `newswatch.yaml:12:3: schedul: unknown key; did you mean "schedule"?
newswatch.yaml:12:3: id: is "other"; the id of a built-in site stays "people"`
	if err == nil || err.Error() != want {
		t.Errorf("got %v\nwant %s", err, want)
	}
}

func TestMostSpecificHostWins(t *testing.T) {
	set := NewSet(Builtin())
	for address, want := range map[string]newswatch.SiteID{
		"http://zj.people.com.cn/n2/1.html":     "people",
		"http://paper.people.com.cn/rmrb/":      "rmrb",
		"https://XSRB.xsnet.cn:8443/html/":      "xsrb",
		"https://zt.xsnet.cn/A/":                "xsnet",
		"https://zjrb.zjol.com.cn/html/":        "zjrb",
		"https://jxxznews.zjol.com.cn/":         "zjol",
		"https://hzdaily.hangzhou.com.cn/hzrb/": "hzrb",
		"https://hznews.hangzhou.com.cn/":       "hangzhou",
		"http://www.news.cn/":                   "xinhua",
	} {
		if s, ok := set.ForURL(mustURL(address)); !ok || s.ID != want {
			t.Errorf("%s belongs to %v; want %s", address, s, want)
		}
	}
	for _, address := range []string{"http://notpeople.com.cn/", "http://example.cn/", "http:///x"} {
		if s, ok := set.ForURL(mustURL(address)); ok {
			t.Errorf("%s belongs to %s", address, s.ID)
		}
	}
}

func TestSchedules(t *testing.T) {
	for _, spec := range []string{"*/10 * * * *", "0 6-22/2 * * MON-FRI", "@every 90s", "@hourly", "CRON_TZ=Asia/Shanghai 0 6 * * *", "15,45 5-9 * * *", "? * 1 jan ?"} {
		if err := checkSchedule(spec); err != nil {
			t.Errorf("%q: %v", spec, err)
		}
	}
	for _, spec := range []string{"* * * *", "60 * * * *", "* 24 * * *", "* * 0 * *", "* * * 13 *", "* * * * 8", "*/0 * * * *", "5-2 * * * *", "@every", "@every x", "@often", "CRON_TZ=Mars/One * * * * *", "a * * * *", "* * * * * *"} {
		if err := checkSchedule(spec); err == nil {
			t.Errorf("%q passes", spec)
		}
	}
}

func FuzzLoad(f *testing.F) {
	f.Add([]byte(good))
	f.Add([]byte("id: [a\n- b: {c: *d}"))
	f.Add([]byte("article: { templates: [{ id: 1, title: [{ select: 'a:not(', index: 99999999999999999999 }] }] }"))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := Load("f", data)
		if (s == nil) == (err == nil) {
			t.Errorf("Load gives %v and %v", s, err)
		}
	})
}
