package store

import (
	"math"
	"math/rand/v2"
	"strings"
)

// corpus writes texts that are to an index what Chinese news is: a few thousand
// characters and tens of thousands of words, both with few common and many rare
// ones, sentences and paragraphs, about 1,200 characters an article.
type corpus struct {
	rng   *rand.Rand
	words []string
	cdf   []float64
	chars []rune
}

func newCorpus(seed uint64) *corpus {
	c := &corpus{rng: rand.New(rand.NewPCG(seed, 7))}
	for r := rune(0x4e00); len(c.chars) < 3500; r += 5 {
		c.chars = append(c.chars, r)
	}
	build := rand.New(rand.NewPCG(1, 2)) // the same language for every seed
	build.Shuffle(len(c.chars), func(i, j int) { c.chars[i], c.chars[j] = c.chars[j], c.chars[i] })
	seen := map[string]bool{}
	for len(c.words) < 40000 {
		n := 2
		switch p := build.Float64(); {
		case p < 0.12:
			n = 1
		case p > 0.90:
			n = 4
		case p > 0.78:
			n = 3
		}
		var b strings.Builder
		for range n {
			b.WriteRune(c.chars[zipf(build, len(c.chars))])
		}
		if w := b.String(); !seen[w] {
			seen[w] = true
			c.words = append(c.words, w)
		}
	}
	sum := 0.0
	for i := range c.words {
		sum += 1 / math.Pow(float64(i+3), 0.95)
		c.cdf = append(c.cdf, sum)
	}
	return c
}

// zipf draws a rank below n, small ones more often.
func zipf(rng *rand.Rand, n int) int {
	return int(math.Pow(float64(n), rng.Float64())) - 1
}

func (c *corpus) word() string {
	x := c.rng.Float64() * c.cdf[len(c.cdf)-1]
	lo, hi := 0, len(c.cdf)
	for lo < hi {
		if mid := (lo + hi) / 2; c.cdf[mid] < x {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return c.words[min(lo, len(c.words)-1)]
}

// sentence is about n characters without punctuation.
func (c *corpus) sentence(b *strings.Builder, n int) {
	for k := 0; k < n; {
		w := c.word()
		b.WriteString(w)
		k += len(w) / 3
	}
}

func (c *corpus) title() string {
	var b strings.Builder
	c.sentence(&b, 18)
	return b.String()
}

// text is an article's; plants are put in at random places.
func (c *corpus) text(plants ...string) string {
	var b strings.Builder
	for p := range 8 {
		if p > 0 {
			b.WriteByte('\n')
		}
		for s := range 8 {
			c.sentence(&b, 8+c.rng.IntN(20))
			for i, plant := range plants {
				if (p*8+s)%64 == (i*17+5)%64 {
					b.WriteString(plant)
				}
			}
			b.WriteString([]string{"，", "，", "。", "、"}[c.rng.IntN(4)])
		}
		b.WriteString("2026年增长5.6%。")
	}
	return b.String()
}
