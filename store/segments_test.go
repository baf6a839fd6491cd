package store

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"newswatch"
)

// Thousands of articles, filed in small batches, changed and removed: segments
// are merged, and search still finds what reading finds.
func TestSegmentsMergeWithoutLoss(t *testing.T) {
	ctx := context.Background()
	s := open(t, Options{})
	const articles = 1200
	texts := map[int]string{}
	for i := 0; i < articles; i += 8 {
		err := s.do(ctx, func(t *tx) error {
			for n := i; n < i+8; n++ {
				g := sight("alpha", fmt.Sprint(n), fmt.Sprint("t", n), fmt.Sprintf("第%d篇：尾数%d的文章。", n, n%10))
				g.Article.Published = noon.Add(time.Duration(n*7919%articles) * time.Minute)
				g.Fingerprint.Bands = nil
				texts[n] = g.Article.Text
				if _, err := t.file(mustPrepare(s, g)); err != nil {
					return err
				}
			}
			return t.w.index.write(t)
		})
		if err != nil {
			t.Fatal(err)
		}
		if i%40 == 0 { // an earlier one changes
			g := sight("alpha", fmt.Sprint(i/2), fmt.Sprint("t", i/2), fmt.Sprintf("第%d篇：改过的文章。", i/2))
			g.Article.Published = noon.Add(time.Duration(i/2*7919%articles) * time.Minute)
			g.Fingerprint.Bands = nil
			texts[i/2] = g.Article.Text
			file(t, s, g)
		}
	}
	flush(t, s)
	var segments, docs, blocks, orphans int
	if err := s.get(ctx, `SELECT count(*), sum(docs) FROM segments`, nil, &segments, &docs); err != nil {
		t.Fatal(err)
	}
	if segments > 3*mergeWidth {
		t.Errorf("%d segments", segments)
	}
	if err := s.get(ctx, `SELECT count(*), count(*) FILTER (WHERE id >> 44 NOT IN (SELECT slot FROM segments)) FROM blocks`, nil, &blocks, &orphans); err != nil || orphans > 0 {
		t.Errorf("%d of %d blocks belong to no segment, %v", orphans, blocks, err)
	}
	for _, word := range []string{"尾数3", "数3的", "改过", "改过的文", "文章", "第77篇", "没有"} {
		var want []string
		for n, text := range texts {
			if strings.Contains(text, word) {
				want = append(want, fmt.Sprint("t", n))
			}
		}
		var got []string
		last := time.Time{}
		err := s.Each(ctx, newswatch.Query{Q: word}, func(a newswatch.Article) error {
			if !last.IsZero() && a.Published.After(last) {
				t.Errorf("%s: %s is newer than the one before", word, a.Title)
			}
			last = a.Published
			got = append(got, a.Title)
			return nil
		})
		slices.Sort(got)
		slices.Sort(want)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: found %d, want %d (%v)", word, len(got), len(want), err)
		}
		if n, _, err := s.count(ctx, newswatch.Query{Q: word}); err != nil || n != min(len(want), maxCount) {
			t.Errorf("%s: counted %d, want %d (%v)", word, n, len(want), err)
		}
	}
}

// The questions that are asked all the time must not read a whole table.
func TestQueriesUseTheirIndexes(t *testing.T) {
	s := open(t, Options{})
	cases := []struct{ query, want string }{
		{`SELECT 1 FROM articles a WHERE a.place >= 1 AND a.place < 2 ORDER BY a.place DESC LIMIT 3`, "sqlite_autoindex_articles_1"},
		{`SELECT 1 FROM articles a WHERE a.place >= 1 AND a.place < 2 AND a.site = 'x' ORDER BY a.place DESC LIMIT 3`, "articles_by_site"},
		{`SELECT 1 FROM hits h CROSS JOIN articles a ON a.id = h.article_id WHERE h.place >= 1 AND h.place < 2 AND h.watch = 'x' ORDER BY h.place DESC LIMIT 3`, "hits_by_watch"},
		{`SELECT max(place) FROM articles WHERE place >= 1 AND place < 2`, "sqlite_autoindex_articles_1"},
		{`SELECT id FROM articles WHERE site = 'x' AND next_visit IS NOT NULL AND next_visit <= 1`, "articles_by_visit"},
		{`SELECT due FROM deliveries d WHERE channel = 'x' AND stage = 1 AND ` + firstOfStory + ` ORDER BY rank DESC, id LIMIT 1`, "deliveries_ready"},
		{`SELECT due FROM deliveries d WHERE channel = 'x' AND stage = 0 AND ` + firstOfStory + ` ORDER BY due LIMIT 1`, "deliveries_waiting"},
		{`SELECT count(*) FROM deliveries WHERE channel = 'x' AND stage = 2`, "INDEX deliveries_"},
		{candidateQuery(1), "PRIMARY KEY (band=? AND day>?)"},
		{`SELECT max(id) FROM blocks WHERE id <= 5`, "INTEGER PRIMARY KEY (rowid<?)"},
		{`SELECT 1 FROM runs WHERE finished IS NULL`, "runs_open"},
	}
	for _, c := range cases {
		args := []any{1, 2}[:min(2, strings.Count(c.query, "?"))]
		rows, err := s.read.Query("EXPLAIN QUERY PLAN "+c.query, args...)
		if err != nil {
			t.Fatal(err)
		}
		plan := ""
		for rows.Next() {
			var id, parent, unused int
			var detail string
			if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
				t.Fatal(err)
			}
			plan += detail + "\n"
		}
		rows.Close()
		if !strings.Contains(plan, c.want) || strings.Contains(plan, "TEMP B-TREE") || strings.Contains(plan, "SCAN articles") || strings.Contains(plan, "SCAN deliveries") {
			t.Errorf("%s\n%swant %s", c.query, plan, c.want)
		}
	}
}

