package sites

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestIssueURL(t *testing.T) {
	day := time.Date(2026, 3, 7, 23, 59, 0, 0, beijing)
	for pattern, want := range map[string]string{
		"https://a.cn/html/{yyyy-mm}/{dd}/node_1.htm":                  "https://a.cn/html/2026-03/07/node_1.htm",
		"https://a.cn/{yyyymm}/{dd}/node_01.html":                      "https://a.cn/202603/07/node_01.html",
		"https://a.cn/hzrb/{yyyy}/{mm}/{dd}/page_list_{yyyymmdd}.html": "https://a.cn/hzrb/2026/03/07/page_list_20260307.html",
		"https://a.cn/{yy}/{m}-{d}.htm":                                "https://a.cn/26/3-7.htm",
		"https://a.cn/paperindex.htm":                                  "https://a.cn/paperindex.htm",
	} {
		src := Source{Kind: EPaper, URL: pattern}
		if got := src.IssueURL(day); got == nil || got.String() != want {
			t.Errorf("%s gives %v; want %s", pattern, got, want)
		}
	}
}

func TestRefresh(t *testing.T) {
	base := mustURL("https://a.cn/paperindex.htm")
	for page, want := range map[string]string{
		`<META HTTP-EQUIV="Refresh" CONTENT="0; URL=html/2026-03/07/node_1.htm">`:     "https://a.cn/html/2026-03/07/node_1.htm",
		`<meta http-equiv=refresh content="0;url='html/2026-03/07/node_1.htm'">`:      "https://a.cn/html/2026-03/07/node_1.htm",
		`<script>window.location.href="html/2026-03/07/node_1.htm";</script>`:         "https://a.cn/html/2026-03/07/node_1.htm",
		`<meta http-equiv=refresh content="30">`:                                      "",
		`<meta http-equiv=refresh content="0;url=javascript:x">`:                      "",
		`<script>if (phone) { location.href="/m/"; } var more = 1; start();</script>`: "",
	} {
		got, ok := Refresh(base, mustParse(t, page))
		if ok != (want != "") || ok && got.String() != want {
			t.Errorf("%s leads to %v; want %q", page, got, want)
		}
	}
}

func TestContinuations(t *testing.T) {
	for text, want := range map[string][2]int{
		"正文讲到这里。\n（下转第2版）":    {2, 0},
		"（上接第1版）\n接着讲下去。":     {0, 1},
		"紧接第3版\n接着讲。\n下转A05版": {5, 3},
		"本文说的是第2版的教材。":        {0, 0},
	} {
		on, from := continued(text)
		if on != want[0] || from != want[1] {
			t.Errorf("%q goes on at %d and comes from %d; want %v", text, on, from, want)
		}
	}
}

