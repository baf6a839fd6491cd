package fallback

import (
	"strconv"
	"strings"
	"time"

	"newswatch/sites/stamp"
)

// Some pages set the parts of a stamp in elements of their own.

// isClock reports whether a line is a time of day and nothing else.
func isClock(s string) bool {
	if len(s) < len("9:05") || len(s) > len("19:05:00") {
		return false
	}
	colons := 0
	for _, c := range s {
		switch {
		case c == ':':
			colons++
		case c < '0' || c > '9':
			return false
		}
	}
	return colons == 1 || colons == 2
}

// inYearBefore gives a stamp without a year the one that stands by itself right
// before it: 2021 05/13 09:33.
func inYearBefore(s stamp.Stamp, text string) stamp.Stamp {
	before := strings.TrimRight(text[:s.Offset], " ")
	year, err := strconv.Atoi(before[max(len(before)-4, 0):])
	if rest := before[:max(len(before)-4, 0)]; err != nil || year < 1990 || year > 2100 || strings.TrimRight(rest, "0123456789") != rest {
		return s
	}
	s.Time = time.Date(year, s.Time.Month(), s.Time.Day(), s.Time.Hour(), s.Time.Minute(), s.Time.Second(), 0, s.Time.Location())
	s.Guessed = false
	return s
}
