package charset

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/wlynxg/chardet"
	"golang.org/x/text/encoding/unicode"
)

// utf8Measure counts what speaks for and against UTF-8.
type utf8Measure struct {
	wide int  // sequences of three and four bytes, which chance hardly makes
	bad  int  // places where the bytes are not UTF-8
	cut  bool // the only bad place is a sequence cut off by the end
	lost bool // U+FFFD is among the sequences
	odd  bool // so is one that [mentionsMisread] looks for
}

// measure reads the bytes as UTF-8: all of them if whole, or else up to where it
// is sure that they are not.
func measure(b []byte, whole bool) utf8Measure {
	var wide, bad int
	var lost, odd bool
	i := 0
	for i < len(b) {
		c := b[i]
		switch {
		case c < utf8.RuneSelf:
			// Between two runs of ASCII it may be sure already that this is not
			// UTF-8: the rest has too few bytes to make up for the bad places.
			if bad >= 2 && !whole && hopeless(wide+(len(b)-i)/3, bad) {
				return utf8Measure{wide: wide, bad: bad, lost: lost, odd: odd}
			}
			i += asciiRun(b[i:])
		case 0xE1 <= c && c < 0xF0 && c != 0xED && i+2 < len(b) && continues(b[i+1]) && continues(b[i+2]):
			switch {
			case c == 0xE9:
				odd = odd || opensMisread(b[i+1], b[i+2])
			case c == 0xEF && b[i+1] == 0xBF && b[i+2] == 0xBD:
				lost = true
			}
			wide++
			i += 3
		case c < 0xC2: // begins nothing
			bad++
			i = pastContinuations(b, i+1)
		case c < 0xE0 && i+1 < len(b):
			if continues(b[i+1]) {
				i += 2
			} else {
				bad++
				i++
			}
		default:
			r, n := utf8.DecodeRune(b[i:])
			switch {
			case r == utf8.RuneError && n == 1:
				bad++
				if !utf8.FullRune(b[i:]) {
					return utf8Measure{wide: wide, bad: bad, cut: bad == 1 && wide > 0, lost: lost, odd: odd}
				}
				i = pastContinuations(b, i+1)
				continue
			case n >= 3:
				wide++
			}
			i += n
		}
	}
	return utf8Measure{wide: wide, bad: bad, lost: lost, odd: odd}
}

// tolerableBad is how many sequences of three and four bytes must stand against
// one bad place for a page to be broken UTF-8 rather than another charset.
const tolerableBad = 10

// hopeless reports whether a page with so many sequences and bad places is not
// even broken UTF-8.
func hopeless(wide, bad int) bool { return wide <= tolerableBad*bad }

func continues(c byte) bool { return c&0xC0 == 0x80 }

// pastContinuations is the end of the rest of a broken sequence.
func pastContinuations(b []byte, i int) int {
	for i < len(b) && continues(b[i]) {
		i++
	}
	return i
}

// sure reports whether the bytes can only be UTF-8: text of any length in
// another Chinese charset breaks its rules at nearly every character.
func (m utf8Measure) sure() bool { return m.bad == 0 && m.wide >= 8 }

func isASCII(b []byte) bool { return asciiRun(b) == len(b) }

// utf16ByZeros recognises UTF-16 without a mark by the zeros of its ASCII.
func utf16ByZeros(b []byte) known {
	sample := b[:min(len(b), 4096)]
	var zeros [2]int
	if bytes.IndexByte(sample, 0) < 0 {
		return known{}
	}
	for i, c := range sample {
		if c == 0 {
			zeros[i&1]++
		}
	}
	const share = 5 // one byte in five is zero even where half the text is Chinese
	switch {
	case len(sample) < 8:
		return known{}
	case zeros[1] > len(sample)/share && zeros[0] <= zeros[1]/16:
		return known{"utf-16le", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)}
	case zeros[0] > len(sample)/share && zeros[1] <= zeros[0]/16:
		return known{"utf-16be", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)}
	}
	return known{}
}

// maxSample bounds what the detector reads; it is sure after far less.
const maxSample = 32 << 10

// detect guesses from the bytes alone.
func detect(body []byte) claim {
	// Markup says nothing about the charset: lines with other bytes do.
	sample := make([]byte, 0, min(len(body), maxSample))
	for rest := body; len(rest) > 0 && len(sample) < maxSample; {
		var line []byte
		line, rest, _ = bytes.Cut(rest, []byte("\n"))
		for len(line) > 0 && line[0] < utf8.RuneSelf {
			line = line[1:]
		}
		line = line[:min(len(line), maxSample-len(sample))]
		sample = append(append(sample, line...), '\n')
	}
	found := chardet.Detect(sample)
	name := found.Encoding
	if name == "" {
		name = found.Charset
	}
	k := lookup(name)
	if !k.multibyte() && runsOfHighBytes(sample) {
		// One stray byte makes the detector give up every Chinese charset.
		k = commoner(sample, lookup("gb18030"), lookup("big5"))
	}
	if k.isUTF8() { // disproved already
		k = known{}
	}
	return claim{k, "detected"}
}

// runsOfHighBytes reports whether bytes beyond ASCII mostly stand together, as
// they do in Chinese and not in European text.
func runsOfHighBytes(b []byte) bool {
	high, together := 0, 0
	for i, c := range b {
		if c < utf8.RuneSelf {
			continue
		}
		high++
		if i > 0 && b[i-1] >= utf8.RuneSelf || i+1 < len(b) && b[i+1] >= utf8.RuneSelf {
			together++
		}
	}
	return high > 0 && together*10 >= high*9
}

// common are characters that make up more than a third of any Chinese text.
const common = "，。、“”：？！二三四五六七八九十年市区區省部全新高行业業工的一是不了在人有我他這这個个们們中來来上大為为和國国地到以說说時时要就出會会可也你對对生能而子那得於于著着下自之年過过發发後后作里用道行所然家種种事成方多經经麼么去法學学如都同現现當当沒没動动面起看定天分還还進进好小部其些主樣样理心她本前開开但因只從从想實实日者月"

// commoner picks the encoding that reads more common characters from the bytes.
func commoner(sample []byte, ks ...known) (best known) {
	most := -1
	for _, k := range ks {
		text, errs := k.decode(sample)
		n := -errs
		for _, r := range string(text) {
			if r >= 0x3000 && strings.ContainsRune(common, r) {
				n++
			}
		}
		if n > most {
			best, most = k, n
		}
	}
	return best
}
