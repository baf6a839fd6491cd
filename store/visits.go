package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"newswatch"
)

// nextVisit is when an article first seen then is due for the next look after
// one at that time; zero where it has had its last.
func (s *Store) nextVisit(first, look time.Time) time.Time {
	for _, after := range s.opt.Revisit {
		if due := first.Add(after); due.After(look) {
			return due
		}
	}
	return time.Time{}
}

// returnFor is how long a withdrawn article is looked for again, once a day
// after its own schedule has ended: most that come back do so within a week.
const returnFor = 7 * 24 * time.Hour

// nextLook is nextVisit for a withdrawn article.
func (s *Store) nextLook(a *newswatch.Article, look time.Time) time.Time {
	next := s.nextVisit(a.Fetched, look)
	if tomorrow := look.Add(24 * time.Hour); len(s.opt.Revisit) > 0 && tomorrow.Before(a.WithdrawnAt.Add(returnFor)) &&
		(next.IsZero() || tomorrow.Before(next)) {
		return tomorrow
	}
	return next
}

// Revisits returns at most n articles of a site that are due for another look,
// those that were gone at the last one first, then the longest overdue.
func (s *Store) Revisits(ctx context.Context, site newswatch.SiteID, now time.Time, n int) ([]newswatch.Revisit, error) {
	var due []newswatch.Revisit
	err := s.eachOften(ctx, `SELECT id, site, url, canonical_url, doubtful_at IS NOT NULL FROM articles
		WHERE site = ? AND next_visit IS NOT NULL AND next_visit <= ? ORDER BY doubtful_at IS NULL, next_visit, id LIMIT ?`,
		[]any{string(site), micros(now), n}, func(rows *sql.Rows) error {
			var r newswatch.Revisit
			err := rows.Scan(&r.ArticleID, &r.Site, &r.URL, &r.Canonical, &r.Doubtful)
			due = append(due, r)
			return err
		})
	return due, err
}

// Unchanged notes that a look found an article as it was. A withdrawn one is
// back by it.
func (s *Store) Unchanged(ctx context.Context, id newswatch.ID, at time.Time) error {
	return s.do(ctx, func(t *tx) error {
		old, err := t.load(id)
		if err != nil {
			return err
		}
		p := &sighting{Sighting: &newswatch.Sighting{}, at: at.UTC()}
		p.Page.Status = 304
		return t.present(&old, p)
	})
}

// Known says which of these canonical URLs are filed, or known variants of a
// filed one.
func (s *Store) Known(ctx context.Context, canonical []string) (map[string]bool, error) {
	known := map[string]bool{}
	if len(canonical) == 0 {
		return known, nil
	}
	list, err := json.Marshal(canonical)
	if err != nil {
		return nil, err
	}
	err = s.eachOften(ctx, `SELECT u.value FROM json_each(?) u
		WHERE EXISTS (SELECT 1 FROM articles WHERE canonical_url = u.value)
		   OR EXISTS (SELECT 1 FROM aliases v JOIN articles a ON a.canonical_url = v.canonical WHERE v.variant = u.value)`,
		[]any{string(list)}, func(rows *sql.Rows) error {
			var url string
			err := rows.Scan(&url)
			known[url] = true
			return err
		})
	return known, err
}

// SaveAlias notes that a URL variant leads to an article's canonical URL, filed
// already or about to be.
func (s *Store) SaveAlias(ctx context.Context, variant, canonical string) error {
	if variant == canonical || variant == "" || canonical == "" {
		return nil
	}
	return s.do(ctx, func(t *tx) error {
		_, err := t.exec(`INSERT INTO aliases (variant, canonical) VALUES (?, ?)
			ON CONFLICT (variant) DO UPDATE SET canonical = excluded.canonical`, variant, canonical)
		return err
	})
}

// Validators returns what is known for a conditional request; the zero value
// where the URL was never fetched.
func (s *Store) Validators(ctx context.Context, url string) (newswatch.Validators, error) {
	v := newswatch.Validators{URL: url}
	var hash int64
	err := s.getOften(ctx, `SELECT etag, modified, body_hash, fetched FROM validators WHERE url = ?`, []any{url},
		&v.ETag, &v.Modified, &hash, stamp{&v.Fetched})
	if errors.Is(err, newswatch.ErrNotFound) {
		return newswatch.Validators{}, nil
	}
	v.BodyHash = uint64(hash)
	return v, err
}

// sameValidators is for how long validators that did not change are not written
// again: a poll that finds nothing new need not write.
const sameValidators = 24 * time.Hour

// SaveValidators keeps them for the next run.
func (s *Store) SaveValidators(ctx context.Context, v newswatch.Validators) error {
	return s.doOften(ctx, func(t *tx) error {
		_, err := t.exec(`INSERT INTO validators (url, etag, modified, body_hash, fetched) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (url) DO UPDATE SET etag = excluded.etag, modified = excluded.modified, body_hash = excluded.body_hash, fetched = excluded.fetched
			WHERE (etag, modified, body_hash) IS NOT (excluded.etag, excluded.modified, excluded.body_hash)
				OR excluded.fetched < fetched OR excluded.fetched >= fetched + ?`,
			v.URL, v.ETag, v.Modified, int64(v.BodyHash), v.Fetched.UnixMicro(), sameValidators.Microseconds())
		return err
	})
}
