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

// The day words that tell no date; editors put the date in their place.
var dayWords = map[[2]rune]bool{
	{'今', '天'}: true, {'昨', '天'}: true, {'前', '天'}: true, {'明', '天'}: true, {'今', '日'}: true,
	{'昨', '日'}: true, {'明', '日'}: true, {'日', '前'}: true, {'近', '日'}: true, {'当', '日'}: true,
	{'当', '天'}: true, {'近', '期'}: true, {'今', '年'}: true, {'去', '年'}: true, {'本', '月'}: true,
	{'上', '月'}: true, {'昨', '晚'}: true, {'今', '晚'}: true, {'今', '晨'}: true, {'昨', '夜'}: true,
}

// appendTokens splits a folded text, whose first byte stands at base.
func appendTokens(list []token, s string, base int) []token {
	for i := 0; i < len(s); {
		if c := s[i]; c < utf8.RuneSelf {
			switch {
			case c >= '0' && c <= '9':
				v, n := arabic(s[i:])
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
		r, size := utf8.DecodeRuneInString(s[i:])
		if !unicode.IsLetter(r) && r != '〇' && r != '°' && r != '‰' {
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
		if next, m := utf8.DecodeRuneInString(s[i+size:]); dayWords[[2]rune{r, next}] {
			list = append(list, token{hashWord(s[i : i+size+m]), uint32(at), uint32(at + size + m), day})
			i += size + m
			continue
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
