package store

import (
	"unicode"
	"unicode/utf8"

	"github.com/cespare/xxhash/v2"
)

// The index knows an article by its terms: every ideographic or syllabic
// character, every pair of such neighbours, and every run of letters and digits
// of an alphabetic script ("gdp", "2026"). So a user's word of one or two
// characters is one term, and a longer one several, which the text is then
// checked for. Nothing spans punctuation or a line's end.
//
// A term is a number of termBits bits. Characters and pairs are spelled out in
// it; runs and sites are hashed, so that two of them may be one term once in
// four billion.
const (
	termBits = 44
	runeBits = 21

	pairTerm   = 0 << (2 * runeBits)
	singleTerm = 1 << (2 * runeBits)
	runTerm    = 2 << (2 * runeBits)
	siteTerms  = 3 << (2 * runeBits)
	hashMask   = 1<<(2*runeBits) - 1
)

// script says which kind of run a character belongs to.
type script int

const (
	apart      script = iota // punctuation, blanks: ends every run
	alphabetic               // runs
	ideographs               // single characters and pairs
)

func scriptOf(r rune) script {
	switch {
	case r < utf8.RuneSelf:
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' {
			return alphabetic
		}
		return apart
	case r >= 0x4e00 && r <= 0x9fff: // the common case first
		return ideographs
	case r == utf8.RuneError:
		return apart
	case r >= 0x2e80 && unicode.IsLetter(r):
		return ideographs
	case unicode.IsLetter(r), unicode.IsDigit(r), unicode.IsMark(r):
		return alphabetic
	}
	return apart
}

// runs calls f for each run of one script in s, from start to end in bytes.
func runs(s string, f func(kind script, start, end int)) {
	kind, start := apart, 0
	for i, r := range s {
		k := scriptOf(r)
		if k == kind {
			continue
		}
		if kind != apart {
			f(kind, start, i)
		}
		kind, start = k, i
	}
	if kind != apart {
		f(kind, start, len(s))
	}
}

// sideOf is the bit of the neighbour r among the four of one side; none for 0.
func sideOf(r rune) sides {
	if r == 0 {
		return 0
	}
	return 1 << (uint32(r) * 0x9e3779b1 >> 30)
}

// besideOf are the sides of a pair that stands between two characters of its run,
// 0 for none.
func besideOf(before, after rune) sides { return sideOf(before) | sideOf(after)<<(sideBits/2) }

// textTerms are the terms of an article, each once and shifted by sideBits above
// the sides that it has there.
func textTerms(site string, texts ...string) []uint64 {
	size := 0
	for _, text := range texts {
		size += len(text)
	}
	set := newTermSet(size / 3)
	set.add(siteTerm(site))
	for _, text := range texts {
		runs(text, func(kind script, start, end int) {
			run := text[start:end]
			if kind == alphabetic {
				set.add(runHash(run))
				pieces(run, func(piece string) { set.add(runHash(piece)) })
				return
			}
			var last, before rune // the last character, and the one before it
			pair := -1
			for _, r := range run {
				set.add(singleTerm | uint64(r))
				if last != 0 {
					if pair >= 0 {
						set.list[pair] |= uint64(besideOf(0, r))
					}
					pair = set.add(pairTerm | uint64(last)<<runeBits | uint64(r))
					set.list[pair] |= uint64(besideOf(before, 0))
				}
				before, last = last, r
			}
		})
	}
	return set.list
}

// A clue is a term that a text with a certain word must have, and the sides that
// the word gives it.
type clue struct {
	term   uint64
	beside sides
}

// fits reports whether an entry of textTerms is what the clue asks for.
func (c clue) fits(entry uint64) bool {
	return entry>>sideBits == c.term && sides(entry)&c.beside == c.beside
}

// wordTerms are the clues to a word: its pairs, or its characters where they
// stand alone. exact says that whoever has them has the word.
func wordTerms(word string) (clues []clue, exact bool) {
	parts := 0
	runs(word, func(kind script, start, end int) {
		parts++
		run := word[start:end]
		if kind == alphabetic {
			clues = append(clues, clue{term: runHash(run)})
			return
		}
		var last, before rune
		first := len(clues)
		for _, r := range run {
			if n := len(clues); n > first {
				clues[n-1].beside |= besideOf(0, r)
			}
			if last != 0 {
				clues = append(clues, clue{pairTerm | uint64(last)<<runeBits | uint64(r), besideOf(before, 0)})
			}
			before, last = last, r
		}
		if before == 0 {
			clues = append(clues, clue{term: singleTerm | uint64(last)})
		}
	})
	return clues, parts == 1 && len(clues) == 1
}

// pieces calls f for the words and numbers in a run that has both: "covid19" is
// found by "covid" too.
func pieces(run string, f func(string)) {
	digit := func(c byte) bool { return c >= '0' && c <= '9' }
	start := 0
	for i := 1; i <= len(run); i++ {
		if i < len(run) && digit(run[i]) == digit(run[i-1]) {
			continue
		}
		if start == 0 && i == len(run) {
			return // of one kind
		}
		f(run[start:i])
		start = i
	}
}

func runHash(run string) uint64 { return runTerm | xxhash.Sum64String(run)&hashMask }

func siteTerm(site string) uint64 { return siteTerms | xxhash.Sum64String(site)&hashMask }

// termSet collects terms without repeats: an open hash table made for one text
// and thrown away, several times cheaper than a map.
type termSet struct {
	slots []uint32 // 0: free; else where the term stands in list, plus one
	mask  uint64
	list  []uint64 // terms shifted by sideBits
}

func newTermSet(n int) *termSet {
	size := 256
	for size < 3*n {
		size *= 2
	}
	return &termSet{slots: make([]uint32, size), mask: uint64(size - 1), list: make([]uint64, 0, n+16)}
}

// add returns where the term stands in the list.
func (s *termSet) add(term uint64) int {
	if 2*len(s.list) >= len(s.slots) {
		s.slots, s.mask = make([]uint32, 2*len(s.slots)), 2*s.mask+1
		for i, old := range s.list {
			s.slots[s.find(old>>sideBits)] = uint32(i + 1)
		}
	}
	slot := s.find(term)
	if s.slots[slot] == 0 {
		s.list = append(s.list, term<<sideBits)
		s.slots[slot] = uint32(len(s.list))
	}
	return int(s.slots[slot]) - 1
}

// find is the slot of a term, or the one where it would stand.
func (s *termSet) find(term uint64) uint64 {
	i := (term * 0x9e3779b97f4a7c15) >> 32 & s.mask
	for s.slots[i] != 0 && s.list[s.slots[i]-1]>>sideBits != term {
		i = (i + 1) & s.mask
	}
	return i
}
