package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"newswatch"
)

// gauges reads numbers without labels from the daemon's metrics.
func (d *daemonProcess) gauges(t *testing.T, names ...string) []float64 {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: patience}
	resp, err := client.Get(d.url + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	values := make([]float64, len(names))
	for i, name := range names {
		found := false
		for line := range strings.Lines(string(text)) {
			if _, err := fmt.Sscanf(line, name+" %g", &values[i]); err == nil {
				found = true
			}
		}
		if !found {
			t.Fatalf("the metrics do not give %s", name)
		}
	}
	return values
}

// visits watches the visits to one site's list.
type visits struct {
	mu     sync.Mutex
	now    int // under way
	most   int
	starts []time.Time
}

// Twenty sites that are due every second are each run again and again, never
// twice at once, and nothing piles up in the daemon.
func TestSchedulesHold(t *testing.T) {
	const sites, runs = 20, 8
	b := newTown(t, "")
	all := make([]*visits, sites)
	for i := range all {
		g := b.gazette(fmt.Sprintf("site%02d", i), nil)
		g.brief(i)
		v := &visits{}
		all[i] = v
		b.web.Handle(g.url("/list.html"), func(w http.ResponseWriter, r *http.Request) {
			v.mu.Lock()
			v.now++
			v.most = max(v.most, v.now)
			v.starts = append(v.starts, time.Now())
			v.mu.Unlock()
			time.Sleep(30 * time.Millisecond) // a run takes its time
			fmt.Fprintf(w, `<!DOCTYPE html><ul class="news"><li><a href="%s">一</a></ul>`, g.articles[0].at)
			v.mu.Lock()
			v.now--
			v.mu.Unlock()
		})
	}
	fewest := func() int {
		n := 1 << 30
		for _, v := range all {
			v.mu.Lock()
			n = min(n, len(v.starts))
			v.mu.Unlock()
		}
		return n
	}
	started := time.Now()
	d := b.serve()
	eventually(t, "every site has run twice", func() bool { return fewest() >= 2 })
	before := d.gauges(t, "go_goroutines", "process_open_fds")
	eventually(t, "every site has run on", func() bool { return fewest() >= runs })
	after := d.gauges(t, "go_goroutines", "process_open_fds")

	// One of them left behind by each run would make 120.
	for i, name := range []string{"goroutines", "open files"} {
		if after[i] > before[i]+100 {
			t.Errorf("%s grew from %g to %g", name, before[i], after[i])
		}
	}
	longest := time.Duration(0)
	for i, v := range all {
		v.mu.Lock()
		if v.most > 1 {
			t.Errorf("site %d was run twice at once", i)
		}
		// The first run is at once, and not in a slot.
		if slots := int(time.Since(started)/time.Second) + 2; len(v.starts) > slots {
			t.Errorf("site %d was run %d times in %d slots", i, len(v.starts), slots)
		}
		for k := 1; k < len(v.starts); k++ {
			longest = max(longest, v.starts[k].Sub(v.starts[k-1]))
		}
		v.mu.Unlock()
	}
	t.Logf("goroutines and open files %v, later %v; the longest time between two runs of a site %v", before, after, longest)
	if n := len(b.heard(newswatch.AlertRaised)); n == 0 {
		t.Error("nobody was told of anything")
	}
	var state statusReport
	if err := json.Unmarshal([]byte(b.run("status", "--format", "json")), &state); err != nil {
		t.Fatal(err)
	}
	for _, s := range state.Sites {
		if s.LastStatus != newswatch.StatusOK || s.Articles != 1 || s.LastError != "" {
			t.Errorf("%s: %+v", s.Site, s)
		}
	}
	if len(state.Sites) != sites {
		t.Errorf("status knows %d sites", len(state.Sites))
	}
	if code, _ := d.end(t, syscall.SIGTERM); code != 0 {
		t.Errorf("SIGTERM: exit code %d", code)
	}
}

// What another process queues, the daemon sends: a dead delivery that alerts
// retry revives after its receiver has come to its senses.
func TestDaemonSendsWhatOthersQueue(t *testing.T) {
	b := newTown(t, "")
	g := b.gazette("chenbao", func(definition string) string {
		return strings.Replace(definition, `schedule: "@every 1s"`, `schedule: "0 4 1 1 *"`, 1)
	})
	refuse := true // under b.mu
	b.answer = func(_ int, w http.ResponseWriter) bool {
		if refuse {
			w.WriteHeader(http.StatusBadRequest)
		}
		return refuse
	}
	g.brief(0)
	d := b.serve() // crawls at once what it never crawled
	eventually(t, "the alert is dead", func() bool { return len(b.listed("--state", "dead")) == 1 })
	b.mu.Lock()
	refuse = false
	b.mu.Unlock()

	// In the archive alone: this process sends nothing.
	a := &app{globals: globals{Config: b.dir + "/newswatch.yaml", LogLevel: "error", LogFormat: "text"}, errs: io.Discard}
	_, st, err := a.archive(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	if n, err := st.Retry(t.Context(), time.Time{}, ""); err != nil || n != 1 {
		t.Fatalf("%d revived, %v", n, err)
	}
	eventually(t, "the daemon sends it", func() bool { return len(b.heard(newswatch.AlertRaised)) == 1 })

	// A crawl beside the daemon is as good.
	g.brief(1)
	b.crawl()
	eventually(t, "the second alert arrives", func() bool { return len(b.heard(newswatch.AlertRaised)) == 2 })
	b.mu.Lock()
	defer b.mu.Unlock()
	for id, hooks := range b.ids {
		if len(hooks) != 1 {
			t.Errorf("alert %s came under %d ids", id, len(hooks))
		}
	}
	if text := d.logged(); strings.Count(text, `"level":"ERROR"`) != strings.Count(text, `"msg":"given up"`) {
		t.Errorf("the daemon's errors:\n%s", text)
	}
}
