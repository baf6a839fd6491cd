package main

import (
	"encoding/json"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"newswatch"
	"newswatch/alert"
	"newswatch/store"
)

// mood is how a receiver answers one try.
type mood func(w http.ResponseWriter, r *http.Request)

func answers(code int, header ...string) mood {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(code)
	}
}

func hangUp(w http.ResponseWriter, _ *http.Request) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err == nil {
		conn.Close()
	}
}

func saysNothing(_ http.ResponseWriter, r *http.Request) {
	select { // longer than the channel's timeout
	case <-r.Context().Done():
	case <-time.After(patience):
	}
}

// moody is a receiver that answers the tries of each delivery as its mood says.
type moody struct {
	*httptest.Server
	t      *testing.T
	secret string
	moods  [][]mood // of each delivery, in the order in which they first come

	mu    sync.Mutex
	first map[string]int // webhook id → its moods
	tries map[string][]time.Time
	alert map[string]newswatch.ID
}

func newMoody(t *testing.T, secret string, moods ...[]mood) *moody {
	m := &moody{t: t, secret: secret, moods: moods, first: map[string]int{}, tries: map[string][]time.Time{}, alert: map[string]newswatch.ID{}}
	m.Server = httptest.NewServer(m)
	t.Cleanup(m.Close)
	return m
}

func (m *moody) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err == nil {
		err = alert.Verify(m.secret, r.Header, body, time.Now())
	}
	var event struct{ Data newswatch.Alert }
	if err == nil {
		err = json.Unmarshal(body, &event)
	}
	if err != nil {
		m.t.Errorf("webhook: %v", err)
	}
	id := r.Header.Get("webhook-id")
	m.mu.Lock()
	if _, known := m.first[id]; !known {
		m.first[id] = len(m.first)
		m.alert[id] = event.Data.ID
	}
	if m.alert[id] != event.Data.ID {
		m.t.Errorf("webhook id %s carries alert %s and alert %s", id, m.alert[id], event.Data.ID)
	}
	answer := answers(http.StatusNoContent)
	if k := m.first[id]; k < len(m.moods) && len(m.tries[id]) < len(m.moods[k]) {
		answer = m.moods[k][len(m.tries[id])]
	}
	m.tries[id] = append(m.tries[id], time.Now())
	m.mu.Unlock()
	answer(w, r)
}

// listed is newswatch alerts list.
func (b *bench) listed(args ...string) []newswatch.AlertItem {
	b.t.Helper()
	var list struct{ Items []newswatch.AlertItem }
	if err := json.Unmarshal([]byte(b.run(append([]string{"alerts", "list", "--format", "json"}, args...)...)), &list); err != nil {
		b.t.Fatal(err)
	}
	return list.Items
}

// Whatever a receiver answers, no alert is lost: what may succeed later is tried
// again under the same id, what cannot is listed as dead and can be revived.
func TestReceiverInAllMoods(t *testing.T) {
	b := newTown(t, "")
	moods := [][]mood{
		{answers(204)},
		{answers(500)},
		{saysNothing},
		{hangUp},
		{answers(429, "Retry-After", "2")},
		{answers(503), answers(502)},
		{answers(302, "Location", "http://127.0.0.1:1/elsewhere")},
		{answers(410)},
		{answers(400)},
	}
	const dead = 2 // the last ones
	m := newMoody(t, b.secret, moods...)
	b.write("newswatch.yaml", strings.Replace(b.read("newswatch.yaml"), b.hook+`"`, m.URL+`", timeout: 4s`, 1)) // a busy machine's good answers must not be late
	g := b.gazette("chenbao", nil)
	for i := range moods {
		g.brief(i)
	}
	b.crawl()
	m.mu.Lock()
	if len(m.tries) != len(moods) {
		m.mu.Unlock()
		t.Fatalf("%d deliveries reached the receiver, not %d", len(m.tries), len(moods))
	}
	for id, k := range m.first {
		want := len(moods[k]) + 1
		if k == 0 || k >= len(moods)-dead {
			want--
		}
		if len(m.tries[id]) != want {
			t.Errorf("mood %d: %d tries, not %d", k, len(m.tries[id]), want)
		}
		if k == 4 && m.tries[id][1].Sub(m.tries[id][0]) < 2*time.Second {
			t.Errorf("Retry-After was not honoured: tried again after %v", m.tries[id][1].Sub(m.tries[id][0]))
		}
	}
	m.mu.Unlock()
	if list := b.listed("--state", "pending"); len(list) != 0 {
		t.Errorf("still pending: %+v", list)
	}
	if list := b.listed("--state", "delivered"); len(list) != len(moods)-dead {
		t.Errorf("%d delivered, not %d", len(list), len(moods)-dead)
	}
	list := b.listed("--state", "dead")
	codes := map[int]bool{}
	for _, item := range list {
		codes[item.Deliveries[0].LastCode] = true
	}
	if len(list) != dead || !codes[410] || !codes[400] {
		t.Errorf("dead: %+v", list)
	}

	// Revived, they go out under the ids that they had.
	b.run("alerts", "retry")
	b.crawl()
	if list := b.listed("--state", "dead"); len(list) != 0 {
		t.Errorf("dead after alerts retry: %+v", list)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.tries) != len(moods) {
		t.Errorf("%d webhook ids for %d deliveries", len(m.tries), len(moods))
	}
	for id, k := range m.first {
		if k >= len(moods)-dead && len(m.tries[id]) != 2 {
			t.Errorf("mood %d: %d tries after alerts retry", k, len(m.tries[id]))
		}
	}
}

