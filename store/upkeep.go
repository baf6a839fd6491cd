package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"newswatch"
)

// Backup writes a consistent copy of the database to a new file while the
// archive is in use. The copy appears under its name only once it is whole. The
// error wraps [newswatch.ErrExists] where the file is there already.
func (s *Store) Backup(ctx context.Context, file string) (err error) {
	if file, err = filepath.Abs(file); err != nil {
		return err
	}
	if _, err := os.Lstat(file); err == nil {
		return fmt.Errorf("%w: %s; give a new file, or remove that one", newswatch.ErrExists, file)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if dir, err := os.Stat(filepath.Dir(file)); err != nil || !dir.IsDir() {
		return fmt.Errorf("%w: %s: the folder does not exist; make it first", newswatch.ErrInvalid, filepath.Dir(file))
	}
	part := file + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	defer func() {
		if err != nil {
			os.Remove(part)
			os.Remove(part + "-journal")
		}
	}()
	// A connection of its own: the pool's may not write, not even elsewhere.
	db, err := sql.Open("sqlite", s.dsn("mode=ro&_pragma=busy_timeout(10000)&_pragma=cache_size(-4096)"))
	if err != nil {
		return err
	}
	defer db.Close()
	if _, err := db.ExecContext(ctx, `VACUUM INTO ?`, part); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fmt.Errorf("backup to %s: %w", file, s.explain(err))
	}
	if err := syncFile(part); err != nil {
		return err
	}
	if err := os.Rename(part, file); err != nil {
		return err
	}
	return syncFile(filepath.Dir(file))
}

