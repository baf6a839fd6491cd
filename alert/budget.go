package alert

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// budget keeps a channel below its robot's limits. Each limit remembers when the
// last messages ended, so that no window of its length, wherever it begins, sees
// more than allowed: a robot that is overrun may be shut for ten minutes. A part
// of each limit is kept free for high alerts.
type budget struct {
	mu     sync.Mutex
	limits []limit
}

type limit struct {
	most   int
	within time.Duration
	sent   []time.Time // when the last messages ended, oldest first, at most most
}

// reserve is how many messages of a limit only high alerts may use.
func (l *limit) reserve(high bool) int {
	if high {
		return 0
	}
	return l.most / 6
}

var rateForm = regexp.MustCompile(`^(\d+)\s*/\s*(s|sec|min|m|h|hour)$`)

// parseRate reads "18/min" or "4/s, 90/min". The budget is nil for "" and "none".
func parseRate(s string) (*budget, error) {
	if s = strings.TrimSpace(s); s == "" || s == "none" {
		return nil, nil
	}
	b := &budget{}
	for part := range strings.SplitSeq(s, ",") {
		m := rateForm.FindStringSubmatch(strings.TrimSpace(part))
		if m == nil {
			return nil, fmt.Errorf("%q is not a rate; write it like 18/min or 4/s, 90/min", s)
		}
		n, err := strconv.Atoi(m[1])
		if err != nil || n < 1 || n > 100000 {
			return nil, fmt.Errorf("%q allows nothing, or too much; give 1 to 100000", s)
		}
		l := limit{most: n}
		switch m[2][0] {
		case 's':
			l.within = time.Second
		case 'm':
			l.within = time.Minute
		default:
			l.within = time.Hour
		}
		b.limits = append(b.limits, l)
	}
	return b, nil
}

// room is how many messages may be sent now.
func (b *budget) room(now time.Time, high bool) int {
	if b == nil {
		return 1 << 20
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	room := 1 << 20
	for i := range b.limits {
		l := &b.limits[i]
		l.forget(now)
		room = min(room, max(0, l.most-l.reserve(high)-len(l.sent)))
	}
	return room
}

// next is when a message may be sent: now, or later.
func (b *budget) next(now time.Time, high bool) time.Time {
	if b == nil {
		return now
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	at := now
	for i := range b.limits {
		l := &b.limits[i]
		l.forget(now)
		if over := len(l.sent) - (l.most - l.reserve(high)); over >= 0 {
			if t := l.sent[over].Add(l.within); t.After(at) {
				at = t
			}
		}
	}
	return at
}

// spend counts a message that ended now: the robot saw it then at the latest.
func (b *budget) spend(now time.Time) {
	if b == nil {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for i := range b.limits {
		l := &b.limits[i]
		l.forget(now)
		l.sent = append(l.sent, now)
	}
}

func (l *limit) forget(now time.Time) {
	n := 0
	for n < len(l.sent) && !l.sent[n].Add(l.within).After(now) {
		n++
	}
	l.sent = append(l.sent[:0], l.sent[n:]...)
}
