package store

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
)

// together hands jobs over while the writer is held up, so that they share one
// batch, and returns what each came to.
func together(t *testing.T, s *Store, jobs []func(*tx) error) []error {
	t.Helper()
	held, free := make(chan struct{}), make(chan struct{})
	var wg sync.WaitGroup
	wg.Go(func() {
		if err := s.do(context.Background(), func(*tx) error { close(held); <-free; return nil }); err != nil {
			t.Error(err)
		}
	})
	<-held
	errs := make([]error, len(jobs))
	for i, f := range jobs {
		wg.Go(func() { errs[i] = s.doOften(context.Background(), f) })
	}
	for len(s.write.jobs) < len(jobs) {
		if t.Failed() {
			break
		}
	}
	close(free)
	wg.Wait()
	return errs
}

func TestAFailureAmongMany(t *testing.T) {
	s := open(t, Options{})
	broken := errors.New("broken")
	var jobs []func(*tx) error
	runs := make([]int, 12)
	for i := range runs {
		jobs = append(jobs, func(t *tx) error {
			runs[i]++
			if _, err := t.exec(`INSERT INTO silences (watch, until) VALUES (?, 0)`, fmt.Sprint("w", i)); err != nil {
				return err
			}
			t.filed("alpha", noon)
			switch i {
			case 5:
				return broken
			case 8:
				panic("strange")
			}
			return nil
		})
	}
	for i, err := range together(t, s, jobs) {
		if failed := i == 5 || i == 8; failed != (err != nil) || i == 5 && !errors.Is(err, broken) {
			t.Errorf("job %d: %v", i, err)
		}
	}
	var kept, sum int
	err := s.get(context.Background(), `SELECT (SELECT count(*) FROM silences), (SELECT articles FROM sites WHERE site = 'alpha')`, nil, &kept, &sum)
	if err != nil || kept != len(jobs)-2 || sum != len(jobs)-2 {
		t.Errorf("%d rows and a sum of %d, want %d; %v", kept, sum, len(jobs)-2, err)
	}
	for i, n := range runs {
		if n > 2 {
			t.Errorf("job %d ran %d times", i, n)
		}
	}
}

func TestNoFailureAmongMany(t *testing.T) {
	s := open(t, Options{})
	var jobs []func(*tx) error
	runs := make([]int, 12)
	for i := range runs {
		jobs = append(jobs, func(t *tx) error {
			runs[i]++
			_, err := t.exec(`INSERT INTO silences (watch, until) VALUES (?, 0)`, fmt.Sprint("w", i))
			return err
		})
	}
	for i, err := range together(t, s, jobs) {
		if err != nil || runs[i] != 1 {
			t.Errorf("job %d ran %d times, %v", i, runs[i], err)
		}
	}
}
