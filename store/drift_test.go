package store

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"newswatch"
)

// A field's pages are written as letters: g had it, b lacked it; F marks the
// page at which it counts as failing and R where as mended; at P it does so as
// the page holds links that the selector does not find.
func TestDrift(t *testing.T) {
	cases := []struct {
		name  string
		list  bool
		pages string
	}{
		{"a field that never was there is not missed", false, "bbbbbbbbbb"},
		{"one bad article is not drift", false, "gggggbggggg"},
		{"two bad articles are not drift", false, "gggggbbggbb"},
		{"three running are", false, "gggggbbFbbb"},
		{"not before it was there three times", false, "ggbbbbbb"},
		{"three times are enough", false, "gggbbF"},
		{"a field that half the articles lack is not missed so soon", false, strings.Repeat("gb", 10) + strings.Repeat("b", 11) + "F"},
		{"it is raised once", false, "gggggbbFbbbbbbb"},
		{"one good article does not mend it", false, "gggggbbFgbgb"},
		{"two running do", false, "gggggbbFgR"},
		{"and it may fail again", false, "gggggbbFgRbbF"},
		{"a list that never had links is not missed", true, "bbbb"},
		{"a list fails at the second look", true, "gbFbb"},
		{"one empty look is nothing", true, "gbgbgb"},
		{"a list whose links are plain to see fails at the first look", true, "gPbbRP"},
		{"but not one that never had links", true, "pp"},
		{"a list is mended by one look", true, "gbFR"},
	}
	for _, c := range cases {
		f, got := &fit{}, ""
		for i, p := range c.pages {
			there := p == 'g' || p == 'R'
			f.plain = p == 'P' || p == 'p'
			switch f.see(c.list, there, fmt.Sprint("u", i), "h1", noon) {
			case failed:
				got += map[bool]string{true: "P", false: "F"}[f.plain]
			case recovered:
				got += "R"
			default:
				got += map[bool]string{true: "g", false: map[bool]string{true: "p", false: "b"}[f.plain]}[there]
			}
		}
		if got != c.pages {
			t.Errorf("%s: want %s, got %s", c.name, c.pages, got)
		}
	}
}

func TestSilence(t *testing.T) {
	every := func(n int, gap time.Duration) (seen []time.Time) {
		for i := range n {
			seen = append(seen, noon.Add(-time.Duration(i)*gap))
		}
		return seen
	}
	cases := []struct {
		name string
		seen []time.Time
		want time.Duration
	}{
		{"too few to tell", every(8, time.Hour), 0},
		{"a busy site may be silent overnight", every(60, time.Minute), 12 * time.Hour},
		{"a daily paper for four days", every(30, 24*time.Hour), 96 * time.Hour},
	}
	for _, c := range cases {
		if got := silence(c.seen); got != c.want {
			t.Errorf("%s: got %v, want %v", c.name, got, c.want)
		}
	}
}

func troubles(t *testing.T, s *Store) (list []newswatch.AlertItem) {
	t.Helper()
	page, err := s.Alerts(context.Background(), newswatch.AlertQuery{})
	if err != nil {
		t.Fatal(err)
	}
	return page.Items
}

func TestAFailingFieldIsToldOnceAndSoIsItsReturn(t *testing.T) {
	ctx := context.Background()
	s := open(t, Options{TroubleChannels: []string{"desk"}, SiteName: func(newswatch.SiteID) string { return "甲网" }})
	see := func(n int, missing bool) {
		o := newswatch.Observation{Site: "alpha", URL: fmt.Sprint("https://alpha.example/", n), Template: "t1",
			Fields: map[string]string{"title": "h1"}, Seen: noon}
		if missing {
			o.Missing = map[string]string{"source": ".from"}
		} else {
			o.Fields["source"] = ".from"
		}
		if err := s.Observe(ctx, []newswatch.Observation{o}); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 6 {
		see(i, false)
	}
	for i := 6; i < 12; i++ {
		see(i, true)
	}
	list := troubles(t, s)
	if len(list) != 1 || list[0].Type != newswatch.SiteFailing || len(list[0].Deliveries) != 1 {
		t.Fatalf("raised %+v", list)
	}
	site := list[0].Alert.Site
	if site.Field != "source" || site.Selector != ".from" || !strings.HasSuffix(site.LastGood, "/5") || !strings.HasSuffix(site.FirstBad, "/6") || site.Name != "甲网" {
		t.Errorf("trouble %+v", site)
	}
	file(t, s, sight("alpha", "1", "标题", "站点有了一篇文章才列得出来。"))
	states, err := s.SiteStates(ctx)
	if err != nil || len(states) != 1 || len(states[0].Failing) != 1 || states[0].Failing[0].Field != "source" {
		t.Errorf("states %+v, %v", states, err)
	}
	see(12, false)
	see(13, false)
	list = troubles(t, s)
	if len(list) != 2 || list[0].Type != newswatch.SiteRecovered {
		t.Fatalf("raised %+v", list)
	}
	fits, err := s.Fits(ctx, "alpha")
	if err != nil || len(fits) != 2 || fits[0].Field != "source" || fits[0].Good != 8 || fits[0].Bad != 6 || fits[0].Failing != nil {
		t.Errorf("fits %+v, %v", fits, err)
	}
}

func TestAListWithoutLinksIsTold(t *testing.T) {
	s := open(t, Options{TroubleChannels: []string{"desk"}})
	for _, links := range []int{20, 0, 0, 0, 20} {
		o := newswatch.Observation{Site: "alpha", URL: "https://alpha.example/list", List: true, Links: links, Fields: map[string]string{"links": ".news a"}, Seen: noon}
		if err := s.Observe(context.Background(), []newswatch.Observation{o}); err != nil {
			t.Fatal(err)
		}
	}
	list := troubles(t, s)
	if len(list) != 2 || list[1].Alert.Site.Problem != "no links" || list[1].Alert.Site.Selector != ".news a" || list[0].Type != newswatch.SiteRecovered {
		t.Errorf("raised %+v", list)
	}
}

func TestASilentSiteIsTold(t *testing.T) {
	ctx := context.Background()
	s := open(t, Options{TroubleChannels: []string{"desk"}})
	add := func(n int, at time.Time) {
		g := sight("alpha", fmt.Sprint(n), fmt.Sprint("标题", n), fmt.Sprintf("第%d篇。", n))
		g.Article.Fetched, g.Article.Published, g.Fingerprint.Bands = at, at, nil
		file(t, s, g)
	}
	check := func(at time.Time, want int) {
		t.Helper()
		run, err := s.BeginRun(ctx, "alpha", at)
		if err == nil {
			err = s.EndRun(ctx, run, newswatch.SiteReport{Site: "alpha", Status: newswatch.StatusOK})
		}
		if err == nil {
			err = s.CheckSilence(ctx, at)
		}
		if err != nil {
			t.Fatal(err)
		}
		if list := troubles(t, s); len(list) != want {
			t.Errorf("at %v: %d alerts, want %d", at, len(list), want)
		}
	}
	for i := range 20 {
		add(i, noon.Add(time.Duration(i)*time.Hour))
	}
	last := noon.Add(19 * time.Hour)
	check(last.Add(11*time.Hour), 0)
	check(last.Add(13*time.Hour), 1)
	check(last.Add(14*time.Hour), 1)
	add(100, last.Add(15*time.Hour))
	check(last.Add(16*time.Hour), 2)
}
