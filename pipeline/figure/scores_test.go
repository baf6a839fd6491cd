package figure

import (
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"newswatch"
)

// A labelled text is a block of a file under testdata/figures: see the head of
// sentences.txt for the form.
type labelled struct {
	name, title, text string
	published         time.Time
	rows              []row
}

type row struct {
	span                               string
	lo, hi                             float64
	units                              []string
	indicators, subjects, kinds, times []string
	optional                           bool
	field                              newswatch.Field
	offset                             int
}

func readLabelled(t testing.TB, file string) []labelled {
	t.Helper()
	b, err := os.ReadFile("../../testdata/figures/" + file)
	if err != nil {
		t.Fatal(err)
	}
	var all []labelled
	line := 0
	for _, block := range strings.Split(string(b), "\n\n") {
		var l labelled
		for _, s := range strings.Split(strings.Trim(block, "\n"), "\n") {
			line++
			switch {
			case s == "" || strings.HasPrefix(s, "#"):
			case strings.HasPrefix(s, "@"):
				if l.published, err = time.Parse(time.DateOnly, s[1:]); err != nil {
					t.Fatalf("%s:%d: %v", file, line, err)
				}
			case strings.HasPrefix(s, "T:"):
				l.title = strings.TrimSpace(s[2:])
			case strings.Count(s, "|") == 5:
				r, err := parseRow(s)
				if err != nil {
					t.Fatalf("%s:%d: %v", file, line, err)
				}
				l.rows = append(l.rows, r)
			case strings.Contains(s, "|"):
				t.Fatalf("%s:%d: %q has not six columns", file, line, s)
			default:
				if l.text != "" {
					l.text += "\n"
				}
				l.text += s
			}
		}
		line++
		if l.text == "" {
			continue
		}
		l.name = fmt.Sprintf("%s:%d", file, line)
		l.place(t)
		all = append(all, l)
	}
	return all
}

func parseRow(s string) (row, error) {
	cols := strings.Split(s, "|")
	for i := range cols {
		cols[i] = strings.TrimSpace(cols[i])
	}
	r := row{span: cols[0]}
	r.span, r.optional = strings.CutPrefix(r.span, "?")
	for _, alt := range strings.Split(cols[1], "/") {
		value, unit, ok := strings.Cut(alt, " ")
		if !ok { // the slash of km/h
			if n := len(r.units); n > 0 {
				r.units[n-1] += "/" + alt
				continue
			}
			return r, fmt.Errorf("%q: value and unit expected", alt)
		}
		lo, hi, ranged := strings.Cut(value, "..")
		var err error
		if r.lo, err = strconv.ParseFloat(lo, 64); err != nil {
			return r, err
		}
		r.hi = r.lo
		if ranged {
			if r.hi, err = strconv.ParseFloat(hi, 64); err != nil {
				return r, err
			}
		}
		r.units = append(r.units, unit)
	}
	r.indicators, r.subjects, r.kinds, r.times = strings.Split(cols[2], "/"), strings.Split(cols[3], "/"), strings.Split(cols[4], "/"), strings.Split(cols[5], "/")
	return r, nil
}

// place finds each row's span in the text, in order.
func (l *labelled) place(t testing.TB) {
	t.Helper()
	field, from := newswatch.FieldTitle, 0
	source := map[newswatch.Field]string{newswatch.FieldTitle: l.title, newswatch.FieldText: l.text}
	for i := range l.rows {
		r := &l.rows[i]
		at := strings.Index(source[field][from:], r.span)
		if at < 0 && field == newswatch.FieldTitle {
			field, from = newswatch.FieldText, 0
			at = strings.Index(l.text, r.span)
		}
		if at < 0 {
			t.Fatalf("%s: %q does not stand in the text after the row before", l.name, r.span)
		}
		r.field, r.offset = field, len([]rune(source[field][:from+at]))
		from += at + len(r.span)
	}
}

// tally counts what was read right on the three levels of the definition.
type tally struct {
	wanted, read          int
	span, indicator, full int
	parts                 [3]int // subject, kind, period of those with the right indicator
	notes                 []string
}

func (s *tally) f1(right int) float64 {
	if s.wanted+s.read == 0 {
		return 0
	}
	return 2 * float64(right) / float64(s.wanted+s.read)
}

