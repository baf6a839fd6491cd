package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"newswatch"
	"newswatch/pipeline"
	"newswatch/sites/canon"
	"newswatch/store"
)

type explainCmd struct {
	Article string `arg:"" help:"The article's address or id."`
	Format  string `help:"text or json." enum:"text,json" default:"text"`
}

// Help is shown below the flags.
func (explainCmd) Help() string {
	return `When it was fetched and how it was decoded, which template and selector gave
each field, what it duplicates and why, its revisions, which watches fire on it
and which condition of the others failed, which deliveries went out.`
}

// explanation is everything that is known of one article.
type explanation struct {
	Article   newswatch.Article     `json:"article"`
	Fetches   []fetchLine           `json:"fetches"`
	Likeness  *newswatch.Likeness   `json:"likeness"` // to duplicate_of
	Story     *newswatch.Story      `json:"story"`
	Revisions []newswatch.Revision  `json:"revisions"`
	Looks     []newswatch.Look      `json:"looks"` // that found it gone, or back
	Fired     []newswatch.Hit       `json:"fired"`
	NotFired  []newswatch.Miss      `json:"not_fired"`
	Alerts    []newswatch.AlertItem `json:"alerts"`
}

// fetchLine is one kept fetch of the article's page.
type fetchLine struct {
	At        time.Time `json:"at"`
	URL       string    `json:"url"`
	FinalURL  string    `json:"final_url"`
	Status    int       `json:"status"`
	Bytes     int       `json:"bytes"`
	SHA256    string    `json:"sha256"`
	Charset   string    `json:"charset"`
	CharsetBy string    `json:"charset_by"`
}

func (c explainCmd) Run(ctx context.Context, a *app) error {
	s, st, err := a.archive(ctx, true)
	if err != nil {
		return err
	}
	defer st.Close()
	article, err := find(ctx, st, c.Article)
	if err != nil {
		return fmt.Errorf("%s: %w", c.Article, err)
	}
	x, err := explain(ctx, s, st, article)
	if err != nil {
		return err
	}
	if c.Format == "json" {
		return printJSON(a.out, x)
	}
	x.print(a.out, s)
	return nil
}

// find takes an id or an address, in any of its variants.
func find(ctx context.Context, st *store.Store, name string) (newswatch.Article, error) {
	if id, err := newswatch.ParseID(name); err == nil {
		return st.Article(ctx, id)
	}
	u, err := url.Parse(name)
	if err != nil || u.Host == "" {
		return newswatch.Article{}, usagef("%q is neither an id nor an address", name)
	}
	return st.ArticleByURL(ctx, canon.URL(u))
}

func explain(ctx context.Context, s *setup, st *store.Store, article newswatch.Article) (*explanation, error) {
	x := &explanation{Article: article.In(s.zone), Fetches: []fetchLine{}}
	pages, err := st.Snapshots(ctx, article.ID)
	if err != nil {
		return nil, err
	}
	for _, p := range pages {
		x.Fetches = append(x.Fetches, fetchLine{p.Fetched.In(s.zone), p.URL, p.FinalURL, p.Status, len(p.Body), fmt.Sprintf("%x", p.SHA256), p.Charset, p.CharsetBy})
	}
	like, copied, err := st.Likeness(ctx, article.ID)
	if err != nil {
		return nil, err
	}
	if copied {
		x.Likeness = &like
	}
	if article.StoryID != 0 {
		story, err := st.Story(ctx, article.StoryID)
		if err != nil && !errors.Is(err, newswatch.ErrNotFound) {
			return nil, err
		}
		story = story.In(s.zone)
		x.Story = &story
	}
	if x.Revisions, err = st.Revisions(ctx, article.ID); err != nil {
		return nil, err
	}
	if x.Looks, err = st.Looks(ctx, article.ID); err != nil {
		return nil, err
	}
	if x.Alerts, err = st.AlertsOf(ctx, article.ID); err != nil {
		return nil, err
	}
	// The rules of today, over the text as it is stored: what the alerts hold is
	// what the rules of then found.
	it := &pipeline.Item{Sighting: &newswatch.Sighting{Article: article, Figures: article.Figures}}
	if err := (pipeline.Fold{}).Process(ctx, it); err != nil {
		return nil, err
	}
	x.Fired, x.NotFired = s.rules.Explain(it.Doc())
	x.Revisions, x.Looks, x.Alerts = orEmpty(x.Revisions), orEmpty(x.Looks), orEmpty(x.Alerts)
	for i := range x.Revisions {
		x.Revisions[i].Seen = x.Revisions[i].Seen.In(s.zone)
	}
	for i := range x.Looks {
		x.Looks[i].At = x.Looks[i].At.In(s.zone)
	}
	for i := range x.Alerts {
		x.Alerts[i] = x.Alerts[i].In(s.zone)
	}
	x.Fired, x.NotFired = orEmpty(x.Fired), orEmpty(x.NotFired)
	return x, nil
}

