package terms

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"
)

// naive finds what Find should, by looking for every term at every place.
func naive(list []string, text string) []Occurrence {
	var found []Occurrence
	for id, t := range list {
		n := 0
		for i := 0; i+len(t) <= len(text) && n < MaxPerTerm; i++ {
			if text[i:i+len(t)] != t {
				continue
			}
			b := []byte(text)
			if firstIsWord([]byte(t)) && !Border(b, i) || lastIsWord([]byte(t)) && !Border(b, i+len(t)) {
				continue
			}
			found = append(found, Occurrence(uint64(id)<<32|uint64(i)))
			n++
		}
	}
	return found
}

var alphabets = []string{"萧山湘湖区", "萧山a5", "ai5g.", "人", "萧山éя𠀀a·", "开发区经济技术ab1"}

func randomText(r *rand.Rand, alphabet string, most int) string {
	rs := []rune(alphabet)
	var b strings.Builder
	for range r.IntN(most + 1) {
		b.WriteRune(rs[r.IntN(len(rs))])
	}
	return b.String()
}

func TestFindAgreesWithNaive(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	r := rand.New(rand.NewPCG(seed, 1))
	for range 30_000 {
		alphabet := alphabets[r.IntN(len(alphabets))]
		var list []string
		for range 1 + r.IntN(8) {
			if s := randomText(r, alphabet, 5); s != "" && !slices.Contains(list, s) {
				list = append(list, s)
			}
		}
		text := randomText(r, alphabet, 40)
		got := Build(list).Find(nil, []byte(text))
		if want := naive(list, text); !slices.Equal(got, want) {
			t.Fatalf("seed %d: terms %q in %q: got %v, want %v", seed, list, text, got, want)
		}
	}
}

func TestBorder(t *testing.T) {
	// A bar stands where a border is asked about.
	for text, want := range map[string]bool{
		"郭|air": true, "a|ir": false, "m|ain": false, "萧山|ai产业": true, "萧山ai|产业": true,
		"1|5g": false, "c|919": false, "co|2": false, "pm|2.5": false, "gdp|100亿": true,
		"2025|ai大会": true, "10|km": true, "5|g网": false, "iphone|15": true,
		"2.|5g": false, "5|.3%": false, "a|.b": true, "第|5": true, "x|_y": false,
		"naï|ve": false, "москв|а": false, "r|&d": true, "|ai": true, "ai|": true,
	} {
		i := strings.Index(text, "|")
		if got := Border([]byte(strings.Replace(text, "|", "", 1)), i); got != want {
			t.Errorf("%s: got %v, want %v", text, got, want)
		}
	}
}

func TestFindKeepsWhatIsThere(t *testing.T) {
	s := Build([]string{"湘湖"})
	found := s.Find([]Occurrence{42}, []byte("湘湖湘湖"))
	if want := []Occurrence{42, 0, 6}; !slices.Equal(found, want) {
		t.Errorf("got %v, want %v", found, want)
	}
}

// A text of one character and terms nested in each other cost the most, and
// what is told of each term is bounded.
func TestFindIsBounded(t *testing.T) {
	var list []string
	for n := 1; n <= 200; n++ {
		list = append(list, strings.Repeat("人", n))
	}
	text := []byte(strings.Repeat("人", 350_000))
	found := Build(list).Find(nil, text)
	if want := len(list) * MaxPerTerm; len(found) != want {
		t.Errorf("got %d occurrences, want %d", len(found), want)
	}
	if last := found[len(found)-1]; last.Term() != len(list)-1 || last.Start() != 3*(MaxPerTerm-1) {
		t.Errorf("the last occurrence is of term %d at %d", last.Term(), last.Start())
	}
}

func FuzzFind(f *testing.F) {
	f.Add("萧山\x00ai\x00湘湖", "萧山AI在湘湖 ai")
	f.Add("\xe8\x90\xa7\x00\xe8", "\xe8\x90")
	f.Fuzz(func(t *testing.T, joined, text string) {
		var list []string
		for _, s := range strings.Split(joined, "\x00") {
			if s != "" && len(s) <= MaxLength && !slices.Contains(list, s) && isUTF8(s) {
				list = append(list, s)
			}
		}
		if !isUTF8(text) {
			Build(list).Find(nil, []byte(text)) // must not fail
			return
		}
		if got, want := Build(list).Find(nil, []byte(text)), naive(list, text); !slices.Equal(got, want) {
			t.Fatalf("terms %q in %q: got %v, want %v", list, text, got, want)
		}
	})
}

func isUTF8(s string) bool { return strings.ToValidUTF8(s, "") == s }

// lexicon makes words of one to three characters; a few characters are in many
// words, as in the language.
func lexicon(r *rand.Rand) []string {
	z := rand.NewZipf(r, 1.1, 30, 3_000)
	words := make([]string, 20_000)
	for i := range words {
		rs := make([]rune, []int{1, 2, 2, 2, 3}[r.IntN(5)])
		for k := range rs {
			rs[k] = rune(0x4E00 + z.Uint64()*7%20_000)
		}
		words[i] = string(rs)
	}
	return words
}

// prose strings words together, frequent ones more often.
func prose(r *rand.Rand, words []string, size int) string {
	z := rand.NewZipf(r, 1.1, 10, uint64(len(words)-1))
	var b strings.Builder
	for b.Len() < size {
		switch n := r.IntN(40); {
		case n < 4:
			b.WriteString(",")
		case n < 6:
			b.WriteString("。")
		case n < 7:
			fmt.Fprint(&b, r.IntN(3000))
		default:
			b.WriteString(words[z.Uint64()])
		}
	}
	return b.String()
}

// names makes terms of two or three words, as those of bodies and projects are.
func names(r *rand.Rand, words []string, n int) []string {
	seen := map[string]bool{}
	var list []string
	for len(list) < n {
		s := words[r.IntN(len(words))] + words[r.IntN(len(words))]
		if r.IntN(2) == 0 {
			s += words[r.IntN(len(words))]
		}
		if !seen[s] {
			seen[s] = true
			list = append(list, s)
		}
	}
	return list
}

func BenchmarkFind(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	words := lexicon(r)
	text := []byte(prose(r, words, 4<<20))
	for _, n := range []int{10, 1_000, 10_000, 100_000} {
		s := Build(names(r, words, n))
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			var found []Occurrence
			for b.Loop() {
				found = s.Find(found[:0], text)
			}
			b.ReportMetric(float64(len(found)), "found")
		})
	}
}

func BenchmarkBuild(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	list := names(r, lexicon(r), 100_000)
	b.ReportAllocs()
	for b.Loop() {
		Build(list)
	}
}
