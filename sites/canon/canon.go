// Package canon brings the addresses of a news page to one form, so that one
// article is one row however it was linked: by http or https, from the mobile
// host, with a share button's parameters, or with a default index page named.
package canon

import (
	"net"
	"net/url"
	"path"
	"regexp"
	"sort"
	"strings"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// URL returns the canonical form of u. It is a name for the page, and as a rule
// an address that works: http stands for both schemes (the sites that want
// https redirect), the registered domain itself and its www, m and wap hosts
// are one, and what only says how the reader came is left out. It does not
// change u, and URL of a canonical URL is that URL.
func URL(u *url.URL) string {
	host := hostname(u)
	p := cleanPath(u.EscapedPath())
	host, p = rewrite(host, p)

	var b strings.Builder
	b.WriteString("http://")
	b.WriteString(host)
	if port := u.Port(); port != "" && !(port == "80" || port == "443") {
		b.WriteString(":" + port)
	}
	b.WriteString(p)
	if q := cleanQuery(u.RawQuery); q != "" {
		b.WriteString("?" + q)
	}
	return b.String()
}

// sameHosts are the first labels that name another view of the same site.
var sameHosts = map[string]bool{"www": true, "m": true, "wap": true, "3g": true, "mobile": true, "amp": true}

// hostname is u's host in lower case and ASCII, with its views made one.
func hostname(u *url.URL) string {
	host := strings.Trim(strings.ToLower(u.Hostname()), ".")
	if ip := net.ParseIP(host); ip != nil {
		if strings.Contains(host, ":") {
			return "[" + ip.String() + "]"
		}
		return host
	}
	if isASCII(host) {
		// as nearly all are
	} else if ascii, err := idna.Lookup.ToASCII(host); err == nil {
		host = ascii
	}
	for {
		first, rest, more := strings.Cut(host, ".")
		if !more || !sameHosts[first] || !registered(rest) {
			break
		}
		host = rest
	}
	if domain, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil && domain == host {
		host = "www." + host
	}
	return host
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// registered reports whether host is a registered domain or below one, and not
// a public suffix such as com.cn.
func registered(host string) bool {
	_, err := publicsuffix.EffectiveTLDPlusOne(host)
	return err == nil && strings.Contains(host, ".")
}

// twins are addresses under which one publisher shows the same pages.
var twins = []struct{ host, prefix, toHost, toPrefix string }{
	{"www.people.cn", "/", "www.people.com.cn", "/"},
	{"xsrb.cnepaper.com", "/epaper/html/", "xsrb.xsnet.cn", "/html/"},
	{"xsrb.cnepaper.com", "/", "xsrb.xsnet.cn", "/"},
	{"xsrb.xsnet.cn", "/epaper/html/", "xsrb.xsnet.cn", "/html/"},
}

func rewrite(host, p string) (string, string) {
	for _, t := range twins {
		if host == t.host && strings.HasPrefix(p, t.prefix) {
			return t.toHost, t.toPrefix + p[len(t.prefix):]
		}
	}
	return host, p
}

var (
	indexPage = regexp.MustCompile(`(?i)/(?:index|default)\.(?:s?html?|php|jsp|aspx?)$`)
	session   = regexp.MustCompile(`(?i);jsessionid=[^/?#]*`)
	allPages  = regexp.MustCompile(`(/content_\d+)_0(\.s?html?)$`) // 杭州网: all pages of the article on one
)

// cleanPath resolves dots and doubled slashes, spells escapes in one way, and
// leaves out default index pages. It takes and returns an escaped path.
func cleanPath(p string) string {
	if strings.Contains(p, ";") {
		p = session.ReplaceAllString(p, "")
	}
	p = normalEscapes(p)
	if p == "" || p[0] != '/' {
		p = "/" + p
	}
	slash := strings.HasSuffix(p, "/") || strings.HasSuffix(p, "/.") || strings.HasSuffix(p, "/..")
	p = path.Clean(p)
	if slash && p != "/" {
		p += "/"
	}
	if file := p[strings.LastIndexByte(p, '/')+1:]; file != "" && (file[0]|0x20 == 'i' || file[0]|0x20 == 'd') {
		p = indexPage.ReplaceAllString(p, "/")
	}
	if strings.Contains(p, "_0.") {
		p = allPages.ReplaceAllString(p, "$1$2")
	}
	return p
}

// normalEscapes writes %-escapes in upper case and undoes those of unreserved
// characters; other bytes that may not stand in a URL are escaped.
func normalEscapes(s string) string {
	const hex = "0123456789ABCDEF"
	if strings.IndexFunc(s, odd) < 0 {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			c = unhex(s[i+1])<<4 | unhex(s[i+2])
			i += 2
			if unreserved(c) {
				b.WriteByte(c)
				continue
			}
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		case c == '%':
			b.WriteString("%25")
		case odd(rune(c)):
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// odd reports whether c is a percent sign or may not stand in a URL.
func odd(c rune) bool {
	return c <= ' ' || c >= 0x7f || c == '%' || c == '"' || c == '<' || c == '>' || c == '`' || c == '\\' || c == '#'
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

func unhex(c byte) byte {
	switch {
	case c <= '9':
		return c - '0'
	case c >= 'a':
		return c - 'a' + 10
	}
	return c - 'A' + 10
}

func unreserved(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' ||
		c == '-' || c == '.' || c == '_' || c == '~'
}

// tracking are the parameters that say how a reader came and not what he reads.
var tracking = map[string]bool{
	"spm": true, "scm": true, "from": true, "isappinstalled": true, "appinstall": true, "nsukey": true,
	"scene": true, "clicktime": true, "enterid": true, "srcid": true, "bsh_bid": true, "tdsourcetag": true,
	"fbclid": true, "gclid": true, "msclkid": true, "yclid": true, "ref": true, "referer": true, "referrer": true,
	"share": true, "sharefrom": true, "share_from": true, "share_token": true, "share_source": true,
	"sharer_sharetime": true, "sharer_shareid": true, "wx_share": true, "weixin": true, "wechat": true,
	"_": true, "rand": true, "random": true, "hmsr": true, "hmpl": true, "hmcu": true, "hmkw": true, "hmci": true,
	"chksm": true, "s_channel": true, "s_trans": true, "wm": true, "vt": true, "pvid": true, "mkt": true,
}

var (
	number     = regexp.MustCompile(`^-?[01]$`)             // ?div=-1 of 方正 e-papers
	cacheStamp = regexp.MustCompile(`^(?:\d{10,}|0\.\d+)$`) // ?t=1571234567890, ?r=0.123
)

// cleanQuery leaves out tracking parameters and orders the rest by name. Values
// stay as they are: sites still send GBK bytes in them.
func cleanQuery(raw string) string {
	if raw == "" {
		return ""
	}
	type pair struct{ key, text string }
	var keep []pair
	for part := range strings.SplitSeq(strings.ReplaceAll(raw, "&amp;", "&"), "&") {
		part = normalEscapes(part)
		key, value, _ := strings.Cut(part, "=")
		name := strings.ToLower(key)
		switch {
		case tracking[name] || strings.HasPrefix(name, "utm_") || strings.HasPrefix(name, "utm-"):
			continue
		case name == "div" && number.MatchString(value):
			continue
		case (name == "t" || name == "r" || name == "v" || name == "time" || name == "timestamp" || name == "date" || name == "rnd") && cacheStamp.MatchString(value):
			continue
		case name == "":
			continue
		}
		keep = append(keep, pair{name, part})
	}
	sort.SliceStable(keep, func(i, j int) bool { return keep[i].key < keep[j].key })
	var b strings.Builder
	for i, p := range keep {
		if i > 0 {
			b.WriteByte('&')
		}
		b.WriteString(p.text)
	}
	return b.String()
}
