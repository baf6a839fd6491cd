package crawler

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"newswatch"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// newTestFetcher may reach loopback, waits hardly at all, and asks no proxy.
func newTestFetcher(t testing.TB, change func(*FetchOptions)) *Fetcher {
	t.Helper()
	o := FetchOptions{
		UserAgent: "newswatch (+https://example.org/contact)", Proxy: "direct", AllowPrivate: true,
		Timeout: time.Minute, Retries: 2, FirstWait: time.Millisecond, Parallelism: 8,
	}
	if change != nil {
		change(&o)
	}
	f, err := NewFetcher(o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	return f
}

func parse(t testing.TB, raw string) *url.URL {
	t.Helper()
	u, err := url.Parse(raw)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

const wholePage = "<html><body><h1>题</h1><p>文</p></body></html>"

// raw answers with these bytes, whatever they are, and closes the connection.
func raw(w http.ResponseWriter, answer string) {
	conn, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		panic(err)
	}
	defer conn.Close()
	io.WriteString(conn, answer)
}

func zipped(b []byte) []byte {
	var buf bytes.Buffer
	w := gzip.NewWriter(&buf)
	w.Write(b)
	w.Close()
	return buf.Bytes()
}

// guardedWeb is the guarded transport on a small web: news.test is allowed and
// leads to srv, trick.test is a name whose address is srv's own, on loopback.
func guardedWeb(srv *httptest.Server) http.RoundTripper {
	o := TransportOptions{Timeout: time.Minute}
	g := guard{}
	dial := func(ctx context.Context, network, addr string) (net.Conn, error) {
		switch addr {
		case "news.test:80":
			return (&net.Dialer{}).DialContext(ctx, network, srv.Listener.Addr().String())
		case "trick.test:80":
			addr = srv.Listener.Addr().String()
		}
		return (&net.Dialer{Timeout: o.Timeout, Control: g.control}).DialContext(ctx, network, addr)
	}
	return &transport{
		guard: g, direct: newHTTPTransport(o, dial), proxied: newHTTPTransport(o, dial),
		proxy: func(*url.URL) (*url.URL, error) { return nil, nil },
	}
}

func TestRedirectsToPrivateNetworksAreRefused(t *testing.T) {
	var to atomic.Value
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Host != "news.test" {
			t.Errorf("a request for %s got through", r.Host)
		}
		w.Header().Set("Location", to.Load().(string))
		w.WriteHeader(http.StatusFound)
	}))
	defer srv.Close()
	f := newTestFetcher(t, func(o *FetchOptions) { o.Transport, o.IgnoreRobots = guardedWeb(srv), true })
	for target, kind := range map[string]string{
		srv.URL:                           "loopback",
		"http://localhost/":               "this machine",
		"http://[::1]/":                   "loopback",
		"http://169.254.169.254/latest":   "link-local",
		"http://10.0.0.1/":                "private network",
		"http://192.168.0.1:8080/":        "private network",
		"http://2130706433/":              "loopback", // 127.0.0.1 in another spelling
		"http://[::ffff:127.0.0.1]/":      "loopback",
		"http://trick.test/":              "loopback", // whatever a name looks up to
		"http://[64:ff9b::a9fe:a9fe]/api": "link-local behind NAT64",
	} {
		to.Store(target)
		_, err := f.Get(t.Context(), parse(t, "http://news.test/a"))
		if !errors.Is(err, ErrPrivate) || !strings.Contains(err.Error(), kind) {
			t.Errorf("redirect to %s: %v", target, err)
		}
		if err != nil && !strings.Contains(err.Error(), "allow_private_networks") {
			t.Errorf("redirect to %s: the refusal does not say what to set: %v", target, err)
		}
		if temporary(err) {
			t.Errorf("redirect to %s: refused for now only", target)
		}
	}
}

func TestProxyMayStandOnAPrivateAddress(t *testing.T) {
	var asked atomic.Value
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Store(r.URL.String())
		io.WriteString(w, wholePage)
	}))
	defer proxy.Close()
	f := newTestFetcher(t, func(o *FetchOptions) { o.Proxy, o.AllowPrivate, o.IgnoreRobots = proxy.URL, false, true })
	if _, err := f.Get(t.Context(), parse(t, "http://www.people.com.cn/n1/1.html")); err != nil {
		t.Fatal(err)
	}
	if asked.Load() != "http://www.people.com.cn/n1/1.html" {
		t.Errorf("the proxy was asked for %v", asked.Load())
	}
	for _, private := range []string{"http://127.0.0.1/", "http://10.0.0.1/", proxy.URL} {
		if _, err := f.Get(t.Context(), parse(t, private)); !errors.Is(err, ErrPrivate) {
			t.Errorf("%s through the proxy: %v", private, err)
		}
	}
}

func TestDeadProxyIsNamed(t *testing.T) {
	proxy := httptest.NewServer(http.NotFoundHandler())
	proxy.Close()
	f := newTestFetcher(t, func(o *FetchOptions) { o.Proxy, o.IgnoreRobots, o.Retries = proxy.URL, true, 1 })
	_, err := f.Get(t.Context(), parse(t, "http://www.people.com.cn/"))
	if err == nil || !strings.Contains(err.Error(), "through the proxy 127.0.0.1") || !temporary(err) {
		t.Errorf("a dead proxy: %v", err)
	}
}

