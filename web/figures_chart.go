package web

import (
	"slices"
	"strings"
	"time"

	"newswatch"
)

// figureCharts draws what is stated in each unit: a line for each time that the
// numbers are of, so that it is level where all agree. Where these are too many
// to tell apart, results and goals are points.
func (s *Server) figureCharts(lang, name string, points []newswatch.FigurePoint) []chart {
	var units []string
	byUnit := map[string][]newswatch.FigurePoint{}
	for _, p := range slices.Backward(points) { // oldest first
		if p.Figure.Value == nil {
			continue
		}
		unit := p.Figure.Unit
		if byUnit[unit] == nil {
			units = append(units, unit)
		}
		byUnit[unit] = append(byUnit[unit], p)
	}
	slices.SortStableFunc(units, func(a, b string) int { return len(byUnit[b]) - len(byUnit[a]) })
	var out []chart
	for _, unit := range units[:min(len(units), mostUnits)] {
		stated := byUnit[unit]
		sets := s.linesOf(lang, stated, func(f *newswatch.Figure) string {
			return strings.Join(nonEmpty(f.Period, map[bool]string{true: say(lang, "kind_goal")}[f.Kind == newswatch.Goal]), " ")
		})
		if len(sets) > colours {
			sets = s.linesOf(lang, stated, func(f *newswatch.Figure) string { return say(lang, "kind_"+string(f.Kind)) })
			for i := range sets {
				sets[i].Loose = true
			}
		}
		since := stated[0].At.In(s.o.Location).AddDate(0, 0, -1)
		until := stated[len(stated)-1].At.In(s.o.Location).AddDate(0, 0, 1)
		out = append(out, newChart(name, since, until, false, func(v float64) string { return shortNumber(v, unit) }, sets))
	}
	return out
}

// mostUnits is how many charts one indicator has: some of its numbers may have
// been read wrong.
const mostUnits = 3

// linesOf sorts points into lines by a name.
func (s *Server) linesOf(lang string, points []newswatch.FigurePoint, line func(*newswatch.Figure) string) []dataset {
	var sets []dataset
	for _, p := range points {
		name := line(&p.Figure)
		if name == "" {
			name = say(lang, "no_period")
		}
		i := slices.IndexFunc(sets, func(d dataset) bool { return d.Name == name })
		if i < 0 {
			i, sets = len(sets), append(sets, dataset{Name: name})
		}
		at := p.At.In(s.o.Location)
		sets[i].Data = append(sets[i].Data, datum{
			At: at, Value: *p.Figure.Value, Hollow: p.Figure.Kind == newswatch.Goal, Href: "/articles/" + p.ArticleID.String(),
			Tip: strings.Join(nonEmpty(at.Format(time.DateOnly), s.siteName(p.Site), figureValue(p.Figure), p.Figure.Period, cutTo(p.Figure.Sentence, 60)), " · "),
		})
	}
	return sets
}
