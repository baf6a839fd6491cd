package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"time"

	"newswatch"
)

// snapshot is a page ready to be stored.
type snapshot struct {
	*newswatch.Page
	at     time.Time
	sum    [32]byte
	packed []byte
	// dictionary is the row that it is packed against; 0: none.
	dictionary int64
}

// shoot packs a page alone; where the body is empty there is nothing to keep.
func (s *Store) shoot(p *newswatch.Page, at time.Time) snapshot {
	shot := frame(p, at)
	if len(p.Body) > 0 {
		shot.packed = s.zip.EncodeAll(p.Body, make([]byte, 0, len(p.Body)/4))
	}
	return shot
}

// shootOf is shoot for an article's page, which is packed against another one
// of its site.
func (s *Store) shootOf(ctx context.Context, site newswatch.SiteID, p *newswatch.Page, at time.Time) snapshot {
	shot := frame(p, at)
	if len(p.Body) > 0 {
		shot.packed, shot.dictionary = s.pack(ctx, site, p.Body)
	}
	return shot
}

func frame(p *newswatch.Page, at time.Time) snapshot {
	shot := snapshot{Page: p, at: firstOf(p.Fetched, at), sum: p.SHA256}
	if len(p.Body) > 0 && shot.sum == [32]byte{} {
		shot.sum = sha256.Sum256(p.Body)
	}
	return shot
}

func (t *tx) keepSnapshot(id newswatch.ID, p *snapshot) error {
	if len(p.packed) == 0 {
		return nil
	}
	header := jsonOf(p.Header)
	if header == nil {
		header = "{}"
	}
	_, err := t.exec(`INSERT INTO snapshots (article_id, fetched, url, final_url, status, header, charset, charset_by,
			etag, modified, sha256, size, packed, body, dictionary) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, 0))`,
		int64(id), micros(p.at), p.URL, p.FinalURL, p.Status, header, p.Charset, p.CharsetBy,
		p.ETag, p.Modified, p.sum[:], len(p.Body), len(p.packed), p.packed, p.dictionary)
	return err
}

// What scanSnapshot reads, of snapshots and of pages that gave no article.
const (
	pageColumns     = `s.fetched, s.url, s.final_url, s.status, s.header, s.charset, s.charset_by, s.etag, s.modified, s.sha256, s.body`
	snapshotColumns = pageColumns + `, (SELECT d.body FROM dictionaries d WHERE d.id = s.dictionary)`
	unreadColumns   = pageColumns + `, NULL`
)

func (s *Store) scanSnapshot(row scanner, more ...any) (p newswatch.Page, err error) {
	var sum, packed, dictionary []byte
	dest := []any{stamp{&p.Fetched}, &p.URL, &p.FinalURL, &p.Status, stored{&p.Header}, &p.Charset, &p.CharsetBy,
		&p.ETag, &p.Modified, &sum, &packed, &dictionary}
	if err := row.Scan(append(dest, more...)...); err != nil {
		return p, err
	}
	copy(p.SHA256[:], sum)
	if p.Body, err = s.unpack(packed, dictionary); err != nil {
		return p, fmt.Errorf("snapshot of %s: %w", p.URL, err)
	}
	return p, nil
}

// Snapshots returns the pages that an article was read from, the oldest first.
func (s *Store) Snapshots(ctx context.Context, article newswatch.ID) ([]newswatch.Page, error) {
	var pages []newswatch.Page
	err := s.each(ctx, `SELECT `+snapshotColumns+` FROM snapshots s WHERE s.article_id = ? ORDER BY s.id`, []any{int64(article)},
		func(rows *sql.Rows) error {
			p, err := s.scanSnapshot(rows)
			pages = append(pages, p)
			return err
		})
	return pages, err
}

// EachSnapshot calls f with every stored page of the articles that q asks for,
// the newest article first and its oldest page first, until f fails. It holds
// no transaction while f runs.
func (s *Store) EachSnapshot(ctx context.Context, q newswatch.Query, f func(newswatch.Article, newswatch.Page) error) error {
	return s.Each(ctx, q, func(a newswatch.Article) error {
		pages, err := s.Snapshots(ctx, a.ID)
		for _, p := range pages {
			if err == nil {
				err = f(a, p)
			}
		}
		return err
	})
}
