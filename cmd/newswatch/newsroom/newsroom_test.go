package newsroom

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

// Papers may write about one thing on many days, but not with two numbers.
func TestPiecesAgree(t *testing.T) {
	about := []*regexp.Regexp{
		regexp.MustCompile(`(\d+年(?:一季度|上半年|前三季度|))，全区实现(地区生产总值)([\d.]+)亿元`),
		regexp.MustCompile(`(\d+年(?:一季度|上半年|前三季度|))萧山(GDP)同比增长([\d.]+)%`),
		regexp.MustCompile(`(\d+年1至\d+月)(湘湖接待游客)(\d+)万`),
		regexp.MustCompile(`(\d+年1至\d+月，机场)(货邮吞吐量增长)([\d.]+)%`),
		regexp.MustCompile(`([^，]{3,4})(\d{4}年计划加装电梯)(\d+)台`),
		regexp.MustCompile(`(萧山)(\d{4}年GDP增长力争达到)(\d+)%`),
	}
	stated := map[string]string{}
	times := make([]int, len(about))
	desk := NewDesk(7)
	start := time.Date(2025, 11, 30, 9, 0, 0, 0, time.UTC)
	for i := range 600 {
		p := desk.Write(start.Add(time.Duration(i) * 17 * time.Hour))
		text := p.Title + "\n" + strings.Join(p.Paragraphs, "\n")
		if strings.ContainsAny(text, "{}") {
			t.Fatalf("a slot is empty: %s", text)
		}
		for j, r := range about {
			for _, m := range r.FindAllStringSubmatch(text, -1) {
				times[j]++
				what := m[1] + m[2]
				if before, ok := stated[what]; ok && before != m[3] {
					t.Errorf("%s: %s, and before %s", what, m[3], before)
				}
				stated[what] = m[3]
			}
		}
	}
	for j, n := range times {
		if n < 20 {
			t.Errorf("%s: stated %d times only", about[j], n)
		}
	}
}

func TestStatisticsAreOfTimesThatAreOver(t *testing.T) {
	for _, c := range []struct {
		day   string
		round int
		want  string
	}{
		{"2026-11-20", 0, "2026年前三季度"}, {"2026-11-20", 1, "2026年上半年"}, {"2026-11-20", 3, "2025年"},
		{"2026-10-10", 0, "2026年上半年"}, {"2026-02-15", 0, "2025年"}, {"2026-01-10", 0, "2025年前三季度"},
	} {
		at, err := time.Parse(time.DateOnly, c.day)
		if err != nil {
			t.Fatal(err)
		}
		if got := statistics(at, c.round)["期"]; got != c.want {
			t.Errorf("%s, %d: %s, not %s", c.day, c.round, got, c.want)
		}
	}
}

func TestAMisprintChangesTheHeadlinesFigure(t *testing.T) {
	for figure, want := range map[string]string{"5.4%": "6.4%", "": ""} {
		p := Piece{Title: "增长" + figure, Paragraphs: []string{"同比增长" + figure + "。"}, Figure: figure}
		q := p.Misprinted()
		if q.Title != "增长"+want || q.Paragraphs[0] != "同比增长"+want+"。" || p.Paragraphs[0] != "同比增长"+figure+"。" {
			t.Errorf("%q: %+v", figure, q)
		}
	}
}
