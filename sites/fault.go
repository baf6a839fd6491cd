package sites

import (
	"errors"
	"fmt"
	"sort"
	"strings"

	"newswatch"
)

// Fault is one thing wrong in a definition. It wraps [newswatch.ErrInvalid].
type Fault struct {
	File         string
	Line, Column int    // from 1
	Key          string // where it stands, such as "article.templates[0].body"
	Msg          string // what is wrong; what would be right
}

func (f *Fault) Error() string {
	if f.Key == "" {
		return fmt.Sprintf("%s:%d:%d: %s", f.File, f.Line, f.Column, f.Msg)
	}
	return fmt.Sprintf("%s:%d:%d: %s: %s", f.File, f.Line, f.Column, f.Key, f.Msg)
}

// Unwrap makes a fault an [newswatch.ErrInvalid].
func (f *Fault) Unwrap() error { return newswatch.ErrInvalid }

// joined orders faults by place and makes them one error; nil where there are none.
func joined(faults []*Fault) error {
	sort.SliceStable(faults, func(i, j int) bool {
		a, b := faults[i], faults[j]
		return a.Line < b.Line || a.Line == b.Line && a.Column < b.Column
	})
	errs := make([]error, len(faults))
	for i, f := range faults {
		errs[i] = f
	}
	return errors.Join(errs...)
}

// nearest returns which of names was probably meant by a misspelt one, or "".
func nearest(name string, names []string) string {
	best, found := 1+len(name)/3, ""
	for _, n := range names {
		if d := distance(strings.ToLower(name), n); d <= best && (found == "" || d < best) {
			best, found = d, n
		}
	}
	return found
}

// distance counts the insertions, deletions, replacements and swaps of
// neighbours that make b of a.
func distance(a, b string) int {
	prev2, prev, cur := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(a); i++ {
		cur[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				cur[j] = min(cur[j], prev2[j-2]+1)
			}
		}
		prev2, prev, cur = prev, cur, prev2
	}
	return prev[len(b)]
}
