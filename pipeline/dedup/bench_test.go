package dedup_test

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"newswatch"
	"newswatch/pipeline/dedup"
	"newswatch/pipeline/fold"
)

// longNotice has the length of a usual article: about 1,200 characters.
var longNotice = strings.Join([]string{notice, meeting, notice, meeting}, "\n")

func BenchmarkFingerprint(b *testing.B) {
	title, text := fold.Fold("标题"), fold.Fold(longNotice)
	b.SetBytes(int64(len(longNotice)))
	b.ReportAllocs()
	for b.Loop() {
		dedup.Fingerprint(title, text)
	}
}

func BenchmarkCompare(b *testing.B) {
	edited := replace(longNotice, "负责人", "局长", "36", "38", "犹豫", "忧豫")
	for _, c := range []struct{ name, old, new string }{
		{"copy", longNotice, longNotice},
		{"edited", longNotice, edited},
		{"mould", longNotice, replace(longNotice, "63", "71", "27个", "31个", "38人", "52人", "2100", "1800", "2024", "2025", "58所", "61所")},
		{"other", longNotice, strings.Repeat(release+obituary+power, 4)},
		{"1 MB", strings.Repeat(longNotice+"\n", 280), strings.Repeat(edited+"\n", 280)},
		{"1 MB of one character", strings.Repeat("山", 350_000), strings.Repeat("山", 350_000)},
	} {
		b.Run(c.name, func(b *testing.B) {
			old, new := &newswatch.Article{Title: "甲", Text: c.old}, &newswatch.Article{Title: "乙", Text: c.new}
			b.ReportAllocs()
			for b.Loop() {
				dedup.Compare(old, new)
			}
		})
	}
}

// table is an index of bands in memory: buckets chained in one array.
type table struct {
	heads []uint32
	links []link
}

type link struct {
	band uint64
	id   uint32
	next uint32
}

func newTable(n int) *table {
	size := 1
	for size < n {
		size *= 2
	}
	return &table{heads: make([]uint32, size), links: make([]link, 1, n+1)}
}

func (t *table) add(band uint64, id uint32) {
	h := &t.heads[band&uint64(len(t.heads)-1)]
	t.links = append(t.links, link{band, id, *h})
	*h = uint32(len(t.links) - 1)
}

// candidates are the articles that share bands; the last perBand of each band,
// as a store would take the nearest in time.
func (t *table) candidates(bands []uint64, shares map[uint32]int) {
	for _, band := range bands {
		n := 0
		for k := t.heads[band&uint64(len(t.heads)-1)]; k != 0 && n < perBand; k = t.links[k].next {
			if l := t.links[k]; l.band == band {
				shares[l.id]++
				n++
			}
		}
	}
}

// BenchmarkLookup is the way from an article's folded text to its candidates,
// among so many stored fingerprints, of which every tenth band is one of a
// thousand that moulds and stock phrases share.
func BenchmarkLookup(b *testing.B) {
	_, pages := makeFamily(b, 1)
	type folded struct{ title, text fold.Text }
	var queries []folded
	for _, p := range pages[:500] {
		queries = append(queries, folded{fold.Fold(p.title), fold.Fold(p.text)})
	}
	for _, n := range []int{10_000, 100_000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			const bands = 18
			t := newTable(n * bands)
			r := rand.New(rand.NewPCG(3, 3))
			for id := range n {
				if id < len(pages) {
					for _, band := range dedup.Fingerprint(fold.Fold(pages[id].title), fold.Fold(pages[id].text)).Bands {
						t.add(band, uint32(id))
					}
					continue
				}
				for k := range bands {
					band := r.Uint64()
					if k%10 == 0 {
						band = (band % 1000) << 32
					}
					t.add(band, uint32(id))
				}
			}
			runtime.GC()
			runtime.ReadMemStats(&after)
			shares := map[uint32]int{}
			found, i := 0, 0
			for b.Loop() {
				clear(shares)
				q := queries[i%len(queries)]
				i++
				t.candidates(dedup.Fingerprint(q.title, q.text).Bands, shares)
				found += len(shares)
			}
			b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/(1<<20), "MB-index")
			b.ReportMetric(float64(found)/float64(b.N), "candidates")
			runtime.KeepAlive(t)
		})
	}
}
