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

// textTerms are the terms of an article, each once.
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
			before := uint64(0)
			for _, r := range run {
				set.add(singleTerm | uint64(r))
				if before != 0 {
					set.add(pairTerm | before<<runeBits | uint64(r))
				}
				before = uint64(r)
			}
		})
	}
	return set.list
}

// wordTerms are the terms that a text with this word must have: its pairs, or
// its characters where they stand alone. exact says that whoever has them has
// the word.
func wordTerms(word string) (terms []uint64, exact bool) {
	parts := 0
	runs(word, func(kind script, start, end int) {
		parts++
		run := word[start:end]
		if kind == alphabetic {
			terms = append(terms, runHash(run))
			return
		}
		before, n := uint64(0), 0
		for _, r := range run {
			if before != 0 {
				terms = append(terms, pairTerm|before<<runeBits|uint64(r))
			}
			before = uint64(r)
			n++
		}
		if n == 1 {
			terms = append(terms, singleTerm|before)
		}
	})
	return terms, parts == 1 && len(terms) == 1
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
	slots []uint64 // 0: free; no term is 0
	mask  uint64
	list  []uint64
}

func newTermSet(n int) *termSet {
	size := 256
	for size < 3*n {
		size *= 2
	}
	return &termSet{slots: make([]uint64, size), mask: uint64(size - 1), list: make([]uint64, 0, n+16)}
}

func (s *termSet) add(term uint64) {
	if 2*len(s.list) >= len(s.slots) {
		s.slots, s.mask = make([]uint64, 2*len(s.slots)), 2*s.mask+1
		for _, old := range s.list {
			s.slots[s.find(old)] = old
		}
	}
	if i := s.find(term); s.slots[i] == 0 {
		s.slots[i] = term
		s.list = append(s.list, term)
	}
}

// find is where a term stands, or would stand.
func (s *termSet) find(term uint64) uint64 {
	i := (term * 0x9e3779b97f4a7c15) >> 32 & s.mask
	for s.slots[i] != 0 && s.slots[i] != term {
		i = (i + 1) & s.mask
	}
	return i
}
