package store

import (
	"database/sql"
	"slices"

	"newswatch"
)

// fileKnown decides what another look at a filed article found.
func (t *tx) fileKnown(p *sighting, id newswatch.ID) (newswatch.Outcome, error) {
	old, err := t.load(id)
	if err != nil {
		return newswatch.Outcome{}, err
	}
	out := newswatch.Outcome{Filing: newswatch.FiledUnchanged, ArticleID: id, StoryID: old.StoryID}
	if err := t.present(&old, p); err != nil {
		return out, err
	}
	before, err := t.hitsOf(id)
	if err != nil {
		return out, err
	}
	now := p.Article
	changes := t.s.changes(&old, &now)
	if len(changes) == 0 {
		out.Alerts, err = t.newWatches(&old, p.Hits, before)
	} else {
		markTerms(changes, before, p.Hits)
		out.Filing = newswatch.FiledRevised
		out.Alerts, err = t.revise(&old, p, before, changes)
	}
	if old.Withdrawn() {
		out.Filing = newswatch.FiledReturned
	}
	return out, err
}

// changes asks the judge; without one, another title or text is a change.
func (s *Store) changes(old, now *newswatch.Article) []newswatch.Change {
	if s.opt.Judge != nil {
		return s.opt.Judge.Changes(old, now)
	}
	var changes []newswatch.Change
	for _, f := range []struct {
		name          newswatch.Field
		before, after string
	}{{newswatch.FieldTitle, old.Title, now.Title}, {newswatch.FieldText, old.Text, now.Text}} {
		if f.before != f.after {
			changes = append(changes, newswatch.Change{Field: string(f.name), Before: f.before, After: f.after})
		}
	}
	return changes
}

// present notes that the site shows the article: doubts end, a withdrawn one is
// back, and the next look is put off.
func (t *tx) present(old *newswatch.Article, p *sighting) error {
	if old.Withdrawn() {
		if err := t.keepLook(old.ID, p.at, newswatch.FiledReturned, p.Page.Status, ""); err != nil {
			return err
		}
	}
	_, err := t.exec(`UPDATE articles SET seen = max(seen, ?), next_visit = ?, doubtful_at = NULL, withdrawn_at = NULL WHERE id = ?`,
		micros(p.at), micros(t.s.nextVisit(old.Fetched, p.at)), int64(old.ID))
	return err
}

// newWatches keeps the hits of watches that did not match before although the
// article is as it was: watches that are new or were edited. What they find in
// known articles goes into a digest.
func (t *tx) newWatches(a *newswatch.Article, hits, before []newswatch.Hit) ([]newswatch.ID, error) {
	same := len(hits) == len(before)
	for i := range hits {
		same = same && hitOf(before, hits[i].ID) != nil
	}
	if same {
		return nil, nil
	}
	if err := t.replaceHits(a.ID, hits); err != nil {
		return nil, err
	}
	var raised []newswatch.ID
	for i := range hits {
		if hitOf(before, hits[i].ID) != nil {
			continue
		}
		id, err := t.raiseHit(a, &hits[i], true)
		if err != nil {
			return nil, err
		}
		if id != 0 {
			raised = append(raised, id)
		}
	}
	return raised, nil
}

// revise keeps the old form as a revision, stores the new one and tells those
// whose watches matched before or match now.
func (t *tx) revise(old *newswatch.Article, p *sighting, before []newswatch.Hit, changes []newswatch.Change) ([]newswatch.ID, error) {
	a := p.Article
	a.ID, a.StoryID, a.DuplicateOf = old.ID, old.StoryID, old.DuplicateOf
	a.Fetched, a.Late, a.Revision = old.Fetched, old.Late, old.Revision+1
	if err := t.keepRevision(old, &a, p, changes); err != nil {
		return nil, err
	}
	if err := t.rewrite(old, &a, p); err != nil {
		return nil, err
	}
	if err := t.keepSnapshot(a.ID, &p.page); err != nil {
		return nil, err
	}
	return t.tellRevised(&a, before, p.Hits, changes)
}

func (t *tx) keepRevision(old, a *newswatch.Article, p *sighting, changes []newswatch.Change) error {
	// The first change makes the row of the first form too.
	_, err := t.exec(`INSERT INTO revisions (article_id, number, seen, title, text) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (article_id, number) DO UPDATE SET title = excluded.title, text = excluded.text`,
		int64(old.ID), old.Revision, micros(old.Fetched), old.Title, old.Text)
	if err != nil {
		return err
	}
	_, err = t.exec(`INSERT INTO revisions (article_id, number, seen, changes) VALUES (?, ?, ?, ?)`,
		int64(a.ID), a.Revision, micros(p.at), jsonOf(changes))
	return err
}

