package main

import (
	"html"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"newswatch"
)

// What the dashboard offers to paste into the configuration is the watch again,
// whole.
func TestWatchesComeBackFromWhatThePageOffersToPaste(t *testing.T) {
	const channels = "channels:\n  - { id: desk, type: webhook, url: \"http://127.0.0.1:9/\", secret: aGVsbG8gd29ybGQgaGVsbG8gd29ybGQ }\n"
	b := newBench(t, "")
	before, _, _ := strings.Cut(b.read("newswatch.yaml"), "watches:") // the replica web is the only one it reaches
	b.write("newswatch.yaml", before+listenSomewhere(t)+channels+`watches:
  - { id: lake, name: "湖: \"引号\"", any: [湘湖, "a: b"], none: ['#1'], except: [湘湖路], severity: high, in: [title], channels: [desk] }
  - { id: expr, name: 表达式, expr: '"八八战略" NEAR/5 (开发区 OR /第\d+批/)', sites: [people, xsnet] }
targets:
  - { id: who, name: 倪思远, kind: person, aliases: [倪主任], context: [萧山], severity: low, channels: [desk] }
  - { id: gdp, name: GDP, kind: figure, subject: [萧山], indicator: [GDP], min: 5.5, max: 120000000, change: 0.1 }
`)
	load := func(file string) []newswatch.Watch {
		t.Helper()
		a := &app{out: io.Discard, errs: io.Discard}
		a.Config = file
		s, err := a.load()
		if err != nil {
			t.Fatal(err)
		}
		return s.watches
	}
	want := load(filepath.Join(b.dir, "newswatch.yaml"))
	d := b.serve()
	pre := regexp.MustCompile(`(?s)<pre[^>]*>(.*?)</pre>`)
	for _, w := range want {
		resp, err := http.Get(d.url + "/watches/" + w.ID)
		if err != nil {
			t.Fatal(err)
		}
		page, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil {
			t.Fatal(err)
		}
		found := pre.FindSubmatch(page)
		if found == nil {
			t.Fatalf("%s: nothing to paste", w.ID)
		}
		file := filepath.Join(t.TempDir(), "pasted.yaml")
		if err := os.WriteFile(file, []byte(channels+html.UnescapeString(string(found[1]))), 0o600); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]newswatch.Watch{w}, load(file)); diff != "" {
			t.Errorf("%s (-configured +pasted):\n%s\n%s", w.ID, diff, found[1])
		}
	}
}
