package web

import (
	"slices"
	"strings"

	"newswatch"
)

// mark is a run of text: plain, a match, or a figure.
type mark struct {
	Text  string
	Kind  string // "", "match" or "figure"
	Title string // what it is, for a read-out
}

// stretch is a part of a text to be marked, in runes.
type stretch struct {
	from, to    int
	kind, title string
}

// marked cuts a text at the stretches. Where they overlap the earlier one wins,
// and matches before figures.
func marked(runes []rune, from, to int, list []stretch) []mark {
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b stretch) int {
		if a.from != b.from {
			return a.from - b.from
		}
		return strings.Compare(b.kind, a.kind) // "match" before "figure"
	})
	var out []mark
	at := from
	for _, s := range list {
		a, b := max(s.from, at), min(s.to, to)
		if a >= b {
			continue
		}
		if a > at {
			out = append(out, mark{Text: string(runes[at:a])})
		}
		out = append(out, mark{Text: string(runes[a:b]), Kind: s.kind, Title: s.title})
		at = b
	}
	if at < to {
		out = append(out, mark{Text: string(runes[at:to])})
	}
	return out
}

// paragraphs cuts a text at its line feeds and marks each paragraph.
func paragraphs(text string, list []stretch) [][]mark {
	runes := []rune(text)
	var out [][]mark
	for start := 0; start <= len(runes); {
		end := start
		for end < len(runes) && runes[end] != '\n' {
			end++
		}
		if end > start {
			out = append(out, marked(runes, start, end, list))
		}
		start = end + 1
	}
	return out
}

// line is an article as lists show it.
type line struct {
	newswatch.Article
	TitleParts []mark
	Excerpt    []mark
	Names      []named
	Gone       bool
}

type named struct{ ID, Name string }

// Room around the first mark of an excerpt, in runes.
const (
	excerptBefore = 30
	excerptLength = 110
)

// lineOf prepares an article with the places where a query's words stand.
func lineOf(a newswatch.Article, highlights []newswatch.Highlight, names func(string) string) line {
	l := line{Article: a, Gone: a.Withdrawn()}
	var inTitle, inText []stretch
	for _, h := range highlights {
		s := stretch{from: h.Offset, to: h.Offset + h.Length, kind: "match"}
		if h.Field == newswatch.FieldTitle {
			inTitle = append(inTitle, s)
		} else {
			inText = append(inText, s)
		}
	}
	title := []rune(a.Title)
	l.TitleParts = marked(title, 0, min(len(title), maxTitle), inTitle)
	text := []rune(strings.ReplaceAll(a.Text, "\n", " "))
	from := 0
	if len(inText) > 0 {
		from = max(0, min(inText[0].from-excerptBefore, len(text)))
	}
	to := min(len(text), from+excerptLength)
	l.Excerpt = marked(text, from, to, inText)
	if from > 0 {
		l.Excerpt = append([]mark{{Text: "…"}}, l.Excerpt...)
	}
	if to < len(text) {
		l.Excerpt = append(l.Excerpt, mark{Text: "…"})
	}
	for _, id := range slices.Concat(a.Watches, a.Targets) {
		l.Names = append(l.Names, named{id, names(id)})
	}
	return l
}

// maxTitle bounds what lists show of a headline, in runes.
const maxTitle = 120

// times is a term that matched, told once for a field.
type times struct {
	newswatch.Match
	Times int
}

// counted gathers the matches of one term in one field.
func counted(matches []newswatch.Match) []times {
	var out []times
	for _, m := range matches {
		i := slices.IndexFunc(out, func(t times) bool {
			return t.Term == m.Term && t.Field == m.Field && t.Name == m.Name && t.Context == m.Context
		})
		if i >= 0 {
			out[i].Times++
		} else {
			out = append(out, times{m, 1})
		}
	}
	return out
}

// Room around a change in a diff, in runes.
const diffContext = 24

// shortDiff shortens what both revisions have to the surroundings of the changes.
func shortDiff(spans []newswatch.DiffSpan) []newswatch.DiffSpan {
	out := slices.Clone(spans)
	for i, span := range out {
		r := []rune(span.Text)
		if span.Op != "=" || len(r) <= 2*diffContext+8 {
			continue
		}
		head, tail := string(r[:diffContext]), string(r[len(r)-diffContext:])
		switch {
		case len(out) == 1:
			out[i].Text = head + " …"
		case i == 0:
			out[i].Text = "… " + tail
		case i == len(out)-1:
			out[i].Text = head + " …"
		default:
			out[i].Text = head + " … " + tail
		}
	}
	return out
}
