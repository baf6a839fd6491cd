package store

import (
	"context"
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"time"

	"newswatch"
)

const (
	defaultLimit = 20
	maxLimit     = 1000
	maxCount     = 1000 // hits are counted up to here
	// maxRead is how many texts one page may read to check what the index alone
	// cannot tell. A page that ends there is short and its cursor goes on.
	maxRead = 5000
)

// Articles answers a query, the newest first or by relevance. The order is
// fixed for each article, so that a cursor neither repeats nor skips one while
// others arrive. The error wraps [newswatch.ErrInvalid] where the cursor is not
// one of ours.
func (s *Store) Articles(ctx context.Context, q newswatch.Query) (newswatch.ArticlePage, error) {
	v, err := s.view(ctx, &q)
	if err != nil {
		return newswatch.ArticlePage{}, err
	}
	page := newswatch.ArticlePage{Items: []newswatch.Found{}}
	if v.empty {
		return page, nil
	}
	if q.ByRelevance && len(v.terms) > 0 {
		err = v.ranked(ctx, &page)
	} else {
		err = v.newest(ctx, &page)
	}
	if err == nil && q.Count {
		page.Total, page.More, err = v.count(ctx)
	}
	if err != nil {
		return page, err
	}
	list := make([]newswatch.Article, len(page.Items))
	for i := range page.Items {
		list[i] = page.Items[i].Article
	}
	if err := s.addWatches(ctx, list); err != nil {
		return page, err
	}
	for i := range list {
		page.Items[i] = newswatch.Found{Article: list[i], Highlights: s.highlights(v.terms, &list[i])}
	}
	return page, nil
}

// view is a query made ready.
type view struct {
	s      *Store
	limit  int
	before int64 // places below this are still to come
	skip   int   // by relevance: how many the pages before held
	terms  []term
	empty  bool // nothing can be found

	tables string
	where  string
	order  string // the column that holds the place
	args   []any

	indexed bool                      // candidates come from the full-text index
	tail    []tailRow                 // found among what is not indexed yet, newest first
	queued  map[newswatch.ID]struct{} // what is not indexed yet: its rows in the index are stale
}

type tailRow struct {
	place int64
	newswatch.Article
}

func (s *Store) view(ctx context.Context, q *newswatch.Query) (*view, error) {
	v := &view{s: s, limit: q.Limit, before: 1<<63 - 1, terms: parseWords(q.Q, s.opt.Fold)}
	if v.limit <= 0 {
		v.limit = defaultLimit
	}
	v.limit = min(v.limit, maxLimit)
	v.empty = strings.TrimSpace(q.Q) != "" && len(v.terms) == 0
	if err := v.resume(q); err != nil {
		return nil, err
	}
	v.build(q)
	if len(v.terms) == 0 || !v.indexed {
		return v, nil
	}
	return v, v.readTail(ctx, q)
}

// resume reads the cursor: the last place seen, or how many were seen.
func (v *view) resume(q *newswatch.Query) error {
	if q.Cursor == "" {
		return nil
	}
	var err error
	if rest, ranked := strings.CutPrefix(q.Cursor, "r"); ranked {
		v.skip, err = strconv.Atoi(rest)
	} else {
		v.before, err = strconv.ParseInt(q.Cursor, 10, 64)
	}
	if err != nil || v.skip < 0 {
		return fmt.Errorf("%w: cursor %q: take it from the page before", newswatch.ErrInvalid, q.Cursor)
	}
	return nil
}

// build chooses where candidates come from: the index where the query has
// words, the hits where it names one watch, else the articles in their order.
func (v *view) build(q *newswatch.Query) {
	var b strings.Builder
	cond := func(text string, args ...any) {
		b.WriteString(" AND " + text)
		v.args = append(v.args, args...)
	}
	sites := make([]string, len(q.Sites))
	for i, site := range q.Sites {
		sites[i] = string(site)
	}
	sites, watches := unique(sites), unique(q.Watches)
	expr := match(v.terms, sites)
	switch {
	case expr != "":
		v.indexed, v.order = true, "x.rowid"
		v.tables = "search x CROSS JOIN articles a ON a.place = x.rowid"
		b.WriteString("x.search MATCH ?")
		v.args = append(v.args, expr)
	case len(watches) == 1:
		v.order = "h.place"
		v.tables = "hits h CROSS JOIN articles a ON a.id = h.article_id"
		b.WriteString("h.watch = ?")
		v.args = append(v.args, watches[0])
		watches = nil
	default:
		v.tables, v.order = "articles a", "a.place"
		b.WriteString("TRUE")
	}
	v.conditions(q, sites, watches, cond)
	v.where = b.String()
}

func (v *view) conditions(q *newswatch.Query, sites, watches []string, cond func(string, ...any)) {
	switch {
	case len(sites) == 1:
		cond("a.site = ?", sites[0])
	case len(sites) > 1:
		cond("a.site IN (SELECT value FROM json_each(?))", jsonOf(sites))
	}
	if len(watches) > 0 {
		cond("EXISTS (SELECT 1 FROM hits w WHERE w.article_id = a.id AND w.watch IN (SELECT value FROM json_each(?)))", jsonOf(watches))
	}
	if q.Story != 0 {
		cond("a.story_id = ?", int64(q.Story))
	}
	if q.Originals {
		cond("a.duplicate_of IS NULL")
	}
	if !q.Since.IsZero() {
		since := q.Since
		if since.Nanosecond() > 0 {
			since = since.Add(time.Second) // places know whole seconds
		}
		cond(v.order+" >= ?", placeOf(since))
	}
	if !q.Until.IsZero() {
		until := q.Until
		if until.Nanosecond() > 0 {
			until = until.Add(time.Second)
		}
		cond(v.order+" < ?", placeOf(until))
	}
}

