package wordfile

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"newswatch"
	"newswatch/pipeline/match"
)

func TestParse(t *testing.T) {
	got, err := Parse("watches.d/desk.txt", []byte("\ufeff# 我们的词\r\n"+`
[湘湖]
@desk ding
湘湖
 跨湖桥 
/湘湖(兵团|镇)/
+萧山
！西湖龙井
~湘湖路

闻堰
# 注释不分组
＋萧山

【brand】
AI 产业


`))
	if err != nil {
		t.Fatal(err)
	}
	want := []newswatch.Watch{
		{ID: "desk-11b194f7", Name: "湘湖", Kind: newswatch.Keyword, Channels: []string{"desk", "ding"},
			Any: []string{"湘湖", "跨湖桥", "/湘湖(兵团|镇)/"}, All: []string{"萧山"}, None: []string{"西湖龙井"}, Except: []string{"湘湖路"}},
		{ID: "desk-a33035bf", Name: "闻堰", Kind: newswatch.Keyword, Any: []string{"闻堰"}, All: []string{"萧山"}},
		{ID: "brand", Name: "brand", Kind: newswatch.Keyword, Any: []string{"AI 产业"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if _, err := match.Compile(got); err != nil {
		t.Errorf("the watches do not compile: %v", err)
	}
}

// An id outlives its group's place in the file and its words.
func TestIDsStay(t *testing.T) {
	a, err := Parse("a.txt", []byte("[湘湖]\n湘湖\n"))
	if err != nil {
		t.Fatal(err)
	}
	b, err := Parse("a.txt", []byte("闻堰\n\n[湘湖]\n跨湖桥\n"))
	if err != nil {
		t.Fatal(err)
	}
	if a[0].ID != b[1].ID || b[0].ID == b[1].ID {
		t.Errorf("got %s, then %s and %s", a[0].ID, b[0].ID, b[1].ID)
	}
}

func TestParseFaults(t *testing.T) {
	for text, want := range map[string]string{
		"!招聘\n":            `f.txt:1: the group has only exclusions, which alone never fire; give at least one plain word`,
		"湘湖\n\n[空]\n@desk": `f.txt:3: the group has no words; give at least one`,
		"[湘湖\n湘湖":          `f.txt:1: expected ] after the name "湘湖"`,
		"[湘湖] 萧山\n湘湖":      `f.txt:1: expected nothing after [湘湖], found "萧山"; words stand on lines of their own`,
		"[]\n湘湖":           `f.txt:1: expected a name between [ and ]`,
		"[a]\n[b]\n湘湖":     `f.txt:2: found the name "b" in the group "a"; begin a group by an empty line`,
		"湘湖\n+\n":          `f.txt:2: expected a word after +`,
		"湘湖\n@\n":          `f.txt:2: expected a channel after @`,
		"湘湖\n\n湘湖":         `f.txt:3: the group "湘湖" has the name of the group at line 1; give it another [name]`,
		"湘湖\n\xcf\xe6\n":   `f.txt:2: is not UTF-8; save the file in UTF-8`,
	} {
		_, err := Parse("f.txt", []byte(text))
		if err == nil || err.Error() != want {
			t.Errorf("%q: got %v, want %s", text, err, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("[湘湖]\n@desk\n湘湖\n+萧山\n!x\n\n/a/\n")
	f.Fuzz(func(t *testing.T, text string) {
		watches, err := Parse("f.txt", []byte(text))
		if err != nil {
			return
		}
		seen := map[string]bool{}
		for _, w := range watches {
			if w.ID == "" || w.Name == "" || len(w.Any)+len(w.All) == 0 || seen[w.ID] {
				t.Fatalf("%q gives %+v", text, w)
			}
			seen[w.ID] = true
		}
	})
}
