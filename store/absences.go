package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"newswatch"
)

// Absent notes that a look found a filed article gone. The first such look
// leaves it doubtful, a later one confirms and marks it withdrawn. The error
// wraps [newswatch.ErrNotFound] where no such article is filed.
func (s *Store) Absent(ctx context.Context, a newswatch.Absence) (out newswatch.Outcome, err error) {
	if a.Seen.IsZero() {
		a.Seen = s.now()
	}
	a.Seen = a.Seen.UTC().Truncate(time.Microsecond) // as stored
	err = s.do(ctx, func(t *tx) (err error) {
		out, err = t.absent(&a)
		return err
	})
	if errors.Is(err, newswatch.ErrNotFound) {
		err = fmt.Errorf("%s: %w", a.URL, err)
	}
	return out, err
}

func (t *tx) absent(gone *newswatch.Absence) (out newswatch.Outcome, err error) {
	id, err := t.find(gone.URL)
	if err != nil {
		return out, err
	}
	a, err := t.load(id)
	if err != nil {
		return out, err
	}
	out = newswatch.Outcome{Filing: newswatch.FiledDoubtful, ArticleID: id, StoryID: a.StoryID}
	var doubtful time.Time
	if err := t.get(`SELECT doubtful_at FROM articles WHERE id = ?`, []any{int64(id)}, stamp{&doubtful}); err != nil {
		return out, err
	}
	switch {
	case a.Withdrawn(): // known already
		out.Filing = newswatch.FiledUnchanged
		_, err = t.exec(`UPDATE articles SET next_visit = ? WHERE id = ?`, micros(t.s.nextLook(&a, gone.Seen)), int64(id))
		return out, err
	case doubtful.IsZero():
		if err := t.keepLook(id, gone.Seen, newswatch.FiledDoubtful, gone.Status, gone.Reason); err != nil {
			return out, err
		}
		_, err = t.exec(`UPDATE articles SET doubtful_at = ?, next_visit = ? WHERE id = ?`,
			micros(gone.Seen), micros(gone.Seen.Add(t.s.opt.ConfirmAfter)), int64(id))
		return out, err
	case !gone.Seen.After(doubtful) || gone.Seen.Before(doubtful.Add(t.s.opt.ConfirmAfter)):
		return out, nil // the same look, or too soon
	}
	if same, err := t.sameRun(a.Site, doubtful, gone.Seen); err != nil || same {
		return out, err
	}
	out.Filing = newswatch.FiledWithdrawn
	if err := t.keepLook(id, gone.Seen, newswatch.FiledWithdrawn, gone.Status, gone.Reason); err != nil {
		return out, err
	}
	a.WithdrawnAt = gone.Seen
	_, err = t.exec(`UPDATE articles SET withdrawn_at = ?, doubtful_at = NULL, next_visit = ? WHERE id = ?`,
		micros(gone.Seen), micros(t.s.nextLook(&a, gone.Seen)), int64(id))
	if err != nil {
		return out, err
	}
	out.Alerts, err = t.tellWithdrawn(&a)
	return out, err
}

// onceMore is after which time a second look confirms even within one run.
const onceMore = 5 * time.Minute

// sameRun reports whether two looks belong to one run of a site that is under
// way: a page that fails twice in a row is not looked at twice.
func (t *tx) sameRun(site newswatch.SiteID, first, second time.Time) (same bool, err error) {
	if second.Sub(first) >= onceMore {
		return false, nil
	}
	err = t.get(`SELECT EXISTS (SELECT 1 FROM runs WHERE site = ? AND finished IS NULL AND started <= ?)`,
		[]any{string(site), micros(first)}, &same)
	return same, err
}

// tellWithdrawn raises alert.withdrawn for each watch that matched the article
// and has alerted on its story.
func (t *tx) tellWithdrawn(a *newswatch.Article) ([]newswatch.ID, error) {
	if !t.s.opt.Revisions {
		return nil, nil
	}
	hits, err := t.hitsOf(a.ID)
	if err != nil {
		return nil, err
	}
	var raised []newswatch.ID
	for i := range hits {
		alert := t.about(a, &hits[i])
		alert.Type = newswatch.AlertRaised
		var told int
		if err := t.get(`SELECT count(*) FROM alerts WHERE key = ?`, []any{alert.Key()}, &told); err != nil {
			return nil, err
		}
		if told == 0 {
			continue
		}
		alert.Type = newswatch.AlertWithdrawn
		id, err := t.raise(&alert, hits[i].Channels)
		if err != nil {
			return nil, err
		}
		raised = append(raised, id)
	}
	return raised, nil
}

func (t *tx) keepLook(id newswatch.ID, at time.Time, filing newswatch.Filing, status int, reason string) error {
	_, err := t.exec(`INSERT INTO looks (article_id, at, filing, status, reason) VALUES (?, ?, ?, ?, ?)`,
		int64(id), micros(at), string(filing), status, reason)
	return err
}

// Looks returns the looks that found an article gone or back, the oldest first.
func (s *Store) Looks(ctx context.Context, article newswatch.ID) ([]newswatch.Look, error) {
	var looks []newswatch.Look
	err := s.each(ctx, `SELECT at, filing, status, reason FROM looks WHERE article_id = ? ORDER BY id`, []any{int64(article)},
		func(rows *sql.Rows) error {
			var l newswatch.Look
			err := rows.Scan(stamp{&l.At}, &l.Filing, &l.Status, &l.Reason)
			looks = append(looks, l)
			return err
		})
	return looks, err
}