// A robot's 200 with an error code is no delivery.
func TestRobotThatIsBusyIsAskedAgain(t *testing.T) {
	says := make(chan string, 2)
	says <- `{"errcode":130101,"errmsg":"send too fast"}`
	says <- `{"errcode":0,"errmsg":"ok"}`
	robot := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		select {
		case text := <-says:
			io.WriteString(w, text)
		default:
			t.Error("the robot was asked once too often")
		}
	}))
	t.Cleanup(robot.Close)
	b := newTown(t, "")
	b.write("newswatch.yaml", strings.Replace(b.read("newswatch.yaml"),
		b.desk(), "channels:\n  - { id: desk, type: dingtalk, url: \""+robot.URL+"/robot/send?access_token=abc\", secret: SECabc }\n", 1))
	b.gazette("chenbao", nil).brief(0)
	b.crawl()
	list := b.listed("--state", "pending")
	if len(list) != 1 || list[0].Deliveries[0].LastCode != 130101 || list[0].Deliveries[0].NextAttempt == nil {
		t.Fatalf("after 130101: %+v", list)
	}

	// Later, which the robot asks for.
	a := &app{globals: globals{Config: filepath.Join(b.dir, "newswatch.yaml")}}
	s, err := a.load()
	if err != nil {
		t.Fatal(err)
	}
	later := func() time.Time { return time.Now().Add(5 * time.Minute) }
	st, err := store.Open(t.Context(), filepath.Join(b.dir, "news.db"), store.Options{Now: later})
	if err != nil {
		t.Fatal(err)
	}
	d := s.dispatcher(st, slog.New(slog.DiscardHandler))
	d.Now = later
	if err := d.Drain(t.Context()); err != nil {
		t.Error(err)
	}
	if err := st.Close(); err != nil {
		t.Error(err)
	}
	if list := b.listed("--state", "delivered"); len(list) != 1 || list[0].Deliveries[0].Attempts != 2 {
		t.Errorf("after 0: %+v", list)
	}
}

// kills is how often the program is killed while it delivers. More are asked for
// by NEWSWATCH_KILLS.
func kills(t *testing.T) int {
	if text := os.Getenv("NEWSWATCH_KILLS"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	return 30
}

// A process killed while it delivers repeats what it cannot know to have arrived,
// under the same id, and loses nothing.
func TestKilledWhileItDelivers(t *testing.T) {
	b := newTown(t, "")
	g := b.gazette("chenbao", nil)
	arrived := make(chan struct{}, 1)
	b.answer = func(int, http.ResponseWriter) bool {
		select {
		case arrived <- struct{}{}:
		default:
		}
		return false
	}
	rng := rand.New(rand.NewPCG(3, 4))
	n := kills(t)
	for i := range n {
		for k := range 4 {
			g.brief(4*i + k)
		}
		cmd := b.command(t.Context(), "crawl")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- cmd.Wait() }()
		select {
		case <-arrived:
			time.Sleep(time.Duration(rng.IntN(15)) * time.Millisecond)
			cmd.Process.Kill()
			<-ended
		case err := <-ended: // before it sent anything: all went out before
			if _, failed := err.(*exec.ExitError); failed {
				t.Errorf("run %d: %v", i, err)
			}
		}
	}
	b.crawl()
	b.crawl()

	articles := b.exported()
	if len(articles) != 4*n {
		t.Errorf("%d articles printed, %d stored", 4*n, len(articles))
	}
	raised := map[newswatch.ID]newswatch.ID{} // alert → article
	for _, item := range b.listed("--type", "alert.raised", "--limit", strconv.Itoa(10*n)) {
		raised[item.ID] = item.Article.ID
		for _, d := range item.Deliveries {
			if d.State != newswatch.Delivered {
				t.Errorf("alert %s is %s", item.ID, d.State)
			}
		}
	}
	if len(raised) != 4*n {
		t.Errorf("%d alerts for %d articles", len(raised), 4*n)
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	repeats := 0
	for id := range raised {
		if hooks := b.ids[id.String()]; len(hooks) != 1 {
			t.Errorf("alert %s arrived under %d ids", id, len(hooks))
		} else {
			for _, times := range hooks {
				repeats += times - 1
			}
		}
	}
	t.Logf("%d kills, %d repeats", n, repeats)
}
