package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"newswatch"
)

// filters are the conditions that search and export share.
type filters struct {
	Site  []string `help:"Only these sites." placeholder:"ID"`
	Watch []string `help:"Only what these watches or targets found." placeholder:"ID"`
	Since string   `help:"Not before: a date, or a duration back such as 30d." placeholder:"TIME"`
	Until string   `help:"Before: a date, or a duration back." placeholder:"TIME"`
}

func (f filters) query(q string, now time.Time, loc *time.Location) (newswatch.Query, error) {
	out := newswatch.Query{Q: q, Watches: f.Watch}
	for _, id := range f.Site {
		out.Sites = append(out.Sites, newswatch.SiteID(id))
	}
	var err error
	if f.Since != "" {
		if out.Since, err = parseSince(f.Since, now, loc); err != nil {
			return out, usagef("--since: %v", err)
		}
	}
	if f.Until != "" {
		if out.Until, err = parseUntil(f.Until, now, loc); err != nil {
			return out, usagef("--until: %v", err)
		}
	}
	return out, nil
}

// parseUntil is parseSince for the end of a span: a day counts whole.
func parseUntil(s string, now time.Time, loc *time.Location) (time.Time, error) {
	t, err := parseSince(s, now, loc)
	if err == nil && len(s) <= len(time.DateOnly) && strings.ContainsAny(s, "0123456789") {
		if _, derr := time.ParseInLocation(time.DateOnly, s, loc); derr == nil {
			t = t.AddDate(0, 0, 1)
		}
	}
	return t, err
}

type searchCmd struct {
	Query  []string `arg:"" optional:"" help:"Words that must all stand in the article; \"phrases\" in quotes."`
	Limit  int      `help:"How many at most." default:"20"`
	Cursor string   `help:"Go on where the page before ended (next_cursor)."`
	Sort   string   `help:"time or relevance." enum:"time,relevance" default:"time"`
	Format string   `help:"text or json." enum:"text,json" default:"text"`
	filters
}

// Help is shown below the flags.
func (searchCmd) Help() string {
	return `Examples:
  newswatch search 萧山 --since 7d
  newswatch search "未来工厂" 开发区 --site xsnet --format json`
}

func (c searchCmd) Run(ctx context.Context, a *app) error {
	s, err := a.load()
	if err != nil {
		return err
	}
	q, err := c.query(strings.Join(c.Query, " "), time.Now(), s.zone)
	if err != nil {
		return err
	}
	if c.Limit < 1 || c.Limit > 1000 {
		return usagef("--limit: %d is out of range; give 1 to 1000", c.Limit)
	}
	q.Limit, q.Cursor, q.ByRelevance, q.Count = c.Limit, c.Cursor, c.Sort == "relevance", true
	st, err := a.open(ctx, s, true)
	if err != nil {
		return err
	}
	defer st.Close()
	page, err := st.Articles(ctx, q)
	if err != nil {
		return err
	}
	for i := range page.Items {
		page.Items[i].Article = page.Items[i].Article.In(s.zone)
	}
	page.Items = orEmpty(page.Items)
	if c.Format == "json" {
		return printJSON(a.out, page)
	}
	printFound(a.out, s, page)
	return nil
}

func printFound(w io.Writer, s *setup, page newswatch.ArticlePage) {
	if len(page.Items) == 0 {
		fmt.Fprintln(w, "nothing found")
		return
	}
	for _, f := range page.Items {
		mark := ""
		if f.DuplicateOf != 0 {
			mark = "  (reprint of " + f.DuplicateOf.String() + ")"
		}
		if f.Withdrawn() {
			mark += "  (withdrawn)"
		}
		fmt.Fprintf(w, "%s  %s  %s%s\n    %s  id %s\n", stampOf(&f.Article), s.siteName(f.Site), clean(f.Title), mark, f.URL, f.ID)
	}
	more := ""
	if page.More {
		more = "more than "
	}
	if page.Total > len(page.Items) {
		fmt.Fprintf(w, "%s%d in all; --limit shows more\n", more, page.Total)
	}
}
