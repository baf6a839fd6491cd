package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"newswatch"
)

// faulty is a list, or an article, that goes wrong for a while.
type faulty func(w http.ResponseWriter, r *http.Request)

// faults are what a site of the soak may do. Each answer ends when its reader
// has had enough. The passing ones are seen to be a trouble of the moment; the
// others look like a page that is gone, or none.
func faults() (passing, others []faulty) {
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	z.Write(make([]byte, 64<<20))
	z.Close()
	passing = []faulty{
		func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusInternalServerError) },
		func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "3")
			w.WriteHeader(http.StatusServiceUnavailable)
		},
		func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() },
		hangUp,
		func(w http.ResponseWriter, _ *http.Request) { // cut in the body
			w.Header().Set("Content-Length", "10000")
			io.WriteString(w, "<!DOCTYPE html><html><body><ul class=news><li><a href=/a/1")
		},
		func(w http.ResponseWriter, r *http.Request) { // byte by byte
			io.WriteString(w, "<!DOCTYPE html><html>")
			for r.Context().Err() == nil {
				if _, err := io.WriteString(w, " "); err != nil || http.NewResponseController(w).Flush() != nil {
					return
				}
				time.Sleep(100 * time.Millisecond)
			}
		},
		func(http.ResponseWriter, *http.Request) {}, // an empty body
	}
	others = []faulty{
		func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.Path+"x", http.StatusFound) },
		func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, r.URL.String(), http.StatusFound) },
		func(w http.ResponseWriter, r *http.Request) { // a body without end
			for block := []byte(strings.Repeat("<p>x</p>", 4096)); r.Context().Err() == nil; {
				if _, err := w.Write(block); err != nil {
					return
				}
			}
		},
		func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(bomb.Bytes())
		},
		func(w http.ResponseWriter, _ *http.Request) {
			w.Write(bytes.Repeat([]byte{0, 0xff, 0x1b, '<'}, 20_000))
		},
		func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, strings.Repeat("<div>", 50_000)) },
	}
	return passing, others
}

