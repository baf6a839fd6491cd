package figure

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"newswatch"
)

// TestSeeds prints what is read from whole articles, for people to check:
// go test -run Seeds -v. It checks only what must hold for any text.
func TestSeeds(t *testing.T) {
	files, _ := filepath.Glob("../../../shared/seeds/*.txt")
	if len(files) == 0 {
		t.Skip("no articles beside the repository")
	}
	r := NewReader(nil)
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text := string(b)
		figures := r.Read("", text, time.Time{})
		checkSound(t, "", text, figures)
		t.Logf("%s: %d figures", filepath.Base(file), len(figures))
		for _, f := range figures {
			t.Log(show(f))
		}
	}
}

// checkSound holds for the figures of any text.
func checkSound(t interface {
	Helper()
	Errorf(string, ...any)
}, title, text string, figures []newswatch.Figure) {
	t.Helper()
	fields := map[newswatch.Field][]rune{newswatch.FieldTitle: []rune(title), newswatch.FieldText: []rune(text)}
	last := newswatch.Figure{Field: newswatch.FieldTitle}
	for _, f := range figures {
		field := fields[f.Field]
		if f.Offset < 0 || f.Length <= 0 || f.Offset+f.Length > len(field) {
			t.Errorf("%q: %d+%d lies outside of the %d runes of its %s", f.Text, f.Offset, f.Length, len(field), f.Field)
			continue
		}
		if got := string(field[f.Offset : f.Offset+f.Length]); got != f.Text {
			t.Errorf("offset leads to %q, text is %q", got, f.Text)
		}
		if !strings.Contains(f.Sentence, f.Text) {
			t.Errorf("sentence %q does not hold %q", f.Sentence, f.Text)
		}
		if f.Unit == "" || f.Kind == "" {
			t.Errorf("%q: unit %q, kind %q", f.Text, f.Unit, f.Kind)
		}
		if (f.Value == nil) == (f.Min == nil) || (f.Min == nil) != (f.Max == nil) {
			t.Errorf("%q: neither a value nor a range", f.Text)
		}
		if f.Min != nil && !(*f.Min < *f.Max) {
			t.Errorf("%q: range from %v to %v", f.Text, *f.Min, *f.Max)
		}
		if f.Field == last.Field && f.Offset < last.Offset+last.Length {
			t.Errorf("%q overlaps or comes before %q", f.Text, last.Text)
		}
		last = f
	}
}

// show is a figure on one line.
func show(f newswatch.Figure) string {
	value := ""
	if f.Value != nil {
		value = fmt.Sprintf("%.12g", *f.Value)
	} else if f.Min != nil && f.Max != nil {
		value = fmt.Sprintf("%.12g..%.12g", *f.Min, *f.Max)
	}
	return fmt.Sprintf("%s | %s %s | %s | %s | %s | %s | %s", f.Text, value, f.Unit, f.Indicator, f.Subject, f.Kind, f.Period, f.Qualifier)
}
