package charset

import (
	"bytes"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// charsetsOfPairs are the charsets that are read by tables.
var charsetsOfPairs = []struct {
	name string
	*pairs
}{{"gb18030", gb18030Pairs}, {"big5", big5Pairs}}

// sameAsLibrary fails where our decoder and the library differ.
func (p *pairs) sameAsLibrary(t interface {
	Fatal(...any)
	Fatalf(string, ...any)
}, body []byte) {
	want, err := p.enc.NewDecoder().Bytes(body)
	if err != nil {
		t.Fatal(err)
	}
	got, errs := p.decode(body)
	if !bytes.Equal(got, want) {
		t.Fatalf("decode(% x):\n%s", body, cmp.Diff(string(want), string(got)))
	}
	if n := bytes.Count(want, lostRune); errs != n {
		t.Fatalf("decode(% x) counts %d lost characters, want %d", body, errs, n)
	}
}

func TestEveryPair(t *testing.T) {
	for _, c := range charsetsOfPairs {
		for first := range 0x100 {
			for second := range 0x100 {
				c.sameAsLibrary(t, []byte{byte(first), byte(second)})
				c.sameAsLibrary(t, []byte{'a', byte(first), byte(second), 'b', 0xD6, 0xD0})
			}
		}
	}
}

func TestEveryCharacter(t *testing.T) {
	for _, c := range charsetsOfPairs {
		e := c.enc.NewEncoder()
		for r := rune(0); r <= utf8.MaxRune; r += 1 + r>>16*0x35 {
			if !utf8.ValidRune(r) {
				continue
			}
			body, err := e.Bytes([]byte(string(r)))
			if err != nil { // Big5 has not all of them
				if c.name == "gb18030" {
					t.Fatalf("%U: %v", r, err)
				}
				continue
			}
			for n := range body { // cut short, too
				c.sameAsLibrary(t, body[:n+1])
			}
		}
	}
}

func TestPairsOfAnyBytes(t *testing.T) {
	// Bytes of all kinds that the charsets tell apart, so that chance finds
	// sequences of four and their ends, and pairs that are two characters.
	one := rapid.OneOf(rapid.Byte(), rapid.SampledFrom([]byte{'0', '9', ':', '@', 0x62, 0x7F, 0x80, 0x81, 0x84, 0x88, 0x90, 0xA3, 0xE3, 0xFE, 0xFF}))
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.SliceOfN(one, 0, 64).Draw(t, "body")
		for _, c := range charsetsOfPairs {
			c.sameAsLibrary(t, body)
		}
	})
}

func FuzzPairs(f *testing.F) {
	f.Add([]byte("abcdefgh\xd6\xd0\xce\xc4\x81\x30\x81\x30\x84\x31\xa4\x37\x80\xff"))
	f.Add([]byte("\x90\x30\x81"))
	f.Add([]byte("\x88\x62\x88\xa3\x87\x40\xa4\xa4a"))
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, c := range charsetsOfPairs {
			c.sameAsLibrary(t, body)
		}
	})
}

func TestAsciiRun(t *testing.T) {
	for n := range 40 {
		body := bytes.Repeat([]byte{'a'}, n)
		if got := asciiRun(body); got != n {
			t.Errorf("asciiRun of %d letters = %d", n, got)
		}
		if got := asciiRun(append(body, 0x80, 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h')); got != n {
			t.Errorf("asciiRun of %d letters and a Chinese character = %d", n, got)
		}
	}
}
