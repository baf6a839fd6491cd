// Package stamp reads the dates and times that Chinese sites print: padded or
// not, with or without a year, a blank or a zone, in digits of any width, in
// Chinese numerals, in years of the Republic, or counted back from now.
//
// It is a scanner over the text that never goes back further than one stamp, so
// its cost grows with the length of the text and no input can make it slow.
package stamp

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"newswatch"
)

// Stamp is a date, or a date and a time, found in a text.
type Stamp struct {
	// Time is in the zone that was asked for; what the text did not give is zero.
	Time time.Time
	// Precision says how much of Time the text gave. Empty in the zero Stamp.
	Precision newswatch.Precision
	Text      string // as printed
	Offset    int    // of Text in what was searched, in bytes
	// Guessed says that the year, or the whole day, was reckoned from now.
	Guessed bool
}

// IsZero reports whether there is no stamp.
func (s Stamp) IsZero() bool { return s.Precision == "" }

// Find gives every stamp of a text in order. A stamp without a year is taken
// for the latest such day that is not in the future; other stamps may lie in
// the future, which is the caller's to judge. Dates that no calendar has are
// left out, and so are words such as 今天 and bare forms such as 08-10 unless a
// time of day follows or nothing else stands in the text.
func Find(text string, now time.Time, loc *time.Location) []Stamp {
	var found []Stamp
	r := reader{text: text, now: now.In(loc), loc: loc}
	for i := 0; i < len(text); {
		next := r.candidate(i)
		if next < 0 {
			break
		}
		if m, end, ok := r.at(next); ok {
			if s, ok := r.stamp(m); ok {
				s.Text, s.Offset = text[next:end], next
				found = append(found, s)
				i = end
				continue
			}
		}
		i = r.skip(next)
	}
	return found
}

// Parse reads the one stamp of a field's text. With a layout, which is one of
// package time, the text must begin with it, though numbers need not be padded
// and blanks may differ; without, the first of the usual forms counts, and a
// text that is nothing but a number of seconds or milliseconds since 1970 does
// too. The error quotes the text.
func Parse(text, layout string, now time.Time, loc *time.Location) (Stamp, error) {
	if layout != "" {
		return parseLayout(text, layout, now, loc)
	}
	if s, ok := epoch(text, loc); ok {
		return s, nil
	}
	for _, s := range Find(text, now, loc) {
		return s, nil
	}
	return Stamp{}, fmt.Errorf("no date in %q; expected a form like 2006-01-02 15:04 or 2006年1月2日", shorten(text))
}

func shorten(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	cut := most
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}

// reading is what was read of a stamp, before it is checked.
type reading struct {
	year, month, day int // year 0: not printed
	ago              time.Duration
	relative         bool // ago counts back from now, or day is an offset from today
	daysBack         int
	precision        newswatch.Precision
	clock            clock
}

// stamp turns a reading into a time, or refuses it.
func (r *reader) stamp(m reading) (Stamp, bool) {
	s := Stamp{Precision: m.precision}
	switch {
	case m.relative && m.ago >= 0:
		s.Guessed = true
		s.Time = truncate(r.now.Add(-m.ago), s.Precision)
		return s, true
	case m.relative:
		s.Guessed = true
		d := r.now.AddDate(0, 0, -m.daysBack)
		m.year, m.month, m.day = d.Year(), int(d.Month()), d.Day()
	case m.year == 0:
		s.Guessed = true
		if m.year = r.guessYear(m); m.year == 0 {
			return Stamp{}, false
		}
	}
	if !validDay(m.year, m.month, m.day) {
		return Stamp{}, false
	}
	s.Time, s.Precision = m.clock.on(m.year, m.month, m.day, r.loc)
	return s, true
}

// guessYear gives the year that puts the stamp closest before now; 0 for none.
func (r *reader) guessYear(m reading) int {
	for y := r.now.Year(); y > r.now.Year()-9; y-- { // nine: from one 29 February to the next around 2100
		if !validDay(y, m.month, m.day) {
			continue
		}
		if t, _ := m.clock.on(y, m.month, m.day, r.loc); !t.After(r.now) {
			return y
		}
	}
	return 0
}

func validDay(y, m, d int) bool {
	if y < 1900 || y > 2199 || m < 1 || m > 12 || d < 1 || d > 31 {
		return false
	}
	return time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC).Day() == d
}

func truncate(t time.Time, p newswatch.Precision) time.Time {
	y, mo, d := t.Date()
	h, mi, s := t.Clock()
	switch p {
	case newswatch.Day:
		h, mi, s = 0, 0, 0
	case newswatch.Hour:
		mi, s = 0, 0
	case newswatch.Minute:
		s = 0
	}
	return time.Date(y, mo, d, h, mi, s, 0, t.Location())
}

// epoch reads seconds or milliseconds since 1970, of 2001 to 2100, and nothing else.
func epoch(text string, loc *time.Location) (Stamp, bool) {
	digits := strings.TrimSpace(text)
	if len(digits) != 10 && len(digits) != 13 {
		return Stamp{}, false
	}
	var n int64
	for _, c := range []byte(digits) {
		if c < '0' || c > '9' {
			return Stamp{}, false
		}
		n = n*10 + int64(c-'0')
	}
	if len(digits) == 13 {
		n /= 1000
	}
	if n < 1e9 || n > 4102444800 {
		return Stamp{}, false
	}
	return Stamp{Time: time.Unix(n, 0).In(loc), Precision: newswatch.Second, Text: digits, Offset: strings.Index(text, digits)}, true
}
