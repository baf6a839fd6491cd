package match_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"newswatch"
	"newswatch/pipeline/fold"
	"newswatch/pipeline/match"
)

// gazette makes an article of some 1,300 characters, and words such as watches
// look for, most of which are not in it.
func gazette(r *rand.Rand) (text string, words []string) {
	z := rand.NewZipf(r, 1.1, 30, 3_000)
	char := func() rune {
		for {
			c := rune(0x4E00 + z.Uint64()*7%20_000)
			if fold.String(string(c)) == string(c) {
				return c
			}
		}
	}
	var b strings.Builder
	for range 1_300 {
		switch r.IntN(60) {
		case 0:
			b.WriteString("。\n")
		case 1, 2, 3:
			b.WriteString("，")
		default:
			b.WriteRune(char())
		}
	}
	for range 100_000 {
		words = append(words, string([]rune{char(), char(), char(), char()}[:2+r.IntN(3)]))
	}
	return b.String(), words
}

// BenchmarkMatch is folding and matching of an article, by the number of
// watches of ten words each.
func BenchmarkMatch(b *testing.B) {
	text, words := gazette(rand.New(rand.NewPCG(1, 2)))
	for _, n := range []int{1, 100, 1_000, 10_000} {
		watches := make([]newswatch.Watch, n)
		for i := range watches {
			watches[i] = newswatch.Watch{ID: fmt.Sprint(i), Any: words[i*10 : i*10+8], Expr: fmt.Sprintf("%q AND NOT %q", words[i*10+8], words[i*10+9])}
			if words[i*10+8] == words[i*10+9] {
				watches[i].Expr = ""
			}
		}
		m, err := match.Compile(watches)
		if err != nil {
			b.Skip(err)
		}
		b.Run(fmt.Sprintf("watches=%d", n), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				m.Match(&match.Doc{Text: fold.Fold(text)})
			}
		})
	}
}

// BenchmarkCompile is the time a reload takes.
func BenchmarkCompile(b *testing.B) {
	_, words := gazette(rand.New(rand.NewPCG(1, 2)))
	watches := make([]newswatch.Watch, 10_000)
	for i := range watches {
		watches[i] = newswatch.Watch{ID: fmt.Sprint(i), Any: words[i*10 : i*10+10]}
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := match.Compile(watches); err != nil {
			b.Fatal(err)
		}
	}
}
