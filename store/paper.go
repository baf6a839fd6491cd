package store

import (
	"context"
	"database/sql"
	"time"

	"newswatch"
)

// maxCounted bounds how many articles of a paper's past issues are counted.
const maxCounted = 20_000

// PageCounts returns how many articles the pages of a newspaper had in the
// issues from one time to before another, by the page as articles show it: one
// number for each issue. Days are those of from's zone.
func (s *Store) PageCounts(ctx context.Context, site newswatch.SiteID, from, to time.Time) (map[string][]int, error) {
	type issuePage struct{ page, day string }
	var order []issuePage
	counted := map[issuePage]int{}
	err := s.eachOften(ctx, `SELECT page, published FROM articles WHERE site = ? AND place >= ? AND place < ? AND page <> '' ORDER BY place LIMIT ?`,
		[]any{string(site), placeOf(from), placeOf(to), maxCounted}, func(rows *sql.Rows) error {
			var page string
			var published time.Time
			if err := rows.Scan(&page, stamp{&published}); err != nil {
				return err
			}
			at := issuePage{page, published.In(from.Location()).Format(time.DateOnly)}
			if counted[at]++; counted[at] == 1 {
				order = append(order, at)
			}
			return nil
		})
	counts := map[string][]int{}
	for _, at := range order {
		counts[at.page] = append(counts[at.page], counted[at])
	}
	return counts, err
}
