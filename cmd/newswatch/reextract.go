package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"newswatch"
	"newswatch/pipeline"
	"newswatch/pipeline/revision"
	"newswatch/sites/charset"
)

type reextractCmd struct {
	Site   string `help:"Only this site." placeholder:"ID"`
	Since  string `help:"Only articles since: a date, or a duration back." placeholder:"TIME"`
	Apply  bool   `help:"Store what changed; without it the changes are only shown."`
	Format string `help:"text or json." enum:"text,json" default:"text"`
}

// Help is shown below the flags.
func (reextractCmd) Help() string {
	return `After a selector was mended: reads the stored page of each article again, with
the definitions of now, and shows what reads differently. Nothing is fetched and
no alert is raised.`
}

// reextracted is what reading an article's page again gave.
type reextracted struct {
	ID      newswatch.ID       `json:"id"`
	URL     string             `json:"url"`
	Changes []newswatch.Change `json:"changes"`
	Error   string             `json:"error,omitempty"`
}

func (c reextractCmd) Run(ctx context.Context, a *app) error {
	s, st, err := a.archive(ctx, !c.Apply)
	if err != nil {
		return err
	}
	defer st.Close()
	q, err := filters{Since: c.Since}.query("", time.Now(), s.zone)
	if err != nil {
		return err
	}
	if c.Site != "" {
		site, err := s.site(c.Site)
		if err != nil {
			return err
		}
		q.Sites = []newswatch.SiteID{site.ID}
	}
	var changed []reextracted
	read, missing := 0, 0
	err = st.Each(ctx, q, func(old newswatch.Article) error {
		pages, err := st.Snapshots(ctx, old.ID)
		if err != nil {
			return err
		}
		if len(pages) == 0 {
			missing++
			return nil
		}
		read++
		r, fresh, err := s.reread(old, pages)
		if err != nil || len(r.Changes) == 0 && r.Error == "" {
			return err
		}
		changed = append(changed, r)
		if !c.Apply || r.Error != "" {
			return nil
		}
		it := &pipeline.Item{Sighting: &newswatch.Sighting{Article: *fresh, Page: pages[len(pages)-1]}}
		for _, stage := range append(s.reading(), pipeline.Recognise{}) {
			if err := stage.Process(ctx, it); err != nil {
				return fmt.Errorf("%s: %s: %w", fresh.URL, stage.Name(), err)
			}
		}
		return st.Rewrite(ctx, it.Sighting)
	})
	if err != nil {
		return err
	}
	if c.Format == "json" {
		return printJSON(a.out, map[string]any{"read": read, "without_snapshot": missing, "applied": c.Apply, "changed": orEmpty(changed)})
	}
	for _, r := range changed {
		fmt.Fprintf(a.out, "%s  %s\n", r.ID, r.URL)
		if r.Error != "" {
			fmt.Fprintf(a.out, "    can no longer be read: %s\n", clean(r.Error))
		}
		for _, ch := range r.Changes {
			fmt.Fprintf(a.out, "    %s: %s\n", ch.Field, diffLine(ch))
		}
	}
	fmt.Fprintf(a.out, "%d pages read again, %d read differently, %d articles without a stored page\n", read, len(changed), missing)
	if len(changed) > 0 && !c.Apply {
		fmt.Fprintln(a.out, "nothing was stored; give --apply to store it")
	}
	return nil
}

// reread extracts an article anew from the pages of its newest fetch.
func (s *setup) reread(old newswatch.Article, pages []newswatch.Page) (reextracted, *newswatch.Article, error) {
	r := reextracted{ID: old.ID, URL: old.URL}
	p := pages[len(pages)-1]
	u, err := url.Parse(p.FinalURL)
	if err != nil {
		return r, nil, err
	}
	kind := ""
	if v := p.Header["Content-Type"]; len(v) > 0 {
		kind = v[0]
	}
	ex, _, err := s.extract(rawPage{u, kind, p.Body}, string(old.Site), p.Fetched)
	if errors.Is(err, newswatch.ErrNotArticle) {
		r.Error = err.Error()
		return r, nil, nil
	}
	if err != nil {
		return r, nil, err
	}
	fresh := old
	x := ex.Article
	fresh.Title, fresh.Kicker, fresh.Subtitle, fresh.Text = x.Title, x.Kicker, x.Subtitle, x.Text
	fresh.Published, fresh.PublishedPrecision = x.Published, x.PublishedPrecision
	fresh.Source, fresh.Author, fresh.Editor, fresh.Channel = x.Source, x.Author, x.Editor, x.Channel
	fresh.Template, fresh.Provenance, fresh.Keywords, fresh.Images = x.Template, x.Provenance, x.Keywords, x.Images
	fresh.Damaged = charset.Garbled(fresh.Title + fresh.Text)
	r.Changes = fieldChanges(&old, &fresh)
	return r, &fresh, nil
}

// fieldChanges compares every field that a definition can give, to the letter:
// a selector fix may matter where a reader would see nothing.
func fieldChanges(old, fresh *newswatch.Article) []newswatch.Change {
	var out []newswatch.Change
	stamp := func(a *newswatch.Article) string {
		if a.Published.IsZero() {
			return ""
		}
		return a.Published.UTC().Format(time.RFC3339) + " " + string(a.PublishedPrecision)
	}
	for _, f := range []struct{ field, before, after string }{
		{"title", old.Title, fresh.Title}, {"kicker", old.Kicker, fresh.Kicker}, {"subtitle", old.Subtitle, fresh.Subtitle},
		{"published", stamp(old), stamp(fresh)}, {"source", old.Source, fresh.Source}, {"author", old.Author, fresh.Author},
		{"editor", old.Editor, fresh.Editor}, {"channel", old.Channel, fresh.Channel}, {"text", old.Text, fresh.Text},
		{"template", old.Template, fresh.Template},
	} {
		if f.before != f.after {
			out = append(out, newswatch.Change{Field: f.field, Before: f.before, After: f.after, Diff: revision.Diff(f.before, f.after)})
		}
	}
	return out
}
