package match_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"newswatch"
	"newswatch/pipeline/fold"
	"newswatch/pipeline/match"
)

// Whatever is asked of whatever text, matches lie within it, in order, and what
// does not fire is explained.
func FuzzMatch(f *testing.F) {
	f.Add("湘湖,AI", "萧山", "", "萧山机场", `(兵团 OR /\d+亿/) AND NOT 招聘`, "湘湖", "蕭(xiāo)山 AI\n104亿元的兵团")
	f.Add("", "", "x", "", `COUNT(a) >= 2 AND SENTENCE(a b) OR a NEAR/3 b >> c`, "a b", "a。b\xffc a")
	f.Fuzz(func(t *testing.T, anyOf, all, none, except, expr, title, text string) {
		list := func(s string) []string {
			if s == "" {
				return nil
			}
			return strings.Split(s, ",")
		}
		m, err := match.Compile([]newswatch.Watch{
			{ID: "k", Any: list(anyOf), All: list(all), None: list(none), Except: list(except), Expr: expr},
			{ID: "p", Kind: newswatch.Person, Name: "沈立群", Aliases: list(except)},
		})
		if err != nil {
			return
		}
		d := doc(title, text)
		hits, misses := m.Explain(d)
		if len(hits)+len(misses) != 2 {
			t.Fatalf("got %v and %v", hits, misses)
		}
		for _, x := range misses {
			if x.Reason == "" || !utf8.ValidString(x.Reason) && utf8.ValidString(anyOf+all+none+except+expr+title+text) {
				t.Fatalf("%s does not fire: %q", x.ID, x.Reason)
			}
		}
		for _, h := range hits {
			last := newswatch.Match{Field: "title"}
			for _, x := range h.Matches {
				in := title
				if x.Field == "text" {
					in = text
				}
				runes := len([]rune(in))
				if x.Offset < 0 || x.Length <= 0 || x.Offset+x.Length > runes || x.Field == last.Field && x.Offset < last.Offset {
					t.Fatalf("%+v after %+v in %q", x, last, in)
				}
				if !strings.Contains(in, x.Excerpt) || utf8.RuneCountInString(x.Excerpt) > 60 || !strings.Contains(in, x.Name) {
					t.Fatalf("excerpt %q of %q", x.Excerpt, in)
				}
				last = x
			}
		}
	})
}

func TestExcerpts(t *testing.T) {
	long := strings.Repeat("一二三四五六七八九十", 10)
	for _, c := range []struct{ text, term, want string }{
		{"杭州湘湖春来早", "湘湖", "杭州湘湖春来早"},
		{"前一句。走进湘湖,春色满园。后一句。", "湘湖", "走进湘湖,春色满园。"},
		{"前一段\n  走进湘湖  \n后一段", "湘湖", "走进湘湖"},
		{"他说:“去湘湖!”她说好。", "湘湖", "他说:“去湘湖!”"},
		{"他说去。”湘湖很近。", "湘湖", "湘湖很近。"},
		{"他说去!”湘湖很近。", "湘湖", "湘湖很近。"},
		{long + ",走进湘湖,春色满园," + long, "湘湖", "走进湘湖,春色满园,"},
		{"春天到," + long[:120] + ",走进湘湖," + long, "湘湖", "春天到," + long[:120] + ",走进湘湖,"},
		{long + "湘湖" + long, "湘湖", long[len(long)-87:] + "湘湖" + long[:87]},
		{"湘湖" + long, "湘湖", "湘湖" + long[:174]},
		{long + "湘湖", "湘湖", long[len(long)-174:] + "湘湖"},
		{long, long[:150], long[:180]},
	} {
		m := compile(t, newswatch.Watch{ID: "w", Any: []string{c.term}})
		hits := m.Match(&match.Doc{Text: fold.Fold(c.text)})
		if len(hits) != 1 {
			t.Errorf("%s does not stand in %s", c.term, c.text)
		} else if got := hits[0].Matches[0].Excerpt; got != c.want {
			t.Errorf("%s in %s:\n got %s\nwant %s", c.term, c.text, got, c.want)
		}
	}
}