func (x *explanation) print(w io.Writer, s *setup) {
	a := &x.Article
	fmt.Fprintf(w, "%s\n%s\nid %s, site %s (%s), revision %d\n", clean(a.Title), a.URL, a.ID, a.Site, s.siteName(a.Site), a.Revision)
	if a.Damaged {
		fmt.Fprintln(w, "damaged: some characters were lost before or on the way here")
	}
	if a.Late {
		fmt.Fprintln(w, "late: it was old when first seen, and raised no alert of its own")
	}
	fmt.Fprintln(w, "\nfetched")
	for _, f := range x.Fetches {
		fmt.Fprintf(w, "    %s  status %d, %d bytes, decoded as %s (by %s), sha256 %s\n", f.At.Format(time.DateTime), f.Status, f.Bytes, f.Charset, f.CharsetBy, f.SHA256)
	}
	if len(x.Fetches) == 0 {
		fmt.Fprintf(w, "    first seen %s; its snapshot is past its retention\n", a.Fetched.Format(time.DateTime))
	}
	fmt.Fprintf(w, "\nfields (template %s)\n", a.Template)
	for _, field := range slices.Sorted(maps.Keys(a.Provenance)) {
		o := a.Provenance[field]
		note := ""
		if o.Note != "" {
			note = "  (" + o.Note + ")"
		}
		fmt.Fprintf(w, "    %-10s %s: %s%s\n", field, o.Template, clean(o.Selector), clean(note))
	}
	x.printStory(w)
	x.printHistory(w, s)
	fmt.Fprintln(w, "\nwatches, by the rules of today")
	for _, h := range x.Fired {
		fmt.Fprintf(w, "    %s fires\n", h.ID)
		for _, m := range h.Matches {
			fmt.Fprintf(w, "        %s %d+%d  %s  …%s…\n", m.Field, m.Offset, m.Length, clean(m.Term), clean(m.Excerpt))
		}
		for _, f := range h.Figures {
			fmt.Fprintf(w, "        %s\n", describeFigure(f))
		}
	}
	for _, m := range x.NotFired {
		fmt.Fprintf(w, "    %s does not: %s\n", m.ID, clean(m.Reason))
	}
	fmt.Fprintln(w, "\nalerts")
	for _, item := range x.Alerts {
		item.Created = item.Created.In(s.zone)
		printAlert(w, item)
	}
	if len(x.Alerts) == 0 {
		fmt.Fprintln(w, "    none")
	}
}

func (x *explanation) printStory(w io.Writer) {
	if x.Likeness != nil {
		fmt.Fprintf(w, "\nreprints article %s: similarity %.2f, %s\n", x.Article.DuplicateOf, x.Likeness.Similarity, clean(x.Likeness.Reason))
		for _, passage := range x.Likeness.Shared {
			fmt.Fprintf(w, "    shared: %s\n", clean(passage))
		}
	}
	if x.Story == nil {
		return
	}
	fmt.Fprintf(w, "\nstory %s, %d outlets\n", x.Story.ID, len(x.Story.Outlets))
	for _, o := range x.Story.Outlets {
		fmt.Fprintf(w, "    %-9s %s  %s\n", o.Role, clean(o.SiteName), o.URL)
	}
}

func (x *explanation) printHistory(w io.Writer, s *setup) {
	for _, r := range x.Revisions {
		if len(r.Changes) == 0 {
			continue
		}
		fmt.Fprintf(w, "\nrevision %d, seen %s\n", r.Number, r.Seen.In(s.zone).Format(time.DateTime))
		for _, ch := range r.Changes {
			fmt.Fprintf(w, "    %s: %s\n", ch.Field, diffLine(ch))
		}
	}
	for _, l := range x.Looks {
		fmt.Fprintf(w, "\n%s  %s: %s\n", l.At.In(s.zone).Format(time.DateTime), l.Filing, clean(l.Reason))
	}
}

// diffLine shows a change on one line: [-taken-]{+added+}, what stayed shortened.
func diffLine(ch newswatch.Change) string {
	var b strings.Builder
	for _, span := range ch.Diff {
		text := clean(span.Text)
		switch span.Op {
		case "-":
			b.WriteString("[-" + text + "-]")
		case "+":
			b.WriteString("{+" + text + "+}")
		default:
			if r := []rune(text); len(r) > 24 {
				text = string(r[:10]) + " … " + string(r[len(r)-10:])
			}
			b.WriteString(text)
		}
	}
	return b.String()
}
