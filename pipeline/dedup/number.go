package dedup

import (
	"math"
	"strings"
	"unicode/utf8"
)

// numberID is the token of a value, however it was written.
func numberID(v float64) uint32 {
	// The ninth digit is beyond what 1.2万 and 12,000 may differ by.
	bits := math.Float64bits(v)
	bits = (bits + 1<<23) >> 24
	return uint32(mix(bits))&^1 | hashed
}

// mix is the finalizer of MurmurHash3 (Austin Appleby, public domain).
func mix(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xFF51AFD7ED558CCD
	h ^= h >> 33
	h *= 0xC4CEB9FE1A85EC53
	return h ^ h>>33
}

// anyNumber reads the number that s begins with, and its length in bytes.
func anyNumber(s string) (float64, int) {
	if s == "" {
		return 0, 0
	}
	if s[0] >= '0' && s[0] <= '9' {
		return arabic(s)
	}
	if r, _ := utf8.DecodeRuneInString(s); isDigit(r) {
		return chinese(s)
	}
	return 0, 0
}

// percentage reads the number after 百分之, such as 五点六.
func percentage(s string) (float64, int) {
	v, n := anyNumber(s)
	if n == 0 || !strings.HasPrefix(s[n:], "点") {
		return v, n
	}
	digits, scale := 0.0, 1.0
	for i := n + len("点"); i < len(s) && scale < 1e12; {
		r, size := utf8.DecodeRuneInString(s[i:])
		d := digitOf(r)
		if d < 0 {
			break
		}
		digits, scale = digits*10+d, scale*10
		i += size
		n = i
	}
	return v + digits/scale, n
}

// arabic reads 1,234.5 and 1.2万. Leading zeros, as in 08, do not count.
func arabic(s string) (float64, int) {
	digits, scale, i := 0.0, 1.0, 0
	for i < len(s) {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			if digits < 1e15 {
				digits = digits*10 + float64(c-'0')
			}
			i++
			continue
		case c == ',' && i > 0 && thousands(s[i+1:]):
			i++
			continue
		}
		break
	}
	if i+1 < len(s) && s[i] == '.' && s[i+1] >= '0' && s[i+1] <= '9' {
		for i++; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
			if digits < 1e15 {
				digits, scale = digits*10+float64(s[i]-'0'), scale*10
			}
		}
	}
	return multiply(digits/scale, s, i)
}

// maxSpaced is the longest number read from digits that were spaced out.
const maxSpaced = 16

// spacedArabic reads a number whose digits stand apart, 1 2 6, as they do in a
// copy that spaces every character out.
func spacedArabic(s string) (float64, int) {
	if len(s) < 3 || s[1] != ' ' {
		return 0, 0
	}
	joined := append(make([]byte, 0, maxSpaced), s[0])
	n := 1
	for len(joined) < maxSpaced && n+1 < len(s) && s[n] == ' ' && (isArabic(s[n+1]) || s[n+1] == '.' && len(s) > n+3 && s[n+2] == ' ' && isArabic(s[n+3])) {
		joined = append(joined, s[n+1])
		n += 2
	}
	if len(joined) == 1 || n < len(s) && isArabic(s[n]) {
		return 0, 0 // one digit, or figures in a row: 3 5 12
	}
	v, _ := arabic(string(joined))
	return multiply(v, s, n)
}

func isArabic(c byte) bool { return c >= '0' && c <= '9' }

// thousands reports whether exactly three digits follow.
func thousands(s string) bool {
	n := 0
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return n == 3
}

// multiply applies the units that stand behind a number: 万, 亿, 万亿.
func multiply(v float64, s string, i int) (float64, int) {
	for strings.HasPrefix(s[i:], "万") || strings.HasPrefix(s[i:], "亿") {
		r, n := utf8.DecodeRuneInString(s[i:])
		v *= unitOf(r)
		i += n
	}
	return v, i
}

func isDigit(r rune) bool { return digitOf(r) >= 0 || r == '十' }

func digitOf(r rune) float64 {
	switch r {
	case '〇', '零':
		return 0
	case '一', '壹':
		return 1
	case '二', '两', '贰':
		return 2
	case '三', '叁':
		return 3
	case '四', '肆':
		return 4
	case '五', '伍':
		return 5
	case '六', '陆':
		return 6
	case '七', '柒':
		return 7
	case '八', '捌':
		return 8
	case '九', '玖':
		return 9
	}
	return -1
}

func unitOf(r rune) float64 {
	switch r {
	case '十':
		return 10
	case '百':
		return 100
	case '千':
		return 1000
	case '万':
		return 1e4
	case '亿':
		return 1e8
	}
	return 0
}

// chinese reads 二〇二六, 一百二十三, 两千, 三万五千.
func chinese(s string) (float64, int) {
	total, section, digit := 0.0, 0.0, -1.0
	digits := 0 // in a row, without units: 二〇二六
	i := 0
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		if d := digitOf(r); d >= 0 {
			if digit >= 0 && digits > 0 {
				digit = digit*10 + d
			} else {
				digit = d
			}
			digits++
		} else if u := unitOf(r); u > 0 && (i > 0 || r == '十') {
			if u < 1e4 {
				section += max(digit, cond(digit < 0, 1)) * u
			} else {
				total = (total + section + max(digit, 0)) * u
				section = 0
			}
			digit, digits = -1, 0
		} else {
			break
		}
		if i += n; digits > 12 {
			break
		}
	}
	return total + section + max(digit, 0), i
}

func cond(ok bool, v float64) float64 {
	if ok {
		return v
	}
	return 0
}
