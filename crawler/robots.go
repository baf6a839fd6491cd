package crawler

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"

	"newswatch/crawler/robots"
)

// ErrRobots is wrapped where a site's robots.txt forbids a page.
var ErrRobots = errors.New("forbidden by robots.txt")

const (
	// robotsFresh is how long a robots.txt is believed: RFC 9309, section 2.4.
	robotsFresh = 24 * time.Hour
	// robotsStale is how long an old copy serves while the site cannot be
	// reached; RFC 9309, section 2.3.1.4, leaves a reasonable period open.
	robotsStale = 7 * 24 * time.Hour
	// robotsAgain is when an unreachable robots.txt is asked for again.
	robotsAgain = 5 * time.Minute
	// robotsHops: RFC 9309, section 2.3.1.2, asks for at least five.
	robotsHops = 5
	// maxCrawlDelay bounds what a Crawl-delay can ask for.
	maxCrawlDelay = 30 * time.Second
)

// robotsCache keeps what the hosts' robots.txt say to us.
type robotsCache struct {
	mu    sync.Mutex
	hosts map[string]*robotsEntry // by scheme and authority
}

// robotsEntry is filled by the first who needs it; the others wait for ready.
type robotsEntry struct {
	ready   chan struct{}
	read    bool // group is what a robots.txt said, or that there is none
	group   *robots.Group
	err     error // why nothing may be fetched
	fetched time.Time
	expires time.Time
}

func newRobotsCache() *robotsCache { return &robotsCache{hosts: map[string]*robotsEntry{}} }

// claim returns the entry for a host, and whether the caller must fill it; old
// is the copy that it replaces.
func (c *robotsCache) claim(host string, now time.Time) (e, old *robotsEntry, mine bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	e = c.hosts[host]
	if e != nil {
		select {
		case <-e.ready:
			if now.Before(e.expires) {
				return e, nil, false
			}
			old = e
		default:
			return e, nil, false
		}
	}
	if len(c.hosts) >= maxHosts {
		for name, e := range c.hosts {
			if now.After(e.expires) && !e.expires.IsZero() {
				delete(c.hosts, name)
			}
		}
	}
	e = &robotsEntry{ready: make(chan struct{})}
	c.hosts[host] = e
	return e, old, true
}

// drop forgets an entry that its owner could not fill.
func (c *robotsCache) drop(host string, e, old *robotsEntry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.hosts[host] == e {
		delete(c.hosts, host)
		if old != nil {
			c.hosts[host] = old
		}
	}
}

// allowed asks the host's robots.txt whether a page may be fetched.
func (s *session) allowed(u *url.URL) error {
	if s.f.o.IgnoreRobots {
		return nil
	}
	host := u.Scheme + "://" + authority(u)
	for {
		e, old, mine := s.f.robots.claim(host, time.Now())
		if mine {
			if err := s.fill(u, e, old); err != nil {
				s.f.robots.drop(host, e, old)
				close(e.ready)
				return err // the run ended
			}
			close(e.ready)
		}
		select {
		case <-e.ready:
		case <-s.ctx.Done():
			return s.ctx.Err()
		}
		if e.expires.IsZero() {
			continue // whoever was to fill it was called off
		}
		if e.err != nil {
			return &FetchError{Temporary: true, Err: e.err}
		}
		path := u.EscapedPath()
		if u.RawQuery != "" {
			path += "?" + u.RawQuery
		}
		if !e.group.Allowed(path) {
			return &FetchError{Err: fmt.Errorf("%w of %s", ErrRobots, u.Host)}
		}
		return nil
	}
}

// fill reads a host's robots.txt. Its error is the context's: everything else
// is an outcome.
func (s *session) fill(u *url.URL, e, old *robotsEntry) error {
	rules, err := s.readRobots(u)
	now := time.Now()
	if s.ctx.Err() != nil {
		return s.ctx.Err()
	}
	e.fetched, e.expires = now, now.Add(robotsFresh)
	if err == nil {
		e.read, e.group = true, rules.For(s.f.o.UserAgent)
	} else {
		e.expires = now.Add(robotsAgain)
		if old != nil && old.read && now.Sub(old.fetched) < robotsStale {
			e.read, e.group, e.fetched = true, old.group, old.fetched
			s.f.o.Logger.Warn("robots.txt cannot be read; the last copy still holds", "host", u.Host, "error", err)
		} else {
			e.err = fmt.Errorf("the robots.txt of %s cannot be read, so nothing may be fetched from it (RFC 9309): %w", u.Host, err)
		}
	}
	if e.group != nil {
		s.f.gate.slow(authority(u), min(e.group.CrawlDelay, maxCrawlDelay))
	}
	return nil
}

// readRobots returns no rules where there is no robots.txt (any 4xx), and an
// error where nobody can tell (no answer, 429, 5xx).
func (s *session) readRobots(site *url.URL) (*robots.Rules, error) {
	u := &url.URL{Scheme: site.Scheme, Host: site.Host, Path: "/robots.txt"}
	h := s.header(Query{})
	h.Set("Accept", "text/plain,*/*;q=0.5")
	for hop := 0; ; hop++ {
		a, err := s.try(u, h)
		switch {
		case errors.Is(err, errTooLarge):
			return &robots.Rules{}, nil // no robots.txt is that long
		case err != nil:
			return nil, err
		case a.status >= 200 && a.status < 300:
			return robots.Parse(a.body), nil
		case a.status == http.StatusTooManyRequests || a.status >= 500:
			return nil, statusError(a, 1)
		}
		next, err := redirect(u, a)
		if err != nil || next == nil || hop == robotsHops {
			return &robots.Rules{}, nil // as if there were none
		}
		u = next
	}
}

// canceled reports whether err is the end of a context.
func canceled(err error) bool {
	return errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded)
}
