package crawler

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"newswatch"
	"newswatch/sites"
)

// polled is how many unchanged lists a poll looks at.
const polled = 200

// pollServer serves lists of 50 links each, with ETags, and counts requests for
// anything but robots.txt. All that the lists link to is filed.
func pollServer(b testing.TB) (srv *httptest.Server, all []*sites.Site, a bySiteID, asked *atomic.Int32) {
	numbers := make([]int, 50)
	for i := range numbers {
		numbers[i] = 50 - i
	}
	page := tagged(listPage("", numbers...))
	a, asked = bySiteID{newArchive()}, new(atomic.Int32)
	srv = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/robots.txt" {
			http.NotFound(w, r)
			return
		}
		asked.Add(1)
		page(w, r)
	}))
	b.Cleanup(srv.Close)
	for _, n := range numbers {
		a.aliases[srv.URL+articlePath(n)] = "filed"
	}
	for i := range polled {
		site, err := sites.Load("s.yaml", []byte(fmt.Sprintf(`
id: s%[1]d
name: s%[1]d
homepage: %[2]s/
hosts: ["127.0.0.1"]
discover: [ { list: "%[2]s/list%[1]d.html", links: "ul.list a" } ]
article: { urls: ['^/2026/'], templates: [ { id: a, title: h1, body: "#body" } ] }
`, i, srv.URL)))
		if err != nil {
			b.Fatal(err)
		}
		all = append(all, site)
	}
	return srv, all, a, asked
}

// cpu is the processor time that this process has used.
func cpu(b testing.TB) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkPoll looks at 200 unchanged lists of 200 sites, beside a bare loop of
// as many conditional GETs. The server's work is in both figures.
//
//	go test ./crawler -run xxx -bench Poll
func BenchmarkPoll(b *testing.B) {
	srv, all, a, _ := pollServer(b)
	c := &Crawler{Fetcher: newTestFetcher(b, nil), Archive: a, Sink: a.archive}
	poll := func() {
		report, err := c.Crawl(b.Context(), all, Options{})
		if err != nil {
			b.Fatal(err)
		}
		for _, s := range report.Sites {
			if s.Status != newswatch.StatusOK || s.NotModified != 1 && s.Listed != 50 {
				b.Fatalf("%+v", s)
			}
		}
	}
	poll() // fills in the validators
	tags := make([]string, polled)
	for i, s := range all {
		tags[i] = a.validators[(&run{site: s}).listKey(s.Discover[0].IssueURL(time.Now()))].ETag
	}
	var perPoll, perLoop time.Duration
	b.Run("crawl", func(b *testing.B) {
		began := cpu(b)
		for b.Loop() {
			poll()
		}
		perPoll = (cpu(b) - began) / time.Duration(b.N)
		b.ReportMetric(float64(perPoll.Microseconds())/polled, "cpu-µs/list")
	})
	b.Run("bare", func(b *testing.B) {
		client := &http.Client{}
		defer client.CloseIdleConnections()
		began := cpu(b)
		for b.Loop() {
			for i := range polled {
				url := fmt.Sprintf("%s/list%d.html", srv.URL, i)
				r, err := http.NewRequest(http.MethodGet, url, nil)
				if err != nil {
					b.Fatal(err)
				}
				r.Header.Set("If-None-Match", tags[i])
				resp, err := client.Do(r)
				if err != nil {
					b.Fatal(err)
				}
				io.Copy(io.Discard, resp.Body)
				resp.Body.Close()
				if resp.StatusCode != http.StatusNotModified {
					b.Fatalf("%s: %s", url, resp.Status)
				}
			}
		}
		perLoop = (cpu(b) - began) / time.Duration(b.N)
		b.ReportMetric(float64(perLoop.Microseconds())/polled, "cpu-µs/list")
		if perLoop > 0 && perPoll > 0 {
			b.ReportMetric(float64(perPoll)/float64(perLoop), "crawl/bare")
		}
	})
}

// bySiteID lets runs of all sites go on at once.
type bySiteID struct{ *archive }

func (bySiteID) BeginRun(context.Context, newswatch.SiteID, time.Time) (newswatch.ID, error) {
	return 1, nil
}
func (bySiteID) EndRun(context.Context, newswatch.ID, newswatch.SiteReport) error { return nil }

func TestPollAsksOncePerList(t *testing.T) {
	_, all, a, asked := pollServer(t)
	c := &Crawler{Fetcher: newTestFetcher(t, nil), Archive: a, Sink: a.archive}
	for round := range 3 {
		asked.Store(0)
		report, err := c.Crawl(t.Context(), all, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range report.Sites {
			if want := min(round, 1); s.Status != newswatch.StatusOK || s.NotModified != want || s.Fetched != 0 {
				t.Fatalf("round %d: %+v", round+1, s)
			}
		}
		if asked.Load() != polled {
			t.Errorf("round %d: %d requests for %d lists", round+1, asked.Load(), polled)
		}
	}
}
