package crawler

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
	"net/url"
	"strings"
	"syscall"

	"code.dny.dev/ssrf"
)

// ErrPrivate is wrapped by every refusal to talk to an address that is not on
// the public internet.
var ErrPrivate = errors.New("not a public address")

// guard decides which addresses may be spoken to. Its zero value lets only
// public ones through.
type guard struct {
	allowPrivate bool
}

// control is a [net.Dialer]'s Control: it sees the address that is really
// connected to, after every DNS answer and redirect.
func (g guard) control(network, address string, _ syscall.RawConn) error {
	if g.allowPrivate {
		return nil
	}
	ap, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%w: %q is no IP address", ErrPrivate, address)
	}
	return g.check(ap.Addr())
}

func (g guard) check(ip netip.Addr) error {
	if g.allowPrivate {
		return nil
	}
	if kind := privateKind(ip); kind != "" {
		return fmt.Errorf("refused to connect to %s (%s): %w; set crawl.allow_private_networks: true if that is meant", ip, kind, ErrPrivate)
	}
	return nil
}

// target refuses a URL that names a private address itself. Through a proxy
// that is all that can be checked, as the proxy looks names up.
func (g guard) target(u *url.URL) error {
	if g.allowPrivate {
		return nil
	}
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return fmt.Errorf("refused to connect to %s (this machine): %w; set crawl.allow_private_networks: true if that is meant", host, ErrPrivate)
	}
	if ip, err := netip.ParseAddr(host); err == nil {
		return g.check(ip)
	}
	if oddNumber(host) {
		return fmt.Errorf("refused to connect to %s (an IP address in an unusual spelling): %w; write it as four decimal numbers", host, ErrPrivate)
	}
	return nil
}

// oddNumber reports whether a host is an IPv4 address in one of the spellings
// (2130706433, 0x7f.1, 0177.0.0.1) that some resolvers and proxies take.
func oddNumber(host string) bool {
	last := host[strings.LastIndexByte(host, '.')+1:]
	if last == "" {
		return false
	}
	if rest, ok := strings.CutPrefix(last, "0x"); ok {
		return strings.Trim(rest, "0123456789abcdef") == ""
	}
	return strings.Trim(last, "0123456789") == ""
}

var (
	nat64    = netip.MustParsePrefix("64:ff9b::/96")
	nat64loc = netip.MustParsePrefix("64:ff9b:1::/48")
	sixToV4  = netip.MustParsePrefix("2002::/16")
	shared   = netip.MustParsePrefix("100.64.0.0/10")
	public   = ssrf.New(ssrf.WithAnyPort(), ssrf.WithAnyNetwork())
)

// privateKind says in words why an address is not public; "" where it is.
// Addresses that carry an IPv4 address inside are judged by that one.
func privateKind(ip netip.Addr) string {
	ip = ip.Unmap().WithZone("")
	b := ip.As16()
	switch {
	case ip.Is6() && nat64.Contains(ip):
		// The way to every IPv4 site from a network that has only IPv6.
		if kind := privateKind(netip.AddrFrom4([4]byte(b[12:16]))); kind != "" {
			return kind + " behind NAT64"
		}
		return ""
	case ip.Is6() && nat64loc.Contains(ip):
		return "local NAT64"
	case ip.Is6() && sixToV4.Contains(ip):
		if kind := privateKind(netip.AddrFrom4([4]byte(b[2:6]))); kind != "" {
			return kind + " behind 6to4"
		}
		return "6to4, which is retired"
	case ip.IsUnspecified():
		return "this machine"
	case ip.IsLoopback():
		return "loopback"
	case ip.IsLinkLocalUnicast():
		return "link-local"
	case ip.IsPrivate():
		return "private network"
	case ip.Is4() && shared.Contains(ip):
		return "carrier's shared network"
	case ip.IsMulticast():
		return "multicast"
	case public.SafeAddr(ip) != nil:
		return "reserved"
	}
	return ""
}

// refusal finds the guard's own words in what the transport made of them.
func refusal(err error) error {
	if !errors.Is(err, ErrPrivate) {
		return nil
	}
	var op *net.OpError
	for errors.As(err, &op) && errors.Is(op.Err, ErrPrivate) {
		err = op.Err
	}
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	return err
}
