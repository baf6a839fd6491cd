package store

import (
	"context"
	"database/sql"
	"fmt"
	"runtime/debug"
	"time"

	"newswatch"
)

// tx is the transaction that a job runs in.
type tx struct {
	w   *writer
	s   *Store
	ctx context.Context // never ends: a batch belongs to many callers
	now time.Time

	wake  bool                            // deliveries became due
	added map[newswatch.SiteID]siteChange // sums for the sites table, written once per batch
}

// siteChange is what a batch adds to a site's sums.
type siteChange struct {
	articles int
	lastNew  time.Time
}

func (t *tx) stmt(query string) (*sql.Stmt, error) {
	if stmt, ok := t.w.stmts[query]; ok {
		return stmt, nil
	}
	stmt, err := t.w.conn.PrepareContext(t.ctx, query)
	if err != nil {
		return nil, fmt.Errorf("%w in %q", err, query)
	}
	t.w.stmts[query] = stmt
	return stmt, nil
}

// exec runs a statement, prepared once for the life of the store: query must be
// constant, or one of a few.
func (t *tx) exec(query string, args ...any) (sql.Result, error) {
	stmt, err := t.stmt(query)
	if err != nil {
		return nil, err
	}
	return stmt.ExecContext(t.ctx, args...)
}

// insert is exec for one row; it returns the new row's id.
func (t *tx) insert(query string, args ...any) (newswatch.ID, error) {
	result, err := t.exec(query, args...)
	if err != nil {
		return 0, err
	}
	id, err := result.LastInsertId()
	return newswatch.ID(id), err
}

// change is exec; it returns the number of rows changed.
func (t *tx) change(query string, args ...any) (int, error) {
	result, err := t.exec(query, args...)
	if err != nil {
		return 0, err
	}
	n, err := result.RowsAffected()
	return int(n), err
}

// get reads one row into dest; sql.ErrNoRows where there is none.
func (t *tx) get(query string, args []any, dest ...any) error {
	stmt, err := t.stmt(query)
	if err != nil {
		return err
	}
	return stmt.QueryRowContext(t.ctx, args...).Scan(dest...)
}

// each reads all rows before it returns; scan is called for every one.
func (t *tx) each(query string, args []any, scan func(*sql.Rows) error) error {
	stmt, err := t.stmt(query)
	if err != nil {
		return err
	}
	rows, err := stmt.QueryContext(t.ctx, args...)
	if err != nil {
		return err
	}
	return drain(rows, scan)
}

// drain calls scan for every row and closes rows.
func drain(rows *sql.Rows, scan func(*sql.Rows) error) error {
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// savepoint runs f so that its failure undoes f alone. The second error means
// that the whole transaction is lost.
func (t *tx) savepoint(f func(*tx) error) (failed, lost error) {
	wake, mark := t.wake, t.w.index.mark()
	added := make(map[newswatch.SiteID]siteChange, len(t.added))
	for site, c := range t.added {
		added[site] = c
	}
	if _, err := t.exec("SAVEPOINT job"); err != nil {
		return nil, err
	}
	if failed = f(t); failed != nil {
		t.wake, t.added = wake, added
		t.w.index.reset(mark)
		if _, err := t.w.conn.ExecContext(t.ctx, "ROLLBACK TO job"); err != nil {
			return nil, failed // the fault was the database's, not the job's
		}
	}
	_, err := t.exec("RELEASE job")
	return failed, err
}

// filed notes a new article for its site's sums.
func (t *tx) filed(site newswatch.SiteID, at time.Time) {
	if t.added == nil {
		t.added = map[newswatch.SiteID]siteChange{}
	}
	c := t.added[site]
	c.articles++
	if at.After(c.lastNew) {
		c.lastNew = at
	}
	t.added[site] = c
}

// finish writes what was summed up over the batch.
func (t *tx) finish() error {
	for site, c := range t.added {
		_, err := t.exec(`INSERT INTO sites (site, articles, last_new) VALUES (?, ?, ?)
			ON CONFLICT (site) DO UPDATE SET articles = articles + excluded.articles,
				last_new = max(ifnull(last_new, excluded.last_new), excluded.last_new)`,
			string(site), c.articles, micros(c.lastNew))
		if err != nil {
			return err
		}
	}
	return nil
}

func stack() string { return string(debug.Stack()) }

// micros is the stored form of a time: microseconds since 1970, nil for the
// zero time.
func micros(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return t.UnixMicro()
}

func fromMicros(n int64) time.Time { return time.UnixMicro(n).UTC() }

// stamp reads the stored form of a time; NULL is the zero time.
type stamp struct{ to *time.Time }

func (s stamp) Scan(v any) error {
	switch n := v.(type) {
	case nil:
		*s.to = time.Time{}
	case int64:
		*s.to = fromMicros(n)
	default:
		return fmt.Errorf("stored time is a %T", v)
	}
	return nil
}
