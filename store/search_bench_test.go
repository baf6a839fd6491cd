package store

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"newswatch"
)

// BenchmarkSearchWhileFiling says what searches take while articles are filed as
// fast as they can be, beside what they take in peace.
func BenchmarkSearchWhileFiling(b *testing.B) {
	ctx := context.Background()
	s, err := Open(ctx, filepath.Join(b.TempDir(), "busy.db"), Options{Judge: sameWords{}})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	list := written(6000)
	words := newCorpus(1).words
	search := func(n int) []time.Duration {
		var times []time.Duration
		for i := range n {
			start := time.Now()
			if _, err := s.Articles(ctx, newswatch.Query{Q: words[(i*37)%5000]}); err != nil {
				b.Fatal(err)
			}
			times = append(times, time.Since(start))
		}
		slices.Sort(times)
		return times
	}
	put := func(part []*newswatch.Sighting) {
		var wg sync.WaitGroup
		for worker := range 4 {
			wg.Go(func() {
				for i := worker; i < len(part); i += 4 {
					if _, err := s.File(ctx, part[i]); err != nil {
						b.Error(err)
					}
				}
			})
		}
		wg.Wait()
	}
	put(list[:3000])
	time.Sleep(2 * indexEvery)
	peace := search(300)
	done := make(chan struct{})
	start := time.Now()
	go func() { put(list[3000:]); close(done) }()
	var busy []time.Duration
	for filing := true; filing; {
		select {
		case <-done:
			filing = false
		default:
			busy = append(busy, search(1)...)
		}
	}
	took := time.Since(start)
	slices.Sort(busy)
	fmt.Printf("search p50 %.1f ms, p95 %.1f ms in peace; p50 %.1f ms, p95 %.1f ms in %d searches while %.0f articles a second are filed\n",
		ms(peace[len(peace)/2]), ms(peace[len(peace)*95/100]), ms(busy[len(busy)/2]), ms(busy[len(busy)*95/100]), len(busy), 3000/took.Seconds())
	b.ReportMetric(0, "ns/op")
}
