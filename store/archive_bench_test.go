package store

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"newswatch"
)

var (
	benchArticles = flag.Int("articles", 20000, "how many articles the search benchmarks look through")
	benchArchives = flag.String("archives", "", "a folder that keeps the benchmarks' archives, to be used again without filling them")
	benchMillion  = flag.Bool("million", false, "measure the growth of costs up to a million articles, too")
)

// sizes are the archives among which a cost must stay flat.
func sizes() []int {
	if *benchMillion {
		return []int{10_000, 100_000, 1_000_000}
	}
	return []int{10_000, 100_000}
}

// indexRow is one generated article.
type indexRow struct {
	place       int64
	title, text string
}

// filledAt is when the n-th article of a filled archive was published.
func filledAt(n int) time.Time { return noon.Add(time.Duration(n) * 5 * time.Minute) }

func indexRows(c *corpus, done, count int) []indexRow {
	rows := make([]indexRow, count)
	for i := range rows {
		var plants []string
		switch n := done + i; {
		case n%1000 == 7:
			plants = []string{"萧山国际机场"}
		case n%200 == 3:
			plants = []string{"萧山"}
		}
		rows[i] = indexRow{placeOf(filledAt(done + i)), c.title(), c.text(plants...)}
	}
	return rows
}

// filledBands is the fingerprint of the n-th article: 18 bands, of which many
// share the first, a mould, and some the second.
func filledBands(n int) []uint64 {
	rng := rand.New(rand.NewPCG(1, uint64(n)))
	bands := make([]uint64, 18)
	for i := range bands {
		bands[i] = rng.Uint64()
	}
	bands[0] = uint64(rng.IntN(50))
	bands[1] = uint64(1000 + rng.IntN(5000))
	return bands
}

// filled opens an archive of that many articles, each with its text, its place
// in the index and its fingerprint, and fills it where that is not done: by
// batches as large as they may be, and the fingerprints in their order at the
// end. It returns how long the filling of the index took, in processor time, and
// the length of the texts.
func filled(b *testing.B, articles int, o Options) (s *Store, busy time.Duration, textBytes int64) {
	b.Helper()
	ctx := context.Background()
	s, err := Open(ctx, filepath.Join(cmp.Or(*benchArchives, b.TempDir()), fmt.Sprintf("archive-%d.db", articles)), o)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	var have int
	if err := s.get(ctx, `SELECT count(*) FROM articles`, nil, &have); err != nil {
		b.Fatal(err)
	}
	if have > 0 {
		return s, 0, 0
	}
	c := newCorpus(1)
	for done := 0; done < articles; done += indexBatch {
		rows := indexRows(c, done, min(indexBatch, articles-done))
		err := s.do(ctx, func(t *tx) error { return fillRows(t, done, rows) })
		if err != nil {
			b.Fatal(err)
		}
		from := cpu()
		err = s.do(ctx, func(t *tx) error {
			docs := make([]document, len(rows))
			for i, r := range rows {
				docs[i] = document{place: r.place, terms: textTerms("people", r.title, r.text)}
				textBytes += int64(len(r.text))
			}
			if err := t.addSegment(docs); err != nil {
				return err
			}
			return t.mergeSegments()
		})
		if err != nil {
			b.Fatal(err)
		}
		busy += cpu() - from
	}
	fillBands(b, s, articles)
	return s, busy, textBytes
}

func fillRows(t *tx, done int, rows []indexRow) error {
	for i, r := range rows {
		n := done + i + 1
		at := filledAt(done + i)
		_, err := t.exec(`INSERT INTO stories (id, original) VALUES (?1, ?1)`, n)
		if err == nil {
			_, err = t.exec(`INSERT INTO articles (id, place, site, url, canonical_url, title, published, precision, fetched, story_id, seen)
				VALUES (?1, ?2, 'people', ?3, ?3, ?4, ?5, 'minute', ?5, ?1, ?5)`, n, r.place, fmt.Sprintf("https://people.example/%s/c%d.html", at.Format("2006/01/02"), n), r.title, micros(at))
		}
		if err == nil {
			_, err = t.exec(`INSERT INTO contents (article_id, text, bands) VALUES (?, ?, ?)`, n, r.text, packBands(filledBands(n)))
		}
		if err != nil {
			return err
		}
		t.filed(newswatch.SiteID("people"), at)
	}
	return nil
}

// fillBands files all fingerprints in the order of the table: a million in their
// own order would touch every page of it again and again.
func fillBands(b *testing.B, s *Store, articles int) {
	type row struct {
		band int64
		id   int32
	}
	list := make([]row, 0, 18*articles)
	for n := 1; n <= articles; n++ {
		for _, band := range filledBands(n) {
			list = append(list, row{int64(band), int32(n)})
		}
	}
	slices.SortFunc(list, func(a, b row) int { return cmp.Or(cmp.Compare(a.band, b.band), cmp.Compare(a.id, b.id)) })
	for part := range slices.Chunk(list, 50_000) {
		err := s.do(context.Background(), func(t *tx) error {
			for _, r := range part {
				if _, err := t.exec(`INSERT OR IGNORE INTO bands (band, day, article_id) VALUES (?, ?, ?)`, r.band, dayOf(filledAt(int(r.id)-1)), r.id); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}

// openBench opens an empty archive.
func openBench(b *testing.B, o Options) *Store {
	b.Helper()
	s, err := Open(context.Background(), filepath.Join(b.TempDir(), "archive.db"), o)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close() })
	return s
}
