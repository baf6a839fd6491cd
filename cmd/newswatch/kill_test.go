package main

import (
	"bytes"
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
	"strings"
	"sync"
	"testing"
	"time"

	"newswatch"
	"newswatch/alert"
	"newswatch/cmd/newswatch/newsroom"
	"newswatch/cmd/newswatch/replica"
)

// bench is a replica web and a receiver with a configuration that joins them,
// for tests that run the program as its users do.
type bench struct {
	t      *testing.T
	dir    string
	web    *replica.Web
	press  *press
	proxy  string // URL of the replica web
	hook   string // URL of the receiver
	secret string

	mu       sync.Mutex
	ids      map[string]map[string]int // alert id → webhook id → times received
	received []newswatch.Alert
	// answer says what the receiver does with a request; nil: 204.
	answer func(n int, w http.ResponseWriter) bool
	n      int
}

func newBench(t *testing.T, extra string) *bench {
	t.Helper()
	b := &bench{t: t, dir: t.TempDir(), secret: "a secret of this test", ids: map[string]map[string]int{}}
	var err error
	if b.web, err = replica.New(); err != nil {
		t.Fatal(err)
	}
	proxy, stop, err := b.web.Listen()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(stop)
	b.press, b.proxy = newPress(b.web), proxy.String()
	hook := httptest.NewServer(http.HandlerFunc(b.receive))
	t.Cleanup(hook.Close)
	b.hook = hook.URL
	b.write("ca.pem", string(b.web.RootPEM()))
	b.write("newswatch.yaml", fmt.Sprintf(`
database: %q
crawl: { delay: 0, parallelism: 8, proxy: %q, retries: 1 }
sites:
  people: { schedule: "@every 2s", discover: [{ list: "http://zj.people.com.cn/GB/186327/index.html", links: ".ej_list_box ul.list_16 li a" }] }
  xsnet: { schedule: "@every 2s", discover: [{ list: "https://www.xsnet.cn/news/index.html", links: ".list li a" }] }
watches:
  - { id: xiaoshan, name: 萧山, any: [萧山], channels: [desk] }
channels:
  - { id: desk, type: webhook, url: %q, secret: %q }
`, filepath.Join(b.dir, "news.db"), proxy, hook.URL, b.secret)+extra)
	return b
}

func (b *bench) write(name, text string) {
	b.t.Helper()
	if err := os.WriteFile(filepath.Join(b.dir, name), []byte(text), 0o600); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) read(name string) string {
	b.t.Helper()
	text, err := os.ReadFile(filepath.Join(b.dir, name))
	if err != nil {
		b.t.Fatal(err)
	}
	return string(text)
}

func (b *bench) receive(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err == nil {
		err = alert.Verify(b.secret, r.Header, body, time.Now())
	}
	if err != nil {
		b.t.Errorf("webhook: %v", err)
		return
	}
	var event struct {
		Type newswatch.EventType
		Data newswatch.Alert
	}
	if err := json.Unmarshal(body, &event); err != nil {
		b.t.Errorf("webhook body: %v", err)
	}
	event.Data.Type = event.Type
	b.mu.Lock()
	defer b.mu.Unlock()
	b.n++
	if b.answer != nil && b.answer(b.n, w) {
		return
	}
	id := event.Data.ID.String()
	if b.ids[id] == nil {
		b.ids[id] = map[string]int{}
		b.received = append(b.received, event.Data)
	}
	b.ids[id][r.Header.Get("webhook-id")]++
	w.WriteHeader(http.StatusNoContent)
}

// command prepares a run of the real program in the bench's folder.
func (b *bench) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "newswatch", args...)
	cmd.Dir = b.dir
	cmd.Env = append(os.Environ(), "HOME="+b.dir, "XDG_CONFIG_HOME="+b.dir, "NEWSWATCH_CONFIG=", "SSL_CERT_FILE="+filepath.Join(b.dir, "ca.pem"))
	return cmd
}

// run runs the program to its end and returns what it printed.
func (b *bench) run(args ...string) string {
	b.t.Helper()
	cmd := b.command(b.t.Context(), args...)
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		b.t.Fatalf("newswatch %v: %v\n%s%s", args, err, out.String(), errs.String())
	}
	return out.String()
}

func (b *bench) site(id string) newsroom.Outlet {
	for _, o := range b.press.outlets {
		if o.Site == id {
			return o
		}
	}
	b.t.Fatalf("no outlet %s", id)
	panic("unreachable")
}

func (b *bench) publish(site string, n int) {
	for range n {
		b.press.publish(b.site(site), b.press.desk.Write(time.Now().In(china)))
	}
}

// exported are the articles of the archive.
func (b *bench) exported() []newswatch.Article {
	b.t.Helper()
	var list []newswatch.Article
	d := json.NewDecoder(bytes.NewReader([]byte(b.run("export"))))
	for {
		var a newswatch.Article
		err := d.Decode(&a)
		if err == io.EOF {
			return list
		}
		if err != nil {
			b.t.Fatal(err)
		}
		list = append(list, a)
	}
}

// A process killed at any moment loses nothing: every article is stored once,
// every alert is delivered at least once, under one webhook id.
func TestKilledAtRandomMomentsNothingIsLost(t *testing.T) {
	const kills = 20
	b := newBench(t, "")
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range kills {
		b.publish("people", 2)
		b.publish("xsnet", 1)
		ctx, kill := context.WithTimeout(t.Context(), time.Duration(rng.IntN(400))*time.Millisecond)
		cmd := b.command(ctx, "crawl", "people", "xsnet")
		err := cmd.Run() // a context that ends kills with SIGKILL
		kill()
		t.Logf("kill %d: %v", i+1, err)
	}
	b.run("crawl", "people", "xsnet")
	b.run("crawl", "people", "xsnet")

	if s := b.run("doctor", "--offline"); !strings.Contains(s, "is whole") {
		t.Errorf("after the kills the database is not whole:\n%s", s)
	}
	articles := b.exported()
	urls := map[string]int{}
	stories := map[newswatch.ID]bool{}
	for _, a := range articles {
		urls[a.CanonicalURL]++
		if len(a.Watches) > 0 {
			stories[a.StoryID] = true
		}
	}
	if len(urls) != b.press.count() || len(urls) != len(articles) {
		t.Errorf("%d articles published, %d stored under %d addresses", b.press.count(), len(articles), len(urls))
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	heard := map[newswatch.ID]int{}
	for _, a := range b.received {
		heard[a.Story.ID]++
	}
	for story := range stories {
		if heard[story] != 1 {
			t.Errorf("story %s raised %d alerts", story, heard[story])
		}
	}
	if len(stories) == 0 || len(heard) != len(stories) {
		t.Errorf("%d stories should have alerted, %d did", len(stories), len(heard))
	}
	for id, hooks := range b.ids {
		if len(hooks) != 1 {
			t.Errorf("alert %s came under %d webhook ids", id, len(hooks))
		}
	}
}
