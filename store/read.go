package store

import (
	"context"
	"database/sql"
)

// each runs a query on a read connection, and scan for every row.
func (s *Store) each(ctx context.Context, query string, args []any, scan func(*sql.Rows) error) error {
	rows, err := s.read.QueryContext(ctx, query, args...)
	if err == nil {
		err = drain(rows, scan)
	}
	return s.ended(ctx, err)
}

// ended explains an error; where ctx has ended, that is the reason.
func (s *Store) ended(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return s.explain(err)
}

// get reads one row on a read connection; the error wraps newswatch.ErrNotFound
// where there is none.
func (s *Store) get(ctx context.Context, query string, args []any, dest ...any) error {
	return s.ended(ctx, s.read.QueryRowContext(ctx, query, args...).Scan(dest...))
}

// prepared is a read statement that is kept: for what a crawl asks over and over,
// where SQLite would take longer to understand the question than to answer it.
// query must be constant.
func (s *Store) prepared(ctx context.Context, query string) (*sql.Stmt, error) {
	if stmt, ok := s.reads.Load(query); ok {
		return stmt.(*sql.Stmt), nil
	}
	stmt, err := s.read.PrepareContext(ctx, query)
	if err != nil {
		return nil, s.ended(ctx, err)
	}
	if first, lost := s.reads.LoadOrStore(query, stmt); lost {
		stmt.Close()
		return first.(*sql.Stmt), nil
	}
	return stmt, nil
}

// getOften is get with a statement that is kept.
func (s *Store) getOften(ctx context.Context, query string, args []any, dest ...any) error {
	stmt, err := s.prepared(ctx, query)
	if err != nil {
		return err
	}
	return s.ended(ctx, stmt.QueryRowContext(ctx, args...).Scan(dest...))
}

// eachOften is each with a statement that is kept.
func (s *Store) eachOften(ctx context.Context, query string, args []any, scan func(*sql.Rows) error) error {
	stmt, err := s.prepared(ctx, query)
	if err != nil {
		return err
	}
	rows, err := stmt.QueryContext(ctx, args...)
	if err == nil {
		err = drain(rows, scan)
	}
	return s.ended(ctx, err)
}

// moment is one state of the database: what several queries read in it belongs
// together, whatever is committed meanwhile.
type moment struct {
	s   *Store
	ctx context.Context
	tx  *sql.Tx
}

// atOnce runs f within one moment, on one read connection.
func (s *Store) atOnce(ctx context.Context, f func(moment) error) error {
	tx, err := s.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return s.ended(ctx, err)
	}
	defer tx.Rollback()
	return f(moment{s, ctx, tx})
}

// each is Store.each within the moment.
func (m moment) each(query string, args []any, scan func(*sql.Rows) error) error {
	rows, err := m.tx.QueryContext(m.ctx, query, args...)
	if err == nil {
		err = drain(rows, scan)
	}
	return m.s.ended(m.ctx, err)
}
