// Package figure reads the numbers that Chinese news prose states: how much of
// what, whose, for when, wanted or reached.
//
// A scan finds numbers with their units; only the sentences that hold one are
// looked at closely. There a lexicon marks the words that matter, and the
// indicator, the subject, the kind and the period are read from what stands
// around the number: clause first, then sentence, paragraph, article.
package figure

import (
	"strings"
	"time"

	"newswatch"
	"newswatch/pipeline/fold"
)

// maxFigures bounds the figures of one article; a text that states more is a
// table or an attack.
const maxFigures = 2000

// Reader reads figures. It is safe for concurrent use.
type Reader struct {
	units      measureIndex
	words      *lexicon
	times      *lexicon
	timeStarts []bool
	nouns      map[rune][]*unitNoun
	abstract   map[rune][][]rune
	indicators *indicatorTable
}

// NewReader returns a reader that knows the indicators of its own table and
// extra, which win over it.
func NewReader(extra []Indicator) *Reader {
	r := &Reader{
		units: newMeasureIndex(), words: newLexicon(), times: newLexicon(), timeStarts: make([]bool, 1<<16),
		nouns: newUnitNouns(), abstract: map[rune][][]rune{}, indicators: newIndicatorTable(extra),
	}
	for _, list := range wordLists {
		r.words.add(list.kind, list.words)
	}
	r.words.add(place, placeNames)
	r.words.add(place, shires)
	for _, w := range persons[1:] {
		if w != "者" {
			r.words.add(thing, w)
		}
	}
	r.words.add(verb, commonVerbs)
	r.words.shield(protectedNouns)
	r.words.shield(commonNouns)
	r.indicators.protect(r.words)
	for _, w := range strings.Fields(timeWords) {
		r.times.add(timeWord, w)
		r.timeStarts[[]rune(w)[0]] = true
	}
	for _, c := range `"一二三四五六七八九十〇两几数过近未今后接最前第头之历连截到至自从在于后国春元清五端中暑双寒教建儿劳妇重` {
		r.timeStarts[c] = true
	}
	for _, w := range strings.Fields(abstractNouns) {
		addWord(r.abstract, w)
	}
	return r
}

// addWord files a word under its first rune, longest first.
func addWord(index map[rune][][]rune, w string) {
	word := []rune(w)
	list := append(index[word[0]], word)
	for i := len(list) - 1; i > 0 && len(list[i]) > len(list[i-1]); i-- {
		list[i], list[i-1] = list[i-1], list[i]
	}
	index[word[0]] = list
}

// Read returns the figures that an article states, the headline's first, each
// in order. Offsets and lengths are in runes of title and text as given.
// Published, which may be zero, tells years to come from years past.
func (r *Reader) Read(title, text string, published time.Time) []newswatch.Figure {
	return r.ReadFolded(fold.Fold(title), fold.Fold(text), published)
}

// ReadFolded is [Reader.Read] for a title and text that are folded already.
func (r *Reader) ReadFolded(title, text fold.Text, published time.Time) []newswatch.Figure {
	a := &article{reader: r, published: published}
	head, body := newView(title), newView(text)
	a.views = [2]*view{head, body}
	a.read(head, newswatch.FieldTitle)
	a.read(body, newswatch.FieldText)
	return a.figures
}

// article is what reading carries from sentence to sentence.
type article struct {
	reader    *Reader
	published time.Time
	figures   []newswatch.Figure
	views     [2]*view
	home      string // the article's main place, once it was asked for
	homeKnown bool
	// whom the article is about, and whom its headline names, once they were asked for
	main, inTitle        string
	mainKnown, titleRead bool
	spoken               string // the last subject, and where its sentence began
	spokenAt             int
	lasting              string // the last place or body that was a subject
	// what 全区, 全市 … stand for in the sentence that was read last
	resolved    map[rune]string
	resolvedAt  *view
	resolvedFor int

	marks   []mark // memory that sentences share one after the other
	opening []mark // the same for those that are looked at for topics
}

func (a *article) read(v *view, field newswatch.Field) {
	qs := a.reader.scan(v)
	if len(qs) == 0 {
		return
	}
	if v.bytes == nil {
		v.index()
	}
	a.spoken, a.spokenAt = "", 0
	for first := 0; first < len(qs) && len(a.figures) < maxFigures; {
		from, to := sentenceAround(v.t, qs[first].from)
		last := first
		for last < len(qs) && qs[last].from < to {
			last++
		}
		to = max(to, qs[last-1].to) // the cut of an endless sentence may fall into a figure
		a.sentence(v, field, from, to, qs[first:last])
		first = last
	}
}
