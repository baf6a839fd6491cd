package fold

import (
	_ "embed"
	"strings"
	"sync"
	"unicode/utf8"
)

//go:embed data/pinyin/readings.txt
var readingData string

const (
	firstRead = 0x4E00
	lastRead  = 0x9FFF
)

// reader knows the toneless readings of characters.
type reader struct {
	syllables []string
	known     map[string]bool
	first     [lastRead - firstRead + 2]uint16 // into list, by character
	list      []uint16                         // into syllables
}

// readings is loaded when the first bracket after a Han character holds letters.
var readings = sync.OnceValue(func() *reader {
	r := &reader{known: map[string]bool{}}
	var chars []string
	for syllable, has := range lines(readingData) {
		r.syllables = append(r.syllables, syllable)
		chars = append(chars, has)
		// Those without a vowel are no proof that letters are pinyin.
		if strings.ContainsAny(syllable, "aeiouv") {
			r.known[syllable] = true
		}
	}
	for _, has := range chars {
		for _, c := range has {
			if c >= firstRead {
				r.first[c-firstRead+1]++
			}
		}
	}
	for i := 1; i < len(r.first); i++ {
		r.first[i] += r.first[i-1]
	}
	r.list = make([]uint16, r.first[len(r.first)-1])
	next := r.first
	for k, has := range chars {
		for _, c := range has {
			if c >= firstRead {
				r.list[next[c-firstRead]] = uint16(k)
				next[c-firstRead]++
			}
		}
	}
	return r
})

// syllable reports whether s is a syllable of Mandarin.
func (r *reader) syllable(s []byte) bool { return r.known[string(s)] }

// of yields the readings of a character.
func (r *reader) of(c rune) func(yield func(int, string) bool) {
	return func(yield func(int, string) bool) {
		if c < firstRead || c > lastRead {
			return
		}
		for i := r.first[c-firstRead]; i < r.first[c-firstRead+1]; i++ {
			if !yield(int(i), r.syllables[r.list[i]]) {
				return
			}
		}
	}
}

// SameSound reports whether two folded strings of as many Han characters can be
// read alike, tones aside, as 衙前 and 雅千 can: what comes back from another
// language, or from a slip of an input method, is spelt so.
func SameSound(a, b string) bool {
	if a == "" {
		return false
	}
	for a != "" && b != "" {
		x, n := utf8.DecodeRuneInString(a)
		y, m := utf8.DecodeRuneInString(b)
		if x != y && !readings().alike(x, y) {
			return false
		}
		a, b = a[n:], b[m:]
	}
	return a == b
}

// alike reports whether two characters have a reading in common.
func (r *reader) alike(x, y rune) bool {
	for _, s := range r.of(x) {
		for _, t := range r.of(y) {
			if s == t {
				return true
			}
		}
	}
	return false
}
