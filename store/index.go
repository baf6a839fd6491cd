package store

import (
	"database/sql"
	"slices"
	"sync"
	"time"

	"newswatch"
)

// The full-text index is the store's dearest part, and cheaper by half in large
// transactions than in small ones. So an article is filed with a row in
// unindexed, and indexed a moment later together with others: after indexEvery,
// or once indexBatch wait. Searches look through what waits by reading it. A
// process that dies leaves the rows to the next.
const (
	indexEvery = 250 * time.Millisecond
	indexBatch = 256
)

// indexer holds what the writer still has to index. Only the writer's goroutine
// uses it.
type indexer struct {
	fold    func(string) string
	docs    []document
	safe    int  // docs[:safe] were committed; the others belong to the open transaction
	written bool // the open transaction indexed docs
	backlog bool // rows of other processes may wait
	off     bool // it is left to others

	told shown
}

// shown is what searches are told of the documents that wait, which spares them
// reading most of those texts. What is missing here is read.
type shown struct {
	mu   sync.RWMutex
	docs map[newswatch.ID]*document // by queued
}

// lacks reports whether an article that waits is known to lack one of the clues.
func (w *shown) lacks(queued, article newswatch.ID, all []clue) bool {
	w.mu.RLock()
	d := w.docs[queued]
	w.mu.RUnlock()
	if d == nil || d.article != article { // numbers are used again
		return false
	}
	return slices.ContainsFunc(all, func(c clue) bool { return !slices.ContainsFunc(d.terms, c.fits) })
}

// document is one change to the index.
type document struct {
	queued  newswatch.ID // row in unindexed
	article newswatch.ID
	place   int64 // 0: only removes old
	old     int64 // place of the row it replaces; 0 for none
	terms   []uint64
}

func (x *indexer) waiting() bool { return !x.off && (len(x.docs) > 0 || x.backlog) }
func (x *indexer) full() bool    { return len(x.docs) >= indexBatch }
func (x *indexer) mark() int     { return len(x.docs) }
func (x *indexer) reset(n int)   { x.docs = x.docs[:n] }

// committed and forget follow the transaction's end.
func (x *indexer) committed() {
	x.told.mu.Lock()
	defer x.told.mu.Unlock()
	if x.written {
		clear(x.docs)
		clear(x.told.docs)
		x.docs, x.written = x.docs[:0], false
	} else {
		for _, d := range x.docs[x.safe:] {
			x.told.docs[d.queued] = &d
		}
	}
	x.safe = len(x.docs)
}

func (x *indexer) forget() {
	x.docs, x.written = x.docs[:x.safe], false
}

// index queues an article's text for the index. old is the place of its
// row in the index, 0 where it has none yet.
func (t *tx) index(article newswatch.ID, place, old int64, terms []uint64) error {
	queued, err := t.insert(`INSERT INTO unindexed (article_id, old_place) VALUES (?, nullif(?, 0))`, int64(article), old)
	if err != nil {
		return err
	}
	if !t.w.index.off {
		t.w.index.docs = append(t.w.index.docs, document{queued, article, place, old, terms})
	}
	return nil
}

// unindex removes a row from the index.
func (t *tx) unindex(place int64) error { return t.index(0, 0, place, nil) }

// write brings the index up to date.
func (x *indexer) write(t *tx) error {
	if x.backlog {
		if err := x.adopt(t); err != nil {
			return err
		}
	}
	todo := make([]document, 0, len(x.docs))
	replaced := map[int64]int{} // place → how many of todo stand before what replaces it
	for _, d := range x.docs {
		// Where the row is gone, another process has done it.
		n, err := t.change(`DELETE FROM unindexed WHERE id = ?`, int64(d.queued))
		if err != nil {
			return err
		}
		if n == 0 {
			continue
		}
		if d.old != 0 {
			replaced[d.old] = len(todo)
			if err := t.unlist(d.old); err != nil {
				return err
			}
		}
		todo = append(todo, d)
	}
	fresh := todo[:0]
	for i, d := range todo {
		if d.place != 0 && i >= replaced[d.place] { // else only removed, or changed again since
			fresh = append(fresh, d)
		}
	}
	for part := range slices.Chunk(fresh, segmentDocs) {
		if err := t.addSegment(part); err != nil {
			return err
		}
	}
	x.written = true
	return t.mergeSegments()
}

// adopt takes over rows that other processes queued and did not come to.
func (x *indexer) adopt(t *tx) error {
	mine := map[newswatch.ID]bool{}
	for _, d := range x.docs {
		mine[d.queued] = true
	}
	found := 0
	err := t.each(`SELECT u.id, ifnull(u.old_place, 0), ifnull(a.place, 0), ifnull(a.site, ''), ifnull(a.title, ''), ifnull(c.text, '')
		FROM unindexed u LEFT JOIN articles a ON a.id = u.article_id LEFT JOIN contents c ON c.article_id = a.id
		ORDER BY u.id LIMIT ?`, []any{2 * indexBatch}, func(rows *sql.Rows) error {
		var d document
		var site, title, text string
		if err := rows.Scan(&d.queued, &d.old, &d.place, &site, &title, &text); err != nil {
			return err
		}
		found++
		if !mine[d.queued] {
			if d.place != 0 {
				d.terms = textTerms(site, x.fold(title), x.fold(text))
			}
			x.docs = append(x.docs, d)
		}
		return nil
	})
	x.backlog = err == nil && found == 2*indexBatch
	return err
}
