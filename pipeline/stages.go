package pipeline

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"newswatch"
	"newswatch/pipeline/dedup"
	"newswatch/pipeline/figure"
	"newswatch/pipeline/fold"
	"newswatch/pipeline/match"
)

// maxText bounds the text that is kept of one article, in runes. The longest
// articles seen, whole government reports, have some 30,000.
const maxText = 500_000

// Sift drops what is no article and bounds what is one: strangers wrote it.
type Sift struct{}

// Name is "sift".
func (Sift) Name() string { return "sift" }

// Process drops articles without a title or a text.
func (Sift) Process(_ context.Context, it *Item) error {
	a := &it.Article
	a.Title = strings.TrimSpace(strings.ToValidUTF8(a.Title, "\uFFFD"))
	a.Text = strings.TrimSpace(strings.ToValidUTF8(a.Text, "\uFFFD"))
	if a.Title == "" {
		return fmt.Errorf("%w: no title", ErrDrop)
	}
	if a.Text == "" {
		return fmt.Errorf("%w: no text", ErrDrop)
	}
	if len(a.Text) > maxText && utf8.RuneCountInString(a.Text) > maxText {
		a.Text = string([]rune(a.Text)[:maxText])
	}
	a.Damaged = a.Damaged || strings.ContainsRune(a.Text, '\uFFFD') || strings.ContainsRune(a.Title, '\uFFFD')
	return nil
}

// Fold brings the fields into the form in which they are compared.
type Fold struct{}

// Name is "fold".
func (Fold) Name() string { return "fold" }

// Process folds each field once; the originals stay as they are.
func (Fold) Process(_ context.Context, it *Item) error {
	a := &it.Article
	it.Title, it.Text = fold.Fold(a.Title), fold.Fold(a.Text)
	it.Source, it.Author = fold.Fold(a.Source), fold.Fold(a.Author)
	it.Kicker, it.Subtitle = fold.Fold(a.Kicker), fold.Fold(a.Subtitle)
	return nil
}

// Recognise takes the fingerprint by which copies are found.
type Recognise struct{}

// Name is "recognise".
func (Recognise) Name() string { return "recognise" }

// Process sets the item's fingerprint.
func (Recognise) Process(_ context.Context, it *Item) error {
	it.Fingerprint = dedup.Fingerprint(it.Title, it.Text)
	return nil
}

// Figures reads the stated numbers.
type Figures struct{ Reader *figure.Reader }

// Name is "figures".
func (Figures) Name() string { return "figures" }

// Process sets the item's figures.
func (f Figures) Process(_ context.Context, it *Item) error {
	when := it.Article.Published
	if when.IsZero() {
		when = it.Page.Fetched
	}
	it.Figures = f.Reader.ReadFolded(it.Title, it.Text, when)
	it.Article.Figures = it.Figures
	return nil
}

// Match finds the watches that an article fires. Rules are asked for with each
// item, so that they can be swapped while the pipeline runs.
type Match struct{ Rules func() *match.Matcher }

// Name is "match".
func (Match) Name() string { return "match" }

// Process sets the item's hits.
func (m Match) Process(_ context.Context, it *Item) error {
	it.Hits = m.Rules().Match(it.Doc())
	it.Article.Watches, it.Article.Targets = nil, nil
	for _, h := range it.Hits {
		if h.Kind == newswatch.Keyword {
			it.Article.Watches = append(it.Article.Watches, h.ID)
		} else {
			it.Article.Targets = append(it.Article.Targets, h.ID)
		}
	}
	return nil
}

// Doc is what rules look at.
func (it *Item) Doc() *match.Doc {
	return &match.Doc{
		Site: it.Article.Site, Title: it.Title, Text: it.Text, Source: it.Source, Author: it.Author,
		Kicker: it.Kicker, Subtitle: it.Subtitle,
		Figures: it.Figures,
	}
}

// Age marks articles that were published longer ago than Max as late: they
// raise no alert of their own. Zero means no limit.
type Age struct {
	Max time.Duration
	Now func() time.Time
}

// Name is "age".
func (Age) Name() string { return "age" }

// Process marks the item. A stamp that is only a day counts as its last moment,
// so that this morning's news is never late.
func (a Age) Process(_ context.Context, it *Item) error {
	p := it.Article.Published
	if a.Max <= 0 || p.IsZero() {
		it.Article.Late = it.Late
		return nil
	}
	switch it.Article.PublishedPrecision {
	case newswatch.Day:
		p = p.AddDate(0, 0, 1)
	case newswatch.Hour:
		p = p.Add(time.Hour)
	}
	it.Late = it.Late || a.Now().Sub(p) > a.Max
	it.Article.Late = it.Late
	return nil
}
