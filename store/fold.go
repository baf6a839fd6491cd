package store

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// lower is the folding of a store that was given none.
func lower(s string) string { return strings.Map(unicode.ToLower, s) }

func lowerSpans(s string) (string, Spans) {
	folded := lower(s)
	return folded, func(from, to int) (int, int) {
		return utf8.RuneCountInString(folded[:from]), utf8.RuneCountInString(folded[from:to])
	}
}
