package store

import (
	"context"
	"database/sql"
)

// reading is a transaction that reads: it shows one state of the archive however
// long it lasts, and asks with statements that are kept.
type reading struct {
	*sql.Tx
	stmts map[string]*sql.Stmt
}

// begin starts a reading that will ask these queries. They are made ready before:
// a reading that waited for another connection could wait for itself.
func (s *Store) begin(ctx context.Context, queries ...string) (*reading, error) {
	r := &reading{stmts: make(map[string]*sql.Stmt, len(queries))}
	for _, query := range queries {
		stmt, err := s.prepared(ctx, query)
		if err != nil {
			return nil, err
		}
		r.stmts[query] = stmt
	}
	var err error
	if r.Tx, err = s.read.BeginTx(ctx, &sql.TxOptions{ReadOnly: true}); err != nil {
		return nil, s.ended(ctx, err)
	}
	return r, nil
}

// query asks one of the reading's queries.
func (r *reading) query(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	return r.StmtContext(ctx, r.stmts[query]).QueryContext(ctx, args...)
}
