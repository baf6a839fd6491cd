package store

import (
	"context"
	"fmt"
	"testing"
)

// BenchmarkCandidates looks up likely copies among ever more fingerprints of 18
// bands, some of which many articles share: the cost must stay flat.
//
//	go test ./store -run xxx -bench Candidates -benchtime 2000x -million -timeout 1h
func BenchmarkCandidates(b *testing.B) {
	for _, size := range sizes() {
		b.Run(fmt.Sprint(size), func(b *testing.B) { benchCandidates(b, size) })
	}
}

func benchCandidates(b *testing.B, size int) {
	s := openBench(b, Options{})
	fillBands(b, s, size)
	b.ResetTimer()
	from := cpu()
	for i := range b.N {
		n := 1 + i*7919%size
		err := s.do(context.Background(), func(t *tx) error {
			list, err := t.candidates(filledBands(n), dayOf(filledAt(i%size)))
			if err == nil && (len(list) == 0 || list[0].shared < 16) {
				err = fmt.Errorf("did not find the copy: %v", list)
			}
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric((cpu()-from).Seconds()*1000/float64(b.N), "CPU-ms/op")
	b.ReportMetric(rss(), "MB")
}
