package alert

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

// span is a stretch of the day on some days of the week. One that ends before it
// begins runs over midnight and belongs to the day on which it begins.
type span struct {
	days     [7]bool // by time.Weekday
	from, to int     // minutes of the day, to exclusive
}

var (
	weekdays  = []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}
	spanForm  = regexp.MustCompile(`^([a-z,\s-]*?)\s*(?:(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2}))?$`)
	spanWords = "write them like 22:00-07:00, Mon-Fri 08:00-20:00 or Sat,Sun; several are joined by a semicolon"
)

func parseSpans(s string) ([]span, error) {
	var out []span
	for part := range strings.SplitSeq(s, ";") {
		part = strings.ToLower(strings.TrimSpace(part))
		if part == "" {
			continue
		}
		m := spanForm.FindStringSubmatch(part)
		if m == nil {
			return nil, fmt.Errorf("%q are not hours; %s", part, spanWords)
		}
		sp := span{to: 24 * 60}
		if !sp.setDays(m[1]) {
			return nil, fmt.Errorf("%q are not hours; %s", part, spanWords)
		}
		if m[2] != "" {
			var n [4]int
			for i := range n {
				n[i], _ = strconv.Atoi(m[i+2]) // two digits
			}
			sp.from, sp.to = n[0]*60+n[1], n[2]*60+n[3]
			if n[1] > 59 || n[3] > 59 || sp.from >= 24*60 || sp.to > 24*60 || sp.from == sp.to {
				return nil, fmt.Errorf("%q are not hours; %s", part, spanWords)
			}
		}
		out = append(out, sp)
	}
	return out, nil
}

// setDays reads "mon-fri,sun"; "" is every day.
func (s *span) setDays(text string) bool {
	text = strings.TrimSpace(text)
	if text == "" {
		s.days = [7]bool{true, true, true, true, true, true, true}
		return true
	}
	for part := range strings.SplitSeq(text, ",") {
		a, b, isRange := strings.Cut(strings.TrimSpace(part), "-")
		from := slices.Index(weekdays, strings.TrimSpace(a))
		to := from
		if isRange {
			to = slices.Index(weekdays, strings.TrimSpace(b))
		}
		if from < 0 || to < 0 {
			return false
		}
		for d := from; ; d = (d + 1) % 7 {
			s.days[d] = true
			if d == to {
				break
			}
		}
	}
	return true
}

func (s span) contains(t time.Time) bool {
	minute := t.Hour()*60 + t.Minute()
	today, yesterday := s.days[t.Weekday()], s.days[(t.Weekday()+6)%7]
	if s.from < s.to {
		return today && s.from <= minute && minute < s.to
	}
	return today && minute >= s.from || yesterday && minute < s.to
}

// hours are when a channel takes alerts that are not high.
type hours struct {
	in, out []span // in: empty for always
	loc     *time.Location
}

func (h hours) isOpen(t time.Time) bool {
	within := func(s span) bool { return s.contains(t) }
	return (len(h.in) == 0 || slices.ContainsFunc(h.in, within)) && !slices.ContainsFunc(h.out, within)
}

// open is when the channel takes alerts, at t or later; false where it never does.
func (h hours) open(t time.Time) (time.Time, bool) {
	if t = t.In(h.loc); h.isOpen(t) {
		return t, true
	}
	var edges []time.Time
	for day := range 9 {
		for _, s := range slices.Concat(h.in, h.out) {
			for _, minute := range []int{0, s.from, s.to} {
				edge := time.Date(t.Year(), t.Month(), t.Day()+day, 0, minute, 0, 0, h.loc)
				if edge.After(t) {
					edges = append(edges, edge)
				}
			}
		}
	}
	slices.SortFunc(edges, time.Time.Compare)
	for _, edge := range edges {
		if h.isOpen(edge) {
			return edge, true
		}
	}
	return t, false
}
