package store

import (
	"database/sql"
	"encoding/json"
	"fmt"

	"newswatch"
)

// articleColumns are what scanArticle reads, from articles a with contents c.
const articleColumns = `a.id, a.place, a.site, a.url, a.canonical_url, a.title, a.kicker, a.subtitle, a.published, a.precision,
	a.source, a.author, a.editor, a.channel, a.page, a.language, a.template, a.fetched, a.damaged, a.late, a.revision,
	a.story_id, ifnull(a.duplicate_of, 0), a.withdrawn_at, c.text, c.keywords, c.images, c.figures`

// articleTables goes with articleColumns. The cross join keeps the order in
// which SQLite visits them.
const articleTables = `articles a CROSS JOIN contents c ON c.article_id = a.id`

// scanner is a *sql.Row or *sql.Rows.
type scanner interface{ Scan(...any) error }

// scanArticle reads an article without its hits; more is read after the columns.
func scanArticle(row scanner, more ...any) (a newswatch.Article, place int64, err error) {
	dest := []any{&a.ID, &place, &a.Site, &a.URL, &a.CanonicalURL, &a.Title, &a.Kicker, &a.Subtitle,
		stamp{&a.Published}, &a.PublishedPrecision, &a.Source, &a.Author, &a.Editor, &a.Channel, &a.Page,
		&a.Language, &a.Template, stamp{&a.Fetched}, &a.Damaged, &a.Late, &a.Revision,
		&a.StoryID, &a.DuplicateOf, stamp{&a.WithdrawnAt}, &a.Text,
		stored{&a.Keywords}, stored{&a.Images}, stored{&a.Figures}}
	return a, place, row.Scan(append(dest, more...)...)
}

// load reads one article as the transaction sees it.
func (t *tx) load(id newswatch.ID) (newswatch.Article, error) {
	stmt, err := t.stmt(`SELECT ` + articleColumns + ` FROM ` + articleTables + ` WHERE a.id = ?`)
	if err != nil {
		return newswatch.Article{}, err
	}
	a, _, err := scanArticle(stmt.QueryRowContext(t.ctx, int64(id)))
	if err != nil {
		return a, fmt.Errorf("article %d: %w", id, err)
	}
	return a, nil
}

// loadText reads of an article what [tx.compare] needs: most of what shares a
// passage with a new one is no copy of it, and is looked at no further.
func (t *tx) loadText(id newswatch.ID) (a newswatch.Article, err error) {
	a.ID = id
	err = t.get(`SELECT a.title, c.text, ifnull(a.duplicate_of, 0), a.published, a.precision, a.fetched
		FROM articles a JOIN contents c ON c.article_id = a.id WHERE a.id = ?`, []any{int64(id)},
		&a.Title, &a.Text, &a.DuplicateOf, stamp{&a.Published}, &a.PublishedPrecision, stamp{&a.Fetched})
	if err != nil {
		return a, fmt.Errorf("article %d: %w", id, err)
	}
	return a, nil
}

// stored reads a JSON column; NULL leaves the value as it is.
type stored struct{ to any }

func (s stored) Scan(v any) error {
	switch text := v.(type) {
	case nil:
		return nil
	case string:
		return json.Unmarshal([]byte(text), s.to)
	case []byte:
		return json.Unmarshal(text, s.to)
	}
	return fmt.Errorf("stored JSON is a %T", v)
}

var _ sql.Scanner = stored{}