func TestConditionalRequests(t *testing.T) {
	var withETag atomic.Bool
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if withETag.Load() {
			w.Header().Set("ETag", `"1"`)
			if r.Header.Get("If-None-Match") == `"1"` {
				w.WriteHeader(http.StatusNotModified)
				return
			}
		}
		io.WriteString(w, wholePage)
	}))
	defer srv.Close()
	f := newTestFetcher(t, func(o *FetchOptions) { o.IgnoreRobots = true })
	for _, tag := range []bool{true, false} {
		withETag.Store(tag)
		s := f.session(t.Context())
		u := parse(t, srv.URL+"/")
		first, err := s.get(Query{URL: u})
		if err != nil || first.NotModified {
			t.Fatalf("first look: %v, not modified %v", err, first.NotModified)
		}
		again, err := s.get(Query{URL: u, Known: first.Validators()})
		if err != nil || !again.NotModified {
			t.Fatalf("second look, ETag %v: %v, want not modified", tag, err)
		}
		if got, want := again.Validators(), first.Validators(); got.ETag != want.ETag || got.BodyHash != want.BodyHash {
			t.Errorf("validators after a 304: %+v, want %+v", got, want)
		}
	}
}

// web is a fake network, for tests of time.
type web func(r *http.Request) (int, http.Header, string)

func (f web) RoundTrip(r *http.Request) (*http.Response, error) {
	code, h, body := f(r)
	if h == nil {
		h = http.Header{}
	}
	return &http.Response{StatusCode: code, Header: h, Body: io.NopCloser(strings.NewReader(body)), Request: r, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}, nil
}

func TestRetryAfterHoldsTheWholeHost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		var mu sync.Mutex
		served := map[string]time.Duration{}
		f := newTestFetcher(t, func(o *FetchOptions) {
			o.IgnoreRobots = true
			o.Transport = web(func(r *http.Request) (int, http.Header, string) {
				mu.Lock()
				defer mu.Unlock()
				if r.URL.Path == "/busy" && time.Since(began) == 0 {
					return http.StatusServiceUnavailable, http.Header{"Retry-After": {"20"}}, ""
				}
				served[r.URL.Path] = time.Since(began)
				return http.StatusOK, nil, wholePage
			})
		})
		var wg sync.WaitGroup
		for i, path := range []string{"/busy", "/other"} {
			wg.Go(func() {
				time.Sleep(time.Duration(i) * time.Second)
				if _, err := f.Get(t.Context(), parse(t, "http://a.cn"+path)); err != nil {
					t.Errorf("%s: %v", path, err)
				}
			})
		}
		wg.Wait()
		for path, at := range served {
			if at != 20*time.Second {
				t.Errorf("%s was asked for after %v, want 20s", path, at)
			}
		}
	})
}

func TestLongRetryAfterEndsTheTries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		f := newTestFetcher(t, func(o *FetchOptions) {
			o.IgnoreRobots = true
			o.Transport = web(func(r *http.Request) (int, http.Header, string) {
				asked++
				return http.StatusTooManyRequests, http.Header{"Retry-After": {"1800"}}, ""
			})
		})
		began := time.Now()
		for range 2 {
			_, err := f.Get(t.Context(), parse(t, "http://a.cn/"))
			if !errors.Is(err, errResting) || !temporary(err) {
				t.Errorf("error %v", err)
			}
		}
		if asked != 1 || time.Since(began) != 0 {
			t.Errorf("%d requests in %v, want one at once", asked, time.Since(began))
		}
	})
}

func TestGetHearsTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newTestFetcher(t, func(o *FetchOptions) {
			o.IgnoreRobots, o.Delay = true, time.Hour
			o.Transport = web(func(r *http.Request) (int, http.Header, string) { return 200, nil, wholePage })
		})
		ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
		defer cancel()
		if _, err := f.Get(ctx, parse(t, "http://a.cn/")); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		_, err := f.Get(ctx, parse(t, "http://a.cn/"))
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(began) != 3*time.Second {
			t.Errorf("error %v after %v", err, time.Since(began))
		}
	})
}

func TestGoneIsMarked(t *testing.T) {
	for code, gone := range map[int]bool{404: true, 410: true, 403: false, 500: false} {
		f := newTestFetcher(t, func(o *FetchOptions) {
			o.IgnoreRobots, o.Retries = true, 0
			o.Transport = web(func(*http.Request) (int, http.Header, string) { return code, nil, "" })
		})
		_, err := f.Get(t.Context(), parse(t, "http://a.cn/"))
		if errors.Is(err, newswatch.ErrGone) != gone {
			t.Errorf("%d: %v", code, err)
		}
	}
}

func TestHostThatNeverAnswersIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		f := newTestFetcher(t, func(o *FetchOptions) {
			o.IgnoreRobots, o.Retries = true, 1
			o.Transport = brokenWeb{&asked}
		})
		s := f.session(t.Context())
		for n := range 10 {
			_, err := s.get(Query{URL: parse(t, fmt.Sprintf("http://a.cn/%d", n))})
			if n >= maxSilent && (err == nil || !strings.Contains(err.Error(), "it is not asked again")) || !temporary(err) {
				t.Errorf("page %d: %v", n, err)
			}
		}
		if asked != 2*maxSilent {
			t.Errorf("%d requests", asked)
		}
		if _, err := s.get(Query{URL: parse(t, "http://b.cn/")}); err == nil || strings.Contains(err.Error(), "not asked again") {
			t.Errorf("another host: %v", err)
		}
	})
}

type brokenWeb struct{ asked *int }

func (w brokenWeb) RoundTrip(*http.Request) (*http.Response, error) {
	*w.asked++
	return nil, syscall.ECONNREFUSED
}
