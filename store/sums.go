package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"maps"
	"os"
	"slices"
	"sync"
	"time"

	"newswatch"
)

// trendSlice is what mentions are counted by before they are put into days: all
// zones' offsets are multiples of it.
const trendSlice = 15 * 60

// Trends counts the articles that each watch matched, by site and day in loc,
// from since to until (exclusive; zero times are open), in order of day, watch
// and site. Days without any are left out.
func (s *Store) Trends(ctx context.Context, since, until time.Time, loc *time.Location) ([]newswatch.TrendPoint, error) {
	from, to := int64(-1<<63), int64(1<<63-1)
	if !since.IsZero() {
		from = placeOf(since)
	}
	if !until.IsZero() {
		to = placeOf(until)
	}
	counts := map[newswatch.TrendPoint]int{}
	err := s.each(ctx, `SELECT h.watch, a.site, (h.place >> 12) / ?1 AS slice, count(*) FROM hits h CROSS JOIN articles a ON a.id = h.article_id
		WHERE h.place >= ?2 AND h.place < ?3 GROUP BY h.watch, a.site, slice`, []any{trendSlice, from, to}, func(rows *sql.Rows) error {
		var p newswatch.TrendPoint
		var slice int64
		var n int
		if err := rows.Scan(&p.Watch, &p.Site, &slice, &n); err != nil {
			return err
		}
		p.Day = time.Unix(slice*trendSlice, 0).In(loc).Format(time.DateOnly)
		counts[p] += n
		return nil
	})
	if err != nil {
		return nil, err
	}
	points := make([]newswatch.TrendPoint, 0, len(counts))
	for p := range maps.Keys(counts) {
		n := counts[p]
		p.Count = n
		points = append(points, p)
	}
	slices.SortFunc(points, func(a, b newswatch.TrendPoint) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.Watch, b.Watch), cmp.Compare(a.Site, b.Site))
	})
	return points, nil
}

// SiteStates says how each site stands that was ever crawled, by id. NextRun is
// the scheduler's to fill in.
func (s *Store) SiteStates(ctx context.Context) ([]newswatch.SiteState, error) {
	var states []newswatch.SiteState
	index := map[newswatch.SiteID]int{}
	err := s.each(ctx, `WITH known (site) AS (SELECT site FROM sites UNION SELECT DISTINCT site FROM runs)
		SELECT k.site, ifnull(t.articles, 0), t.last_new, r.started, ifnull(r.status, ''), ifnull(r.error, ''),
			(SELECT g.finished FROM runs g WHERE g.site = k.site AND g.status IN ('ok', 'partial') ORDER BY g.started DESC LIMIT 1),
			(SELECT max(o.heartbeat) FROM runs o WHERE o.site = k.site AND o.finished IS NULL)
		FROM known k LEFT JOIN sites t ON t.site = k.site
		LEFT JOIN runs r ON r.id = (SELECT l.id FROM runs l WHERE l.site = k.site AND l.finished IS NOT NULL ORDER BY l.started DESC, l.id DESC LIMIT 1)
		ORDER BY k.site`, nil, func(rows *sql.Rows) error {
		st := newswatch.SiteState{Failing: []newswatch.SiteTrouble{}}
		var lastNew, lastRun, lastGood, beat time.Time
		err := rows.Scan(&st.Site, &st.Articles, stamp{&lastNew}, stamp{&lastRun}, &st.LastStatus, &st.LastError, stamp{&lastGood}, stamp{&beat})
		st.LastNew, st.LastRun, st.LastSuccess = orNil(lastNew), orNil(lastRun), orNil(lastGood)
		st.Running = !beat.IsZero() && s.now().Sub(beat) < claimLasts
		index[st.Site] = len(states)
		states = append(states, st)
		return err
	})
	if err != nil {
		return nil, err
	}
	return states, s.each(ctx, `SELECT site, data FROM fits WHERE failing IS NOT NULL AND data IS NOT NULL ORDER BY site, failing`, nil,
		func(rows *sql.Rows) error {
			var site newswatch.SiteID
			var trouble newswatch.SiteTrouble
			err := rows.Scan(&site, stored{&trouble})
			if i, known := index[site]; known {
				states[i].Failing = append(states[i].Failing, trouble)
			}
			return err
		})
}

