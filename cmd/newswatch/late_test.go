package main

import (
	"strings"
	"testing"
	"time"

	"newswatch"
)

// old prints articles of some days ago.
func (g *gazette) old(n int) {
	for i := range n {
		a := g.brief(i)
		a.published = time.Now().In(china).AddDate(0, 0, -3-i)
		g.put(a)
	}
}

// What is old when it is first seen raises no alert of its own: one digest tells
// of all of it.
func TestOldArticlesGoIntoOneDigest(t *testing.T) {
	for name, args := range map[string][]string{
		"a first run": nil,
		"a backfill": {"--since", time.Now().In(china).AddDate(0, 0, -30).Format(time.DateOnly),
			"--until", time.Now().In(china).AddDate(0, 0, -1).Format(time.DateOnly)},
	} {
		t.Run(name, func(t *testing.T) {
			b := newTown(t, "")
			b.gazette("chenbao", nil).old(3)
			b.gazette("wanbao", nil).old(2)
			b.crawl(args...)
			if list := b.heard(newswatch.AlertRaised); len(list) > 0 {
				t.Errorf("raised: %+v", list)
			}
			list := b.heard(newswatch.AlertDigest)
			if len(list) != 1 {
				t.Fatalf("%d digests: %+v", len(list), list)
			}
			if !list[0].Late {
				t.Error("the digest is not marked late")
			}
			told := map[string]bool{}
			for _, a := range list[0].Alerts {
				if !a.Late {
					t.Errorf("not marked late: %+v", a)
				}
				told[a.Article.URL] = true
			}
			stories := map[newswatch.ID]bool{}
			for _, a := range b.exported() {
				stories[a.StoryID] = true
			}
			if len(told) != len(stories) || len(stories) < 3 {
				t.Errorf("the digest tells of %d articles in %d stories", len(told), len(stories))
			}
			b.crawl()
			if n := len(b.heard(newswatch.AlertDigest)) + len(b.heard(newswatch.AlertRaised)); n != 1 {
				t.Errorf("%d messages after another run", n)
			}
		})
	}
}

// A backfill tells of nothing at once, not even of what is young.
func TestBackfillOfTodayIsLateToo(t *testing.T) {
	b := newTown(t, "")
	b.gazette("chenbao", nil).brief(0)
	b.crawl("--since", "2d")
	if raised, digests := b.heard(newswatch.AlertRaised), b.heard(newswatch.AlertDigest); len(raised) != 0 || len(digests) != 1 {
		t.Errorf("raised %+v, digests %+v", raised, digests)
	}
}

// Without an age limit old articles are told like any other.
func TestWithoutAgeLimitOldArticlesAlert(t *testing.T) {
	b := newTown(t, "alerts: { max_age: 0 }\n")
	b.gazette("chenbao", nil).old(3)
	b.crawl()
	if raised, digests := b.heard(newswatch.AlertRaised), b.heard(newswatch.AlertDigest); len(raised) != 3 || len(digests) != 0 {
		t.Errorf("raised %+v, digests %+v", raised, digests)
	}
	for _, a := range b.exported() {
		if a.Late || strings.TrimSpace(a.Title) == "" {
			t.Errorf("late: %+v", a)
		}
	}
}
