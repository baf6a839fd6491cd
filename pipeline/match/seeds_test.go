package match_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"newswatch"
	"newswatch/pipeline/fold"
	"newswatch/pipeline/match"
)

// starters are watches of the kind that a district's press office begins with.
var starters = []newswatch.Watch{
	{ID: "xiaoshan", Name: "萧山", Any: []string{"萧山"}},
	{ID: "xianghu", Name: "湘湖", Any: []string{"湘湖"}},
	{ID: "corps", Name: "兵团", Any: []string{"兵团"}},
	{ID: "strategy", Name: "八八战略", Expr: `"八八战略" AND 开发区`},
	{ID: "official", Name: "倪世英", Kind: newswatch.Person},
	{ID: "zone", Name: "萧山经济技术开发区", Kind: newswatch.Organization,
		Aliases: []string{"萧山经开区", "萧山开发区"}, Context: []string{"萧山", "湘湖"}},
	{ID: "zone-short", Name: "萧山经济技术开发区", Kind: newswatch.Organization,
		Aliases: []string{"萧山经开区", "萧山开发区", "开发区"}, Context: []string{"萧山"}},
}

// read is how often each starter stands in each article, as counted by reading.
// One hit is formally right and not meant: 全国开发区 in 001, for who gives the
// bare alias 开发区.
const read = `000 xiaoshan 9
000 xianghu 29
000 corps 12
000 official 2
001 xiaoshan 42
001 xianghu 4
001 corps 2
001 strategy 7
001 zone 1
001 zone-short 2
002 xiaoshan 10
002 corps 40
002 zone 2
002 zone-short 9
003 strategy 36
004 xiaoshan 2`

// TestSeeds prints what the starter watches find in real articles, to be read
// with -v.
func TestSeeds(t *testing.T) {
	files, _ := filepath.Glob("../../../shared/seeds/*.txt")
	if len(files) != 5 {
		t.Skip("the seed articles are not here")
	}
	m := compile(t, starters...)
	var got []string
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		d := &match.Doc{Text: fold.Fold(string(data))}
		original := []rune(string(data))
		hits, misses := m.Explain(d)
		name := filepath.Base(file)[:3]
		for _, h := range hits {
			got = append(got, fmt.Sprintf("%s %s %d", name, h.ID, len(h.Matches)))
			t.Logf("%s %s: %s", name, h.ID, h.Rule)
			for _, x := range h.Matches {
				t.Logf("    %d+%d %q %s | %s", x.Offset, x.Length, string(original[x.Offset:x.Offset+x.Length]), x.Name, x.Excerpt)
			}
		}
		for _, x := range misses {
			t.Logf("%s not %s: %s", name, x.ID, x.Reason)
		}
	}
	if list := strings.Join(got, "\n"); list != read {
		t.Errorf("got\n%s\nwant\n%s", list, read)
	}
}
