package crawler

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// robotsWeb answers /robots.txt with what the function says at the time, and
// every other page with a page.
func robotsWeb(asked map[string]int, txt func(host string) (int, string)) web {
	return func(r *http.Request) (int, http.Header, string) {
		asked[r.URL.Host+r.URL.Path]++
		if r.URL.Path == "/robots.txt" {
			code, body := txt(r.URL.Host)
			if code == http.StatusMovedPermanently {
				return code, http.Header{"Location": {body}}, ""
			}
			return code, nil, body
		}
		if to := r.URL.Query().Get("to"); to != "" {
			return http.StatusFound, http.Header{"Location": {to}}, ""
		}
		return http.StatusOK, nil, wholePage
	}
}

func TestRobots(t *testing.T) {
	const private = "User-agent: newswatch\nDisallow: /private"
	tests := []struct {
		name string
		code int
		body string
		path string
		err  string
	}{
		{"an allowed page", 200, private, "/a", ""},
		{"a forbidden page", 200, private, "/private/a", "forbidden by robots.txt of a.cn"},
		{"no robots.txt", 404, "", "/private/a", ""},
		{"a robots.txt that is kept secret", 403, "", "/private/a", ""},
		{"a robots.txt that breaks", 500, "", "/a", "the robots.txt of a.cn cannot be read, so nothing may be fetched from it (RFC 9309): the server answered 500"},
		{"too many requests", 429, "", "/a", "the robots.txt of a.cn cannot be read"},
		{"a robots.txt on another host", 301, "http://b.cn/robots.txt", "/b", "forbidden by robots.txt of a.cn"},
		{"a redirect to where it is forbidden", 200, "", "/go?to=http://b.cn/b", "forbidden by robots.txt of b.cn"},
		{"a page of HTML in its place", 200, wholePage, "/a", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newTestFetcher(t, func(o *FetchOptions) {
					o.Transport = robotsWeb(map[string]int{}, func(host string) (int, string) {
						if host == "b.cn" {
							return 200, "User-agent: *\nDisallow: /b"
						}
						return tt.code, tt.body
					})
				})
				_, err := f.Get(t.Context(), parse(t, "http://a.cn"+tt.path))
				if tt.err == "" && err != nil || tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)) {
					t.Errorf("error %v, want %q", err, tt.err)
				}
				if strings.HasPrefix(tt.err, "forbidden") && !errors.Is(err, ErrRobots) {
					t.Errorf("error %v does not wrap ErrRobots", err)
				}
			})
		})
	}
}

func TestRobotsIsKeptForADay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := map[string]int{}
		code, body := 200, "User-agent: *\nDisallow: /x\nCrawl-delay: 600"
		f := newTestFetcher(t, func(o *FetchOptions) {
			o.Retries = 0
			o.Transport = robotsWeb(asked, func(string) (int, string) { return code, body })
		})
		get := func(path string) error {
			_, err := f.Get(t.Context(), parse(t, "http://a.cn"+path))
			return err
		}
		began := time.Now()
		for range 3 {
			if err := get("/a"); err != nil {
				t.Fatal(err)
			}
		}
		if n := asked["a.cn/robots.txt"]; n != 1 {
			t.Errorf("robots.txt was read %d times for three pages", n)
		}
		// The delay begins with the second page: before the first nobody knew.
		if d := time.Since(began); d != 2*apart(maxCrawlDelay) {
			t.Errorf("three pages took %v, want 1m0s under a Crawl-delay beyond the bound", d)
		}
		code = 500
		time.Sleep(robotsFresh)
		if err := get("/a"); err != nil {
			t.Errorf("with the last copy: %v", err)
		}
		if err := get("/x"); !errors.Is(err, ErrRobots) {
			t.Errorf("what the last copy forbids: %v", err)
		}
		time.Sleep(robotsStale)
		if err := get("/a"); err == nil || !strings.Contains(err.Error(), "cannot be read") {
			t.Errorf("with a copy that is too old: %v", err)
		}
		code = 404
		time.Sleep(robotsAgain)
		if err := get("/x"); err != nil {
			t.Errorf("after robots.txt was removed: %v", err)
		}
	})
}

func TestRobotsIgnored(t *testing.T) {
	asked := map[string]int{}
	f := newTestFetcher(t, func(o *FetchOptions) {
		o.IgnoreRobots = true
		o.Transport = robotsWeb(asked, func(string) (int, string) { return 200, "User-agent: *\nDisallow: /" })
	})
	if _, err := f.Get(t.Context(), parse(t, "http://a.cn/a")); err != nil || asked["a.cn/robots.txt"] != 0 {
		t.Errorf("error %v, robots.txt read %d times", err, asked["a.cn/robots.txt"])
	}
}
