package sites

import (
	"fmt"
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"

	"newswatch"
	"newswatch/sites/canon"
	"newswatch/sites/fallback"
)

// Extraction is what was read from one page.
type Extraction struct {
	// Article has what the page says; ids, revisions and the like are others' to
	// set. Its Provenance names for each field the template and selector.
	Article newswatch.Article
	// Fields are the selectors that matched, by field.
	Fields map[string]string
	// Missing are the selectors that should have matched, by field: of the
	// template that fitted, or where none did, of the one that fitted best.
	Missing map[string]string
	// Next are the further pages of the article, in order, without this one.
	Next []*url.URL
	// Canonical is the page's address in its canonical form.
	Canonical string
	// ContinuedOn is the newspaper page that an article says it goes on at
	// (下转第2版), and ContinuedFrom the one it comes from (上接第1版); 0 for none.
	ContinuedOn, ContinuedFrom int
}

// extractor reads one page for one site.
type extractor struct {
	s   *Site
	url *url.URL
	now time.Time
	ix  *index

	out Extraction
	// nodes of what was found, which bound where labels are looked for
	title, body *html.Node
	cut         []string // lines that stood in the body and are not text
	byline      string   // the writers, from a line of their own above the text
}

// Extract reads one page. It never fetches. now decides what lies in the future
// and what 昨天 means; pageURL may be nil where it is not known. The error wraps
// [newswatch.ErrNotArticle] when no template gives both a title and a body and
// the site allows no fallback, or the fallback finds no text. Without a fallback
// Fields and Missing are set even then: that is how it shows that the site was
// redesigned.
func (s *Site) Extract(pageURL *url.URL, doc *goquery.Document, now time.Time) (Extraction, error) {
	if pageURL == nil {
		pageURL = &url.URL{}
	}
	if doc == nil || len(doc.Nodes) == 0 {
		return Extraction{}, s.notArticle(pageURL, "no page")
	}
	ix := newIndex(doc.Nodes[0], s.index)
	var best *extractor
	most := 0
	for i := range s.Templates {
		t := &s.Templates[i]
		e := s.extractor(pageURL, ix, now)
		if t.bare() {
			e.adopt(best)
		}
		fits, fields := e.try(t)
		if fits {
			var r fallback.Result
			shared := s.ID == "" // a shared design says less than a site's own
			if shared || t.bare() {
				r = fallback.Extract(doc, pageURL, now, s.Location)
			}
			if t.bare() {
				e.refine(t, r.Text)
			}
			e.finish(t)
			if shared || t.bare() {
				e.complement(r)
			}
			return e.out, nil
		}
		if fields > most {
			best, most = e, fields
		}
	}
	if s.Fallback {
		e := s.extractor(pageURL, ix, now)
		if e.generic(doc, best) {
			return e.out, nil
		}
	}
	if s.Fallback {
		return Extraction{}, s.notArticle(pageURL, "no template fits, and generic reading finds no text")
	}
	var out Extraction
	if len(s.Templates) > 0 {
		e := s.extractor(pageURL, ix, now)
		e.adopt(best)
		out.Fields, out.Missing = e.out.Fields, e.out.Missing
	}
	return out, s.notArticle(pageURL, "no template gives both a title and a body")
}

// notArticle says of which site and page there is no article, as far as known.
func (s *Site) notArticle(pageURL *url.URL, why string) error {
	where := ""
	if s.ID != "" {
		where = string(s.ID) + ": "
	}
	if pageURL.Host != "" {
		where += pageURL.String() + ": "
	}
	return fmt.Errorf("%s%w: %s", where, newswatch.ErrNotArticle, why)
}

// prints reports whether the site is a newspaper, which is the source of what it
// prints unless it says otherwise.
func (s *Site) prints() bool {
	for i := range s.Discover {
		if s.Discover[i].Kind == EPaper {
			return true
		}
	}
	return false
}

func (s *Site) extractor(pageURL *url.URL, ix *index, now time.Time) *extractor {
	return &extractor{s: s, url: pageURL, now: now, ix: ix, out: Extraction{
		Article: newswatch.Article{Site: s.ID, URL: pageURL.String(), Provenance: map[string]newswatch.Origin{}},
		Fields:  map[string]string{}, Missing: map[string]string{},
	}}
}

