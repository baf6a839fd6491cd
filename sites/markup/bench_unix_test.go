//go:build unix

package markup

import (
	"bytes"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// BenchmarkParse says by CPU time, garbage included, what part of x/net/html's
// time the same pages take here. The two take turns; the figure is the median.
func BenchmarkParse(b *testing.B) {
	var all [][]byte
	size := 0
	for _, page := range pages(b) {
		all = append(all, page)
		size += len(page)
	}
	turn := func(parse func(page []byte)) time.Duration {
		runtime.GC() // nobody pays for the garbage of the turn before
		before := cpu(b)
		for range 1 + 20<<20/size {
			for _, page := range all {
				parse(page)
			}
		}
		return cpu(b) - before
	}
	var ratios []float64
	for b.Loop() {
		theirs := turn(func(page []byte) { html.Parse(bytes.NewReader(page)) })
		ours := turn(func(page []byte) { Parse(page) })
		ratios = append(ratios, ours.Seconds()/theirs.Seconds())
	}
	slices.Sort(ratios)
	b.ReportMetric(ratios[len(ratios)/2], "÷x/net/html")
	b.ReportMetric(ratios[0], "least")
	b.ReportMetric(ratios[len(ratios)-1], "most")
}

func cpu(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
