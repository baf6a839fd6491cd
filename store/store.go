// Package store keeps newswatch's archive, and decides in one transaction what
// a sighted article is: new, a copy, a change, or nothing new; who must hear of
// it; and through which channels.
//
// The database is one SQLite file in WAL mode. One goroutine writes: calls that
// wait at the same time share a transaction (see writer.go), so that a commit
// costs one sync of the disk for all of them. Readers have their own
// connections and see the last commit. Several processes may hold one file: a
// one-shot crawl or a search beside the daemon.
package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"sync"
	"time"

	"github.com/klauspost/compress/zstd"
	sqlite3 "modernc.org/sqlite/lib"

	"newswatch"
)

// Judge says whether two articles are one text, and whether two forms of one
// article differ materially. Its answers must depend on its arguments alone.
type Judge interface {
	// Against compares one new article with each old one that it is given. Of
	// both it looks at title and text alone.
	Against(new *newswatch.Article) func(old *newswatch.Article) newswatch.Likeness
	// Changes is nil where nothing material changed.
	Changes(old, new *newswatch.Article) []newswatch.Change
}

// Planner routes an alert: when a channel gets it, in a digest or alone, or not
// at all. It is asked inside the transaction and must not block.
type Planner interface {
	Plan(a *newswatch.Alert, channel string, now time.Time) newswatch.DeliveryPlan
}

// Spans maps a range of bytes in a folded text to offset and length, in runes,
// of the original.
type Spans func(from, to int) (offset, length int)

// Options is what the store is told by those who know. All may be left out.
type Options struct {
	Judge   Judge   // nil: articles are never copies; any other title or text is a change
	Planner Planner // nil: every delivery is due at once, late ones wait for a digest
	// SiteName is the name that alerts and stories show; nil: the id.
	SiteName func(newswatch.SiteID) string
	Now      func() time.Time
	Logger   *slog.Logger
	// Zone is where days begin at midnight; nil: UTC+8.
	Zone *time.Location

	// Fold makes texts and queries comparable: width, case, traditional forms,
	// disguises. Line feeds between paragraphs stay. nil: lower case only.
	Fold func(string) string
	// FoldSpans folds with a map back to the original; for highlights. It must
	// give the text that Fold gives.
	FoldSpans func(string) (string, Spans)

	// Revisit says after which times since its first sight an article is due for
	// another look. nil: 1 h, 6 h, 1 day, 3 days, 7 days. Empty: never.
	Revisit []time.Duration
	// ConfirmAfter is the least time between a look that found an article gone
	// and the one that confirms it. 0: any later look confirms.
	ConfirmAfter time.Duration
	// Revisions tells again when a matched article is changed or withdrawn.
	Revisions bool
	// TroubleChannels are told when a site fails or recovers.
	TroubleChannels []string

	// DeferIndex leaves what is filed to be indexed by whoever opens the file next
	// without it; searches read through what waits. For filling an archive fast.
	DeferIndex bool

	// ReadOnly opens an existing database beside whoever writes it. Calls that
	// write fail.
	ReadOnly bool
}

// Store is an open archive. It is safe for concurrent use. It fits
// crawler.Archive, alert.Outbox and the pipeline's filing.
type Store struct {
	path   string
	opt    Options
	log    *slog.Logger
	now    func() time.Time
	owner  string // names this open store in the claims of runs
	host   string
	claims claims

	write *writer // nil in a read-only store
	read  *sql.DB
	reads sync.Map // of *sql.Stmt by query; closed with read
	wake  chan struct{}

	zip   *zstd.Encoder
	unzip *zstd.Decoder
	pages dictionaries

	census census
	stop   context.CancelFunc // ends the heartbeat
	tasks  sync.WaitGroup
	once   sync.Once
}

// defaultRevisit is the contract's default for crawl.revisit.
var defaultRevisit = []time.Duration{time.Hour, 6 * time.Hour, 24 * time.Hour, 72 * time.Hour, 168 * time.Hour}

// Open opens the database file at path, made and brought up to date where need
// be. Errors wrap [newswatch.ErrInvalid] where the path or the file is wrong,
// and [newswatch.ErrNotFound] where a read-only store finds no file.
func Open(ctx context.Context, path string, o Options) (*Store, error) {
	path, err := parsePath(path)
	if err != nil {
		return nil, err
	}
	s := &Store{path: path, opt: o, log: o.Logger, now: o.Now, owner: rand.Text(), wake: make(chan struct{}, 1)}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	if s.now == nil {
		s.now = time.Now
	}
	if s.opt.Revisit == nil {
		s.opt.Revisit = defaultRevisit
	}
	if s.opt.SiteName == nil {
		s.opt.SiteName = func(id newswatch.SiteID) string { return string(id) }
	}
	if s.opt.Fold == nil {
		s.opt.Fold, s.opt.FoldSpans = lower, lowerSpans
	}
	if s.host, err = os.Hostname(); err != nil {
		s.host = "unknown"
	}
	if s.zip, err = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(min(4, runtime.GOMAXPROCS(0))), zstd.WithWindowSize(1<<19)); err != nil {
		return nil, err
	}
	if s.unzip, err = zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(1<<28)); err != nil {
		return nil, err
	}
	if err := s.connect(ctx); err != nil {
		s.unzip.Close()
		if err = s.explain(err); code(err)&0xff == sqlite3.SQLITE_READONLY {
			err = fmt.Errorf("%w: %w", newswatch.ErrInvalid, err)
		}
		return nil, err
	}
	if !o.ReadOnly {
		if err := s.freeLeases(ctx); err != nil {
			return nil, errors.Join(s.explain(err), s.Close())
		}
		var beat context.Context
		beat, s.stop = context.WithCancel(context.Background())
		s.tasks.Go(func() { s.heartbeat(beat) })
	}
	return s, nil
}

// Close waits for what is being written, indexes what is still to be indexed
// and closes the file. Calls after it fail.
func (s *Store) Close() error {
	var err error
	s.once.Do(func() {
		if s.stop != nil {
			s.stop()
			s.tasks.Wait()
		}
		// The writer last: the last to leave empties the log into the file.
		err = s.read.Close()
		if s.write != nil {
			err = errors.Join(err, s.write.close())
		}
		s.unzip.Close()
	})
	return s.explain(err)
}
