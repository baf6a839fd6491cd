package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"newswatch"
)

// flush brings the full-text index up to date.
func flush(t *testing.T, s *Store) {
	t.Helper()
	if err := s.write.batchNow(); err != nil {
		t.Fatal(err)
	}
}

func titles(t *testing.T, s *Store, q newswatch.Query) string {
	t.Helper()
	page, err := s.Articles(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, f := range page.Items {
		list = append(list, f.Title)
	}
	return strings.Join(list, " ")
}

// shelf files a few articles: a newest, e oldest.
func shelf(t *testing.T, o Options) *Store {
	t.Helper()
	s := open(t, o)
	for i, text := range []string{
		"湘湖旅游节今天开幕。萧山区政府说，游客比去年多。GDP增长5.6%，COVID19过去了。",
		"萧，山：标点把两个字隔开了。湘湖没有山。",
		"杭州西湖的船\n换行的湖山之间没有词。萧山国际机场。",
		"Hello World 2026，全是字母；Newswatch的发布。",
		"山山水水，萧萧落木；萧山。",
	} {
		g := sight("alpha", fmt.Sprint(i), string(rune('a'+i)), text)
		g.Article.Published = noon.Add(-time.Duration(i) * time.Hour)
		g.Fingerprint.Bands = nil
		if i%2 == 1 {
			g.Article.Site = "beta"
		}
		if i < 2 {
			g.Hits = []newswatch.Hit{hit("lake", newswatch.Normal, "湘湖")}
		}
		file(t, s, g)
	}
	return s
}

func TestSearchFindsChineseWords(t *testing.T) {
	cases := []struct{ q, want string }{
		{"", "a b c d e"},
		{"湖", "a b c"},
		{"萧山", "a c e"},
		{"萧山区政府", "a"},
		{"萧山国际机场", "c"},
		{"湖山", "c"}, // beside each other, and not across the line's end
		{"船换行", ""}, // across it
		{"gdp", "a"}, {"GDP", "a"}, {"covid", "a"}, {"hello", "d"}, {"World 2026", "d"},
		{"萧山 湘湖", "a"},
		{"萧山 -湘湖", "c e"},
		{"-萧山", "b d"},
		{"-萧山区政府 湖", "b c"},
		{`"Hello World"`, "d"}, {`"World Hello"`, ""},
		{"“西湖的船”", "c"}, {"「西湖的船」", "c"},
		{"title:a", "a"}, {"标题：b", "b"}, {"title:湘湖", ""},
		{"5.6%", "a"}, {"5,6", ""},
		{"没有的词语", ""},
		{"，", ""}, {`"`, ""}, {"- - -", ""}, {"AND", ""}, {"OR NOT (", ""}, {"*", ""}, {"title:", ""},
	}
	for _, indexed := range []bool{false, true} {
		s := shelf(t, Options{})
		if indexed {
			flush(t, s)
		}
		for _, c := range cases {
			if got := titles(t, s, newswatch.Query{Q: c.q}); got != c.want {
				t.Errorf("indexed %v: %q found %q, want %q", indexed, c.q, got, c.want)
			}
		}
	}
}

func TestSearchFilters(t *testing.T) {
	s := shelf(t, Options{})
	flush(t, s)
	hours := func(n int) time.Time { return noon.Add(-time.Duration(n) * time.Hour) }
	cases := []struct {
		name string
		q    newswatch.Query
		want string
	}{
		{"site", newswatch.Query{Sites: []newswatch.SiteID{"beta"}}, "b d"},
		{"sites", newswatch.Query{Sites: []newswatch.SiteID{"beta", "alpha"}}, "a b c d e"},
		{"site and word", newswatch.Query{Q: "湖", Sites: []newswatch.SiteID{"beta"}}, "b"},
		{"another site", newswatch.Query{Q: "湖", Sites: []newswatch.SiteID{"gamma"}}, ""},
		{"watch", newswatch.Query{Watches: []string{"lake"}}, "a b"},
		{"watch and word", newswatch.Query{Q: "萧山", Watches: []string{"lake", "other"}}, "a"},
		{"watches", newswatch.Query{Watches: []string{"lake", "other"}}, "a b"},
		{"watches and a site", newswatch.Query{Watches: []string{"lake", "other"}, Sites: []newswatch.SiteID{"beta"}}, "b"},
		{"story", newswatch.Query{Story: 2}, "b"},
		{"story and watch", newswatch.Query{Story: 2, Watches: []string{"lake"}}, "b"},
		{"story and another watch", newswatch.Query{Story: 3, Watches: []string{"lake"}}, ""},
		{"since", newswatch.Query{Since: hours(1)}, "a b"},
		{"until", newswatch.Query{Until: hours(2)}, "d e"},
		{"between, with a word", newswatch.Query{Q: "萧山", Since: hours(3), Until: hours(0)}, "c"},
		{"limit", newswatch.Query{Q: "萧山", Limit: 2}, "a c"},
	}
	for _, c := range cases {
		if got := titles(t, s, c.q); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

func TestHighlightsAreRunesOfTheOriginal(t *testing.T) {
	s := open(t, Options{})
	g := sight("alpha", "1", "😀GDP与湘湖", "湘湖，湘湖\nGDP")
	file(t, s, g)
	page, err := s.Articles(context.Background(), newswatch.Query{Q: "湘湖 gdp"})
	if err != nil || len(page.Items) != 1 {
		t.Fatalf("%v, %v", page, err)
	}
	var marked []string
	for _, h := range page.Items[0].Highlights {
		text := []rune(g.Article.Title)
		if h.Field == newswatch.FieldText {
			text = []rune(g.Article.Text)
		}
		marked = append(marked, string(h.Field)+":"+string(text[h.Offset:h.Offset+h.Length]))
	}
	if got := strings.Join(marked, " "); got != "title:GDP title:湘湖 text:湘湖 text:湘湖 text:GDP" {
		t.Errorf("marked %s", got)
	}
}

func TestPagesNeitherRepeatNorSkipWhileArticlesArrive(t *testing.T) {
	s := open(t, Options{})
	add := func(n int, at time.Time) {
		g := sight("alpha", fmt.Sprint(n), fmt.Sprint(n), "每一篇都有萧山这个词")
		g.Article.Published, g.Fingerprint.Bands = at, nil
		file(t, s, g)
	}
	for i := range 50 {
		add(i, noon) // all in one second
	}
	flush(t, s)
	for _, q := range []newswatch.Query{{Limit: 7}, {Q: "萧山", Limit: 7}, {Q: "萧山", Limit: 7, ByRelevance: true}} {
		seen := map[string]int{}
		for page := 0; ; page++ {
			got, err := s.Articles(context.Background(), q)
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range got.Items {
				seen[f.Title]++
			}
			if got.NextCursor == "" {
				break
			}
			q.Cursor = got.NextCursor
			if !q.ByRelevance {
				add(1000+100*len(q.Q)+page, noon.Add(time.Hour)) // newer
			}
		}
		for i := range 50 {
			if n := seen[fmt.Sprint(i)]; n != 1 {
				t.Errorf("%+v: article %d was shown %d times", q, i, n)
			}
		}
	}
	if _, err := s.Articles(context.Background(), newswatch.Query{Cursor: "x"}); !errors.Is(err, newswatch.ErrInvalid) {
		t.Errorf("bad cursor: %v", err)
	}
}

func TestRelevancePrefersTheTitle(t *testing.T) {
	s := open(t, Options{})
	for i, g := range []*newswatch.Sighting{
		sight("alpha", "0", "别的标题", "湘湖只在这里出现一次，其余的都是另外的事情和另外的话。"),
		sight("alpha", "1", "湘湖开园", "正文说的是公园和湖水，没有别的内容可以多说了。"),
		sight("alpha", "2", "另一个标题", "湘湖，湘湖，还是湘湖，三次说到湘湖的文章。"),
	} {
		g.Fingerprint.Bands = nil
		g.Article.Published = noon.Add(time.Duration(-i) * time.Hour)
		file(t, s, g)
	}
	if got := titles(t, s, newswatch.Query{Q: "湘湖", ByRelevance: true}); got != "湘湖开园 另一个标题 别的标题" {
		t.Errorf("got %s", got)
	}
}

func TestCountsAreCapped(t *testing.T) {
	s := shelf(t, Options{})
	flush(t, s)
	for _, q := range []string{"", "萧山", "萧山区政府 -没有", "title:a", "5.6%"} {
		query := newswatch.Query{Q: q, Count: true, Limit: 1}
		page, err := s.Articles(context.Background(), query)
		if err != nil {
			t.Fatal(err)
		}
		all := len(strings.Fields(titles(t, s, newswatch.Query{Q: q, Limit: 100})))
		if page.Total != all || page.More {
			t.Errorf("%q: counted %d (more: %v), want %d", q, page.Total, page.More, all)
		}
	}
}

func TestARevisedArticleIsFoundByItsNewWordsOnly(t *testing.T) {
	s := open(t, Options{})
	g := sight("alpha", "1", "标题", "原来写的是湘湖。")
	file(t, s, g)
	flush(t, s)
	for i, move := range []time.Duration{0, time.Hour, -time.Hour} {
		again := sight("alpha", "1", "标题", fmt.Sprintf("现在写的是西湖%d。", i))
		again.Article.Published = again.Article.Published.Add(move)
		if out := file(t, s, again); out.Filing != newswatch.FiledRevised {
			t.Fatalf("filed as %s", out.Filing)
		}
		for _, indexed := range []string{"before", "after"} {
			if got := titles(t, s, newswatch.Query{Q: "湘湖"}); got != "" {
				t.Errorf("%s indexing: the old word finds %q", indexed, got)
			}
			if got := titles(t, s, newswatch.Query{Q: "西湖"}); got != "标题" {
				t.Errorf("%s indexing: the new word finds %q", indexed, got)
			}
			flush(t, s)
		}
	}
}

func TestWhatADeadProcessLeftUnindexedIsIndexed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	s := openAt(t, path, Options{})
	file(t, s, sight("alpha", "1", "标题", "写的是湘湖。"))
	if err := s.do(context.Background(), func(t *tx) error { // forget what is in memory
		t.w.index.docs, t.w.index.safe = nil, 0
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if got := titles(t, s, newswatch.Query{Q: "湘湖"}); got != "标题" {
		t.Errorf("unindexed: %q", got)
	}
	s.Close()
	s = openAt(t, path, Options{})
	flush(t, s)
	var left int
	if err := s.get(context.Background(), `SELECT count(*) FROM unindexed`, nil, &left); err != nil || left != 0 {
		t.Errorf("%d left, %v", left, err)
	}
	if got := titles(t, s, newswatch.Query{Q: "湘湖"}); got != "标题" {
		t.Errorf("indexed: %q", got)
	}
}

func TestDeferredIndexingIsLeftToTheNext(t *testing.T) {
	path := filepath.Join(t.TempDir(), "test.db")
	s := openAt(t, path, Options{DeferIndex: true})
	file(t, s, sight("alpha", "1", "标题", "写的是湘湖。"))
	if got := titles(t, s, newswatch.Query{Q: "湘湖"}); got != "标题" {
		t.Errorf("before indexing: %q", got)
	}
	s.Close()
	s = openAt(t, path, Options{})
	var left int
	if err := s.get(context.Background(), `SELECT count(*) FROM unindexed`, nil, &left); err != nil || left != 1 {
		t.Errorf("%d were left, %v", left, err)
	}
	flush(t, s)
	if got := titles(t, s, newswatch.Query{Q: "湘湖"}); got != "标题" {
		t.Errorf("after indexing: %q", got)
	}
}

// The index must find what reading every text finds.
func TestSearchAgreesWithReading(t *testing.T) {
	s := open(t, Options{})
	type row struct{ title, text string }
	var rows []row
	letters := []rune("萧山湖ab1，\n ")
	gen := rapid.StringOfN(rapid.SampledFrom(letters), 1, 14, -1)
	n := 0
	rapid.Check(t, func(r *rapid.T) {
		text := gen.Draw(r, "text")
		g := sight("alpha", fmt.Sprint(n), fmt.Sprint("t", n), "。"+text)
		g.Fingerprint.Bands = nil
		n++
		if _, err := s.File(context.Background(), g); err != nil {
			r.Fatal(err)
		}
		rows = append(rows, row{g.Article.Title, g.Article.Text})
		if n%7 == 0 {
			if err := s.write.batchNow(); err != nil {
				r.Fatal(err)
			}
		}
		word := rapid.StringOfN(rapid.SampledFrom([]rune("萧山湖")), 1, 6, -1).Draw(r, "word")
		page, err := s.Articles(context.Background(), newswatch.Query{Q: word, Limit: maxLimit})
		if err != nil {
			r.Fatal(err)
		}
		var got, want []string
		for _, f := range page.Items {
			got = append(got, f.Title)
		}
		for _, row := range rows {
			if strings.Contains(row.text, word) {
				want = append(want, row.title)
			}
		}
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			r.Fatalf("%q: index finds %v, reading %v", word, got, want)
		}
	})
}

// Whatever people type, the index's own syntax must not show through.
func FuzzQuery(f *testing.F) {
	for _, q := range []string{"萧山", `"a" OR b*`, "title:x", "NEAR(a b)", "a AND", "{x y}: z", "^a", "-", "\x00", "\xff\xfe", "＂湘湖", "é-ü*"} {
		f.Add(q)
	}
	s, err := Open(context.Background(), filepath.Join(f.TempDir(), "fuzz.db"), Options{})
	if err != nil {
		f.Fatal(err)
	}
	defer s.Close()
	if _, err := s.File(context.Background(), sight("alpha", "1", "萧山", "a b 湘湖")); err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, q string) {
		if _, err := s.Articles(context.Background(), newswatch.Query{Q: q, Count: true}); err != nil {
			t.Errorf("%q: %v", q, err)
		}
	})
}
