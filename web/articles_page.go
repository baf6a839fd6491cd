package web

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"newswatch"
)

// articlesData is the search page.
type articlesData struct {
	Q, Site, Watch, Since, Until, Sort string
	Lines                              []line
	Total                              int
	More                               bool
	Next                               string // address of the next page
	Fault                              string
	Focus                              bool
}

func (s *Server) articlesPage(w http.ResponseWriter, r *http.Request) error {
	form := r.URL.Query()
	d := articlesData{
		Q: cutTo(form.Get("q"), 500), Site: form.Get("site"), Watch: form.Get("watch"), Since: form.Get("since"), Until: form.Get("until"),
		Sort: form.Get("sort"), Focus: form.Get("focus") == "q",
	}
	q := newswatch.Query{Q: d.Q, ByRelevance: d.Sort == "relevance", Limit: 30, Cursor: form.Get("cursor"), Count: true}
	if d.Site != "" {
		q.Sites = []newswatch.SiteID{newswatch.SiteID(d.Site)}
	}
	if d.Watch != "" {
		q.Watches = []string{d.Watch}
	}
	var err error
	if q.Since, q.Until, err = (Span{d.Since, d.Until}).parse(s.o.Location); err != nil {
		d.Fault = say(s.language(r), "bad_date")
	} else {
		page, err := s.o.Archive.Articles(r.Context(), q)
		if err != nil {
			return err
		}
		d.Total, d.More = page.Total, page.More
		for _, f := range page.Items {
			d.Lines = append(d.Lines, lineOf(f.Article, f.Highlights, s.watchName))
		}
		if page.NextCursor != "" {
			next := r.URL.Query()
			next.Set("cursor", page.NextCursor)
			d.Next = "/articles?" + next.Encode()
		}
	}
	return s.show(w, r, "articles", say(s.language(r), "nav_articles"), d)
}

func cutTo(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}

func cutDot(s string) (string, string, bool) { return strings.Cut(s, ".") }

// readerData is one article.
type readerData struct {
	Article   newswatch.Article
	Title     []mark
	Text      [][]mark
	Hits      []newswatch.Hit
	Story     *newswatch.Story
	Revisions []newswatch.Revision
	Origins   []origin
	Snapshots []snapshotLine
	Alerts    []newswatch.AlertItem
}

type origin struct {
	Field string
	newswatch.Origin
}

type snapshotLine struct {
	N         int
	At        time.Time
	Bytes     int
	SHA256    string
	Charset   string
	CharsetBy string
}

func (s *Server) readerPage(w http.ResponseWriter, r *http.Request) error {
	id, err := newswatch.ParseID(r.PathValue("id"))
	if err != nil {
		return fmt.Errorf("%w: article", newswatch.ErrNotFound)
	}
	ctx := r.Context()
	var d readerData
	if d.Article, err = s.o.Archive.Article(ctx, id); err != nil {
		return err
	}
	if d.Hits, err = s.o.Archive.Hits(ctx, id); err != nil {
		return err
	}
	if d.Revisions, err = s.o.Archive.Revisions(ctx, id); err != nil {
		return err
	}
	if d.Alerts, err = s.o.Archive.AlertsOf(ctx, id); err != nil {
		return err
	}
	if d.Article.StoryID != 0 {
		story, err := s.o.Archive.Story(ctx, d.Article.StoryID)
		if err != nil {
			return err
		}
		d.Story = &story
	}
	pages, err := s.o.Archive.Snapshots(ctx, id)
	if err != nil {
		return err
	}
	for i, p := range pages {
		d.Snapshots = append(d.Snapshots, snapshotLine{i, p.Fetched, len(p.Body), fmt.Sprintf("%x", p.SHA256), p.Charset, p.CharsetBy})
	}
	for field, o := range d.Article.Provenance {
		d.Origins = append(d.Origins, origin{field, o})
	}
	slices.SortFunc(d.Origins, func(a, b origin) int {
		return cmp.Or(rankOf(a.Field)-rankOf(b.Field), strings.Compare(a.Field, b.Field))
	})
	inTitle, inText := stretches(d.Hits, d.Article.Figures)
	title := []rune(d.Article.Title)
	d.Title = marked(title, 0, len(title), inTitle)
	d.Text = paragraphs(d.Article.Text, inText)
	return s.show(w, r, "reader", cutTo(d.Article.Title, 60), d)
}

// stretches are the places of matches and figures in title and text.
func stretches(hits []newswatch.Hit, figures []newswatch.Figure) (inTitle, inText []stretch) {
	add := func(field newswatch.Field, s stretch) {
		switch field {
		case newswatch.FieldTitle:
			inTitle = append(inTitle, s)
		case newswatch.FieldText:
			inText = append(inText, s)
		}
	}
	for _, h := range hits {
		for _, m := range h.Matches {
			add(m.Field, stretch{m.Offset, m.Offset + m.Length, "match", h.Name})
		}
	}
	for _, f := range figures {
		title := strings.TrimSpace(strings.Join(nonEmpty(f.Subject, f.Indicator, figureValue(f), f.Period), " · "))
		add(f.Field, stretch{f.Offset, f.Offset + f.Length, "figure", title})
	}
	return inTitle, inText
}

func nonEmpty(list ...string) []string {
	return slices.DeleteFunc(list, func(s string) bool { return s == "" })
}

// figureValue is a figure's value as people write it.
func figureValue(f newswatch.Figure) string {
	write := func(v float64) string { return shortNumber(v, f.Unit) }
	switch {
	case f.Value != nil:
		return write(*f.Value)
	case f.Min != nil && f.Max != nil:
		return write(*f.Min) + "–" + write(*f.Max)
	}
	return f.Text
}

// shortNumber uses 万 and 亿, which readers of these numbers think in.
func shortNumber(v float64, unit string) string {
	names := map[string]string{"CNY": "元", "USD": "美元", "person": "人", "company": "家", "project": "个项目", "item": "个", "km2": "平方公里", "m2": "平方米",
		"mu": "亩", "km": "公里", "ton": "吨", "pp": "个百分点"}
	if n, ok := names[unit]; ok {
		unit = n
	}
	scale := ""
	switch abs := max(v, -v); {
	case abs >= 1e8:
		v, scale = v/1e8, "亿"
	case abs >= 1e4:
		v, scale = v/1e4, "万"
	}
	return strconv.FormatFloat(float64(int64(v*1e4+0.5))/1e4, 'f', -1, 64) + scale + unit
}

// snapshot downloads a page as it was fetched. It never runs here: browsers are
// told that it is a file.
func (s *Server) snapshot(w http.ResponseWriter, r *http.Request) error {
	id, err := newswatch.ParseID(r.PathValue("id"))
	n, nerr := strconv.Atoi(r.PathValue("n"))
	if err != nil || nerr != nil {
		return fmt.Errorf("%w: snapshot", newswatch.ErrNotFound)
	}
	pages, err := s.o.Archive.Snapshots(r.Context(), id)
	if err != nil {
		return err
	}
	if n < 0 || n >= len(pages) {
		return fmt.Errorf("%w: snapshot", newswatch.ErrNotFound)
	}
	p := pages[n]
	h := w.Header()
	h.Set("Content-Type", "application/octet-stream")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="newswatch-%s-%d.html"`, id, n))
	h.Set("X-SHA256", fmt.Sprintf("%x", p.SHA256))
	h.Set("X-Source-URL", url.PathEscape(p.FinalURL))
	_, _ = w.Write(p.Body)
	return nil
}
