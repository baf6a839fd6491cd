package crawler

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestWireFaults lists what may go wrong below HTTP, or before the site is
// reached at all: each is named in words that say where to look.
func TestWireFaults(t *testing.T) {
	const host = "www.people.com.cn"
	nowhere := func(err error) func(*testing.T, *FetchOptions) string {
		return func(_ *testing.T, o *FetchOptions) string {
			o.Transport = dialling(func(context.Context, string, string) (net.Conn, error) {
				return nil, &net.OpError{Op: "dial", Net: "tcp", Err: err}
			})
			return "http://" + host + "/"
		}
	}
	proxied := func(target string, h http.HandlerFunc) func(*testing.T, *FetchOptions) string {
		return func(t *testing.T, o *FetchOptions) string {
			proxy := httptest.NewServer(h)
			t.Cleanup(proxy.Close)
			o.Proxy = strings.Replace(proxy.URL, "//", "//reader:geheim@", 1)
			return target
		}
	}
	tests := []struct {
		name  string
		setUp func(*testing.T, *FetchOptions) (address string)
		err   []string
	}{
		{
			"the name does not exist", nowhere(&net.DNSError{Err: "no such host", Name: host, IsNotFound: true}),
			[]string{"the name www.people.com.cn cannot be looked up: no such host"},
		}, {
			"the name server does not answer", nowhere(&net.DNSError{Err: "i/o timeout", Name: host, IsTimeout: true}),
			[]string{"the name www.people.com.cn cannot be looked up: i/o timeout"},
		}, {
			"the name server is in trouble", nowhere(&net.DNSError{Err: "server misbehaving", Name: host, IsTemporary: true}),
			[]string{"the name www.people.com.cn cannot be looked up: server misbehaving"},
		}, {
			"the network is gone", nowhere(&net.OpError{Op: "connect", Err: syscall.ENETUNREACH}),
			[]string{"there is no way there; is the network up?", "network is unreachable"},
		}, {
			"the host is gone", nowhere(&net.OpError{Op: "connect", Err: syscall.EHOSTUNREACH}),
			[]string{"there is no way there; is the network up?", "no route to host"},
		}, {
			"nobody listens",
			func(t *testing.T, _ *FetchOptions) string {
				srv := httptest.NewServer(http.NotFoundHandler())
				srv.Close()
				return srv.URL
			},
			[]string{"nothing answers there", "connection refused"},
		}, {
			"connecting takes for ever",
			impatient(func(_ *testing.T, o *FetchOptions) string {
				o.Transport = dialling(func(ctx context.Context, _, _ string) (net.Conn, error) {
					<-ctx.Done()
					return nil, ctx.Err()
				})
				return "http://" + host + "/"
			}),
			[]string{"no complete answer within 1s (crawl.timeout)"},
		}, {
			"a header that comes byte by byte", impatient(speaking(func(conn net.Conn) {
				drip(conn, "HTTP/1.1 200 OK\r\nX: ", "x")
			})),
			[]string{"no complete answer within 1s (crawl.timeout)"},
		}, {
			"a body that comes byte by byte", impatient(speaking(func(conn net.Conn) {
				drip(conn, "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>", "x")
			})),
			[]string{"no complete answer within 1s (crawl.timeout)"},
		}, {
			"a header without end", speaking(func(conn net.Conn) {
				io.WriteString(conn, "HTTP/1.1 200 OK\r\n")
				flood(conn, "X-Filler: "+strings.Repeat("x", 1000)+"\r\n")
			}),
			[]string{"server response headers exceeded 262144 bytes"},
		}, {
			"interim answers without end", speaking(func(conn net.Conn) {
				flood(conn, "HTTP/1.1 103 Early Hints\r\nX-Filler: "+strings.Repeat("x", 1000)+"\r\n\r\n")
			}),
			[]string{"exceeded"},
		}, {
			"an answer that is no HTTP", speaking(func(conn net.Conn) {
				io.WriteString(conn, "\x00\x01\x02\x1b[31m\r\n\r\n")
			}),
			[]string{"malformed HTTP"},
		}, {
			"a certificate that nobody signed",
			func(t *testing.T, _ *FetchOptions) string {
				srv := httptest.NewUnstartedServer(http.NotFoundHandler())
				srv.Config.ErrorLog = log.New(io.Discard, "", 0) // of handshakes
				srv.StartTLS()
				t.Cleanup(srv.Close)
				return srv.URL
			},
			[]string{"the certificate does not hold; if it should, set this machine's clock and root certificates right: x509: certificate signed by unknown authority"},
		}, {
			"https asked of a server that speaks http",
			func(t *testing.T, _ *FetchOptions) string {
				srv := httptest.NewServer(http.NotFoundHandler())
				t.Cleanup(srv.Close)
				return strings.Replace(srv.URL, "http:", "https:", 1)
			},
			[]string{"server gave HTTP response to HTTPS client"},
		}, {
			"a handshake that is broken off", secure(speaking(func(net.Conn) {})),
			[]string{"the server closed the connection without an answer"},
		}, {
			"a handshake that never ends", impatient(secure(speaking(func(conn net.Conn) { io.Copy(io.Discard, conn) }))),
			[]string{"no complete answer within 1s (crawl.timeout)"},
		}, {
			"a proxy that refuses", proxied("http://"+host+"/", refuseBy(http.StatusForbidden)),
			[]string{"the server answered 403"},
		}, {
			"a proxy that wants a password", proxied("http://"+host+"/", refuseBy(http.StatusProxyAuthRequired)),
			[]string{"through the proxy 127.0.0.1", "it wants a name and a password"},
		}, {
			"a proxy that wants a password for a tunnel", proxied("https://"+host+"/", refuseBy(http.StatusProxyAuthRequired)),
			[]string{"through the proxy 127.0.0.1", "it wants a name and a password"},
		}, {
			"a proxy that refuses a tunnel", proxied("https://"+host+"/", refuseBy(http.StatusBadGateway)),
			[]string{"through the proxy 127.0.0.1", "Bad Gateway"},
		}, {
			"a proxy that hangs up", proxied("https://"+host+"/", func(w http.ResponseWriter, _ *http.Request) { raw(w, "") }),
			[]string{"through the proxy 127.0.0.1"},
		}, {
			"a proxy that says nothing",
			impatient(proxied("http://"+host+"/", func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() })),
			[]string{"through the proxy 127.0.0.1", "no complete answer within 1s (crawl.timeout)"},
		}, {
			"a proxy that nobody runs",
			func(t *testing.T, o *FetchOptions) string {
				proxy := httptest.NewServer(http.NotFoundHandler())
				proxy.Close()
				o.Proxy = proxy.URL
				return "http://" + host + "/"
			},
			[]string{"through the proxy 127.0.0.1", "nothing answers there", "connection refused"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o := FetchOptions{Proxy: "direct", AllowPrivate: true, IgnoreRobots: true, Timeout: time.Minute, Retries: -1}
			address := tt.setUp(t, &o)
			f, err := NewFetcher(o)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(f.Close)
			_, err = f.Get(t.Context(), parse(t, address))
			var fault *FetchError
			if !errors.As(err, &fault) {
				t.Fatalf("error %v is no FetchError", err)
			}
			for _, want := range tt.err {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("error %q\n  want %q", err, want)
				}
			}
			if !fault.Temporary {
				t.Errorf("%q is taken for final", err)
			}
			if strings.Contains(err.Error(), "geheim") || strings.ContainsAny(err.Error(), "\x00\x1b") {
				t.Errorf("the error holds what it must not: %q", err)
			}
		})
	}
}

