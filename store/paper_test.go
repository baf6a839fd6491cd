package store

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"newswatch"
)

func TestPageCountsOfPastIssues(t *testing.T) {
	s := open(t, Options{})
	zone := time.FixedZone("", 8*60*60)
	today := time.Date(2026, 3, 9, 0, 0, 0, 0, zone)
	n := 0
	print := func(site newswatch.SiteID, daysAgo, articles int, page string) {
		for range articles {
			n++
			g := sight(string(site), fmt.Sprint(n), fmt.Sprintf("标题第%d号", n), fmt.Sprintf("第%d篇，每一篇的文字都和别的不同，编号是%d。", n, n*7919))
			g.Article.Page, g.Article.Published, g.Article.PublishedPrecision = page, today.AddDate(0, 0, -daysAgo), newswatch.Day
			file(t, s, g)
		}
	}
	print("paper", 50, 9, "01版：要闻") // too long ago
	print("paper", 2, 3, "01版：要闻")
	print("paper", 2, 1, "02版：综合")
	print("paper", 1, 2, "01版：要闻")
	print("paper", 0, 1, "01版：要闻") // the issue itself
	print("other", 1, 4, "01版：要闻")
	print("paper", 1, 1, "")
	got, err := s.PageCounts(context.Background(), "paper", today.AddDate(0, 0, -45), today)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(map[string][]int{"01版：要闻": {3, 2}, "02版：综合": {1}}, got); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
}
