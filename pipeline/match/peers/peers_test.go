// Package peers measures package terms, folding included, beside Aho-Corasick
// modules that do not fold. It is a module of its own, so that newswatch does
// not depend on them:
//
//	go test -bench . -count 5
//
// MB/cpu-s is what to compare, within one run.
package peers

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	bobusumisu "github.com/BobuSumisu/aho-corasick"
	coregx "github.com/coregx/ahocorasick"

	"newswatch/pipeline/fold"
	"newswatch/pipeline/match/terms"
)

// paragraph is the length of the texts that are matched at once, in bytes.
const paragraph = 3_600

// corpus is Chinese-like prose of words in skewed frequency, and names of two or
// three words each such as bodies and projects have.
type corpus struct {
	*rand.Rand
	words []string
}

func newCorpus() *corpus {
	r := rand.New(rand.NewPCG(1, 2))
	c := &corpus{Rand: r, words: make([]string, 20_000)}
	z := rand.NewZipf(r, 1.1, 30, 3_000)
	for i := range c.words {
		rs := make([]rune, []int{1, 2, 2, 2, 3}[r.IntN(5)])
		for k := range rs {
			// Only characters that fold to themselves: the peers do not fold.
			rs[k] = rune(0x4E00 + z.Uint64()*7%20_000)
			for fold.String(string(rs[k])) != string(rs[k]) {
				rs[k]++
			}
		}
		c.words[i] = string(rs)
	}
	return c
}

func (c *corpus) text(size int) []string {
	z := rand.NewZipf(c.Rand, 1.1, 10, uint64(len(c.words)-1))
	var list []string
	var b strings.Builder
	for n := 0; n < size; {
		switch k := c.IntN(40); {
		case k < 4:
			b.WriteString("，")
		case k < 6:
			b.WriteString("。")
		case k < 7:
			fmt.Fprint(&b, c.IntN(3000))
		default:
			b.WriteString(c.words[z.Uint64()])
		}
		if b.Len() >= paragraph {
			n += b.Len()
			list = append(list, b.String())
			b.Reset()
		}
	}
	return list
}

func (c *corpus) names(n int) []string {
	seen := map[string]bool{}
	var list []string
	for len(list) < n {
		s := c.words[c.IntN(len(c.words))] + c.words[c.IntN(len(c.words))]
		if c.IntN(2) == 0 {
			s += c.words[c.IntN(len(c.words))]
		}
		if !seen[s] {
			seen[s] = true
			list = append(list, s)
		}
	}
	return list
}

func cpu() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func heap() float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / 1e6
}

// matcher counts the occurrences in one text.
type matcher func(text string) int

func BenchmarkPeers(b *testing.B) {
	c := newCorpus()
	texts := c.text(8 << 20)
	size := 0
	for _, t := range texts {
		size += len(t)
	}
	for _, n := range []int{10, 1_000, 10_000, 100_000} {
		list := c.names(n)
		for _, p := range []struct {
			name  string
			build func() matcher
		}{
			{"newswatch", func() matcher { return newswatchMatcher(list) }},
			{"coregx", func() matcher { return coregxMatcher(b, list) }},
			{"bobusumisu", func() matcher { return bobusumisuMatcher(list) }},
		} {
			b.Run(fmt.Sprintf("terms=%d/%s", n, p.name), func(b *testing.B) {
				if p.name == "bobusumisu" && n > 10_000 {
					b.Skip("takes more than a gigabyte")
				}
				memory, start := heap(), cpu()
				count := p.build()
				built := cpu() - start
				memory = heap() - memory
				found := 0
				start = cpu()
				for b.Loop() {
					found = 0
					for _, t := range texts {
						found += count(t)
					}
				}
				b.ReportMetric(float64(size)*float64(b.N)/1e6/(cpu()-start).Seconds(), "MB/cpu-s")
				b.ReportMetric(float64(found), "found")
				b.ReportMetric(memory, "MB")
				b.ReportMetric(built.Seconds(), "build-s")
			})
		}
	}
}

func newswatchMatcher(list []string) matcher {
	set := terms.Build(list)
	var folder fold.Folder
	var found []terms.Occurrence
	return func(text string) int {
		folded := folder.Fold(text)
		found = set.Find(found[:0], folded.Bytes())
		return len(found)
	}
}

func coregxMatcher(b *testing.B, list []string) matcher {
	patterns := make([][]byte, len(list))
	for i := range list {
		patterns[i] = []byte(list[i])
	}
	a, err := coregx.NewBuilder().AddPatterns(patterns).Build()
	if err != nil {
		b.Fatal(err)
	}
	return func(text string) int { return len(a.FindAllOverlapping([]byte(text))) }
}

func bobusumisuMatcher(list []string) matcher {
	t := bobusumisu.NewTrieBuilder().AddStrings(list).Build()
	return func(text string) int { return len(t.MatchString(text)) }
}
