package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"newswatch"
	"newswatch/configs"
)

// printJSON writes a value for a program, on lines that a person can read too.
func printJSON(w io.Writer, v any) error {
	enc := jsonLines(w)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

// jsonLines writes one value a line.
func jsonLines(w io.Writer) *json.Encoder {
	enc := json.NewEncoder(inert{w})
	enc.SetEscapeHTML(false)
	return enc
}

// inert writes JSON with every character that a terminal might obey as \u and
// its number: encoding/json does so only with those of ASCII. Each call must
// hold whole characters, as an encoder's do.
type inert struct{ w io.Writer }

func (i inert) Write(p []byte) (int, error) {
	if !bytes.ContainsFunc(p, obeyed) {
		return i.w.Write(p)
	}
	out := make([]byte, 0, len(p)+64)
	for _, r := range string(p) {
		if obeyed(r) {
			out = fmt.Appendf(out, `\u%04x`, r)
		} else {
			out = utf8.AppendRune(out, r)
		}
	}
	if _, err := i.w.Write(out); err != nil {
		return 0, err
	}
	return len(p), nil
}

// obeyed reports whether a terminal might do something other than show r, line
// feeds apart: controls, escapes among them, and bidi overrides.
func obeyed(r rune) bool {
	return r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r))
}

// clean makes strangers' text safe for a terminal and one line: control
// characters, escapes among them, and bidi overrides become blanks.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || obeyed(r) {
			return ' '
		}
		return r
	}, s)
}

// cleanText is clean for text of several lines.
func cleanText(s string) string {
	lines := strings.Split(s, "\n")
	for i, l := range lines {
		lines[i] = clean(l)
	}
	return strings.Join(lines, "\n")
}

// orEmpty makes a nil slice an empty one, which JSON shows as [] and not null.
func orEmpty[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return fmt.Sprintf("%d times", n)
}

// stampOf shows a publication time no finer than the page gave it.
func stampOf(a *newswatch.Article) string {
	t := a.Published
	if t.IsZero() {
		return "undated   "
	}
	switch a.PublishedPrecision {
	case newswatch.Day:
		return t.Format(time.DateOnly)
	case newswatch.Hour:
		return t.Format("2006-01-02 15h")
	}
	return t.Format("2006-01-02 15:04")
}

func sorted(list []string) []string {
	out := slices.Clone(list)
	slices.Sort(out)
	return out
}

// before is the moment whose elders are past a retention; zero for ever.
func before(now time.Time, keep configs.Duration) time.Time {
	if keep == 0 {
		return time.Time{}
	}
	return now.Add(-time.Duration(keep))
}
