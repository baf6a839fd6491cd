package alert

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"newswatch"
)

// wall is a clock that can be set; timers know nothing of it.
type wall struct{ off atomic.Int64 }

func (w *wall) now() time.Time         { return time.Now().Add(time.Duration(w.off.Load())) }
func (w *wall) set(step time.Duration) { w.off.Add(int64(step)) }

// What a clock that ran ahead put off is sent soon after it was set right, and
// once.
func TestClockIsSetBack(t *testing.T) {
	for name, ahead := range map[string]time.Duration{"an hour": time.Hour, "ten years": 10 * 365 * 24 * time.Hour} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				wakeUp()
				clock, down := &wall{}, atomic.Bool{}
				down.Store(true)
				p := &pager{script: func(int, Task) Result {
					if down.Load() {
						return Result{Verdict: newswatch.VerdictRetry, Code: 503}
					}
					return Result{Verdict: newswatch.VerdictDelivered, Code: 200}
				}}
				c := testChannel(t, "webhook", "desk", "", p)
				m := newMemory(clock.now, c)
				clock.set(ahead)
				stop := bench(t, &Dispatcher{Outbox: m, Channels: []*Channel{c}, Now: clock.now})
				synctest.Wait()
				m.add(sample(1, newswatch.Normal), "desk")
				late := sample(2, newswatch.Normal)
				late.Late = true
				m.add(late, "desk")
				time.Sleep(9 * time.Second)
				tried := p.count()
				if tried < 3 || tried >= failuresInARow {
					t.Errorf("%d tries", tried)
				}
				clock.set(-ahead)
				down.Store(false)
				time.Sleep(idle + lateEvery + time.Minute)
				stop()
				if got := m.states("desk"); got[newswatch.Delivered] != 3 || got[newswatch.Pending] != 0 { // the alert, the digest and what is in it
					t.Errorf("states %v", got)
				}
				arrived := map[newswatch.EventType]int{}
				for _, g := range p.got[tried:] {
					arrived[g.Delivery.Alert.Type]++
				}
				if arrived[newswatch.AlertRaised] != 1 || arrived[newswatch.AlertDigest] != 1 || len(arrived) != 2 {
					t.Errorf("after the clock was set right there arrived %v", arrived)
				}
			})
		})
	}
}

// A clock that is set on an hour makes nothing be sent twice, and what waits
// goes out no later than it would have.
func TestClockIsSetOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wakeUp()
		clock := &wall{}
		p := &pager{script: func(n int, _ Task) Result {
			if n < 6 {
				return Result{Verdict: newswatch.VerdictRetry, Code: 503}
			}
			return Result{Verdict: newswatch.VerdictDelivered, Code: 200}
		}}
		c := testChannel(t, "webhook", "desk", "", p)
		m := newMemory(clock.now, c)
		stop := bench(t, &Dispatcher{Outbox: m, Channels: []*Channel{c}, Now: clock.now})
		m.add(sample(1, newswatch.Normal), "desk")
		time.Sleep(20 * time.Second)
		clock.set(time.Hour)
		time.Sleep(15 * time.Minute)
		stop()
		if got := m.states("desk"); got[newswatch.Delivered] != 1 || p.count() != 7 {
			t.Errorf("states %v after %d tries", got, p.count())
		}
	})
}

// After a stop everything that is late goes into one digest, however long the
// sites take to read what they missed.
func TestCatchingUpGivesOneDigest(t *testing.T) {
	late := func(n int) newswatch.Alert {
		a := sample(n, newswatch.Normal)
		a.Late = true
		return a
	}
	for name, c := range map[string]struct {
		takes   time.Duration
		digests int
	}{
		"sites that are soon done": {25 * time.Minute, 1},
		"sites that never are":     {5 * time.Hour, 13}, // after an hour, every ten minutes
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				wakeUp()
				p := &pager{}
				ch := testChannel(t, "webhook", "desk", "", p)
				m := newMemory(time.Now, ch)
				m.add(late(0), "desk") // from before the stop
				time.Sleep(3 * time.Hour)
				began := time.Now()
				stop := bench(t, &Dispatcher{Outbox: m, Channels: []*Channel{ch}, CatchingUp: func() bool { return time.Since(began) < c.takes }})
				for i := range 20 {
					time.Sleep(min(c.takes, 3*time.Hour) / 21)
					m.add(late(i+1), "desk")
				}
				time.Sleep(lateEvery + 20*time.Minute)
				stop()
				told := 0
				for _, g := range p.got {
					told += len(g.Delivery.Alert.Alerts)
				}
				if p.count() != c.digests || told != 21 {
					t.Errorf("%d digests of %d alerts, want %d of 21", p.count(), told, c.digests)
				}
				if first := p.at[0].Sub(began); first > min(c.takes, catchUpMost)+catchUpLook {
					t.Errorf("the first after %v", first)
				}
			})
		})
	}
}
