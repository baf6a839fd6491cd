// Package newsroom writes the articles of the demonstration: invented local
// news, the same ones in the same order for the same seed.
package newsroom

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// Piece is one invented article.
type Piece struct {
	Number     int
	Title      string
	Paragraphs []string
	Reporter   string
	Editor     string
	Published  time.Time
}

// Desk writes pieces. It is not safe for concurrent use.
type Desk struct {
	rng  *rand.Rand
	next int
}

// NewDesk returns a desk whose pieces depend on the seed alone.
func NewDesk(seed uint64) *Desk { return &Desk{rng: rand.New(rand.NewPCG(seed, 20260215))} }

// Write writes the next piece, stamped with a time.
func (d *Desk) Write(at time.Time) Piece {
	topic := topics[d.next%len(topics)]
	d.next++
	values := map[string]string{
		"月":  fmt.Sprint(int(at.Month())),
		"日":  fmt.Sprint(at.Day()),
		"年":  fmt.Sprint(at.Year()),
		"n":  fmt.Sprint(3 + d.rng.IntN(45)),
		"m":  fmt.Sprint(120 + d.rng.IntN(800)),
		"p":  fmt.Sprintf("%.1f", 3+float64(d.rng.IntN(90))/10),
		"q":  fmt.Sprintf("%.1f", 3+float64(d.rng.IntN(90))/10),
		"亿":  fmt.Sprintf("%.1f", 1+float64(d.rng.IntN(600))/10),
		"街道": pick(d.rng, places),
		"企业": pick(d.rng, companies),
		"人":  pick(d.rng, people),
	}
	p := Piece{
		Number: d.next, Title: fill(topic.title, values), Published: at,
		Reporter: pick(d.rng, people), Editor: pick(d.rng, people),
	}
	for _, s := range topic.paragraphs {
		p.Paragraphs = append(p.Paragraphs, fill(s, values))
	}
	p.Paragraphs = append(p.Paragraphs, fill(pick(d.rng, closings), values))
	return p
}

func pick(rng *rand.Rand, list []string) string { return list[rng.IntN(len(list))] }

// fill sets values into a pattern's {slots}.
func fill(pattern string, values map[string]string) string {
	pairs := make([]string, 0, 2*len(values))
	for name, value := range values {
		pairs = append(pairs, "{"+name+"}", value)
	}
	return strings.NewReplacer(pairs...).Replace(pattern)
}

// Reprint is the piece as another paper takes it over: another headline, its own
// opening, the last paragraph cut.
func (p Piece) Reprint() Piece {
	q := p
	q.Title = p.Title + "（图）"
	q.Paragraphs = append([]string{"编者按：以下内容转载自兄弟媒体，文字略有删减。"}, p.Paragraphs[:len(p.Paragraphs)-1]...)
	return q
}

// Corrected is the piece after its editors changed a figure in the headline.
func (p Piece) Corrected() Piece {
	q := p
	q.Title = p.Title + "（更正）"
	q.Paragraphs = append([]string{}, p.Paragraphs...)
	q.Paragraphs[0] += "本报此前报道中的项目数量有误，现更正为18个。"
	return q
}
