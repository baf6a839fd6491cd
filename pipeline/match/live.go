package match

import (
	"sync/atomic"

	"newswatch"
)

// Live holds the matcher in use, so that another can take its place while
// articles are being matched: each article is matched by one of the two. The
// zero value matches nothing.
type Live struct{ current atomic.Pointer[Matcher] }

// Swap puts a matcher in place of the one in use.
func (l *Live) Swap(m *Matcher) { l.current.Store(m) }

// Matcher is the one in use, nil before the first Swap.
func (l *Live) Matcher() *Matcher { return l.current.Load() }

// Match does what [Matcher.Match] does.
func (l *Live) Match(d *Doc) []newswatch.Hit {
	if m := l.Matcher(); m != nil {
		return m.Match(d)
	}
	return nil
}
