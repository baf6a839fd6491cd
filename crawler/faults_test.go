package crawler

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// TestFaults lists what a site may do wrong, and what comes of it. Without a
// wanted error the page must arrive whole.
func TestFaults(t *testing.T) {
	bomb := zipped(make([]byte, 4<<20))
	tests := []struct {
		name   string
		answer func(w http.ResponseWriter, r *http.Request, n int) // n counts from 1
		err    string                                              // in the error's text
		asked  int                                                 // requests
		later  bool                                                // it may go well another time
		// timeout is a reader's who has little time.
		timeout time.Duration
	}{
		{
			name:   "500 then 200",
			answer: failFirst(http.StatusInternalServerError), asked: 2,
		}, {
			name:   "429 then 200",
			answer: failFirst(http.StatusTooManyRequests), asked: 2,
		}, {
			name: "503 with Retry-After, then 200",
			answer: func(w http.ResponseWriter, r *http.Request, n int) {
				w.Header().Set("Retry-After", "0")
				failFirst(http.StatusServiceUnavailable)(w, r, n)
			}, asked: 2,
		}, {
			name:   "500 for ever",
			answer: status(http.StatusInternalServerError), asked: 3, later: true,
			err: "the server answered 500 Internal Server Error, 3 times",
		}, {
			name:   "404",
			answer: status(http.StatusNotFound), asked: 1,
			err: "gone: the server answered 404 Not Found",
		}, {
			name:   "403",
			answer: status(http.StatusForbidden), asked: 1, later: true,
			err: "the server answered 403 Forbidden: blocked: the site refuses this crawler or this address",
		}, {
			name:   "412",
			answer: status(http.StatusPreconditionFailed), asked: 1, later: true,
			err: "blocked: the site wants a browser that runs its script",
		}, {
			name: "521 with a script that must be run",
			answer: func(w http.ResponseWriter, r *http.Request, n int) {
				w.WriteHeader(521)
				io.WriteString(w, "<script>document.cookie='__jsl_clearance=1'</script>")
			}, asked: 1, later: true,
			err: "the server answered 521: blocked: a script must be run first (Jiasule)",
		}, {
			name: "the connection ends without an answer",
			answer: func(w http.ResponseWriter, r *http.Request, n int) {
				raw(w, "")
			}, asked: 3, later: true,
			err: "the server closed the connection without an answer",
		}, {
			name: "the body is shorter than its Content-Length",
			answer: func(w http.ResponseWriter, r *http.Request, n int) {
				raw(w, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 1000\r\n\r\n"+wholePage)
			}, asked: 3, later: true,
			err: "the answer was cut off",
		}, {
			name: "the body is longer than its Content-Length",
			answer: func(w http.ResponseWriter, r *http.Request, n int) {
				raw(w, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 22\r\n\r\n"+wholePage)
			}, asked: 3, later: true,
			err: "the answer was cut off: the page ends in the middle",
		}, {
			name: "a chunked body without its end",
			answer: func(w http.ResponseWriter, r *http.Request, n int) {
				raw(w, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n<html><body><p>a\r\n")
			}, asked: 3, later: true,
			err: "the answer was cut off",
		}, {
			name: "reset in the body",
			answer: func(w http.ResponseWriter, r *http.Request, n int) {
				conn, _, err := w.(http.Hijacker).Hijack()
				if err != nil {
					panic(err)
				}
				io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<html>")
				conn.(*net.TCPConn).SetLinger(0)
				conn.Close()
			}, asked: 3, later: true,
			err: "the ", // reset, or cut off, as the kernel's timing has it
		}, {
			name: "a slow body",
			answer: func(w http.ResponseWriter, r *http.Request, n int) {
				io.WriteString(w, "<html>")
				w.(http.Flusher).Flush()
				<-r.Context().Done()
			}, asked: 3, later: true, timeout: time.Second,
			err: "no complete answer within 1s (crawl.timeout)",
		}, {
			name: "an endless body",
			answer: func(w http.ResponseWriter, r *http.Request, n int) {
				for block := bytes.Repeat([]byte("<p>x</p>"), 1024); ; {
					if _, err := w.Write(block); err != nil {
						return
					}
				}
			}, asked: 1,
			err: "the body is larger than crawl.max_body (1 MiB)",
		}, {
			name: "a gzip bomb",
			answer: func(w http.ResponseWriter, r *http.Request, n int) {
				w.Header().Set("Content-Encoding", "gzip")
				w.Write(bomb)
			}, asked: 1,
			err: "the body is larger than crawl.max_body (1 MiB)",
		}, {
			name: "a gzip bomb as a file",
			answer: func(w http.ResponseWriter, r *http.Request, n int) {
				w.Header().Set("Content-Type", "application/gzip")
				w.Write(zipped(bytes.Repeat(bomb, 200)))
			}, asked: 1, // it is handed on as it is; whoever unpacks it bounds it
		}, {
			name: "truncated gzip",
			answer: func(w http.ResponseWriter, r *http.Request, n int) {
				w.Header().Set("Content-Encoding", "gzip")
				b := zipped([]byte(wholePage))
				w.Write(b[:len(b)-10])
			}, asked: 3, later: true,
			err: "the answer was cut off",
		}, {
			name: "gzip that is none",
			answer: func(w http.ResponseWriter, r *http.Request, n int) {
				w.Header().Set("Content-Encoding", "gzip")
				io.WriteString(w, wholePage)
			}, asked: 3, later: true,
			err: "broken gzip",
		}, {
			name: "packed in a way that nobody asked for",
			answer: func(w http.ResponseWriter, r *http.Request, n int) {
				w.Header().Set("Content-Encoding", "br")
				io.WriteString(w, wholePage)
			}, asked: 1,
			err: `the body is packed in a way that was not asked for (content-encoding "br")`,
		}, {
			name: "gzip that is right",
			answer: func(w http.ResponseWriter, r *http.Request, n int) {
				if r.Header.Get("Accept-Encoding") != "gzip" {
					panic("gzip was not asked for")
				}
				w.Header().Set("Content-Encoding", "gzip")
				w.Write(zipped([]byte(wholePage)))
			}, asked: 1,
		}, {
			name: "no body",
			answer: func(w http.ResponseWriter, r *http.Request, n int) {
				w.WriteHeader(http.StatusOK)
			}, asked: 1, later: true,
			err: "the answer has no body",
		}, {
			name: "a part that nobody asked for",
			answer: func(w http.ResponseWriter, r *http.Request, n int) {
				w.WriteHeader(http.StatusPartialContent)
				io.WriteString(w, wholePage)
			}, asked: 1, later: true,
			err: "a part of the page",
		}, {
			name:   "304 though nothing is known",
			answer: status(http.StatusNotModified), asked: 1,
			err: "the server answered 304",
		}, {
			name: "a redirect loop",
			answer: func(w http.ResponseWriter, r *http.Request, n int) {
				http.Redirect(w, r, "/"+strings.Repeat("a", n%2+1), http.StatusFound)
			}, asked: 3,
			err: "the page redirects in a circle",
		}, {
			name: "redirects without end",
			answer: func(w http.ResponseWriter, r *http.Request, n int) {
				http.Redirect(w, r, fmt.Sprintf("/%d", n), http.StatusMovedPermanently)
			}, asked: 11,
			err: "more than 10 redirects",
		}, {
			name: "a redirect off the web",
			answer: func(w http.ResponseWriter, r *http.Request, n int) {
				w.Header().Set("Location", "file:///etc/passwd")
				w.WriteHeader(http.StatusFound)
			}, asked: 1,
			err: "is not on the web",
		}, {
			name:   "a redirect to nowhere",
			answer: status(http.StatusFound), asked: 1,
			err: "answered 302 without saying where to",
		}, {
			name: "a redirect to itself, until the cookie comes back",
			answer: func(w http.ResponseWriter, r *http.Request, n int) {
				if _, err := r.Cookie("seen"); err != nil {
					http.SetCookie(w, &http.Cookie{Name: "seen", Value: "1", Path: "/"})
					http.Redirect(w, r, r.URL.Path, http.StatusFound)
					return
				}
				io.WriteString(w, wholePage)
			}, asked: 2,
		}, {
			name: "NUL bytes and 1 MB on one line",
			answer: func(w http.ResponseWriter, r *http.Request, n int) {
				w.Write(append(bytes.Repeat([]byte("\x00x"), 500_000), "</body>"...))
			}, asked: 1,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var n atomic.Int32
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				tt.answer(w, r, int(n.Add(1)))
			}))
			defer srv.Close()
			f := newTestFetcher(t, func(o *FetchOptions) {
				o.IgnoreRobots, o.MaxBody = true, 1<<20
				if tt.timeout > 0 {
					o.Timeout = tt.timeout
				}
			})
			resp, err := f.Get(t.Context(), parse(t, srv.URL+"/start"))
			if int(n.Load()) != tt.asked {
				t.Errorf("%d requests, want %d", n.Load(), tt.asked)
			}
			if tt.err == "" {
				if err != nil || len(resp.Body) == 0 {
					t.Fatalf("error %v, want the page", err)
				}
				return
			}
			var fault *FetchError
			if !errors.As(err, &fault) {
				t.Fatalf("error %v is no FetchError", err)
			}
			if !strings.Contains(err.Error(), tt.err) {
				t.Errorf("error %q\n  want %q", err, tt.err)
			}
			if fault.Temporary != tt.later {
				t.Errorf("temporary is %v for %q", fault.Temporary, err)
			}
		})
	}
}

func status(code int) func(http.ResponseWriter, *http.Request, int) {
	return func(w http.ResponseWriter, _ *http.Request, _ int) { w.WriteHeader(code) }
}

func failFirst(code int) func(http.ResponseWriter, *http.Request, int) {
	return func(w http.ResponseWriter, _ *http.Request, n int) {
		if n == 1 {
			w.WriteHeader(code)
			return
		}
		io.WriteString(w, wholePage)
	}
}
