package match_test

import (
	"errors"
	"strings"
	"testing"

	"newswatch"
	"newswatch/pipeline/fold"
	"newswatch/pipeline/match"
)

func doc(title, text string) *match.Doc {
	return &match.Doc{Title: fold.Fold(title), Text: fold.Fold(text)}
}

func compile(t testing.TB, watches ...newswatch.Watch) *match.Matcher {
	t.Helper()
	m, err := match.Compile(watches)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestContractExample(t *testing.T) {
	m := compile(t, newswatch.Watch{
		ID: "xianghu", Name: "湘湖", Any: []string{"湘湖", "跨湖桥"}, All: []string{"萧山"},
		None: []string{"西湖龙井"}, Except: []string{"萧山机场"},
		Expr:  `("萧滨一体化" OR 兵团) AND NOT 招聘`,
		Sites: []newswatch.SiteID{"people", "xsnet"}, Severity: newswatch.High, Channels: []string{"desk"},
	})
	d := doc("杭州湘湖吹响高质量发展集结号", "从萧山机场出发,\n湘湖兵团在蕭山集结。")
	hits, misses := m.Explain(d)
	if len(hits) != 1 || len(misses) != 0 {
		t.Fatalf("got hits %v, misses %v", hits, misses)
	}
	var got []string
	for _, x := range hits[0].Matches {
		got = append(got, strings.Join([]string{x.Term, string(x.Field), string([]rune(map[newswatch.Field]string{"title": d.Title.Original(), "text": d.Text.Original()}[x.Field])[x.Offset : x.Offset+x.Length]), x.Excerpt}, "|"))
	}
	want := []string{
		"湘湖|title|湘湖|杭州湘湖吹响高质量发展集结号",
		"湘湖|text|湘湖|湘湖兵团在蕭山集结。",
		"兵团|text|兵团|湘湖兵团在蕭山集结。",
		"萧山|text|蕭山|湘湖兵团在蕭山集结。",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	t.Log(hits[0].Rule)
}

func TestFaultsAreJoined(t *testing.T) {
	_, err := match.Compile([]newswatch.Watch{
		{ID: "a", Any: []string{""}},
		{ID: "b", Expr: "萧山 AND"},
		{ID: "c", None: []string{"西湖"}},
	})
	var f *match.Fault
	if !errors.As(err, &f) {
		t.Fatalf("got %v, want faults", err)
	}
	t.Log(err)
	if n := len(strings.Split(err.Error(), "\n")); n != 3 {
		t.Errorf("got %d faults, want 3: %v", n, err)
	}
}
