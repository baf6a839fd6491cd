package charset

import (
	"encoding/binary"
	"math/bits"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// Pairs of the Chinese charsets are a first byte of 81 to FE and a second of 40 to FE.
const (
	firstLow, secondLow = 0x81, 0x40
	firsts, seconds     = 0xFF - firstLow, 0xFF - secondLow
)

// pairTable holds what each pair of two bytes stands for; 0 where it is not one
// character, or none that is known.
type pairTable [firsts * seconds]uint16

// pairs reads a charset of ASCII and pairs as the library does, several times as
// fast: runs of ASCII go over in one piece, pairs by a table, and what is rarer
// through the library.
type pairs struct {
	enc encoding.Encoding
	// table is all pairs as the library reads them.
	table func() *pairTable
}

var (
	gb18030Pairs = newPairs(simplifiedchinese.GB18030)
	big5Pairs    = newPairs(traditionalchinese.Big5)
)

func newPairs(enc encoding.Encoding) *pairs {
	return &pairs{enc, sync.OnceValue(func() *pairTable {
		t := new(pairTable)
		d := enc.NewDecoder()
		var out [2 * utf8.UTFMax]byte
		for i := range t {
			pair := [2]byte{byte(firstLow + i/seconds), byte(secondLow + i%seconds)}
			d.Reset()
			n, _, err := d.Transform(out[:], pair[:], true)
			r, size := utf8.DecodeRune(out[:n])
			if err == nil && size == n && r != utf8.RuneError && r <= 0xFFFF {
				t[i] = uint16(r)
			}
		}
		return t
	})}
}

// decode gives valid UTF-8; errs counts U+FFFD.
func (p *pairs) decode(body []byte) (html []byte, errs int) {
	t := p.table()
	// A Chinese character of two bytes, mostly both of them high, becomes one of three.
	html = make([]byte, 0, len(body)+highBytes(body)*2/3+64)
	for i := 0; i < len(body); {
		if body[i] < utf8.RuneSelf {
			n := asciiRun(body[i:])
			html = append(html, body[i:i+n]...)
			i += n
			continue
		}
		from := i
		for i+1 < len(body) {
			c, d := body[i], body[i+1]
			if c < firstLow || c == 0xFF || d < secondLow || d == 0xFF {
				break
			}
			r := t[int(c-firstLow)*seconds+int(d-secondLow)]
			if r >= 0x800 {
				html = append(html, 0xE0|byte(r>>12), 0x80|byte(r>>6)&0xBF, 0x80|byte(r)&0xBF)
			} else if r != 0 {
				html = utf8.AppendRune(html, rune(r))
			} else {
				break
			}
			i += 2
		}
		if i == from {
			var n, lost int
			html, n, lost = p.appendRare(html, body[i:])
			i += n
			errs += lost
		}
	}
	return html, errs
}

// appendRare reads the next few bytes with the library: characters of four
// bytes, pairs that are two characters, and bytes that mean nothing. n is how
// many it took.
func (p *pairs) appendRare(html, body []byte) (_ []byte, n, lost int) {
	var out [4 * utf8.UTFMax]byte
	next := body[:min(len(body), 4)]
	m, n, err := p.enc.NewDecoder().Transform(out[:], next, len(next) == len(body))
	if err != nil && n == 0 { // cannot be: no character has more than four bytes
		return append(html, string(utf8.RuneError)...), 1, 1
	}
	for rest := out[:m]; len(rest) > 0; {
		r, size := utf8.DecodeRune(rest)
		if r == utf8.RuneError {
			lost++
		}
		rest = rest[size:]
	}
	return append(html, out[:m]...), n, lost
}

// highBits are those that ASCII has not, in eight bytes.
const highBits = 0x8080808080808080

// asciiRun counts the ASCII bytes that b begins with.
func asciiRun(b []byte) int {
	i := 0
	for ; i+8 <= len(b); i += 8 {
		if x := binary.LittleEndian.Uint64(b[i:]) & highBits; x != 0 {
			return i + bits.TrailingZeros64(x)/8
		}
	}
	for i < len(b) && b[i] < utf8.RuneSelf {
		i++
	}
	return i
}
