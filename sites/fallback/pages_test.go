package fallback

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// saved is where whole pages of known sites lie with what people read in them.
const saved = "../../../shared/pages"

// reading is what people read in a page; empty where they did not say.
type reading struct {
	Title, Published, Source, Author, Editor, Channel string
	BodyFirst                                         string   `json:"body_first"`
	BodyLast                                          string   `json:"body_last"`
	MustNotContain                                    []string `json:"must_not_contain"`
}

// TestSavedPages reads pages of sites that have no share in the labelled ones.
func TestSavedPages(t *testing.T) {
	files, _ := filepath.Glob(filepath.Join(saved, "*", "*.json"))
	if len(files) == 0 {
		t.Skip("no saved pages here")
	}
	hits := map[string]*tally{}
	for _, file := range files {
		folder := filepath.Base(filepath.Dir(file))
		if folder == "list" || folder == "epaper" {
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var want reading
		if err := json.Unmarshal(data, &want); err != nil {
			continue // a truth of another shape
		}
		page, err := os.ReadFile(strings.TrimSuffix(file, ".json") + ".html")
		if err != nil || want.Title == "" {
			continue
		}
		got := extract(t, page, "")
		text := letters(got.Text)
		check := func(field, want, have string, ok bool) {
			if want == "" {
				return
			}
			if hits[field] == nil {
				hits[field] = new(tally)
			}
			if !hits[field].hit(ok) && testing.Verbose() {
				t.Logf("%-10s %-24s want %q, got %q", field, filepath.Base(file), want, have)
			}
		}
		same := func(field, want, have string) { check(field, want, have, letters(want) == letters(have)) }
		same("title", want.Title, got.Title)
		at := got.Published.Time.Format("2006-01-02T15:04:05-07:00")
		check("published", want.Published, at, strings.HasPrefix(want.Published, at[:10]) &&
			(len(want.Published) == 10 || want.Published[:16] == at[:16]))
		same("source", want.Source, got.Source)
		same("author", want.Author, got.Author)
		same("editor", want.Editor, got.Editor)
		same("channel", want.Channel, got.Channel)
		head := []rune(text)
		check("first", want.BodyFirst, string(head[:min(len(head), 40)]), strings.Contains(string(head[:min(len(head), 90)]), letters(want.BodyFirst)))
		check("last", want.BodyLast, string(head[max(0, len(head)-40):]), strings.Contains(string(head[max(0, len(head)-90):]), letters(want.BodyLast)))
		for _, w := range want.MustNotContain {
			check("surplus", w, "in the text", !strings.Contains(got.Text, w))
		}
	}
	for field, goal := range map[string]float64{"title": .95, "published": .95, "source": .85, "author": .6, "editor": .85, "first": .9, "last": .9, "surplus": .98} {
		if h := hits[field]; h == nil || h.mean() < goal {
			t.Errorf("%s: %v, the goal is %.2f", field, h, goal)
		} else {
			t.Logf("%-10s %.3f of %.0f", field, h.mean(), h.n)
		}
	}
}