// Reading in small portions, with articles in the index and others that wait,
// some of which only seem to hold the word, finds each once and in order.
func TestPortionsLoseNothing(t *testing.T) {
	ctx := context.Background()
	s := open(t, Options{})
	var want []string
	for _, indexed := range []bool{true, false} {
		for i := range 20 {
			n := 2*i + map[bool]int{true: 0, false: 1}[indexed]
			text := "湘湖公园开放了。"
			if i%3 == 1 {
				text = "湘湖，湖公，公园。" // all its pairs
			}
			g := sight("alpha", fmt.Sprint(n), fmt.Sprintf("t%02d", n), text)
			g.Article.Published = noon.Add(-time.Duration(n) * time.Hour)
			g.Fingerprint.Bands = nil
			if i%5 == 4 {
				g.Article.Site = "beta" // left out by a condition
			} else if i%3 != 1 {
				want = append(want, g.Article.Title)
			}
			file(t, s, g)
		}
		if indexed {
			flush(t, s)
		}
	}
	slices.Sort(want) // newest first
	for _, most := range []int{1, 3, 7, 100} {
		v, err := s.view(&newswatch.Query{Q: "湘湖公园", Sites: []newswatch.SiteID{"alpha"}})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for {
			rest, err := v.walk(ctx, most, func(a *newswatch.Article, _ int64) bool {
				got = append(got, a.Title)
				return true
			})
			if err != nil {
				t.Fatal(err)
			}
			if rest == 0 {
				break
			}
			v.below = rest
		}
		if !slices.Equal(got, want) {
			t.Errorf("%d at a time: got %v, want %v", most, got, want)
		}
	}
}

// Segments of before sides were kept merge with others, and their articles are
// found by every word that they hold.
func TestOlderSegmentsMergeWithNewer(t *testing.T) {
	ctx := context.Background()
	s := open(t, Options{})
	var want []string
	for n := range 4 * mergeWidth {
		g := sight("alpha", fmt.Sprint(n), fmt.Sprintf("t%02d", n), "钱塘江潮水今天最大。")
		g.Article.Published = noon.Add(time.Duration(n) * time.Minute)
		g.Fingerprint.Bands = nil
		want = append(want, g.Article.Title)
		p := mustPrepare(s, g)
		err := s.do(ctx, func(t *tx) error {
			if _, err := t.file(p); err != nil {
				return err
			}
			if n%2 == 0 {
				return t.w.index.write(t)
			}
			return t.writeOld(p)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	flush(t, s)
	var segments, old int
	if err := s.get(ctx, `SELECT count(*), count(*) FILTER (WHERE layout < 1 AND docs > 1) FROM segments`, nil, &segments, &old); err != nil {
		t.Fatal(err)
	}
	if segments > 2*mergeWidth || old > 0 {
		t.Errorf("%d segments, of which %d were merged into the old layout", segments, old)
	}
	slices.Reverse(want)
	if got := titles(t, s, newswatch.Query{Q: "江潮水今天", Limit: 100}); got != strings.Join(want, " ") {
		t.Errorf("found %s, want %s", got, want)
	}
}

// writeOld indexes the article that waits as the first archives did.
func (t *tx) writeOld(p *sighting) error {
	docs := t.w.index.docs
	t.w.index.docs = nil
	place := docs[len(docs)-1].place
	if _, err := t.exec(`DELETE FROM unindexed`); err != nil {
		return err
	}
	w, err := t.newSegment([]int64{place})
	if err != nil {
		return err
	}
	if _, err := t.exec(`UPDATE segments SET layout = 0 WHERE slot = ?`, w.slot); err != nil {
		return err
	}
	w.lists.sides = false
	slices.Sort(p.terms)
	var list docSet
	list.add(0)
	for _, entry := range p.terms {
		if err := w.add(entry>>sideBits, &list, 1, nil); err != nil {
			return err
		}
	}
	return w.flush()
}
