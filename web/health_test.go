package web

import (
	"strings"
	"testing"
	"time"

	"newswatch"
)

func TestAStripHangsAsDeepAsPagesLackAField(t *testing.T) {
	first := time.Date(2026, 2, 13, 0, 0, 0, 0, time.UTC)
	days := strip("zh", first, first.AddDate(0, 0, 3), map[string]newswatch.FitDay{
		"2026-02-13": {Good: 9}, "2026-02-14": {Good: 999, Bad: 1}, "2026-02-16": {Bad: 3},
	})
	for i, want := range []struct {
		y, depth int
		seen     bool
		tip      string
	}{{0, 20, true, "02-13：9 页全部读到"}, {2, 18, true, "02-14：1000 页中有 1 页读不到"}, {0, 20, false, "02-15：没有页面"}, {20, 0, true, "02-16：3 页中有 3 页读不到"}} {
		d := days[i]
		if d.X != 10*i || d.Y != want.y || d.Depth() != want.depth || d.Seen() != want.seen || d.Tip != want.tip {
			t.Errorf("day %d: %+v, not %+v", i, d, want)
		}
	}
	h := &fieldHealth{Good: 1008, Bad: 4, Days: days}
	if label := stripLabel("zh", h); label != "近 30 天读到 99%；最差一天 02-16：3 页中有 3 页读不到" {
		t.Error(label)
	}
}

func TestComparisonsMarkWhatDiffers(t *testing.T) {
	origin := func(selector string) newswatch.Origin { return newswatch.Origin{Template: "2020", Selector: selector} }
	c := comparison{
		Troubles: []newswatch.SiteTrouble{{Field: "published"}},
		Good: sample{Stored: true, Whole: true, Reading: Reading{Article: newswatch.Article{
			Title: "旧", Text: strings.Repeat("字", 100), Author: "某人", Published: time.Date(2026, 2, 15, 0, 0, 0, 0, time.UTC), PublishedPrecision: newswatch.Day,
			Provenance: map[string]newswatch.Origin{"title": origin("h1"), "text": origin("#c"), "author": origin(".by"), "published": origin(".time")},
		}}},
		Bad: sample{Stored: true, Whole: true, Reading: Reading{
			Article: newswatch.Article{Title: "新", Text: "正文", Source: "某报", Author: "别人", Provenance: map[string]newswatch.Origin{
				"title": origin("h1"), "text": {Template: "fallback", Selector: "main"}, "author": origin(".by"), "source": origin(".from"),
			}},
			Missing: map[string]string{"published": ".time", "body": "#c"},
		}},
	}
	c.set()
	got := ""
	for _, row := range c.Rows {
		got += row.Field + ":" + row.Change + " "
		switch row.Field {
		case "published":
			if !row.Failing || row.Good.Text != "2026-02-15" || !row.Bad.Missing || row.Bad.Selector != ".time" {
				t.Errorf("%+v", row)
			}
		case "text":
			if row.Good.Length != 100 || row.Bad.Text != "正文" || !row.Bad.Missing || row.Bad.Template != "fallback" {
				t.Errorf("%+v", row)
			}
		}
	}
	if got != "title: published:lost source:found author: text:lost " {
		t.Error(got)
	}
	c.Good.Stored = false
	if c.set(); c.Rows[0].Change != "" {
		t.Error("differences from a page that is not there")
	}
}
