package main

import (
	"strings"
	"testing"
	"time"

	"newswatch"
)

// In whatever time zone the machine is, articles are of the time that their page
// says, and what users see is in the configured zone.
func TestTheMachinesZoneDoesNotMatter(t *testing.T) {
	for _, zone := range []string{"UTC", "Asia/Shanghai", "America/New_York", "Pacific/Auckland"} {
		t.Setenv("TZ", zone)
		b := newTown(t, "")
		g := b.gazette("chenbao", nil)
		n := g.brief(0)
		b.crawl()
		articles := b.exported()
		if len(articles) != 1 || !articles[0].Published.Equal(n.published.Truncate(time.Second)) {
			t.Fatalf("%s: published %v, want %v", zone, articles[0].Published, n.published)
		}
		if text, want := b.run("search", "萧山"), n.published.Format("2006-01-02 15:04"); !strings.Contains(text, want) {
			t.Errorf("%s: search does not show %s: %s", zone, want, text)
		}
		if text := b.run("export"); !strings.Contains(text, n.published.Format(time.RFC3339)) {
			t.Errorf("%s: exported %s", zone, text)
		}
		if list := b.heard(newswatch.AlertRaised); len(list) != 1 || list[0].Article.Published.Format(time.RFC3339) != n.published.Format(time.RFC3339) {
			t.Errorf("%s: told %+v", zone, list)
		}
	}
}
