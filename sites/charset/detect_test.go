package charset

import (
	"bytes"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestMeasureAgreesWithValid(t *testing.T) {
	piece := rapid.OneOf(
		rapid.SampledFrom([]string{"的", "锛", "鐨勪", "\uFFFD", "é", "\u0800", "\uD7FF", "\uE000", "😀", "<p>", "\xE4\xBD", "\xED\xA0\x80", "\xE0\x80\x80", "\xF4\x90\x80\x80", "\xC0\x80"}),
		rapid.Map(rapid.SliceOfN(rapid.Byte(), 1, 3), func(b []byte) string { return string(b) }),
	)
	rapid.Check(t, func(t *rapid.T) {
		var body []byte
		for _, p := range rapid.SliceOfN(piece, 0, 20).Draw(t, "pieces") {
			body = append(body, p...)
		}
		m := measure(body)
		if valid := utf8.Valid(body); valid != (m.bad == 0) {
			t.Fatalf("measure(%q) finds %d bad places; valid: %t", body, m.bad, valid)
		}
		if m.bad > 0 {
			return
		}
		wide := 0
		for _, r := range string(body) {
			if utf8.RuneLen(r) >= 3 {
				wide++
			}
		}
		want := utf8Measure{wide: wide, lost: bytes.Contains(body, lostRune), odd: mentionsMisread(body)}
		if m != want {
			t.Fatalf("measure(%q) = %+v, want %+v", body, m, want)
		}
	})
}
