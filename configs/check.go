package configs

import (
	"fmt"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"newswatch"
	"newswatch/configs/strict"
)

var (
	idForm    = regexp.MustCompile(`^[\p{Han}A-Za-z0-9][\p{Han}A-Za-z0-9_.-]{0,63}$`)
	hoursForm = regexp.MustCompile(`^([01]?\d|2[0-4]):[0-5]\d-([01]?\d|2[0-4]):[0-5]\d$`)
)

// check finds what the types alone cannot: duplicates, dangling names, values
// out of range.
func (c *Config) check() {
	c.checkCrawl()
	channels := c.checkChannels()
	c.checkWatches(channels)
	c.checkAlerts(channels)
	c.checkWeb()
	if c.Language != "zh" && c.Language != "en" {
		c.bad("language", "%q is not a language of newswatch; write zh or en", c.Language)
	}
	if scheme, _, ok := strings.Cut(c.Database, "://"); ok {
		if strings.HasPrefix(scheme, "postgres") {
			c.bad("database", "PostgreSQL is not supported yet; give a file name such as newswatch.db")
		} else {
			c.bad("database", "%q is not a database newswatch knows; give a file name such as newswatch.db", scheme)
		}
	}
}

func (c *Config) bad(key, format string, args ...any) {
	c.doc.Faults = append(c.doc.Faults, c.doc.Fault(key, format, args...))
}

// faulted reports whether one of these keys could not be read.
func (c *Config) faulted(keys ...string) bool {
	return slices.ContainsFunc(c.doc.Faults, func(f *strict.Fault) bool { return slices.Contains(keys, f.Key) })
}

func (c *Config) checkCrawl() {
	between := func(key string, v, low, high int) {
		if v < low || v > high {
			c.bad("crawl."+key, "%d is out of range; give %d to %d", v, low, high)
		}
	}
	between("parallelism", c.Crawl.Parallelism, 1, 64)
	between("sites", c.Crawl.Sites, 1, 256)
	between("retries", c.Crawl.Retries, 0, 10)
	if c.Crawl.Timeout <= 0 {
		c.bad("crawl.timeout", "must be more than 0; the default is 30s")
	}
	if strings.TrimSpace(c.Crawl.UserAgent) == "" {
		c.bad("crawl.user_agent", "is empty; give a name with an address at which sites can reach you")
	}
	if p := c.Crawl.Proxy; p != "" && p != "direct" {
		u, err := url.Parse(p)
		if err != nil || u.Host == "" || !slices.Contains([]string{"http", "https", "socks5", "socks5h"}, u.Scheme) {
			c.bad("crawl.proxy", "is not a proxy address; write it like http://127.0.0.1:3128")
		}
	}
	for i, d := range c.Crawl.Revisit {
		if i > 0 && d <= c.Crawl.Revisit[i-1] || d <= 0 {
			c.bad(fmt.Sprintf("crawl.revisit[%d]", i), "%s does not follow; give growing times such as [1h, 6h, 24h]", d)
		}
	}
}

func (c *Config) checkChannels() map[string]bool {
	known := map[string]bool{}
	for _, ch := range c.ChannelList() {
		c.checkID(ch.Key, ch.ID, known)
		if ch.Type == "" {
			c.bad(ch.Key, "has no type; give one, such as type: webhook")
		}
	}
	return known
}

func (c *Config) checkID(key, id string, seen map[string]bool) {
	switch {
	case id == "":
		c.bad(key, "has no id; give a short name such as id: desk")
	case !idForm.MatchString(id):
		c.bad(key+".id", "%q is not an id; use letters, digits, - and _, at most 64", id)
	case seen[id]:
		c.bad(key+".id", "%q stands twice; ids are unique", id)
	}
	seen[id] = true
}

func (c *Config) checkWatches(channels map[string]bool) {
	seen := map[string]bool{} // watches and targets share one name space: API and feeds name both
	for i, w := range c.Watches {
		key := fmt.Sprintf("watches[%d]", i)
		c.checkID(key, w.ID, seen)
		c.checkCommon(key, w.Severity, w.In, w.Channels, channels)
		if len(w.Any)+len(w.All) == 0 && strings.TrimSpace(w.Expr) == "" && !c.faulted(key+".any", key+".all", key+".expr") {
			c.bad(key, "can never fire; give terms under any or all, or an expr")
		}
		c.checkTerms(key, map[string][]string{"any": w.Any, "all": w.All, "none": w.None, "except": w.Except})
	}
	for i, t := range c.Targets {
		key := fmt.Sprintf("targets[%d]", i)
		c.checkID(key, t.ID, seen)
		c.checkCommon(key, t.Severity, t.In, t.Channels, channels)
		c.checkTarget(key, t)
	}
	for i, x := range c.Indicators {
		if x.Name == "" {
			c.bad(fmt.Sprintf("indicators[%d]", i), "has no name; give one, such as name: GDP")
		}
	}
}

func (c *Config) checkTarget(key string, t Target) {
	kinds := []string{"person", "organization", "place", "project", "figure"}
	if !slices.Contains(kinds, t.Kind) {
		c.bad(key+".kind", "%s; give person, organization, place, project or figure", missingOr(t.Kind, "is not a kind of target"))
		return
	}
	if t.Name == "" {
		c.bad(key, "has no name; give the name that alerts show")
	}
	c.checkTerms(key, map[string][]string{"aliases": t.Aliases, "context": t.Context, "except": t.Except, "none": t.None, "subject": t.Subject, "indicator": t.Indicator})
	if t.Kind != "figure" {
		if len(t.Subject)+len(t.Indicator) > 0 || t.Min != nil || t.Max != nil || t.Change != nil {
			c.bad(key+".kind", "%q has subject, indicator, min, max or change, which only kind: figure reads", t.Kind)
		}
		return
	}
	if len(t.Subject)+len(t.Indicator) == 0 && t.Min == nil && t.Max == nil {
		c.bad(key, "would fire on every number; give subject, indicator, min or max")
	}
	if t.Min != nil && t.Max != nil && *t.Min > *t.Max {
		c.bad(key+".min", "is more than max; swap them")
	}
	if t.Change != nil && *t.Change < 0 {
		c.bad(key+".change", "is negative; give a share such as 0.1 for 10 %%")
	}
}

