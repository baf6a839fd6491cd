package web

import (
	"context"
	"fmt"
	"net/http"
	"sync"
	"time"

	"newswatch"
)

// hub tells open pages that something changed. One goroutine looks, however
// many pages are open, and none when there is none.
type hub struct {
	mu      sync.Mutex
	readers map[chan struct{}]struct{}
	stop    context.CancelFunc
	looked  bool // the looker knows a state, and tells of any later one
}

const (
	lookEvery  = 2 * time.Second
	pulse      = 20 * time.Second // keeps proxies from closing a silent line
	maxReaders = 200
)

// events is a stream of server-sent events: "change" at its start, since the page
// that asks for it is older, and whenever the archive, the alerts or the runs of
// sites did.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	changed, leave, ok := s.hub.join(s)
	if !ok {
		problem(w, http.StatusServiceUnavailable, "too many open pages")
		return
	}
	defer leave()
	rc := http.NewResponseController(w)
	// This answer never ends by itself.
	if err := rc.SetWriteDeadline(time.Time{}); err != nil {
		s.o.Logger.Debug("live updates", "error", err)
	}
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	fmt.Fprint(w, "retry: 3000\n\n")
	tick := time.NewTicker(pulse)
	defer tick.Stop()
	for rc.Flush() == nil {
		select {
		case <-r.Context().Done():
			return
		case <-changed:
			fmt.Fprint(w, "event: change\ndata: 1\n\n")
		case <-tick.C:
			fmt.Fprint(w, ": pulse\n\n")
		}
	}
}

func (h *hub) join(s *Server) (changed chan struct{}, leave func(), ok bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.readers) >= maxReaders {
		return nil, nil, false
	}
	if h.readers == nil {
		h.readers = map[chan struct{}]struct{}{}
	}
	changed = make(chan struct{}, 1)
	h.readers[changed] = struct{}{}
	if h.looked {
		changed <- struct{}{}
	}
	if h.stop == nil {
		var ctx context.Context
		ctx, h.stop = context.WithCancel(context.Background())
		go h.look(ctx, s)
	}
	return changed, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.readers, changed)
		if len(h.readers) == 0 && h.stop != nil {
			h.stop()
			h.stop, h.looked = nil, false
		}
	}, true
}

// look compares what pages show, and tells them when it is another. The first
// look is told too: those who read their page before it do not know that state.
func (h *hub) look(ctx context.Context, s *Server) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for last := ""; ; {
		if now := s.state(ctx); now != last && now != "" {
			last = now
			h.tell(ctx)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// tell tells all readers of a change, unless ctx has ended and with it the look
// that found it.
func (h *hub) tell(ctx context.Context) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if ctx.Err() != nil {
		return
	}
	h.looked = true
	for reader := range h.readers {
		select {
		case reader <- struct{}{}:
		default: // it has not yet heard of the last change
		}
	}
}

// state is a text that changes with what pages show; "" where that is unknown.
func (s *Server) state(ctx context.Context) string {
	articles, err := s.o.Archive.Articles(ctx, newswatch.Query{Limit: 1})
	if err != nil {
		return ""
	}
	alerts, err := s.o.Archive.Alerts(ctx, newswatch.AlertQuery{Limit: 1})
	if err != nil {
		return ""
	}
	stats, err := s.o.Archive.Stats(ctx)
	if err != nil {
		return ""
	}
	sites, err := s.siteViews(ctx)
	if err != nil {
		return ""
	}
	silences, err := s.o.Archive.Silenced(ctx, s.o.Now())
	if err != nil {
		return ""
	}
	text := fmt.Sprint(stats.Articles, stats.Alerts, stats.Unacked, stats.Queues, stats.Tries, silences, s.o.Crawls.Running())
	for _, f := range articles.Items {
		text += fmt.Sprint(" ", f.ID, f.Revision)
	}
	for _, site := range sites {
		if site.LastRun != nil {
			text += fmt.Sprint(" ", site.ID, site.LastRun.UnixNano(), len(site.Failing))
		}
		if p, ok := s.o.Crawls.Progress(site.ID); ok {
			text += fmt.Sprint(p)
		}
	}
	for _, a := range alerts.Items {
		text += fmt.Sprint(" ", a.ID)
	}
	return text
}
