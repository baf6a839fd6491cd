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
