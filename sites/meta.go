package sites

import (
	"strings"

	"golang.org/x/net/html"

	"newswatch"
	"newswatch/sites/stamp"
)

// readMeta reads the fields that tell of the story: when, whence, by whom.
func (e *extractor) readMeta(t *Template) {
	a := &e.out.Article
	if s, by := t.Published.stamp(e.ix, e.now, e.s.Location); !s.IsZero() {
		e.published(s, newswatch.Origin{Template: t.ID, Selector: by})
		e.out.Fields["published"] = by
	} else {
		e.miss("published", t.Published)
	}
	for _, f := range []struct {
		field string
		by    *Field
		to    *string
		clean func(string) string
	}{
		{"source", t.Source, &a.Source, cleanSource},
		{"author", t.Author, &a.Author, cleanAuthor},
		{"editor", t.Editor, &a.Editor, editors},
		{"page", t.Page, &a.Page, cleanPage},
	} {
		if found := f.by.first(e.ix, f.clean); found.text != "" {
			e.set(f.field, t.ID, found.by, f.to, found.text)
		} else if f.field == "source" || !e.stands(f.by) {
			e.miss(f.field, f.by)
		}
	}
	if steps, by := t.Channel.every(e.ix); len(steps) > 0 {
		if path := channel(steps, e.s.Name); path != "" {
			e.set("channel", t.ID, by, &a.Channel, path)
		}
	} else if !e.stands(t.Channel) {
		e.miss("channel", t.Channel)
	}
	if found := t.Keywords.first(e.ix, plain); found.text != "" {
		a.Keywords = keywords(found.text, a.Title)
	}
}

// stands reports whether the page has an element for a field: many have one
// that is empty, since not every article has, say, an author.
func (e *extractor) stands(f *Field) bool {
	for _, a := range f.alternatives() {
		if len(e.ix.elements(a.sel)) > 0 {
			return true
		}
	}
	return false
}

// noYear is the note on a stamp whose year was guessed.
const noYear = "the page does not print the year"

func (e *extractor) published(s stamp.Stamp, from newswatch.Origin) {
	a := &e.out.Article
	a.Published, a.PublishedPrecision = s.Time, s.Precision
	if s.Guessed {
		from.Note = noYear
	}
	a.Provenance["published"] = from
}

// cleanSource takes the label and what follows a source off it.
func cleanSource(s string) string {
	source, _ := cutSource(behindLabel(s))
	return source
}

// cleanAuthor gives the names, or a short text that holds none as it stands.
func cleanAuthor(s string) string {
	s = behindLabel(s)
	if names := writers(s); names != "" {
		return names
	}
	s = strings.Trim(s, " ()（）")
	if len(s) > 60 || !hasLetter(s) || isOther(s) || isWriter(s) || credit.MatchString(s) || hasStop(s) {
		return ""
	}
	return s
}

// keywords divides a list of keywords; one that is the whole title is none.
func keywords(s, title string) []string {
	var list []string
	for _, k := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(",，;；、| 　\t\n", r) }) {
		if k != title && len(k) < 90 && len(list) < 30 {
			list = append(list, nfc(k))
		}
	}
	return distinct(list)
}

// sharpen gives a day its minute where a time element states it for machines
// and prints the day alone. A meta element does not count: what stands there is
// often when the page was made, and not when the article was published.
func (e *extractor) sharpen() {
	a := &e.out.Article
	for n := e.ix.root; n != nil; n = following(n, e.ix.root) {
		if n.Type != html.ElementNode || n.Data != "time" {
			continue
		}
		s := firstStamp(attr(n, "datetime"), e.now, e.s.Location)
		if !s.IsZero() && s.Precision != newswatch.Day && sameDay(s, a) {
			e.published(s, newswatch.Origin{Template: "labels", Selector: "time[datetime]"})
			return
		}
	}
}

// lastStamp takes the day from what is left: meta elements, then the address.
func (e *extractor) lastStamp() {
	for _, n := range e.metas() {
		if s := firstStamp(attr(n, "content"), e.now, e.s.Location); !s.IsZero() {
			e.published(s, newswatch.Origin{Template: "labels", Selector: "meta[" + metaName(n) + "]"})
			return
		}
	}
	if s, ok := stamp.FromURL(e.url, e.s.Location); ok && !future(s.Time, e.now) {
		e.published(s, newswatch.Origin{Template: "labels", Selector: "address"})
	}
}

// dated reports whether the page's address holds a day that has come.
func (e *extractor) dated() bool {
	s, ok := stamp.FromURL(e.url, e.s.Location)
	return ok && !future(s.Time, e.now)
}
