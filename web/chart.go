package web

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// chart is a line chart as its template draws it, in units of the view box.
type chart struct {
	Label         string
	Width, Height int
	Left, Right   int
	LabelX        int
	LabelY        int
	Rows, Columns []tick
	Series        []series
}

// Empty reports whether there is nothing to draw.
func (c chart) Empty() bool { return len(c.Series) == 0 }

type tick struct {
	At, LabelAt int
	Text        string
}

type series struct {
	Name   string
	Colour int // 1 to 6
	Path   string
	Points []point
}

type point struct {
	X, Y, R string
	Tip     string
	Href    string
	Hollow  bool // a goal, and not a result
}

// datum is a value at a time.
type datum struct {
	At     time.Time
	Value  float64
	Tip    string
	Href   string
	Hollow bool
}

// colours is how many lines are told apart by colour; further ones repeat.
const colours = 6

type dataset struct {
	Name string
	Data []datum // in order of time
}

// drawing are the sizes of a chart, in units of the view box.
const (
	chartWidth  = 720
	chartHeight = 220
	chartLeft   = 52
	chartRight  = chartWidth - 12
	chartTop    = 10
	chartBottom = chartHeight - 26
)

// newChart lays out lines over a span of time. Zero is on the axis when from is
// not NaN; unit stands behind the labels of the values.
func newChart(label string, since, until time.Time, zero bool, unit func(float64) string, sets []dataset) chart {
	c := chart{Label: label, Width: chartWidth, Height: chartHeight, Left: chartLeft, Right: chartRight, LabelX: chartLeft - 8, LabelY: chartHeight - 6}
	low, high := math.Inf(1), math.Inf(-1)
	n := 0
	for _, set := range sets {
		for _, d := range set.Data {
			low, high = min(low, d.Value), max(high, d.Value)
			n++
		}
	}
	if n == 0 || !since.Before(until) {
		return c
	}
	if zero {
		low = min(low, 0)
	}
	step := niceStep(high - low)
	low = math.Floor(low/step) * step
	high = math.Ceil(high/step) * step
	if low == high {
		high = low + step
	}
	y := func(v float64) float64 {
		return chartBottom - (v-low)/(high-low)*(chartBottom-chartTop)
	}
	total := until.Sub(since).Seconds()
	x := func(t time.Time) float64 {
		return chartLeft + t.Sub(since).Seconds()/total*(chartRight-chartLeft)
	}
	for v := low; v <= high+step/2; v += step {
		at := int(math.Round(y(v)))
		c.Rows = append(c.Rows, tick{At: at, LabelAt: at + 4, Text: unit(v)})
	}
	for _, t := range dateTicks(since, until) {
		c.Columns = append(c.Columns, tick{At: int(math.Round(x(t))), Text: t.Format("01-02")})
	}
	for i, set := range sets {
		s := series{Name: set.Name, Colour: i%colours + 1}
		var path strings.Builder
		for j, d := range set.Data {
			px, py := x(d.At), y(d.Value)
			if j == 0 {
				path.WriteByte('M')
			} else {
				path.WriteByte('L')
			}
			fmt.Fprintf(&path, "%.1f %.1f", px, py)
			r := "3"
			if d.Hollow {
				r = "4"
			}
			s.Points = append(s.Points, point{X: fmt.Sprintf("%.1f", px), Y: fmt.Sprintf("%.1f", py), R: r, Tip: d.Tip, Href: d.Href, Hollow: d.Hollow})
		}
		s.Path = path.String()
		c.Series = append(c.Series, s)
	}
	return c
}

// niceStep is a distance of 1, 2 or 5 times a power of ten between about four
// lines (Heckbert, "Nice numbers for graph labels", Graphics Gems, 1990).
func niceStep(span float64) float64 {
	if span <= 0 {
		return 1
	}
	raw := span / 4
	power := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, m := range []float64{1, 2, 5} {
		if raw <= m*power {
			return m * power
		}
	}
	return 10 * power
}

// dateTicks are about six midnights within a span.
func dateTicks(since, until time.Time) []time.Time {
	days := int(until.Sub(since).Hours()/24) + 1
	step := max(1, (days+5)/6)
	y, m, d := since.Date()
	var out []time.Time
	for t := time.Date(y, m, d, 0, 0, 0, 0, since.Location()); !t.After(until); t = t.AddDate(0, 0, step) {
		if !t.Before(since) {
			out = append(out, t)
		}
	}
	return out
}
