package dedup_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"newswatch"
	"newswatch/pipeline/dedup"
	"newswatch/pipeline/fold"
)

// How large the family is.
const (
	stories  = 320
	moulded  = 160 // frames that come out again with other contents, 2 or 3 times
	copiesOf = 5
)

// makeFamily invents editions and their copies.
func makeFamily(t testing.TB, seed uint64) (editions []edition, pages []page) {
	r := rand.New(rand.NewPCG(seed, 42))
	data, err := os.ReadFile("testdata/filler.txt")
	if err != nil {
		t.Fatal(err)
	}
	var filler []string
	for line := range strings.Lines(string(data)) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			filler = append(filler, line)
		}
	}
	topics, moulds := readTopics(t, "testdata/stories.txt"), readTopics(t, "testdata/moulds.txt")
	ed := newEditor(t, r, filler)
	var days []int
	add := func(e edition, day int) {
		pages = append(pages, page{title: e.title, text: strings.Join(e.text, "\n"), story: len(editions), also: -1, day: day})
		editions = append(editions, e)
		days = append(days, day)
	}
	for range stories {
		add(frameOf(r, pick(r, topics), filler).edition(r, slots{}), r.IntN(300))
	}
	for i := range moulded {
		day := r.IntN(300)
		if i%3 == 0 { // a story's own mould, a year later or with some other facts
			first := editions[i]
			add(first.again(r, aYearLater), day+365)
			add(first.again(r, someStay(r)), day+7)
			continue
		}
		first := frameOf(r, pick(r, moulds), filler).edition(r, slots{})
		add(first, day)
		add(first.again(r, aYearLater), day+1+r.IntN(8))
		switch first.frame.topic {
		case "award", "sign":
			add(first.again(r, otherNames), day+r.IntN(3))
		default:
			add(first.again(r, someStay(r)), day+1)
		}
	}
	for story, e := range slices.Clone(editions) {
		for range r.IntN(copiesOf + 1) {
			// Only what has been published can be merged with it.
			other := r.IntN(len(editions))
			merge := &editions[other]
			if other == story || days[other] >= days[story] || days[other] < days[story]-60 {
				merge = nil
			}
			p := ed.copy(e, story, days[story], merge, other)
			if r.IntN(3) == 0 {
				p = ed.disguise(p, e, 1+r.IntN(7))
			}
			pages = append(pages, p)
		}
	}
	r.Shuffle(len(pages), func(i, j int) { pages[i], pages[j] = pages[j], pages[i] })
	slices.SortStableFunc(pages, func(a, b page) int { return a.day - b.day })
	return editions, pages
}

func (p page) article() *newswatch.Article { return &newswatch.Article{Title: p.title, Text: p.text} }

// index is what a store does: it files bands, and looks each article's up.
type index struct {
	bands map[uint64][]int // articles
	pages []*newswatch.Article
	story []int // of each article
}

const (
	perBand     = 24 // the nearest in time from each
	maxCompared = 12 // stories
	perStory    = 2  // members of each: one may be a cut copy
)

// file takes an article in, and returns the article it reprints and their
// likeness; -1 for none.
func (x *index) file(a *newswatch.Article) (int, newswatch.Likeness) {
	fp := dedup.Fingerprint(fold.Fold(a.Title), fold.Fold(a.Text))
	shares := map[int]int{}
	for _, band := range fp.Bands {
		list := x.bands[band]
		for _, id := range list[max(0, len(list)-perBand):] {
			shares[id]++
		}
	}
	var ids []int
	for id := range shares {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b int) int {
		return cmp.Or(cmp.Compare(shares[b], shares[a]), b-a)
	})
	best, like := -1, newswatch.Likeness{}
	compared := map[int]int{}
	for _, id := range ids {
		if compared[x.story[id]] == perStory {
			continue
		}
		if compared[x.story[id]]++; len(compared) > maxCompared {
			break
		}
		if l := dedup.Compare(x.pages[id], a); l.Same && (best < 0 || l.Similarity > like.Similarity) {
			best, like = id, l
		}
	}
	id := len(x.pages)
	for _, band := range fp.Bands {
		x.bands[band] = append(x.bands[band], id)
	}
	x.pages = append(x.pages, a)
	story := id
	if best >= 0 {
		story = x.story[best]
	}
	x.story = append(x.story, story)
	return best, like
}

// score counts copies: those taken for a copy of a page that tells the same,
// those taken for a copy of something else, and those not recognised.
type score struct{ right, wrong, missed int }

func (s *score) add(o score) {
	s.right, s.wrong, s.missed = s.right+o.right, s.wrong+o.wrong, s.missed+o.missed
}

func (s score) precision() float64 { return float64(s.right) / float64(max(1, s.right+s.wrong)) }
func (s score) recall() float64    { return float64(s.right) / float64(max(1, s.right+s.missed)) }

// seed is 1, or what FAMILY_SEED says: to see what other families come to.
func seed() uint64 {
	n, err := strconv.ParseUint(os.Getenv("FAMILY_SEED"), 10, 64)
	if err != nil {
		return 1
	}
	return n
}

func TestStoriesAreGrouped(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a few seconds")
	}
	editions, pages := makeFamily(t, seed())
	x := &index{bands: map[uint64][]int{}}
	kinds := make([]score, 8)
	known := map[int]int{} // the first page that tells an edition
	marked := make([]int, 8)
	for i, p := range pages {
		best, like := x.file(p.article())
		want, seen := known[p.story]
		if !seen {
			known[p.story] = i
		}
		k := &kinds[p.disguise]
		switch {
		case best < 0 && !seen:
		case best < 0:
			k.missed++
			t.Logf("missed: %s", explain(editions, p, dedup.Compare(x.pages[want], p.article())))
		case p.tells(pages[best]):
			k.right++
			if like.Disguised {
				marked[p.disguise]++
			}
		default:
			k.wrong++
			t.Logf("taken for %s: %s", pages[best].title, explain(editions, p, like))
		}
	}
	var all, disguised score
	for kind, k := range kinds {
		all.add(k)
		if kind > 0 {
			disguised.add(k)
		}
		t.Logf("disguise %d: precision %.4f, recall %.4f, %d of %d copies marked as disguised", kind, k.precision(), k.recall(), marked[kind], k.right)
	}
	t.Logf("%d pages of %d stories, %d of them in the mould of another", len(pages), len(editions), len(editions)-stories)
	fullest, filed := 0, 0
	for _, bucket := range x.bands {
		fullest, filed = max(fullest, len(bucket)), filed+len(bucket)
	}
	t.Logf("%d bands hold %.1f articles each, the fullest %d", len(x.bands), float64(filed)/float64(len(x.bands)), fullest)
	t.Logf("all copies: precision %.4f, recall %.4f (%+v)", all.precision(), all.recall(), all)
	t.Logf("disguised copies: precision %.4f, recall %.4f (%+v)", disguised.precision(), disguised.recall(), disguised)
	if all.recall() < 0.98 || disguised.recall() < 0.95 || all.precision() < 0.995 {
		t.Error("want recall 0.98, of disguised copies 0.95, precision 0.995")
	}
}

func explain(editions []edition, p page, l newswatch.Likeness) string {
	return fmt.Sprintf("%s %q [%s; disguise %d]: same %v, %s", editions[p.story].frame.topic, p.title, p.what, p.disguise, l.Same, l.Reason)
}

// tells reports whether q tells what p tells, or a part of it.
func (p page) tells(q page) bool {
	return q.story == p.story || q.also == p.story || p.also >= 0 && (q.story == p.also || q.also == p.also)
}

func foldOf(s string) fold.Text { return fold.Fold(s) }
