package pipeline

import (
	"context"
	"testing"
	"time"

	"newswatch"
)

func TestCompareSpeaksOfChanges(t *testing.T) {
	number := func(v float64) *float64 { return &v }
	stated := map[string]float64{"GDP增速": 5.6, "工业增速": 6}
	c := Compare{
		LastStated: func(_ context.Context, f newswatch.Figure, _ time.Time) (newswatch.FigurePoint, error) {
			v, ok := stated[f.Indicator]
			if !ok {
				return newswatch.FigurePoint{}, newswatch.ErrNotFound
			}
			return newswatch.FigurePoint{Figure: newswatch.Figure{Indicator: f.Indicator, Unit: "%", Value: &v}}, nil
		},
		Least: func(watch string) *float64 {
			if watch == "any" {
				return nil
			}
			return number(0.05)
		},
	}
	for _, row := range []struct {
		name, watch, indicator string
		value                  float64
		heard                  bool
		last                   *float64
	}{
		{"the same again, for who wants all", "any", "GDP增速", 5.6, true, nil},
		{"another value, for who wants all", "any", "GDP增速", 6, true, number(5.6)},
		{"the same again is no change", "tenth", "GDP增速", 5.6, false, nil},
		{"a small change is too little", "tenth", "工业增速", 6.1, false, nil},
		{"a large one is told with the last", "tenth", "工业增速", 7, true, number(6)},
		{"never stated before", "tenth", "投资增速", 1, true, nil},
	} {
		it := &Item{Sighting: &newswatch.Sighting{Hits: []newswatch.Hit{{ID: row.watch, Kind: newswatch.FigureTarget, Figures: []newswatch.Figure{{Indicator: row.indicator, Unit: "%", Value: &row.value}}}}}}
		it.Article.Targets = []string{row.watch}
		if err := c.Process(t.Context(), it); err != nil {
			t.Fatal(err)
		}
		if heard := len(it.Hits) == 1; heard != row.heard || len(it.Article.Targets) != len(it.Hits) {
			t.Errorf("%s: %d hits, targets %v", row.name, len(it.Hits), it.Article.Targets)
			continue
		}
		if !row.heard {
			continue
		}
		got := it.Hits[0].Figures[0].Last
		if (got == nil) != (row.last == nil) || got != nil && *got != *row.last {
			t.Errorf("%s: last %v, want %v", row.name, got, row.last)
		}
	}
}
