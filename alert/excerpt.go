package alert

import (
	"strings"
	"unicode"

	"newswatch"
)

// maxExcerpts is how many places of a match a message shows.
const maxExcerpts = 3

// excerpts gives each place once, with every term in it marked, and each term once.
func excerpts(matches []newswatch.Match) (terms []string, out []Excerpt) {
	seen := map[string]bool{}
	var texts []string
	for _, m := range matches {
		if t := oneLine(m.Term); t != "" && !seen["term "+t] {
			seen["term "+t] = true
			terms = append(terms, t)
		}
		if e := oneLine(m.Excerpt); e != "" && !seen["text "+e] {
			seen["text "+e] = true
			texts = append(texts, e)
		}
	}
	for _, text := range texts {
		if len(out) == maxExcerpts {
			break
		}
		out = append(out, mark(text, terms))
	}
	return terms, out
}

// matched gives each term once, with the name that it is part of.
func matched(matches []newswatch.Match, w *words) []string {
	var out []string
	seen := map[string]bool{}
	for _, m := range matches {
		text := oneLine(m.Term)
		if name := oneLine(m.Name); name != "" && name != text {
			text += w.note(name)
		}
		if text != "" && !seen[text] {
			seen[text] = true
			out = append(out, text)
		}
	}
	return out
}

// mark finds terms in a text: width, case and characters slipped in between, as
// mirror sites do, are seen through.
func mark(text string, terms []string) Excerpt {
	runes := []rune(text)
	hit := make([]bool, len(runes))
	for _, term := range terms {
		want := []rune(plain(term))
		if len(want) == 0 {
			continue
		}
		for i := range runes {
			if n := runFrom(runes[i:], want); n > 0 {
				for j := range n {
					hit[i+j] = true
				}
			}
		}
	}
	var out Excerpt
	for i := 0; i < len(runes); {
		j := i
		for j < len(runes) && hit[j] == hit[i] {
			j++
		}
		out = append(out, Piece{string(runes[i:j]), hit[i]})
		i = j
	}
	return out
}

// maxSlipped is how many strange characters in a row may stand inside a term.
const maxSlipped = 2

// runFrom is the length of the stretch at the start of text that reads as want; 0
// where none does.
func runFrom(text, want []rune) int {
	slipped, k := 0, 0
	for i, r := range text {
		switch f := foldRune(r); {
		case f == want[k]:
			slipped = 0
			if k++; k == len(want) {
				return i + 1
			}
		case k > 0 && slipped < maxSlipped && !unicode.IsLetter(r) && !unicode.IsDigit(r):
			slipped++
		default:
			return 0
		}
	}
	return 0
}

func plain(s string) string { return strings.Map(foldRune, s) }

func foldRune(r rune) rune {
	if r >= '！' && r <= '～' { // full width forms of ASCII
		r -= '！' - '!'
	}
	return unicode.ToLower(r)
}

// oneLine makes a stranger's text one line without control characters.
func oneLine(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r >= '\u202A' && r <= '\u202E' || r >= '\u2066' && r <= '\u2069'
	}), " ")
}

// shorten keeps at most so many runes of an excerpt, around its first hit.
func shorten(e Excerpt, most int) Excerpt {
	if len([]rune(e.String())) <= most {
		return e
	}
	var out Excerpt
	for i, p := range e {
		runes := []rune(p.Text)
		if i == 0 && !p.Hit && len(e) > 1 && len(runes) > most/2 {
			runes = append([]rune("…"), runes[len(runes)-most/2:]...)
		}
		if len(runes) > most {
			return append(out, Piece{string(runes[:max(0, most-1)]) + "…", p.Hit})
		}
		out = append(out, Piece{string(runes), p.Hit})
		most -= len(runes)
	}
	return out
}
