// Package robots reads robots.txt as RFC 9309 says: groups of one crawler are
// joined, the longest rule wins, and of two that are equally long the one that
// allows. It also reads Crawl-delay and Sitemap, which the RFC leaves open.
package robots

import (
	"bytes"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// MaxBytes is how much of a robots.txt counts; the rest is not read.
// RFC 9309, section 2.5, asks for at least this much.
const MaxBytes = 500 << 10

// maxRules bounds the rules that are kept of one file.
const maxRules = 10_000

// Rules are what one robots.txt says. The zero value allows everything.
type Rules struct {
	groups   map[string]*Group // by product token in lower case; "*" for all others
	Sitemaps []string          // as written
}

// Group is what a robots.txt says to one crawler. A nil Group allows
// everything.
type Group struct {
	rules []rule
	// CrawlDelay is the time that the site wants between two requests; 0 where it
	// says nothing.
	CrawlDelay time.Duration
}

type rule struct {
	pattern string // percent-encoded in one way; may hold * and end in $
	allow   bool
}

// Parse reads a robots.txt. It never fails: what is no rule is passed over.
func Parse(body []byte) *Rules {
	body = body[:min(len(body), MaxBytes)]
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	r := &Rules{groups: map[string]*Group{}}
	var current []*Group
	naming, kept := false, 0
	for len(body) > 0 {
		end := bytes.IndexAny(body, "\r\n")
		line := body
		if end >= 0 {
			line, body = body[:end], body[end+1:]
		} else {
			body = nil
		}
		key, value, ok := split(line)
		if !ok {
			continue
		}
		switch key {
		case "user-agent", "useragent", "user agent":
			if !naming {
				current, naming = nil, true
			}
			if token := Token(value); token != "" {
				current = append(current, r.group(token))
			}
		case "allow", "disallow":
			naming = false
			if kept++; value == "" || kept > maxRules {
				continue // an empty Disallow forbids nothing
			}
			for _, g := range current {
				g.rules = append(g.rules, rule{normal(value), key == "allow"})
			}
		case "crawl-delay":
			naming = false
			if d, err := strconv.ParseFloat(value, 64); err == nil && d > 0 && d < 1e6 {
				for _, g := range current {
					g.CrawlDelay = max(g.CrawlDelay, time.Duration(d*float64(time.Second)))
				}
			}
		case "sitemap":
			if value != "" && len(r.Sitemaps) < 100 {
				r.Sitemaps = append(r.Sitemaps, value)
			}
		}
	}
	return r
}

// split takes a line apart; ok is false where it says nothing.
func split(line []byte) (key, value string, ok bool) {
	if i := bytes.IndexByte(line, '#'); i >= 0 {
		line = line[:i]
	}
	k, v, ok := strings.Cut(string(line), ":")
	if !ok {
		return "", "", false
	}
	return strings.ToLower(strings.TrimSpace(k)), strings.TrimSpace(v), true
}

func (r *Rules) group(token string) *Group {
	g := r.groups[token]
	if g == nil {
		g = &Group{}
		r.groups[token] = g
	}
	return g
}

// Token is the name by which a robots.txt knows a crawler: the letters, hyphens
// and underscores that its User-Agent opens with, in lower case, or those after
// "compatible;" where the crawler introduces itself like a browser. "*" stays.
func Token(agent string) string {
	agent = strings.TrimSpace(agent)
	if strings.HasPrefix(agent, "*") {
		return "*"
	}
	if _, rest, ok := strings.Cut(strings.ToLower(agent), "compatible;"); ok {
		agent = strings.TrimSpace(rest)
	}
	end := 0
	for end < len(agent) {
		c := agent[end] | 0x20
		if (c < 'a' || c > 'z') && agent[end] != '-' && agent[end] != '_' {
			break
		}
		end++
	}
	return strings.ToLower(agent[:end])
}

// For returns what the file says to a crawler with this User-Agent: its own
// groups, or those for all where it has none.
func (r *Rules) For(agent string) *Group {
	if g := r.groups[Token(agent)]; g != nil {
		return g
	}
	return r.groups["*"]
}

// Allowed reports whether a path, with its query, may be asked for.
func (g *Group) Allowed(path string) bool {
	if g == nil {
		return true
	}
	path = normal(path)
	if path == "" {
		path = "/"
	}
	if path == "/robots.txt" {
		return true
	}
	longest, allow := -1, true
	for _, r := range g.rules {
		if n := len(r.pattern); n > longest || n == longest && r.allow {
			if matches(r.pattern, path) {
				longest, allow = n, r.allow
			}
		}
	}
	return allow
}

// matches follows RFC 9309, section 2.2.3: a prefix, in which * stands for any
// characters and a $ at the end for the end.
func matches(pattern, path string) bool {
	anchored := strings.HasSuffix(pattern, "$")
	pattern = strings.TrimSuffix(pattern, "$")
	parts := strings.Split(pattern, "*")
	if !strings.HasPrefix(path, parts[0]) {
		return false
	}
	if len(parts) == 1 {
		return !anchored || path == parts[0]
	}
	rest := path[len(parts[0]):]
	last := len(parts) - 1
	for _, p := range parts[1:last] {
		i := strings.Index(rest, p)
		if i < 0 {
			return false
		}
		rest = rest[i+len(p):]
	}
	if anchored {
		return strings.HasSuffix(rest, parts[last])
	}
	return strings.Contains(rest, parts[last])
}

// normal spells percent escapes in one way, so that /a%3cd, /a%3Cd and /新闻 in
// a rule and in a URL compare as RFC 9309 wants.
func normal(s string) string {
	const hex = "0123456789ABCDEF"
	plain := true
	for i := 0; i < len(s) && plain; i++ {
		plain = s[i] > ' ' && s[i] < utf8.RuneSelf && s[i] != '%'
	}
	if plain {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '%' && i+2 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				if c = byte(n); unreserved(c) {
					b.WriteByte(c)
				} else {
					b.Write([]byte{'%', hex[c>>4], hex[c&15]})
				}
				i += 2
				continue
			}
		}
		if c <= ' ' || c >= 0x7f {
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

func unreserved(c byte) bool {
	l := c | 0x20
	return l >= 'a' && l <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_' || c == '~'
}
