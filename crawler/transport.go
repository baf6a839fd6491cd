package crawler

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"golang.org/x/net/http/httpproxy"
)

// TransportOptions say how requests leave the machine.
type TransportOptions struct {
	// Proxy is the URL of a proxy for all requests (http, https, socks5 or
	// socks5h). Empty means the environment's HTTP_PROXY, HTTPS_PROXY and
	// NO_PROXY; "direct" means none at all.
	Proxy string
	// AllowPrivate lets requests reach loopback, link-local and private
	// addresses. The proxy itself may stand on one in any case.
	AllowPrivate bool
	// Timeout bounds connecting and the wait for an answer's header; 0: 30 s.
	Timeout time.Duration
	// PerHost is how many idle connections to one host are kept; 0: 2.
	PerHost int
}

// NewTransport returns the one way out for everything that the crawler asks of
// the web. Connections to private addresses are refused at the moment of
// connecting, whatever name or redirect led there; the error wraps
// [ErrPrivate]. It fails where the proxy's URL is no good.
func NewTransport(o TransportOptions) (http.RoundTripper, error) {
	proxy, err := proxyFunc(o.Proxy)
	if err != nil {
		return nil, err
	}
	if o.Timeout <= 0 {
		o.Timeout = 30 * time.Second
	}
	g := guard{allowPrivate: o.AllowPrivate}
	t := &transport{guard: g, proxy: proxy}
	t.direct = newHTTPTransport(o, (&net.Dialer{Timeout: o.Timeout, KeepAlive: 30 * time.Second, Control: g.control}).DialContext)
	// With a proxy set, an http.Transport connects to nothing but the proxy.
	t.proxied = newHTTPTransport(o, (&net.Dialer{Timeout: o.Timeout, KeepAlive: 30 * time.Second}).DialContext)
	t.proxied.Proxy = func(r *http.Request) (*url.URL, error) {
		if via, ok := r.Context().Value(viaKey{}).(*url.URL); ok {
			return via, nil
		}
		return nil, fmt.Errorf("no proxy was chosen for %s", r.URL.Host)
	}
	return t, nil
}

func newHTTPTransport(o TransportOptions, dial func(context.Context, string, string) (net.Conn, error)) *http.Transport {
	idle := max(o.PerHost, 2)
	return &http.Transport{
		DialContext:            dial,
		ForceAttemptHTTP2:      true,
		MaxIdleConns:           512,
		MaxIdleConnsPerHost:    idle,
		IdleConnTimeout:        90 * time.Second,
		TLSHandshakeTimeout:    min(o.Timeout, 15*time.Second),
		ResponseHeaderTimeout:  o.Timeout,
		MaxResponseHeaderBytes: 256 << 10,
		// The fetcher unpacks bodies itself, to bound what comes out of them.
		DisableCompression: true,
	}
}

// proxyFunc reads the crawl.proxy setting.
func proxyFunc(setting string) (func(*url.URL) (*url.URL, error), error) {
	switch setting = strings.TrimSpace(setting); setting {
	case "":
		return httpproxy.FromEnvironment().ProxyFunc(), nil
	case "direct":
		return func(*url.URL) (*url.URL, error) { return nil, nil }, nil
	}
	if err := CheckProxy(setting); err != nil {
		return nil, err
	}
	u, err := url.Parse(setting)
	if err != nil {
		return nil, err
	}
	return func(*url.URL) (*url.URL, error) { return u, nil }, nil
}

// CheckProxy says what is wrong with a crawl.proxy setting; nil where it can be
// used. The error never repeats the setting, which may hold a password.
func CheckProxy(setting string) error {
	if setting = strings.TrimSpace(setting); setting == "" || setting == "direct" {
		return nil
	}
	u, err := url.Parse(setting)
	if err != nil || u.Host == "" || u.Hostname() == "" {
		return fmt.Errorf("is not a proxy's URL; write it as http://host:port or socks5://host:port")
	}
	switch u.Scheme {
	case "http", "https", "socks5", "socks5h":
		return nil
	}
	return fmt.Errorf("scheme %q is not one of http, https, socks5 and socks5h", u.Scheme)
}

type viaKey struct{}

// transport chooses for each request between the guarded way and the proxy.
type transport struct {
	guard           guard
	proxy           func(*url.URL) (*url.URL, error)
	direct, proxied *http.Transport
}

func (t *transport) RoundTrip(r *http.Request) (*http.Response, error) {
	err := t.guard.target(r.URL)
	var via *url.URL
	if err == nil {
		via, err = t.proxy(r.URL)
	}
	if err != nil {
		if r.Body != nil {
			r.Body.Close()
		}
		return nil, err
	}
	if via == nil {
		return t.direct.RoundTrip(r)
	}
	resp, err := t.proxied.RoundTrip(r.WithContext(context.WithValue(r.Context(), viaKey{}, via)))
	switch {
	case err != nil:
		return nil, &viaError{via.Host, err}
	case resp.StatusCode == http.StatusProxyAuthRequired:
		resp.Body.Close()
		return nil, &viaError{via.Host, errors.New(http.StatusText(resp.StatusCode))}
	}
	return resp, nil
}

// viaError is a failure on the way through a proxy, which may be the proxy's own.
type viaError struct {
	proxy string // host and port; never its password
	err   error
}

const viaPrefix = "through the proxy "

func (e *viaError) Error() string { return viaPrefix + e.proxy + ": " + e.err.Error() }
func (e *viaError) Unwrap() error { return e.err }

// CloseIdleConnections lets http.Client.CloseIdleConnections reach both ways.
func (t *transport) CloseIdleConnections() {
	t.direct.CloseIdleConnections()
	t.proxied.CloseIdleConnections()
}
