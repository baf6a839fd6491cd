package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"newswatch"
	"newswatch/configs"
	"newswatch/pipeline"
	"newswatch/pipeline/fold"
	"newswatch/pipeline/match"
	"newswatch/sites/charset"
	"newswatch/store"
)

type matchCmd struct {
	File    string   `arg:"" optional:"" help:"A text, or an article as JSON; - for standard input."`
	Title   string   `help:"The text's title."`
	Source  string   `help:"The text's source, for source: rules."`
	Author  string   `help:"The text's author, for author: rules."`
	Site    string   `help:"The site it stands on, for rules that name sites."`
	Explain bool     `help:"Say also what did not fire, and which condition failed."`
	Since   string   `help:"Run the rules over the archive instead: 30d, or a date." placeholder:"TIME"`
	Watch   []string `help:"Only these watches or targets." placeholder:"ID"`
	Format  string   `help:"text or json." enum:"text,json" default:"text"`
}

// Help is shown below the flags.
func (matchCmd) Help() string {
	return `Examples:
  newswatch match article.txt --explain
  newswatch extract page.html --format json | newswatch match - --format json
  newswatch match --since 30d --watch xianghu      would have fired how often?`
}

// matchReport is match --format json.
type matchReport struct {
	Fired    []newswatch.Hit    `json:"fired"`
	NotFired []newswatch.Miss   `json:"not_fired,omitzero"` // with --explain, even if none
	Figures  []newswatch.Figure `json:"figures"`
}

func (c matchCmd) Run(ctx context.Context, a *app) error {
	s, err := a.load()
	if err != nil {
		return err
	}
	rules, err := s.only(c.Watch)
	if err != nil {
		return err
	}
	if c.Since != "" {
		return c.archive(ctx, a, s, rules)
	}
	if c.File == "" {
		return usagef("match wants a file, or - for standard input; or --since to run over the archive")
	}
	article, err := c.read(a)
	if err != nil {
		return err
	}
	it := &pipeline.Item{Sighting: &newswatch.Sighting{Article: article}}
	for _, stage := range s.reading() {
		if err := stage.Process(ctx, it); err != nil {
			return err
		}
	}
	r := matchReport{Figures: it.Figures}
	var missed []newswatch.Miss
	r.Fired, missed = rules.Explain(it.Doc())
	if c.Explain {
		r.NotFired = orEmpty(missed)
	}
	for i := range r.Fired {
		r.Fired[i].Matches = orEmpty(r.Fired[i].Matches)
		r.Fired[i].Figures = orEmpty(r.Fired[i].Figures)
	}
	r.Fired, r.Figures = orEmpty(r.Fired), orEmpty(r.Figures)
	if c.Format == "json" {
		return printJSON(a.out, r)
	}
	return r.print(a.out, c.Explain)
}

// only compiles a part of the watches; all where ids is empty.
func (s *setup) only(ids []string) (*match.Matcher, error) {
	if len(ids) == 0 {
		return s.rules, nil
	}
	var some []newswatch.Watch
	for _, id := range ids {
		found := false
		for _, w := range s.watches {
			if w.ID == id {
				some, found = append(some, w), true
			}
		}
		if !found {
			return nil, usagef("no watch or target %q; newswatch config show lists them", id)
		}
	}
	return match.Compile(some)
}

// read takes the text from the file: an article in JSON, or plain text whose
// offsets are then those of the file, less a byte order mark.
func (c matchCmd) read(a *app) (newswatch.Article, error) {
	article := newswatch.Article{}
	data, err := a.readInput(c.File)
	if err != nil {
		return article, err
	}
	if trimmed := bytes.TrimSpace(data); len(trimmed) > 0 && trimmed[0] == '{' {
		if err := json.Unmarshal(trimmed, &article); err != nil {
			return article, fmt.Errorf("%s: begins like JSON but is no article: %w", c.File, err)
		}
	} else {
		data = bytes.TrimPrefix(data, []byte("\xEF\xBB\xBF"))
		if !utf8.Valid(data) {
			data = charset.Decode(data, "text/plain", "").HTML
		}
		article.Text = string(data)
	}
	for _, set := range []struct {
		to   *string
		from string
	}{{&article.Title, c.Title}, {&article.Source, c.Source}, {&article.Author, c.Author}} {
		if set.from != "" {
			*set.to = set.from
		}
	}
	if c.Site != "" {
		article.Site = newswatch.SiteID(c.Site)
	}
	return article, nil
}

// readInput reads a file, or standard input for "-".
func (a *app) readInput(name string) ([]byte, error) {
	if name == "-" {
		return io.ReadAll(a.in)
	}
	return os.ReadFile(name)
}

