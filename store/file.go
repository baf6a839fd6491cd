package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"newswatch"
)

// A sighting with what can be made ready outside the transaction.
type sighting struct {
	*newswatch.Sighting
	at    time.Time // of the look
	terms []uint64  // for the index
	page  snapshot
	late  bool
}

// File keeps a sighting: it decides in one transaction whether the article is
// new, copies a known story, is a known one changed or as it was, and queues
// whatever must be told. It returns once that is safe on disk. The error wraps
// [newswatch.ErrInvalid] where the sighting lacks what an article must have.
func (s *Store) File(ctx context.Context, g *newswatch.Sighting) (newswatch.Outcome, error) {
	p, err := s.prepare(ctx, g)
	if err != nil {
		return newswatch.Outcome{}, err
	}
	var out newswatch.Outcome
	err = s.doOften(ctx, func(t *tx) (err error) {
		out, err = t.file(p)
		return err
	})
	if err != nil {
		return newswatch.Outcome{}, err
	}
	return out, nil
}

func (s *Store) prepare(ctx context.Context, g *newswatch.Sighting) (*sighting, error) {
	a := &g.Article
	switch {
	case a.Site == "":
		return nil, fmt.Errorf("%w: article %s: no site", newswatch.ErrInvalid, a.URL)
	case a.CanonicalURL == "":
		return nil, fmt.Errorf("%w: article %s: no canonical URL", newswatch.ErrInvalid, a.URL)
	case a.Title == "" && a.Text == "":
		return nil, fmt.Errorf("%w: article %s: neither title nor text", newswatch.ErrInvalid, a.URL)
	}
	p := &sighting{Sighting: g, at: firstOf(a.Fetched, g.Page.Fetched, s.now()), late: g.Late || a.Late}
	if !s.opt.DeferIndex {
		p.terms = textTerms(string(a.Site), s.opt.Fold(a.Title), s.opt.Fold(a.Text))
	}
	p.page = s.shootOf(ctx, a.Site, &g.Page, p.at)
	return p, nil
}

// firstOf is the first time that is set.
func firstOf(times ...time.Time) time.Time {
	for _, t := range times {
		if !t.IsZero() {
			return t.UTC()
		}
	}
	return time.Time{}
}

func (t *tx) file(p *sighting) (newswatch.Outcome, error) {
	id, err := t.find(p.Article.CanonicalURL)
	if errors.Is(err, sql.ErrNoRows) {
		return t.fileNew(p)
	}
	if err != nil {
		return newswatch.Outcome{}, err
	}
	return t.fileKnown(p, id)
}

// find is the article filed under a canonical URL, or under one that the URL is
// a variant of; sql.ErrNoRows where there is none.
func (t *tx) find(canonical string) (id newswatch.ID, err error) {
	err = t.get(`SELECT id FROM articles WHERE canonical_url = ?1
		UNION ALL SELECT a.id FROM aliases v JOIN articles a ON a.canonical_url = v.canonical WHERE v.variant = ?1
		LIMIT 1`, []any{canonical}, &id)
	return id, err
}

func (t *tx) fileNew(p *sighting) (newswatch.Outcome, error) {
	a := p.Article
	a.Fetched, a.Late, a.Revision = p.at, p.late, max(a.Revision, 1)
	out := newswatch.Outcome{Filing: newswatch.FiledNew}

	place, err := t.place(dated(&a))
	if err != nil {
		return out, err
	}
	found, err := t.recognise(&a, p.Fingerprint.Bands)
	if err != nil {
		return out, err
	}
	if found == nil {
		if a.StoryID, err = t.insert(`INSERT INTO stories (outlets) VALUES (1)`); err != nil {
			return out, err
		}
	} else {
		out.Filing = newswatch.FiledDuplicate
		a.StoryID = found.story
		if !found.leads {
			a.DuplicateOf = found.original
		}
	}
	if a.ID, err = t.insertArticle(&a, place, found); err != nil {
		return out, err
	}
	if err := t.joinStory(&a, found); err != nil {
		return out, err
	}
	if err := t.insertContents(&a, p, found); err != nil {
		return out, err
	}
	if err := t.keepSnapshot(a.ID, &p.page); err != nil {
		return out, err
	}
	if err := t.keepHits(a.ID, place, p.Hits); err != nil {
		return out, err
	}
	if err := t.index(a.ID, place, 0, p.terms); err != nil {
		return out, err
	}
	t.filed(a.Site, a.Fetched)

	out.ArticleID, out.StoryID = a.ID, a.StoryID
	for i := range p.Hits {
		id, err := t.raiseHit(&a, &p.Hits[i], p.late)
		if err != nil {
			return out, err
		}
		if id != 0 {
			out.Alerts = append(out.Alerts, id)
		}
	}
	return out, nil
}

// dated is when an article counts as published: its stamp, or its first sight.
func dated(a *newswatch.Article) time.Time {
	if a.Published.IsZero() {
		return a.Fetched
	}
	return a.Published
}

