package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// daemonProcess is a running newswatch serve.
type daemonProcess struct {
	*exec.Cmd
	mu  sync.Mutex
	log bytes.Buffer
	url string
}

// serve starts the daemon and waits until it says where it listens.
func (b *bench) serve() *daemonProcess {
	b.t.Helper()
	d := &daemonProcess{Cmd: b.command(context.Background(), "serve", "--log-format", "json")}
	out, err := d.StderrPipe()
	if err != nil {
		b.t.Fatal(err)
	}
	if err := d.Start(); err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { d.Process.Kill() })
	up := make(chan string, 1)
	go func() {
		sc := bufio.NewScanner(out)
		for sc.Scan() {
			d.mu.Lock()
			d.log.WriteString(sc.Text() + "\n")
			d.mu.Unlock()
			var line struct{ Msg, Web string }
			if json.Unmarshal(sc.Bytes(), &line) == nil && line.Web != "" {
				up <- line.Web
			}
		}
	}()
	select {
	case d.url = <-up:
	case <-time.After(patience):
		b.t.Fatalf("serve did not start:\n%s", d.logged())
	}
	return d
}

// patience is how long tests wait for another process: it is only ever used up
// by one that fails, and a busy machine may be slow.
const patience = 2 * time.Minute

// listenSomewhere configures a port that was free a moment ago, from below those
// that the system gives to connections: one of them could take it meanwhile.
func listenSomewhere(t *testing.T) string {
	t.Helper()
	for range 1000 {
		address := fmt.Sprintf("127.0.0.1:%d", 12000+rand.IntN(18000))
		if l, err := net.Listen("tcp", address); err == nil {
			l.Close()
			return "web: { listen: \"" + address + "\" }\n"
		}
	}
	t.Fatal("no port is free")
	panic("unreachable")
}

func (d *daemonProcess) logged() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.log.String()
}

// end sends a signal and returns the exit code and how long it took.
func (d *daemonProcess) end(t *testing.T, sig syscall.Signal) (int, time.Duration) {
	t.Helper()
	start := time.Now()
	if err := d.Process.Signal(sig); err != nil {
		t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := d.Wait(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return d.ProcessState.ExitCode(), time.Since(start)
}

func get(t *testing.T, url string, into any) *http.Response {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{}, Timeout: patience}
	defer client.CloseIdleConnections()
	resp, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	if into != nil {
		if err := json.Unmarshal(body, into); err != nil {
			t.Fatalf("%s: %v: %s", url, err, body)
		}
	}
	return resp
}

// eventually waits for what another process does.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("never: %s", what)
}

func TestServeRunsSchedulesBesideOtherCommands(t *testing.T) {
	b := newBench(t, listenSomewhere(t))
	b.configure("any: [萧山]", "any: [萧山, 湘湖]") // each of the first pieces has one of them
	b.publish("people", 2)
	d := b.serve()
	eventually(t, "two alerts arrive", func() bool {
		b.mu.Lock()
		defer b.mu.Unlock()
		return len(b.received) >= 2
	})

	// A second daemon is refused, and told who is in its way.
	second := b.command(t.Context(), "serve")
	out, err := second.CombinedOutput()
	if err == nil || !regexp.MustCompile(`newswatch serve.*\b`+regexp.QuoteMeta(strconv.Itoa(d.Process.Pid))+`\b`).Match(out) {
		t.Errorf("a second daemon: %v, %s", err, out)
	}

	// Other commands work beside it.
	if s := b.run("search", "萧山经济技术开发区"); !strings.Contains(s, "人民网") {
		t.Errorf("search beside the daemon: %s", s)
	}
	if n := len(b.exported()); n != 2 {
		t.Errorf("%d articles exported", n)
	}
	b.run("alerts", "list", "--state", "delivered")
	b.run("healthcheck")

	// Schedules hold: a new article is found and told without further ado.
	b.publish("xsnet", 1)
	eventually(t, "the third alert arrives", func() bool {
		b.mu.Lock()
		defer b.mu.Unlock()
		return len(b.received) >= 3
	})
	var list struct{ Items []map[string]any }
	get(t, d.url+"/api/v1/articles?q=萧山&limit=1", &list)
	if len(list.Items) != 1 || list.Items[0]["published_precision"] != "second" {
		t.Errorf("API: %v", list.Items)
	}
	if code := get(t, d.url+"/readyz", nil).StatusCode; code != 200 {
		t.Errorf("readyz: %d", code)
	}

	code, took := d.end(t, syscall.SIGTERM)
	if code != 0 || took > 10*time.Second {
		t.Errorf("SIGTERM: exit code %d after %v\n%s", code, took, d.logged())
	}
	if n := strings.Count(d.logged(), "another run"); n > 0 {
		t.Errorf("runs of one site overlapped %d times", n)
	}
}

// A changed configuration is taken up; a broken one is reported and not used.
func TestServeReloadsItsConfiguration(t *testing.T) {
	b := newBench(t, listenSomewhere(t))
	d := b.serve()
	good := b.read("newswatch.yaml")
	b.write("newswatch.yaml", strings.Replace(good, "any: [萧山]", "any: 萧山", 1))
	defer func() {
		if t.Failed() {
			t.Log(d.logged())
		}
	}()
	eventually(t, "the broken file is reported", func() bool {
		return strings.Contains(d.logged(), "the running one is kept") && strings.Contains(d.logged(), "watches[0].any: is a text; give a list")
	})
	b.write("newswatch.yaml", strings.Replace(good, "id: xiaoshan, name: 萧山, any: [萧山]", "id: everything, any: [的]", 1))
	eventually(t, "the good file is loaded", func() bool { return strings.Contains(d.logged(), "configuration loaded") })
	b.publish("people", 1)
	eventually(t, "the new watch fires", func() bool {
		b.mu.Lock()
		defer b.mu.Unlock()
		return len(b.received) == 1 && b.received[0].Watch.ID == "everything"
	})
	if code, _ := d.end(t, syscall.SIGINT); code != 0 {
		t.Errorf("SIGINT: exit code %d", code)
	}
}
