package store

import (
	"context"
	"testing"
	"time"

	"newswatch"
)

// A delivery and its attempts are read of one moment, however often it is
// settled meanwhile.
func TestAnAlertIsReadOfOneMoment(t *testing.T) {
	ctx := context.Background()
	s := open(t, Options{Now: func() time.Time { return noon }})
	id := raised(t, s, newswatch.High)[0]
	d := lease(t, s, noon, 1)[0]
	const tries = 400
	done := make(chan error, 1)
	go func() {
		for range tries {
			err := s.Settle(ctx, newswatch.Attempt{DeliveryID: d.ID, At: noon, Verdict: newswatch.VerdictRetry, Code: 500},
				newswatch.Settlement{State: newswatch.Pending, Next: noon.Add(time.Hour)})
			if err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	for seen := 0; seen < tries; {
		item, err := s.Alert(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		seen = item.Deliveries[0].Attempts
		if n := len(item.Tries[d.ID]); n != seen {
			t.Fatalf("a delivery that was tried %d times has %d attempts", seen, n)
		}
		select {
		case err := <-done:
			if err != nil {
				t.Fatal(err)
			}
			done <- nil
		default:
		}
	}
}
