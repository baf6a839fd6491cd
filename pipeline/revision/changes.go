package revision

import (
	"slices"
	"strings"
	"unicode"

	"newswatch"
	"newswatch/pipeline/fold"
	"newswatch/pipeline/frame"
)

// Changes lists the fields in which new differs materially from old, in the
// order title, kicker, subtitle, text; nil where nothing of weight changed.
//
// Any other letter or digit is a change; white space, punctuation, width and
// case are none, nor traditional for simplified characters, nor the order of
// paragraphs, nor what a site puts around its articles: counters of readers and
// shares, editors' names, lists of other articles, disclaimers.
//
// Of a text, Before and After hold the paragraphs that differ, joined by line
// feeds. Appeared and Vanished are left to those who know the watches.
func Changes(old, new *newswatch.Article) []newswatch.Change {
	var list []newswatch.Change
	for _, f := range []struct{ field, before, after string }{
		{"title", old.Title, new.Title},
		{"kicker", old.Kicker, new.Kicker},
		{"subtitle", old.Subtitle, new.Subtitle},
	} {
		if key(f.before) != key(f.after) {
			list = append(list, change(f.field, f.before, f.after))
		}
	}
	if before, after, ok := texts(old.Text, new.Text); ok {
		list = append(list, change("text", before, after))
	}
	return list
}

func change(field, before, after string) newswatch.Change {
	return newswatch.Change{Field: field, Before: before, After: after, Diff: Diff(before, after)}
}

// texts returns the paragraphs that differ between two texts, and whether any do.
func texts(old, new string) (before, after string, ok bool) {
	if old == new {
		return "", "", false
	}
	x, y := paragraphs(old), paragraphs(new)
	if join(x) == join(y) {
		return "", "", false // the same, divided otherwise
	}
	have := map[string]int{}
	for _, p := range x {
		have[p.key]++
	}
	var came []string
	for _, p := range y {
		if have[p.key] > 0 {
			have[p.key]--
			continue
		}
		came = append(came, p.text)
	}
	var went []string
	for _, p := range slices.Backward(x) {
		if have[p.key] > 0 {
			have[p.key]--
			went = append(went, p.text)
		}
	}
	slices.Reverse(went)
	if len(came) == 0 && len(went) == 0 {
		return "", "", false // another order
	}
	return strings.Join(went, "\n"), strings.Join(came, "\n"), true
}

// paragraph is a line of a text that is part of the article.
type paragraph struct{ text, key string }

func paragraphs(text string) []paragraph {
	var list []paragraph
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		folded := fold.String(line)
		if folded == "" || frame.Is(folded) {
			continue
		}
		if k := keyOf(folded); k != "" {
			list = append(list, paragraph{line, k})
		}
	}
	return list
}

func join(list []paragraph) string {
	var b strings.Builder
	for _, p := range list {
		b.WriteString(p.key)
	}
	return b.String()
}

// key is what counts of a text: its letters and digits, folded.
func key(s string) string { return keyOf(fold.String(s)) }

func keyOf(s string) string {
	var b strings.Builder
	last := rune(0)
	for i, r := range s {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || r == '〇' || r == '%':
			b.WriteRune(r)
		case r == '.' && last >= '0' && last <= '9' && i+1 < len(s) && s[i+1] >= '0' && s[i+1] <= '9':
			b.WriteRune(r) // 5.6 is not 56
		}
		last = r
	}
	return b.String()
}
