package crawler

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cespare/xxhash/v2"
	"github.com/gocolly/colly/v2"

	"newswatch/sites/canon"
)

// session is one run's way to the web: a colly collector of its own, since a
// collector keeps cookies and counters, and lives as long as its context.
type session struct {
	f         *Fetcher
	ctx       context.Context
	collector *colly.Collector
	received  atomic.Int64   // bytes of bodies, packed
	exchanged func(code int) // is told of each exchange, 0 without an answer; may be nil

	mu     sync.Mutex
	silent map[string]int // requests in a row that a host did not answer, by authority
}

// maxSilent is after how many requests without any answer, each tried as often
// as it may be, a run gives a host up.
const maxSilent = 3

// givenUp reports whether a host has been silent too often, and heard notes
// whether it answered.
func (s *session) givenUp(host string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.silent[host] >= maxSilent
}

func (s *session) heard(host string, answered bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if answered {
		delete(s.silent, host)
		return
	}
	if s.silent == nil {
		s.silent = map[string]int{}
	}
	s.silent[host]++
}

// answer is one exchange.
type answer struct {
	status int
	header http.Header
	body   []byte
}

const answerKey = "answer"

func (f *Fetcher) session(ctx context.Context) *session {
	s := &session{f: f, ctx: ctx}
	c := colly.NewCollector()
	// Set after NewCollector, which also listens to COLLY_* in the environment.
	c.UserAgent = f.o.UserAgent
	c.Context = ctx
	c.AllowURLRevisit = true
	c.AllowedDomains, c.DisallowedDomains = nil, nil
	c.MaxDepth, c.MaxRequests, c.MaxBodySize = 0, 0, 0
	c.CacheDir = ""
	c.IgnoreRobotsTxt = true // read by robotsCache, as RFC 9309 says
	c.ParseHTTPErrorResponse = true
	c.DetectCharset = false
	c.CheckHead, c.Async, c.TraceHTTP = false, false, false
	c.WithTransport(&unpack{next: f.o.Transport, max: f.o.MaxBody, received: &s.received})
	c.SetRequestTimeout(f.o.Timeout)
	// Each hop of a redirect is a request of its own, with its own manners.
	c.SetRedirectHandler(func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse })
	c.OnResponseHeaders(func(r *colly.Response) {
		r.Ctx.GetAny(answerKey).(*answer).header = maps.Clone(*r.Headers)
		// colly decodes by this header alone, and often wrongly.
		r.Headers.Set("Content-Type", "application/octet-stream")
	})
	c.OnResponse(func(r *colly.Response) {
		a := r.Ctx.GetAny(answerKey).(*answer)
		a.status, a.body = r.StatusCode, r.Body
	})
	s.collector = c
	return s
}

// once is a single exchange, without waiting for a turn.
func (s *session) once(u *url.URL, h http.Header) (*answer, error) {
	a := &answer{}
	cc := colly.NewContext()
	cc.Put(answerKey, a)
	err := s.collector.Request(http.MethodGet, u.String(), nil, cc, h)
	if s.exchanged != nil {
		s.exchanged(a.status)
	}
	if err != nil {
		if s.ctx.Err() != nil {
			return nil, s.ctx.Err()
		}
		return nil, networkError(err, s.f.o.Timeout)
	}
	return a, nil
}

// maxHops bounds the redirects of one request.
const maxHops = 10

// get fetches a page: robots.txt, a turn at the host, retries and redirects.
func (s *session) get(q Query) (*Response, error) {
	h := s.header(q)
	seen := map[string]int{}
	for u, hop := q.URL, 0; ; hop++ {
		if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
			return nil, &FetchError{Err: fmt.Errorf("%s is no http or https address", u.Redacted())}
		}
		if err := s.allowed(u); err != nil {
			return nil, err
		}
		a, err := s.try(u, h)
		if err != nil {
			return nil, err
		}
		next, err := redirect(u, a)
		if err != nil {
			return nil, err
		}
		if next == nil {
			return s.response(q, u, a)
		}
		// A page may send back to itself once, to see its cookie returned.
		if seen[next.String()]++; seen[next.String()] > 1 {
			return nil, &FetchError{Status: a.status, Err: fmt.Errorf("the page redirects in a circle, through %s", next)}
		}
		if hop == maxHops {
			return nil, &FetchError{Status: a.status, Err: fmt.Errorf("more than %d redirects, the last to %s", maxHops, next)}
		}
		u = next
	}
}

