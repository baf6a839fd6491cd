package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"newswatch"
)

// Trial is what rules make of a text.
type Trial struct {
	Title, Text string // as read, from the form or from the page at an address
	Fired       []newswatch.Hit
	NotFired    []newswatch.Miss
	Figures     []newswatch.Figure
}

// Tester tries rules without storing or sending anything.
type Tester interface {
	// Try reads a text, or the page at an address where url is set.
	Try(ctx context.Context, title, text, url string) (Trial, error)
	// DryRun says on which stored articles since a time a watch of today would
	// fire; it looks at most at a bounded number.
	DryRun(ctx context.Context, watch string, since time.Time) (Rehearsal, error)
}

// Rehearsal is what a watch would have done.
type Rehearsal struct {
	Read, Fired int
	Articles    []newswatch.Article // the newest that fired; not all where they are many
}

type watchesData struct {
	Rows  []watchRow
	Chart chart
}

type watchRow struct {
	newswatch.Watch
	Rule     string
	Silenced time.Time
	Week     int // articles of the last seven days, today's among them
}

func (s *Server) watchesPage(w http.ResponseWriter, r *http.Request) error {
	now := s.o.Now()
	silences, err := s.o.Archive.Silenced(r.Context(), now)
	if err != nil {
		return err
	}
	points, err := s.dailyHits(r.Context(), watchDays)
	if err != nil {
		return err
	}
	week := map[string]int{}
	first := now.In(s.o.Location).AddDate(0, 0, -6).Format(time.DateOnly)
	for _, p := range points {
		if p.Day >= first {
			week[p.Watch] += p.Count
		}
	}
	d := watchesData{Chart: s.mentions(r, points, watchDays, "")}
	for _, watch := range s.o.Watches() {
		d.Rows = append(d.Rows, watchRow{watch, ruleInWords(s.language(r), &watch), silences[watch.ID], week[watch.ID]})
	}
	return s.show(w, r, "watches", say(s.language(r), "nav_watches"), d)
}

type watchData struct {
	watchRow
	Chart  chart
	Lines  []line
	Total  int
	More   bool
	YAML   string
	DryRun *dryRun
}

type dryRun struct {
	Rehearsal
	Lines []line
}

// watchDays is how far back the charts of watches look.
const watchDays = 30

// dryRunDays is how far back a dry run looks.
const dryRunDays = 30

func (s *Server) watchPage(w http.ResponseWriter, r *http.Request) error {
	watch, ok := s.watchByID(r.PathValue("id"))
	if !ok {
		return fmt.Errorf("%w: watch", newswatch.ErrNotFound)
	}
	lang := s.language(r)
	d := watchData{watchRow: watchRow{Watch: watch, Rule: ruleInWords(lang, &watch)}, YAML: watchYAML(&watch)}
	silences, err := s.o.Archive.Silenced(r.Context(), s.o.Now())
	if err != nil {
		return err
	}
	d.Silenced = silences[watch.ID]
	page, err := s.o.Archive.Articles(r.Context(), newswatch.Query{Watches: []string{watch.ID}, Limit: 20, Count: true})
	if err != nil {
		return err
	}
	d.Total, d.More = page.Total, page.More
	for _, f := range page.Items {
		d.Lines = append(d.Lines, lineOf(f.Article, f.Highlights, s.watchName))
	}
	points, err := s.dailyHits(r.Context(), watchDays)
	if err != nil {
		return err
	}
	d.Chart = s.mentions(r, points, watchDays, watch.ID)
	if r.FormValue("dryrun") != "" && s.o.Tester != nil {
		rehearsal, err := s.o.Tester.DryRun(r.Context(), watch.ID, s.o.Now().AddDate(0, 0, -dryRunDays))
		if err != nil {
			return err
		}
		d.DryRun = &dryRun{Rehearsal: rehearsal}
		for _, a := range rehearsal.Articles {
			d.DryRun.Lines = append(d.DryRun.Lines, lineOf(a, nil, s.watchName))
		}
	}
	return s.show(w, r, "watch", watch.Name, d)
}

