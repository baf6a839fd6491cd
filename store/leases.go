package store

import (
	"context"
	"database/sql"
	"fmt"
	"os"
)

// lessee names this store among those that lease deliveries.
func (s *Store) lessee() string { return fmt.Sprintf("%s %d %s", s.host, os.Getpid(), s.owner) }

// freeLeases makes deliveries due again that a process had leased which is gone:
// what it was sending when it was killed need not wait for the lease to end.
func (s *Store) freeLeases(ctx context.Context) error {
	var dead []string
	err := s.each(ctx, `SELECT DISTINCT lessee FROM deliveries WHERE leased = 1`, nil, func(rows *sql.Rows) error {
		var lessee, host, owner string
		var pid int
		if err := rows.Scan(&lessee); err != nil {
			return err
		}
		if _, err := fmt.Sscanf(lessee, "%s %d %s", &host, &pid, &owner); err != nil || s.alive(owner, host, pid, 0) {
			return nil // one we cannot tell of: its leases end by themselves
		}
		dead = append(dead, lessee)
		return nil
	})
	if err != nil || len(dead) == 0 {
		return err
	}
	return s.do(ctx, func(t *tx) error {
		t.wake = true
		for _, lessee := range dead {
			_, err := t.exec(`UPDATE deliveries SET stage = 1, leased = 0, lessee = '', due = ? WHERE leased = 1 AND lessee = ?`, micros(t.now), lessee)
			if err != nil {
				return err
			}
		}
		return nil
	})
}