func (s *session) header(q Query) http.Header {
	h := http.Header{
		"User-Agent":      {s.f.o.UserAgent},
		"Accept":          {"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"},
		"Accept-Language": {"zh-CN,zh;q=0.9,en;q=0.5"},
		"Accept-Encoding": {"gzip"},
	}
	if q.List {
		h.Set("Cache-Control", "max-age=0")
	}
	if q.Known.ETag != "" {
		h.Set("If-None-Match", q.Known.ETag)
	}
	if q.Known.Modified != "" {
		h.Set("If-Modified-Since", q.Known.Modified)
	}
	return h
}

// redirect is where an answer sends to; nil where it is an answer itself.
func redirect(from *url.URL, a *answer) (*url.URL, error) {
	switch a.status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
	default:
		return nil, nil
	}
	to := a.header.Get("Location")
	if to == "" {
		return nil, &FetchError{Status: a.status, Err: fmt.Errorf("the server answered %d without saying where to", a.status)}
	}
	u, err := canon.Resolve(from, to)
	if err != nil {
		return nil, &FetchError{Status: a.status, Err: fmt.Errorf("the server redirects to %q: %w", clip(to, 200), err)}
	}
	return u, nil
}

// try makes a request until it is answered or no more tries are left.
func (s *session) try(u *url.URL, h http.Header) (*answer, error) {
	host := authority(u)
	if s.givenUp(host) {
		return nil, &FetchError{Temporary: true, Err: fmt.Errorf("%s did not answer %d requests of this run; it is not asked again", host, maxSilent)}
	}
	for n := 0; ; n++ {
		leave, err := s.f.gate.enter(s.ctx, host)
		if err != nil {
			if errors.Is(err, errResting) {
				err = &FetchError{Temporary: true, Err: err}
			}
			return nil, err
		}
		a, err := s.once(u, h)
		leave()
		if s.ctx.Err() != nil {
			return nil, s.ctx.Err()
		}
		if err == nil {
			s.heard(host, true)
		}
		if err == nil && a.status < 300 && !a.bodyless() && cutOff(a.body) {
			err = &FetchError{Status: a.status, Temporary: true, Err: errors.New("the answer was cut off: the page ends in the middle")}
		}
		wait := backoff(s.f.o.FirstWait, n)
		switch {
		case err != nil && !temporary(err), err == nil && !again(a.status):
			return a, err
		case err == nil:
			// What the host asks for holds for every request to it.
			if asked, ok := retryAfter(a.header, time.Now()); ok {
				s.f.gate.rest(host, time.Now().Add(asked))
				wait = 0
			} else if a.status == http.StatusTooManyRequests {
				s.f.gate.rest(host, time.Now().Add(wait))
			}
			if blocked := refusedBy(a.status, a.header, a.body); n >= s.f.o.Retries || blocked != "" && a.status == 521 {
				return nil, statusError(a, n+1)
			}
		case n >= s.f.o.Retries:
			s.heard(host, false)
			return nil, err
		}
		s.f.o.Logger.Debug("trying again", "url", u.String(), "try", n+2, "error", err)
		if err := sleep(s.ctx, wait); err != nil {
			return nil, err
		}
	}
}

func (a *answer) bodyless() bool { return a.status == http.StatusNoContent || len(a.body) == 0 }

// response judges the last answer of a chain.
func (s *session) response(q Query, final *url.URL, a *answer) (*Response, error) {
	r := &Response{
		URL: q.URL, FinalURL: final, Status: a.status, Header: a.header,
		Body: a.body, Fetched: time.Now(),
	}
	conditional := q.Known.ETag != "" || q.Known.Modified != ""
	switch {
	case a.status == http.StatusNotModified && conditional:
		r.NotModified, r.BodyHash = true, q.Known.BodyHash
		keep(r.Header, "ETag", q.Known.ETag)
		keep(r.Header, "Last-Modified", q.Known.Modified)
		return r, nil
	case a.status < 200 || a.status > 299:
		return nil, statusError(a, 1)
	case a.status == http.StatusPartialContent:
		return nil, &FetchError{Status: a.status, Temporary: true, Err: errors.New("the server sent a part of the page, which was not asked for")}
	case a.bodyless():
		return nil, &FetchError{Status: a.status, Temporary: true, Err: errors.New("the answer has no body")}
	}
	r.BodyHash = xxhash.Sum64(a.body)
	r.NotModified = q.Known.BodyHash != 0 && q.Known.BodyHash == r.BodyHash
	return r, nil
}

// keep fills in a header that a 304 may leave out.
func keep(h http.Header, name, value string) {
	if h.Get(name) == "" && value != "" {
		h.Set(name, value)
	}
}

// clip shortens text from outside for a message.
func clip(s string, n int) string {
	for i := range s {
		if n--; n < 0 {
			return s[:i] + "…"
		}
	}
	return s
}
