// Package newsroom writes the articles of the demonstration: invented local
// news, the same ones in the same order for the same seed.
package newsroom

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
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
	// Figure is the number that its headline is about; "" where there is none.
	Figure string
}

// Desk writes pieces. It is not safe for concurrent use.
type Desk struct {
	rng  *rand.Rand
	next int
}

// NewDesk returns a desk whose pieces depend on the seed alone.
func NewDesk(seed uint64) *Desk { return &Desk{rng: rand.New(rand.NewPCG(seed, 20260215))} }

// Write writes the next piece, stamped with a time. What happened is drawn anew
// for each piece; what is counted and planned is the same in all of them.
func (d *Desk) Write(at time.Time) Piece {
	round := d.next / len(topics)
	topic := topics[d.next%len(topics)]
	d.next++
	values := map[string]string{
		"月":  fmt.Sprint(int(at.Month())),
		"日":  fmt.Sprint(at.Day()),
		"n":  fmt.Sprint(3 + d.rng.IntN(45)),
		"m":  fmt.Sprint(120 + d.rng.IntN(800)),
		"亿":  fmt.Sprintf("%.1f", 1+float64(d.rng.IntN(600))/10),
		"街道": pick(d.rng, places),
		"企业": pick(d.rng, companies),
		"兵团": pick(d.rng, corps),
		"人":  pick(d.rng, people),
	}
	maps.Copy(values, statistics(at, round))
	maps.Copy(values, plans(at, values["街道"], values["企业"], values["兵团"]))
	p := Piece{
		Number: d.next, Title: fill(topic.title, values), Published: at, Figure: fill(topic.figure, values),
		Reporter: pick(d.rng, people), Editor: pick(d.rng, people),
	}
	for _, s := range append(slices.Clone(topic.paragraphs), pick(d.rng, closings)) {
		p.Paragraphs = append(p.Paragraphs, d.sundry(fill(s, values)))
	}
	return p
}

// sundry sets small numbers into a text's {?} and larger ones into its {??}, a
// new one into each.
func (d *Desk) sundry(text string) string {
	for _, s := range []struct {
		slot      string
		low, high int
	}{{"{?}", 2, 40}, {"{??}", 60, 900}} {
		for strings.Contains(text, s.slot) {
			text = strings.Replace(text, s.slot, fmt.Sprint(s.low+d.rng.IntN(s.high-s.low)), 1)
		}
	}
	return text
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

// Misprinted is the piece with the first digit of its headline's figure wrong.
func (p Piece) Misprinted() Piece {
	if p.Figure == "" {
		return p
	}
	wrong := string('1'+(p.Figure[0]-'0')%9) + p.Figure[1:]
	change := strings.NewReplacer(p.Figure, wrong)
	q := p
	q.Title, q.Paragraphs = change.Replace(p.Title), nil
	for _, s := range p.Paragraphs {
		q.Paragraphs = append(q.Paragraphs, change.Replace(s))
	}
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
