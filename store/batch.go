package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"
)

// maxBatch is the most calls that share a transaction. Past a few hundred the
// cost per row no longer falls, while those who wait first wait longer.
const maxBatch = 200

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
	return w.submit(context.Background(), &job{do: func(t *tx) error {
		return t.w.index.write(t)
	}})
}

// transact returns each job's own error, or one error where nothing was kept.
// Savepoints cost the copy of every page that is changed, and hardly any job
// fails: where all may run again they are tried without.
func (w *writer) transact(t *tx, jobs []*job, index bool) (errs []error, err error) {
	if len(jobs) > 1 && !slices.ContainsFunc(jobs, func(j *job) bool { return !j.again }) {
		errs, err = w.attempt(t, jobs, index, false)
		if !errors.Is(err, errUndone) {
			return errs, err
		}
		w.index.forget()
		t.wake, t.added = false, nil
	}
	return w.attempt(t, jobs, index, len(jobs) > 1)
}

// errUndone is wrapped where one of several jobs without savepoints failed, and
// undid the others.
var errUndone = errors.New("undone with another")

// attempt is one transaction.
func (w *writer) attempt(t *tx, jobs []*job, index, savepoints bool) (errs []error, err error) {
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
		if !savepoints {
			if err := j.run(t); err != nil && len(jobs) > 1 {
				return nil, fmt.Errorf("%w: %w", errUndone, err)
			} else if err != nil {
				return nil, err // alone, the transaction itself is the savepoint
			}
			continue
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
