package store

import (
	"context"
	"errors"
	"testing"
	"time"

	"newswatch"
)

func TestRevisionsAreKeptAndTold(t *testing.T) {
	ctx := context.Background()
	s := open(t, Options{Revisions: true})
	first := sight("alpha", "1", "旧标题", "萧山去年增长百分之五，写得清清楚楚。")
	first.Hits = []newswatch.Hit{hit("w", newswatch.Normal, "萧山"), hit("gone", newswatch.Normal, "百分之五")}
	out := file(t, s, first)
	second := sight("alpha", "1", "新标题", "萧山去年增长百分之六，写得清清楚楚。")
	second.Article.Fetched = noon.Add(time.Hour)
	second.Hits = []newswatch.Hit{hit("w", newswatch.Normal, "萧山", "百分之六"), hit("fresh", newswatch.Normal, "百分之六")}
	again := file(t, s, second)
	if again.Filing != newswatch.FiledRevised || again.ArticleID != out.ArticleID || len(again.Alerts) != 3 {
		t.Fatalf("%+v", again)
	}
	kinds := map[string]newswatch.Alert{}
	for _, id := range again.Alerts {
		item, err := s.Alert(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		kinds[item.Watch.ID+" "+string(item.Type)] = *item.Alert
	}
	w, gone := kinds["w alert.revised"], kinds["gone alert.revised"]
	if len(w.Changes) != 2 || len(w.Changes[1].Appeared) != 1 || w.Changes[1].Appeared[0] != "百分之六" || len(w.Changes[1].Vanished) != 0 {
		t.Errorf("w: %+v", w.Changes)
	}
	if len(gone.Changes) != 2 || len(gone.Changes[1].Vanished) != 1 || len(gone.Matches) != 0 {
		t.Errorf("gone: %+v", gone)
	}
	if _, told := kinds["fresh alert.raised"]; !told {
		t.Errorf("raised %v", kinds)
	}
	list, err := s.Revisions(ctx, out.ArticleID)
	if err != nil || len(list) != 2 || list[0].Title != "旧标题" || list[1].Title != "新标题" || len(list[1].Changes) != 2 ||
		list[1].Number != 2 || !list[1].Seen.Equal(noon.Add(time.Hour)) {
		t.Errorf("revisions %+v, %v", list, err)
	}
	third := sight("alpha", "1", "又一个标题", second.Article.Text)
	third.Hits = second.Hits
	file(t, s, third)
	if list, err = s.Revisions(ctx, out.ArticleID); err != nil || len(list) != 3 || list[1].Title != "新标题" || list[2].Title != "又一个标题" {
		t.Errorf("revisions %+v, %v", list, err)
	}
	if pages, err := s.Snapshots(ctx, out.ArticleID); err != nil || len(pages) != 3 {
		t.Errorf("%d snapshots, %v", len(pages), err)
	}
	a, err := s.Article(ctx, out.ArticleID)
	if err != nil || a.Revision != 3 || !a.Fetched.Equal(noon) || len(a.Watches) != 2 {
		t.Errorf("%+v, %v", a, err)
	}
}

func TestWithdrawalNeedsASecondLook(t *testing.T) {
	ctx := context.Background()
	s := open(t, Options{Revisions: true})
	g := sight("alpha", "1", "标题", "这篇文章后来被撤下，又恢复了。")
	g.Hits = []newswatch.Hit{hit("w", newswatch.Normal, "撤下")}
	id := file(t, s, g).ArticleID
	gone := newswatch.Absence{Site: "alpha", URL: g.Article.CanonicalURL, Status: 404, Reason: "404"}
	look := func(minutes int, want newswatch.Filing, alerts int) {
		t.Helper()
		gone.Seen = noon.Add(time.Duration(minutes) * time.Minute)
		out, err := s.Absent(ctx, gone)
		if err != nil || out.Filing != want || len(out.Alerts) != alerts {
			t.Errorf("after %d minutes: %+v, %v; want %s", minutes, out, err, want)
		}
	}
	look(1, newswatch.FiledDoubtful, 0)
	look(1, newswatch.FiledDoubtful, 0) // the same look twice
	if due, err := s.Revisits(ctx, "alpha", noon.Add(2*time.Minute), 10); err != nil || len(due) != 1 || !due[0].Doubtful {
		t.Errorf("revisits %+v, %v", due, err)
	}
	look(10, newswatch.FiledWithdrawn, 1)
	look(20, newswatch.FiledUnchanged, 0)
	a, err := s.Article(ctx, id)
	if err != nil || !a.Withdrawn() || !a.WithdrawnAt.Equal(noon.Add(10*time.Minute)) {
		t.Errorf("%+v, %v", a, err)
	}
	g.Article.Fetched = noon.Add(time.Hour)
	if out := file(t, s, g); out.Filing != newswatch.FiledReturned || len(out.Alerts) != 0 {
		t.Errorf("back: %+v", out)
	}
	looks, err := s.Looks(ctx, id)
	if err != nil || len(looks) != 3 || looks[1].Filing != newswatch.FiledWithdrawn || looks[1].Status != 404 || looks[2].Filing != newswatch.FiledReturned {
		t.Errorf("looks %+v, %v", looks, err)
	}
	gone.URL = "https://alpha.example/unknown"
	if _, err := s.Absent(ctx, gone); !errors.Is(err, newswatch.ErrNotFound) {
		t.Errorf("unknown article: %v", err)
	}
}

func TestTwoLooksOfOneRunAreOne(t *testing.T) {
	ctx := context.Background()
	s := open(t, Options{})
	g := sight("alpha", "1", "标题", "一次抓取里看了两眼的文章。")
	file(t, s, g)
	for n, want := range []newswatch.Filing{newswatch.FiledDoubtful, newswatch.FiledWithdrawn} {
		at := noon.Add(time.Duration(n) * 10 * time.Second)
		run, err := s.BeginRun(ctx, "alpha", at)
		if err != nil {
			t.Fatal(err)
		}
		for look := range 2 {
			out, err := s.Absent(ctx, newswatch.Absence{Site: "alpha", URL: g.Article.CanonicalURL, Status: 404, Seen: at.Add(time.Duration(look+1) * time.Second)})
			if err != nil || look == 0 && out.Filing != want {
				t.Errorf("run %d, look %d: %+v, %v", n, look, out, err)
			}
		}
		if err := s.EndRun(ctx, run, newswatch.SiteReport{}); err != nil {
			t.Fatal(err)
		}
	}
}

func TestADoubtEndsWhereThePageIsBack(t *testing.T) {
	ctx := context.Background()
	s := open(t, Options{ConfirmAfter: 5 * time.Minute})
	g := sight("alpha", "1", "标题", "这篇文章只是一时打不开。")
	id := file(t, s, g).ArticleID
	look := func(minutes int) newswatch.Filing {
		out, err := s.Absent(ctx, newswatch.Absence{Site: "alpha", URL: g.Article.CanonicalURL, Status: 404, Seen: noon.Add(time.Duration(minutes) * time.Minute)})
		if err != nil {
			t.Fatal(err)
		}
		return out.Filing
	}
	if got := look(1); got != newswatch.FiledDoubtful {
		t.Error(got)
	}
	if got := look(2); got != newswatch.FiledDoubtful {
		t.Errorf("too soon to confirm: %s", got)
	}
	if err := s.Unchanged(ctx, id, noon.Add(3*time.Minute)); err != nil {
		t.Fatal(err)
	}
	if got := look(20); got != newswatch.FiledDoubtful {
		t.Errorf("a new doubt: %s", got)
	}
}

func TestVisitsGrowApart(t *testing.T) {
	ctx := context.Background()
	s := open(t, Options{Revisit: []time.Duration{time.Hour, 6 * time.Hour}})
	id := file(t, s, sight("alpha", "1", "标题", "过些时候要再看一眼的文章。")).ArticleID
	due := func(after time.Duration) bool {
		t.Helper()
		list, err := s.Revisits(ctx, "alpha", noon.Add(after), 10)
		if err != nil {
			t.Fatal(err)
		}
		return len(list) == 1
	}
	if due(59*time.Minute) || !due(time.Hour) {
		t.Error("first look")
	}
	if err := s.Unchanged(ctx, id, noon.Add(61*time.Minute)); err != nil {
		t.Fatal(err)
	}
	if due(5*time.Hour) || !due(6*time.Hour) {
		t.Error("second look")
	}
	if err := s.Unchanged(ctx, id, noon.Add(7*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if due(10000 * time.Hour) {
		t.Error("a third look")
	}
}

func TestVariantsLeadToOneArticle(t *testing.T) {
	ctx := context.Background()
	s := open(t, Options{})
	g := sight("alpha", "1", "标题", "一篇文章有好几个地址，只算一篇。")
	id := file(t, s, g).ArticleID
	mobile := "https://m.alpha.example/1"
	if err := s.SaveAlias(ctx, mobile, g.Article.CanonicalURL); err != nil {
		t.Fatal(err)
	}
	known, err := s.Known(ctx, []string{mobile, g.Article.CanonicalURL, "https://alpha.example/2"})
	if err != nil || len(known) != 2 || !known[mobile] {
		t.Errorf("known %v, %v", known, err)
	}
	if a, err := s.ArticleByURL(ctx, mobile); err != nil || a.ID != id {
		t.Errorf("%+v, %v", a, err)
	}
	again := sight("alpha", "1", "标题", g.Article.Text)
	again.Article.CanonicalURL = mobile
	if out := file(t, s, again); out.ArticleID != id || out.Filing != newswatch.FiledUnchanged {
		t.Errorf("%+v", out)
	}
	if _, err := s.ArticleByURL(ctx, "https://alpha.example/2"); !errors.Is(err, newswatch.ErrNotFound) {
		t.Errorf("unknown: %v", err)
	}
}

func TestValidatorsAreKept(t *testing.T) {
	ctx := context.Background()
	s := open(t, Options{})
	if v, err := s.Validators(ctx, "https://alpha.example/"); err != nil || v != (newswatch.Validators{}) {
		t.Errorf("%+v, %v", v, err)
	}
	want := newswatch.Validators{URL: "https://alpha.example/", ETag: `"x"`, Modified: "Mon", BodyHash: 1<<63 + 5, Fetched: noon}
	for range 2 {
		if err := s.SaveValidators(ctx, want); err != nil {
			t.Fatal(err)
		}
	}
	if v, err := s.Validators(ctx, want.URL); err != nil || v != want {
		t.Errorf("%+v, %v", v, err)
	}
	later := want
	later.Fetched = noon.Add(time.Hour) // the same an hour later: not worth a write
	if err := s.SaveValidators(ctx, later); err != nil {
		t.Fatal(err)
	}
	if v, err := s.Validators(ctx, want.URL); err != nil || v != want {
		t.Errorf("%+v, %v", v, err)
	}
	later.ETag = `"y"`
	if err := s.SaveValidators(ctx, later); err != nil {
		t.Fatal(err)
	}
	if v, err := s.Validators(ctx, want.URL); err != nil || v != later {
		t.Errorf("%+v, %v", v, err)
	}
}

func TestOneRunOfASiteAtOnce(t *testing.T) {
	ctx := context.Background()
	now := noon
	s := open(t, Options{Now: func() time.Time { return now }})
	run, err := s.BeginRun(ctx, "alpha", noon)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.BeginRun(ctx, "alpha", noon); !errors.Is(err, newswatch.ErrLocked) {
		t.Errorf("second run: %v", err)
	}
	if _, err := s.BeginRun(ctx, "beta", noon); err != nil {
		t.Errorf("another site: %v", err)
	}
	// Claims of others: a live process of this host, one of another host that is
	// heard of and one that is not.
	other := openAt(t, s.path, Options{Now: func() time.Time { return now }})
	other.owner, other.host = "someone", "elsewhere"
	if _, err := other.BeginRun(ctx, "alpha", noon); !errors.Is(err, newswatch.ErrLocked) && err != nil {
		t.Error(err)
	}
	if err := s.EndRun(ctx, run, newswatch.SiteReport{Site: "alpha", Status: newswatch.StatusOK, New: 3, Finished: noon.Add(time.Minute)}); err != nil {
		t.Fatal(err)
	}
	if last, err := s.LastRun(ctx, "alpha"); err != nil || !last.Equal(noon) {
		t.Errorf("last run %v, %v", last, err)
	}
	if last, err := s.LastRun(ctx, "gamma"); err != nil || !last.IsZero() {
		t.Errorf("never run: %v, %v", last, err)
	}
	foreign, err := other.BeginRun(ctx, "gamma", noon)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.BeginRun(ctx, "gamma", noon); !errors.Is(err, newswatch.ErrLocked) {
		t.Errorf("claimed elsewhere: %v", err)
	}
	now = noon.Add(2 * time.Minute)
	if _, err := s.BeginRun(ctx, "gamma", now); err != nil {
		t.Errorf("a claim that nobody renews: %v", err)
	}
	if err := other.EndRun(ctx, foreign+1000, newswatch.SiteReport{}); !errors.Is(err, newswatch.ErrNotFound) {
		t.Errorf("unknown run: %v", err)
	}
	states, err := s.SiteStates(ctx)
	if err != nil || len(states) != 3 || states[0].LastStatus != newswatch.StatusOK || states[0].Running || !states[2].Running {
		t.Errorf("states %+v, %v", states, err)
	}
}

func TestRereadingIsNoRevision(t *testing.T) {
	ctx := context.Background()
	s := open(t, Options{Revisions: true})
	g := sight("alpha", "1", "标题", "选择器不对，正文里混进了页脚。")
	g.Hits = []newswatch.Hit{hit("w", newswatch.Normal, "正文")}
	id := file(t, s, g).ArticleID
	mended := sight("alpha", "1", "标题", "选择器改好了，页脚就没有了。")
	mended.Hits = []newswatch.Hit{hit("v", newswatch.Normal, "页脚")}
	mended.Article.ID = id
	if err := s.Rewrite(ctx, mended); err != nil {
		t.Fatal(err)
	}
	a, err := s.Article(ctx, id)
	if err != nil || a.Revision != 1 || a.Text != mended.Article.Text || len(a.Watches) != 1 || a.Watches[0] != "v" {
		t.Errorf("%+v, %v", a, err)
	}
	if page, err := s.Alerts(ctx, newswatch.AlertQuery{}); err != nil || len(page.Items) != 1 {
		t.Errorf("told: %+v, %v", page, err)
	}
	if got := titles(t, s, newswatch.Query{Q: "改好"}); got != "标题" {
		t.Errorf("found %q", got)
	}
	if err := s.Rewrite(ctx, sight("alpha", "2", "标题", "没有归档过的。")); !errors.Is(err, newswatch.ErrNotFound) {
		t.Errorf("unknown: %v", err)
	}
}
