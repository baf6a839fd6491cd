package web

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"newswatch"
)

// comparison sets the last good page of a failing field beside the first bad
// one: what of each could be read, from the pages as they are stored.
type comparison struct {
	Troubles  []newswatch.SiteTrouble // that began between these two pages
	Good, Bad sample
	Rows      []comparedField
}

// sample is one of the two pages.
type sample struct {
	URL     string
	Stored  bool // a page is stored, and was read again
	Whole   bool // an article came of it
	Article newswatch.ID
	Page    newswatch.Page
	SHA256  string
	Reading Reading
}

// comparedField is one field of both pages.
type comparedField struct {
	Field     string
	Good, Bad value
	Change    string // "lost", "moved" to another selector, "found", or ""
	Failing   bool   // it is what the trouble is about
}

// value is what a field gave on one page.
type value struct {
	Text     string
	Length   int // in runes, where Text is only its beginning
	Template string
	Selector string // that gave it, or should have
	Missing  bool
}

// compare reads both pages of a trouble again. since bounds what counts as the
// last good one: the page may have been fetched again since.
func (s *Server) compare(ctx context.Context, site newswatch.SiteID, t newswatch.SiteTrouble, since time.Time) (*comparison, error) {
	if s.o.Reader == nil || t.LastGood == "" || t.FirstBad == "" {
		return nil, nil
	}
	c := &comparison{Troubles: []newswatch.SiteTrouble{t}}
	var err error
	if c.Good, err = s.sample(ctx, site, t.LastGood, since); err != nil {
		return nil, err
	}
	if c.Bad, err = s.sample(ctx, site, t.FirstBad, time.Time{}); err != nil {
		return nil, err
	}
	if !c.Good.Stored && !c.Bad.Stored {
		return nil, nil
	}
	c.set()
	return c, nil
}

func (s *Server) sample(ctx context.Context, site newswatch.SiteID, url string, before time.Time) (sample, error) {
	p, article, err := s.o.Archive.PageAt(ctx, url, before)
	if errors.Is(err, newswatch.ErrNotFound) {
		return sample{URL: url}, nil
	}
	if err != nil {
		return sample{}, err
	}
	r := s.o.Reader.Read(p, site)
	return sample{URL: url, Stored: true, Whole: r.Whole, Article: article, Page: p, SHA256: fmt.Sprintf("%x", p.SHA256), Reading: r}, nil
}

// valueLength is how much of a field stands in a comparison, in runes.
const valueLength = 90

// compared are the fields that stand in a comparison; kicker, subtitle and page
// only where one of the pages has them.
var compared = []string{"title", "kicker", "subtitle", "published", "source", "author", "editor", "channel", "text"}

// set fills in the rows.
func (c *comparison) set() {
	c.Rows = nil
	for _, field := range compared {
		row := comparedField{Field: field, Good: c.Good.value(field), Bad: c.Bad.value(field)}
		row.Failing = slices.ContainsFunc(c.Troubles, func(t newswatch.SiteTrouble) bool { return t.Field == field || t.Field == "body" && field == "text" })
		if row.Good.Text == "" && row.Bad.Text == "" && !row.Good.Missing && !row.Bad.Missing && !row.Failing {
			continue
		}
		switch {
		case !c.Good.Stored || !c.Bad.Stored:
		case row.Bad.lacks() && !row.Good.lacks():
			row.Change = "lost"
		case row.Good.lacks() && !row.Bad.lacks():
			row.Change = "found"
		case row.Good.Template != row.Bad.Template || row.Good.Selector != row.Bad.Selector:
			row.Change = "moved"
		}
		c.Rows = append(c.Rows, row)
	}
}

// lacks reports whether the field could not be read as the definition has it;
// what the fallback made of it may stand there all the same.
func (v value) lacks() bool { return v.Text == "" || v.Missing }

func (p sample) value(field string) value {
	a := &p.Reading.Article
	text := map[string]string{
		"title": a.Title, "kicker": a.Kicker, "subtitle": a.Subtitle, "source": a.Source, "author": a.Author, "editor": a.Editor,
		"channel": a.Channel, "text": a.Text,
	}[field]
	if field == "published" && !a.Published.IsZero() {
		text = a.Published.Format(map[newswatch.Precision]string{newswatch.Day: "2006-01-02", newswatch.Hour: "2006-01-02 15", newswatch.Minute: "2006-01-02 15:04"}[a.PublishedPrecision])
		if text == "" {
			text = a.Published.Format(time.DateTime)
		}
	}
	v := value{Text: cutTo(text, valueLength)}
	if n := len([]rune(text)); n > valueLength {
		v.Text, v.Length = v.Text+"…", n
	}
	o := a.Provenance[field]
	v.Template, v.Selector = o.Template, o.Selector
	name := field
	if _, ok := p.Reading.Missing["body"]; ok && field == "text" {
		name = "body"
	}
	if selector, missing := p.Reading.Missing[name]; missing {
		v.Missing, v.Selector = true, selector
	}
	return v
}

// comparisons are those of a site's open troubles: one for all that began
// between the same two pages. The other troubles are returned as they are.
func (s *Server) comparisons(ctx context.Context, site newswatch.SiteID, troubles []newswatch.SiteTrouble, fields []fieldHealth) (list []*comparison, others []newswatch.SiteTrouble, err error) {
	for _, t := range troubles {
		if i := slices.IndexFunc(list, func(c *comparison) bool { return c.Good.URL == t.LastGood && c.Bad.URL == t.FirstBad }); i >= 0 {
			list[i].Troubles = append(list[i].Troubles, t)
			list[i].set()
			continue
		}
		var c *comparison
		if t.Problem == "field missing" {
			if c, err = s.compare(ctx, site, t, failingSince(fields, &t)); err != nil {
				return nil, nil, err
			}
		}
		if c == nil {
			others = append(others, t)
			continue
		}
		list = append(list, c)
	}
	return list, others, nil
}
