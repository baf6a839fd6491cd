package newswatch_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"newswatch/sites"
)

// The README's table of sites is the sites that are built in.
func TestREADMEListsTheSites(t *testing.T) {
	var table strings.Builder
	table.WriteString("| id | site | kind |\n| --- | --- | --- |\n")
	for _, s := range sites.Builtin() {
		kind := "site"
		for _, src := range s.Discover {
			if src.Kind == sites.EPaper {
				kind = "e-paper"
			}
		}
		fmt.Fprintf(&table, "| `%s` | [%s](%s) | %s |\n", s.ID, s.Name, s.Homepage, kind)
	}
	for _, name := range []string{"README.md", "README.zh-CN.md"} {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		_, rest, ok := strings.Cut(string(b), "<!-- sites: kept by a test -->\n")
		got, _, end := strings.Cut(rest, "<!-- /sites -->")
		if !ok || !end {
			t.Fatalf("%s: no table of sites between its marks", name)
		}
		// The head may be in another language.
		_, want, _ := strings.Cut(table.String(), "| --- | --- | --- |\n")
		_, rows, _ := strings.Cut(got, "| --- | --- | --- |\n")
		if rows != want {
			t.Errorf("%s: the table should be\n%s", name, want)
		}
	}
}
