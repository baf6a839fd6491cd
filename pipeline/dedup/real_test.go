package dedup_test

import (
	"bufio"
	"encoding/json"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"newswatch"
	"newswatch/pipeline/dedup"
)

// Articles that were really printed: no two of them are one, and their copies
// are found.
func TestRealArticles(t *testing.T) {
	file, err := os.Open("../../../shared/extract/truth.jsonl")
	if err != nil {
		t.Skip("no labelled articles beside the repository:", err)
	}
	defer file.Close()
	var list []*newswatch.Article
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var row struct{ Title, Text string }
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		if len([]rune(row.Text)) > 60 {
			list = append(list, &newswatch.Article{Title: row.Title, Text: row.Text})
		}
	}
	x := &index{bands: map[uint64][]int{}}
	same := 0
	for _, a := range list {
		if best, l := x.file(a); best >= 0 {
			same++
			t.Logf("%q is %q: %s", a.Title, x.pages[best].Title, l.Reason)
		}
	}
	longest := 0
	for _, bucket := range x.bands {
		longest = max(longest, len(bucket))
	}
	t.Logf("%d articles, %d taken for copies; %d bands, the fullest holds %d", len(list), same, len(x.bands), longest)

	r := rand.New(rand.NewPCG(7, 7))
	ed := newEditor(t, r, []string{"大家纷纷表示，要把思想和行动统一到部署上来。", "接下来，还将推出更多务实管用的举措。"})
	var all, disguised score
	for i, a := range list {
		src := edition{title: a.Title, titles: []string{a.Title}, text: strings.Split(a.Text, "\n"), slots: slots{"city": "北京", "town": "上海"}}
		for k := range 8 {
			p := ed.copy(src, i, 0, nil, 0)
			if k > 0 {
				p = ed.disguise(p, src, k)
			}
			if len([]rune(p.text)) < 80 {
				continue
			}
			story := len(x.pages)
			best, l := x.file(p.article())
			// The archive keeps the originals alone.
			for _, band := range dedup.Fingerprint(foldOf(p.title), foldOf(p.text)).Bands {
				x.bands[band] = x.bands[band][:len(x.bands[band])-1]
			}
			x.pages, x.story = x.pages[:story], x.story[:story]
			s := &disguised
			if k == 0 {
				s = &all
			}
			switch {
			case best < 0:
				s.missed++
				t.Logf("missed: %q [%s; disguise %d] %v", a.Title, p.what, k, dedup.Compare(a, p.article()).Reason)
			case best == i || x.pages[best].Title == a.Title:
				s.right++
			default:
				s.wrong++
				t.Logf("taken for %q: %q [%s; disguise %d] %v", x.pages[best].Title, a.Title, p.what, k, l.Reason)
			}
		}
	}
	t.Logf("plain copies: precision %.4f, recall %.4f (%+v)", all.precision(), all.recall(), all)
	t.Logf("disguised copies: precision %.4f, recall %.4f (%+v)", disguised.precision(), disguised.recall(), disguised)
	if all.recall() < 0.97 || disguised.recall() < 0.95 || all.precision() < 0.99 {
		t.Error("want recall 0.97, of disguised copies 0.95, precision 0.99")
	}
}
