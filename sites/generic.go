package sites

import (
	"github.com/PuerkitoBio/goquery"

	"newswatch"
	"newswatch/sites/fallback"
)

// generic reads the page without a template. What the template that nearly
// fitted, best, did find counts before what generic reading finds; best may be nil.
func (e *extractor) generic(doc *goquery.Document, best *extractor) bool {
	r := fallback.Extract(doc, e.url, e.now, e.s.Location)
	if r.Text == "" {
		return false
	}
	if len(e.s.Templates) > 0 {
		e.adopt(best)
	}
	a := &e.out.Article
	a.Template = "fallback"
	e.complement(r)
	if a.Title == "" {
		return false
	}
	if a.Published.IsZero() {
		e.lastStamp()
	}
	e.complete(nil)
	return true
}

// complement takes from generic reading what is not there yet.
func (e *extractor) complement(r fallback.Result) {
	a := &e.out.Article
	for _, f := range []struct {
		name string
		to   *string
		from string
	}{
		{"title", &a.Title, r.Title}, {"kicker", &a.Kicker, r.Kicker}, {"subtitle", &a.Subtitle, r.Subtitle},
		{"source", &a.Source, r.Source}, {"author", &a.Author, r.Author}, {"editor", &a.Editor, editors(r.Editor)},
		{"channel", &a.Channel, r.Channel}, {"text", &a.Text, r.Text},
	} {
		if *f.to == "" && f.from != "" {
			*f.to = nfc(f.from)
			a.Provenance[f.name] = e.origin(r, f.name)
		}
	}
	if a.Published.IsZero() && !r.Published.IsZero() {
		e.published(r.Published, e.origin(r, "published"))
	}
	if len(a.Keywords) == 0 {
		a.Keywords = r.Keywords
	}
	if len(a.Images) == 0 {
		a.Images = r.Images
	}
}

func (e *extractor) origin(r fallback.Result, field string) newswatch.Origin {
	if o, ok := r.Origins[field]; ok {
		return o
	}
	return newswatch.Origin{Template: "fallback", Selector: "generic"}
}
