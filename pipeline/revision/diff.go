package revision

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"newswatch"
)

// The three kinds of span.
const (
	equal  = "="
	gone   = "-"
	coming = "+"
)

// Diff tells how before became after: the spans marked = and - make before, those
// marked = and + make after. It compares paragraphs first and then, within what
// changed, character by character, with numbers and words of letters undivided.
// Where so little is common between two changes that a reader would only
// stumble over it, it is part of the change; so runs are whole words mostly.
//
// The algorithm is that of Eugene W. Myers, "An O(ND) Difference Algorithm and
// Its Variations", 1986, in linear space; the cleaning up after Neil Fraser,
// "Diff Strategies", 2006. The work is bounded: in texts that differ in almost
// everything the rest counts as replaced.
func Diff(before, after string) []newswatch.DiffSpan {
	var d differ
	d.work = maxWork
	lines := d.edits(splitLines(before), splitLines(after))
	var out script
	for i := 0; i < len(lines); {
		if lines[i].Op == equal {
			out.add(lines[i])
			i++
			continue
		}
		// What lies between two equal paragraphs is compared in detail.
		var x, y strings.Builder
		for ; i < len(lines) && lines[i].Op != equal; i++ {
			if lines[i].Op == gone {
				x.WriteString(lines[i].Text)
			} else {
				y.WriteString(lines[i].Text)
			}
		}
		for _, s := range tidy(d.edits(splitWords(x.String()), splitWords(y.String()))) {
			out.add(s)
		}
	}
	return out.spans
}

// maxWork bounds the steps that one diff may take: some 50 ms.
const maxWork = 8_000_000

// splitLines splits a text behind each line feed.
func splitLines(s string) []string { return strings.SplitAfter(s, "\n") }

// splitWords splits a text into words of letters, numbers and, for all the
// rest, single characters.
func splitWords(s string) []string {
	list := make([]string, 0, len(s)/2)
	for i := 0; i < len(s); {
		n := wordLen(s[i:])
		list = append(list, s[i:i+n])
		i += n
	}
	return list
}

func wordLen(s string) int {
	r, n := utf8.DecodeRuneInString(s)
	class := classOf(r)
	if class == single {
		return n
	}
	for n < len(s) {
		r, size := utf8.DecodeRuneInString(s[n:])
		c := classOf(r)
		if c != class {
			// 5.6 and 1,234 are one number each.
			if class == digit && (r == '.' || r == ',') && n+1 < len(s) && s[n+1] >= '0' && s[n+1] <= '9' {
				n++
				continue
			}
			break
		}
		n += size
	}
	return n
}

type class uint8

const (
	single class = iota
	letter
	digit
)

func classOf(r rune) class {
	switch {
	case r >= '0' && r <= '9':
		return digit
	case r < 0x2E80 && unicode.IsLetter(r):
		return letter
	}
	return single
}

// script gathers spans and joins neighbours of one kind.
type script struct{ spans []newswatch.DiffSpan }

func (s *script) add(x newswatch.DiffSpan) {
	if x.Text == "" {
		return
	}
	n := len(s.spans)
	if n > 0 && s.spans[n-1].Op == x.Op {
		s.spans[n-1].Text += x.Text
		return
	}
	// What went stands before what came.
	if n > 0 && s.spans[n-1].Op == coming && x.Op == gone {
		if n > 1 && s.spans[n-2].Op == gone {
			s.spans[n-2].Text += x.Text
			return
		}
		s.spans = append(s.spans, s.spans[n-1])
		s.spans[n-1] = x
		return
	}
	s.spans = append(s.spans, x)
}

// tidy gives up what is equal between two changes where it is too short beside
// them to be read as something that stayed.
func tidy(spans []newswatch.DiffSpan) []newswatch.DiffSpan {
	for {
		changed := false
		var out script
		for i, s := range spans {
			if s.Op == equal && i > 0 && i < len(spans)-1 && crumb(s.Text, around(spans, i)) {
				out.add(newswatch.DiffSpan{Op: gone, Text: s.Text})
				out.add(newswatch.DiffSpan{Op: coming, Text: s.Text})
				changed = true
				continue
			}
			out.add(s)
		}
		if !changed {
			return out.spans
		}
		spans = out.spans
	}
}

// around is the size of the smaller of the changes beside the equal span i, in
// characters.
func around(spans []newswatch.DiffSpan, i int) int {
	left, right := 0, 0
	for k := i - 1; k >= 0 && spans[k].Op != equal; k-- {
		left = max(left, utf8.RuneCountInString(spans[k].Text))
	}
	for k := i + 1; k < len(spans) && spans[k].Op != equal; k++ {
		right = max(right, utf8.RuneCountInString(spans[k].Text))
	}
	return min(left, right)
}

// crumb reports whether an equal span is too short to stand between two changes
// of at least size characters each. A border of paragraphs always stays.
func crumb(s string, size int) bool {
	n := utf8.RuneCountInString(s)
	if strings.Contains(s, "\n") || n > 8 {
		return false
	}
	return n <= size && (n <= 2 || n <= size/2)
}
