package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"newswatch"
)

// view is a query made ready. Its candidates come from the full-text index
// where it has words, from the hits where it names one watch, else from the
// articles in their order.
type view struct {
	s     *Store
	limit int
	skip  int // by relevance: how many the pages before held
	words []condition
	empty bool // nothing can be found

	below, from int64 // places: below is exclusive, from inclusive

	indexed bool
	all     []clue   // what every article must have
	any     []uint64 // terms of which it must have one

	tables string // where not indexed: from where, and the column of the place
	place  string
	where  string // further conditions, each after AND
	args   []any
}

// tail is what waits to be indexed.
type tail struct {
	found  []placed           // what the view wants of it, newest first
	places map[int64]struct{} // of all of it: what the index says of these is stale
}

// placed is an article with its place.
type placed struct {
	newswatch.Article
	place int64
}

const endOfPlaces = 1<<63 - 1

func (s *Store) view(q *newswatch.Query) (*view, error) {
	v := &view{s: s, limit: q.Limit, below: endOfPlaces, from: -endOfPlaces, words: parseWords(q.Q, s.opt.Fold)}
	if v.limit <= 0 {
		v.limit = defaultLimit
	}
	v.limit = min(v.limit, maxLimit)
	v.empty = strings.TrimSpace(q.Q) != "" && len(v.words) == 0
	v.period(q.Since, q.Until)
	if err := v.resume(q.Cursor); err != nil {
		return nil, err
	}
	v.build(q)
	return v, nil
}

// period bounds the places; places know whole seconds.
func (v *view) period(since, until time.Time) {
	up := func(t time.Time) int64 {
		if t.Nanosecond() > 0 {
			t = t.Add(time.Second)
		}
		return placeOf(t)
	}
	if !since.IsZero() {
		v.from = up(since)
	}
	if !until.IsZero() {
		v.below = up(until)
	}
}

// resume reads the cursor: the last place seen, or how many were seen.
func (v *view) resume(cursor string) error {
	if cursor == "" {
		return nil
	}
	var err error
	if rest, ranked := strings.CutPrefix(cursor, "r"); ranked {
		v.skip, err = strconv.Atoi(rest)
	} else {
		var place int64
		place, err = strconv.ParseInt(cursor, 10, 64)
		v.below = min(v.below, place)
	}
	if err != nil || v.skip < 0 {
		return fmt.Errorf("%w: cursor %q: take it from the page before", newswatch.ErrInvalid, cursor)
	}
	return nil
}

func (v *view) build(q *newswatch.Query) {
	for _, w := range v.words {
		if !w.not {
			v.all = append(v.all, w.clues...)
		}
	}
	sites, watches := unique(q.Sites), unique(q.Watches)
	v.indexed = len(v.all) > 0
	switch {
	case v.indexed:
		for _, site := range sites {
			v.any = append(v.any, siteTerm(string(site)))
		}
	case len(watches) == 1 && q.Story == 0:
		v.tables, v.place = "hits h CROSS JOIN articles a ON a.id = h.article_id", "h.place"
		v.add("h.watch = ?", watches[0])
		watches = nil
	case q.Story != 0: // few rows: the order of places would lead through all others
		v.tables, v.place = "articles a INDEXED BY articles_by_story", "a.place"
	case len(watches) > 1:
		v.tables, v.place = "articles a", "a.place"
		v.add("a.place IN (SELECT w.place FROM hits w WHERE w.watch IN (SELECT value FROM json_each(?)))", jsonOf(watches))
		watches = nil
	default:
		v.tables, v.place = "articles a", "a.place"
	}
	switch {
	case len(sites) == 1:
		v.add("a.site = ?", string(sites[0]))
	case len(sites) > 1:
		v.add("a.site IN (SELECT value FROM json_each(?))", jsonOf(sites))
	}
	if len(watches) > 0 {
		v.add("EXISTS (SELECT 1 FROM hits w WHERE w.article_id = a.id AND w.watch IN (SELECT value FROM json_each(?)))", jsonOf(watches))
	}
	if q.Story != 0 {
		v.add("a.story_id = ?", int64(q.Story))
	}
	if q.Originals {
		v.add("a.duplicate_of IS NULL")
	}
}

func (v *view) add(condition string, args ...any) {
	v.where += " AND " + condition
	v.args = append(v.args, args...)
}

// readTail looks through the articles that wait to be indexed, as far as one
// page can need.
func (v *view) readTail(ctx context.Context, tx *reading) (tail, error) {
	var t tail
	if !v.indexed {
		return t, nil
	}
	rows, err := tx.query(ctx, waitingPlaces)
	if err != nil {
		return t, err
	}
	t.places = map[int64]struct{}{}
	var places []int64
	err = drain(rows, func(rows *sql.Rows) error {
		var queued, article newswatch.ID
		var place int64
		err := rows.Scan(&queued, &article, &place)
		t.places[place] = struct{}{}
		if place >= v.from && place < v.below && !v.s.lacks(queued, article, v.all) {
			places = append(places, place)
		}
		return err
	})
	if err != nil {
		return t, err
	}
	for part := range slices.Chunk(places, max(v.limit+1, tailChunk)) {
		err := eachArticle(ctx, tx, v.byPlaces(), append([]any{jsonOf(part)}, v.args...), func(a *newswatch.Article, place int64) {
			if v.s.holds(v.words, a) {
				t.found = append(t.found, placed{*a, place})
			}
		})
		if err != nil || len(t.found) > v.limit {
			return t, err
		}
	}
	return t, nil
}

// tailChunk is how many articles that wait are read at once.
const tailChunk = 50

