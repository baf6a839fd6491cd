package crawler

import (
	"context"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"newswatch"
)

// FetchOptions are the manners and bounds of all fetching. A zero value gives
// the defaults that each field names.
type FetchOptions struct {
	// UserAgent introduces the crawler honestly; it should say where to complain.
	UserAgent string
	// Delay is the time between the starts of two requests to one host; 0: none.
	Delay time.Duration
	// Parallelism is how many requests one host sees at once; 0: 2.
	Parallelism int
	// Timeout bounds one try, its body included; 0: 30 s.
	Timeout time.Duration
	// MaxBody bounds a body after unpacking, in bytes; 0: 8 MiB.
	MaxBody int64
	// Retries is how often a failed request is tried again; negative: never.
	Retries int
	// IgnoreRobots leaves robots.txt unread.
	IgnoreRobots bool
	// Transport is the way out; nil: one made by [NewTransport] from Proxy and
	// AllowPrivate.
	Transport    http.RoundTripper
	Proxy        string
	AllowPrivate bool
	// FirstWait is the wait before the first retry; it doubles. 0: 500 ms.
	FirstWait time.Duration
	Logger    *slog.Logger
}

// Fetcher gets pages politely. One Fetcher serves all sites and runs, since it
// keeps what every host is owed. It is safe for concurrent use.
type Fetcher struct {
	o      FetchOptions
	gate   *gate
	robots *robotsCache
}

// NewFetcher fails where the proxy's URL is no good.
func NewFetcher(o FetchOptions) (*Fetcher, error) {
	o.Parallelism = orDefault(o.Parallelism, 2)
	o.Timeout = orDefault(o.Timeout, 30*time.Second)
	o.MaxBody = orDefault(o.MaxBody, 8<<20)
	o.FirstWait = orDefault(o.FirstWait, firstWait)
	if o.UserAgent == "" {
		o.UserAgent = "newswatch"
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Transport == nil {
		t, err := NewTransport(TransportOptions{Proxy: o.Proxy, AllowPrivate: o.AllowPrivate, Timeout: o.Timeout, PerHost: o.Parallelism})
		if err != nil {
			return nil, fmt.Errorf("crawl.proxy: %w", err)
		}
		o.Transport = t
	}
	return &Fetcher{o: o, gate: newGate(o.Delay, o.Parallelism, longestWait), robots: newRobotsCache()}, nil
}

func orDefault[T int | int64 | time.Duration](v, def T) T {
	if v <= 0 {
		return def
	}
	return v
}

// Close drops idle connections.
func (f *Fetcher) Close() {
	(&http.Client{Transport: f.o.Transport}).CloseIdleConnections()
}

// Query is one page to get.
type Query struct {
	URL *url.URL
	// Known makes the request conditional; its zero value asks for the page
	// whatever it is.
	Known newswatch.Validators
	// List asks caches on the way to check that what they hold is fresh.
	List bool
}

// Response is a page as it came, after redirects, unpacked but not decoded.
type Response struct {
	URL         *url.URL // as asked
	FinalURL    *url.URL // after redirects
	Status      int
	Header      http.Header
	Body        []byte
	BodyHash    uint64 // xxHash64 of Body
	NotModified bool   // 304, or the body that Known tells of
	Fetched     time.Time
}

// Redirected reports whether another page answered.
func (r *Response) Redirected() bool { return r.FinalURL.String() != r.URL.String() }

// sum is the evidence's hash.
func (r *Response) sum() [32]byte { return sha256.Sum256(r.Body) }

// Validators are what makes the next request for this page conditional.
func (r *Response) Validators() newswatch.Validators {
	return newswatch.Validators{
		URL: r.URL.String(), ETag: r.Header.Get("ETag"), Modified: r.Header.Get("Last-Modified"),
		BodyHash: r.BodyHash, Fetched: r.Fetched,
	}
}

// Get fetches one page, outside of any crawl. The error is a [*FetchError] or
// the context's.
func (f *Fetcher) Get(ctx context.Context, u *url.URL) (*Response, error) {
	return f.session(ctx).get(Query{URL: u})
}
