package alert_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"newswatch"
	"newswatch/alert"
	"newswatch/store"
)

// The store is the outbox and asks the routing, without either knowing the other.
var (
	_ alert.Outbox  = (*store.Store)(nil)
	_ store.Planner = (*alert.Routing)(nil)
)

// The child of TestKilledAtAnyMoment is this program with these set.
const (
	childFile = "NEWSWATCH_TEST_OUTBOX"
	childURL  = "NEWSWATCH_TEST_RECEIVER"
)

func TestMain(m *testing.M) {
	if file := os.Getenv(childFile); file != "" {
		if err := child(file, os.Getenv(childURL)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// child delivers until it is killed.
func child(file, address string) error {
	c, err := desk(address)
	if err != nil {
		return err
	}
	s, err := store.Open(context.Background(), file, store.Options{})
	if err != nil {
		return err
	}
	fmt.Println("open")
	return (&alert.Dispatcher{Outbox: s, Channels: []*alert.Channel{c}, Lease: 100 * time.Millisecond}).Run(context.Background())
}

func desk(address string) (*alert.Channel, error) {
	return alert.New("webhook", "desk", json.RawMessage(`{"url":"`+address+`/hook","secret":"whsec_c2VjcmV0"}`), alert.Env{})
}

func found(n int) newswatch.Alert {
	published := time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)
	return newswatch.Alert{
		Type: newswatch.AlertRaised, Severity: newswatch.Normal,
		Watch:   &newswatch.WatchRef{ID: "lake", Name: "镜湖", Kind: newswatch.Keyword},
		Article: &newswatch.ArticleRef{ID: newswatch.ID(n + 1), Site: "demo", SiteName: "示例网", URL: fmt.Sprintf("https://news.example/%d.html", n), Title: fmt.Sprintf("镜湖边第%d场读书会", n), Published: &published, Precision: newswatch.Minute},
		Matches: []newswatch.Match{{Term: "镜湖", Field: newswatch.FieldTitle, Length: 2, Excerpt: fmt.Sprintf("镜湖边第%d场读书会", n)}},
		Story:   &newswatch.StoryRef{ID: newswatch.ID(n + 1), Outlets: 1},
	}
}

// receiver takes webhooks, verifies them and remembers which alert came under
// which id. It refuses now and then.
type receiver struct {
	t      *testing.T
	refuse bool
	mu     sync.Mutex
	ids    map[string]map[string]int // alert → webhook-id → times
	n      int
}

func (r *receiver) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	body, err := io.ReadAll(q.Body)
	if err != nil {
		return // its sender was killed
	}
	if err := alert.Verify("whsec_c2VjcmV0", q.Header, body, time.Now()); err != nil {
		r.t.Error(err)
	}
	var m struct {
		Data struct {
			ID string `json:"alert_id"`
		} `json:"data"`
	}
	if err := json.Unmarshal(body, &m); err != nil {
		r.t.Errorf("body %q: %v", body, err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.n++; r.refuse && r.n%7 == 3 {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	if r.ids[m.Data.ID] == nil {
		r.ids[m.Data.ID] = map[string]int{}
	}
	r.ids[m.Data.ID][q.Header.Get("webhook-id")]++
}

func (r *receiver) alerts() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.ids)
}

// The process is killed at random moments: every alert arrives, and one that
// arrives twice does so under one id. NEWSWATCH_KILLS says how often; a few times
// by default.
func TestKilledAtAnyMoment(t *testing.T) {
	kills, err := strconv.Atoi(os.Getenv("NEWSWATCH_KILLS"))
	if err != nil {
		kills = 5
	}
	r := &receiver{t: t, refuse: true, ids: map[string]map[string]int{}}
	server := httptest.NewServer(r)
	defer server.Close()
	file := filepath.Join(t.TempDir(), "outbox.db")
	s, err := store.Open(t.Context(), file, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	all, want := 0, kills*15
	add := func(n int) {
		for range n {
			if _, err := s.Raise(t.Context(), found(all), []string{"desk"}); err != nil {
				t.Fatal(err)
			}
			all++
		}
	}
	for k := 0; k < kills || r.alerts() < want; k++ {
		if all < want {
			add(15)
		}
		cmd := exec.Command(os.Args[0])
		cmd.Env = append(os.Environ(), childFile+"="+file, childURL+"="+server.URL)
		cmd.Stderr = os.Stderr
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		_, _ = out.Read(make([]byte, 5)) // until it is open
		life := time.Duration(rand.IntN(40)) * time.Millisecond
		if k >= kills {
			life = 20 * time.Second // back-offs of what was refused
		}
		for end := time.Now().Add(life); time.Now().Before(end) && (k < kills || r.alerts() < want); {
			time.Sleep(time.Millisecond)
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait() // it was killed
		if k > kills+20 {
			t.Fatalf("%d of %d alerts arrived", r.alerts(), want)
		}
	}
	twice := 0
	for id, hooks := range r.ids {
		if len(hooks) != 1 {
			t.Errorf("alert %s came under %d ids", id, len(hooks))
		}
		for _, n := range hooks {
			if n > 1 {
				twice++
			}
		}
	}
	t.Logf("%d kills, %d alerts, %d of them came twice", kills, len(r.ids), twice)
}

// A hundred thousand deliveries wait: NEWSWATCH_PENDING=100000 measures start-up,
// memory and drain.
func TestManyPending(t *testing.T) {
	n, err := strconv.Atoi(os.Getenv("NEWSWATCH_PENDING"))
	if err != nil {
		n = 300
	}
	file := filepath.Join(t.TempDir(), "outbox.db")
	s, err := store.Open(t.Context(), file, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	next := make(chan int)
	for range 64 { // commits are shared
		group.Go(func() {
			for i := range next {
				if _, err := s.Raise(t.Context(), found(i), []string{"desk"}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	group.Wait()
	s.Close()

	r := &receiver{t: t, ids: map[string]map[string]int{}}
	server := httptest.NewServer(r)
	defer server.Close()
	begin := time.Now()
	if s, err = store.Open(t.Context(), file, store.Options{}); err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	c, err := desk(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- (&alert.Dispatcher{Outbox: s, Channels: []*alert.Channel{c}}).Run(ctx) }()
	for r.alerts() == 0 {
		time.Sleep(time.Millisecond)
	}
	first := time.Since(begin)
	var peak uint64
	var halves [2]time.Duration
	for half := range halves {
		since := time.Now()
		for r.alerts() < n*(half+1)/2 {
			time.Sleep(10 * time.Millisecond)
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			peak = max(peak, m.HeapInuse)
		}
		halves[half] = time.Since(since)
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	t.Logf("%d pending: the first delivered after %v, halves in %v and %v (%.0f a second), heap at most %d MB (receiver included)",
		n, first.Round(time.Millisecond), halves[0].Round(time.Millisecond), halves[1].Round(time.Millisecond), float64(n)/(halves[0]+halves[1]).Seconds(), peak>>20)
}

// BenchmarkDelivery is what one delivery costs from a stored alert to a recorded
// success, over loopback.
func BenchmarkDelivery(b *testing.B) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
	}))
	defer server.Close()
	s, err := store.Open(b.Context(), filepath.Join(b.TempDir(), "outbox.db"), store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	c, err := desk(server.URL)
	if err != nil {
		b.Fatal(err)
	}
	for i := range b.N {
		if _, err := s.Raise(b.Context(), found(i), []string{"desk"}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	b.ResetTimer()
	if err := (&alert.Dispatcher{Outbox: s, Channels: []*alert.Channel{c}}).Drain(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.StopTimer()
	if n, err := s.Depth(b.Context(), "desk"); err != nil || n > 0 {
		b.Fatalf("%d left, %v", n, err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "deliveries/s")
}

// The whole way over the real store: planned, sent, recorded, listed.
func TestStoreAndDispatcherTogether(t *testing.T) {
	r := &receiver{t: t, ids: map[string]map[string]int{}}
	status := http.StatusNotFound
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		if strings.HasSuffix(q.URL.Path, "/hook") && status == http.StatusOK {
			r.ServeHTTP(w, q)
			return
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, "no such hook")
	}))
	defer server.Close()
	c, err := desk(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	channels := []*alert.Channel{c}
	s, err := store.Open(t.Context(), filepath.Join(t.TempDir(), "outbox.db"), store.Options{Planner: alert.NewRouting(channels)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	begin := time.Now().Add(-time.Second)
	late := found(1)
	late.Late = true
	for _, a := range []newswatch.Alert{found(0), late, alert.TestAlert(time.Now())} {
		if _, err := s.Raise(t.Context(), a, []string{"desk"}); err != nil {
			t.Fatal(err)
		}
	}
	d := &alert.Dispatcher{Outbox: s, Channels: channels}
	if err := d.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	page, err := s.Alerts(t.Context(), newswatch.AlertQuery{State: newswatch.Dead})
	if err != nil {
		t.Fatal(err)
	}
	for _, item := range page.Items {
		if x := item.Deliveries[0]; x.MergedInto == 0 && (x.LastCode != 404 || x.LastError != "no such hook" || x.WebhookID == "") {
			t.Errorf("a dead delivery %+v", x)
		}
	}
	if len(page.Items) < 3 {
		t.Errorf("%d alerts with dead deliveries", len(page.Items))
	}
	status = http.StatusOK
	n, err := s.Retry(t.Context(), begin, "")
	if err != nil || n != 3 { // one alone, one digest, one test
		t.Errorf("%d revived, %v", n, err)
	}
	if err := d.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if page, err = s.Alerts(t.Context(), newswatch.AlertQuery{State: newswatch.Delivered}); err != nil || len(page.Items) < 3 || r.alerts() != 3 {
		t.Errorf("%d alerts delivered, %d arrived, %v", len(page.Items), r.alerts(), err)
	}
}
