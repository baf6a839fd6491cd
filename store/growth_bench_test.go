package store

import (
	"context"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"newswatch"
)

// BenchmarkGrowth files articles into archives of ever more of them and opens
// those anew: an article's cost must stay flat, and a start short.
//
//	go test ./store -run xxx -bench Growth -benchtime 4000x -million -timeout 2h
func BenchmarkGrowth(b *testing.B) {
	for _, size := range sizes() {
		b.Run(fmt.Sprint(size), func(b *testing.B) { benchGrowth(b, size) })
	}
}

func benchGrowth(b *testing.B, size int) {
	ctx := context.Background()
	s, _, _ := filled(b, size, Options{Judge: sameWords{}})
	path := s.path
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	list := freshly(size, b.N)
	start := time.Now()
	s, err := Open(ctx, path, Options{Judge: sameWords{}})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	opened := time.Since(start)
	if _, err := s.Articles(ctx, newswatch.Query{}); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(ms(opened), "open-ms")
	b.ReportMetric(ms(time.Since(start)-opened), "first-page-ms")
	b.ResetTimer()
	from := cpu()
	var next atomic.Int64
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			for i := next.Add(1) - 1; i < int64(len(list)); i = next.Add(1) - 1 {
				if _, err := s.File(ctx, list[i]); err != nil {
					b.Error(err)
				}
			}
		})
	}
	wg.Wait()
	if err := s.Close(); err != nil { // what is still to be indexed
		b.Fatal(err)
	}
	b.ReportMetric((cpu()-from).Seconds()*1000/float64(b.N), "CPU-ms/op")
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	if info, err := os.Stat(path); err == nil {
		b.ReportMetric(float64(info.Size())/1e6, "file-MB")
	}
	b.ReportMetric(rss(), "MB")
}

// freshly makes sightings of what is published next after a filled archive of
// that size, each time others.
func freshly(size, n int) []*newswatch.Sighting {
	list := written(n)
	now := time.Now().UnixNano()
	for i, g := range list {
		g.Article.Published = filledAt(size + i)
		g.Article.CanonicalURL = fmt.Sprintf("https://alpha.example/%s/g%d_%d.html", g.Article.Published.Format("2006/01/02"), now, i)
	}
	return list
}