func (s *tally) score(l labelled, figures []newswatch.Figure) {
	used := map[int]bool{}
	for _, r := range l.rows {
		if !r.optional {
			s.wanted++
		}
		found := -1
		for i, f := range figures {
			if f.Field == r.field && f.Offset == r.offset && f.Text == r.span {
				found = i
			}
		}
		if found < 0 {
			if !r.optional {
				s.note(l, "missed "+r.span)
			}
			continue
		}
		used[found] = true
		f := figures[found]
		if r.optional {
			continue
		}
		s.read++
		if !r.hasValue(f) {
			s.note(l, fmt.Sprintf("value of %s: %s", r.span, show(f)))
			continue
		}
		s.span++
		if !anyOf(r.indicators, f.Indicator, sameIndicator) {
			s.note(l, fmt.Sprintf("indicator of %s is %q, want %v", r.span, f.Indicator, r.indicators))
			continue
		}
		s.indicator++
		subject := anyOf(r.subjects, f.Subject, sameWords)
		kind := anyOf(r.kinds, string(f.Kind), func(a, b string) bool { return a == b })
		period := samePeriod(r.times, f.Period)
		if !subject {
			s.note(l, fmt.Sprintf("subject of %s is %q, want %v", r.span, f.Subject, r.subjects))
			s.parts[0]++
		}
		if !kind {
			s.note(l, fmt.Sprintf("kind of %s is %s, want %v", r.span, f.Kind, r.kinds))
			s.parts[1]++
		}
		if !period {
			s.note(l, fmt.Sprintf("period of %s is %q, want %v", r.span, f.Period, r.times))
			s.parts[2]++
		}
		if subject && kind && period {
			s.full++
		}
	}
	for i, f := range figures {
		if !used[i] {
			s.read++
			s.note(l, "should not read "+show(f))
		}
	}
}

func (s *tally) note(l labelled, what string) {
	s.notes = append(s.notes, l.name+": "+what)
}

func (r row) hasValue(f newswatch.Figure) bool {
	lo, hi := 0.0, 0.0
	if f.Value != nil {
		lo, hi = *f.Value, *f.Value
	} else {
		lo, hi = *f.Min, *f.Max
	}
	near := func(a, b float64) bool { return math.Abs(a-b) <= 1e-9*math.Max(1, math.Abs(a)) }
	return near(r.lo, lo) && near(r.hi, hi) && anyOf(r.units, f.Unit, func(a, b string) bool { return a == b })
}

func anyOf(want []string, got string, same func(a, b string) bool) bool {
	for _, w := range want {
		if same(w, got) {
			return true
		}
	}
	return false
}

// plain takes off what the definition leaves open: marks, the endings 增速 and 数.
func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		if strings.ContainsRune("“”\"「」（）() 的", r) {
			return -1
		}
		return r
	}, s)
	for _, ending := range []string{"增速", "增幅", "数量", "人数", "数", "额", "总额", "总量"} {
		if len(s) > len(ending)+3 {
			s = strings.TrimSuffix(s, ending)
		}
	}
	return s
}

func sameIndicator(want, got string) bool { return plain(want) == plain(got) }

func sameWords(want, got string) bool {
	if want == "" {
		return true // nobody is named: any or none will do
	}
	want, got = plain(want), plain(got)
	return want == got || len([]rune(got)) >= 2 && len([]rune(want)) >= 2 && (strings.Contains(got, want) || strings.Contains(want, got))
}

func samePeriod(want []string, got string) bool {
	for _, w := range want {
		w, open := strings.CutSuffix(w, "?")
		switch {
		case got == "":
			if open || w == "-" {
				return true
			}
		case w != "-" && sameWords(w, got):
			return true
		}
	}
	return false
}

func scoreFile(t *testing.T, file string) *tally {
	t.Helper()
	r := NewReader(nil)
	s := &tally{}
	for _, l := range readLabelled(t, file) {
		figures := r.Read(l.title, l.text, l.published)
		checkSound(t, l.title, l.text, figures)
		s.score(l, figures)
	}
	t.Logf("%s: %d figures labelled, %d read; F1 of span, value and unit %.3f, with indicator %.3f, with subject, kind and period %.3f (wrong: %d, %d, %d)",
		file, s.wanted, s.read, s.f1(s.span), s.f1(s.indicator), s.f1(s.full), s.parts[0], s.parts[1], s.parts[2])
	return s
}

// TestScores holds the reader to what it must reach on texts labelled by hand.
func TestScores(t *testing.T) {
	for _, file := range []string{"sentences.txt", "blind.txt", "fresh.txt", "local.txt", "county.txt", "town.txt", "district.txt", "quarter.txt", "season.txt", "closing.txt", "sectors.txt", "reports.txt", "bulletin.txt", "weekly.txt", "zones.txt", "press.txt", "cities.txt", "counties.txt", "digest.txt", "desk.txt", "bureau.txt", "notes.txt", "gazette.txt", "daily.txt", "article.txt", "evening.txt", "morning.txt", "noon.txt", "weekend.txt", "letters.txt", "ledger.txt", "last.txt"} {
		s := scoreFile(t, file)
		for _, n := range s.notes {
			t.Log(n)
		}
		if got := s.f1(s.span); got < 0.97 {
			t.Errorf("%s: span, value and unit: F1 %.3f, want at least .97", file, got)
		}
		if got := s.f1(s.indicator); got < 0.90 {
			t.Errorf("%s: with the indicator: F1 %.3f, want at least .90", file, got)
		}
		if got := s.f1(s.full); got < 0.80 {
			t.Errorf("%s: with subject, kind and period: F1 %.3f, want at least .80", file, got)
		}
	}
}
