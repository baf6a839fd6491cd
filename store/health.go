package store

import (
	"context"
	"database/sql"
	"time"

	"newswatch"
)

// fitDay names a row of fit_days.
type fitDay struct {
	site  newswatch.SiteID
	field string
	day   int64
}

// tally counts pages that had a field, and pages that lacked it.
type tally struct{ good, bad int }

// china is the zone of days where none is configured.
var china = time.FixedZone("UTC+8", 8*60*60)

const secondsOfDay = 24 * 60 * 60

// dayIn numbers the day of a time in the configured zone.
func (s *Store) dayIn(at time.Time) int64 {
	zone := s.opt.Zone
	if zone == nil {
		zone = china
	}
	y, m, d := at.In(zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / secondsOfDay
}

// keepDays adds what a run saw to the days' sums.
func (t *tx) keepDays(days map[fitDay]tally) error {
	for d, n := range days {
		_, err := t.exec(`INSERT INTO fit_days (site, field, day, good, bad) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT (site, field, day) DO UPDATE SET good = good + excluded.good, bad = bad + excluded.bad`,
			string(d.site), d.field, d.day, n.good, n.bad)
		if err != nil {
			return err
		}
	}
	return nil
}

// FitDays returns how often each field of a site could be read on each day from
// since's on, in order of field and day. Days without a page are left out.
func (s *Store) FitDays(ctx context.Context, site newswatch.SiteID, since time.Time) (list []newswatch.FitDay, err error) {
	err = s.each(ctx, `SELECT field, day, good, bad FROM fit_days WHERE site = ? AND day >= ? ORDER BY field, day`,
		[]any{string(site), s.dayIn(since)}, func(rows *sql.Rows) error {
			var f newswatch.FitDay
			var day int64
			err := rows.Scan(&f.Field, &day, &f.Good, &f.Bad)
			f.Day = time.Unix(day*secondsOfDay, 0).UTC().Format(time.DateOnly)
			list = append(list, f)
			return err
		})
	return list, err
}

// keepUnread keeps the page that gave no article, where a field began to be
// missing there.
func (t *tx) keepUnread(o *newswatch.Observation) error {
	p := t.s.shoot(o.Page, o.Seen)
	if len(p.packed) == 0 {
		return nil
	}
	header := jsonOf(p.Header)
	if header == nil {
		header = "{}"
	}
	_, err := t.exec(`INSERT OR IGNORE INTO unread_pages (url, site, fetched, final_url, status, header, charset, charset_by, etag, modified, sha256, body)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, o.URL, string(o.Site), micros(p.at), p.FinalURL, p.Status, header, p.Charset, p.CharsetBy,
		p.ETag, p.Modified, p.sum[:], p.packed)
	return err
}

// dropUnread removes a site's unread pages where no field is missing any more
// and none failed.
func (t *tx) dropUnread(site newswatch.SiteID) error {
	_, err := t.exec(`DELETE FROM unread_pages WHERE site = ?1 AND failed = 0 AND url NOT IN (SELECT first_bad FROM fits WHERE site = ?1)`, string(site))
	return err
}

// PageAt returns the newest page that is stored of an address, fetched not
// after before, with the article that was filed from it; id 0 where it gave
// none. A zero before takes the newest of all. The error wraps
// [newswatch.ErrNotFound] where nothing is stored.
func (s *Store) PageAt(ctx context.Context, url string, before time.Time) (p newswatch.Page, article newswatch.ID, err error) {
	latest := int64(1<<63 - 1)
	if !before.IsZero() {
		latest = before.UnixMicro()
	}
	err = s.each(ctx, `SELECT `+snapshotColumns+`, s.article_id FROM snapshots s WHERE s.article_id = (
			SELECT id FROM articles WHERE canonical_url = ?1
			UNION ALL SELECT o.id FROM aliases v JOIN articles o ON o.canonical_url = v.canonical WHERE v.variant = ?1 LIMIT 1)
		AND s.fetched <= ?2 ORDER BY s.id DESC LIMIT 1`, []any{url, latest}, func(rows *sql.Rows) (err error) {
		p, err = s.scanSnapshot(rows, &article)
		return err
	})
	if err != nil || article != 0 {
		return p, article, err
	}
	row := s.read.QueryRowContext(ctx, `SELECT `+unreadColumns+` FROM unread_pages s WHERE s.url = ? AND s.fetched <= ?`, url, latest)
	p, err = s.scanSnapshot(row)
	return p, 0, s.ended(ctx, err)
}