// rewrite replaces an article's stored form by another one.
func (t *tx) rewrite(old, a *newswatch.Article, p *sighting) error {
	var place int64
	if err := t.get(`SELECT place FROM articles WHERE id = ?`, []any{int64(a.ID)}, &place); err != nil {
		return err
	}
	before := place
	if !dated(a).Equal(dated(old)) {
		var err error
		if place, err = t.place(dated(a)); err != nil {
			return err
		}
	}
	if err := t.dropBands(a.ID, dayOf(dated(old))); err != nil {
		return err
	}
	_, err := t.exec(`UPDATE articles SET place = ?, url = ?, title = ?, kicker = ?, subtitle = ?, published = ?, precision = ?,
			source = ?, author = ?, editor = ?, channel = ?, page = ?, language = ?, template = ?, damaged = ?, revision = ? WHERE id = ?`,
		place, a.URL, a.Title, a.Kicker, a.Subtitle, micros(a.Published), string(a.PublishedPrecision),
		a.Source, a.Author, a.Editor, a.Channel, a.Page, a.Language, a.Template, a.Damaged, a.Revision, int64(a.ID))
	if err != nil {
		return err
	}
	bands := packBands(p.Fingerprint.Bands)
	_, err = t.exec(`UPDATE contents SET text = ?, keywords = ?, images = ?, figures = ?, provenance = ?, bands = ?, signature = ?
		WHERE article_id = ?`, a.Text, jsonOf(a.Keywords), jsonOf(a.Images), jsonOf(figureRows(p.Figures)), jsonOf(a.Provenance),
		blob(bands), blob(p.Fingerprint.Signature), int64(a.ID))
	if err != nil {
		return err
	}
	if _, err := t.exec(`DELETE FROM figures WHERE article_id = ?`, int64(a.ID)); err != nil {
		return err
	}
	if err := t.keepFigures(a, p.Figures); err != nil {
		return err
	}
	if err := t.keepBands(a.ID, dayOf(dated(a)), p.Fingerprint.Bands); err != nil {
		return err
	}
	if err := t.replaceHits(a.ID, p.Hits); err != nil {
		return err
	}
	return t.index(a.ID, place, before, p.terms)
}

func (t *tx) replaceHits(id newswatch.ID, hits []newswatch.Hit) error {
	var place int64
	if err := t.get(`SELECT place FROM articles WHERE id = ?`, []any{int64(id)}, &place); err != nil {
		return err
	}
	if _, err := t.exec(`DELETE FROM hits WHERE article_id = ?`, int64(id)); err != nil {
		return err
	}
	return t.keepHits(id, place, hits)
}

// tellRevised raises alert.revised for each watch that has heard of the story,
// and alert.raised for one that the change made match.
func (t *tx) tellRevised(a *newswatch.Article, before, now []newswatch.Hit, changes []newswatch.Change) ([]newswatch.ID, error) {
	var raised []newswatch.ID
	keep := func(id newswatch.ID, err error) error {
		if id != 0 {
			raised = append(raised, id)
		}
		return err
	}
	for i := range now {
		if hitOf(before, now[i].ID) != nil {
			continue
		}
		if err := keep(t.raiseHit(a, &now[i], a.Late)); err != nil {
			return nil, err
		}
	}
	if !t.s.opt.Revisions {
		return raised, nil
	}
	for i := range before {
		h := before[i] // where the change took the hit away, its last form
		if current := hitOf(now, h.ID); current != nil {
			h = *current
		} else {
			h.Matches, h.Figures = nil, nil
		}
		alert := t.about(a, &h)
		alert.Type, alert.Late = newswatch.AlertRevised, a.Late
		alert.Changes = slices.Clone(changes)
		markTerms(alert.Changes, before[i:i+1], oneHit(now, h.ID))
		if err := keep(t.raise(&alert, h.Channels)); err != nil {
			return nil, err
		}
	}
	return raised, nil
}

// markTerms says in each change which watched terms it brought or took.
func markTerms(changes []newswatch.Change, before, now []newswatch.Hit) {
	for i := range changes {
		c := &changes[i]
		old, new := terms(before, c.Field), terms(now, c.Field)
		c.Appeared, c.Vanished = without(new, old), without(old, new)
	}
}

// terms are the terms that hits found in a field, each once.
func terms(hits []newswatch.Hit, field string) []string {
	var list []string
	for _, h := range hits {
		for _, m := range h.Matches {
			if string(m.Field) == field && !slices.Contains(list, m.Term) {
				list = append(list, m.Term)
			}
		}
	}
	return list
}

func without(list, other []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return slices.Contains(other, s) })
}

func hitOf(hits []newswatch.Hit, watch string) *newswatch.Hit {
	for i := range hits {
		if hits[i].ID == watch {
			return &hits[i]
		}
	}
	return nil
}

func oneHit(hits []newswatch.Hit, watch string) []newswatch.Hit {
	if h := hitOf(hits, watch); h != nil {
		return []newswatch.Hit{*h}
	}
	return nil
}

// hitRow is the stored form of a hit: its own JSON leaves the channels out.
type hitRow struct {
	newswatch.Hit
	Channels []string `json:"channels,omitempty"`
}

func (t *tx) hitsOf(id newswatch.ID) ([]newswatch.Hit, error) {
	var hits []newswatch.Hit
	err := t.each(`SELECT data FROM hits WHERE article_id = ? ORDER BY watch`, []any{int64(id)}, func(rows *sql.Rows) error {
		h, err := scanHit(rows)
		hits = append(hits, h)
		return err
	})
	return hits, err
}

func scanHit(row scanner) (newswatch.Hit, error) {
	var h hitRow
	err := row.Scan(stored{&h})
	h.Hit.Channels = h.Channels
	return h.Hit, err
}
