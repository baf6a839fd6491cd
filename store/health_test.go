package store

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"newswatch"
)

// looked is what a run saw of one article page: a title, and an author or none.
func looked(url string, at time.Time, author bool) newswatch.Observation {
	o := newswatch.Observation{Site: "alpha", URL: url, Template: "t", Fields: map[string]string{"title": "h1"}, Seen: at}
	if author {
		o.Fields["author"] = ".by"
	} else {
		o.Missing = map[string]string{"author": ".by"}
	}
	return o
}

func TestHealthIsSummedByDay(t *testing.T) {
	ctx := context.Background()
	s := open(t, Options{Now: func() time.Time { return noon }, Zone: time.FixedZone("east", 3*60*60)})
	late := time.Date(2026, 2, 14, 20, 59, 0, 0, time.UTC) // 23:59 there
	runs := [][]newswatch.Observation{
		{looked("https://alpha.example/1", late, true), looked("https://alpha.example/2", late, false), looked("https://alpha.example/3", late.Add(time.Minute), true)},
		{looked("https://alpha.example/4", late, true), {Site: "alpha", URL: "https://alpha.example/", List: true, Links: 9, Seen: late}},
		{{Site: "alpha", URL: "https://alpha.example/more", List: true, Seen: late}, {Site: "beta", URL: "https://beta.example/", Fields: map[string]string{"title": "h1"}, Seen: late}},
	}
	for _, run := range runs {
		if err := s.Observe(ctx, run); err != nil {
			t.Fatal(err)
		}
	}
	want := []newswatch.FitDay{
		{Field: "author", Day: "2026-02-14", Good: 2, Bad: 1}, {Field: "author", Day: "2026-02-15", Good: 1},
		{Field: "links", Day: "2026-02-14", Good: 1, Bad: 1},
		{Field: "title", Day: "2026-02-14", Good: 3}, {Field: "title", Day: "2026-02-15", Good: 1},
	}
	got, err := s.FitDays(ctx, "alpha", late)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
	if got, err := s.FitDays(ctx, "alpha", late.Add(time.Minute)); err != nil || len(got) != 2 {
		t.Errorf("since the next day: %v, %v", got, err)
	}
}

func TestOldHealthIsForgotten(t *testing.T) {
	ctx := context.Background()
	now := noon
	s := open(t, Options{Now: func() time.Time { return now }})
	if err := s.Observe(ctx, []newswatch.Observation{looked("https://alpha.example/1", noon, true)}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ days, rows int }{{keepHealth, 2}, {keepHealth + 1, 0}} {
		now = noon.AddDate(0, 0, c.days)
		if err := s.Prune(ctx, time.Time{}, time.Time{}); err != nil {
			t.Fatal(err)
		}
		if got, err := s.FitDays(ctx, "alpha", noon); err != nil || len(got) != c.rows {
			t.Errorf("after %d days: %v, %v", c.days, got, err)
		}
	}
}

// The page on which a field began to be missing can be looked at, also where no
// article came of it.
func TestPagesOfAFailureAreKept(t *testing.T) {
	ctx := context.Background()
	s := open(t, Options{Now: func() time.Time { return noon }})
	g := sight("alpha", "1", "标题", "写着湘湖的正文。")
	file(t, s, g)
	unread := func(url string, minutes int) newswatch.Observation {
		o := looked(url, noon.Add(time.Duration(minutes)*time.Minute), false)
		o.Page = &newswatch.Page{URL: url, FinalURL: url, Status: 200, Body: []byte("<p>" + url), Fetched: o.Seen}
		return o
	}
	observe := func(seen ...newswatch.Observation) {
		t.Helper()
		if err := s.Observe(ctx, seen); err != nil {
			t.Fatal(err)
		}
	}
	kept := func(url string) string {
		t.Helper()
		p, article, err := s.PageAt(ctx, url, time.Time{})
		if errors.Is(err, newswatch.ErrNotFound) {
			return ""
		}
		if err != nil || article != 0 {
			t.Fatalf("%s: article %d, %v", url, article, err)
		}
		return string(p.Body)
	}
	if p, article, err := s.PageAt(ctx, g.Article.URL, time.Time{}); err != nil || article == 0 || string(p.Body) != string(g.Page.Body) {
		t.Errorf("the page of an article: %q, %d, %v", p.Body, article, err)
	}
	if _, _, err := s.PageAt(ctx, g.Article.URL, g.Article.Fetched.Add(-time.Hour)); !errors.Is(err, newswatch.ErrNotFound) {
		t.Errorf("before it was fetched: %v", err)
	}

	// One odd page is kept until the next good one.
	for i := range 4 {
		observe(looked("https://alpha.example/1", noon.Add(time.Duration(i)*time.Minute), true))
	}
	odd := "https://alpha.example/odd"
	if observe(unread(odd, 10)); kept(odd) != "<p>"+odd {
		t.Errorf("an odd page: %q", kept(odd))
	}
	if observe(looked("https://alpha.example/1", noon.Add(11*time.Minute), true)); kept(odd) != "" {
		t.Error("an odd page is kept for ever")
	}

	// Of a failure the first is kept, also when it is over.
	var urls []string
	for i := range 10 {
		urls = append(urls, fmt.Sprintf("https://alpha.example/b%d", i))
		observe(unread(urls[i], 20+i))
	}
	if len(troubles(t, s)) == 0 {
		t.Fatal("nothing failed")
	}
	for i := range 3 {
		observe(looked("https://alpha.example/1", noon.Add(time.Duration(40+i)*time.Minute), true))
	}
	for i, url := range urls {
		if want := map[bool]string{true: "<p>" + url}[i == 0]; kept(url) != want {
			t.Errorf("%s: %q", url, kept(url))
		}
	}
	if err := s.Prune(ctx, time.Time{}, noon.Add(24*time.Hour)); err != nil || kept(urls[0]) != "" {
		t.Errorf("after the snapshots' time: %q, %v", kept(urls[0]), err)
	}
}
