package store

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"newswatch"
)

// written makes sightings as the pipeline hands them over.
func written(n int) []*newswatch.Sighting {
	c := newCorpus(3)
	list := make([]*newswatch.Sighting, n)
	for i := range list {
		g := sight("alpha", fmt.Sprint("news/2026/03/01/c", i, ".html"), c.title(), c.text())
		g.Article.Published = noon.Add(time.Duration(i) * 5 * time.Minute)
		g.Fingerprint.Bands = nil
		for range 20 {
			g.Fingerprint.Bands = append(g.Fingerprint.Bands, rand.Uint64())
		}
		g.Article.Provenance = map[string]newswatch.Origin{}
		for _, f := range []string{"title", "published", "source", "author", "editor", "channel", "text"} {
			g.Article.Provenance[f] = newswatch.Origin{Template: "2020", Selector: "div.rm_txt_con > p"}
		}
		list[i] = g
	}
	return list
}

// BenchmarkFile is the whole way of an article into the archive, from 16
// goroutines that each wait until it is safe; beside it what bare transactions of
// 256 rows reach, with FTS5's cheapest index of pairs and without one.
func BenchmarkFile(b *testing.B) {
	for _, way := range []string{"filed", "filed without snapshot", "rows and FTS5", "rows"} {
		b.Run(way, func(b *testing.B) {
			list := written(b.N)
			if way != "filed" {
				for _, g := range list {
					g.Page = newswatch.Page{}
				}
			} else {
				for _, g := range list { // a page is markup too
					g.Page.Body = append(g.Page.Body, g.Page.Body...)
				}
			}
			b.ResetTimer()
			from := cpu()
			switch way {
			case "rows and FTS5", "rows":
				rawRows(b, list, way == "rows and FTS5")
			default:
				filed(b, list)
			}
			b.ReportMetric((cpu()-from).Seconds()*1000/float64(b.N), "CPU-ms/op")
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
		})
	}
}

func filed(b *testing.B, list []*newswatch.Sighting) {
	s, err := Open(context.Background(), filepath.Join(b.TempDir(), "file.db"), Options{Judge: sameWords{}})
	if err != nil {
		b.Fatal(err)
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(list)); i = next.Add(1) - 1 {
				if _, err := s.File(context.Background(), list[i]); err != nil {
					b.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
}

// rawRows is the ceiling: one goroutine, one table, the same index.
func rawRows(b *testing.B, list []*newswatch.Sighting, index bool) {
	db, err := sql.Open("sqlite", "file:"+filepath.Join(b.TempDir(), "raw.db")+"?"+writePragmas[1:])
	if err != nil {
		b.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(`CREATE TABLE articles (id INTEGER PRIMARY KEY, url TEXT UNIQUE, site TEXT, published INTEGER, title TEXT, source TEXT, author TEXT, text TEXT);
		CREATE INDEX by_site ON articles (site, published); CREATE INDEX by_time ON articles (published);` + fts5Pairs); err != nil {
		b.Fatal(err)
	}
	for len(list) > 0 {
		n := min(indexBatch, len(list))
		tx, err := db.Begin()
		if err != nil {
			b.Fatal(err)
		}
		row, err := tx.Prepare(`INSERT INTO articles (url, site, published, title, source, author, text) VALUES (?, ?, ?, ?, ?, ?, ?)`)
		if err != nil {
			b.Fatal(err)
		}
		put, err := tx.Prepare(`INSERT INTO search (rowid, grams) VALUES (?, ?)`)
		if err != nil {
			b.Fatal(err)
		}
		for _, g := range list[:n] {
			a := &g.Article
			if _, err := row.Exec(a.CanonicalURL, string(a.Site), a.Published.Unix(), a.Title, a.Source, a.Author, a.Text); err != nil {
				b.Fatal(err)
			}
		}
		if index {
			for _, g := range list[:n] {
				grams := pairs(lower(g.Article.Title), lower(g.Article.Text))
				if _, err := put.Exec(placeOf(g.Article.Published), grams); err != nil {
					b.Fatal(err)
				}
			}
		}
		if err := tx.Commit(); err != nil {
			b.Fatal(err)
		}
		list = list[n:]
	}
}
