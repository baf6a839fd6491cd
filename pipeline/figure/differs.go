package figure

import (
	"math"

	"newswatch"
)

// Differs compares a figure with the last one stated for the same subject,
// indicator and period. Change is the relative change of the value: 0.1 where
// it grew by a tenth, negative where it fell; of a range the middle counts.
// It is infinite where a value rises from zero or the units do not compare,
// and 0 where nothing differs; a goal that became a result differs by 0.
func Differs(last, now newswatch.Figure) (change float64, differs bool) {
	if last.Unit != now.Unit {
		return math.Inf(1), true
	}
	a, aOK := middle(last)
	b, bOK := middle(now)
	switch {
	case !aOK && !bOK:
		return 0, false
	case !aOK || !bOK:
		return math.Inf(1), true
	case a != b:
		if a == 0 {
			return math.Inf(sign(b)), true
		}
		return (b - a) / math.Abs(a), true
	}
	return 0, !sameEnds(last, now) || last.Kind != now.Kind
}

func sign(v float64) int {
	if v < 0 {
		return -1
	}
	return 1
}

func middle(f newswatch.Figure) (float64, bool) {
	switch {
	case f.Value != nil:
		return *f.Value, true
	case f.Min != nil && f.Max != nil:
		return (*f.Min + *f.Max) / 2, true
	case f.Min != nil:
		return *f.Min, true
	case f.Max != nil:
		return *f.Max, true
	}
	return 0, false
}

func sameEnds(a, b newswatch.Figure) bool { return same(a.Min, b.Min) && same(a.Max, b.Max) }

func same(a, b *float64) bool {
	if a == nil || b == nil {
		return a == b
	}
	return *a == *b
}