// The daemon for as long as NEWSWATCH_SOAK says, while every site and the
// receiver misbehave by turns, the network goes away now and then, the
// configuration is broken and mended, and the process is killed once. At the end
// every article is stored once and told once, and nothing has grown.
//
//	NEWSWATCH_SOAK=30m go test ./cmd/newswatch -run SoakOfFaults -v -timeout 1h
func TestSoakOfFaults(t *testing.T) {
	length, err := time.ParseDuration(os.Getenv("NEWSWATCH_SOAK"))
	if err != nil {
		t.Skip("set NEWSWATCH_SOAK=30m for the long run")
	}
	const sites = 100
	b := newTown(t, "")
	f := b.newFront()
	good := strings.NewReplacer(b.proxy, "http://"+f.address, "retries: 0", "retries: 1, timeout: 5s", "secret:", "timeout: 5s, secret:").Replace(b.read("newswatch.yaml"))
	b.write("newswatch.yaml", good)
	passing, others := faults()
	wrong := slices.Concat(passing, others)

	var press sync.Mutex // over everything that is printed, and how sites feel
	mood := make([]faulty, sites)
	gazettes := make([]*gazette, sites)
	spoiled := 0
	for i := range gazettes {
		g := b.gazette(fmt.Sprintf("site%03d", i), func(s string) string { return strings.Replace(s, "@every 1s", "@every 30s", 1) })
		gazettes[i] = g
		b.web.Handle(g.url("/list.html"), func(w http.ResponseWriter, r *http.Request) {
			press.Lock()
			bad := mood[i]
			var items strings.Builder
			for _, n := range g.articles {
				fmt.Fprintf(&items, `<li><a href="%s">一</a></li>`, n.at)
			}
			press.Unlock()
			if bad != nil {
				bad(w, r)
				return
			}
			fmt.Fprintf(w, `<!DOCTYPE html><meta charset="utf-8"><ul class="news">%s</ul>`, items.String())
		})
	}
	// print publishes an article; every fifth page goes wrong once before it is right.
	published := 0
	printOne := func() {
		press.Lock()
		defer press.Unlock()
		g := gazettes[(published*37)%sites]
		n := g.brief(published)
		if published%5 == 0 {
			bad := passing[spoiled%len(passing)]
			spoiled++
			var once atomic.Bool
			b.web.Handle(g.url(n.at), func(w http.ResponseWriter, r *http.Request) {
				if once.CompareAndSwap(false, true) {
					bad(w, r)
					return
				}
				b.web.Handle(g.url(n.at), nil)
				w.Header().Set("Retry-After", "1")
				w.WriteHeader(http.StatusServiceUnavailable)
			})
		}
		published++
	}
	down := 0 // what the receiver does, under b.mu
	b.answer = func(n int, w http.ResponseWriter) bool {
		switch down {
		case 1:
			w.WriteHeader(http.StatusServiceUnavailable)
		case 2:
			hangUp(w, nil)
		case 3:
			w.Header().Set("Retry-After", "2")
			w.WriteHeader(http.StatusTooManyRequests)
		default:
			return false
		}
		return true
	}
	receiver := func(how int) {
		b.mu.Lock()
		down = how
		b.mu.Unlock()
	}

	d := b.serve()
	names := []string{"go_goroutines", "process_open_fds", "process_resident_memory_bytes"}
	var samples [][]float64 // since the kill
	rng := rand.New(rand.NewPCG(9, 9))
	started := time.Now()
	at := func() time.Duration { return time.Since(started).Round(time.Second) }
	const turn = 4 * time.Minute // after which all faults have had their turn
	killed := false
	for n := 1; time.Since(started) < length; n++ {
		time.Sleep(time.Second)
		printOne()
		press.Lock()
		if n%3 == 0 { // one in five or so is in a mood at any time
			i := rng.IntN(sites)
			mood[i] = wrong[rng.IntN(len(wrong))]
		}
		for range 2 {
			mood[rng.IntN(sites)] = nil
		}
		press.Unlock()
		switch phase := time.Duration(n) * time.Second % turn; phase {
		case 30 * time.Second:
			receiver(1 + n/int(turn/time.Second)%3)
		case 75 * time.Second:
			receiver(0)
		case 120 * time.Second:
			f.cut()
		case 140 * time.Second:
			f.mend()
		case 160 * time.Second:
			b.write("newswatch.yaml", strings.Replace(good, "any: [萧山]", "any: 萧山", 1))
		case 180 * time.Second:
			b.write("newswatch.yaml", good)
		}
		if !killed && time.Since(started) > length/6 {
			killed = true
			if code, _ := d.end(t, syscall.SIGKILL); code != -1 {
				t.Errorf("killed: exit code %d", code)
			}
			d = b.serve()
			t.Logf("%s: killed and started again", at())
		}
		if n%30 == 0 {
			now := d.gauges(t, names...)
			if killed {
				samples = append(samples, now)
			}
			if n%120 == 0 {
				b.mu.Lock()
				told := len(b.received)
				b.mu.Unlock()
				t.Logf("%s: goroutines %g, files %g, memory %.0f MB; %d printed, %d told", at(), now[0], now[1], now[2]/1e6, published, told)
			}
		}
	}

	// All is well again: everything must arrive.
	receiver(0)
	b.write("newswatch.yaml", good)
	f.cut() // it may be cut already
	f.mend()
	press.Lock()
	clear(mood)
	press.Unlock()
	deadline := time.Now().Add(25 * time.Minute) // the longest pause of an article that failed, and of a delivery
	for time.Now().Before(deadline) {
		if len(b.heard(newswatch.AlertRaised)) >= published && len(b.listed("--state", "pending", "--type", "alert.raised")) == 0 {
			break
		}
		time.Sleep(5 * time.Second)
	}
	last := d.gauges(t, names...)
	t.Logf("%s: goroutines %g, files %g, memory %.0f MB", at(), last[0], last[1], last[2]/1e6)
	code, took := d.end(t, syscall.SIGTERM)
	if code != 0 || took > 10*time.Second {
		t.Errorf("SIGTERM: exit code %d after %v", code, took)
	}

	stories := map[newswatch.ID]bool{}
	addresses := map[string]bool{}
	articles := b.exported()
	for _, a := range articles {
		addresses[a.CanonicalURL], stories[a.StoryID] = true, true
	}
	if len(articles) != published || len(addresses) != published {
		t.Errorf("%d articles printed, %d stored under %d addresses", published, len(articles), len(addresses))
	}
	told := map[newswatch.ID]int{}
	for _, a := range b.heard(newswatch.AlertRaised) {
		told[a.Story.ID]++
	}
	for story := range stories {
		if told[story] != 1 {
			t.Errorf("story %s raised %d alerts", story, told[story])
		}
	}
	if dead := b.listed("--state", "dead"); len(dead) > 0 {
		t.Errorf("%d deliveries are dead: %+v", len(dead), dead[0])
	}
	b.mu.Lock()
	repeats := 0
	for id, hooks := range b.ids {
		if len(hooks) != 1 {
			t.Errorf("alert %s came under %d ids", id, len(hooks))
		}
		for _, n := range hooks {
			repeats += n - 1
		}
	}
	b.mu.Unlock()
	t.Logf("%d articles, %d stories, %d alerts, %d of them came again after the kill", len(articles), len(stories), len(told), repeats)
	if repeats > 8 { // what was under way when the process was killed
		t.Errorf("%d alerts came twice", repeats)
	}
	t.Log("the first and the last third after the kill:")
	for i, name := range names {
		early, late := mean(samples[:len(samples)/3], i), mean(samples[2*len(samples)/3:], i)
		t.Logf("%s: %.4g, %.4g", name, early, late)
		if room := []float64{50, 50, 30e6}[i]; late > early+room {
			t.Errorf("%s grew from %.4g to %.4g", name, early, late)
		}
	}
	if last[2] > 150e6 {
		t.Errorf("%.0f MB of memory at the end", last[2]/1e6)
	}
}

func mean(samples [][]float64, i int) float64 {
	sum := 0.0
	for _, s := range samples {
		sum += s[i]
	}
	return sum / float64(max(len(samples), 1))
}
