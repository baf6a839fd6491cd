package store

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A condition is one word or phrase of a query.
type condition struct {
	text  string // folded
	title bool   // must stand in the title
	not   bool   // must not stand in the article
	clues []clue // to it in the index, all of which a text with this word has
	// exact: whoever has them has the word, so that no text need be read.
	exact bool
}

// maxConditions bounds a query; what is more is ignored.
const maxConditions = 32

// parseWords reads a query: words that must all stand in the article, "phrases"
// in quotes of any kind, -words that must not, title:words. Nothing is an
// error: what means nothing is left out.
func parseWords(q string, fold func(string) string) (words []condition) {
	for len(words) < maxConditions {
		q = strings.TrimLeftFunc(q, unicode.IsSpace)
		if q == "" {
			break
		}
		var t condition
		if rest, ok := cutAny(q, "-", "－"); ok && rest != "" && !unicode.IsSpace(first(rest)) {
			t.not, q = true, rest
		}
		if rest, ok := cutAny(q, "title:", "title：", "标题:", "标题："); ok {
			t.title, q = true, rest
		}
		var word string
		word, q = nextWord(q)
		t.text = strings.TrimFunc(strings.ReplaceAll(fold(word), "\n", " "), func(r rune) bool { return scriptOf(r) == apart })
		if t.text == "" {
			continue
		}
		t.clues, t.exact = wordTerms(t.text)
		t.exact = t.exact && !t.title && !t.not
		words = append(words, t)
	}
	return words
}

func cutAny(s string, prefixes ...string) (string, bool) {
	for _, p := range prefixes {
		if len(s) >= len(p) && strings.EqualFold(s[:len(p)], p) {
			return s[len(p):], true
		}
	}
	return s, false
}

func first(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// quotes are the pairs that phrases stand in.
var quotes = map[rune]string{'"': `"`, '“': "”", '「': "」", '『': "』", '＂': "＂", '《': "》"}

// nextWord takes a word or a quoted phrase off the front of q. A quote that is
// never closed reaches to the end.
func nextWord(q string) (word, rest string) {
	r := first(q)
	if end, quoted := quotes[r]; quoted {
		word, rest, _ = strings.Cut(q[utf8.RuneLen(r):], end)
		return word, rest
	}
	i := strings.IndexFunc(q, func(r rune) bool { return unicode.IsSpace(r) || quotes[r] != "" && r != '《' })
	if i < 0 {
		return q, ""
	}
	return q[:i], q[i:]
}

// inexact reports whether an article that the index finds must still be read.
func inexact(words []condition) bool {
	for _, t := range words {
		if !t.exact {
			return true
		}
	}
	return false
}

// holds reports whether an article's folded title and text fulfil all
// conditions.
func holds(words []condition, title, text string) bool {
	for _, t := range words {
		found := strings.Contains(title, t.text) || !t.title && strings.Contains(text, t.text)
		if found == t.not {
			return false
		}
	}
	return true
}
