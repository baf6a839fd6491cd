package sites

import (
	"time"

	"github.com/goccy/go-yaml/ast"
)

// leastInterval is the shortest time between two looks that a definition may ask
// for: a site is not to be watched by the second.
const leastInterval = 10 * time.Second

// adaptive reads true, or the bounds {min: 2m, max: 2h}.
func (l *loader) adaptive(to **Adaptive, n ast.Node, key string) {
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
	default:
		if on, ok := l.boolean(n, key); ok {
			*to = nil
			if on {
				*to = &Adaptive{}
			}
		}
		return
	}
	a := &Adaptive{}
	bound := func(to *time.Duration) func(ast.Node, string) {
		return func(n ast.Node, key string) {
			text, ok := l.filledText(n, key, false)
			if !ok {
				return
			}
			d, err := time.ParseDuration(text)
			if err != nil || d < leastInterval {
				l.fault(n, key, "%q is not a duration of at least %s; write it like 2m or 6h", text, leastInterval)
				return
			}
			*to = d
		}
	}
	l.mapping(n, key, keyed{"min": bound(&a.Min), "max": bound(&a.Max)})
	if a.Min > 0 && a.Max > 0 && a.Min > a.Max {
		l.fault(n, key, "min is more than max; swap them")
	}
	*to = a
}
