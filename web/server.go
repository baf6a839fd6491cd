// Package web shows the archive to people and programs: the dashboard, the JSON
// API, Atom feeds, health probes and metrics. It reads through small interfaces
// of its own and writes only what a person asks for: an acknowledgement, a
// retry, a silence, a crawl.
package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"newswatch"
)

// Archive is what the server asks of the store.
type Archive interface {
	Articles(ctx context.Context, q newswatch.Query) (newswatch.ArticlePage, error)
	Article(ctx context.Context, id newswatch.ID) (newswatch.Article, error)
	Hits(ctx context.Context, article newswatch.ID) ([]newswatch.Hit, error)
	Revisions(ctx context.Context, article newswatch.ID) ([]newswatch.Revision, error)
	Story(ctx context.Context, id newswatch.ID) (newswatch.Story, error)
	Snapshots(ctx context.Context, article newswatch.ID) ([]newswatch.Page, error)
	Alerts(ctx context.Context, q newswatch.AlertQuery) (newswatch.AlertPage, error)
	Alert(ctx context.Context, id newswatch.ID) (newswatch.AlertItem, error)
	AlertsOf(ctx context.Context, article newswatch.ID) ([]newswatch.AlertItem, error)
	RetryAlert(ctx context.Context, id newswatch.ID) error
	Ack(ctx context.Context, id newswatch.ID, at time.Time) error
	Silence(ctx context.Context, watch string, until time.Time) error
	Silenced(ctx context.Context, now time.Time) (map[string]time.Time, error)
	Trends(ctx context.Context, since, until time.Time, loc *time.Location) ([]newswatch.TrendPoint, error)
	SiteStates(ctx context.Context) ([]newswatch.SiteState, error)
	Fits(ctx context.Context, site newswatch.SiteID) ([]newswatch.Fit, error)
	FitDays(ctx context.Context, site newswatch.SiteID, since time.Time) ([]newswatch.FitDay, error)
	PageAt(ctx context.Context, url string, before time.Time) (newswatch.Page, newswatch.ID, error)
	Figures(ctx context.Context, q newswatch.FigureQuery) ([]newswatch.FigurePoint, error)
	Indicators(ctx context.Context, since time.Time, n int) ([]newswatch.Indicator, error)
	Stats(ctx context.Context) (newswatch.Stats, error)
}

// Crawls is what the server asks of the scheduler.
type Crawls interface {
	// Trigger asks for a run now; it wraps [newswatch.ErrNotFound] for a site
	// that is not scheduled.
	Trigger(site newswatch.SiteID) error
	// Running lists the sites whose runs are under way.
	Running() []newswatch.SiteID
	// Next is when a site runs next; false for by hand only.
	Next(site newswatch.SiteID) (time.Time, bool)
	// Progress is how far a site's run has come; false where none is under way.
	Progress(site newswatch.SiteID) (Progress, bool)
}

// Progress is how far a run has come.
type Progress struct {
	Read   int // articles fetched, or given up
	Queued int // articles to fetch, known so far
	New    int
	Failed int
}

// Reader reads a stored page by a site's definition as it is now.
type Reader interface {
	Read(p newswatch.Page, site newswatch.SiteID) Reading
}

// Reading is what a page gave.
type Reading struct {
	Article newswatch.Article // with the origin of each field
	Missing map[string]string // field → selector that should have given it
	Whole   bool              // an article came of it
}

// Site is what the server shows of a definition.
type Site struct {
	ID       newswatch.SiteID
	Name     string
	Homepage string
	Schedule string
	Enabled  bool
}

// Options are what a server is made of. Archive, Crawls, Sites and Watches must
// be set; functions are asked each time, since the configuration may change.
type Options struct {
	Archive Archive
	Crawls  Crawls
	Sites   func() []Site
	Watches func() []newswatch.Watch
	Tester  Tester // nil: there is no test box
	Reader  Reader // nil: stored pages are not read again

	Listen   string   // host:port
	Hosts    []string // further names under which people reach the server
	Token    string   // "" lets everybody in
	Location *time.Location
	Language string // of people whose browser does not say: "zh" or "en"
	Version  string
	Metrics  *Metrics // nil: none are shown
	// VerifyAck checks the signature of an acknowledgement link; nil: there are none.
	VerifyAck func(id newswatch.ID, signature string) bool
	Now       func() time.Time
	Logger    *slog.Logger
}

// Server answers over HTTP.
type Server struct {
	o     Options
	gate  *gate
	pages pages
	hub   hub

	indicators indicators
}

// New returns a server; nothing is listened on yet.
func New(o Options) (*Server, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Location == nil {
		o.Location = time.FixedZone("UTC+8", 8*60*60)
	}
	host, _, err := net.SplitHostPort(o.Listen)
	if err != nil {
		return nil, fmt.Errorf("web.listen %q: %w", o.Listen, err)
	}
	p, err := loadPages()
	if err != nil {
		return nil, err
	}
	s := &Server{o: o, pages: p}
	s.gate = newGate(o, host, s.refuse)
	return s, nil
}

// Handler answers every route, access rules included.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	s.api(mux)
	s.dashboard(mux)
	mux.HandleFunc("GET /feeds/{file}", s.feed)
	mux.HandleFunc("GET /healthz", s.healthz)
	mux.HandleFunc("GET /readyz", s.readyz)
	if s.o.Metrics != nil {
		mux.Handle("GET /metrics", s.o.Metrics.handler(s.o.Archive))
	}
	return s.gate.guard(compressed(mux))
}

// Bounds on what one client may take. Live updates lift the write timeout for
// themselves.
const (
	readTimeout  = 15 * time.Second
	writeTimeout = 60 * time.Second
	idleTimeout  = 2 * time.Minute
	maxHeader    = 16 << 10
	maxRequest   = 1 << 20 // bytes of a body
	ending       = 3 * time.Second
)

// Serve answers until ctx ends; requests under way get a few seconds.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	srv := &http.Server{
		Handler: http.MaxBytesHandler(s.Handler(), maxRequest), ReadTimeout: readTimeout, ReadHeaderTimeout: readTimeout,
		WriteTimeout: writeTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader,
		ErrorLog:    slog.NewLogLogger(s.o.Logger.Handler(), slog.LevelDebug),
		BaseContext: func(net.Listener) context.Context { return ctx },
	}
	done := make(chan error, 1)
	go func() { done <- srv.Serve(l) }()
	select {
	case err := <-done:
		return fmt.Errorf("web server: %w", err)
	case <-ctx.Done():
	}
	end, cancel := context.WithTimeout(context.WithoutCancel(ctx), ending)
	defer cancel()
	if err := srv.Shutdown(end); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return fmt.Errorf("web server: %w", err)
	}
	return nil
}

// healthz says that the process answers.
func (s *Server) healthz(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	fmt.Fprintln(w, "ok")
}

// readyz says that the database answers too.
func (s *Server) readyz(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	ctx, cancel := context.WithTimeout(r.Context(), 5*time.Second)
	defer cancel()
	if _, err := s.o.Archive.Stats(ctx); err != nil {
		s.o.Logger.Error("not ready", "error", err)
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprintln(w, "the database does not answer")
		return
	}
	fmt.Fprintln(w, "ready")
}
