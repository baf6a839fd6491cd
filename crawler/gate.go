package crawler

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"time"
)

// errResting is wrapped where a host asked to be left alone for longer than a
// run would wait.
var errResting = errors.New("the host asked to be left alone")

// gate keeps the manners towards every host: so many requests at once, so much
// time between two. One gate serves all sites and runs, since a host does not
// care which of our sites a request is for.
type gate struct {
	delay time.Duration // between the starts of two requests to one host
	limit int           // requests at once to one host
	wait  time.Duration // the longest rest that a request sits out

	mu    sync.Mutex
	hosts map[string]*turnstile
}

// turnstile is one host's place in the gate.
type turnstile struct {
	slots chan struct{}

	mu    sync.Mutex
	next  time.Time     // when the next request may start
	rest  time.Time     // until when the host is left alone
	delay time.Duration // as its robots.txt asks
	used  time.Time
}

func newGate(delay time.Duration, limit int, wait time.Duration) *gate {
	return &gate{delay: delay, limit: max(limit, 1), wait: wait, hosts: map[string]*turnstile{}}
}

// authority names who answers for a URL: the host, with its port where that is
// not the usual one.
func authority(u *url.URL) string {
	host := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	if p := u.Port(); p != "" && p != "80" && p != "443" {
		return host + ":" + p
	}
	return host
}

// maxHosts is how many hosts' places are kept before idle ones are dropped.
const maxHosts = 10_000

func (g *gate) at(host string) *turnstile {
	g.mu.Lock()
	defer g.mu.Unlock()
	t := g.hosts[host]
	if t == nil {
		if len(g.hosts) >= maxHosts {
			g.sweep()
		}
		t = &turnstile{slots: make(chan struct{}, g.limit)}
		g.hosts[host] = t
	}
	return t
}

// sweep drops the places of hosts that nobody asked for an hour. g.mu is held.
func (g *gate) sweep() {
	now := time.Now()
	for name, t := range g.hosts {
		t.mu.Lock()
		idle := len(t.slots) == 0 && now.Sub(t.used) > time.Hour && now.After(t.rest)
		t.mu.Unlock()
		if idle {
			delete(g.hosts, name)
		}
	}
}

// enter waits for a turn at a host and returns what ends it. It gives up as
// soon as ctx ends, or at once where the host is resting for long.
func (g *gate) enter(ctx context.Context, host string) (leave func(), err error) {
	t := g.at(host)
	select {
	case t.slots <- struct{}{}:
	default:
		select {
		case t.slots <- struct{}{}:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	leave = func() { <-t.slots }
	for {
		start, err := t.reserve(g)
		if err == nil {
			err = sleep(ctx, time.Until(start))
		}
		if err != nil {
			leave()
			return nil, err
		}
		if t.resting(start) {
			continue // the host asked for a rest while this request waited
		}
		return leave, nil
	}
}

// reserve takes the next free moment.
func (t *turnstile) reserve(g *gate) (time.Time, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	now := time.Now()
	t.used = now
	start := later(now, t.next)
	if t.rest.After(start) {
		if t.rest.Sub(now) > g.wait {
			return time.Time{}, fmt.Errorf("%w until %s", errResting, t.rest.Format(time.RFC3339))
		}
		start = t.rest
	}
	t.next = start.Add(apart(max(g.delay, t.delay)))
	return start, nil
}

// apart adds to a delay what a request may take less time to arrive than the
// one before it, so that the host sees the whole delay.
func apart(delay time.Duration) time.Duration {
	return delay + min(delay/50, 20*time.Millisecond)
}

func (t *turnstile) resting(start time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.rest.After(start)
}

// slow notes the delay that a host's robots.txt asks for.
func (g *gate) slow(host string, delay time.Duration) {
	t := g.at(host)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.delay = delay
}

// rest leaves a host alone until a moment.
func (g *gate) rest(host string, until time.Time) {
	t := g.at(host)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.rest = later(t.rest, until)
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// sleep waits, unless ctx ends first.
func sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