func (r matchReport) print(w io.Writer, explain bool) error {
	if len(r.Fired) == 0 {
		fmt.Fprintln(w, "nothing fires")
	}
	for _, h := range r.Fired {
		fmt.Fprintf(w, "%s  %s (%s, %s)\n", h.ID, clean(h.Name), h.Kind, h.Severity)
		if h.Rule != "" {
			fmt.Fprintf(w, "    because %s\n", clean(h.Rule))
		}
		for _, m := range h.Matches {
			fmt.Fprintf(w, "    %s %d+%d  %s  …%s…\n", m.Field, m.Offset, m.Length, clean(m.Term), clean(m.Excerpt))
		}
		for _, f := range h.Figures {
			fmt.Fprintf(w, "    %s\n", describeFigure(f))
		}
	}
	if explain {
		for _, m := range r.NotFired {
			fmt.Fprintf(w, "%s  does not fire: %s\n", m.ID, clean(m.Reason))
		}
	}
	if len(r.Figures) > 0 {
		fmt.Fprintf(w, "figures stated: %d\n", len(r.Figures))
		for _, f := range r.Figures {
			fmt.Fprintf(w, "    %s\n", describeFigure(f))
		}
	}
	return nil
}

func describeFigure(f newswatch.Figure) string {
	value := "?"
	switch {
	case f.Value != nil:
		value = number(*f.Value)
	case f.Min != nil && f.Max != nil:
		value = number(*f.Min) + "–" + number(*f.Max)
	}
	parts := []string{fmt.Sprintf("%s %d+%d  %s = %s %s", f.Field, f.Offset, f.Length, clean(f.Text), value, f.Unit)}
	for _, p := range []struct{ name, value string }{
		{"indicator", f.Indicator}, {"subject", f.Subject}, {"period", f.Period}, {"qualifier", f.Qualifier}, {"kind", string(f.Kind)},
	} {
		if p.value != "" {
			parts = append(parts, p.name+" "+clean(p.value))
		}
	}
	return strings.Join(parts, ", ")
}

// watchCount is one watch's part of a run over the archive.
type watchCount struct {
	ID       string              `json:"id"`
	Name     string              `json:"name"`
	Fired    int                 `json:"fired"`
	Articles []newswatch.Article `json:"articles"`
}

// maxListed bounds the articles listed for each watch of a run over the archive.
const maxListed = 100

func (c matchCmd) archive(ctx context.Context, a *app, s *setup, rules *match.Matcher) error {
	since, err := parseSince(c.Since, time.Now(), s.zone)
	if err != nil {
		return usagef("--since: %v", err)
	}
	st, err := a.open(ctx, s, true)
	if err != nil {
		return err
	}
	defer st.Close()
	counts := map[string]*watchCount{}
	var order []string
	for _, w := range s.watches {
		if len(c.Watch) == 0 || slices.Contains(c.Watch, w.ID) {
			counts[w.ID] = &watchCount{ID: w.ID, Name: w.Name, Articles: []newswatch.Article{}}
			order = append(order, w.ID)
		}
	}
	read, err := runRules(ctx, st, newswatch.Query{Since: since}, rules, func(article newswatch.Article, hits []newswatch.Hit) {
		for _, h := range hits {
			n := counts[h.ID]
			n.Fired++
			if len(n.Articles) < maxListed {
				article.Text = ""
				n.Articles = append(n.Articles, article.In(s.zone))
			}
		}
	})
	if err != nil {
		return err
	}
	report := struct {
		Since    time.Time     `json:"since"`
		Articles int           `json:"articles"`
		Watches  []*watchCount `json:"watches"`
	}{Since: since, Articles: read, Watches: []*watchCount{}}
	for _, id := range order {
		report.Watches = append(report.Watches, counts[id])
	}
	if c.Format == "json" {
		return printJSON(a.out, report)
	}
	fmt.Fprintf(a.out, "%d articles since %s\n", read, since.Format(time.DateOnly))
	for _, n := range report.Watches {
		fmt.Fprintf(a.out, "%s  %s: would have fired %s\n", n.ID, clean(n.Name), times(n.Fired))
		for _, article := range n.Articles {
			fmt.Fprintf(a.out, "    %s  %s  %s\n", stampOf(&article), clean(article.Title), article.URL)
		}
	}
	return nil
}

// runRules runs rules over stored articles, figures as they were read then, and
// returns how many articles it read.
func runRules(ctx context.Context, st *store.Store, q newswatch.Query, rules *match.Matcher, each func(newswatch.Article, []newswatch.Hit)) (int, error) {
	read := 0
	err := st.Each(ctx, q, func(article newswatch.Article) error {
		read++
		hits := rules.Match(&match.Doc{
			Site: article.Site, Title: fold.Fold(article.Title), Text: fold.Fold(article.Text),
			Source: fold.Fold(article.Source), Author: fold.Fold(article.Author),
			Kicker: fold.Fold(article.Kicker), Subtitle: fold.Fold(article.Subtitle), Figures: article.Figures,
		})
		if len(hits) > 0 {
			each(article, hits)
		}
		return nil
	})
	return read, err
}

// parseSince reads a date (2026-02-15, or RFC 3339) or a duration back from now.
func parseSince(s string, now time.Time, loc *time.Location) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, "2006-01-02 15:04", time.DateOnly, "20060102"} {
		if t, err := time.ParseInLocation(layout, s, loc); err == nil {
			return t, nil
		}
	}
	var d configs.Duration
	if err := d.ParseScalar(s); err != nil || d == 0 {
		return time.Time{}, fmt.Errorf("%q is neither a date nor a duration; write it like 2026-02-15 or 30d", s)
	}
	return now.Add(-time.Duration(d)).In(loc), nil
}
