package sites

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Two ways of reading a page without selectors complement each other: the order
// of its lines says where the text begins, below time and source, and the weight
// of text and links says what is text and what stands in boxes beside it.

// refine takes the lines of the text from generic reading, unless it has but a
// small part of them. Above the first line that both have only written ones stay.
func (e *extractor) refine(t *Template, generic string) {
	a := &e.out.Article
	own := strings.Split(a.Text, "\n")
	other := strings.Split(generic, "\n")
	in := map[string]bool{}
	for _, line := range own {
		in[letters(line)] = true
	}
	first, both := -1, 0
	for i, line := range other {
		if in[letters(line)] {
			both += utf8.RuneCountInString(line)
			if first < 0 {
				first = i
			}
		}
	}
	if length := utf8.RuneCountInString(a.Text); both*5 < length && utf8.RuneCountInString(generic) < length {
		return
	}
	var kept []string
	for i, line := range other {
		switch {
		case in[letters(line)]:
		case slices.Contains(e.cut, line), e.byline != "" && strings.Contains(line, e.byline), hasLabel(simple(line)), t.drops(line):
			continue
		case i < first && (utf8.RuneCountInString(line) < 30 || !hasStop(line)):
			continue
		}
		kept = append(kept, line)
	}
	a.Text = strings.Join(kept, "\n")
}
