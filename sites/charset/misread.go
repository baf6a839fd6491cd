package charset

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// Garbled reports whether a text shows that characters of it were lost: U+FFFD,
// or stretches of GBK cut in the middle of a character. [Text] says the same of
// a whole page, scripts and side boxes included; this is for an article's own
// title and text.
func Garbled(text string) bool {
	b := []byte(text)
	return lost(b) || misaligned(b)
}

// withoutNUL drops the zero bytes that broken databases leave in pages.
func withoutNUL(b []byte) []byte {
	if bytes.IndexByte(b, 0) < 0 {
		return b
	}
	return bytes.ReplaceAll(b, []byte{0}, nil)
}

// lost reports whether characters were replaced by U+FFFD.
func lost(b []byte) bool { return bytes.Contains(b, lostRune) }

// misaligned reports whether the page holds stretches of GBK that lost one byte,
// so that each character behind it is made of two halves: “十四五” becomes
// ?笆奈濉. What was lost cannot be brought back.
func misaligned(html []byte) bool {
	hits := 0
	for rest := html; hits < 2; {
		i := bytes.IndexByte(rest, '?')
		if i < 0 || i+3 >= len(rest) {
			return false
		}
		rest = rest[i+1:]
		if rest[0] < 0xE3 { // no Chinese character follows
			continue
		}
		raw := make([]byte, 0, 16)
		enc := simplifiedchinese.GBK.NewEncoder()
		for s := rest; len(raw) < 16; {
			r, n := utf8.DecodeRune(s)
			if r < 0x3400 || r > 0x9FFF {
				break
			}
			pair, err := enc.Bytes(s[:n])
			if err != nil || len(pair) != 2 {
				break
			}
			raw, s = append(raw, pair...), s[n:]
		}
		if len(raw) < 4 {
			continue
		}
		read, halves := commonIn(raw), commonIn(raw[1:len(raw)-1])
		switch {
		case read > 0:
		case halves >= 2:
			hits += 2
		case halves == 1 && len(raw) <= 6:
			hits++
		}
	}
	return true
}

// commonIn counts the common characters that bytes of GBK spell.
func commonIn(gbk []byte) (n int) {
	text, err := simplifiedchinese.GBK.NewDecoder().Bytes(gbk)
	if err != nil {
		return 0
	}
	for _, r := range string(text) {
		if r > 0x2000 && r != utf8.RuneError && strings.ContainsRune(common, r) {
			n++
		}
	}
	return n
}

// misreadShare is the least share of a page's Chinese that must be UTF-8 misread
// as GBK before the page is turned back. Real text never comes near it: the
// bytes of two common characters in GBK are no UTF-8.
const misreadShare = 0.6

// undoMisreading turns back a page whose UTF-8 was decoded as GBK before it was
// published. Characters of which a byte was lost then stay U+FFFD.
func undoMisreading(html []byte) ([]byte, bool) {
	if !looksMisread(html) {
		return nil, false
	}
	// Byte by byte what the page was before the wrong decoding; ASCII is the same
	// in both.
	raw, err := simplifiedchinese.GB18030.NewEncoder().Bytes(html)
	if err != nil {
		return nil, false
	}
	raw = bytes.ReplaceAll(raw, lostAsGB18030, []byte{0xff})
	if m := measure(raw, true); m.wide < 8 || m.bad*2 > m.wide {
		return nil, false
	}
	return bytes.ToValidUTF8(raw, lostRune), true
}

// lostAsGB18030 is what U+FFFD is encoded as.
var lostAsGB18030 = []byte("\x84\x31\xa4\x37")

// mentionsMisread looks for what the comma, the full stop and 的 begin with once
// misread, 锛, 銆 and 鐨; no Chinese page is without all three.
func mentionsMisread(html []byte) bool {
	const lead = 0xE9 // of all three in UTF-8
	for {
		i := bytes.IndexByte(html, lead)
		if i < 0 || i+2 >= len(html) {
			return false
		}
		if opensMisread(html[i+1], html[i+2]) {
			return true
		}
		html = html[i+3:]
	}
}

// opensMisread reports whether these bytes behind E9 make one of the three.
func opensMisread(second, third byte) bool {
	return second == 0x94 && third == 0x9B || second == 0x8A && third == 0x86 || second == 0x90 && third == 0xA8
}

// looksMisread samples the page: UTF-8 read as GBK turns three bytes into one
// and a half characters, most of them from a few rows of the table.
func looksMisread(html []byte) bool {
	wide, tell := 0, 0
	enc := simplifiedchinese.GB18030.NewEncoder()
	for i := 0; i < len(html) && wide < 400; {
		if html[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, n := utf8.DecodeRune(html[i:])
		i += n
		if r < 0x3400 || r > 0x9FFF {
			continue
		}
		wide++
		// As lead bytes E4 to E9 and continuation bytes 80 to BF are all that
		// Chinese in UTF-8 has, each misread character is made of these.
		if raw, err := enc.String(string(r)); err == nil && len(raw) == 2 && utf8ish(raw[0]) && utf8ish(raw[1]) {
			tell++
		}
	}
	return wide >= 16 && float64(tell) >= misreadShare*float64(wide)
}

func utf8ish(c byte) bool { return 0x80 <= c && c <= 0xBF || 0xE2 <= c && c <= 0xEF }
