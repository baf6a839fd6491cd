package store

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"newswatch"
)

func TestPruneTakesWholeArticlesAndKeepsStories(t *testing.T) {
	ctx := context.Background()
	s := open(t, Options{Now: func() time.Time { return noon }})
	text := "同一篇稿子，三家网站先后登了出来。"
	var ids []newswatch.ID
	for i, age := range []int{100, 50, 1} {
		g := sight(fmt.Sprint("site", i), "a", fmt.Sprint("标题", i), text)
		at := noon.Add(-time.Duration(age) * 24 * time.Hour)
		g.Article.Published, g.Article.Fetched, g.Page.Fetched = at, at, at
		g.Hits = []newswatch.Hit{hit("w", newswatch.Normal, "网站")}
		ids = append(ids, file(t, s, g).ArticleID)
	}
	flush(t, s)
	if err := s.Prune(ctx, time.Time{}, noon.Add(-60*24*time.Hour)); err != nil {
		t.Fatal(err)
	}
	for i, want := range []int{0, 1, 1} {
		if pages, err := s.Snapshots(ctx, ids[i]); err != nil || len(pages) != want {
			t.Errorf("article %d has %d snapshots, want %d (%v)", i, len(pages), want, err)
		}
	}
	if err := s.Prune(ctx, noon.Add(-60*24*time.Hour), time.Time{}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Article(ctx, ids[0]); !errors.Is(err, newswatch.ErrNotFound) {
		t.Errorf("still there: %v", err)
	}
	a, err := s.Article(ctx, ids[1])
	if err != nil || a.DuplicateOf != 0 {
		t.Errorf("the next one leads: %+v, %v", a.DuplicateOf, err)
	}
	story, err := s.Story(ctx, a.StoryID)
	if err != nil || story.Original != ids[1] || len(story.Outlets) != 2 {
		t.Errorf("story %+v, %v", story, err)
	}
	flush(t, s)
	if got := titles(t, s, newswatch.Query{Q: "三家网站"}); got != "标题2 标题1" {
		t.Errorf("search finds %q", got)
	}
	if n, err := s.Depth(ctx, "desk"); err != nil || n != 1 {
		t.Errorf("an unsettled delivery was pruned: %d, %v", n, err)
	}
	for _, d := range lease(t, s, noon, 10) {
		settle(t, s, d, noon, newswatch.Delivered, time.Time{})
	}
	if err := s.Prune(ctx, noon.Add(time.Hour), noon.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if st, err := s.Stats(ctx); err != nil || st.Articles != 0 || st.Alerts != 0 || st.Stories != 0 || st.Snapshots != 0 {
		t.Errorf("%+v, %v", st, err)
	}
	if err := s.Check(ctx); err != nil {
		t.Error(err)
	}
	var rows int
	if err := s.get(ctx, `SELECT (SELECT count(*) FROM bands) + (SELECT count(*) FROM hits) + (SELECT count(*) FROM contents) + (SELECT count(*) FROM attempts)`, nil, &rows); err != nil || rows != 0 {
		t.Errorf("%d rows left, %v", rows, err)
	}
	g := sight("site0", "a", "标题0", text)
	g.Hits = []newswatch.Hit{hit("w", newswatch.Normal, "网站")}
	if again := file(t, s, g); again.ArticleID <= ids[2] || len(again.Alerts) != 1 {
		t.Errorf("ids are used again, or a story's key is: %+v", again)
	}
}

func TestTrendsCountDaysOfTheZone(t *testing.T) {
	s := open(t, Options{})
	shanghai := time.FixedZone("CST", 8*3600)
	for i, at := range []time.Time{
		time.Date(2026, 3, 1, 0, 5, 0, 0, shanghai), time.Date(2026, 3, 1, 23, 55, 0, 0, shanghai), time.Date(2026, 3, 2, 0, 5, 0, 0, shanghai),
	} {
		g := sight("alpha", fmt.Sprint(i), "标题", fmt.Sprint(i, "号文章。"))
		g.Article.Published, g.Fingerprint.Bands = at, nil
		g.Hits = []newswatch.Hit{hit("w", newswatch.Normal, "文章")}
		file(t, s, g)
	}
	points, err := s.Trends(context.Background(), time.Time{}, time.Time{}, shanghai)
	if err != nil || len(points) != 2 || points[0] != (newswatch.TrendPoint{Day: "2026-03-01", Watch: "w", Site: "alpha", Count: 2}) || points[1].Count != 1 {
		t.Errorf("%+v, %v", points, err)
	}
	points, err = s.Trends(context.Background(), time.Date(2026, 3, 2, 0, 0, 0, 0, shanghai), time.Time{}, shanghai)
	if err != nil || len(points) != 1 {
		t.Errorf("%+v, %v", points, err)
	}
}

func TestFiguresAreFoundWhereTheyWereStated(t *testing.T) {
	ctx := context.Background()
	s := open(t, Options{})
	for i, v := range []float64{5, 5.6, 6} {
		g := sight("alpha", fmt.Sprint(i), "标题", fmt.Sprint(i, "号文章，说的是增长。"))
		g.Article.Published, g.Fingerprint.Bands = noon.Add(time.Duration(i)*time.Hour), nil
		value := v
		g.Figures = []newswatch.Figure{
			{Indicator: "人口", Value: &value, Unit: "person"},
			{Subject: "萧山", Indicator: "地区生产总值增长", Period: "2026年", Value: &value, Unit: "%", Kind: newswatch.Goal},
		}
		file(t, s, g)
	}
	list, err := s.Figures(ctx, newswatch.FigureQuery{Indicator: "地区生产总值增长", Subject: "萧山"})
	if err != nil || len(list) != 3 || *list[0].Figure.Value != 6 || list[0].Figure.Kind != newswatch.Goal || !list[0].At.Equal(noon.Add(2*time.Hour)) {
		t.Errorf("%+v, %v", list, err)
	}
	last, err := s.LastStated(ctx, list[0].Figure, list[0].At)
	if err != nil || *last.Figure.Value != 5.6 {
		t.Errorf("%+v, %v", last, err)
	}
	if _, err := s.LastStated(ctx, list[0].Figure, noon); !errors.Is(err, newswatch.ErrNotFound) {
		t.Errorf("nothing stated before: %v", err)
	}
	names, err := s.Indicators(ctx, time.Time{}, 10)
	if err != nil || len(names) != 2 || names[0].Count != 3 {
		t.Errorf("%+v, %v", names, err)
	}
}

func TestArticlesOfOneSecondHaveRoom(t *testing.T) {
	ctx := context.Background()
	s := open(t, Options{})
	// A full second: the next article of it goes into the next one.
	first := placeOf(noon)
	err := s.do(ctx, func(t *tx) error {
		story, err := t.insert(`INSERT INTO stories (outlets) VALUES (1)`)
		if err != nil {
			return err
		}
		for i := range int64(1 << placeBits) {
			_, err := t.exec(`INSERT INTO articles (place, site, url, canonical_url, title, fetched, story_id, seen) VALUES (?, 'x', 'x', ?, 'x', 0, ?, 0)`,
				first+i, fmt.Sprint(i), int64(story))
			if err != nil {
				return err
			}
		}
		place, err := t.place(noon)
		if err == nil && place != first+1<<placeBits {
			err = fmt.Errorf("place %d, want %d", place, first+1<<placeBits)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}
