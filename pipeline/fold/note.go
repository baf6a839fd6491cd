package fold

import (
	"sync"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// note is a pinyin note in brackets, measured with them.
type note struct{ bytes, runes int }

// maxNote bounds a note, in characters: ten syllables with marks and spaces.
const maxNote = 100

// readNote reads the pinyin note that s, an opening bracket, begins with. It is
// one where the letters between the brackets are readings of the characters
// before it, or syllables that all bear a tone mark; so (APP), (AI) and (can)
// stay behind 应用, 智能 and 可以, and 愛(ai) does not. before is the folded text in front of the bracket.
func readNote(s string, before []byte) (n note, ok bool) {
	t := tables()
	var letters [maxNote]letter
	count := 0
	_, size := utf8.DecodeRuneInString(s)
	n.bytes, n.runes = size, 1
	for {
		if n.bytes >= len(s) || n.runes > maxNote {
			return n, false
		}
		r, size := utf8.DecodeRuneInString(s[n.bytes:])
		n.bytes += size
		n.runes++
		switch t.of(r) {
		case space, drop:
			continue
		case lineFeed:
			return n, false
		case combining:
		default:
			r = t.simple(r)
		}
		switch {
		case r >= 'a' && r <= 'z':
			letters[count] = letter{char: byte(r)}
			count++
		case r >= 'A' && r <= 'Z':
			letters[count] = letter{char: byte(r | 0x20)}
			count++
		case r == ')' || r == ']' || r == '}' || r == '】':
			if count == 0 {
				return n, false
			}
			return n, isNote(letters[:count], before)
		case r >= '1' && r <= '5' || r == '0':
			if count == 0 || letters[count-1].digit {
				return n, false
			}
			letters[count-1].digit = true
		case r == '\'' || r == '-':
		default:
			l, known := toneLetters()[r]
			if !known {
				l = toneLetter(r)
			}
			switch {
			case l.char != 0:
				letters[count] = l
				count++
			case l.toned || r == 0x308:
				if count == 0 {
					return n, false
				}
				if r == 0x308 && letters[count-1].char == 'u' {
					letters[count-1].char = 'v'
				}
				letters[count-1].toned = letters[count-1].toned || l.toned
			default:
				return n, false
			}
		}
	}
}

type letter struct {
	char  byte // lower case; v for ü
	toned bool
	digit bool // a tone's number follows
}

// toneLetters are the letters that pinyin is usually written with.
var toneLetters = sync.OnceValue(func() map[rune]letter {
	known := map[rune]letter{}
	for r := rune(0xC0); r <= 0x1DC; r++ {
		known[r] = toneLetter(r)
	}
	return known
})

// toneLetter reads a letter that bears marks, or a mark alone, whose char is 0.
func toneLetter(r rune) letter {
	switch r {
	case 'ɡ':
		return letter{char: 'g'}
	case 'ɑ':
		return letter{char: 'a'}
	}
	var l letter
	for _, c := range norm.NFD.String(string(r)) {
		switch {
		case c >= 'a' && c <= 'z':
			l.char = byte(c)
		case c >= 'A' && c <= 'Z':
			l.char = byte(c | 0x20)
		case c == 0x304 || c == 0x301 || c == 0x30C || c == 0x300 || c == 0x306: // ˘ is a common slip for ˇ
			l.toned = true
		case c == 0x308 && l.char == 'u':
			l.char = 'v'
		case c == 0x302 && l.char == 'e':
		default:
			return letter{}
		}
	}
	return l
}

// isNote judges the letters of a note.
func isNote(letters []letter, before []byte) bool {
	toned := false
	var buf [maxNote]byte
	plain := buf[:0]
	for _, l := range letters {
		plain = append(plain, l.char)
		toned = toned || l.toned
	}
	if toned && segments(letters) {
		return true
	}
	return reads(plain, before, 0)
}

// segments reports whether the letters split into syllables that all bear a
// tone mark.
func segments(letters []letter) bool {
	var reach [maxNote + 1]bool
	reach[0] = true
	for i := range letters {
		if !reach[i] {
			continue
		}
		var syllable [7]byte
		toned := false
		for k := 0; k < 6 && i+k < len(letters); k++ {
			syllable[k] = letters[i+k].char
			toned = toned || letters[i+k].toned
			if toned && readings().syllable(syllable[:k+1]) {
				reach[i+k+1] = true
			}
		}
	}
	return reach[len(letters)]
}

// maxNoted is the longest word that one note may stand for, in characters.
const maxNoted = 12

// reads reports whether letters are readings of the last characters of before,
// one each, in order.
func reads(letters, before []byte, depth int) bool {
	if len(letters) == 0 {
		return depth > 0
	}
	r, size := utf8.DecodeLastRune(before)
	if depth == maxNoted || !isHan(r) {
		return false
	}
	before = before[:len(before)-size]
	for _, s := range readings().of(r) {
		if rest, ok := cutReading(letters, s); ok && reads(rest, before, depth+1) {
			return true
		}
	}
	// 儿 often adds but its r to the syllable before it.
	return r == '儿' && depth == 0 && len(letters) > 1 && letters[len(letters)-1] == 'r' && reads(letters[:len(letters)-1], before, depth+1)
}

// cutReading takes a reading off the end of letters; its ü may be written u.
func cutReading(letters []byte, reading string) ([]byte, bool) {
	rest := len(letters) - len(reading)
	if rest < 0 {
		return nil, false
	}
	for k := range len(reading) {
		if c := letters[rest+k]; c != reading[k] && (reading[k] != 'v' || c != 'u') {
			return nil, false
		}
	}
	return letters[:rest], true
}

// emailPlaceholder measures the [email protected] that a content delivery
// network puts in place of an address, in bytes and runes; 0 where s, which
// begins with a bracket, does not begin with it. Cloudflare writes a no-break
// space in it.
func emailPlaceholder(s string) (bytes, runes int) {
	const longest = 40 // runes
	t := tables()
	start := 0
	for i, r := range s {
		runes++
		if runes == 1 {
			if t.bracket(r) != '[' {
				return 0, 0
			}
			start = utf8.RuneLen(r)
			continue
		}
		if c := t.simple(r); c == ']' {
			if runes > 15 && String(s[start:i]) == "email protected" {
				return i + utf8.RuneLen(r), runes
			}
			return 0, 0
		}
		if runes > longest {
			break
		}
	}
	return 0, 0
}
