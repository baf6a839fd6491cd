package store

import (
	"context"
	"strings"
	"testing"
	"time"

	"newswatch"
)

// outageBench runs sites by hand: each letter of a day is a run, ten minutes
// after the one before: f failed, o went well, p partly.
func outageBench(t *testing.T, s *Store, now *time.Time, site newswatch.SiteID, runs string) {
	t.Helper()
	for i, c := range runs {
		at := now.Add(-time.Duration(len(runs)-i) * 10 * time.Minute)
		run, err := s.BeginRun(context.Background(), site, at)
		if err != nil {
			t.Fatal(err)
		}
		r := newswatch.SiteReport{Site: site, Status: newswatch.StatusOK, Started: at, Finished: at.Add(time.Minute)}
		switch c {
		case 'f':
			r.Status, r.Error = newswatch.StatusFailed, "no list could be read: the name a.example cannot be looked up"
		case 'p':
			r.Status = newswatch.StatusPartial
		}
		if err := s.EndRun(context.Background(), run, r); err != nil {
			t.Fatal(err)
		}
	}
}

func TestUnreachableSitesAreToldOnce(t *testing.T) {
	ctx := context.Background()
	now := noon
	s := open(t, Options{Now: func() time.Time { return now }, TroubleChannels: []string{"desk"}, SiteName: func(id newswatch.SiteID) string { return string(id) + "网" }})
	check := func(want int) newswatch.AlertItem {
		t.Helper()
		if err := s.CheckOutages(ctx, now); err != nil {
			t.Fatal(err)
		}
		list := troubles(t, s)
		if len(list) != want {
			t.Fatalf("%d alerts, want %d: %+v", len(list), want, list)
		}
		if want == 0 {
			return newswatch.AlertItem{}
		}
		one, err := s.Alert(ctx, list[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		return one
	}
	outageBench(t, s, &now, "alpha", "oooooo")
	outageBench(t, s, &now, "beta", "oofoff")
	check(0) // two in a row
	now = now.Add(20 * time.Minute)
	outageBench(t, s, &now, "alpha", "fp")
	outageBench(t, s, &now, "beta", "ff")
	a := check(1)
	if a.Type != newswatch.SiteFailing || a.Alert.Site.ID != "beta" || a.Alert.Site.Problem != "unreachable" ||
		!strings.Contains(a.Alert.Site.Message, "已连续 4 次（40 分钟）") || !strings.Contains(a.Alert.Site.Message, "cannot be looked up") {
		t.Errorf("told %+v", a.Alert.Site)
	}
	now = now.Add(20 * time.Minute)
	outageBench(t, s, &now, "alpha", "oo")
	outageBench(t, s, &now, "beta", "ff")
	check(1) // it was told
	states, err := s.SiteStates(ctx)
	if err != nil || len(states) != 2 || len(states[1].Failing) != 1 {
		t.Errorf("states %+v, %v", states, err)
	}
	now = now.Add(20 * time.Minute)
	outageBench(t, s, &now, "beta", "fo")
	if a := check(2); a.Type != newswatch.SiteRecovered || a.Alert.Site.ID != "beta" {
		t.Errorf("told %+v", a)
	}
	check(2)
}

// When nothing can be read at all, one message says so, and not one for each site.
func TestAnOutageOfAllSitesIsToldOnce(t *testing.T) {
	ctx := context.Background()
	now := noon
	s := open(t, Options{Now: func() time.Time { return now }, TroubleChannels: []string{"desk"}})
	for _, site := range []newswatch.SiteID{"alpha", "beta", "gamma"} {
		outageBench(t, s, &now, site, "offfffff")
	}
	for range 2 {
		if err := s.CheckOutages(ctx, now); err != nil {
			t.Fatal(err)
		}
	}
	list := troubles(t, s)
	if len(list) != 1 {
		t.Fatalf("%d alerts: %+v", len(list), list)
	}
	if one, err := s.Alert(ctx, list[0].ID); err != nil || !strings.Contains(one.Alert.Site.Message, "全部 3 个网站都读不到") {
		t.Errorf("told %+v, %v", one.Alert, err)
	}
	now = now.Add(20 * time.Minute)
	for _, site := range []newswatch.SiteID{"alpha", "beta", "gamma"} {
		outageBench(t, s, &now, site, "oo")
	}
	for range 2 {
		if err := s.CheckOutages(ctx, now); err != nil {
			t.Fatal(err)
		}
	}
	if list := troubles(t, s); len(list) != 2 || list[0].Type != newswatch.SiteRecovered {
		t.Errorf("after it: %+v", list)
	}
}
