package crawler

import (
	"sync"
	"time"
)

// memory is what a crawler keeps between runs of what nobody else needs.
type memory struct {
	mu     sync.Mutex
	barren map[string]time.Time // pages that held no article, and when
	failed map[string]strikes   // articles that could not be had or filed
}

// strikes are failures in a row of one article.
type strikes struct {
	n     int
	until time.Time // not to be tried again before
}

const (
	// patience is how many runs in a row try an article that fails; after that it
	// is tried less and less often.
	patience     = 3
	firstPause   = 10 * time.Minute
	longestPause = 6 * time.Hour
)

// strike notes that an article failed once more.
func (m *memory) strike(name string, now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.failed[name]
	if s.n++; s.n >= patience {
		s.until = now.Add(min(firstPause<<min(s.n-patience, 8), longestPause))
	}
	m.note(name, s)
}

// doubts are the waits before the further looks at a page that seemed to be no
// article.
var doubts = [...]time.Duration{firstPause, time.Hour}

// mayDoubt reports whether a failure of an article that looks final is to be
// looked at again.
func (m *memory) mayDoubt(name string) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.failed[name].n < len(doubts)
}

// doubt puts the next look at such an article off.
func (m *memory) doubt(name string, now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	s := m.failed[name]
	s.until = now.Add(doubts[min(s.n, len(doubts)-1)])
	s.n++
	m.note(name, s)
}

// note keeps an article's failures. m.mu is held.
func (m *memory) note(name string, s strikes) {
	if m.failed == nil {
		m.failed = map[string]strikes{}
	}
	if len(m.failed) >= maxBarren {
		clear(m.failed)
	}
	m.failed[name] = s
}

// forgive notes that an article went well.
func (m *memory) forgive(name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.failed, name)
}

// pauses reports whether an article failed too often to be tried again now.
func (m *memory) pauses(name string, now time.Time) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return now.Before(m.failed[name].until)
}

const (
	// barrenFor is how long a page that held no article is not asked for again.
	barrenFor = 6 * time.Hour
	maxBarren = 50_000
)

// isBarren reports whether a page lately turned out to be no article.
func (m *memory) isBarren(name string, now time.Time) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	t, ok := m.barren[name]
	return ok && now.Sub(t) < barrenFor
}

func (m *memory) setBarren(name string, now time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.barren == nil {
		m.barren = map[string]time.Time{}
	}
	if len(m.barren) >= maxBarren {
		clear(m.barren)
	}
	m.barren[name] = now
}
