package store

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A term is one condition of a query.
type term struct {
	text  string // folded
	title bool   // must stand in the title
	not   bool   // must not stand in the article
	// phrase is the term as the index's expressions have it.
	phrase string
	// exact: whoever has the phrase has the term, so that no text need be read.
	exact bool
}

// maxTerms bounds a query's conditions; more are ignored.
const maxTerms = 32

// parseWords reads a query: words that must all stand in the article, "phrases"
// in quotes of any kind, -words that must not, title:words. Nothing is an
// error: what means nothing is left out.
func parseWords(q string, fold func(string) string) []term {
	var terms []term
	for len(terms) < maxTerms {
		q = strings.TrimLeftFunc(q, unicode.IsSpace)
		if q == "" {
			break
		}
		var t term
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
		t.phrases()
		terms = append(terms, t)
	}
	return terms
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

// phrases spells the term in tokens. An alphabetic run at its end may be the
// beginning of a longer one.
func (t *term) phrases() {
	var b strings.Builder
	tokens(&b, t.text)
	t.phrase = `"` + strings.ReplaceAll(strings.TrimSpace(b.String()), `"`, `""`) + `"`
	t.exact = true
	runs(t.text, func(kind script, start, end int) {
		if kind == alphabetic && end-start > maxToken {
			t.exact = false
		}
		if kind == alphabetic && end == len(t.text) {
			t.phrase += "*"
		}
	})
	if strings.Contains(t.phrase, border) {
		t.exact = false // the index does not know which punctuation
	}
	if t.title {
		t.phrase = "title : " + t.phrase
	}
}

// match is the index's expression for what can be told from it, "" for nothing.
func match(terms []term, sites []string) string {
	var must, not []string
	for _, t := range terms {
		switch {
		case !t.not:
			must = append(must, t.phrase)
		case t.exact:
			not = append(not, t.phrase)
		}
	}
	if len(must) == 0 {
		return ""
	}
	if len(sites) > 0 {
		either := make([]string, len(sites))
		for i, site := range sites {
			either[i] = `"` + siteToken(site) + `"`
		}
		must = append(must, "("+strings.Join(either, " OR ")+")")
	}
	expr := strings.Join(must, " AND ")
	for _, n := range not {
		expr = "(" + expr + ") NOT " + n
	}
	return expr
}

// inexact reports whether an article that match finds must still be read.
func inexact(terms []term) bool {
	for _, t := range terms {
		if !t.exact {
			return true
		}
	}
	return false
}

// holds reports whether an article's folded title and text fulfil all terms.
func holds(terms []term, title, text string) bool {
	for _, t := range terms {
		found := strings.Contains(title, t.text) || !t.title && strings.Contains(text, t.text)
		if found == t.not {
			return false
		}
	}
	return true
}