// readTail looks through the articles that wait to be indexed.
func (v *view) readTail(ctx context.Context, q *newswatch.Query) error {
	tail := view{order: "a.place"}
	var b strings.Builder
	sites := make([]string, len(q.Sites))
	for i, site := range q.Sites {
		sites[i] = string(site)
	}
	tail.conditions(q, sites, q.Watches, func(text string, args ...any) {
		b.WriteString(" AND " + text)
		tail.args = append(tail.args, args...)
	})
	v.queued = map[newswatch.ID]struct{}{}
	seen := map[newswatch.ID]struct{}{}
	err := v.s.each(ctx, `SELECT article_id FROM unindexed WHERE article_id <> 0`, nil, func(rows *sql.Rows) error {
		var id newswatch.ID
		err := rows.Scan(&id)
		v.queued[id] = struct{}{}
		return err
	})
	if err != nil || len(v.queued) == 0 {
		return err
	}
	return v.s.each(ctx, `SELECT `+articleColumns+` FROM `+articleTables+` WHERE a.id IN (SELECT article_id FROM unindexed)`+b.String()+
		` ORDER BY a.place DESC`, tail.args, func(rows *sql.Rows) error {
		a, place, err := scanArticle(rows)
		if _, again := seen[a.ID]; err != nil || again || place >= v.before || !v.s.holds(v.terms, &a) {
			return err
		}
		seen[a.ID] = struct{}{}
		v.tail = append(v.tail, tailRow{place, a})
		return nil
	})
}

func (s *Store) holds(terms []term, a *newswatch.Article) bool {
	return holds(terms, s.opt.Fold(a.Title), s.opt.Fold(a.Text))
}

// newest fills a page in the archive's order.
func (v *view) newest(ctx context.Context, page *newswatch.ArticlePage) error {
	last := v.before
	rest, err := v.walk(ctx, v.before, maxRead, func(a *newswatch.Article, place int64) bool {
		if len(page.Items) == v.limit {
			page.NextCursor = strconv.FormatInt(last, 10)
			return false
		}
		page.Items = append(page.Items, newswatch.Found{Article: *a})
		last = place
		return true
	})
	if rest != 0 && page.NextCursor == "" {
		page.NextCursor = strconv.FormatInt(rest, 10)
	}
	return err
}

// walk calls f for every article of the view below a place, the newest first,
// until f returns false. It reads at most so many texts; where that was not
// enough, it returns the place to go on from.
func (v *view) walk(ctx context.Context, before int64, most int, f func(*newswatch.Article, int64) bool) (rest int64, err error) {
	check := inexact(v.terms) || len(v.terms) > 0 && !v.indexed
	query := `SELECT ` + articleColumns + ` FROM ` + v.tables + ` CROSS JOIN contents c ON c.article_id = a.id
		WHERE ` + v.where + ` AND ` + v.order + ` < ? ORDER BY ` + v.order + ` DESC LIMIT ?`
	tail := v.tail
	chunk := min(v.limit+1, most)
	for read := 0; ; {
		n, stopped := 0, false
		err := v.s.each(ctx, query, append(v.args[:len(v.args):len(v.args)], before, chunk), func(rows *sql.Rows) error {
			a, place, err := scanArticle(rows)
			if err != nil || stopped {
				return err
			}
			n++
			before = place
			for len(tail) > 0 && tail[0].place > place && !stopped {
				stopped = !f(&tail[0].Article, tail[0].place)
				tail = tail[1:]
			}
			_, stale := v.queued[a.ID]
			if !stopped && !stale && (!check || v.s.holds(v.terms, &a)) {
				stopped = !f(&a, place)
			}
			return nil
		})
		if err != nil || stopped {
			return 0, err
		}
		if n < chunk {
			break
		}
		if read += n; read >= most {
			return before, nil
		}
		chunk = min(max(chunk, 100), most-read)
	}
	for i := range tail {
		if !f(&tail[i].Article, tail[i].place) {
			break
		}
	}
	return 0, nil
}

// count counts the hits up to maxCount; more says that there are more, or that
// finding out would mean reading too much.
func (v *view) count(ctx context.Context) (total int, more bool, err error) {
	if !inexact(v.terms) && (v.indexed || len(v.terms) == 0) && len(v.tail) == 0 {
		err = v.s.get(ctx, `SELECT count(*) FROM (SELECT 1 FROM `+v.tables+` WHERE `+v.where+` LIMIT ?)`,
			append(v.args[:len(v.args):len(v.args)], maxCount+1), &total)
	} else {
		var rest int64
		all := *v
		all.limit = maxCount
		rest, err = all.walk(ctx, 1<<63-1, maxRead, func(*newswatch.Article, int64) bool {
			total++
			return total <= maxCount
		})
		more = rest != 0
	}
	if total > maxCount {
		total, more = maxCount, true
	}
	return total, more, err
}
