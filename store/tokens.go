package store

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The index knows two kinds of token: a run of letters and digits of an
// alphabetic script ("gdp", "2026"), and a single character of an ideographic or
// syllabic one. A word is a phrase of them, whatever its length. Nothing spans
// punctuation or a line's end: border stands there, which no query holds alone.

// maxToken bounds an alphabetic token, in bytes; the rest of a longer run is not
// indexed.
const maxToken = 40

// border and sitePrefix are letters that no text keeps: they are dropped from
// texts on their way into the index.
const (
	border     = "\u01c0"
	sitePrefix = "\u01c1"
)

// script says which kind of run a character belongs to.
type script int

const (
	apart      script = iota // punctuation, blanks: ends every run
	alphabetic               // runs
	ideographs               // single characters
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
	case r == 0x01c0 || r == 0x01c1 || r == utf8.RuneError:
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

// tokens writes a folded text as the index is given it: tokens between blanks.
func tokens(b *strings.Builder, text string) {
	b.Grow(len(text) + len(text)/3)
	end := 0 // of the run before
	runs(text, func(kind script, start, stop int) {
		if start > end {
			b.WriteString(" " + border)
		}
		end = stop
		if kind == alphabetic {
			b.WriteByte(' ')
			b.WriteString(text[start:min(stop, start+maxToken)])
			return
		}
		for i, r := range text[start:stop] {
			b.WriteByte(' ')
			b.WriteString(text[start+i : start+i+utf8.RuneLen(r)])
		}
	})
}

// indexed is what the index is given of one article.
type indexed struct{ title, text string }

func indexedForm(site, title, text string) indexed {
	var head, body strings.Builder
	tokens(&head, title)
	body.WriteString(siteToken(site))
	body.WriteString(" " + border)
	tokens(&body, text)
	return indexed{head.String(), body.String()}
}

// siteToken is the token that every article of a site has. A site's id may hold
// characters that end a token, so it is spelled in letters.
func siteToken(site string) string {
	var b strings.Builder
	b.WriteString(sitePrefix)
	for i := range len(site) {
		b.WriteByte('a' + site[i]>>4)
		b.WriteByte('a' + site[i]&15)
	}
	return b.String()
}

// lower is the folding of a store that was given none.
func lower(s string) string { return strings.Map(unicode.ToLower, s) }

func lowerSpans(s string) (string, Spans) {
	folded := lower(s)
	return folded, func(from, to int) (int, int) {
		return utf8.RuneCountInString(folded[:from]), utf8.RuneCountInString(folded[from:to])
	}
}