// ruleInWords says what a watch looks for, for people.
func ruleInWords(lang string, w *newswatch.Watch) string {
	var parts []string
	list := func(key string, terms []string) {
		if len(terms) > 0 {
			parts = append(parts, say(lang, key, "「"+strings.Join(terms, "」「")+"」"))
		}
	}
	if w.IsTarget() && w.Kind != newswatch.FigureTarget {
		list("rule_names", append([]string{w.Name}, w.Aliases...))
	}
	for _, words := range []struct {
		key   string
		terms []string
	}{{"rule_any", w.Any}, {"rule_all", w.All}} {
		if len(words.terms) == 1 {
			words.key = "rule_one"
		}
		list(words.key, words.terms)
	}
	if w.Expr != "" {
		parts = append(parts, say(lang, "rule_expr", w.Expr))
	}
	list("rule_subject", w.Subject)
	list("rule_indicator", w.Indicator)
	for _, bound := range []struct {
		key string
		v   *float64
	}{{"rule_min", w.Min}, {"rule_max", w.Max}} {
		if bound.v != nil {
			parts = append(parts, say(lang, bound.key, shortNumber(*bound.v, "")))
		}
	}
	if w.Change != nil {
		parts = append(parts, say(lang, "rule_change", strconv.FormatFloat(*w.Change*100, 'f', -1, 64)))
	}
	list("rule_context", w.Context)
	list("rule_none", w.None)
	list("rule_except", w.Except)
	list("rule_sites", texts(w.Sites))
	return strings.Join(parts, say(lang, "rule_and"))
}

// Rule is what a watch looks for, in words; "" for a watch that is gone.
func (v *view) Rule(id string) string {
	for i := range v.Watches {
		if v.Watches[i].ID == id {
			return ruleInWords(v.Lang, &v.Watches[i])
		}
	}
	return ""
}

// watchYAML is the watch as lines to paste into newswatch.yaml. JSON strings and
// lists are YAML too.
func watchYAML(w *newswatch.Watch) string {
	var b strings.Builder
	head := "watches"
	if w.IsTarget() {
		head = "targets"
	}
	fmt.Fprintf(&b, "%s:\n  - id: %s\n    name: %s\n", head, w.ID, jsonText(w.Name))
	if w.IsTarget() {
		fmt.Fprintf(&b, "    kind: %s\n", w.Kind)
	}
	for _, f := range []struct {
		name  string
		value []string
	}{
		{"aliases", w.Aliases}, {"any", w.Any}, {"all", w.All}, {"none", w.None}, {"except", w.Except}, {"context", w.Context},
		{"subject", w.Subject}, {"indicator", w.Indicator}, {"in", texts(w.In)}, {"sites", texts(w.Sites)}, {"channels", w.Channels},
	} {
		if len(f.value) > 0 {
			fmt.Fprintf(&b, "    %s: %s\n", f.name, jsonText(f.value))
		}
	}
	if w.Expr != "" {
		fmt.Fprintf(&b, "    expr: %s\n", jsonText(w.Expr))
	}
	for _, f := range []struct {
		name  string
		value *float64
	}{{"min", w.Min}, {"max", w.Max}, {"change", w.Change}} {
		if f.value != nil {
			fmt.Fprintf(&b, "    %s: %s\n", f.name, strconv.FormatFloat(*f.value, 'f', -1, 64))
		}
	}
	if w.Severity != newswatch.Normal && w.Severity != "" {
		fmt.Fprintf(&b, "    severity: %s\n", w.Severity)
	}
	return b.String()
}

// texts are the values of a list of names.
func texts[T ~string](list []T) []string {
	var out []string
	for _, v := range list {
		out = append(out, string(v))
	}
	return out
}

func jsonText(v any) string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return `""` // texts and lists of texts always marshal
	}
	return strings.TrimSpace(b.String())
}

type tryData struct {
	URL, Title, Text string
	Trial            *Trial
	TitleParts       []mark
	Parts            [][]mark
	Fault            string
}

// maxTrial bounds a text to be tried, in runes.
const maxTrial = 100_000

// tryPage explains a pasted text or a page: what fires, what does not and why.
func (s *Server) tryPage(w http.ResponseWriter, r *http.Request) error {
	if s.o.Tester == nil {
		return fmt.Errorf("%w: test box", newswatch.ErrNotFound)
	}
	d := tryData{URL: strings.TrimSpace(r.PostFormValue("url")), Title: cutTo(r.PostFormValue("title"), 500), Text: cutTo(r.PostFormValue("text"), maxTrial)}
	if id, err := newswatch.ParseID(r.URL.Query().Get("article")); err == nil {
		a, err := s.o.Archive.Article(r.Context(), id)
		if err != nil {
			return err
		}
		d.Title, d.Text = a.Title, a.Text
	}
	if d.URL+d.Text+d.Title != "" {
		if d.URL != "" && safeLink(d.URL) == "" {
			d.Fault = say(s.language(r), "bad_url")
		} else if trial, err := s.o.Tester.Try(r.Context(), d.Title, d.Text, d.URL); err != nil {
			d.Fault = err.Error()
			if errors.Is(err, context.Canceled) {
				return err
			}
		} else {
			d.Trial = &trial
			inTitle, inText := stretches(trial.Fired, trial.Figures)
			title := []rune(trial.Title)
			d.TitleParts = marked(title, 0, len(title), inTitle)
			d.Parts = paragraphs(trial.Text, inText)
		}
	}
	return s.show(w, r, "try", say(s.language(r), "try"), d)
}
