package store

import (
	"context"
	"strconv"

	"newswatch"
)

const (
	defaultLimit = 20
	maxLimit     = 1000
	maxCount     = 1000 // hits are counted up to here
	// maxRead is how many texts one page may read to check what the index alone
	// cannot tell. A page that ends there is short and its cursor goes on.
	maxRead = 3000
	// emptyReads is how often a page goes on that has found nothing by then: an
	// empty page looks like the end.
	emptyReads = 10
	// countRead is how many a count may read.
	countRead = 1000
)

// Articles answers a query, the newest first or by relevance. The order is
// fixed for each article, so that a cursor neither repeats nor skips one while
// others arrive. The error wraps [newswatch.ErrInvalid] where the cursor is not
// one of ours.
func (s *Store) Articles(ctx context.Context, q newswatch.Query) (newswatch.ArticlePage, error) {
	page := newswatch.ArticlePage{Items: []newswatch.Found{}}
	v, err := s.view(&q)
	if err != nil || v.empty {
		return page, err
	}
	if q.ByRelevance && len(v.words) > 0 {
		err = v.ranked(ctx, &page)
	} else {
		err = v.newest(ctx, &page)
	}
	if err == nil && q.Count {
		page.Total, page.More, err = s.count(ctx, q)
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
		page.Items[i] = newswatch.Found{Article: list[i], Highlights: s.highlights(v.words, &list[i])}
	}
	return page, nil
}

// newest fills a page in the archive's order.
func (v *view) newest(ctx context.Context, page *newswatch.ArticlePage) error {
	last := v.below
	for range emptyReads {
		page.NextCursor = ""
		rest, err := v.walk(ctx, maxRead, func(a *newswatch.Article, place int64) bool {
			if len(page.Items) == v.limit {
				page.NextCursor = strconv.FormatInt(last, 10)
				return false
			}
			page.Items = append(page.Items, newswatch.Found{Article: *a})
			last = place
			return true
		})
		if rest == 0 || err != nil {
			return err
		}
		page.NextCursor = strconv.FormatInt(rest, 10)
		if len(page.Items) > 0 {
			return nil
		}
		v.below = rest
	}
	return nil
}

// count counts all hits of a query up to maxCount; more says that there are
// more, or that finding out would mean reading too much.
func (s *Store) count(ctx context.Context, q newswatch.Query) (total int, more bool, err error) {
	q.Cursor, q.Limit = "", maxCount
	v, err := s.view(&q)
	if err != nil {
		return 0, false, err
	}
	switch {
	case !v.indexed && len(v.words) == 0:
		err = s.get(ctx, `SELECT count(*) FROM (SELECT 1 FROM `+v.tables+` WHERE `+v.place+` >= ? AND `+v.place+` < ?`+v.where+` LIMIT ?)`,
			append(append([]any{v.from, v.below}, v.args...), maxCount+1), &total)
	case v.indexed && !inexact(v.words) && len(q.Watches) == 0 && q.Story == 0 && !q.Originals:
		total, err = v.countIndexed(ctx)
	default:
		var rest int64
		rest, err = v.walk(ctx, countRead, func(*newswatch.Article, int64) bool {
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

// countIndexed counts what the index alone can tell, and what waits to be
// indexed, up to maxCount and a little more.
func (v *view) countIndexed(ctx context.Context) (total int, err error) {
	tx, err := v.s.begin(ctx, v.queries()...)
	if err != nil {
		return 0, err
	}
	defer tx.Rollback()
	waiting, err := v.readTail(ctx, tx)
	if err != nil {
		return 0, v.s.ended(ctx, err)
	}
	total = len(waiting.found)
	found, err := startLookup(ctx, tx, v.all, v.any, v.below)
	for err == nil && total <= maxCount {
		place, ok, nextErr := found.next()
		if err = nextErr; err != nil || !ok || place < v.from {
			break
		}
		if _, stale := waiting.places[place]; !stale {
			total++
		}
	}
	return total, v.s.ended(ctx, err)
}
