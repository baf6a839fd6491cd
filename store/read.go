package store

import (
	"context"
	"database/sql"
)

// each runs a query on a read connection, and scan for every row.
func (s *Store) each(ctx context.Context, query string, args []any, scan func(*sql.Rows) error) error {
	rows, err := s.read.QueryContext(ctx, query, args...)
	if err != nil {
		return s.explain(err)
	}
	return s.explain(drain(rows, scan))
}

// get reads one row on a read connection; the error wraps newswatch.ErrNotFound
// where there is none.
func (s *Store) get(ctx context.Context, query string, args []any, dest ...any) error {
	return s.explain(s.read.QueryRowContext(ctx, query, args...).Scan(dest...))
}