// dialling is a transport whose connections are made by dial.
func dialling(dial func(context.Context, string, string) (net.Conn, error)) http.RoundTripper {
	return newHTTPTransport(TransportOptions{Timeout: time.Minute}, dial)
}

// speaking serves connections by hand.
func speaking(speak func(net.Conn)) func(*testing.T, *FetchOptions) string {
	return func(t *testing.T, o *FetchOptions) string {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { l.Close() })
		go func() {
			for {
				conn, err := l.Accept()
				if err != nil {
					return
				}
				go func() {
					defer conn.Close()
					conn.Read(make([]byte, 4096)) // the request, or the hello
					speak(conn)
				}()
			}
		}()
		return "http://" + l.Addr().String() + "/"
	}
}

// impatient gives a reader little time.
func impatient(setUp func(*testing.T, *FetchOptions) string) func(*testing.T, *FetchOptions) string {
	return func(t *testing.T, o *FetchOptions) string {
		o.Timeout = time.Second
		return setUp(t, o)
	}
}

// secure asks for the same by https.
func secure(setUp func(*testing.T, *FetchOptions) string) func(*testing.T, *FetchOptions) string {
	return func(t *testing.T, o *FetchOptions) string {
		return strings.Replace(setUp(t, o), "http:", "https:", 1)
	}
}

func refuseBy(code int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(code) }
}

// drip sends a beginning, and then a piece now and then until nobody listens.
func drip(conn net.Conn, beginning, piece string) {
	io.WriteString(conn, beginning)
	for {
		if _, err := io.WriteString(conn, piece); err != nil {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// flood sends a piece again and again until nobody listens.
func flood(conn net.Conn, piece string) {
	for {
		if _, err := io.WriteString(conn, piece); err != nil {
			return
		}
	}
}
