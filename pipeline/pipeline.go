// Package pipeline takes an article from its page to the archive: it folds the
// text, reads the stated figures, matches the watches, takes a fingerprint, and
// files all of it at once. It does no fetching and knows no site.
package pipeline

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"

	"newswatch"
	"newswatch/pipeline/fold"
)

// ErrDrop ends an item's way without a failure; the error that wraps it says why.
var ErrDrop = errors.New("dropped")

// Item is an article on its way, with what the stages found so far.
type Item struct {
	*newswatch.Sighting

	// Title, Text, Source and Author are folded once, for all stages.
	Title, Text, Source, Author fold.Text
	Kicker, Subtitle            fold.Text

	// Outcome is what the last stage, filing, came to.
	Outcome newswatch.Outcome
}

// A Stage does one thing to an item. It returns an error wrapping [ErrDrop],
// with the reason, to end the item's way; any other error is a failure.
type Stage interface {
	Name() string
	Process(ctx context.Context, it *Item) error
}

// Archive is where the pipeline ends.
type Archive interface {
	// File decides in one transaction whether the article is new, revised or a
	// reprint, and keeps it with its matches and deliveries.
	File(ctx context.Context, s *newswatch.Sighting) (newswatch.Outcome, error)
	// Absent records that a known article was found gone.
	Absent(ctx context.Context, a newswatch.Absence) (newswatch.Outcome, error)
}

// Pipeline runs its stages in order. It is safe for use by several goroutines
// when its stages are.
type Pipeline struct {
	stages  []Stage
	archive Archive
	log     *slog.Logger
}

// New returns a pipeline of these stages that ends in the archive.
func New(archive Archive, log *slog.Logger, stages ...Stage) *Pipeline {
	return &Pipeline{stages: append(stages, filing{archive}), archive: archive, log: log}
}

// Submit runs an article through all stages. A dropped one gives an error that
// wraps [ErrDrop].
func (p *Pipeline) Submit(ctx context.Context, s *newswatch.Sighting) (newswatch.Outcome, error) {
	it := &Item{Sighting: s}
	for _, stage := range p.stages {
		if err := p.process(ctx, stage, it); err != nil {
			if errors.Is(err, ErrDrop) {
				p.log.Debug("article dropped", "stage", stage.Name(), "url", s.Article.URL, "reason", err)
			}
			return it.Outcome, fmt.Errorf("%s: %w", stage.Name(), err)
		}
	}
	return it.Outcome, nil
}

// process runs one stage. A page by strangers that breaks it is one failure, and
// not the end of the daemon.
func (p *Pipeline) process(ctx context.Context, stage Stage, it *Item) (err error) {
	defer func() {
		if broke := recover(); broke != nil {
			p.log.Error("a stage broke", "stage", stage.Name(), "url", it.Article.URL, "panic", broke, "stack", string(debug.Stack()))
			err = fmt.Errorf("broke: %v", broke)
		}
	}()
	return stage.Process(ctx, it)
}

// Absent hands an absence to the archive: there is nothing to read.
func (p *Pipeline) Absent(ctx context.Context, a newswatch.Absence) (newswatch.Outcome, error) {
	return p.archive.Absent(ctx, a)
}

// filing is the last stage.
type filing struct{ archive Archive }

func (filing) Name() string { return "file" }

func (f filing) Process(ctx context.Context, it *Item) (err error) {
	it.Outcome, err = f.archive.File(ctx, it.Sighting)
	return err
}
