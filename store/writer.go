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

	"newswatch"
)

// maxBatch is the most calls that share a transaction. Past a few hundred the
// cost per row no longer falls, while those who wait first wait longer.
const maxBatch = 200

// The writer is the only one in this process that changes the database. It
// takes the calls that wait, runs each in a savepoint of one transaction, so
// that one that fails spoils nothing, commits, and answers them all.
type writer struct {
	store *Store
	db    *sql.DB
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
	jobs  chan *job
	done  chan struct{}

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
	if err != nil {
		if conn != nil {
			conn.Close()
		}
		return nil, errors.Join(err, db.Close())
	}
	w := &writer{
		store: s, db: db, conn: conn,
		stmts: map[string]*sql.Stmt{},
		jobs:  make(chan *job, maxBatch),
		done:  make(chan struct{}),
	}
	w.index = &indexer{fold: s.opt.Fold, backlog: true, off: s.opt.DeferIndex}
	go w.run()
	return w, nil
}

// do runs f in a transaction and returns once it is committed. Where ctx ends
// before f was begun, f never runs; once it was begun, do waits for it.
func (s *Store) do(ctx context.Context, f func(*tx) error) error {
	if s.write == nil {
		return fmt.Errorf("%w: %s is open for reading only", newswatch.ErrInvalid, s.path)
	}
	return s.explain(s.write.submit(ctx, f))
}

func (w *writer) submit(ctx context.Context, f func(*tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	j := &job{do: f, result: make(chan error, 1)}
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
				for w.index.waiting() && w.batch(nil, true) {
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

// linger is how long a batch waits for more calls where the one before had
// several: whoever calls at the same time as others calls again soon.
const linger = 2 * time.Millisecond

// gather takes what waits together with first.
func (w *writer) gather(first *job) []*job {
	jobs := append(make([]*job, 0, 16), first)
	var timeout <-chan time.Time
	if w.crowd > 1 {
		timeout = time.After(linger)
	}
	for len(jobs) < maxBatch {
		select {
		case j, open := <-w.jobs:
			if !open {
				return jobs
			}
			jobs = append(jobs, j)
			continue
		default:
		}
		if timeout == nil || len(jobs) >= w.crowd {
			break
		}
		select {
		case j, open := <-w.jobs:
			if !open {
				return jobs
			}
			jobs = append(jobs, j)
		case <-timeout:
			timeout = nil
		}
	}
	w.crowd = len(jobs)
	return jobs
}

// batch runs jobs in one transaction and answers them; where index is set it
// brings the full-text index up to date. It reports whether that was kept.
func (w *writer) batch(jobs []*job, index bool) bool {
	t := &tx{w: w, s: w.store, ctx: context.Background(), now: w.store.now()}
	taken := make([]*job, 0, len(jobs))
	for _, j := range jobs {
		if j.state.CompareAndSwap(jobWaiting, jobTaken) {
			taken = append(taken, j)
		}
	}
	if len(taken) == 0 && !index {
		return true
	}
	errs, err := w.transact(t, taken, index)
	if err != nil {
		w.index.forget()
	} else {
		w.index.committed()
	}
	if err == nil && t.wake {
		w.rouse()
	}
	for i, j := range taken {
		if err != nil {
			j.result <- err
		} else {
			j.result <- errs[i]
		}
	}
	if err != nil && index {
		w.store.log.Error("the search index was not brought up to date", "err", w.store.explain(err))
	}
	return err == nil
}

// batchNow indexes all that waits.
func (w *writer) batchNow() error {
	return w.submit(context.Background(), func(t *tx) error {
		return t.w.index.write(t)
	})
}

// transact returns each job's own error, or one error where nothing was kept.
func (w *writer) transact(t *tx, jobs []*job, index bool) (errs []error, err error) {
	if _, err := t.exec("BEGIN IMMEDIATE"); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			w.conn.ExecContext(t.ctx, "ROLLBACK") // SQLite may have done so already
		}
	}()
	errs = make([]error, len(jobs))
	for i, j := range jobs {
		if len(jobs) == 1 {
			// Alone, the transaction itself is the savepoint.
			if err := j.run(t); err != nil {
				return nil, err
			}
			break
		}
		if errs[i], err = t.savepoint(j.run); err != nil {
			return nil, err
		}
	}
	if err := t.finish(); err != nil {
		return nil, err
	}
	if index {
		if err := w.index.write(t); err != nil {
			return nil, err
		}
	}
	if _, err = t.exec("COMMIT"); err != nil {
		return nil, err
	}
	if t.wake {
		err = w.sync()
	}
	return errs, err
}

// sync makes what was committed outlive a power cut, as synchronous=FULL would
// at every commit: an alert that was raised must not be lost. What else the log
// holds is an article at most, which the next crawl finds again.
func (w *writer) sync() (err error) {
	if w.wal == nil {
		// SQLite keeps its locks on other files, so that closing this one drops none.
		if w.wal, err = os.OpenFile(w.store.path+"-wal", os.O_RDWR, 0); err != nil {
			return err
		}
	}
	return w.wal.Sync()
}

// run turns a panic into an error: the writer serves everybody, and one strange
// article must not end it.
func (j *job) run(t *tx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("filing panicked: %v", p)
			t.s.log.Error("panic in a transaction", "panic", p, "stack", stack())
		}
	}()
	return j.do(t)
}
