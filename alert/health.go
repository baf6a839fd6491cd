package alert

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"newswatch"
)

// health is how a channel stands as a whole.
type health struct {
	mu      sync.Mutex
	told    bool          // this process had news of it
	row     int           // failed tries since one arrived
	since   time.Time     // of the first of them
	rest    time.Time     // nothing is sent before
	rests   int           // since one arrived
	probe   time.Duration // between tries while stopped
	stopped bool          // by a config fault
	known   bool          // the others have been told that it fails
	news    *news         // what they are still to be told
}

type news struct {
	event   newswatch.EventType
	message string
}

// A channel that fails this often in a row gets one message at a time, with
// growing rests, until one arrives: a receiver that is down is not stormed with
// all that waits for it.
const failuresInARow = 5

// failingAfter is how long a channel may fail before the others are told.
const failingAfter = 15 * time.Minute

// maxRest is the longest rest between tries at a channel that may be down. Every
// delivery's own back-off goes on beside it.
const maxRest = time.Minute

// allow says how many of n deliveries may be sent now or, for none, when.
func (h *health) allow(n int, now time.Time) (int, time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if now.Before(h.rest) {
		return 0, h.rest
	}
	if h.stopped || h.row >= failuresInARow {
		n = 1
	}
	return n, now
}

// working reports whether a round may go on at full breadth.
func (h *health) working(now time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return !h.stopped && h.row < failuresInARow && !now.Before(h.rest)
}

func (h *health) isStopped() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.stopped
}

// saw notes a result, and returns when a stopped channel shall be tried again.
func (h *health) saw(r Result, d newswatch.Delivery, now time.Time) time.Duration {
	h.mu.Lock()
	defer h.mu.Unlock()
	if !h.told && strings.HasPrefix(d.LastError, heldStopped) {
		h.known = true // an earlier run told them
	}
	switch r.Verdict {
	case newswatch.VerdictDelivered:
		if h.known {
			h.known, h.told, h.news = false, true, &news{newswatch.ChannelRecovered, "a message arrived"}
		}
		if h.stopped {
			h.rest = time.Time{}
		}
		h.row, h.rests, h.probe, h.stopped = 0, 0, 0, false
	case newswatch.VerdictConfig:
		h.probe = min(probeMost, max(probeFirst, 2*h.probe))
		h.stopped, h.rest = true, now.Add(h.probe)
		h.fail(r.Message)
	case newswatch.VerdictRetry, newswatch.VerdictUnknown, newswatch.VerdictPayload:
		if h.row == 0 {
			h.since = now
		}
		h.row++
		if r.After > 0 {
			h.rest = later(h.rest, now.Add(r.After))
		}
		if h.row < failuresInARow {
			break
		}
		if r.Verdict == newswatch.VerdictPayload || now.Sub(h.since) >= failingAfter {
			h.fail(r.Message)
		}
		// Requests that ran at once fail at once: they count as one reason to rest.
		if r.Verdict != newswatch.VerdictPayload && !now.Before(h.rest) {
			h.rests++
			h.rest = now.Add(min(maxRest, backoff(h.rests)))
		}
	}
	return h.probe
}

func (h *health) fail(message string) {
	if !h.known {
		h.known, h.told, h.news = true, true, &news{newswatch.ChannelFailing, message}
	}
}

func (h *health) takeNews() *news {
	h.mu.Lock()
	defer h.mu.Unlock()
	n := h.news
	h.news = nil
	return n
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// tell raises channel.failing or channel.recovered on the channels that work.
func (w *worker) tell(ctx context.Context) {
	n := w.health.takeNews()
	if n == nil {
		return
	}
	held, err := w.d.Outbox.Depth(ctx, w.c.ID)
	if err != nil {
		w.log.Error("cannot count what is held", "error", err)
	}
	if n.event == newswatch.ChannelFailing {
		w.log.Error("channel fails; what it should send is held", "answer", n.message, "held", held)
	} else {
		w.log.Info("channel works again", "held", held)
	}
	var to []string
	for _, other := range w.others {
		wanted := len(w.d.Troubles) == 0 || slices.Contains(w.d.Troubles, other.c.ID)
		if other != w && wanted && !other.health.isStopped() {
			to = append(to, other.c.ID)
		}
	}
	if len(to) == 0 {
		return
	}
	a := newswatch.Alert{
		Type: n.event, Severity: newswatch.High, Created: w.d.Now(),
		Channel: &newswatch.ChannelTrouble{ID: w.c.ID, Kind: w.c.Kind, Message: n.message, Held: held},
	}
	if n.event == newswatch.ChannelRecovered {
		a.Severity = newswatch.Normal
	}
	if _, err := w.d.Outbox.Raise(ctx, a, to); err != nil {
		w.log.Error("cannot tell the other channels", "error", err)
		return
	}
	w.raised.Store(true)
	for _, other := range w.others {
		other.nudge()
	}
}
