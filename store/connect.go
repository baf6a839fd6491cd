package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	sqlite3 "modernc.org/sqlite/lib"

	"newswatch"
)

// Set per connection, so they belong in the DSN: a PRAGMA statement reaches
// only the one pooled connection that runs it. NORMAL leaves syncing the log to
// checkpoints, which keeps the database whole whatever happens; commits that
// must outlive a power cut are synced by the writer (see writer.sync). The page
// caches bound the memory: 8 MiB for the writer, 2 MiB for each of the readers,
// none of which is faster with twice as much. A checkpoint every 4,000 pages
// instead of 1,000 halves what is written twice.
const (
	writePragmas = "&_pragma=busy_timeout(10000)&_pragma=journal_mode(wal)&_pragma=foreign_keys(1)" +
		"&_pragma=synchronous(normal)&_pragma=cache_size(-8192)&_pragma=wal_autocheckpoint(4000)" +
		"&_pragma=journal_size_limit(67108864)&_pragma=temp_store(memory)&_txlock=immediate"
	readPragmas = "&_pragma=busy_timeout(10000)&_pragma=query_only(1)&_pragma=cache_size(-2048)&_pragma=temp_store(memory)"
)

// maxReaders bounds the read connections, and with them memory.
const maxReaders = 4

// parsePath turns the configured database into an absolute file name.
func parsePath(name string) (string, error) {
	trimmed := strings.TrimSpace(name)
	scheme, rest, found := strings.Cut(trimmed, "://")
	switch {
	case found && (scheme == "postgres" || scheme == "postgresql"):
		return "", fmt.Errorf("%w: database: PostgreSQL is not supported yet; give a file, such as newswatch.db", newswatch.ErrInvalid)
	case found && (scheme == "sqlite" || scheme == "file"):
		trimmed = rest
	case found:
		return "", fmt.Errorf("%w: database: unknown kind %q; give a file, such as newswatch.db", newswatch.ErrInvalid, scheme)
	default:
		trimmed = strings.TrimPrefix(strings.TrimPrefix(trimmed, "sqlite:"), "file:")
	}
	if trimmed == "" {
		return "", fmt.Errorf("%w: database: is empty; give a file, such as newswatch.db", newswatch.ErrInvalid)
	}
	if trimmed == ":memory:" || strings.ContainsRune(trimmed, 0) {
		return "", fmt.Errorf("%w: database: %q is not a file name; give a file, such as newswatch.db", newswatch.ErrInvalid, trimmed)
	}
	path, err := filepath.Abs(trimmed)
	if err != nil {
		return "", fmt.Errorf("database: %w", err)
	}
	return path, nil
}

// look checks what stands at the path, without opening it: closing a file of
// our own would drop the locks that SQLite holds on it in this process.
func (s *Store) look() error {
	info, err := os.Stat(s.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if s.opt.ReadOnly {
			return fmt.Errorf("%w: no database at %s yet; run newswatch crawl or newswatch serve first", newswatch.ErrNotFound, s.path)
		}
		if dir, err := os.Stat(filepath.Dir(s.path)); err != nil || !dir.IsDir() {
			return fmt.Errorf("%w: %s: the folder does not exist; make it, or give another file", newswatch.ErrInvalid, s.path)
		}
		return nil
	case err != nil:
		return fmt.Errorf("%w: %w", newswatch.ErrInvalid, err)
	case info.IsDir():
		return fmt.Errorf("%w: %s: is a folder; give a file in it, such as %s", newswatch.ErrInvalid, s.path, filepath.Join(s.path, "newswatch.db"))
	case !info.Mode().IsRegular():
		return fmt.Errorf("%w: %s: is not a regular file; give another file", newswatch.ErrInvalid, s.path)
	}
	return nil
}

// dsn names the file for the driver, with everything that SQLite would take for
// a part of its own syntax escaped.
func (s *Store) dsn(query string) string {
	return "file:" + (&url.URL{Path: filepath.ToSlash(s.path)}).EscapedPath() + "?" + query
}

// connect opens the writer, brings the schema up to date and opens the readers.
func (s *Store) connect(ctx context.Context) (err error) {
	if err := s.look(); err != nil {
		return err
	}
	if err := s.checkLog(ctx); err != nil {
		return err
	}
	defer func() {
		if err != nil && s.write != nil {
			s.write.close()
		}
	}()
	if !s.opt.ReadOnly {
		if s.write, err = openWriter(ctx, s); err != nil {
			return err
		}
	}
	if err = s.openReaders("mode=ro" + readPragmas); err != nil || !s.opt.ReadOnly {
		return err
	}
	err = s.checkReadable(ctx)
	if besideFails(err) && s.settled() {
		// SQLite makes files beside a database to read it with others. Where it
		// cannot, as on a disk that is full or mounted for reading, nobody writes
		// either.
		s.read.Close()
		if err = s.openReaders("mode=ro&immutable=1" + readPragmas); err != nil {
			return err
		}
		err = s.checkReadable(ctx)
	}
	if err != nil {
		s.read.Close()
	}
	return err
}

func (s *Store) openReaders(query string) (err error) {
	if s.read, err = sql.Open("sqlite", s.dsn(query)); err != nil {
		return err
	}
	s.read.SetMaxOpenConns(maxReaders)
	s.read.SetMaxIdleConns(maxReaders)
	return nil
}

// checkLog refuses a file beside which lies the log of another one, as where a
// backup was put in place of a database without removing that: SQLite would write
// it over the backup. The file's schema cookie only ever grows, and VACUUM INTO
// counts it up, so that a log with a lower one is older than the file.
func (s *Store) checkLog(ctx context.Context) error {
	if s.settled() {
		return nil
	}
	file, err := s.cookie(ctx, "mode=ro&immutable=1") // without the log
	if err != nil {
		return nil // opening it will say what is wrong
	}
	if both, err := s.cookie(ctx, "mode=ro&_pragma=busy_timeout(10000)"); err != nil || both >= file {
		return nil
	}
	return fmt.Errorf("%w: %s-wal belongs to another database, such as the one that stood here before a backup was put back; remove %[2]s-wal and %[2]s-shm, then start again",
		newswatch.ErrInvalid, s.path)
}

func (s *Store) cookie(ctx context.Context, query string) (n int64, err error) {
	db, err := sql.Open("sqlite", s.dsn(query))
	if err != nil {
		return 0, err
	}
	defer db.Close()
	return n, db.QueryRowContext(ctx, "PRAGMA schema_version").Scan(&n)
}

// besideFails reports whether SQLite could not make its files beside the
// database.
func besideFails(err error) bool {
	switch c := code(err); c & 0xff {
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY:
		return true
	default:
		return c == sqlite3.SQLITE_IOERR_SHMSIZE
	}
}

// settled reports whether the file holds all that was committed, none of it
// being in the log.
func (s *Store) settled() bool {
	info, err := os.Stat(s.path + "-wal")
	return errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0
}

// checkReadable refuses a file whose schema this program cannot read as it is.
func (s *Store) checkReadable(ctx context.Context) error {
	list, err := steps()
	if err != nil {
		return err
	}
	conn, err := s.read.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	have, err := version(ctx, conn, len(list))
	if err != nil {
		return err
	}
	if have < len(list) {
		return fmt.Errorf("%w: %s was written by an older newswatch (schema %d of %d); run newswatch crawl or newswatch serve once to upgrade it",
			newswatch.ErrInvalid, s.path, have, len(list))
	}
	return nil
}
