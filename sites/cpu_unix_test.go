//go:build unix

package sites

import (
	"bytes"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"

	"golang.org/x/net/html"

	"newswatch/sites/charset"
)

// userTime is the processor time that the process has spent in its own code.
func userTime(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano())
}

// BenchmarkShare says by user CPU time, which a busy machine hardly falsifies,
// how many times the parser alone each way to read the pages takes. The ways
// take turns; -benchtime 20x gives 20 rounds.
func BenchmarkShare(b *testing.B) {
	pages, sites := benchPages(b)
	generic := Unknown()
	extract := func(s *Site, home string, page []byte) {
		doc, err := Parse(charset.Decode(page, "", s.Charset).HTML)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.Extract(mustURL(home+"2020/a.html"), doc, testNow); err != nil {
			b.Fatal(err)
		}
	}
	ways := []struct {
		name string
		read func(i int)
	}{
		{"", func(i int) {
			if _, err := html.Parse(bytes.NewReader(pages[i])); err != nil {
				b.Fatal(err)
			}
		}},
		{"template", func(i int) { extract(sites[i], sites[i].Homepage, pages[i]) }},
		{"fallback", func(i int) { extract(generic, "http://www.example.cn/", pages[i]) }},
		{"decoded+parsed", func(i int) {
			if _, err := Parse(charset.Decode(pages[i], "", sites[i].Charset).HTML); err != nil {
				b.Fatal(err)
			}
		}},
		{"decoded", func(i int) { charset.Decode(pages[i], "", sites[i].Charset) }},
	}
	// One figure a round; the median stands for all. A turn is long enough for
	// the kernel's clock, and for a way to bear the garbage that it makes.
	ratios := make([][]float64, len(ways))
	for b.Loop() {
		used := make([]time.Duration, len(ways))
		for w := range ways {
			runtime.GC() // nobody pays for the garbage of the turn before
			before := userTime(b)
			for range 10 {
				for i := range pages {
					ways[w].read(i)
				}
			}
			used[w] = userTime(b) - before
		}
		for w := range ways {
			ratios[w] = append(ratios[w], used[w].Seconds()/used[0].Seconds())
		}
	}
	for w := range ways[1:] {
		slices.Sort(ratios[w+1])
		b.ReportMetric(ratios[w+1][len(ratios[w+1])/2], ways[w+1].name+"÷parse")
	}
}
