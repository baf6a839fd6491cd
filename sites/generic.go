package sites

import (
	"strings"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"

	"newswatch"
	"newswatch/sites/fallback"
)

// fewWords is how short a text is that may say that there is no article.
const fewWords = 200

// generic reads the page without a template. What the template that nearly
// fitted, best, did find counts before what generic reading finds; best may be nil.
func (e *extractor) generic(doc *goquery.Document, best *extractor) bool {
	r := fallback.Extract(doc, e.url, e.now, e.s.Location)
	if r.Text == "" {
		return false
	}
	if utf8.RuneCountInString(r.Text) < fewWords { // 您访问的页面不存在, with the links of every page around it
		if _, gone := e.s.Gone(e.url, doc); gone {
			return false
		}
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
	} else if a.PublishedPrecision == newswatch.Day {
		e.sharpen()
	}
	if a.Source == "" && e.s.prints() {
		e.byLabel("source", "the paper's name", nil, &a.Source, e.s.Name)
	}
	e.trimHead()
	e.complete(nil)
	return true
}

// trimHead leaves out the title where the text repeats it, with the short line
// above it, and the line that names the title the text had elsewhere.
func (e *extractor) trimHead() {
	a := &e.out.Article
	lines := strings.Split(a.Text, "\n")
	for i := 0; i < min(3, len(lines)-1); i++ {
		if letters(lines[i]) != letters(a.Title) || letters(a.Title) == "" {
			continue
		}
		if i == 1 && a.Kicker == "" && utf8.RuneCountInString(lines[0]) <= 30 && !hasStop(lines[0]) {
			e.byLabel("kicker", "line above the repeated title", nil, &a.Kicker, lines[0])
		}
		if i == 0 || utf8.RuneCountInString(lines[0]) <= 30 {
			lines = lines[i+1:]
		}
		break
	}
	for len(lines) > 1 && formerTitle.MatchString(lines[0]) {
		lines = lines[1:]
	}
	a.Text = strings.Join(lines, "\n")
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
	if guessed := a.Provenance["published"].Note == noYear; (a.Published.IsZero() || guessed && !r.Published.Guessed) && !r.Published.IsZero() {
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