func syncFile(name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// Check reads the whole database and verifies its structure. The error wraps
// [newswatch.ErrInvalid] and lists the first faults.
func (s *Store) Check(ctx context.Context) error {
	var faults []string
	err := s.each(ctx, `PRAGMA integrity_check(10)`, nil, func(rows *sql.Rows) error {
		var fault string
		err := rows.Scan(&fault)
		if fault != "ok" {
			faults = append(faults, fault)
		}
		return err
	})
	if err != nil {
		return err
	}
	err = s.each(ctx, `SELECT "table", ifnull(rowid, 0), parent FROM pragma_foreign_key_check LIMIT 10`, nil, func(rows *sql.Rows) error {
		var table, parent string
		var id int64
		err := rows.Scan(&table, &id, &parent)
		faults = append(faults, fmt.Sprintf("row %d of %s belongs to no row of %s", id, table, parent))
		return err
	})
	if err != nil {
		return err
	}
	if len(faults) > 0 {
		return fmt.Errorf("%w: %s: the database is damaged; stop newswatch and restore a backup: %s",
			newswatch.ErrInvalid, s.path, strings.Join(faults, "; "))
	}
	return nil
}

// pruneChunk is how many rows one transaction removes: others wait meanwhile.
const pruneChunk = 100

// What no setting keeps: old runs, validators of pages no longer asked for, and
// how the fields of sites could be read long ago.
const (
	keepRuns       = 90 * 24 * time.Hour
	keepValidators = 180 * 24 * time.Hour
	keepHealth     = 400 // days
)

// Prune removes articles first seen before one time, with all that belongs to
// them and settled alerts of that age, and snapshots taken before another. A zero
// time keeps everything. The file does not shrink; its room is used again.
func (s *Store) Prune(ctx context.Context, articles, snapshots time.Time) error {
	var p struct{ articles, alerts, snapshots, other int }
	if !articles.IsZero() {
		if err := s.rounds(ctx, &p.articles, func(t *tx) (int, error) { return t.pruneArticles(articles) }); err != nil {
			return err
		}
		if err := s.rounds(ctx, &p.alerts, func(t *tx) (int, error) { return t.pruneAlerts(articles) }); err != nil {
			return err
		}
	}
	if !snapshots.IsZero() {
		err := s.rounds(ctx, &p.snapshots, func(t *tx) (int, error) {
			if _, err := t.exec(`DELETE FROM unread_pages WHERE fetched < ?`, micros(snapshots)); err != nil {
				return 0, err
			}
			return t.change(`DELETE FROM snapshots WHERE id IN (SELECT id FROM snapshots WHERE fetched < ? ORDER BY fetched LIMIT ?)`,
				micros(snapshots), pruneChunk)
		})
		if err != nil {
			return err
		}
	}
	err := s.rounds(ctx, &p.other, func(t *tx) (int, error) {
		n, err := t.change(`DELETE FROM runs WHERE id IN (SELECT r.id FROM runs r WHERE r.finished < ?
			AND r.id < (SELECT max(l.id) FROM runs l WHERE l.site = r.site AND l.report IS NOT NULL) LIMIT ?)`, micros(t.now.Add(-keepRuns)), pruneChunk)
		if err != nil {
			return 0, err
		}
		m, err := t.change(`DELETE FROM validators WHERE url IN (SELECT url FROM validators WHERE fetched < ? LIMIT ?)`,
			micros(t.now.Add(-keepValidators)), pruneChunk)
		if err != nil {
			return 0, err
		}
		if err := t.dropDictionaries(); err != nil {
			return 0, err
		}
		_, err = t.exec(`DELETE FROM fit_days WHERE day < ?`, t.s.dayIn(t.now)-keepHealth)
		return max(n, m), err
	})
	if p.articles+p.alerts+p.snapshots > 0 {
		s.log.Info("pruned", "articles", p.articles, "alerts", p.alerts, "snapshots", p.snapshots)
	}
	return err
}

// rounds removes chunk by chunk until one is not full.
func (s *Store) rounds(ctx context.Context, total *int, chunk func(*tx) (int, error)) error {
	for {
		n := 0
		err := s.do(ctx, func(t *tx) (err error) {
			n, err = chunk(t)
			return err
		})
		if err != nil {
			return err
		}
		if *total += n; n < pruneChunk {
			return nil
		}
	}
}

func (t *tx) pruneAlerts(before time.Time) (int, error) {
	return t.change(`DELETE FROM alerts WHERE id IN (SELECT a.id FROM alerts a WHERE a.created < ?
		AND NOT EXISTS (SELECT 1 FROM deliveries d WHERE d.alert_id = a.id AND (d.stage < 3
			OR EXISTS (SELECT 1 FROM deliveries m WHERE m.merged_into = d.id)
			OR d.stage = 3 AND EXISTS (SELECT 1 FROM deliveries g WHERE g.id = d.merged_into AND g.stage < 3)))
		ORDER BY a.id LIMIT ?)`, micros(before), pruneChunk)
}

func (t *tx) pruneArticles(before time.Time) (int, error) {
	var old []newswatch.ID
	// Articles are numbered in the order of their first sight.
	err := t.each(`SELECT id FROM (SELECT id, fetched FROM articles ORDER BY id LIMIT ?) WHERE fetched < ?`, []any{pruneChunk, micros(before)},
		func(rows *sql.Rows) error {
			var id newswatch.ID
			err := rows.Scan(&id)
			old = append(old, id)
			return err
		})
	if err != nil {
		return 0, err
	}
	for _, id := range old {
		if err := t.remove(id); err != nil {
			return 0, fmt.Errorf("article %d: %w", id, err)
		}
	}
	return len(old), nil
}

// remove takes an article out of the archive and its story.
func (t *tx) remove(id newswatch.ID) error {
	a, err := t.load(id)
	if err != nil {
		return err
	}
	var place int64
	if err := t.get(`SELECT place FROM articles WHERE id = ?`, []any{int64(id)}, &place); err != nil {
		return err
	}
	if err := t.dropBands(id, dayOf(dated(&a))); err != nil {
		return err
	}
	if err := t.leaveStory(&a); err != nil {
		return err
	}
	if err := t.unindex(place); err != nil {
		return err
	}
	if _, err := t.exec(`DELETE FROM unindexed WHERE article_id = ?`, int64(id)); err != nil {
		return err
	}
	if _, err := t.exec(`DELETE FROM aliases WHERE canonical = ?`, a.CanonicalURL); err != nil {
		return err
	}
	if _, err := t.exec(`DELETE FROM articles WHERE id = ?`, int64(id)); err != nil {
		return err
	}
	if _, err := t.exec(`DELETE FROM stories WHERE id = ? AND outlets = 0`, int64(a.StoryID)); err != nil {
		return err
	}
	_, err = t.exec(`UPDATE sites SET articles = articles - 1 WHERE site = ?`, string(a.Site))
	return err
}

// leaveStory counts an article out of its story; of the others, the earliest
// takes its lead.
func (t *tx) leaveStory(a *newswatch.Article) error {
	if _, err := t.exec(`UPDATE stories SET outlets = outlets - 1 WHERE id = ?`, int64(a.StoryID)); err != nil {
		return err
	}
	if a.DuplicateOf != 0 {
		return nil
	}
	var next newswatch.ID
	err := t.get(`SELECT id FROM articles WHERE story_id = ? AND id <> ? ORDER BY ifnull(published, fetched), id LIMIT 1`,
		[]any{int64(a.StoryID), int64(a.ID)}, &next)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return t.lead(next, a.StoryID, a.ID, newswatch.Likeness{})
}