// TestRealPaperPage reads a page of a real e-paper, whose markup has elements
// that share an id, unquoted attributes and an image map in another case.
func TestRealPaperPage(t *testing.T) {
	base := filepath.Join(sharedPages, "epaper", "jxrb_2017_node_A01_excerpt")
	page, err := os.ReadFile(base + ".html")
	if err != nil {
		t.Skip("no real pages beside the repository")
	}
	raw, err := os.ReadFile(base + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var want struct {
		Articles []struct{ Title, URL string }
		Pages    []struct{ URL, Name string }
	}
	if err := json.Unmarshal(raw, &want); err != nil {
		t.Fatal(err)
	}
	u := mustURL("http://epaper.jxnews.com.cn/jxrb/html/2017-10/09/node_187.htm")
	doc := mustParse(t, string(page))
	site := mustLoad(t, "id: jxrb\nname: 江西日报\nhosts: [epaper.jxnews.com.cn]\ndiscover: [{ epaper: \"http://epaper.jxnews.com.cn/jxrb/html/{yyyy-mm}/{dd}/node_187.htm\" }]\narticle: { urls: ['content_\\d+\\.htm$'] }\n")
	src := &site.Discover[0]
	var articles, pages [][2]string
	for _, l := range src.Read(u, doc).Links {
		articles = append(articles, [2]string{filepath.Base(l.URL.Path), l.Title})
	}
	for _, p := range src.Pages(u, doc) {
		pages = append(pages, [2]string{filepath.Base(p.URL.Path), p.Number + "：" + p.Name})
	}
	var wantArticles, wantPages [][2]string
	for _, a := range want.Articles {
		wantArticles = append(wantArticles, [2]string{a.URL, a.Title})
	}
	for _, p := range want.Pages {
		wantPages = append(wantPages, [2]string{p.URL, p.Name})
	}
	if diff := cmp.Diff(wantArticles, articles); diff != "" {
		t.Errorf("articles (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(wantPages, pages); diff != "" {
		t.Errorf("pages (-want +got):\n%s", diff)
	}
}

func TestPointersAreNoArticles(t *testing.T) {
	site := mustLoad(t, "id: p\nname: 报\nhosts: [a.cn]\ndiscover: [{ epaper: \"http://a.cn/{yyyymmdd}/node_1.htm\" }]\n")
	doc := mustParse(t, `<a href=content_1.htm>导读</a><a href=content_2.htm></a><a href=content_3.htm>图片新闻</a><a href=content_3.htm><img></a><area href=content_2.htm><a href="content_4.htm?div=-1">标题</a>`)
	var got []string
	for _, l := range site.Discover[0].Read(mustURL("http://a.cn/20260307/node_1.htm"), doc).Links {
		got = append(got, filepath.Base(l.URL.Path)+" "+l.Title)
	}
	if diff := cmp.Diff([]string{"content_2.htm ", "content_3.htm 图片新闻", "content_4.htm 标题"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestReadJSON(t *testing.T) {
	people, _ := NewSet(Builtin()).ByID("people")
	src := &people.Discover[0]
	u := mustURL(src.URL)
	for _, data := range []string{
		`{"items":[{"title":"桥修好了","url":"http://a.people.com.cn/n1/2026/1004/c1-40800001.html","date":"2026-10-04 08:09:10"},{"title":"专题","url":"http://a.people.com.cn/GB/1/index.html","date":"x"},{"url":5}]}`,
		"\ufeffvar list = {\"items\":[{\"title\":\"桥修好了\",\"url\":\"http://a.people.com.cn/n1/2026/1004/c1-40800001.html\\n\",\"date\":\"2026-10-04 08:09:10\"}]};",
		"{\"items\":[{\"title\":\"桥修好了\\'\t\",\"url\":\"http://a.people.com.cn/n1/2026/1004/c1-40800001.html\",\"date\":\"2026-10-04 08:09:10\",},\r\n]}",
		`callback({"items":[{"title":"桥修好了","url":"//a.people.com.cn/n1/2026/1004/c1-40800001.html","date":"2026-10-04 08:09:10"}]})`,
	} {
		l, err := src.ReadJSON(u, []byte(data), testNow)
		if err != nil || len(l.Links) != 1 {
			t.Errorf("%s: %d links, %v", data, len(l.Links), err)
			continue
		}
		got := l.Links[0]
		if strings.TrimSuffix(got.Title, "'") != "桥修好了" || got.URL.String() != "http://a.people.com.cn/n1/2026/1004/c1-40800001.html" || got.Published.Time.Format(time.RFC3339) != "2026-10-04T08:09:10+08:00" {
			t.Errorf("%s: %+v", data, got)
		}
	}
	for _, data := range []string{"", "[]", "{}", `{"items":5}`, "<html>", `{"items":[`} {
		if _, err := src.ReadJSON(u, []byte(data), testNow); err == nil {
			t.Errorf("%q passes for a list", data)
		}
	}
}

// The path to a list's items may be nothing, where the document is the array, and
// may lead through arrays.
func TestPathOfJSONItems(t *testing.T) {
	for items, data := range map[string]string{
		"":         `[{"url":"/1.html"}]`,
		"$":        `[{"url":"/1.html"}]`,
		"data.1.l": `{"data":[{},{"l":[{"url":"/1.html"}]}]}`,
		"$.data":   `{"data":[{"url":"/1.html"}]}`,
	} {
		site := mustLoad(t, "id: p\nname: 报\nhosts: [a.cn]\ndiscover: [{ json: \"http://a.cn/l.js\", items: \""+items+"\", url: url }]\n")
		l, err := site.Discover[0].ReadJSON(mustURL("http://a.cn/l.js"), []byte(data), testNow)
		if err != nil || len(l.Links) != 1 || l.Links[0].URL.String() != "http://a.cn/1.html" {
			t.Errorf("items %q: %+v, %v", items, l.Links, err)
		}
	}
}
