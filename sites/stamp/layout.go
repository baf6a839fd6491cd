package stamp

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"newswatch"
)

// parseLayout reads text by a layout of package time. What Go would want padded
// may be unpadded, and blanks and full-width digits do not matter.
func parseLayout(text, layout string, now time.Time, loc *time.Location) (Stamp, error) {
	plainText, plainLayout := plain(text), plain(layout)
	t, err := parsePrefix(plainText, plainLayout, loc)
	if err != nil {
		if relaxed, err2 := parsePrefix(plainText, unpadded.Replace(plainLayout), loc); err2 == nil {
			t, err = relaxed, nil
		}
	}
	if err != nil {
		return Stamp{}, fmt.Errorf("%q does not fit the layout %q", shorten(text), layout)
	}
	s := Stamp{Time: t.In(loc), Precision: layoutPrecision(layout), Text: text}
	if !strings.Contains(layout, "06") {
		r := reader{now: now.In(loc), loc: loc}
		h, mi, sec := t.Clock()
		m := reading{month: int(t.Month()), day: t.Day(), clock: clock{hour: h, minute: mi, second: sec, precision: s.Precision}}
		if s.Precision == newswatch.Day {
			m.clock = clock{}
		}
		y := r.guessYear(m)
		if y == 0 {
			return Stamp{}, fmt.Errorf("%q: no such day in the last years", shorten(text))
		}
		s.Time, _ = m.clock.on(y, m.month, m.day, loc)
		s.Guessed = true
	}
	if y := s.Time.Year(); y < 1900 || y > 2199 {
		return Stamp{}, fmt.Errorf("%q: the year %d is no year of news", shorten(text), y)
	}
	return s, nil
}

// unpadded makes a layout accept numbers with and without a leading zero.
var unpadded = strings.NewReplacer("2006", "2006", "01", "1", "02", "2", "03", "3", "04", "4", "05", "5", "06", "06", "07:00", "07:00", "0700", "0700")

// parsePrefix is time.ParseInLocation for a text that may go on.
func parsePrefix(text, layout string, loc *time.Location) (time.Time, error) {
	if !strings.Contains(layout, "06") { // 29 February needs a leap year
		layout, text = "2006 "+layout, "2000 "+text
	}
	t, err := time.ParseInLocation(layout, text, loc)
	var pe *time.ParseError
	if errors.As(err, &pe) && strings.HasPrefix(pe.Message, ": extra text: ") {
		if rest := pe.ValueElem; rest != "" && strings.HasSuffix(text, rest) {
			return time.ParseInLocation(layout, strings.TrimSuffix(text, rest), loc)
		}
	}
	return t, err
}

// layoutPrecision says what the finest part of a layout is.
func layoutPrecision(layout string) newswatch.Precision {
	// The year's and the zone's digits must not count as another part's.
	l := strings.NewReplacer("2006", "", "-07:00", "", "-0700", "", "Z07:00", "", "Z0700", "", "15", "H", "03", "H").Replace(layout)
	switch {
	case strings.Contains(l, "5"):
		return newswatch.Second
	case strings.Contains(l, "4"):
		return newswatch.Minute
	case strings.Contains(l, "H") || strings.Contains(l, "3"):
		return newswatch.Hour
	}
	return newswatch.Day
}

// plain brings blanks and full-width forms to ASCII.
func plain(s string) string {
	var b strings.Builder
	c := cursor{s: strings.TrimSpace(s)}
	for c.i < len(c.s) {
		if c.blanks() {
			if b.Len() > 0 && c.i < len(c.s) {
				b.WriteByte(' ')
			}
			continue
		}
		r, n := c.rune()
		b.WriteRune(r)
		c.i += n
	}
	return b.String()
}
