package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	sqlite3 "modernc.org/sqlite/lib"

	"newswatch"
)

// The writer is the only one in this process that changes the database. It
// takes the calls that wait, runs each in a savepoint of one transaction, so
// that one that fails spoils nothing, commits, and answers them all.
type writer struct {
	store *Store
	db    *sql.DB
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
	jobs  chan *job
	// lookups are the queries for candidates, by the number of bands.
	lookups map[int]string
	done    chan struct{}

	mu     sync.RWMutex // held for reading while a job is handed over
	closed bool

	crowd int // calls in the last batch
	index *indexer
	wal   *os.File // for syncing it

	version int64 // SQLite's count of what others committed, as this connection saw it last
}

// A job is one call's work. Whoever moves state away from waiting first decides
// whether it runs: the writer, or the caller whose context ended.
type job struct {
	do     func(*tx) error
	again  bool // may be run again after it was undone: it changes nothing but the database and its own result
	state  atomic.Int32
	result chan error // buffered
}

const (
	jobWaiting = iota
	jobTaken
	jobDropped
)

func openWriter(ctx context.Context, s *Store) (*writer, error) {
	db, err := sql.Open("sqlite", s.dsn("mode=rwc"+writePragmas))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	conn, err := db.Conn(ctx)
	if err == nil {
		err = migrate(ctx, conn)
	}
	if err == nil {
		err = mayWrite(ctx, conn)
	}
	if err != nil {
		if conn != nil {
			conn.Close()
		}
		return nil, errors.Join(err, db.Close())
	}
	w := &writer{
		store: s, db: db, conn: conn,
		stmts: map[string]*sql.Stmt{}, lookups: map[int]string{},
		jobs: make(chan *job, maxBatch),
		done: make(chan struct{}),
	}
	w.index = &indexer{fold: s.opt.Fold, backlog: true, off: s.opt.DeferIndex}
	w.index.told.docs = map[newswatch.ID]*document{}
	go w.run()
	return w, nil
}

// mayWrite refuses a file that SQLite could open only for reading, before a crawl
// has read a hundred pages that cannot be filed.
func mayWrite(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, "DELETE FROM unindexed WHERE FALSE")
	if code(err)&0xff == sqlite3.SQLITE_BUSY {
		return nil // others write to it
	}
	return err
}

// do runs f in a transaction and returns once it is committed. Where ctx ends
// before f was begun, f never runs; once it was begun, do waits for it.
func (s *Store) do(ctx context.Context, f func(*tx) error) error {
	return s.hand(ctx, &job{do: f})
}

// doOften is do for what comes by the dozen: f must be such that it may run
// again after it was undone, which spares it a savepoint.
func (s *Store) doOften(ctx context.Context, f func(*tx) error) error {
	return s.hand(ctx, &job{do: f, again: true})
}

func (s *Store) hand(ctx context.Context, j *job) error {
	if s.write == nil {
		return fmt.Errorf("%w: %s is open for reading only", newswatch.ErrInvalid, s.path)
	}
	return s.explain(s.write.submit(ctx, j))
}

func (w *writer) submit(ctx context.Context, j *job) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	j.result = make(chan error, 1)
	w.mu.RLock()
	if w.closed {
		w.mu.RUnlock()
		return errClosed
	}
	select {
	case w.jobs <- j:
		w.mu.RUnlock()
	case <-ctx.Done():
		w.mu.RUnlock()
		return ctx.Err()
	}
	select {
	case err := <-j.result:
		return err
	case <-ctx.Done():
		if j.state.CompareAndSwap(jobWaiting, jobDropped) {
			return ctx.Err()
		}
		return <-j.result
	}
}

var errClosed = errors.New("the database was closed")

// close stops taking calls, finishes those that wait and what is to be indexed.
func (w *writer) close() error {
	w.mu.Lock()
	if w.closed {
		w.mu.Unlock()
		return nil
	}
	w.closed = true
	close(w.jobs)
	w.mu.Unlock()
	<-w.done
	for _, stmt := range w.stmts {
		stmt.Close()
	}
	err := w.conn.Close()
	if w.wal != nil {
		w.wal.Close()
	}
	return errors.Join(err, w.db.Close())
}

// run is the writer's goroutine: it ends when jobs is closed and drained.
func (w *writer) run() {
	defer close(w.done)
	var due <-chan time.Time // when what waits is to be indexed
	w.hearOthers()
	others := time.NewTicker(othersEvery)
	defer others.Stop()
	for {
		if due == nil && w.index.waiting() {
			due = time.After(indexEvery)
		}
		select {
		case first, open := <-w.jobs:
			if !open {
				if w.index.waiting() { // what others left can wait longer
					w.batch(nil, true)
				}
				return
			}
			w.batch(w.gather(first), false)
			if !w.index.full() {
				continue
			}
		case <-due:
		case <-others.C:
			w.hearOthers()
			continue
		}
		due = nil
		if !w.batch(nil, true) {
			due = time.After(10 * indexEvery)
		}
	}
}

// othersEvery is how often the writer looks for commits of other processes: a
// crawl or an alerts retry beside the daemon queues what the daemon sends.
const othersEvery = 2 * time.Second

// hearOthers wakes whoever sends deliveries when another process, or another
// connection of this one, has committed since the last look.
func (w *writer) hearOthers() {
	var version int64
	// Where it cannot be read now it can at the next look.
	if err := w.conn.QueryRowContext(context.Background(), "PRAGMA data_version").Scan(&version); err != nil {
		return
	}
	if before := w.version; before != 0 && before != version {
		w.rouse()
	}
	w.version = version
}

// rouse lets [Store.Wake] receive.
func (w *writer) rouse() {
	select {
	case w.store.wake <- struct{}{}:
	default:
	}
}