func orNil(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// census is the part of Stats that reads whole tables.
type census struct {
	mu    sync.Mutex
	until time.Time
	last  newswatch.Stats
}

// Of an archive this large a census is kept for a while: dashboards ask for it
// every other second.
const (
	largeArchive = 10_000 // articles
	censusLasts  = 20 * time.Second
)

// counted takes a census, or the last one of a large archive.
func (s *Store) counted(ctx context.Context, articles int) (newswatch.Stats, error) {
	c := &s.census
	c.mu.Lock()
	defer c.mu.Unlock()
	if articles > largeArchive && time.Now().Before(c.until) {
		return c.last, nil
	}
	var t newswatch.Stats
	err := s.get(ctx, `SELECT (SELECT count(*) FROM stories), (SELECT count(*) FROM revisions WHERE changes IS NOT NULL),
		(SELECT count(DISTINCT article_id) FROM looks WHERE filing = 'withdrawn'),
		(SELECT count(*) FROM snapshots), (SELECT ifnull(sum(packed), 0) FROM snapshots)`, nil,
		&t.Stories, &t.Revisions, &t.Withdrawn, &t.Snapshots, &t.SnapshotBytes)
	if err == nil {
		c.last, c.until = t, time.Now().Add(censusLasts)
	}
	return t, err
}

// Stats counts what the archive holds. Stories, revisions, withdrawals and
// snapshots of a large archive may be those of some seconds ago.
func (s *Store) Stats(ctx context.Context) (newswatch.Stats, error) {
	var articles int
	var newest time.Time
	err := s.get(ctx, `SELECT ifnull(sum(articles), 0), max(last_new) FROM sites`, nil, &articles, stamp{&newest})
	if err != nil {
		return newswatch.Stats{}, err
	}
	t, err := s.counted(ctx, articles)
	if err != nil {
		return t, err
	}
	t.Articles = articles
	err = s.get(ctx, `SELECT (SELECT count(*) FROM alerts), (SELECT count(*) FROM alerts WHERE acked IS NULL AND rank = 2 AND type = 'alert.raised'),
		(SELECT ifnull(max(id), 0) FROM attempts)`, nil, &t.Alerts, &t.Unacked, &t.Tries)
	if err != nil {
		return t, err
	}
	t.Newest = orNil(newest)
	t.Queues = map[string]newswatch.Queue{}
	err = s.each(ctx, `SELECT channel, count(*) FILTER (WHERE stage < 3), count(*) FILTER (WHERE stage = 4), count(*) FILTER (WHERE stage = 5)
		FROM deliveries GROUP BY channel`, nil, func(rows *sql.Rows) error {
		var channel string
		var q newswatch.Queue
		err := rows.Scan(&channel, &q.Pending, &q.Delivered, &q.Dead)
		t.Queues[channel] = q
		return err
	})
	if err != nil {
		return t, err
	}
	for _, name := range []string{s.path, s.path + "-wal"} {
		info, err := os.Stat(name)
		switch {
		case err == nil:
			t.Bytes += info.Size()
		case !errors.Is(err, fs.ErrNotExist):
			return t, err
		}
	}
	return t, nil
}

// Fits returns how a site's definition has fitted so far, by field.
func (s *Store) Fits(ctx context.Context, site newswatch.SiteID) (list []newswatch.Fit, err error) {
	err = s.each(ctx, `SELECT site, field, list, good, bad, selector, last_good, first_bad, failing FROM fits WHERE site = ? ORDER BY field, list`,
		[]any{string(site)}, func(rows *sql.Rows) error {
			var f newswatch.Fit
			var failing time.Time
			err := rows.Scan(&f.Site, &f.Field, &f.List, &f.Good, &f.Bad, &f.Selector, &f.LastGood, &f.FirstBad, stamp{&failing})
			f.Failing = orNil(failing)
			list = append(list, f)
			return err
		})
	return list, err
}
