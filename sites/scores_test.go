package sites

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"newswatch"
	"newswatch/sites/charset"
)

// sharedPages holds real pages with checked truth. It is no part of the
// repository; without it the scores are skipped.
const sharedPages = "../../shared/pages"

// truth is what a page says, as a person read it. Null is not scored.
type truth struct {
	Kind      string   `json:"kind"`
	Title     *string  `json:"title"`
	Published *string  `json:"published"`
	Precision string   `json:"published_precision"`
	Source    *string  `json:"source"`
	Author    *string  `json:"author"`
	Editor    *string  `json:"editor"`
	Channel   *string  `json:"channel"`
	First     *string  `json:"body_first"`
	Last      *string  `json:"body_last"`
	Chars     *float64 `json:"body_chars_approx"`
	Not       []string `json:"must_not_contain"`
}

var scored = []string{"title", "published", "source", "author", "editor", "channel", "first", "last", "chars", "clean"}

// score counts right and scored pages by field.
type score struct{ right, of map[string]int }

func newScore() *score { return &score{map[string]int{}, map[string]int{}} }

func (s *score) note(field string, right bool) {
	s.of[field]++
	if right {
		s.right[field]++
	}
}

func (s *score) row(name string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-12s", name)
	for _, f := range scored {
		if s.of[f] == 0 {
			fmt.Fprintf(&b, " %9s", "-")
		} else {
			fmt.Fprintf(&b, " %9s", fmt.Sprintf("%d/%d", s.right[f], s.of[f]))
		}
	}
	return b.String()
}

func scoreHead() string {
	head := fmt.Sprintf("%-12s", "")
	for _, f := range scored {
		head += fmt.Sprintf(" %9s", f)
	}
	return head
}

// TestScores reads the real pages and compares every field with the truth.
// Where a template fits, title, body and time must be right on all pages, and
// source, author and editor on 95 % of those that have them.
func TestScores(t *testing.T) {
	manifest, err := os.ReadFile(filepath.Join(sharedPages, "MANIFEST.tsv"))
	if err != nil {
		t.Skip("no real pages to score beside the repository")
	}
	set := NewSet(Builtin())
	byFolder := map[string]*score{}
	fitted := newScore()
	for row := range strings.SplitSeq(strings.TrimSpace(string(manifest)), "\n") {
		cols := strings.Split(row, "\t")
		file := filepath.Join(sharedPages, cols[0])
		raw, err := os.ReadFile(strings.TrimSuffix(file, ".html") + ".json")
		if err != nil {
			continue
		}
		var want truth
		if err := json.Unmarshal(raw, &want); err != nil {
			t.Errorf("%s: %v", cols[0], err)
			continue
		}
		if want.Kind != "" || want.Title == nil {
			continue
		}
		folder := filepath.Dir(cols[0])
		site, pageURL := siteOf(set, folder, cols[1])
		got, err := readFile(site, pageURL, file)
		if err != nil {
			t.Errorf("%s: %v", cols[0], err)
		}
		if byFolder[folder] == nil {
			byFolder[folder] = newScore()
		}
		sums := []*score{byFolder[folder]}
		if got.Article.Template != "fallback" {
			sums = append(sums, fitted)
		}
		compare(t, cols[0], &want, &got, sums)
	}
	t.Log("\n" + scoreHead())
	for _, folder := range sortedKeys(byFolder) {
		t.Log(byFolder[folder].row(folder))
	}
	t.Log(fitted.row("templates"))
	for _, goal := range []struct {
		field string
		least float64
	}{{"title", 1}, {"published", 1}, {"first", 1}, {"last", 1}, {"clean", 1}, {"source", .95}, {"author", .95}, {"editor", .95}} {
		if got := fitted.right[goal.field]; float64(got) < goal.least*float64(fitted.of[goal.field]) {
			t.Errorf("where a template fits, %s is right on %d of %d pages; the goal is %.0f %%", goal.field, got, fitted.of[goal.field], goal.least*100)
		}
	}
}

// siteOf is the site of a manifest row, and an address where the row has none.
func siteOf(set *Set, folder, address string) (*Site, *url.URL) {
	if host, ok := strings.CutPrefix(address, "host "); ok {
		host, _, _ = strings.Cut(host, " ")
		address = "http://" + host + "/"
	}
	if u, err := url.Parse(address); err == nil && u.Host != "" {
		if s, ok := set.ForURL(u); ok {
			return s, u
		}
		return Unknown(), u
	}
	if s, ok := set.ByID(newswatch.SiteID(folder)); ok {
		return s, mustURL(s.Homepage)
	}
	return Unknown(), mustURL("http://unknown.invalid/")
}

// readFile reads a saved page as the program does.
func readFile(site *Site, pageURL *url.URL, file string) (Extraction, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return Extraction{}, err
	}
	doc, err := Parse(charset.Decode(raw, "", site.Charset).HTML)
	if err != nil {
		return Extraction{}, err
	}
	return site.Extract(pageURL, doc, testNow)
}

// testNow is after everything that the pages tell of.
var testNow = time.Date(2026, 11, 20, 12, 0, 0, 0, beijing)

func compare(t *testing.T, name string, want *truth, got *Extraction, sums []*score) {
	t.Helper()
	a := &got.Article
	body, squashed := tight(a.Text), squash(a.Text)
	check := func(field string, want *string, got string, right bool) {
		if want == nil {
			return
		}
		for _, s := range sums {
			s.note(field, right)
		}
		if !right {
			t.Logf("%s (%s): %s is %q, want %q", name, a.Template, field, got, *want)
		}
	}
	text := func(s *string) string {
		if s == nil {
			return ""
		}
		return tight(*s)
	}
	check("title", want.Title, a.Title, tight(a.Title) == text(want.Title))
	stampText := ""
	if !a.Published.IsZero() {
		stampText = a.Published.In(beijing).Format(time.RFC3339)
		if want.Published != nil && len(*want.Published) == len("2006-01-02") {
			stampText = stampText[:10] // the truth has only the day
		}
	}
	right := want.Published != nil && stampText == *want.Published
	if want.Precision != "" && want.Published != nil {
		right = right && want.Precision == string(a.PublishedPrecision)
	}
	check("published", want.Published, stampText+" "+string(a.PublishedPrecision), right)
	check("source", want.Source, a.Source, tight(a.Source) == text(want.Source))
	check("author", want.Author, a.Author, tight(a.Author) == text(want.Author))
	check("editor", want.Editor, a.Editor, a.Editor == deref(want.Editor))
	check("channel", want.Channel, a.Channel, a.Channel != "" && (strings.Contains(text(want.Channel), tight(a.Channel)) || strings.Contains(tight(a.Channel), text(want.Channel))))
	check("first", want.First, head(a.Text, 60), strings.HasPrefix(body, text(want.First)))
	check("last", want.Last, tail(a.Text, 60), strings.HasSuffix(body, text(want.Last)))
	if want.Chars != nil {
		n := float64(len([]rune(strings.ReplaceAll(a.Text, "\n", ""))))
		s := fmt.Sprint(*want.Chars)
		check("chars", &s, fmt.Sprint(n), n > *want.Chars*.9 && n < *want.Chars*1.1)
	}
	for _, s := range want.Not {
		check("clean", &s, s, !strings.Contains(squashed, squash(s)))
	}
}

// tight is s without white space and signs.
func tight(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// squash is s without white space.
func squash(s string) string { return strings.Join(strings.Fields(s), "") }

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func sortedKeys[V any](m map[string]V) []string {
	var list []string
	for k := range m {
		list = append(list, k)
	}
	slices.Sort(list)
	return list
}
