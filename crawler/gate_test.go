package crawler

import (
	"context"
	"errors"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestGateKeepsItsDistance(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(time.Second, 2, time.Minute)
		var (
			mu     sync.Mutex
			starts []time.Time
			most   atomic.Int32
			inside atomic.Int32
			wg     sync.WaitGroup
		)
		for range 6 {
			wg.Go(func() {
				leave, err := g.enter(t.Context(), "a.cn")
				if err != nil {
					t.Error(err)
					return
				}
				defer leave()
				mu.Lock()
				starts = append(starts, time.Now())
				mu.Unlock()
				for now := inside.Add(1); ; {
					old := most.Load()
					if now <= old || most.CompareAndSwap(old, now) {
						break
					}
				}
				time.Sleep(5 * time.Second)
				inside.Add(-1)
			})
		}
		wg.Wait()
		if most.Load() != 2 {
			t.Errorf("%d requests at once, want 2", most.Load())
		}
		for i := 1; i < len(starts); i++ {
			if d := starts[i].Sub(starts[i-1]); d < time.Second {
				t.Errorf("requests %d and %d are %v apart", i-1, i, d)
			}
		}
	})
}

func TestGateHostsDoNotWaitForEachOther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(time.Hour, 1, time.Minute)
		began := time.Now()
		for _, host := range []string{"a.cn", "b.cn", "a.cn:8080"} {
			if _, err := g.enter(t.Context(), host); err != nil {
				t.Fatal(err)
			}
		}
		if d := time.Since(began); d != 0 {
			t.Errorf("first requests to three hosts took %v", d)
		}
	})
}

func TestGateHearsTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(time.Hour, 1, time.Minute)
		leave, err := g.enter(t.Context(), "a.cn")
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		began := time.Now()
		if _, err := g.enter(ctx, "a.cn"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("waiting for a slot: %v", err)
		}
		leave()
		ctx, cancel = context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if _, err := g.enter(ctx, "a.cn"); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("waiting for a turn: %v", err)
		}
		if d := time.Since(began); d != 2*time.Second {
			t.Errorf("took %v", d)
		}
	})
}

func TestGateRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newGate(0, 2, time.Minute)
		g.rest("a.cn", time.Now().Add(10*time.Second))
		began := time.Now()
		leave, err := g.enter(t.Context(), "a.cn")
		if err != nil {
			t.Fatal(err)
		}
		leave()
		if d := time.Since(began); d != 10*time.Second {
			t.Errorf("a short rest was sat out in %v", d)
		}
		g.rest("a.cn", time.Now().Add(time.Hour))
		began = time.Now()
		if _, err := g.enter(t.Context(), "a.cn"); !errors.Is(err, errResting) {
			t.Errorf("a long rest: %v", err)
		}
		if d := time.Since(began); d != 0 {
			t.Errorf("a long rest was waited for: %v", d)
		}
		g.slow("b.cn", 3*time.Second)
		for range 3 {
			if leave, err = g.enter(t.Context(), "b.cn"); err != nil {
				t.Fatal(err)
			}
			leave()
		}
		if d := time.Since(began); d != 2*apart(3*time.Second) {
			t.Errorf("three requests under a crawl-delay of 3s took %v", d)
		}
	})
}

func TestAuthority(t *testing.T) {
	for raw, want := range map[string]string{
		"http://WWW.people.com.cn/a":     "www.people.com.cn",
		"https://www.people.com.cn:443/": "www.people.com.cn",
		"http://www.people.com.cn.:80/":  "www.people.com.cn",
		"http://127.0.0.1:8080/":         "127.0.0.1:8080",
	} {
		u, err := url.Parse(raw)
		if err != nil {
			t.Fatal(err)
		}
		if got := authority(u); got != want {
			t.Errorf("authority(%s) = %s, want %s", raw, got, want)
		}
	}
}
