package markup

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// unescape replaces the character references of a text.
func unescape(s string) string {
	if amp := strings.IndexByte(s, '&'); amp >= 0 {
		return replace(s, amp, false)
	}
	return s
}

// unescapeValue replaces those of an attribute's value, where a name without its
// semicolon counts for less, as addresses are full of them.
func unescapeValue(s string) string {
	if amp := strings.IndexByte(s, '&'); amp >= 0 {
		return replace(s, amp, true)
	}
	return s
}

func replace(s string, amp int, value bool) string {
	var out []byte // only once something is replaced
	from := 0
	for amp >= 0 {
		with, n := reference(s[amp:], value)
		if n > 0 {
			if out == nil {
				out = make([]byte, 0, len(s)+8)
			}
			out = append(out, s[from:amp]...)
			out = append(out, with...)
			from = amp + n
			amp = from - 1
		}
		next := strings.IndexByte(s[amp+1:], '&')
		if next < 0 {
			break
		}
		amp += 1 + next
	}
	if out == nil {
		return s
	}
	return string(append(out, s[from:]...))
}

// reference is what the reference at the beginning of s stands for, and how many
// bytes of s it has; 0 where it is none.
func reference(s string, value bool) (with string, n int) {
	if len(s) > 1 && s[1] == '#' {
		return numeric(s)
	}
	n = 1
	for n < len(s) && isAlnum(s[n]) {
		n++
	}
	if n == 1 {
		return "", 0
	}
	if n < len(s) && s[n] == ';' {
		n++
	} else if value && n < len(s) && s[n] == '=' {
		return "", 0
	}
	if with := common(s[:n]); with != "" {
		return with, n
	}
	// What follows the name does not matter, so that it can be asked for alone. In
	// a text, but not in a value, its beginning may be one.
	with = html.UnescapeString(s[:n])
	if with == s[:n] || value && with != ";" && with[len(with)-1] == s[n-1] {
		return "", 0
	}
	return with, n
}

func isAlnum(c byte) bool { return isLetter(c) || '0' <= c && c <= '9' }

// common are the names that pages are full of.
func common(name string) string {
	switch name {
	case "&nbsp;", "&nbsp":
		return "\u00a0"
	case "&amp;", "&amp":
		return "&"
	case "&lt;", "&lt":
		return "<"
	case "&gt;", "&gt":
		return ">"
	case "&quot;", "&quot":
		return `"`
	case "&ldquo;":
		return "“"
	case "&rdquo;":
		return "”"
	case "&middot;", "&middot":
		return "·"
	case "&mdash;":
		return "—"
	case "&hellip;":
		return "…"
	case "&ensp;":
		return "\u2002"
	case "&emsp;":
		return "\u2003"
	}
	return ""
}

// numeric is reference for "&#".
func numeric(s string) (with string, n int) {
	digits, base := s[2:], rune(10)
	if len(digits) > 0 && digits[0]|0x20 == 'x' {
		digits, base = digits[1:], 16
	}
	var r rune
	for n < len(digits) {
		d := digit(digits[n])
		if d >= base {
			break
		}
		if n++; r <= utf8.MaxRune {
			r = r*base + d
		}
	}
	if n == 0 {
		return "", 0
	}
	if n < len(digits) && digits[n] == ';' {
		n++
	}
	n += len(s) - len(digits)
	if r == 0 || 0x80 <= r && r < 0xa0 || !utf8.ValidRune(r) {
		return html.UnescapeString(s[:n]), n // some stand for others
	}
	return string(r), n
}

// digit is the value of a hexadecimal digit, and large for anything else.
func digit(c byte) rune {
	switch {
	case '0' <= c && c <= '9':
		return rune(c - '0')
	case 'a' <= c|0x20 && c|0x20 <= 'f':
		return rune(c|0x20-'a') + 10
	}
	return 99
}
