package main

import (
	"bufio"
	"context"
	"encoding/csv"
	"io"
	"strings"
	"time"

	"newswatch"
)

type exportCmd struct {
	Query  []string `arg:"" optional:"" help:"Words that must all stand in the article."`
	Format string   `help:"jsonl, csv or warc (the page snapshots, with a SHA-256 each, as evidence)." enum:"jsonl,csv,warc" default:"jsonl"`
	Limit  int      `help:"How many at most; 0 is all." default:"0"`
	Verify string   `help:"Recompute the digests of a WARC file and name the records that were tampered with." placeholder:"FILE"`
	filters
}

// Help is shown below the flags.
func (exportCmd) Help() string {
	return `Examples:
  newswatch export --since 2026-01-01 > archive.jsonl
  newswatch export 湘湖 --format csv --site people > xianghu.csv
  newswatch export --format warc --since 90d > evidence.warc
  newswatch export --verify evidence.warc`
}

func (c exportCmd) Run(ctx context.Context, a *app) error {
	if c.Verify != "" {
		return verifyWARC(a.out, c.Verify)
	}
	s, err := a.load()
	if err != nil {
		return err
	}
	q, err := c.query(strings.Join(c.Query, " "), time.Now(), s.zone)
	if err != nil {
		return err
	}
	q.Limit = c.Limit
	st, err := a.open(ctx, s, true)
	if err != nil {
		return err
	}
	defer st.Close()
	w := bufio.NewWriterSize(a.out, 1<<16)
	switch c.Format {
	case "csv":
		err = exportCSV(w, s.zone, func(each func(newswatch.Article) error) error { return st.Each(ctx, q, each) })
	case "warc":
		err = exportWARC(ctx, w, st, q)
	default:
		lines := jsonLines(w)
		err = st.Each(ctx, q, func(article newswatch.Article) error { return lines.Encode(article.In(s.zone)) })
	}
	if err != nil {
		return err
	}
	return w.Flush()
}

// csvColumns are the fields of an exported table; figures and images do not fit.
var csvColumns = []string{"id", "site", "url", "canonical_url", "title", "published", "published_precision", "source", "author", "editor", "channel", "text", "language", "fetched", "template", "revision", "withdrawn", "story_id", "duplicate_of", "watches", "targets"}

// exportCSV writes a table for spreadsheets: with a byte order mark, without
// which Excel takes Chinese for something else, and with cells that it would
// take for formulas defused.
func exportCSV(w io.Writer, loc *time.Location, articles func(func(newswatch.Article) error) error) error {
	if _, err := io.WriteString(w, "\uFEFF"); err != nil {
		return err
	}
	table := csv.NewWriter(w)
	if err := table.Write(csvColumns); err != nil {
		return err
	}
	err := articles(func(a newswatch.Article) error {
		a = a.In(loc)
		withdrawn := ""
		if a.Withdrawn() {
			withdrawn = a.WithdrawnAt.Format(time.RFC3339)
		}
		duplicate := ""
		if a.DuplicateOf != 0 {
			duplicate = a.DuplicateOf.String()
		}
		row := []string{
			a.ID.String(), string(a.Site), a.URL, a.CanonicalURL, a.Title, stampCell(&a), string(a.PublishedPrecision),
			a.Source, a.Author, a.Editor, a.Channel, a.Text, a.Language, a.Fetched.Format(time.RFC3339), a.Template,
			number(float64(a.Revision)), withdrawn, a.StoryID.String(), duplicate,
			strings.Join(a.Watches, " "), strings.Join(a.Targets, " "),
		}
		for i := range row {
			row[i] = cleanText(defuse(row[i]))
		}
		return table.Write(row)
	})
	if err != nil {
		return err
	}
	table.Flush()
	return table.Error()
}

func stampCell(a *newswatch.Article) string {
	if a.Published.IsZero() {
		return ""
	}
	return a.Published.Format(time.RFC3339)
}

// defuse keeps a spreadsheet from running a stranger's headline as a formula,
// as OWASP advises for CSV injection.
func defuse(cell string) string {
	if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
		return "'" + cell
	}
	return strings.ReplaceAll(cell, "\x00", "")
}