// waitingPlaces asks for the articles that wait to be indexed.
const waitingPlaces = `SELECT max(u.id), a.id, a.place FROM unindexed u CROSS JOIN articles a ON a.id = u.article_id
	GROUP BY a.id ORDER BY a.place DESC`

// queries are all that the view asks. Their number is small: conditions differ in
// their arguments.
func (v *view) queries() []string {
	if v.indexed {
		return []string{waitingPlaces, segmentsBelow, blocksOf, placesOf, v.byPlaces()}
	}
	return []string{v.inOrder()}
}

// inOrder is the query for the view's articles where the index has no part in it.
func (v *view) inOrder() string {
	return `SELECT ` + articleColumns + ` FROM ` + v.tables + ` CROSS JOIN contents c ON c.article_id = a.id
		WHERE ` + v.place + ` >= ? AND ` + v.place + ` < ?` + v.where + ` ORDER BY ` + v.place + ` DESC LIMIT ?`
}

// byPlaces is the query for the view's articles at certain places.
func (v *view) byPlaces() string {
	return `SELECT ` + articleColumns + ` FROM json_each(?) j CROSS JOIN articles a ON a.place = j.value
		CROSS JOIN contents c ON c.article_id = a.id WHERE TRUE` + v.where + ` ORDER BY a.place DESC`
}

// lacks reports whether an article that waits need not be read.
func (s *Store) lacks(queued, article newswatch.ID, all []clue) bool {
	return s.write != nil && s.write.index.told.lacks(queued, article, all)
}

// holds reads an article. Most that the index proposes hold the words as they
// are written, which spares folding them.
func (s *Store) holds(words []condition, a *newswatch.Article) bool {
	if holds(words, a.Title, a.Text) && !slices.ContainsFunc(words, func(w condition) bool { return w.not }) {
		return true
	}
	return holds(words, s.opt.Fold(a.Title), s.opt.Fold(a.Text))
}

// walk calls f for every article of the view, the newest first, until f returns
// false. It reads at most so many texts; where that was not enough, rest is the
// place to go on below, else 0.
func (v *view) walk(ctx context.Context, most int, f func(*newswatch.Article, int64) bool) (rest int64, err error) {
	// One transaction shows one state: segments may be merged meanwhile.
	tx, err := v.s.begin(ctx, v.queries()...)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	waiting, err := v.readTail(ctx, tx)
	if err != nil {
		return 0, v.s.ended(ctx, err)
	}
	chunks, err := v.chunks(ctx, tx)
	if err != nil {
		return 0, v.s.ended(ctx, err)
	}
	check := inexact(v.words) || len(v.words) > 0 && !v.indexed
	tail := waiting.found
	size := min(v.limit+1, maxChunk, most)
	for read := 0; ; {
		stopped := false
		last, more, n, err := chunks(size, func(a *newswatch.Article, place int64) {
			for len(tail) > 0 && tail[0].place > place && !stopped {
				stopped = !f(&tail[0].Article, tail[0].place)
				tail = tail[1:]
			}
			if _, stale := waiting.places[place]; !stopped && !stale && (!check || v.s.holds(v.words, a)) {
				stopped = !f(a, place)
			}
		})
		if err != nil || stopped {
			return 0, v.s.ended(ctx, err)
		}
		if !more {
			break
		}
		if read += n; read >= most {
			for ; len(tail) > 0 && tail[0].place > last; tail = tail[1:] {
				if !f(&tail[0].Article, tail[0].place) {
					return 0, nil
				}
			}
			return last, nil
		}
		size = min(2*size, maxChunk, most-read)
	}
	for i := range tail {
		if !f(&tail[i].Article, tail[i].place) {
			break
		}
	}
	return 0, nil
}

// maxChunk is how many candidates are read at once: twice as many each time, as
// the next ones on the page may be near.
const maxChunk = 400

// chunker hands out the next candidates, about as many as asked for: the place
// of the last, whether there may be more, and how many were read.
type chunker func(size int, f func(*newswatch.Article, int64)) (last int64, more bool, read int, err error)

func (v *view) chunks(ctx context.Context, tx *reading) (chunker, error) {
	if v.indexed {
		return v.fromIndex(ctx, tx)
	}
	query := v.inOrder()
	below := v.below
	return func(size int, f func(*newswatch.Article, int64)) (int64, bool, int, error) {
		n := 0
		args := append(append([]any{v.from, below}, v.args...), size)
		err := eachArticle(ctx, tx, query, args, func(a *newswatch.Article, place int64) {
			n++
			below = place
			f(a, place)
		})
		return below, n == size, n, err
	}, nil
}

func (v *view) fromIndex(ctx context.Context, tx *reading) (chunker, error) {
	found, err := startLookup(ctx, tx, v.all, v.any, v.below)
	if err != nil {
		return nil, err
	}
	query := v.byPlaces()
	return func(size int, f func(*newswatch.Article, int64)) (last int64, more bool, read int, err error) {
		places := make([]int64, 0, size)
		for len(places) < size {
			place, ok, err := found.next()
			if err != nil {
				return 0, false, 0, err
			}
			if !ok || place < v.from {
				break
			}
			places = append(places, place)
			last = place
		}
		if len(places) == 0 {
			return 0, false, 0, nil
		}
		err = eachArticle(ctx, tx, query, append([]any{jsonOf(places)}, v.args...), f)
		return last, len(places) == size, len(places), err
	}, nil
}

func eachArticle(ctx context.Context, tx *reading, query string, args []any, f func(*newswatch.Article, int64)) error {
	rows, err := tx.query(ctx, query, args...)
	if err != nil {
		return err
	}
	return drain(rows, func(rows *sql.Rows) error {
		a, place, err := scanArticle(rows)
		if err == nil {
			f(&a, place)
		}
		return err
	})
}
