package markup

import "strings"

// attribute is one as it stands in the page.
type attribute struct{ key, value string }

// readAttribute reads one from i, which is no white space and no end of the tag.
// It returns where to go on, behind white space; -1 where the page ends first. A
// stray solidus is an attribute without a key.
func readAttribute(src string, i int) (a attribute, next int) {
	begin := i
	for ; i < len(src); i++ {
		c := src[i]
		if isSpace(c) || c == '/' || c == '>' || c == '=' && i > begin {
			break
		}
	}
	a.key = src[begin:i]
	i = skipSpace(src, i)
	if i >= len(src) {
		return a, -1
	}
	switch src[i] {
	case '/':
		i++
	case '=':
		if i = skipSpace(src, i+1); i >= len(src) {
			return a, -1
		}
		switch quote := src[i]; quote {
		case '>':
		case '"', '\'':
			end := strings.IndexByte(src[i+1:], quote)
			if end < 0 {
				return a, -1
			}
			a.value = src[i+1 : i+1+end]
			i += end + 2
		default:
			begin := i
			for i++; i < len(src) && src[i] != '>' && !isSpace(src[i]); i++ {
			}
			a.value = src[begin:i]
		}
	}
	if i = skipSpace(src, i); i >= len(src) {
		return a, -1
	}
	return a, i
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

func isSpace(c byte) bool {
	return c == ' ' || c == '\n' || c == '\t' || c == '\f' || c == '\r'
}

func skipSpace(src string, i int) int {
	for i < len(src) && isSpace(src[i]) {
		i++
	}
	return i
}

const whitespace = " \t\r\n\f"

// trimSpace takes the white space before a text away.
func trimSpace(s string) string { return s[skipSpace(s, 0):] }

// lower is s with the letters A to Z in lower case, and no others.
func lower(s string) string {
	for i := range len(s) {
		if 'A' <= s[i] && s[i] <= 'Z' {
			b := []byte(s)
			for ; i < len(b); i++ {
				if 'A' <= b[i] && b[i] <= 'Z' {
					b[i] += 'a' - 'A'
				}
			}
			return string(b)
		}
	}
	return s
}
