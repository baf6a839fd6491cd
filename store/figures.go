package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"newswatch"
)

// defaultFigures is how many figures a query gets that does not say.
const defaultFigures = 100

// Figures returns stated figures, the latest first.
func (s *Store) Figures(ctx context.Context, q newswatch.FigureQuery) (list []newswatch.FigurePoint, err error) {
	if q.Limit <= 0 {
		q.Limit = defaultFigures
	}
	conds, args := []string{"TRUE"}, []any{}
	add := func(cond string, arg any) {
		conds = append(conds, cond)
		args = append(args, arg)
	}
	if q.Indicator != "" {
		add("f.indicator = ?", q.Indicator)
	}
	if q.Subject != "" {
		add("f.subject = ?", q.Subject)
	}
	if q.Period != "" {
		add("f.period = ?", q.Period)
	}
	if !q.Since.IsZero() {
		add("f.place >= ?", placeOf(q.Since))
	}
	if !q.Until.IsZero() {
		add("f.place < ?", placeOf(q.Until))
	}
	err = s.each(ctx, `SELECT json_extract(c.figures, '$[' || f.number || ']'), a.id, a.site, a.url, a.title, a.story_id, ifnull(a.published, a.fetched)
		FROM figures f CROSS JOIN articles a ON a.id = f.article_id CROSS JOIN contents c ON c.article_id = a.id
		WHERE `+strings.Join(conds, " AND ")+` ORDER BY f.place DESC, f.number LIMIT ?`, append(args, q.Limit), func(rows *sql.Rows) error {
		var p newswatch.FigurePoint
		err := rows.Scan(stored{&p.Figure}, &p.ArticleID, &p.Site, &p.URL, &p.Title, &p.StoryID, stamp{&p.At})
		list = append(list, p)
		return err
	})
	return list, err
}

// LastStated returns the figure that was stated last before a time for the same
// subject, indicator and period. The error wraps [newswatch.ErrNotFound] where
// there is none.
func (s *Store) LastStated(ctx context.Context, f newswatch.Figure, before time.Time) (newswatch.FigurePoint, error) {
	list, err := s.Figures(ctx, newswatch.FigureQuery{Subject: f.Subject, Indicator: f.Indicator, Period: f.Period, Until: before, Limit: 20})
	if err != nil {
		return newswatch.FigurePoint{}, err
	}
	for _, p := range list {
		if p.Figure.Subject == f.Subject && p.Figure.Period == f.Period && p.Figure.Unit == f.Unit {
			return p, nil
		}
	}
	return newswatch.FigurePoint{}, fmt.Errorf("%s %s: %w", f.Subject, f.Indicator, newswatch.ErrNotFound)
}

// mostCounted bounds the figures that Indicators counts: a menu need not be
// exact, and must come at once from an archive of any size.
const mostCounted = 15_000

// Indicators returns what figures were stated of since a time, the most frequent
// first, at most n. It counts the latest 15,000 figures.
func (s *Store) Indicators(ctx context.Context, since time.Time, n int) (list []newswatch.Indicator, err error) {
	from := int64(-1 << 63)
	if !since.IsZero() {
		from = placeOf(since)
	}
	err = s.each(ctx, `SELECT subject, indicator, count(*) AS n
		FROM (SELECT subject, indicator FROM figures WHERE place >= ? ORDER BY place DESC LIMIT ?) GROUP BY subject, indicator
		ORDER BY n DESC, indicator, subject LIMIT ?`, []any{from, mostCounted, n}, func(rows *sql.Rows) error {
		var i newswatch.Indicator
		err := rows.Scan(&i.Subject, &i.Indicator, &i.Count)
		list = append(list, i)
		return err
	})
	return list, err
}
