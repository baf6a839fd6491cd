package store

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"newswatch"
)

var benchPending = flag.Int("pending", 100000, "how many deliveries wait in the outbox benchmark")

// rss is the process's resident memory in MB, 0 where it cannot be known.
func rss() float64 {
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(b)) {
		var kb float64
		if _, err := fmt.Sscanf(line, "VmRSS: %f kB", &kb); err == nil {
			return kb / 1024
		}
	}
	return 0
}

// BenchmarkOutbox drains a long queue: one dispatcher leases 16 at a time and
// settles them together. It reports how long opening and the first lease took.
func BenchmarkOutbox(b *testing.B) {
	ctx := context.Background()
	path := filepath.Join(b.TempDir(), "outbox.db")
	s, err := Open(ctx, path, Options{})
	if err != nil {
		b.Fatal(err)
	}
	for done := 0; done < *benchPending; {
		err := s.do(ctx, func(t *tx) error {
			for range 1000 {
				a := newswatch.Alert{Type: newswatch.AlertRaised, Severity: newswatch.Severity([]string{"low", "normal", "high"}[done%3]),
					Watch: &newswatch.WatchRef{ID: "w"}, Story: &newswatch.StoryRef{ID: newswatch.ID(done + 1)},
					Article: &newswatch.ArticleRef{Title: strings.Repeat("标题", 15), Summary: strings.Repeat("开头的话", 30)}}
				if _, err := t.raise(&a, []string{"desk"}); err != nil {
					return err
				}
				done++
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	start := time.Now()
	if s, err = Open(ctx, path, Options{}); err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	opened := time.Since(start)
	now := time.Now()
	if n, err := s.Depth(ctx, "desk"); err != nil || n != *benchPending {
		b.Fatal(n, err)
	}
	if _, err := s.NextDue(ctx, []string{"desk"}); err != nil {
		b.Fatal(err)
	}
	if _, err := s.Lease(ctx, "desk", now, 1, time.Minute); err != nil {
		b.Fatal(err)
	}
	ready := time.Since(start)
	b.ResetTimer()
	from := cpu()
	for sent := 0; sent < b.N; {
		list, err := s.Lease(ctx, "desk", now, 16, time.Minute)
		if err != nil {
			b.Fatal(err)
		}
		if len(list) == 0 {
			b.Fatalf("nothing left after %d", sent)
		}
		var wg sync.WaitGroup
		for _, d := range list {
			wg.Go(func() {
				err := s.Settle(ctx, newswatch.Attempt{DeliveryID: d.ID, At: now, Verdict: newswatch.VerdictDelivered, Code: 200},
					newswatch.Settlement{State: newswatch.Delivered})
				if err != nil {
					b.Error(err)
				}
			})
		}
		wg.Wait()
		sent += len(list)
	}
	b.ReportMetric((cpu()-from).Seconds()*1000/float64(b.N), "CPU-ms/op")
	b.ReportMetric(opened.Seconds()*1000, "ms-to-open")
	b.ReportMetric(ready.Seconds()*1000, "ms-to-first-lease")
	b.ReportMetric(rss(), "MB")
}
