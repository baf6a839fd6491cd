package frame

import (
	"strings"
	"unicode/utf8"
)

// Finder finds which of many phrases stand in a text, in one pass: it looks
// closer only where a character begins one of them.
type Finder struct {
	begins [1 << 16 / 64]uint64 // characters of the basic plane that begin a phrase
	by     map[rune][]string    // phrases by their first character
}

// NewFinder makes a finder of phrases, which must not be empty.
func NewFinder(phrases []string) *Finder {
	f := &Finder{by: map[rune][]string{}}
	for _, p := range phrases {
		r, _ := utf8.DecodeRuneInString(p)
		f.by[r] = append(f.by[r], p)
		f.begins[r&0xFFFF>>6] |= 1 << (r & 63)
	}
	return f
}

// Each calls visit with the bounds of each phrase that stands in s, in bytes,
// until it returns false.
func (f *Finder) Each(s string, visit func(from, to int) bool) {
	for i, r := range s {
		if f.begins[r&0xFFFF>>6]&(1<<(r&63)) == 0 {
			continue
		}
		for _, p := range f.by[r] {
			if strings.HasPrefix(s[i:], p) && !visit(i, i+len(p)) {
				return
			}
		}
	}
}

// In reports whether any phrase stands in s.
func (f *Finder) In(s string) bool {
	found := false
	f.Each(s, func(int, int) bool { found = true; return false })
	return found
}

// Begins reports whether s begins with any of the phrases.
func (f *Finder) Begins(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	for _, p := range f.by[r] {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}
