package charset

import (
	"encoding/binary"
	"math/bits"
	"sync"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// Pairs of GB18030 are a first byte of 81 to FE and a second of 40 to FE.
const (
	firstLow, secondLow = 0x81, 0x40
	firsts, seconds     = 0xFF - firstLow, 0xFF - secondLow
)

// pairTable holds what each pair of two bytes stands for; 0 where it is not one
// character, or none that is known.
type pairTable [firsts * seconds]uint16

// pairs are all pairs as the library reads them.
var pairs = sync.OnceValue(func() *pairTable {
	t := new(pairTable)
	d := simplifiedchinese.GB18030.NewDecoder()
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
})

// decodeGB18030 reads as the library does, several times as fast: runs of ASCII
// go over in one piece and pairs by the table. errs counts U+FFFD.
func decodeGB18030(body []byte) (html []byte, errs int) {
	t := pairs()
	// A Chinese character of two bytes, mostly both of them high, becomes one of three.
	html = make([]byte, 0, len(body)+highBytes(body)*2/3+64)
	for i := 0; i < len(body); {
		c := body[i]
		if c < utf8.RuneSelf {
			n := asciiRun(body[i:])
			html = append(html, body[i:i+n]...)
			i += n
			continue
		}
		if firstLow <= c && c < 0xFF && i+1 < len(body) && secondLow <= body[i+1] && body[i+1] < 0xFF {
			if r := t[int(c-firstLow)*seconds+int(body[i+1]-secondLow)]; r >= 0x800 {
				html = append(html, 0xE0|byte(r>>12), 0x80|byte(r>>6)&0xBF, 0x80|byte(r)&0xBF)
				i += 2
				continue
			} else if r != 0 {
				html = utf8.AppendRune(html, rune(r))
				i += 2
				continue
			}
		}
		var n, lost int
		html, n, lost = appendRare(html, body[i:])
		i += n
		errs += lost
	}
	return html, errs
}

// appendRare reads the next few bytes with the library: characters of four
// bytes, and bytes that mean nothing. n is how many it took.
func appendRare(html, body []byte) (_ []byte, n, lost int) {
	var out [4 * utf8.UTFMax]byte
	next := body[:min(len(body), 4)]
	m, n, err := simplifiedchinese.GB18030.NewDecoder().Transform(out[:], next, len(next) == len(body))
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
