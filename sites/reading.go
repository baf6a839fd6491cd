package sites

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"

	"newswatch"
	"newswatch/sites/stamp"
)

// maxLines bounds how much of a page is read for labels.
const maxLines = 4000

// readLabels fills what the template did not give from the labelled lines
// around the text, and from by-lines in it.
func (e *extractor) readLabels(t *Template) {
	a := &e.out.Article
	var head, tail []string
	wanted := a.Published.IsZero() || a.PublishedPrecision == newswatch.Day || a.Source == "" ||
		a.Editor == "" && !e.stands(t.Editor) || a.Channel == "" && !e.stands(t.Channel)
	if wanted && e.body != nil {
		head, tail = e.surroundings()
	}
	e.fill(t, head, append(tail, e.cut...))
}

// surroundings are the lines before and after the body: those after the title
// where it stands before the body, and the first some after.
func (e *extractor) surroundings() (head, tail []string) {
	w := walker{skip: e.body, cells: true, limit: maxLines, skippedAt: -1, beyond: 13}
	w.expect(64)
	w.walk(e.ix.root)
	if w.skippedAt < 0 {
		return nil, nil
	}
	for i := w.skippedAt; i < min(len(w.paragraphs), w.skippedAt+12); i++ {
		text := w.paragraphs[i].text
		if isEnd(text) && !strings.Contains(text, "编辑") && !strings.Contains(text, "版权") && !strings.HasPrefix(text, "凡") {
			break
		}
		tail = append(tail, text)
	}
	title := e.out.Article.Title
	for i := w.skippedAt - 1; i >= max(0, w.skippedAt-60); i-- {
		p := &w.paragraphs[i]
		if p.text == title && i < w.skippedAt-1 && len(head) > 0 {
			// What stands above the title is no more than a breadcrumb.
			for ; i >= 0 && e.out.Article.Channel == ""; i-- {
				e.crumb(w.paragraphs[i].text)
			}
			break
		}
		head = append(head, p.text)
	}
	for i, j := 0, len(head)-1; i < j; i, j = i+1, j-1 {
		head[i], head[j] = head[j], head[i]
	}
	return head, tail
}

// crumb takes the channel from a line that is a breadcrumb.
func (e *extractor) crumb(text string) {
	a := &e.out.Article
	if a.Channel == "" && isCrumb(text) {
		if path := channel([]string{text}, e.s.Name); path != "" {
			e.byLabel("channel", "breadcrumb", nil, &a.Channel, path)
		}
	}
}

// fill takes from labelled lines what is missing.
func (e *extractor) fill(t *Template, head, tail []string) {
	a := &e.out.Article
	var above, below labelled
	for i, text := range head {
		e.crumb(text)
		above.read(text, after(head, i), e.now, e.s.Location)
	}
	for i, text := range tail {
		below.read(text, after(tail, i), e.now, e.s.Location)
	}
	e.fillStamp(above, below, head)
	for _, f := range []struct {
		field string
		by    *Field
		to    *string
		said  said
	}{
		{"source", t.Source, &a.Source, either(above.source, below.source)},
		{"author", t.Author, &a.Author, either(below.author, above.author)},
		{"editor", t.Editor, &a.Editor, either(below.editor, above.editor)},
	} {
		if *f.to == "" && f.said.value != "" {
			e.byLabel(f.field, f.said.label, f.by, f.to, f.said.value)
		}
	}
	if a.Author == "" {
		name := e.byline
		if name == "" {
			name = byLineOf(strings.Split(a.Text, "\n"))
		}
		if name != "" {
			e.byLabel("author", "by-line", t.Author, &a.Author, name)
		} else if name := lastByLine(head); name != "" {
			e.byLabel("author", "by-line", t.Author, &a.Author, name)
		}
	}
	if k := either(below.keywords, above.keywords); len(a.Keywords) == 0 && k.value != "" {
		a.Keywords = keywords(k.value, a.Title)
		a.Provenance["keywords"] = newswatch.Origin{Template: "labels", Selector: k.label}
	}
}

// fillStamp takes the time from the lines above and below the text: where there
// is none yet, or only the day and a line gives that day's minute.
func (e *extractor) fillStamp(above, below labelled, head []string) {
	a := &e.out.Article
	found, by := above.published, above.publishedBy
	if found.IsZero() {
		for _, text := range head {
			if utf8.RuneCountInString(text) <= 150 {
				if s := firstStamp(text, e.now, e.s.Location); !s.IsZero() && (found.IsZero() || found.Precision == newswatch.Day && s.Precision != newswatch.Day) {
					found, by = s, "line above the text"
				}
			}
		}
	}
	if found.IsZero() {
		found, by = below.published, below.publishedBy
	}
	if found.IsZero() {
		return
	}
	origin := newswatch.Origin{Template: "labels", Selector: by}
	switch {
	case a.Published.IsZero():
		e.published(found, origin)
	case a.PublishedPrecision == newswatch.Day && found.Precision != newswatch.Day && sameDay(found, a):
		e.published(found, origin)
	}
}

