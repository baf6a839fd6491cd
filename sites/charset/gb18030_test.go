package charset

import (
	"bytes"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"
	"pgregory.net/rapid"
)

// byLibrary is what [decodeGB18030] must give.
func byLibrary(t interface{ Fatal(...any) }, body []byte) []byte {
	want, err := simplifiedchinese.GB18030.NewDecoder().Bytes(body)
	if err != nil {
		t.Fatal(err)
	}
	return want
}

// sameAsLibrary fails where our decoder and the library differ.
func sameAsLibrary(t interface {
	Fatal(...any)
	Fatalf(string, ...any)
}, body []byte) {
	want := byLibrary(t, body)
	got, errs := decodeGB18030(body)
	if !bytes.Equal(got, want) {
		t.Fatalf("decodeGB18030(% x):\n%s", body, cmp.Diff(string(want), string(got)))
	}
	if n := bytes.Count(want, lostRune); errs != n {
		t.Fatalf("decodeGB18030(% x) counts %d lost characters, want %d", body, errs, n)
	}
}

func TestGB18030HasEveryPair(t *testing.T) {
	for first := range 0x100 {
		for second := range 0x100 {
			sameAsLibrary(t, []byte{byte(first), byte(second)})
			sameAsLibrary(t, []byte{'a', byte(first), byte(second), 'b', 0xD6, 0xD0})
		}
	}
}

func TestGB18030HasEveryCharacter(t *testing.T) {
	e := simplifiedchinese.GB18030.NewEncoder()
	for r := rune(0); r <= utf8.MaxRune; r += 1 + r>>16*0x35 {
		if !utf8.ValidRune(r) {
			continue
		}
		body, err := e.Bytes([]byte(string(r)))
		if err != nil {
			t.Fatalf("%U: %v", r, err)
		}
		for n := range body { // cut short, too
			sameAsLibrary(t, body[:n+1])
		}
	}
}

func TestGB18030OfAnyBytes(t *testing.T) {
	// Bytes of all kinds that the encoding tells apart, so that chance finds
	// sequences of four and their ends.
	one := rapid.OneOf(rapid.Byte(), rapid.SampledFrom([]byte{'0', '9', ':', '@', 0x7F, 0x80, 0x81, 0x84, 0x90, 0xE3, 0xFE, 0xFF}))
	rapid.Check(t, func(t *rapid.T) {
		sameAsLibrary(t, rapid.SliceOfN(one, 0, 64).Draw(t, "body"))
	})
}

func FuzzGB18030(f *testing.F) {
	f.Add([]byte("abcdefgh\xd6\xd0\xce\xc4\x81\x30\x81\x30\x84\x31\xa4\x37\x80\xff"))
	f.Add([]byte("\x90\x30\x81"))
	f.Fuzz(func(t *testing.T, body []byte) { sameAsLibrary(t, body) })
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
