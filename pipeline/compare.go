package pipeline

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"time"

	"newswatch"
	"newswatch/pipeline/figure"
)

// Compare sets the figures that a watch found against what was stated last, and
// takes away those that changed too little for it.
type Compare struct {
	// LastStated returns the figure stated last before a time for the same
	// subject, indicator, period and unit. The error wraps
	// [newswatch.ErrNotFound] where there is none.
	LastStated func(ctx context.Context, f newswatch.Figure, before time.Time) (newswatch.FigurePoint, error)
	// Least is a watch's least relative change; nil where it takes any figure.
	Least func(watch string) *float64
}

// Name is "compare".
func (Compare) Name() string { return "compare" }

// Process looks at the hits of figure targets only.
func (c Compare) Process(ctx context.Context, it *Item) error {
	before := it.Article.Published
	if before.IsZero() {
		before = it.Page.Fetched
	}
	var kept []newswatch.Hit
	for _, h := range it.Hits {
		if h.Kind == newswatch.FigureTarget {
			figures, err := c.changed(ctx, h, before)
			if err != nil {
				return err
			}
			if len(figures) == 0 {
				it.Article.Targets = slices.DeleteFunc(it.Article.Targets, func(id string) bool { return id == h.ID })
				continue
			}
			h.Figures = figures
		}
		kept = append(kept, h)
	}
	it.Hits = kept
	return nil
}

// changed are the figures of a hit that the watch wants to hear of. One that was
// never stated before counts as changed.
func (c Compare) changed(ctx context.Context, h newswatch.Hit, before time.Time) ([]newswatch.Figure, error) {
	least := c.Least(h.ID)
	var out []newswatch.Figure
	for _, f := range h.Figures {
		last, err := c.LastStated(ctx, f, before)
		if err != nil && !errors.Is(err, newswatch.ErrNotFound) {
			return nil, fmt.Errorf("last stated %s: %w", f.Indicator, err)
		}
		if err == nil {
			change, differs := figure.Differs(last.Figure, f)
			if differs {
				f.Last = last.Figure.Value
			}
			if least != nil && math.Abs(change) < *least {
				continue
			}
		}
		out = append(out, f)
	}
	return out, nil
}
