package stamp

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"newswatch"
)

// forms are layouts that sites print, with the precision that each gives.
var forms = []struct {
	layout    string
	precision newswatch.Precision
}{
	{"2006年01月02日15:04", newswatch.Minute}, {"2006年1月2日 15:04:05", newswatch.Second}, {"2006年1月2日", newswatch.Day},
	{"2006-01-02 15:04:05", newswatch.Second}, {"2006-1-2 15:04", newswatch.Minute}, {"2006/01/02", newswatch.Day}, {"2006.01.02 15:04", newswatch.Minute},
	{"20060102", newswatch.Day}, {"20060102150405", newswatch.Second}, {time.RFC3339, newswatch.Second}, {time.RFC1123Z, newswatch.Second},
	{"Jan 2, 2006 3:04 PM", newswatch.Minute}, {"15:04 2006-01-02", newswatch.Minute}, {"2006年01月02日15时", newswatch.Hour},
}

// Whatever day and form: the stamp is found between other words, and reads the
// same by the same layout.
func TestEveryDayInEveryForm(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(8e8, 41e8).Draw(t, "second"), 0).In(beijing)
		f := rapid.SampledFrom(forms).Draw(t, "form")
		before := rapid.SampledFrom([]string{"", "发布时间：", "来源：某报 ", "【", "　　"}).Draw(t, "before")
		after := rapid.SampledFrom([]string{"", " 来源：某报", "】", "　点击：12"}).Draw(t, "after")
		text := at.Format(f.layout)
		wide := text
		if rapid.Bool().Draw(t, "wide") {
			wide = strings.Map(func(r rune) rune {
				if '0' <= r && r <= '9' || r == ':' {
					return r + 0xFEE0
				}
				return r
			}, text)
		}
		want := truncate(at, f.precision)
		found := Find(before+wide+after, now, beijing)
		if len(found) != 1 || !found[0].Time.Equal(want) || found[0].Precision != f.precision || found[0].Offset < len(before) {
			t.Fatalf("%q: %+v, want %v %s", before+wide+after, found, want, f.precision)
		}
		s, err := Parse(wide, f.layout, now, beijing)
		if err != nil || !s.Time.Equal(want) || s.Precision != f.precision {
			t.Fatalf("%q by %q: %v %s, %v", wide, f.layout, s.Time, s.Precision, err)
		}
	})
}

// A stamp without a year is never in the future and never years away.
func TestYearlessStampsLieBehind(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(15e8, 41e8).Draw(t, "now"), 0).In(beijing)
		printed := time.Unix(rapid.Int64Range(15e8, 41e8).Draw(t, "second"), 0).In(beijing)
		found := Find(printed.Format("01-02 15:04"), at, beijing)
		if len(found) != 1 {
			t.Fatalf("%d stamps", len(found))
		}
		got := found[0].Time
		if got.After(at) || got.Format("01-02 15:04") != printed.Format("01-02 15:04") || printed.Format("0102") != "0229" && at.Sub(got) > 366*24*time.Hour {
			t.Fatalf("%v at %v", got, at)
		}
	})
}
