package store

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"newswatch"
)

// noon is a fixed time for tests.
var noon = time.Date(2026, 3, 1, 4, 0, 0, 0, time.UTC)

// sameWords judges by the text's first ten characters, and calls any other
// title or text a change.
type sameWords struct{}

func (j sameWords) Against(new *newswatch.Article) func(old *newswatch.Article) newswatch.Likeness {
	return func(old *newswatch.Article) newswatch.Likeness { return j.compare(old, new) }
}

func (sameWords) compare(old, new *newswatch.Article) newswatch.Likeness {
	a, b := []rune(old.Text), []rune(new.Text)
	if len(a) < 10 || len(b) < 10 || string(a[:10]) != string(b[:10]) {
		return newswatch.Likeness{Reason: "other words"}
	}
	l := newswatch.Likeness{Same: true, Similarity: 0.9, Reason: "same beginning"}
	if old.Text == new.Text {
		l.Similarity = 1
	}
	return l
}

func (sameWords) Changes(old, new *newswatch.Article) []newswatch.Change {
	return (&Store{}).changes(old, new)
}

func open(t *testing.T, o Options) *Store {
	t.Helper()
	return openAt(t, filepath.Join(t.TempDir(), "test.db"), o)
}

func openAt(t *testing.T, path string, o Options) *Store {
	t.Helper()
	if o.Judge == nil {
		o.Judge = sameWords{}
	}
	s, err := Open(context.Background(), path, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// sight makes a sighting of an article with a text; its bands are those of the
// text's beginning.
func sight(site, path, title, text string) *newswatch.Sighting {
	url := "https://" + site + ".example/" + path
	g := &newswatch.Sighting{
		Article: newswatch.Article{
			Site: newswatch.SiteID(site), URL: url, CanonicalURL: url, Title: title, Text: text,
			Published: noon.Add(-time.Hour), PublishedPrecision: newswatch.Minute, Fetched: noon,
			Source: "测试社", Template: "t1", Provenance: map[string]newswatch.Origin{"title": {Template: "t1", Selector: "h1"}},
		},
		Page: newswatch.Page{URL: url, Status: 200, Body: []byte("<h1>" + title + "</h1>" + text), Fetched: noon},
	}
	for i, r := range []rune(text) {
		if i < 10 {
			g.Fingerprint.Bands = append(g.Fingerprint.Bands, uint64(i)<<40|uint64(r))
		}
	}
	return g
}

func hit(watch string, severity newswatch.Severity, terms ...string) newswatch.Hit {
	h := newswatch.Hit{ID: watch, Name: watch, Kind: newswatch.Keyword, Severity: severity, Channels: []string{"desk"}}
	for _, term := range terms {
		h.Matches = append(h.Matches, newswatch.Match{Term: term, Field: newswatch.FieldText, Length: 2})
	}
	return h
}

func file(t *testing.T, s *Store, g *newswatch.Sighting) newswatch.Outcome {
	t.Helper()
	out, err := s.File(context.Background(), g)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestFileKeepsEverythingOfAnArticle(t *testing.T) {
	s := open(t, Options{})
	g := sight("alpha", "1", "湘湖边的新桥", "湘湖边上新建了一座桥，市民昨天走了上去。")
	g.Article.Keywords = []string{"湘湖"}
	g.Article.Images = []newswatch.Image{{URL: "https://alpha.example/1.jpg", Caption: "桥"}}
	g.Hits = []newswatch.Hit{hit("lake", newswatch.High, "湘湖")}
	value := 5.6
	g.Figures = []newswatch.Figure{{Indicator: "增长", Value: &value, Unit: "%", Kind: newswatch.Result, Text: "5.6%"}}
	out := file(t, s, g)
	if out.Filing != newswatch.FiledNew || out.ArticleID == 0 || out.StoryID == 0 || len(out.Alerts) != 1 {
		t.Fatalf("outcome %+v", out)
	}
	a, err := s.Article(context.Background(), out.ArticleID)
	if err != nil {
		t.Fatal(err)
	}
	if a.Title != g.Article.Title || a.Text != g.Article.Text || !a.Published.Equal(g.Article.Published) || a.Revision != 1 ||
		a.Provenance["title"].Selector != "h1" || len(a.Images) != 1 || len(a.Keywords) != 1 || len(a.Figures) != 1 ||
		len(a.Watches) != 1 || a.Watches[0] != "lake" {
		t.Errorf("article %+v", a)
	}
	pages, err := s.Snapshots(context.Background(), out.ArticleID)
	if err != nil || len(pages) != 1 || string(pages[0].Body) != string(g.Page.Body) {
		t.Errorf("snapshots %v, %v", pages, err)
	}
	if again := file(t, s, g); again.Filing != newswatch.FiledUnchanged || again.ArticleID != out.ArticleID || len(again.Alerts) != 0 {
		t.Errorf("again: %+v", again)
	}
}

func TestOneAlertForEachWatchAndStory(t *testing.T) {
	s := open(t, Options{})
	text := "同一件事情的同一段文字，各家网站都转载了。"
	var story newswatch.ID
	for i := range 5 {
		g := sight(fmt.Sprint("site", i), "a", "标题", text)
		g.Article.Published = noon.Add(time.Duration(i) * time.Minute)
		g.Hits = []newswatch.Hit{hit("w", newswatch.Normal, "网站")}
		out := file(t, s, g)
		want := newswatch.FiledDuplicate
		if i == 0 {
			want, story = newswatch.FiledNew, out.StoryID
		}
		if out.Filing != want || out.StoryID != story || (len(out.Alerts) > 0) != (i == 0) {
			t.Errorf("copy %d: %+v", i, out)
		}
	}
	got, err := s.Story(context.Background(), story)
	if err != nil || len(got.Outlets) != 5 || got.Outlets[0].Role != newswatch.RoleOriginal {
		t.Fatalf("story %+v, %v", got, err)
	}
	due, err := s.Lease(context.Background(), "desk", s.now(), 10, time.Minute)
	if err != nil || len(due) != 1 || due[0].Alert.Story.Outlets != 5 || !strings.HasPrefix(due[0].WebhookID, "msg_") {
		t.Fatalf("leased %+v, %v", due, err)
	}
}

func TestTheEarliestPublicationLeads(t *testing.T) {
	s := open(t, Options{})
	text := "先到的是转载，后到的才是原稿，顺序要按发布时间。"
	var ids []newswatch.ID
	for i, minutes := range []int{30, 20, 10} {
		g := sight(fmt.Sprint("site", i), "a", "标题", text)
		g.Article.Published = noon.Add(time.Duration(minutes) * time.Minute)
		ids = append(ids, file(t, s, g).ArticleID)
	}
	for i, id := range ids {
		a, err := s.Article(context.Background(), id)
		if err != nil {
			t.Fatal(err)
		}
		want := ids[2]
		if i == 2 {
			want = 0
		}
		if a.DuplicateOf != want {
			t.Errorf("article %d reprints %d, want %d", i, a.DuplicateOf, want)
		}
	}
}

func TestMissingFileIsToldWhenReadOnly(t *testing.T) {
	_, err := Open(context.Background(), filepath.Join(t.TempDir(), "none.db"), Options{ReadOnly: true})
	if !errors.Is(err, newswatch.ErrNotFound) || !strings.Contains(err.Error(), "newswatch crawl") {
		t.Errorf("got %v", err)
	}
}