// placeBits is how many low bits of a place tell articles of one second apart.
const placeBits = 12

// placeOf is the first place of a second; places of earlier times are smaller.
func placeOf(t time.Time) int64 { return t.Unix() << placeBits }

// place finds a free place for an article of that time. Where a second is full
// (thousands of articles that have only a day), the next one with room serves.
func (t *tx) place(at time.Time) (int64, error) {
	for first := placeOf(at); ; first += 1 << placeBits {
		var last sql.NullInt64
		err := t.get(`SELECT max(place) FROM articles WHERE place >= ? AND place < ?`,
			[]any{first, first + 1<<placeBits}, &last)
		if err != nil {
			return 0, err
		}
		if !last.Valid {
			return first, nil
		}
		if last.Int64+1 < first+1<<placeBits {
			return last.Int64 + 1, nil
		}
	}
}

func (t *tx) insertArticle(a *newswatch.Article, place int64, found *kinship) (newswatch.ID, error) {
	similarity, disguised := 1.0, false
	if found != nil && !found.leads {
		similarity, disguised = found.like.Similarity, found.like.Disguised && !found.like.OldDisguised
	}
	return t.insert(`INSERT INTO articles (place, site, url, canonical_url, title, kicker, subtitle, published, precision,
			source, author, editor, channel, page, language, template, fetched, damaged, late, revision,
			story_id, duplicate_of, similarity, disguised, seen, next_visit)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, nullif(?, 0), ?, ?, ?, ?)`,
		place, string(a.Site), a.URL, a.CanonicalURL, a.Title, a.Kicker, a.Subtitle, micros(a.Published), string(a.PublishedPrecision),
		a.Source, a.Author, a.Editor, a.Channel, a.Page, a.Language, a.Template, micros(a.Fetched), a.Damaged, a.Late, a.Revision,
		int64(a.StoryID), int64(a.DuplicateOf), similarity, disguised, micros(a.Fetched), micros(t.s.nextVisit(a.Fetched, a.Fetched)))
}

func (t *tx) insertContents(a *newswatch.Article, p *sighting, found *kinship) error {
	var like any
	if found != nil {
		like = found.like
	}
	bands := packBands(p.Fingerprint.Bands)
	_, err := t.exec(`INSERT OR REPLACE INTO contents (article_id, text, keywords, images, figures, provenance, likeness, bands, signature)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		int64(a.ID), a.Text, jsonOf(a.Keywords), jsonOf(a.Images), jsonOf(figureRows(p.Figures)), jsonOf(a.Provenance), jsonOf(like),
		blob(bands), blob(p.Fingerprint.Signature))
	if err != nil {
		return err
	}
	if err := t.keepFigures(a, p.Figures); err != nil {
		return err
	}
	return t.keepBands(a.ID, dayOf(dated(a)), p.Fingerprint.Bands)
}

func (t *tx) keepHits(id newswatch.ID, place int64, hits []newswatch.Hit) error {
	for i := range hits {
		h := &hits[i]
		_, err := t.exec(`INSERT OR REPLACE INTO hits (article_id, watch, place, kind, data) VALUES (?, ?, ?, ?, ?)`,
			int64(id), h.ID, place, string(h.Kind), jsonOf(hitRow{*h, h.Channels}))
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) keepFigures(a *newswatch.Article, figures []newswatch.Figure) error {
	if len(figures) == 0 {
		return nil
	}
	rows := make([][3]string, len(figures))
	for i := range figures {
		f := &figures[i]
		rows[i] = [3]string{f.Subject, f.Indicator, f.Period}
	}
	_, err := t.exec(`INSERT INTO figures (article_id, number, place, subject, indicator, period)
		SELECT a.id, f.key, a.place, f.value ->> 0, f.value ->> 1, f.value ->> 2 FROM articles a, json_each(?) f WHERE a.id = ?`,
		jsonOf(rows), int64(a.ID))
	return err
}

// figureRow is the stored form of a figure, which is its JSON; made at once, and
// not one by one with a check of each, as the figure's own method has to.
type figureRow struct {
	plainFigure
	Period *string `json:"period"`
}

type plainFigure newswatch.Figure

func figureRows(figures []newswatch.Figure) []figureRow {
	rows := make([]figureRow, len(figures))
	for i := range figures {
		rows[i].plainFigure = plainFigure(figures[i])
		if figures[i].Period != "" {
			rows[i].Period = &figures[i].Period
		}
	}
	return rows
}

// jsonOf is v as JSON text, nil for what is empty. The domain's types always
// marshal.
func jsonOf(v any) any {
	if v == nil {
		return nil
	}
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	switch string(b) {
	case "null", "[]", "{}":
		return nil
	}
	return string(b)
}

// blob keeps an empty slice out of the row.
func blob(b []byte) any {
	if len(b) == 0 {
		return nil
	}
	return slices.Clip(b)
}
