package store

import (
	"context"
	"testing"
	"time"

	"newswatch"
)

// disguises finds every copy disguised.
type disguises struct{ sameWords }

func (d disguises) Against(new *newswatch.Article) func(old *newswatch.Article) newswatch.Likeness {
	return func(old *newswatch.Article) newswatch.Likeness {
		l := d.compare(old, new)
		l.Disguised = l.Same
		return l
	}
}

// A watch may find a name in a copy that the original does not hold: the alert
// names the original, and says that the copy is a disguised one.
func TestAlertOfACopyNamesItsOriginal(t *testing.T) {
	ctx := context.Background()
	s := open(t, Options{Judge: disguises{}, SiteName: func(id newswatch.SiteID) string { return string(id) + "网" }})
	first := file(t, s, sight("alpha", "1", "重庆新添一座工厂", "日前投产的工厂总投资二十三亿元，在重庆。"))
	g := sight("beta", "1", "湘湖新添一座工厂", "日前投产的工厂总投资二十三亿元，在湘湖。")
	g.Hits = []newswatch.Hit{hit("lake", newswatch.Normal, "湘湖")}
	if out := file(t, s, g); out.Filing != newswatch.FiledDuplicate || len(out.Alerts) != 1 {
		t.Fatalf("filed %+v", out)
	}
	due, err := s.Lease(ctx, "desk", s.now(), 10, time.Minute)
	if err != nil || len(due) != 1 {
		t.Fatalf("leased %+v, %v", due, err)
	}
	story := due[0].Alert.Story
	want := newswatch.OriginalRef{ID: first.ArticleID, Site: "alpha", SiteName: "alpha网", URL: "https://alpha.example/1", Title: "重庆新添一座工厂"}
	if story.Original == nil || *story.Original != want || !story.Disguised {
		t.Errorf("story %+v, original %+v", story, story.Original)
	}
}
