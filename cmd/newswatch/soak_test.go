package main

import (
	"fmt"
	"net/http"
	"os"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// The daemon with two hundred sites that are due every minute, for as long as
// NEWSWATCH_SOAK says: no run is missed or doubled, nothing grows, and alerts
// are out within a second of the page's being read.
//
//	NEWSWATCH_SOAK=10m go test ./cmd/newswatch -run 'Soak$' -v -timeout 20m
func TestSoak(t *testing.T) {
	length, err := time.ParseDuration(os.Getenv("NEWSWATCH_SOAK"))
	if err != nil {
		t.Skip("set NEWSWATCH_SOAK=10m for the long run")
	}
	const sites = 200
	b := newTown(t, "")
	all := make([]*visits, sites)
	gazettes := make([]*gazette, sites)
	var press sync.Mutex // over the lists of all gazettes
	for i := range all {
		g := b.gazette(fmt.Sprintf("site%03d", i), func(s string) string { return strings.Replace(s, "@every 1s", "@every 1m", 1) })
		g.brief(i)
		v := &visits{}
		all[i], gazettes[i] = v, g
		b.web.Handle(g.url("/list.html"), func(w http.ResponseWriter, r *http.Request) {
			v.mu.Lock()
			v.now++
			v.most = max(v.most, v.now)
			v.starts = append(v.starts, time.Now())
			v.mu.Unlock()
			press.Lock()
			var items strings.Builder
			for _, n := range g.articles {
				fmt.Fprintf(&items, `<li><a href="%s">一</a></li>`, n.at)
			}
			press.Unlock()
			fmt.Fprintf(w, `<!DOCTYPE html><meta charset="utf-8"><ul class="news">%s</ul>`, items.String())
			v.mu.Lock()
			v.now--
			v.mu.Unlock()
		})
	}
	d := b.serve()
	names := []string{"go_goroutines", "process_open_fds", "process_resident_memory_bytes", "newswatch_alert_latency_seconds_count", `newswatch_alert_latency_seconds_bucket{le="1"}`}
	started := time.Now()
	published := sites
	var first []float64
	for n := 0; time.Since(started) < length; n++ {
		time.Sleep(500 * time.Millisecond)
		press.Lock()
		gazettes[(n*37)%sites].brief(sites + n) // two articles a second, all over the country
		press.Unlock()
		published++
		if n%60 == 59 {
			now := d.gauges(t, names...)
			t.Logf("%s: goroutines %g, files %g, memory %.0f MB, %g alerts of which %g within 1 s", time.Since(started).Round(time.Second), now[0], now[1], now[2]/1e6, now[3], now[4])
			if first == nil && time.Since(started) > 90*time.Second {
				first = now
			}
		}
	}
	time.Sleep(70 * time.Second) // every list is looked at once more
	last := d.gauges(t, names...)
	t.Logf("at the end: goroutines %g, files %g, memory %.0f MB, %g alerts of which %g within 1 s", last[0], last[1], last[2]/1e6, last[3], last[4])
	if last[2] > 150e6 {
		t.Errorf("%.0f MB of memory", last[2]/1e6)
	}
	if first != nil && (last[0] > first[0]+50 || last[1] > first[1]+50) {
		t.Errorf("goroutines grew from %g to %g, open files from %g to %g", first[0], last[0], first[1], last[1])
	}
	if last[4] < 0.99*last[3] || last[3] == 0 {
		t.Errorf("%g of %g alerts within a second", last[4], last[3])
	}
	slots := int(time.Since(started) / time.Minute)
	for i, v := range all {
		v.mu.Lock()
		if v.most > 1 || len(v.starts) < slots || len(v.starts) > slots+2 {
			t.Errorf("site %d: %d runs in %d slots, %d at once", i, len(v.starts), slots, v.most)
		}
		v.mu.Unlock()
	}
	code, took := d.end(t, syscall.SIGTERM)
	if code != 0 || took > 10*time.Second {
		t.Errorf("SIGTERM: exit code %d after %v", code, took)
	}
	if n := len(b.exported()); n != published {
		t.Errorf("%d articles published, %d stored", published, n)
	}
}
