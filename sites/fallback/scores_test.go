package fallback

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/PuerkitoBio/goquery"
	"golang.org/x/net/html"
	"golang.org/x/text/unicode/norm"

	"newswatch/sites/charset"
	"newswatch/sites/stamp"
)

// corpus is where labelled pages lie, if at all: they are other people's texts
// and no part of the project.
const corpus = "../../../shared/extract"

var beijing = time.FixedZone("", 8*3600)

// label is what people wrote down about a page; nil is unlabelled.
type label struct {
	ID, Set, URL             string
	Title, Published, Source *string
	Text                     *string
	page                     []byte
}

func labels(tb testing.TB) []*label {
	f, err := os.Open(filepath.Join(corpus, "truth.jsonl"))
	if err != nil {
		tb.Skip("no labelled pages here: ", err)
	}
	defer f.Close()
	var all []*label
	for lines := json.NewDecoder(bufio.NewReader(f)); ; {
		l := new(label)
		if err := lines.Decode(l); err == io.EOF {
			return all
		} else if err != nil {
			tb.Fatal(err)
		}
		z, err := os.ReadFile(filepath.Join(corpus, "pages", l.ID+".html.gz"))
		if err != nil {
			tb.Fatal(err)
		}
		r, err := gzip.NewReader(bytes.NewReader(z))
		if err != nil {
			tb.Fatal(err)
		}
		if l.page, err = io.ReadAll(r); err != nil {
			tb.Fatal(err)
		}
		all = append(all, l)
	}
}

func extract(tb testing.TB, page []byte, address string) Result {
	doc, err := html.Parse(bytes.NewReader(charset.Decode(page, "", "").HTML))
	if err != nil {
		tb.Fatal(err)
	}
	u, _ := url.Parse(address)
	return Extract(goquery.NewDocumentFromNode(doc), u, time.Date(2026, 11, 20, 0, 0, 0, 0, beijing), beijing)
}

// letters keeps what two spellings of a title or a name have in common.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, norm.NFKC.String(s))
}

// grams counts the runs of four characters of a text.
func grams(s string) (m map[string]int, n int) {
	rs := []rune(strings.Join(strings.Fields(strings.ToLower(norm.NFKC.String(s))), ""))
	m = map[string]int{}
	for ; len(rs) >= 4; rs = rs[1:] {
		m[string(rs[:4])]++
		n++
	}
	return m, n
}

// overlap gives the shares of got that is wanted and of wanted that was got.
func overlap(want, got string) (precision, recall float64) {
	w, nw := grams(want)
	g, ng := grams(got)
	both := 0
	for k, n := range g {
		both += min(n, w[k])
	}
	return float64(both) / float64(max(ng, 1)), float64(both) / float64(max(nw, 1))
}

// untitled drops a first line that is the title.
func untitled(text, title string) string {
	first, rest, _ := strings.Cut(strings.TrimSpace(text), "\n")
	if letters(first) == letters(title) {
		return rest
	}
	return text
}

// tally is the mean of some figures.
type tally struct{ sum, n float64 }

func (t *tally) add(v float64) { t.sum += v; t.n++ }

func (t *tally) hit(ok bool) bool {
	if t.add(0); ok {
		t.sum++
	}
	return ok
}

func (t *tally) mean() float64 { return t.sum / max(t.n, 1) }

type scores struct{ precision, recall, title, day, minute, source tally }

func (s *scores) f1() float64 {
	p, r := s.precision.mean(), s.recall.mean()
	return 2 * p * r / max(p+r, 1e-9)
}

// TestScores reads every labelled page and compares. Body: characters in fours,
// F1 of the mean precision and the mean recall; title: equal in letters and
// digits; day and minute: as printed; source: equal, or one within the other.
func TestScores(t *testing.T) {
	sets := map[string]*scores{}
	of := func(set string) *scores {
		if sets[set] == nil {
			sets[set] = new(scores)
		}
		return sets[set]
	}
	for _, l := range labels(t) {
		got := extract(t, l.page, l.URL)
		groups := []*scores{of(l.Set)}
		if l.Set != "zh-enc" {
			groups = append(groups, of("all but zh-enc"))
		}
		miss := func(what, want, got string) {
			if testing.Verbose() {
				t.Logf("%-16s %-9s want %q, got %q", l.ID, what, want, got)
			}
		}
		for i, s := range groups {
			say := miss
			if i > 0 {
				say = func(string, string, string) {}
			}
			title := got.Title
			if l.Title != nil {
				title = *l.Title
				if !s.title.hit(letters(title) == letters(got.Title)) {
					say("title", title, got.Title)
				}
			}
			if l.Text != nil {
				p, r := overlap(untitled(*l.Text, title), untitled(got.Text, title))
				s.precision.add(p)
				s.recall.add(r)
				if p < .95 || r < .95 {
					say("body", fmt.Sprintf("precision %.3f", p), fmt.Sprintf("recall %.3f", r))
				}
			}
			if l.Published != nil {
				if want := stamp.Find(*l.Published, time.Now(), beijing); len(want) > 0 {
					at := got.Published.Time.Format("2006-01-02T15:04:05")
					if !s.day.hit(strings.HasPrefix(*l.Published, at[:10])) {
						say("day", *l.Published, at+" "+got.Published.Text)
					}
					if len(*l.Published) > 10 && !s.minute.hit(strings.HasPrefix(*l.Published, at[:16])) {
						say("minute", *l.Published, at+" "+got.Published.Text)
					}
				}
			}
			if l.Source != nil {
				w, g := letters(*l.Source), letters(got.Source)
				if !s.source.hit(g != "" && (strings.Contains(w, g) || strings.Contains(g, w))) {
					say("source", *l.Source, got.Source)
				}
			}
		}
	}
	t.Logf("%-16s %5s  %5s %5s %5s  %5s %5s %6s %6s", "set", "pages", "F1", "P", "R", "title", "day", "minute", "source")
	for _, name := range slices.SortedFunc(maps.Keys(sets), cmp.Compare[string]) {
		s := sets[name]
		t.Logf("%-16s %5.0f  %.3f %.3f %.3f  %.3f %.3f %6.3f %6.3f", name, s.recall.n, s.f1(), s.precision.mean(), s.recall.mean(),
			s.title.mean(), s.day.mean(), s.minute.mean(), s.source.mean())
	}
	for what, v := range map[string][2]float64{
		"body F1": {of("all but zh-enc").f1(), .975},
		"title":   {of("all but zh-enc").title.mean(), .97},
		"day":     {of("all but zh-enc").day.mean(), .985}, // one label is the day's date in the page's head
		"minute":  {of("all but zh-enc").minute.mean(), .92},
		"source":  {of("all but zh-enc").source.mean(), .85},
	} {
		if v[0] < v[1] {
			t.Errorf("%s: %.3f, the goal is %.3f", what, v[0], v[1])
		}
	}
}
