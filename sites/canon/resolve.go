package canon

import (
	"fmt"
	"net"
	"net/url"
	"strings"
	"unicode"

	"newswatch"
)

// maxHref bounds an address, in bytes; longer ones are data, not addresses.
const maxHref = 8 << 10

// Resolve reads the href of a link on the page at base. It forgives what
// browsers forgive: blanks and line feeds around and inside, backslashes,
// stray percent signs. It gives web addresses only; the error wraps
// [newswatch.ErrInvalid]. base may be nil where href is absolute.
func Resolve(base *url.URL, href string) (*url.URL, error) {
	if len(href) > maxHref {
		return nil, fmt.Errorf("%w: link of %d bytes", newswatch.ErrInvalid, len(href))
	}
	clean := tidy(href)
	if clean == "" || clean[0] == '#' {
		return nil, fmt.Errorf("%w: link %q leads nowhere", newswatch.ErrInvalid, href)
	}
	u, err := url.Parse(clean)
	if err != nil {
		// A colon in the first segment of a relative path reads as a scheme.
		u, err = url.Parse("./" + clean)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: link %q: not an address", newswatch.ErrInvalid, href)
	}
	if base != nil {
		u = base.ResolveReference(u)
	}
	u.Fragment, u.RawFragment = "", ""
	u.Scheme = strings.ToLower(u.Scheme)
	if u.Scheme != "http" && u.Scheme != "https" || !named(u.Hostname()) {
		return nil, fmt.Errorf("%w: link %q is not on the web", newswatch.ErrInvalid, href)
	}
	return u, nil
}

// tidy drops what may not stand in an address and escapes what should have been.
func tidy(href string) string {
	href = strings.Trim(href, " \t\r\n\f\u00a0\u3000\ufeff")
	if i := strings.IndexByte(href, '#'); i > 0 {
		href = href[:i]
	}
	query := strings.IndexByte(href, '?')
	var b strings.Builder
	for i := 0; i < len(href); i++ {
		c := href[i]
		switch {
		case c < ' ' || c == 0x7f:
		case c == ' ':
			b.WriteString("%20")
		case c == '\\' && (query < 0 || i < query):
			b.WriteByte('/')
		case c == '%' && !(i+2 < len(href) && isHex(href[i+1]) && isHex(href[i+2])):
			b.WriteString("%25")
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// named reports whether host is an IP address, or made of letters, digits,
// hyphens, underscores and dots.
func named(host string) bool {
	if net.ParseIP(host) != nil {
		return true
	}
	for _, r := range host {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' && r != '_' && r != '.' {
			return false
		}
	}
	return strings.Trim(host, ".") != ""
}
