package store

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"newswatch"
)

// BenchmarkSearchWhileFiling says what searches take beside filing: beside none,
// beside a hundred articles a second, which is many times what sites publish, and
// beside as many as four goroutines can file.
//
//	go test ./store -run xxx -bench WhileFiling -benchtime 1x -articles 300000 -timeout 1h
func BenchmarkSearchWhileFiling(b *testing.B) {
	s, _, _ := filled(b, *benchArticles, Options{Judge: sameWords{}})
	list := freshly(*benchArticles, 3000)
	words := newCorpus(1).words
	for _, pace := range []struct {
		name   string
		part   []*newswatch.Sighting
		rate   int // articles a second; 0: as many as can be
		filers int
	}{
		{"in peace", nil, 0, 0},
		{"beside 100 articles a second", list[:1000], 100, 1},
		{"beside all that can be filed", list[1000:], 0, 4},
	} {
		done := make(chan struct{})
		start := time.Now()
		var filers sync.WaitGroup
		for worker := range pace.filers {
			filers.Go(func() {
				for i := worker; i < len(pace.part); i += pace.filers {
					if pace.rate > 0 {
						time.Sleep(time.Until(start.Add(time.Duration(i) * time.Second / time.Duration(pace.rate))))
					}
					if _, err := s.File(context.Background(), pace.part[i]); err != nil {
						b.Error(err)
					}
				}
			})
		}
		go func() { filers.Wait(); close(done) }()
		var times []time.Duration
		for filing := true; filing || len(times) < 300; {
			from := time.Now()
			if _, err := s.Articles(context.Background(), newswatch.Query{Q: words[(len(times)*37)%5000]}); err != nil {
				b.Fatal(err)
			}
			times = append(times, time.Since(from))
			select {
			case <-done:
				filing = false
			default:
			}
		}
		slices.Sort(times)
		fmt.Printf("%d searches %-30s p50 %6.1f ms, p95 %6.1f ms, the longest %6.1f ms; %.0f articles a second were filed\n", len(times), pace.name,
			ms(times[len(times)/2]), ms(times[len(times)*95/100]), ms(times[len(times)-1]), float64(len(pace.part))/time.Since(start).Seconds())
	}
	b.ReportMetric(0, "ns/op")
}