func missingOr(value, problem string) string {
	if value == "" {
		return "is missing"
	}
	return fmt.Sprintf("%q %s", value, problem)
}

func (c *Config) checkTerms(key string, lists map[string][]string) {
	for name, terms := range lists {
		for i, t := range terms {
			where := fmt.Sprintf("%s.%s[%d]", key, name, i)
			if strings.TrimSpace(t) == "" && !c.faulted(where) {
				c.bad(where, "is an empty term; remove it")
			}
		}
	}
}

func (c *Config) checkCommon(key, severity string, in, to []string, channels map[string]bool) {
	if !slices.Contains([]string{"", "low", "normal", "high"}, severity) {
		c.bad(key+".severity", "%q is not a severity; write low, normal or high", severity)
	}
	for i, f := range in {
		if !slices.Contains([]string{"title", "text", "source", "author"}, f) {
			c.bad(fmt.Sprintf("%s.in[%d]", key, i), "%q is not a field; write title, text, source or author", f)
		}
	}
	c.checkChannelNames(key+".channels", to, channels)
}

func (c *Config) checkChannelNames(key string, names []string, channels map[string]bool) {
	for i, name := range names {
		if !channels[name] {
			known := make([]string, 0, len(channels))
			for id := range channels {
				known = append(known, id)
			}
			hint := "; none is configured, add it under channels"
			if len(known) > 0 {
				hint = strict.Suggest(name, known)
			}
			c.bad(fmt.Sprintf("%s[%d]", key, i), "%q is not a channel%s", name, hint)
		}
	}
}

func (c *Config) checkAlerts(channels map[string]bool) {
	if q := c.Alerts.QuietHours; q != "" && !hoursForm.MatchString(q) {
		c.bad("alerts.quiet_hours", "%q is not a span of hours; write it like 22:00-07:00", q)
	}
	c.checkChannelNames("alerts.channels", c.Alerts.Channels, channels)
	if c.Alerts.RetryFor <= 0 {
		c.bad("alerts.retry_for", "must be more than 0; the default is 24h")
	}
	if b := c.Alerts.BaseURL; b != "" {
		if u, err := url.Parse(b); err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https") {
			c.bad("alerts.base_url", "is not an address; write it like https://newswatch.example.org")
		}
	}
}

func (c *Config) checkWeb() {
	host, port, err := net.SplitHostPort(c.Web.Listen)
	if err != nil || port == "" {
		c.bad("web.listen", "%q is not host:port; write it like 127.0.0.1:8420", c.Web.Listen)
		return
	}
	if _, err := strconv.ParseUint(port, 10, 16); err != nil {
		c.bad("web.listen", "%q is not a port, which are numbers up to 65535; write it like 127.0.0.1:8420", port)
		return
	}
	if !Loopback(host) && c.Web.Token == "" {
		c.bad("web.listen", "%q can be reached by others; set web.token, or listen on 127.0.0.1", c.Web.Listen)
	}
}

// Loopback reports whether a host name or address reaches this machine only.
func Loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// Tracked is the watches and targets in the terms of the domain, in the order
// of the file.
func (c *Config) Tracked() []newswatch.Watch {
	out := make([]newswatch.Watch, 0, len(c.Watches)+len(c.Targets))
	for _, w := range c.Watches {
		out = append(out, newswatch.Watch{
			ID: w.ID, Name: orElse(w.Name, w.ID), Kind: newswatch.Keyword, Severity: severity(w.Severity),
			Channels: w.Channels, Sites: convert[newswatch.SiteID](w.Sites), In: convert[newswatch.Field](w.In),
			Any: w.Any, All: w.All, None: w.None, Except: w.Except, Expr: w.Expr,
		})
	}
	for _, t := range c.Targets {
		out = append(out, newswatch.Watch{
			ID: t.ID, Name: t.Name, Kind: newswatch.WatchKind(t.Kind), Severity: severity(t.Severity),
			Channels: t.Channels, Sites: convert[newswatch.SiteID](t.Sites), In: convert[newswatch.Field](t.In),
			Aliases: t.Aliases, Context: t.Context, Except: t.Except, None: t.None,
			Subject: t.Subject, Indicator: t.Indicator, Min: t.Min, Max: t.Max, Change: t.Change,
		})
	}
	return out
}

// WatchKey is the place of a watch or target in the file, for [Config.Fault].
func (c *Config) WatchKey(id string) string {
	for i, w := range c.Watches {
		if w.ID == id {
			return fmt.Sprintf("watches[%d]", i)
		}
	}
	for i, t := range c.Targets {
		if t.ID == id {
			return fmt.Sprintf("targets[%d]", i)
		}
	}
	return ""
}

func severity(s string) newswatch.Severity {
	if s == "" {
		return newswatch.Normal
	}
	return newswatch.Severity(s)
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func convert[T, F ~string](from []F) []T {
	out := make([]T, len(from))
	for i, f := range from {
		out[i] = T(f)
	}
	return out
}

// Durations is a list in the standard library's type.
func Durations(ds []Duration) []time.Duration {
	out := make([]time.Duration, len(ds))
	for i, d := range ds {
		out[i] = time.Duration(d)
	}
	return out
}
