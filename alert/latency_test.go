package alert

import (
	"testing"
	"testing/synctest"
	"time"

	"newswatch"
)

// Only what nothing held up tells how fast alerts are: not a failed try, not a
// message of the program's own, and not what waited for the morning.
func TestLatencyCountsWhatNothingHeldUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wakeUp()
		p := &pager{script: func(n int, task Task) Result {
			if n == 0 {
				return Result{Verdict: newswatch.VerdictRetry, Code: 500}
			}
			return Result{Verdict: newswatch.VerdictDelivered, Code: 200}
		}}
		c := testChannel(t, "webhook", "desk", "", p)
		m := newMemory(time.Now, c)
		var seen []Observation
		stop := bench(t, &Dispatcher{Outbox: m, Channels: []*Channel{c}, Observe: func(o Observation) { seen = append(seen, o) }})
		m.add(sample(1, newswatch.Normal), "desk")
		time.Sleep(time.Minute)
		own := sample(2, newswatch.Normal)
		own.Type, own.Watch, own.Article = newswatch.AlertTest, nil, nil
		m.add(own, "desk")
		time.Sleep(time.Minute)
		stop()
		if len(seen) != 3 {
			t.Fatalf("%d tries observed, want 3: %+v", len(seen), seen)
		}
		if seen[0].Latency != 0 {
			t.Errorf("a failed try counts %v", seen[0].Latency)
		}
		if got := seen[1].Latency; got < 800*time.Millisecond || got > 3*time.Second {
			t.Errorf("delivered at the second try after %v", got)
		}
		if seen[2].Latency != 0 {
			t.Errorf("a test message counts %v", seen[2].Latency)
		}
	})
}
