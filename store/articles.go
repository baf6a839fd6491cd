package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"newswatch"
)

// Article returns a filed article with everything known of it. The error wraps
// [newswatch.ErrNotFound] where there is none.
func (s *Store) Article(ctx context.Context, id newswatch.ID) (newswatch.Article, error) {
	a, err := s.article(ctx, `a.id = ?`, int64(id))
	if err != nil {
		return a, fmt.Errorf("article %d: %w", id, err)
	}
	return a, nil
}

// ArticleByURL returns the article of a canonical URL, of a known variant of
// one, or of a URL as it was fetched.
func (s *Store) ArticleByURL(ctx context.Context, url string) (newswatch.Article, error) {
	a, err := s.article(ctx, `a.id = (SELECT id FROM articles WHERE canonical_url = ?1
		UNION ALL SELECT o.id FROM aliases v JOIN articles o ON o.canonical_url = v.canonical WHERE v.variant = ?1 LIMIT 1)`, url)
	if err != nil {
		return a, fmt.Errorf("%s: %w", url, err)
	}
	return a, nil
}

func (s *Store) article(ctx context.Context, where string, arg any) (newswatch.Article, error) {
	var provenance map[string]newswatch.Origin
	row := s.read.QueryRowContext(ctx, `SELECT `+articleColumns+`, c.provenance FROM `+articleTables+` WHERE `+where, arg)
	a, _, err := scanArticle(row, stored{&provenance})
	if err != nil {
		return a, s.ended(ctx, err)
	}
	a.Provenance = provenance
	list := []newswatch.Article{a}
	err = s.addWatches(ctx, list)
	return list[0], err
}

// addWatches fills in which watches and targets matched.
func (s *Store) addWatches(ctx context.Context, list []newswatch.Article) error {
	if len(list) == 0 {
		return nil
	}
	byID := map[newswatch.ID]*newswatch.Article{}
	ids := make([]newswatch.ID, len(list))
	for i := range list {
		ids[i] = list[i].ID
		byID[ids[i]] = &list[i]
	}
	return s.each(ctx, `SELECT h.article_id, h.watch, h.kind FROM json_each(?) j CROSS JOIN hits h ON h.article_id = j.value
		ORDER BY h.article_id, h.watch`, []any{jsonOf(numbers(ids))}, func(rows *sql.Rows) error {
		var id newswatch.ID
		var watch string
		var kind newswatch.WatchKind
		if err := rows.Scan(&id, &watch, &kind); err != nil {
			return err
		}
		a := byID[id]
		if (&newswatch.Watch{Kind: kind}).IsTarget() {
			a.Targets = append(a.Targets, watch)
		} else {
			a.Watches = append(a.Watches, watch)
		}
		return nil
	})
}

// Hits returns what the watches found in an article, by watch.
func (s *Store) Hits(ctx context.Context, article newswatch.ID) ([]newswatch.Hit, error) {
	var hits []newswatch.Hit
	err := s.each(ctx, `SELECT data FROM hits WHERE article_id = ? ORDER BY watch`, []any{int64(article)}, func(rows *sql.Rows) error {
		h, err := scanHit(rows)
		hits = append(hits, h)
		return err
	})
	return hits, err
}

// Revisions returns every form that an article had, the first one first and the
// present one last, each with what changed against the one before.
func (s *Store) Revisions(ctx context.Context, article newswatch.ID) ([]newswatch.Revision, error) {
	a, err := s.Article(ctx, article)
	if err != nil {
		return nil, err
	}
	var list []newswatch.Revision
	err = s.each(ctx, `SELECT number, seen, title, text, changes FROM revisions WHERE article_id = ? ORDER BY number`, []any{int64(article)},
		func(rows *sql.Rows) error {
			var r newswatch.Revision
			var title, text sql.NullString
			if err := rows.Scan(&r.Number, stamp{&r.Seen}, &title, &text, stored{&r.Changes}); err != nil {
				return err
			}
			r.Title, r.Text = title.String, text.String
			if !title.Valid {
				r.Title, r.Text = a.Title, a.Text
			}
			list = append(list, r)
			return nil
		})
	if err == nil && len(list) == 0 {
		list = []newswatch.Revision{{Number: a.Revision, Seen: a.Fetched, Title: a.Title, Text: a.Text}}
	}
	return list, err
}

// Story returns a story with its outlets in order of publication. The error
// wraps [newswatch.ErrNotFound] where there is none.
func (s *Store) Story(ctx context.Context, id newswatch.ID) (newswatch.Story, error) {
	story := newswatch.Story{ID: id, Outlets: []newswatch.Outlet{}}
	err := s.get(ctx, `SELECT original FROM stories WHERE id = ?`, []any{int64(id)}, &story.Original)
	if err != nil {
		return story, fmt.Errorf("story %d: %w", id, err)
	}
	err = s.each(ctx, `SELECT a.id, a.site, a.url, a.title, a.source, a.published, a.precision, a.fetched, a.similarity, a.disguised
		FROM articles a WHERE a.story_id = ? ORDER BY ifnull(a.published, a.fetched), a.id`, []any{int64(id)}, func(rows *sql.Rows) error {
		var o newswatch.Outlet
		var disguised bool
		published := &sql.NullInt64{}
		err := rows.Scan(&o.ArticleID, &o.Site, &o.URL, &o.Title, &o.Source, published, &o.Precision, stamp{&o.Fetched}, &o.Similarity, &disguised)
		if err != nil {
			return err
		}
		if published.Valid {
			at := fromMicros(published.Int64)
			o.Published = &at
		}
		o.SiteName = s.opt.SiteName(o.Site)
		switch {
		case o.ArticleID == story.Original:
			o.Role, o.Similarity, story.Title = newswatch.RoleOriginal, 1, o.Title
		case disguised:
			o.Role = newswatch.RoleDisguised
		default:
			o.Role = newswatch.RoleReprint
		}
		story.Outlets = append(story.Outlets, o)
		return nil
	})
	return story, err
}

// Likeness returns how an article was recognised as a copy; false for one that
// was taken for new.
func (s *Store) Likeness(ctx context.Context, article newswatch.ID) (like newswatch.Likeness, copied bool, err error) {
	var text sql.NullString
	err = s.get(ctx, `SELECT likeness FROM contents WHERE article_id = ?`, []any{int64(article)}, &text)
	if err != nil || !text.Valid {
		return like, false, err
	}
	return like, true, stored{&like}.Scan(text.String)
}

// eachChunk is how many articles Each reads at a time: it holds no transaction
// while the callback runs, as that would keep the log from being shortened.
const eachChunk = 200

// Each calls f with every article that q asks for, the newest first, until f
// fails. Articles filed meanwhile may be missed, never repeated. Limit 0 means
// all.
func (s *Store) Each(ctx context.Context, q newswatch.Query, f func(newswatch.Article) error) error {
	left := q.Limit
	q.ByRelevance, q.Count = false, false
	for {
		q.Limit = eachChunk
		if left > 0 {
			q.Limit = min(left, eachChunk)
		}
		page, err := s.Articles(ctx, q)
		if err != nil {
			return err
		}
		for _, found := range page.Items {
			if err := f(found.Article); err != nil {
				return err
			}
		}
		if left > 0 {
			if left -= len(page.Items); left <= 0 {
				return nil
			}
		}
		if page.NextCursor == "" {
			return nil
		}
		q.Cursor = page.NextCursor
	}
}

// unique is list without repeats.
func unique[T comparable](list []T) []T {
	var out []T
	for _, v := range list {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}
