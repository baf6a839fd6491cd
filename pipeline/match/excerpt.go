package match

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"newswatch"
)

const (
	// maxMatches is how many matches of one watch are listed in one field, the
	// first ones.
	maxMatches = 1_000

	// maxExcerpt is the length of an excerpt in characters; a match that is
	// longer has as much of it.
	maxExcerpt = 60
)

// matches turns places into matches, in order of field, offset and length, each
// stretch once for a word however many conditions it serves.
func (r *run) matches(places []place) []newswatch.Match {
	places = firstOfEach(places)
	slices.SortStableFunc(places, comparePlaces)
	list := make([]newswatch.Match, 0, len(places))
	field, count := -1, 0
	for i, p := range places {
		if i > 0 && comparePlaces(places[i-1], p) == 0 && sameWord(places[i-1].word, p.word) {
			continue
		}
		if p.field != field {
			field, count = p.field, 0
		}
		if count++; count > maxMatches {
			continue
		}
		list = append(list, r.match(p))
	}
	return list
}

// firstOfEach drops of a word's places in a field those that cannot be among the
// first [maxMatches], where there are so many places that sorting them hurts.
func firstOfEach(places []place) []place {
	if len(places) <= 4*maxMatches {
		return places
	}
	seen := map[wordAt]int{}
	kept := places[:0]
	for _, p := range places {
		at := wordAt{p.word, p.field}
		if seen[at]++; seen[at] <= maxMatches {
			kept = append(kept, p)
		}
	}
	return kept
}

func comparePlaces(a, b place) int {
	if c := a.field - b.field; c != 0 {
		return c
	}
	if c := a.from - b.from; c != 0 {
		return c
	}
	if c := a.to - b.to; c != 0 {
		return c
	}
	return strings.Compare(a.word.folded, b.word.folded)
}

func sameWord(a, b *word) bool { return a.folded == b.folded }

func (r *run) match(p place) newswatch.Match {
	f := &r.fields[p.field]
	offset, length := f.Span(p.from, p.to)
	from := f.byteAt(offset)
	m := newswatch.Match{
		Term: p.word.written, Field: fieldNames[p.field], Offset: offset, Length: length,
		Excerpt: excerpt(f.Original(), from, f.byteAt(offset+length)),
	}
	if p.word.person {
		m.Name = r.titled(p)
	}
	return m
}

// excerpt is the sentence around s[from:to]; where that is too long, as many of
// its clauses as fit; where one clause is too long, what stands around the match.
// It is always a piece of s, within one paragraph unless the match is not.
func excerpt(s string, from, to int) string {
	room := maxExcerpt - utf8.RuneCountInString(s[from:to])
	if room <= 0 {
		return firstRunes(s[from:to], maxExcerpt)
	}
	left, right := reachBack(s, from, sentenceSigns, room+1), reach(s, to, sentenceSigns, room+1)
	if left.runes+right.runes > room {
		left, right = reachBack(s, from, clauseSigns, room+1), reach(s, to, clauseSigns, room+1)
		if left.runes+right.runes <= room {
			left, right = widen(s, from, to, left, right, room)
		} else {
			half := room / 2
			left = reachBack(s, from, sentenceSigns, max(half, room-right.runes))
			right = reach(s, to, sentenceSigns, room-left.runes)
		}
	}
	return strings.TrimFunc(s[from-left.bytes:to+right.bytes], unicode.IsSpace)
}

const (
	sentenceSigns = "。！？!?\n\r"
	clauseSigns   = "，；：,;" + sentenceSigns
	closers       = "”’」』）)》】\"'"
)

type extent struct{ bytes, runes int }

// reach goes from i to the end of the clause, its sign and closing quotes
// included, at most most characters.
func reach(s string, i int, signs string, most int) extent {
	var e extent
	ended := false
	for e.runes < most && i+e.bytes < len(s) {
		r, n := utf8.DecodeRuneInString(s[i+e.bytes:])
		if r == '\n' || r == '\r' || ended && !strings.ContainsRune(closers, r) {
			break
		}
		e.bytes += n
		e.runes++
		ended = ended || strings.ContainsRune(signs, r)
	}
	return e
}

// reachBack goes back from i to the beginning of the clause.
func reachBack(s string, i int, signs string, most int) extent {
	var e extent
	for e.runes < most && i-e.bytes > 0 {
		r, n := utf8.DecodeLastRuneInString(s[:i-e.bytes])
		if strings.ContainsRune(signs, r) {
			break
		}
		e.bytes += n
		e.runes++
	}
	// Quotes that close the sentence before do not open this one.
	for e.bytes > 0 && e.bytes < i {
		before, _ := utf8.DecodeLastRuneInString(s[:i-e.bytes])
		r, n := utf8.DecodeRuneInString(s[i-e.bytes:])
		if !strings.ContainsRune(signs, before) || before == '\n' || !strings.ContainsRune("”’」』）)", r) {
			break
		}
		e.bytes -= n
		e.runes--
	}
	return e
}

// widen adds whole clauses of the sentence on either side while there is room.
func widen(s string, from, to int, left, right extent, room int) (extent, extent) {
	for grown := true; grown; {
		grown = false
		if next := to + right.bytes; next < len(s) && !endsSentence(s[:next]) {
			if e := reach(s, next, clauseSigns, room+1); e.runes > 0 && left.runes+right.runes+e.runes <= room {
				right = extent{right.bytes + e.bytes, right.runes + e.runes}
				grown = true
			}
		}
		if next := from - left.bytes; next > 0 && !endsSentence(s[:next]) {
			r, n := utf8.DecodeLastRuneInString(s[:next]) // the sign itself
			e := reachBack(s, next-n, clauseSigns, room+1)
			if strings.ContainsRune(clauseSigns, r) && left.runes+right.runes+e.runes+1 <= room {
				left = extent{left.bytes + e.bytes + n, left.runes + e.runes + 1}
				grown = true
			}
		}
	}
	return left, right
}

// endsSentence reports whether s ends with a sentence.
func endsSentence(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(strings.TrimRight(s, closers))
	return strings.ContainsRune(sentenceSigns, r)
}

func firstRunes(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}
