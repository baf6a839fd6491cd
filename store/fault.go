package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"newswatch"
)

// explain turns an error of the database into one that says what is the matter
// with the file and what to do. It tells faults apart by code, never by message.
func (s *Store) explain(err error) error {
	if err == nil {
		return nil
	}
	if errors.Is(err, sql.ErrNoRows) {
		return newswatch.ErrNotFound
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	if errors.Is(err, syscall.ENOSPC) || code(err) == sqlite3.SQLITE_IOERR_SHMSIZE {
		return fmt.Errorf("%s: %s: %w", s.path, diskFull, err)
	}
	switch code(err) & 0xff {
	case sqlite3.SQLITE_FULL:
		return fmt.Errorf("%s: %s: %w", s.path, diskFull, err)
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH:
		return fmt.Errorf("%s: %s: %w", s.path, mayNotWrite, err)
	case sqlite3.SQLITE_CANTOPEN:
		if dir := filepath.Dir(s.path); !writable(dir) {
			return fmt.Errorf("%w: %s: %s: %w", newswatch.ErrInvalid, s.path, mayNotWrite, err)
		}
		return fmt.Errorf("%w: %s: cannot be opened; check that the folder exists and may be written: %w", newswatch.ErrInvalid, s.path, err)
	case sqlite3.SQLITE_NOTADB:
		return fmt.Errorf("%w: %s: not a newswatch database; give another file: %w", newswatch.ErrInvalid, s.path, err)
	case sqlite3.SQLITE_CORRUPT:
		return fmt.Errorf("%w: %s: the database is damaged; stop newswatch and restore a backup: %w", newswatch.ErrInvalid, s.path, err)
	case sqlite3.SQLITE_IOERR:
		return fmt.Errorf("%s: the disk does not answer as it should: %w", s.path, err)
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return fmt.Errorf("%w: %s: another process holds the database; try again: %w", newswatch.ErrLocked, s.path, err)
	}
	return err
}

const diskFull = "the disk is full; free some space, or shorten retention in the configuration"

const mayNotWrite = "the file or its folder may not be written; check owner and mode, and whether the disk is mounted for reading only"

// code is SQLite's extended result code, 0 where the error is not SQLite's.
func code(err error) int {
	var e *sqlite.Error
	if errors.As(err, &e) {
		return e.Code()
	}
	return 0
}

// writable reports whether files can be made in a folder.
func writable(dir string) bool {
	f, err := os.CreateTemp(dir, ".newswatch-*")
	if err != nil {
		return false
	}
	f.Close()
	return os.Remove(f.Name()) == nil
}