func sameDay(s stamp.Stamp, a *newswatch.Article) bool {
	y1, m1, d1 := s.Time.Date()
	y2, m2, d2 := a.Published.In(s.Time.Location()).Date()
	return y1 == y2 && m1 == m2 && d1 == d2
}

func after(list []string, i int) string {
	if i+1 < len(list) {
		return list[i+1]
	}
	return ""
}

func either(a, b said) said {
	if a.value != "" {
		return a
	}
	return b
}

// lastByLine is the by-line nearest above the text.
func lastByLine(head []string) string {
	for i := len(head) - 1; i >= max(0, len(head)-6); i-- {
		if name := signed(head[i]); name != "" {
			return name
		}
	}
	return ""
}

var paperPage = regexp.MustCompile(`(?:当前版[:：]?\s*|^第)\s*0*(\d{1,3}|[A-Z]\d{1,3})\s*版(?:[:：]\s*([\p{Han}·]{1,12}))?|^0*(\d{1,3}|[A-Z]\d{1,3})版[:：]\s*([\p{Han}·]{1,12})`)

// readPage reads title and body, where t has not found them, from the order of
// the page's lines: title, the line with time and source, text, the line with
// writers and editors.
func (e *extractor) readPage(t *Template) {
	w := walker{cells: true, limit: maxLines, remove: e.ix.set(t.remove), captions: e.ix.set(t.captions)}
	w.expect(128)
	w.walk(e.ix.root)
	l := layout{lines: w.paragraphs, e: e, hint: letters(e.pageTitle())}
	if !l.find() {
		return
	}
	a := &e.out.Article
	text := t.tidy(w.paragraphs[l.start:l.end], l.title, l.subtitle)
	total := 0
	for _, p := range text.paragraphs {
		total += utf8.RuneCountInString(p)
	}
	if total < 20 {
		return
	}
	if a.Title == "" {
		e.byLabel("title", "line above the time", t.Title, &a.Title, l.title)
	}
	if a.Kicker == "" && l.kicker != "" {
		e.byLabel("kicker", "line above the title", t.Kicker, &a.Kicker, l.kicker)
	}
	if a.Subtitle == "" && l.subtitle != "" && l.subtitle != a.Title {
		e.byLabel("subtitle", "line below the title", t.Subtitle, &a.Subtitle, l.subtitle)
	}
	if a.Text == "" {
		e.byLabel("text", "lines below the time", t.Body, &a.Text, strings.Join(text.paragraphs, "\n"))
		a.Images = e.images(between(w.pictures, l.start, l.end), nil)
	}
	e.byline = text.byline
	if e.byline == "" {
		e.byline = l.writer
	}
	var head, tail []string
	for i := range w.paragraphs[:l.start] {
		text := w.paragraphs[i].text
		e.crumb(text)
		if m := paperPage.FindStringSubmatch(text); m != nil && a.Page == "" {
			a.Page = pageName(m[1]+m[3], m[2]+m[4])
			a.Provenance["page"] = newswatch.Origin{Template: "labels", Selector: "line above the title"}
		}
		if i >= l.head {
			head = append(head, text)
		}
	}
	for i := l.end; i < min(len(w.paragraphs), l.end+10); i++ {
		tail = append(tail, w.paragraphs[i].text)
	}
	e.fill(t, head, append(text.cut, tail...))
	if a.Published.IsZero() {
		for i := range w.paragraphs[:l.head] { // the date in a newspaper's masthead
			if p := &w.paragraphs[i]; utf8.RuneCountInString(p.text) <= 60 {
				if s := firstStamp(p.text, e.now, e.s.Location); !s.IsZero() {
					e.published(s, newswatch.Origin{Template: "labels", Selector: "line above the title"})
					break
				}
			}
		}
	}
}

func between(all []picture, from, to int) []picture {
	var kept []picture
	for _, p := range all {
		if p.next >= from && p.next < to {
			kept = append(kept, p)
		}
	}
	return kept
}

// pageTitle is the title element's text.
func (e *extractor) pageTitle() string {
	for n := e.ix.root; n != nil; n = following(n, e.ix.root) {
		if n.Type == html.ElementNode && n.Data == "title" && n.FirstChild != nil {
			return n.FirstChild.Data
		}
	}
	return ""
}
