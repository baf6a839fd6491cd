package main

import (
	"bytes"
	"errors"
	"net/http"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"newswatch"
)

// hang lets an article's page take as long as its reader waits, and says when it
// is asked for.
func (g *gazette) hang(n *notice) (asked chan struct{}) {
	asked = make(chan struct{}, 1)
	g.b.web.Handle(g.url(n.at), func(_ http.ResponseWriter, r *http.Request) {
		select {
		case asked <- struct{}{}:
		default:
		}
		<-r.Context().Done()
	})
	return asked
}

// await waits for something that another process does.
func await(t *testing.T, what string, c <-chan struct{}) {
	t.Helper()
	select {
	case <-c:
	case <-time.After(patience):
		t.Fatalf("never: %s", what)
	}
}

// A crawl that is interrupted keeps what it has, says so by its exit code, and
// the next one brings the rest.
func TestInterruptedCrawlKeepsWhatItHas(t *testing.T) {
	b := newTown(t, "")
	g := b.gazette("chenbao", nil)
	for i := range 3 {
		g.brief(i)
	}
	slow := g.brief(3)
	asked := g.hang(slow)
	cmd := b.command(t.Context(), "crawl", "--format", "json")
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	await(t, "the slow page is asked for", asked)
	eventually(t, "the others are stored", func() bool {
		check := b.command(t.Context(), "export")
		text, err := check.Output()
		return err == nil && bytes.Count(text, []byte("\n")) == 3
	})
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) || exit.ExitCode() != exitInterrupted {
		t.Errorf("an interrupted crawl: %v\n%s", err, errs.String())
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("it took %v to end", took)
	}
	b.web.Handle(g.url(slow.at), nil)
	g.put(slow)
	if r := b.crawl().Sites[0]; r.New != 1 {
		t.Errorf("the next crawl: %+v", r)
	}
	if n := len(b.heard(newswatch.AlertRaised)); n != 4 {
		t.Errorf("%d alerts for 4 articles", n)
	}
}

// A daemon that is killed in the middle of a run and started again goes on at
// once; one that is told to end does so although a site does not answer.
func TestDaemonIsKilledAndStartedAgain(t *testing.T) {
	b := newTown(t, "")
	g := b.gazette("chenbao", nil)
	g.brief(0)
	slow := g.brief(1)
	asked := g.hang(slow)
	d := b.serve()
	await(t, "the slow page is asked for", asked)
	if code, _ := d.end(t, syscall.SIGKILL); code != -1 {
		t.Errorf("killed: exit code %d", code)
	}
	d = b.serve()
	await(t, "the slow page is asked for again", asked)
	if code, took := d.end(t, syscall.SIGTERM); code != 0 || took > 10*time.Second {
		t.Errorf("SIGTERM in the middle of a run: exit code %d after %v\n%s", code, took, d.logged())
	}
	b.web.Handle(g.url(slow.at), nil)
	g.put(slow)
	d = b.serve()
	eventually(t, "both alerts arrive", func() bool { return len(b.heard(newswatch.AlertRaised)) == 2 })
	if code, _ := d.end(t, syscall.SIGINT); code != 0 {
		t.Errorf("SIGINT: exit code %d", code)
	}
	if n := len(b.exported()); n != 2 {
		t.Errorf("%d articles", n)
	}
}
