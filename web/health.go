package web

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"newswatch"
)

// healthDays is how far back a site's page shows the health of fields.
const healthDays = 30

// fieldHealth is how one field of a site's pages can be read.
type fieldHealth struct {
	Field   string
	Fits    []newswatch.Fit // one, or one for each list page
	Good    int             // pages that had it, of the days shown; where there are none, of all
	Bad     int
	Failing *time.Time // the earliest
	Days    []dayHealth
	Label   string // the strip in words
}

// dayHealth is a bar of a strip.
type dayHealth struct {
	Date      string // 2026-02-15
	Good, Bad int
	X, Y      int // of the bar: it hangs as deep as pages lack the field
	Tip       string
}

// Measures of a strip, in units of its view box.
const (
	barStep   = 10
	barHeight = 20
)

// fieldOrder is the order in which fields stand: as on a page, lists last.
var fieldOrder = []string{"title", "kicker", "subtitle", "published", "source", "author", "editor", "channel", "page", "text", "body", "keywords", "images", "language", "links"}

// rankOf is a field's place; one that is not known stands at the end.
func rankOf(field string) int {
	if i := slices.Index(fieldOrder, field); i >= 0 {
		return i
	}
	return len(fieldOrder)
}

// health gathers how a site's fields could be read, in all and by day.
func (s *Server) health(ctx context.Context, lang string, site newswatch.SiteID) ([]fieldHealth, error) {
	fits, err := s.o.Archive.Fits(ctx, site)
	if err != nil {
		return nil, err
	}
	first, today := s.lastDays(healthDays)
	days, err := s.o.Archive.FitDays(ctx, site, first)
	if err != nil {
		return nil, err
	}
	byField := map[string]*fieldHealth{}
	var order []string
	for _, f := range fits {
		if f.Field == "silent" { // says nothing of a page
			continue
		}
		h := byField[f.Field]
		if h == nil {
			h = &fieldHealth{Field: f.Field}
			byField[f.Field], order = h, append(order, f.Field)
		}
		h.Fits = append(h.Fits, f)
		h.Good, h.Bad = h.Good+f.Good, h.Bad+f.Bad
		if f.Failing != nil && (h.Failing == nil || f.Failing.Before(*h.Failing)) {
			h.Failing = f.Failing
		}
	}
	slices.SortStableFunc(order, func(a, b string) int { return rankOf(a) - rankOf(b) })
	var out []fieldHealth
	for _, field := range order {
		h := byField[field]
		counts := map[string]newswatch.FitDay{}
		good, bad := 0, 0
		for _, d := range days {
			if d.Field == field {
				counts[d.Day] = d
				good, bad = good+d.Good, bad+d.Bad
			}
		}
		if good+bad > 0 {
			h.Good, h.Bad = good, bad
		}
		h.Days = strip(lang, first, today, counts)
		h.Label = stripLabel(lang, h)
		out = append(out, *h)
	}
	return out, nil
}

// strip is a bar for each day.
func strip(lang string, first, last time.Time, counts map[string]newswatch.FitDay) []dayHealth {
	var out []dayHealth
	for x, day := 0, first; !day.After(last); x, day = x+barStep, day.AddDate(0, 0, 1) {
		c := counts[day.Format(time.DateOnly)]
		d := dayHealth{Date: day.Format(time.DateOnly), Good: c.Good, Bad: c.Bad, X: x}
		switch all := c.Good + c.Bad; {
		case all == 0:
			d.Tip = say(lang, "strip_none", day.Format("01-02"))
		case c.Bad == 0:
			d.Tip = say(lang, "strip_all", day.Format("01-02"), all)
		default:
			d.Y = max(2, barHeight*c.Bad/all) // one in a thousand shows too
			d.Tip = say(lang, "strip_some", day.Format("01-02"), all, c.Bad)
		}
		out = append(out, d)
	}
	return out
}

// stripLabel says in words what a strip shows.
func stripLabel(lang string, h *fieldHealth) string {
	worst := -1
	for i, d := range h.Days {
		if d.Bad > 0 && (worst < 0 || d.Bad*(h.Days[worst].Good+h.Days[worst].Bad) > h.Days[worst].Bad*(d.Good+d.Bad)) {
			worst = i
		}
	}
	text := say(lang, "strip_label", healthDays, percent(h.Good, h.Bad))
	if worst >= 0 {
		text += say(lang, "strip_worst", h.Days[worst].Tip)
	}
	return text
}

// Seen reports whether any page was looked at on a day.
func (d dayHealth) Seen() bool { return d.Good+d.Bad > 0 }

// Depth is how much of the bar is whole.
func (d dayHealth) Depth() int { return barHeight - d.Y }

// healthRow is a day of the strips, told as a table.
type healthRow struct {
	Day   string
	Cells []string
}

// healthTable tells the strips of all fields as a table, the latest day first.
func healthTable(fields []fieldHealth) []healthRow {
	var rows []healthRow
	if len(fields) == 0 {
		return nil
	}
	for i := len(fields[0].Days) - 1; i >= 0; i-- {
		row, seen := healthRow{Day: fields[0].Days[i].Date}, false
		for _, f := range fields {
			cell := "–"
			if d := f.Days[i]; d.Seen() {
				cell, seen = fmt.Sprintf("%d/%d", d.Good, d.Good+d.Bad), true
			}
			row.Cells = append(row.Cells, cell)
		}
		if seen {
			rows = append(rows, row)
		}
	}
	return rows
}

// failingSince is since when a site's trouble counts; zero where that is unknown.
func failingSince(fields []fieldHealth, trouble *newswatch.SiteTrouble) time.Time {
	for _, h := range fields {
		if h.Field == trouble.Field && h.Failing != nil && strings.TrimSpace(trouble.Field) != "" {
			return *h.Failing
		}
	}
	return time.Time{}
}
