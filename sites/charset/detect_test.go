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
		m := measure(body, true)
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

// Reading no further than needed changes no verdict.
func TestMeasureStopsWhereItIsSure(t *testing.T) {
	piece := rapid.OneOf(rapid.SampledFrom([]string{"的", "的的的的的的的的的的的的", "\xD6\xD0", "\xA3\xAC", "a", "<p>", "\xE4\xBD"}),
		rapid.Map(rapid.SliceOfN(rapid.Byte(), 1, 3), func(b []byte) string { return string(b) }))
	rapid.Check(t, func(t *rapid.T) {
		var body []byte
		for _, p := range rapid.SliceOfN(piece, 0, 60).Draw(t, "pieces") {
			body = append(body, p...)
		}
		all, some := measure(body, true), measure(body, false)
		if (all.bad == 0) != (some.bad == 0) || all.cut != some.cut || all.sure() != some.sure() || hopeless(all.wide, all.bad) != hopeless(some.wide, some.bad) {
			t.Fatalf("measure(%q) = %+v, whole %+v", body, some, all)
		}
	})
}
