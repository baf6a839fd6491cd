package match_test

import (
	"strings"
	"testing"

	"newswatch"
	"newswatch/pipeline/match"
)

// found writes what a document raises: id, then the stretches.
func found(m *match.Matcher, d *match.Doc) string {
	var all []string
	for _, h := range m.Match(d) {
		s := h.ID
		for _, x := range h.Matches {
			original := map[newswatch.Field]string{"title": d.Title.Original(), "text": d.Text.Original()}[x.Field]
			s += " " + string([]rune(original)[x.Offset:x.Offset+x.Length])
			if x.Context != "" {
				s += "(" + x.Context + ")"
			}
		}
		all = append(all, s)
	}
	return strings.Join(all, "; ")
}

func TestSharedAliasesAreToldApartByContext(t *testing.T) {
	m := compile(t,
		newswatch.Watch{ID: "xs", Kind: newswatch.Organization, Name: "萧山经济技术开发区", Aliases: []string{"开发区"}, Context: []string{"萧山", "湘湖"}},
		newswatch.Watch{ID: "xsha", Kind: newswatch.Organization, Name: "下沙经济技术开发区", Aliases: []string{"开发区"}, Context: []string{"下沙"}},
		newswatch.Watch{ID: "wei1", Kind: newswatch.Person, Name: "章小伟", Context: []string{"萧山公安"}},
		newswatch.Watch{ID: "wei2", Kind: newswatch.Person, Name: "章小伟"},
	)
	for text, want := range map[string]string{
		"湘湖边的开发区":     "xs 开发区(湘湖)",
		"下沙的开发区":      "xsha 开发区(下沙)",
		"萧山与下沙,开发区相邻": "xs 开发区(萧山); xsha 开发区(下沙)",
		"开发区":         "",
		"章小伟获奖":       "wei2 章小伟",
		"萧山公安民警章小伟获奖": "wei1 章小伟(萧山公安); wei2 章小伟",
	} {
		if got := found(m, doc("", text)); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

func TestNamesInsideLongerNames(t *testing.T) {
	m := compile(t,
		newswatch.Watch{ID: "short", Kind: newswatch.Person, Name: "李明"},
		newswatch.Watch{ID: "long", Kind: newswatch.Person, Name: "李明远", Aliases: []string{"老李明"}},
		newswatch.Watch{ID: "place", Kind: newswatch.Place, Name: "李明远故居", Aliases: []string{"李明"}},
	)
	for text, want := range map[string]string{
		"李明与李明远":   "short 李明; long 李明远; place 李明 李明",
		"只有李明远":    "long 李明远; place 李明",
		"大家叫他老李明。": "long 老李明; place 李明",
		"李明远故居开放":  "long 李明远; place 李明远故居",
	} {
		if got := found(m, doc("", text)); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
	_, misses := m.Explain(doc("", "只有李明远"))
	if len(misses) != 1 || misses[0].Reason != `except: the one occurrence of "李明" stands inside "李明远" (name)` {
		t.Errorf("got %v", misses)
	}
}

func TestHitsSayWhatTheyAre(t *testing.T) {
	m := compile(t,
		newswatch.Watch{ID: "k", Name: "湘湖", Any: []string{"湘湖"}, Channels: []string{"desk"}},
		newswatch.Watch{ID: "p", Name: "沈立群", Kind: newswatch.Person, Severity: newswatch.High},
	)
	hits := m.Match(doc("", "区长沈立群到湘湖。"))
	if len(hits) != 2 {
		t.Fatalf("got %v", hits)
	}
	if h := hits[0]; h.Name != "湘湖" || h.Kind != newswatch.Keyword || h.Severity != newswatch.Normal || len(h.Channels) != 1 || h.Figures == nil || h.Rule != `any "湘湖"` {
		t.Errorf("got %+v", h)
	}
	if h := hits[1]; h.Kind != newswatch.Person || h.Severity != newswatch.High || h.Matches[0].Name != "区长沈立群" || h.Rule != `name "沈立群"` {
		t.Errorf("got %+v", h)
	}
}

func TestTitlesAroundNames(t *testing.T) {
	m := compile(t, newswatch.Watch{ID: "p", Name: "沈立群", Kind: newswatch.Person})
	for text, want := range map[string]string{
		"区委常委沈立群到场":              "区委常委沈立群",
		"萧山区委书记、区长沈立群到场":         "区委书记、区长沈立群",
		"党工委委员副主任沈立群":            "党工委委员副主任沈立群",
		"沈立群部长":                  "沈立群部长",
		"區委統戰部部長沈立羣表示":           "區委統戰部部長沈立羣",
		"区委书记高某、沈立群出席":           "",
		"记者沈立群通讯员高某":             "记者沈立群",
		"记者 沈立群 通讯员 高某":          "记者 沈立群",
		"沈立群代表全区感谢大家":            "",
		"据沈立群介绍":                 "",
		"公司董事长、总经理沈立群说":          "公司董事长、总经理沈立群",
		"原副区长沈立群":                "原副区长沈立群",
		"来宾有市政协委员、区工商联副主席沈立群先生等": "市政协委员、区工商联副主席沈立群",
	} {
		hits := m.Match(doc("", text))
		if len(hits) != 1 || len(hits[0].Matches) != 1 {
			t.Errorf("%s: got %v", text, hits)
		} else if got := hits[0].Matches[0].Name; got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}