// bare reports whether a template selects neither title nor body and so says
// nothing about how the site's markup has changed.
func (t *Template) bare() bool { return t.Title == nil && t.Body == nil }

// try reads title and body by t. It reports whether both are there, and how
// many of t's fields are.
func (e *extractor) try(t *Template) (fits bool, fields int) {
	a := &e.out.Article
	if title := t.Title.first(e.ix, e.headline); title.text != "" {
		e.set("title", t.ID, title.by, &a.Title, title.text)
		e.title = title.node
	} else if name := tidyTitle(e.ix.propertyOf("title")); name != "" && t.Title != nil {
		e.byLabel("title", "enpproperty", t.Title, &a.Title, name)
		e.title = e.ix.root
		e.miss("title", t.Title)
	} else {
		e.miss("title", t.Title)
	}
	if e.title != nil || t.Title == nil {
		e.readBody(t)
	} else if t.Body != nil {
		e.miss("body", t.Body)
		if len(e.bodyNodes(t)) > 0 {
			delete(e.out.Missing, "body")
			fields++
		}
	}
	if t.Labels && (a.Title == "" || a.Text == "") {
		e.readPage(t)
	}
	fields += len(e.out.Fields)
	if a.Title != "" && a.Text != "" {
		return true, fields
	}
	if fields > 0 { // a design that nearly fits
		e.readMeta(t)
		fields = len(e.out.Fields) + fields - fields/2
	}
	return false, fields
}

// headline tidies a title; "" where it is only the site's name, as a heading
// around the logo is.
func (e *extractor) headline(s string) string {
	s = tidyTitle(s)
	const longest = 12
	if utf8.RuneCountInString(s) > longest {
		return s
	}
	if s == e.s.Name {
		return ""
	}
	// 标题--频道--某某网 ends in the site's name.
	before, ok := strings.CutSuffix(squeeze(e.pageTitle()), s)
	if last, _ := utf8.DecodeLastRuneInString(s); ok && len(before) > len(s) && strings.ContainsRune("网網报報社线線站端", last) && strings.ContainsAny(tail(before, 3), "-_|｜—") {
		return ""
	}
	return s
}

// set files a value and where it came from.
func (e *extractor) set(field, template, by string, to *string, value string) {
	*to = nfc(value)
	e.out.Fields[field] = by
	e.out.Article.Provenance[shownAs(field)] = newswatch.Origin{Template: template, Selector: by}
}

// shownAs is the name under which an article shows a field of a definition.
func shownAs(field string) string {
	if field == "body" {
		return "text"
	}
	return field
}

// byLabel files a value that a label, and not a selector, gave.
func (e *extractor) byLabel(field, by string, f *Field, to *string, value string) {
	*to = nfc(value)
	origin := newswatch.Origin{Template: "labels", Selector: by}
	if f != nil {
		origin.Note = "not found by " + f.text
	}
	e.out.Article.Provenance[field] = origin
}

func (e *extractor) miss(field string, f *Field) {
	if f != nil {
		e.out.Missing[field] = f.text
	}
}

// bodyNodes are the elements of the first alternative of t's body that has any
// text or picture, those inside others left out.
func (e *extractor) bodyNodes(t *Template) []*html.Node {
	for _, a := range t.Body.alternatives() {
		nodes := e.ix.elements(a.sel)
		if a.Index != nil && len(nodes) > 0 {
			if i := *a.Index; i >= 0 && i < len(nodes) {
				nodes = nodes[i : i+1]
			} else if i < 0 && -i <= len(nodes) {
				nodes = nodes[len(nodes)+i : len(nodes)+i+1]
			} else {
				nodes = nil
			}
		}
		var kept []*html.Node
		for _, n := range nodes {
			if len(kept) == 0 || !inside(n, kept[len(kept)-1]) {
				kept = append(kept, n)
			}
		}
		if len(kept) > 0 && hasText(kept) {
			return kept
		}
	}
	return nil
}

func hasText(nodes []*html.Node) bool {
	w := walker{limit: 1}
	for _, n := range nodes {
		if w.walk(n); len(w.paragraphs) > 0 {
			return true
		}
	}
	return false
}

func inside(n, in *html.Node) bool {
	for p := n; p != nil; p = p.Parent {
		if p == in {
			return true
		}
	}
	return false
}

