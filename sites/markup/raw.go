package markup

import "strings"

// rawText reads the text of an element that holds no markup; false where there
// is none.
func (b *builder) rawText() bool {
	el, end := b.raw, len(b.src)
	b.raw = nil
	switch el {
	case elPlaintext:
	case elScript:
		end = scriptEnd(b.src, b.at)
	default:
		end = rawEnd(b.src, b.at, el.name)
	}
	if end == b.at {
		return false
	}
	b.tok.kind, b.tok.data = text, b.src[b.at:end]
	if el.is&escaped != 0 {
		b.tok.data = unescape(b.tok.data)
	}
	b.at = end
	return true
}

// rawEnd is where the end tag of a name begins, from i on, or where the page ends.
func rawEnd(src string, i int, name string) int {
	for {
		n := strings.Index(src[i:], "</")
		if n < 0 {
			return len(src)
		}
		if i += n + 2; endsRaw(src, i, name) {
			return i - 2
		}
	}
}

// endsRaw reports whether a name that ends there begins at i.
func endsRaw(src string, i int, name string) bool {
	if len(src)-i <= len(name) {
		return false
	}
	for k := range len(name) {
		if c := src[i+k]; c != name[k] && c != name[k]-('a'-'A') {
			return false
		}
	}
	c := src[i+len(name)]
	return isSpace(c) || c == '/' || c == '>'
}

// scriptEnd is rawEnd for scripts, where a comment may hide the end tag of
// another script.
func scriptEnd(src string, i int) int {
	end := rawEnd(src, i, "script")
	n := strings.Index(src[i:end], "<!--")
	if n < 0 {
		return end
	}
	return hiddenEnd(src, i+n)
}

// hiddenEnd is scriptEnd from a "<!--" at i on.
func hiddenEnd(src string, i int) int {
	const name = "script"
	dashes, twice := 0, false // twice: in a script within the comment
	for within := false; i < len(src); {
		c := src[i]
		i++
		switch {
		case !within:
			if c != '<' {
				break
			}
			if strings.HasPrefix(src[i:], "!--") {
				i += 3
				within, twice, dashes = true, false, 2
			} else if i < len(src) && src[i] == '/' && endsRaw(src, i+1, name) {
				return i - 1
			}
		case c == '-':
			dashes++
		case c == '>' && dashes >= 2:
			within = false
		case c != '<' || i == len(src):
			dashes = 0
		case src[i] == '/':
			dashes = 0
			if i++; !endsRaw(src, i, name) {
				break
			}
			if !twice {
				return i - 2
			}
			i += len(name) + 1
			twice = false
		case twice:
			dashes = 0
		case isLetter(src[i]):
			dashes = 0
			twice = endsRaw(src, i, name)
			if twice {
				i += len(name) + 1
			}
		default:
			within = false // as x/net/html has it, and not the standard
		}
	}
	return len(src)
}

// declaration reads what begins with "<!" at i.
func (b *builder) declaration(i int) {
	const name = "DOCTYPE"
	from := i + 2
	switch rest := b.src[from:]; {
	case strings.HasPrefix(rest, "--"):
		b.comment(from + 2)
	case len(rest) >= len(name) && strings.EqualFold(rest[:len(name)], name):
		b.tok.kind = doctype
		end := strings.IndexByte(b.src[from+len(name):], '>')
		if end < 0 {
			b.at = len(b.src)
		} else {
			b.at = from + len(name) + end + 1
		}
		b.tok.data = b.src[i:b.at]
	default:
		b.bogus(from)
	}
}

// bogus reads up to the next ">" what is no tag, and counts as a comment.
func (b *builder) bogus(i int) {
	end := strings.IndexByte(b.src[i:], '>')
	if end < 0 {
		b.remark(i, len(b.src), len(b.src))
		return
	}
	b.remark(i, i+end, i+end+1)
}

// comment reads one whose text begins at from.
func (b *builder) comment(from int) {
	src := b.src
	for i := from; ; {
		n := strings.IndexByte(src[i:], '>')
		if n < 0 {
			break
		}
		end := i + n
		i = end + 1
		switch body := src[from:end]; {
		case strings.HasSuffix(body, "--"):
			b.remark(from, end-2, i)
			return
		case strings.HasSuffix(body, "--!"):
			b.remark(from, end-3, i)
			return
		case body == "" || body == "-":
			b.remark(from, from, i)
			return
		}
	}
	end := len(src)
	switch body := src[from:]; {
	case strings.HasSuffix(body, "--!"):
		end -= 3
	case strings.HasSuffix(body, "--"):
		end -= 2
	case strings.HasSuffix(body, "-"):
		end--
	}
	b.remark(from, end, len(src))
}

// remark is a token of a comment's text; the page goes on at next.
func (b *builder) remark(from, end, next int) {
	b.tok.kind, b.tok.data = comment, unescape(b.src[from:end])
	b.at = next
}
