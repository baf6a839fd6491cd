package main

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"newswatch"
)

// While the network, or the proxy, is gone the daemon says so for every site;
// when it is back all that was printed meanwhile is read and told, once.
func TestNetworkGoesAndComesBack(t *testing.T) {
	b := newTown(t, "")
	f := b.newFront()
	b.write("newswatch.yaml", strings.Replace(b.read("newswatch.yaml"), b.proxy, "http://"+f.address, 1))
	g := b.gazette("chenbao", nil)
	g.brief(0)
	d := b.serve()
	eventually(t, "the first alert arrives", func() bool { return len(b.heard(newswatch.AlertRaised)) == 1 })

	f.cut()
	g.brief(1)
	g.brief(2)
	const words = "through the proxy 127.0.0.1"
	eventually(t, "status says what is wrong", func() bool {
		text := b.run("status")
		return strings.Contains(text, "failed") && strings.Contains(text, words) && strings.Contains(text, "connection refused")
	})
	for _, path := range []string{"/healthz", "/readyz"} { // the web's trouble is not the daemon's
		if code := get(t, d.url+path, nil).StatusCode; code != 200 {
			t.Errorf("%s while the network is gone: %d", path, code)
		}
	}
	f.mend()
	eventually(t, "what was printed meanwhile is told", func() bool { return len(b.heard(newswatch.AlertRaised)) == 3 })
	eventually(t, "status is good again", func() bool {
		text := b.run("status")
		return strings.Contains(text, " ok ") && !strings.Contains(text, words)
	})
	if code, _ := d.end(t, syscall.SIGTERM); code != 0 {
		t.Errorf("SIGTERM: exit code %d", code)
	}
	if n := len(b.exported()); n != 3 {
		t.Errorf("%d articles stored", n)
	}
	b.onceEach()
}

// onceEach checks that every alert came under one webhook id, and once.
func (b *bench) onceEach() {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for id, hooks := range b.ids {
		for hook, n := range hooks {
			if n != 1 || len(hooks) != 1 {
				b.t.Errorf("alert %s came %d times under %s, and under %d ids", id, n, hook, len(hooks))
			}
		}
	}
}

// A receiver that is gone for a while gets all that was raised meanwhile, each
// alert once, whether it refused, hung up or said nothing.
func TestReceiverGoesAndComesBack(t *testing.T) {
	b := newTown(t, "")
	b.write("newswatch.yaml", strings.Replace(b.read("newswatch.yaml"), `secret:`, `timeout: 5s, secret:`, 1))
	g := b.gazette("chenbao", nil)
	var tried atomic.Int32
	up := false // under b.mu
	b.answer = func(n int, w http.ResponseWriter) bool {
		if up {
			return false
		}
		tried.Add(1)
		switch n % 3 {
		case 0:
			w.WriteHeader(http.StatusServiceUnavailable)
		case 1:
			if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
				conn.Close()
			}
		default:
			w.WriteHeader(http.StatusBadGateway)
		}
		return true
	}
	for i := range 4 {
		g.brief(i)
	}
	d := b.serve()
	eventually(t, "every alert was tried", func() bool { return tried.Load() >= 6 })
	pending := b.listed("--state", "pending")
	if len(pending) != 4 {
		t.Errorf("%d alerts are pending", len(pending))
	}
	for _, a := range pending {
		if last := a.Deliveries[0]; last.Attempts > 0 && last.LastError == "" {
			t.Errorf("a delivery does not say why it waits: %+v", last)
		}
	}
	b.mu.Lock()
	up = true
	b.mu.Unlock()
	eventually(t, "all alerts arrive", func() bool { return len(b.heard(newswatch.AlertRaised)) == 4 })
	if code, _ := d.end(t, syscall.SIGTERM); code != 0 {
		t.Errorf("SIGTERM: exit code %d", code)
	}
	b.onceEach()
}

// After a stop of three hours every site is run once, not once for each slot that
// it missed, and what is late by then is told in one digest.
func TestStopOfThreeHoursGivesOneRunAndOneDigest(t *testing.T) {
	const sites = 12
	b := newTown(t, "")
	gazettes := make([]*gazette, sites)
	for i := range gazettes {
		gazettes[i] = b.gazette(fmt.Sprintf("site%02d", i), func(s string) string {
			return strings.Replace(s, `"@every 1s"`, `"@every 1h"`, 1)
		})
		gazettes[i].old(1)
		gazettes[i].articles[0].title = fmt.Sprintf("萧山第%d号旧闻", i)
		gazettes[i].articles[0].paragraphs = []string{fmt.Sprintf("萧山%s，这一篇和别的都不一样，编号%d。", strings.Repeat(string(rune('甲'+i*37)), 30), i*i*7919)}
		gazettes[i].put(gazettes[i].articles[0])
	}
	// Every site's last run is three and a half hours ago.
	a := &app{globals: globals{Config: b.dir + "/newswatch.yaml", LogLevel: "error", LogFormat: "text"}, errs: io.Discard}
	_, st, err := a.archive(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	last := time.Now().Add(-3*time.Hour - 30*time.Minute)
	for _, g := range gazettes {
		run, err := st.BeginRun(t.Context(), newswatch.SiteID(g.id), last)
		if err != nil {
			t.Fatal(err)
		}
		if err := st.EndRun(t.Context(), run, newswatch.SiteReport{Site: newswatch.SiteID(g.id), Status: newswatch.StatusOK, Started: last, Finished: last.Add(time.Minute)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := st.Close(); err != nil {
		t.Fatal(err)
	}

	d := b.serve()
	eventually(t, "the late alerts are told", func() bool { return len(b.heard(newswatch.AlertDigest)) > 0 })
	if code, _ := d.end(t, syscall.SIGTERM); code != 0 {
		t.Errorf("SIGTERM: exit code %d", code)
	}
	asked := map[string]int{}
	for _, r := range b.web.Requests() {
		asked[r.URL]++
	}
	for _, g := range gazettes {
		if n := asked[g.url("/list.html")]; n != 1 {
			t.Errorf("%s was run %d times", g.id, n)
		}
	}
	if n := strings.Count(d.logged(), "making up for missed slots with one run"); n != sites {
		t.Errorf("the log tells of %d sites that missed slots", n)
	}
	digests := b.heard(newswatch.AlertDigest)
	if len(digests) != 1 || len(digests[0].Alerts) != sites || !digests[0].Late {
		t.Errorf("%d digests, the first of %d alerts, late: %v", len(digests), len(digests[0].Alerts), digests[0].Late)
	}
	if n := len(b.heard(newswatch.AlertRaised)); n != 0 {
		t.Errorf("%d alerts besides", n)
	}
}