// readBody reads the text, the pictures and the heads of the story by t.
func (e *extractor) readBody(t *Template) {
	a := &e.out.Article
	e.readHeads(t)
	from := e.bodyNodes(t)
	w := walker{remove: e.ix.set(t.remove), captions: e.ix.set(t.captions)}
	w.expect(32)
	for _, n := range from {
		w.walk(n)
	}
	text := t.tidy(w.paragraphs, a.Title, a.Kicker, a.Subtitle)
	if len(text.paragraphs) == 0 {
		e.miss("body", t.Body)
		return
	}
	e.body = from[0]
	e.cut, e.byline = text.cut, text.byline
	by := ""
	for _, alt := range t.Body.Alternatives {
		if alt.sel.match(from[0]) {
			by = alt.Select
			break
		}
	}
	e.set("body", t.ID, by, &a.Text, strings.Join(text.paragraphs, "\n"))
	a.Images = e.images(between(w.pictures, 0, text.end+1), text.captions)
}

// readHeads reads the lines above and below the title.
func (e *extractor) readHeads(t *Template) {
	a := &e.out.Article
	for _, h := range []struct {
		field string
		by    *Field
		to    *string
	}{{"kicker", t.Kicker, &a.Kicker}, {"subtitle", t.Subtitle, &a.Subtitle}} {
		if found := h.by.first(e.ix, tidyTitle); found.text != "" && found.text != a.Title {
			e.set(h.field, t.ID, found.by, h.to, found.text)
		} else if name := e.ix.propertyOf(map[string]string{"kicker": "introtitle", "subtitle": "subtitle"}[h.field]); name != "" {
			e.byLabel(h.field, "enpproperty", h.by, h.to, name)
		}
	}
}

// finish reads the rest of the article's fields by t, and what it does not
// select, or not find, from the labelled lines around the text.
func (e *extractor) finish(t *Template) {
	a := &e.out.Article
	a.Template = t.ID
	e.readMeta(t)
	e.readLabels(t)
	// Some sites file the editor there.
	if name := cleanAuthor(e.ix.propertyOf("author")); a.Author == "" && name != "" && name != a.Editor {
		e.byLabel("author", "enpproperty", t.Author, &a.Author, name)
	}
	if a.Published.IsZero() {
		e.lastStamp()
	}
	if a.Source == "" && e.s.prints() {
		e.byLabel("source", "the paper's name", t.Source, &a.Source, e.s.Name)
	}
	e.complete(t)
}

// complete sets what follows from the rest.
func (e *extractor) complete(t *Template) {
	a := &e.out.Article
	e.out.Canonical = e.canonical()
	a.CanonicalURL = e.out.Canonical
	a.Language = language(a.Title, a.Text)
	a.Damaged = strings.Contains(a.Text, "\ufffd") || strings.Contains(a.Title, "\ufffd")
	if t != nil {
		e.out.Next = e.nextPages(t)
	}
	e.out.ContinuedOn, e.out.ContinuedFrom = continued(a.Text)
}

// canonical is the address that the page names as its own, where that is an
// article of the site, or else the address it was fetched from.
func (e *extractor) canonical() string {
	if e.url.Host == "" {
		return "" // a file that nobody said whence it came
	}
	own := canon.URL(e.url)
	for n := e.ix.root; n != nil; n = following(n, e.ix.root) {
		if n.Type == html.ElementNode && n.Data == "body" {
			break
		}
		if n.Type != html.ElementNode || n.Data != "link" || !strings.EqualFold(attr(n, "rel"), "canonical") {
			continue
		}
		u, err := canon.Resolve(e.url, attr(n, "href"))
		if err == nil && len(e.s.urls) > 0 && e.s.IsArticle(u) && pageNumber(u.Path) == pageNumber(e.url.Path) {
			return canon.URL(u)
		}
	}
	return own
}

// adopt starts from what the template that nearly fitted gave and missed; where
// none did, the newest template's selectors of title and body have failed.
func (e *extractor) adopt(best *extractor) {
	if best != nil {
		e.out.Article, e.out.Fields, e.out.Missing = best.out.Article, best.out.Fields, best.out.Missing
		return
	}
	if t := &e.s.Templates[0]; !t.bare() {
		e.miss("title", t.Title)
		e.miss("body", t.Body)
	}
}

// mustURL parses an address that was made by url.URL's String.
func mustURL(s string) *url.URL {
	u, err := url.Parse(s)
	if err != nil {
		return &url.URL{Path: s}
	}
	return u
}
