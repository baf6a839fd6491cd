package web

import (
	"fmt"
	"math"
	"strings"
	"time"
)

// chart is a line chart. It is drawn twice, for wide screens and for phones,
// and told once more as a table for those who do not see it.
type chart struct {
	Label  string
	Names  []string // of the lines, in the order of their colours
	Sizes  []drawing
	Table  []tableRow
	Linked bool // points lead somewhere
}

// tableRow is a day of a chart whose lines have a value for each.
type tableRow struct {
	Day   string
	Cells []string
}

// Empty reports whether there is nothing to draw.
func (c chart) Empty() bool { return len(c.Sizes) == 0 }

// Colour is the number of a line's colour, from 1.
func (c chart) Colour(i int) int { return i%colours + 1 }

// drawing is a chart as its template draws it, in units of the view box.
type drawing struct {
	Class         string // "wide" or "narrow"
	Width, Height int
	Left, Right   int
	LabelX        int
	LabelY        int
	Rows, Columns []tick
	Series        []series
}

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
	X, Y   string
	Tip    string
	Href   string
	Hollow bool // a goal, and not a result
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
	Name  string
	Data  []datum // in order of time
	Loose bool    // points of different things, which no line joins
}

// Margins of a chart, in units of the view box.
const (
	chartHeight = 220
	chartTop    = 10
	chartBottom = chartHeight - 26
	chartEdge   = 20 // right of the last day, for half of its label
)

// newChart lays out lines over a span of time. With zero the axis of values
// begins there; unit writes its labels.
func newChart(label string, since, until time.Time, zero bool, unit func(float64) string, sets []dataset) chart {
	c := chart{Label: label}
	low, high := math.Inf(1), math.Inf(-1)
	for _, set := range sets {
		c.Names = append(c.Names, set.Name)
		for _, d := range set.Data {
			low, high = min(low, d.Value), max(high, d.Value)
			c.Linked = c.Linked || d.Href != ""
		}
	}
	if low > high || !since.Before(until) {
		return c
	}
	if zero {
		low = min(low, 0)
	}
	step := niceStep(high - low)
	if zero {
		step = max(step, 1) // counts are whole
	}
	low = math.Floor(low/step) * step
	high = math.Ceil(high/step) * step
	if low == high { // one value throughout runs through the middle
		high += step
		if !zero {
			low -= step
		}
	}
	for _, size := range []struct {
		class        string
		width, ticks int
	}{{"wide", 720, 7}, {"narrow", 340, 4}} {
		c.Sizes = append(c.Sizes, draw(size.class, size.width, size.ticks, since, until, low, high, step, unit, sets))
	}
	return c
}

func draw(class string, width, ticks int, since, until time.Time, low, high, step float64, unit func(float64) string, sets []dataset) drawing {
	left := 0
	for v := low; v <= high+step/2; v += step {
		left = max(left, labelWidth(unit(v))+12)
	}
	g := drawing{Class: class, Width: width, Height: chartHeight, Left: left, Right: width - chartEdge, LabelX: left - 8, LabelY: chartHeight - 6}
	y := func(v float64) float64 {
		return chartBottom - (v-low)/(high-low)*(chartBottom-chartTop)
	}
	total := until.Sub(since).Seconds()
	x := func(t time.Time) float64 {
		return float64(g.Left) + t.Sub(since).Seconds()/total*float64(g.Right-g.Left)
	}
	for v := low; v <= high+step/2; v += step {
		at := int(math.Round(y(v)))
		g.Rows = append(g.Rows, tick{At: at, LabelAt: at + 4, Text: unit(v)})
	}
	for _, t := range dateTicks(since, until, ticks) {
		g.Columns = append(g.Columns, tick{At: int(math.Round(x(t))), Text: t.Format("01-02")})
	}
	for i, set := range sets {
		s := series{Name: set.Name, Colour: i%colours + 1}
		var path strings.Builder
		for j, d := range set.Data {
			px, py := x(d.At), y(d.Value)
			command := byte('L')
			if j == 0 {
				command = 'M'
			}
			fmt.Fprintf(&path, "%c%.1f %.1f", command, px, py)
			s.Points = append(s.Points, point{X: fmt.Sprintf("%.1f", px), Y: fmt.Sprintf("%.1f", py), Tip: d.Tip, Href: d.Href, Hollow: d.Hollow})
		}
		if len(set.Data) > 1 && !set.Loose {
			s.Path = path.String()
		}
		g.Series = append(g.Series, s)
	}
	return g
}

// labelWidth estimates a label's width at 12 px: Han characters are square.
func labelWidth(text string) int {
	n := 0
	for _, r := range text {
		if n += 7; r >= 0x2E80 {
			n += 5
		}
	}
	return n
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

// dateTicks are at most n midnights within a span.
func dateTicks(since, until time.Time, n int) []time.Time {
	days := int(until.Sub(since).Hours()/24) + 1
	step := max(1, (days+n-1)/n)
	y, m, d := since.Date()
	var out []time.Time
	for t := time.Date(y, m, d, 0, 0, 0, 0, since.Location()); !t.After(until); t = t.AddDate(0, 0, step) {
		if !t.Before(since) {
			out = append(out, t)
		}
	}
	return out
}
