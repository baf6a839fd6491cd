package store

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
)

var benchMillion = flag.Bool("million", false, "look up among a million fingerprints, too")

// BenchmarkCandidates looks up likely copies among ever more fingerprints of 18
// bands, some of which many articles share: the cost must stay flat.
func BenchmarkCandidates(b *testing.B) {
	sizes := []int{10_000, 100_000}
	if *benchMillion {
		sizes = append(sizes, 1_000_000)
	}
	for _, size := range sizes {
		b.Run(fmt.Sprint(size), func(b *testing.B) { benchCandidates(b, size) })
	}
}

func benchCandidates(b *testing.B, size int) {
	ctx := context.Background()
	s, err := Open(ctx, filepath.Join(b.TempDir(), "bands.db"), Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	rng := rand.New(rand.NewPCG(1, uint64(size)))
	fingerprint := func() []uint64 {
		bands := make([]uint64, 18)
		for i := range bands {
			bands[i] = rng.Uint64()
		}
		bands[0] = uint64(rng.IntN(50)) // a mould
		bands[1] = uint64(1000 + rng.IntN(5000))
		return bands
	}
	var known [][]uint64
	for done := 0; done < size; {
		err := s.do(ctx, func(t *tx) error {
			for range 1000 {
				bands := fingerprint()
				if len(known) < 1000 {
					known = append(known, bands)
				}
				done++
				if _, err := t.exec(`INSERT INTO bands (band, day, article_id) SELECT value, ?, ? FROM json_each(?)`, 20000+done/300, done, jsonOf(signed(bands))); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ResetTimer()
	from := cpu()
	for i := range b.N {
		err := s.do(ctx, func(t *tx) error {
			list, err := t.candidates(known[i%len(known)], 20000+int64(i)%int64(size/300+1))
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
