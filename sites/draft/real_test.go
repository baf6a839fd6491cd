package draft

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"newswatch/sites/charset"
)

// Real pages beside the repository, where they are at hand.
const (
	realPages    = "../../../shared/pages"
	labelledPage = "../../../shared/extract"
)

// realArticle is a real article page and what it says.
type realArticle struct {
	name, html         string
	title, first, last string // first and last words of the text
}

// savedArticles are the saved article pages of a folder.
func savedArticles(t *testing.T, folder string) (list []realArticle) {
	t.Helper()
	files, _ := filepath.Glob(filepath.Join(realPages, folder, "*.json"))
	for _, f := range files {
		var truth struct {
			Title     string
			BodyFirst string `json:"body_first"`
			BodyLast  string `json:"body_last"`
		}
		raw, err := os.ReadFile(f)
		if err == nil {
			err = json.Unmarshal(raw, &truth)
		}
		if err != nil {
			t.Fatal(err)
		}
		if truth.Title == "" || truth.BodyFirst == "" {
			continue
		}
		page, err := os.ReadFile(strings.TrimSuffix(f, ".json") + ".html")
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, realArticle{filepath.Base(f), string(charset.Decode(page, "", "").HTML), truth.Title, truth.BodyFirst, truth.BodyLast})
	}
	return list
}

// labelledArticles are the labelled pages by the domain of their site.
func labelledArticles(t *testing.T) map[string][]realArticle {
	t.Helper()
	f, err := os.Open(filepath.Join(labelledPage, "truth.jsonl"))
	if err != nil {
		return nil
	}
	defer f.Close()
	of := map[string][]realArticle{}
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<22)
	for lines.Scan() {
		var truth struct{ ID, Set, URL, Title, Text string }
		if err := json.Unmarshal(lines.Bytes(), &truth); err != nil {
			t.Fatal(err)
		}
		u, err := url.Parse(truth.URL)
		raw, rerr := os.ReadFile(filepath.Join(labelledPage, "pages", truth.ID+".html.gz"))
		if err != nil || rerr != nil || truth.Title == "" || truth.Text == "" || truth.Set == "zh-enc" { // those are copies of others
			continue
		}
		z, err := gzip.NewReader(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		page, err := io.ReadAll(z)
		if err != nil {
			t.Fatal(err)
		}
		paragraphs := slices.DeleteFunc(strings.Split(truth.Text, "\n"), func(p string) bool { return len(bare(p)) < 60 })
		if len(paragraphs) == 0 {
			continue
		}
		domain := registered(u.Hostname())
		of[domain] = append(of[domain], realArticle{truth.ID, string(charset.Decode(page, "", "").HTML), truth.Title, head(paragraphs[0]), head(paragraphs[len(paragraphs)-1])})
	}
	return of
}

// head is the beginning of a paragraph: punctuation and what is bold may differ.
func head(p string) string {
	r := []rune(bare(p))
	return string(r[:min(len(r), 12)])
}

// madeList is a list page of articles, at a made-up site.
func madeList(t *testing.T, of []realArticle) Page {
	t.Helper()
	var items strings.Builder
	for i, a := range of {
		fmt.Fprintf(&items, "<li><a href='/news/2024/0506/%d.html'>%s</a><span>2024-05-06</span></li>", 512001+i, html.EscapeString(a.title))
	}
	return page(t, "http://www.demo.cn/news/", "<title>新闻_某某网</title><div class=nav><a href=/a/>首页</a></div><ul class=list>"+items.String()+"</ul>")
}

// readsMost drafts a definition from a list and the first of its articles, and
// fails unless it reads, unedited, title and text of eight articles in ten.
func readsMost(t *testing.T, list Page, articles []realArticle) {
	t.Helper()
	l, err := ReadList(list)
	if err != nil {
		t.Fatal(err)
	}
	var pages []Page
	for i, u := range l.Articles[:min(len(l.Articles), max(len(articles), 10))] {
		pages = append(pages, page(t, u.String(), articles[i%len(articles)].html))
	}
	d, err := New(list, l, pages[:min(5, len(pages))], now)
	if err != nil {
		t.Fatal(err)
	}
	good, faults := 0, ""
	for i, p := range pages {
		a := articles[i%len(articles)]
		x, err := d.Site.Extract(p.URL, p.Doc, now)
		text := bare(x.Article.Text)
		if err == nil && bare(x.Article.Title) == bare(a.title) && strings.Contains(text, bare(a.first)) && strings.Contains(text, bare(a.last)) {
			good++
			continue
		}
		faults += fmt.Sprintf("%s by %s: %v, title %q, text %.90q\n", a.name, x.Article.Template, err, x.Article.Title, x.Article.Text)
	}
	if good < len(pages)*8/10 {
		t.Errorf("%d of %d articles\n%s%s", good, len(pages), faults, d.YAML)
	}
}

// Real list pages, with real articles of the same sites at their links: the
// articles that they once linked to were not saved.
func TestRealListsWithArticles(t *testing.T) {
	labelled := labelledArticles(t)
	if labelled == nil {
		t.Skip("no real pages beside the repository")
	}
	for _, c := range []struct {
		file, address string
		articles      []realArticle
	}{
		{"list/people_home_2026_headlines.html", "http://www.people.com.cn/", savedArticles(t, "people")},
		{"list/gerapy_netease_rolling.html", "https://news.163.com/rank/", labelled["163.com"]},
		{"epaper/jxrb_2017_node_A01_excerpt.html", "http://epaper.jxnews.com.cn/jxrb/html/2017-10/09/node_187.htm", savedArticles(t, "epaper")},
	} {
		t.Run(filepath.Base(c.file), func(t *testing.T) {
			raw, err := os.ReadFile(filepath.Join(realPages, c.file))
			if err != nil {
				t.Skip(err)
			}
			list := page(t, c.address, string(charset.Decode(raw, "", "").HTML))
			l, err := ReadList(list)
			if err != nil {
				t.Fatal(err)
			}
			d, err := New(list, l, nil, now)
			if err != nil {
				t.Fatal(err)
			}
			if got := len(d.Site.Discover[0].Read(list.URL, list.Doc).Links); got < len(l.Articles)*8/10 || got < 4 {
				t.Errorf("the draft lists %d of %d articles\n%s", got, len(l.Articles), d.YAML)
			}
			readsMost(t, list, c.articles)
		})
	}
}

// Real articles of one site each, however many designs it has, below a made-up list.
func TestRealArticlesOfOneSite(t *testing.T) {
	labelled := labelledArticles(t)
	if labelled == nil {
		t.Skip("no real pages beside the repository")
	}
	for _, domain := range slices.Sorted(maps.Keys(labelled)) {
		if articles := labelled[domain]; len(articles) >= 3 {
			t.Run(domain, func(t *testing.T) { readsMost(t, madeList(t, articles), articles) })
		}
	}
	for _, folder := range []string{"people", "xinhua", "chinanews"} {
		if articles := savedArticles(t, folder); len(articles) > 0 {
			t.Run("saved "+folder, func(t *testing.T) { readsMost(t, madeList(t, articles), articles) })
		}
	}
}
