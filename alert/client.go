package alert

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"syscall"
	"time"
)

// maxBody is how much of an answer is read, in bytes. Robots answer a few
// hundred; the rest of a longer one is left.
const maxBody = 64 << 10

// ErrForbidden is wrapped by errors about addresses that are never talked to.
var ErrForbidden = errors.New("this address is never sent to: link-local and metadata services hold credentials")

// forbidden are addresses that machines hand out credentials on. Private ones
// are not among them: targets come from the operator's own configuration.
var forbidden = []netip.Prefix{
	netip.MustParsePrefix("169.254.0.0/16"),         // link-local: AWS, GCP, Azure, OpenStack, Tencent Cloud metadata
	netip.MustParsePrefix("fe80::/10"),              // link-local
	netip.MustParsePrefix("fd00:ec2::254/128"),      // AWS metadata
	netip.MustParsePrefix("100.100.100.200/32"),     // Alibaba Cloud metadata
	netip.MustParsePrefix("168.63.129.16/32"),       // Azure wire server
	netip.MustParsePrefix("64:ff9b::a9fe:0/112"),    // 169.254/16 through NAT64
	netip.MustParsePrefix("2002:a9fe::/32"),         // 169.254/16 through 6to4
	netip.MustParsePrefix("64:ff9b::6464:64c8/128"), // 100.100.100.200 through NAT64
}

func forbiddenAddr(a netip.Addr) bool {
	a = a.Unmap().WithZone("")
	for _, p := range forbidden {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

// forbiddenHost catches what a proxy would look up for us.
func forbiddenHost(host string) bool {
	if a, err := netip.ParseAddr(host); err == nil {
		return forbiddenAddr(a)
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	return host == "metadata.google.internal" || host == "metadata" || host == "metadata.tencentyun.com"
}

// Dial opens connections for channels: it refuses forbidden addresses as they
// are connected to, whatever name led there.
func Dial(ctx context.Context, network, address string) (net.Conn, error) {
	d := net.Dialer{Timeout: 10 * time.Second, Control: func(_, address string, _ syscall.RawConn) error {
		a, err := netip.ParseAddrPort(address)
		if err != nil {
			return fmt.Errorf("%w: %q", ErrForbidden, address)
		}
		if forbiddenAddr(a.Addr()) {
			return fmt.Errorf("%w (%s)", ErrForbidden, a.Addr())
		}
		return nil
	}}
	return d.DialContext(ctx, network, address)
}

// NewClient is the only way out for channels that speak HTTP. It follows no
// redirect, verifies TLS, uses the environment's proxy, reads at most 64 KiB of
// an answer, and connects to no link-local address. Each request's own time
// limit comes from its context; timeout bounds those that have none.
func NewClient(timeout time.Duration) *http.Client {
	t := &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            Dial,
		ForceAttemptHTTP2:      true,
		MaxIdleConns:           64,
		MaxIdleConnsPerHost:    16,
		IdleConnTimeout:        90 * time.Second,
		TLSHandshakeTimeout:    10 * time.Second,
		MaxResponseHeaderBytes: 64 << 10,
		DisableCompression:     true, // a small compressed answer may be a very long one
	}
	return &http.Client{
		Transport:     guarded{t},
		Timeout:       timeout,
		CheckRedirect: noRedirect,
	}
}

func noRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

type guarded struct{ next http.RoundTripper }

func (g guarded) RoundTrip(r *http.Request) (*http.Response, error) {
	if forbiddenHost(r.URL.Hostname()) {
		return nil, fmt.Errorf("%w (%s)", ErrForbidden, r.URL.Hostname())
	}
	resp, err := g.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	resp.Body = struct {
		io.Reader
		io.Closer
	}{io.LimitReader(resp.Body, maxBody), resp.Body}
	return resp, nil
}

// CloseIdleConnections lets the client's own reach the transport.
func (g guarded) CloseIdleConnections() {
	if c, ok := g.next.(interface{ CloseIdleConnections() }); ok {
		c.CloseIdleConnections()
	}
}

// checkURL faults an address that cannot be sent to. example shows a right one.
func checkURL(f *faults, key string, s Secret, example string) *url.URL {
	if s == "" {
		f.add(key, "is missing; paste %s", example)
		return nil
	}
	u, err := url.Parse(string(s))
	switch {
	case err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https":
		f.add(key, "is not an http or https address; paste %s", example)
	case forbiddenHost(u.Hostname()):
		f.add(key, "is a link-local or metadata address, which is never sent to")
	default:
		return u
	}
	return nil
}
