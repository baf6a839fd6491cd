package dedup

import (
	"unicode"
	"unicode/utf8"
)

// A token is the unit of comparison: one Han character, one word of letters,
// one number whatever way it is written, or a sign that belongs to a number.
// Punctuation and white space are none.
type token struct {
	id   uint32 // equal for equal tokens
	pos  uint32 // where it begins in the folded text, in bytes
	end  uint32
	kind kind
}

type kind uint8

const (
	char   kind = iota
	number      // its id is its value
	word        // of letters
	sign        // %, °
	day         // 今天, 昨天, 近日: a day that depends on the speaker's
)

// Ids: characters have their code point; the others a hash with the top bit.
const hashed = 1 << 31

// decode is utf8.DecodeRuneInString with a short way for Han characters. The
// text is folded and so valid.
func decode(s string) (rune, int) {
	if len(s) >= 3 && s[0]&0xF0 == 0xE0 {
		return rune(s[0]&0x0F)<<12 | rune(s[1]&0x3F)<<6 | rune(s[2]&0x3F), 3
	}
	return utf8.DecodeRuneInString(s)
}

func beginsDayWord(r rune) bool {
	switch r {
	case '今', '昨', '明', '前', '当', '近', '日', '去', '本', '上':
		return true
	}
	return false
}

// isDayWord reports whether two characters tell a day without its date; editors
// put the date in their place.
func isDayWord(r, next rune) bool {
	switch r {
	case '今', '昨', '明':
		return next == '天' || next == '日' || next == '晚' || next == '晨' || next == '夜' || r == '今' && next == '年'
	case '前', '当':
		return next == '天' || next == '日' && r == '当'
	case '近':
		return next == '日' || next == '期'
	case '日':
		return next == '前'
	case '去':
		return next == '年'
	case '本', '上':
		return next == '月'
	}
	return false
}

// plain has a bit for each Han character that is a token of its own wherever it
// stands; most of a text is such.
var plain = func() (set [(lastHan-firstHan)/64 + 1]uint64) {
	for r := firstHan; r <= lastHan; r++ {
		if !isDigit(r) && !beginsDayWord(r) && r != '百' && r != '号' {
			set[(r-firstHan)/64] |= 1 << ((r - firstHan) % 64)
		}
	}
	return set
}()

const (
	firstHan rune = 0x4E00
	lastHan  rune = 0x9FFF
)

func isPlain(r rune) bool {
	n := uint32(r - firstHan)
	return n <= uint32(lastHan-firstHan) && plain[n/64]&(1<<(n%64)) != 0
}

// appendTokens splits a folded text, whose first byte stands at base.
func appendTokens(list []token, s string, base int) []token {
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			switch {
			case c >= '0' && c <= '9':
				v, n := spacedArabic(s[i:])
				if n == 0 {
					v, n = arabic(s[i:])
				}
				list = append(list, token{numberID(v), uint32(base + i), uint32(base + i + n), number})
				i += n
			case c >= 'a' && c <= 'z':
				n := letters(s[i:])
				list = append(list, token{hashWord(s[i : i+n]), uint32(base + i), uint32(base + i + n), word})
				i += n
			case c == '%':
				list = append(list, token{uint32(c), uint32(base + i), uint32(base + i + 1), sign})
				i++
			default:
				i++
			}
			continue
		}
		r, size := decode(s[i:])
		if isPlain(r) {
			list = append(list, token{uint32(r), uint32(base + i), uint32(base + i + size), char})
			i += size
			continue
		}
		if (r < firstHan || r > lastHan) && !unicode.IsLetter(r) && r != '〇' && r != '°' && r != '‰' {
			i += size
			continue
		}
		at := base + i
		switch {
		case isDigit(r):
			if v, n := chinese(s[i:]); n > 0 {
				list = append(list, token{numberID(v), uint32(at), uint32(at + n), number})
				i += n
				continue
			}
		case r == '百' && len(s) > i+9 && s[i:i+9] == "百分之":
			if v, n := percentage(s[i+9:]); n > 0 {
				end := uint32(at + 9 + n)
				list = append(list, token{numberID(v), uint32(at), end, number}, token{'%', end, end, sign})
				i += 9 + n
				continue
			}
		case r == '号' && len(list) > 0 && list[len(list)-1].kind == number:
			r = '日' // 5号 is 5日
		case r == '°' || r == '‰':
			list = append(list, token{uint32(r), uint32(at), uint32(at + size), sign})
			i += size
			continue
		case r < 0x2E80:
			n := letters(s[i:])
			list = append(list, token{hashWord(s[i : i+n]), uint32(at), uint32(at + n), word})
			i += n
			continue
		}
		if beginsDayWord(r) {
			if next, m := decode(s[i+size:]); isDayWord(r, next) {
				list = append(list, token{hashWord(s[i : i+size+m]), uint32(at), uint32(at + size + m), day})
				i += size + m
				continue
			}
		}
		list = append(list, token{uint32(r), uint32(at), uint32(at + size), char})
		i += size
	}
	return list
}

// letters measures a word, in bytes.
func letters(s string) int {
	for i, r := range s {
		if r >= utf8.RuneSelf && (r >= 0x2E80 || !unicode.IsLetter(r)) || r < utf8.RuneSelf && (r < 'a' || r > 'z') {
			return i
		}
	}
	return len(s)
}

// FNV-1a, which must never change: stored fingerprints are made of it.
func hashWord(s string) uint32 {
	h := uint32(2166136261)
	for i := range len(s) {
		h = (h ^ uint32(s[i])) * 16777619
	}
	return h | hashed
}
