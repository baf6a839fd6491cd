package rule

import (
	"fmt"
	"strings"
	"unicode"
)

// Error is a fault in a rule, at a column.
type Error struct {
	Column int    // in characters, from 1
	Msg    string // what was expected and what was found
}

func (e *Error) Error() string { return fmt.Sprintf("column %d: %s", e.Column, e.Msg) }

type kind int

const (
	end kind = iota
	word
	phrase
	regex
	scope // text is the field's name
	lparen
	rparen
	comma
	and
	or
	not
	near // n is the distance
	before
	within // text is SENTENCE or PARAGRAPH
	count
	compare // text is the operator
)

type token struct {
	kind   kind
	text   string
	n      int
	column int
}

// name is how a message speaks of the token.
func (t token) name() string {
	switch t.kind {
	case end:
		return "the end"
	case regex:
		return "/" + t.text + "/"
	case scope:
		return t.text + ":"
	case near:
		return fmt.Sprintf("NEAR/%d", t.n)
	}
	return fmt.Sprintf("%q", t.text)
}

// scopes are the names that may stand before a colon, and what they mean.
var scopes = map[string]string{
	"title": "title", "text": "text", "source": "source", "author": "author", "site": "site",
	"标题": "title", "正文": "text", "来源": "source", "作者": "author", "站点": "site",
}

// operators are read in any case.
var operators = map[string]kind{"AND": and, "OR": or, "NOT": not}

// calls are functions only where a bracket follows.
var calls = map[string]kind{"SENTENCE": within, "PARAGRAPH": within, "COUNT": count}

// reserved reports whether a bare word would be read as something else.
func reserved(s string) bool {
	upper := strings.ToUpper(s)
	_, op := operators[upper]
	_, call := calls[upper]
	return op || call || upper == "NEAR" || scopes[strings.ToLower(s)] != ""
}

type lexer struct {
	src []rune
	pos int
}

func (l *lexer) at(i int) rune {
	if i < 0 || i >= len(l.src) {
		return 0
	}
	return l.src[i]
}

func (l *lexer) fail(column int, format string, args ...any) error {
	return &Error{Column: column, Msg: fmt.Sprintf(format, args...)}
}

func (l *lexer) blanks() {
	for l.pos < len(l.src) && unicode.IsSpace(l.src[l.pos]) {
		l.pos++
	}
}

func (l *lexer) next() (token, error) {
	l.blanks()
	t := token{column: l.pos + 1}
	r, r2 := l.at(l.pos), l.at(l.pos+1)
	take := func(k kind, n int) (token, error) {
		t.kind, t.text = k, string(l.src[l.pos:l.pos+n])
		l.pos += n
		return t, nil
	}
	switch {
	case l.pos >= len(l.src):
		return t, nil
	case r == '(' || r == '（':
		return take(lparen, 1)
	case r == ')' || r == '）':
		return take(rparen, 1)
	case r == ',' || r == '，' || r == '、':
		return take(comma, 1)
	case r == '&' && r2 == '&':
		return take(and, 2)
	case r == '&':
		return take(and, 1)
	case r == '|' && r2 == '|':
		return take(or, 2)
	case r == '|':
		return take(or, 1)
	case r == '>' && r2 == '>':
		return take(before, 2)
	case r == '!' && r2 == '=':
		return take(compare, 2)
	case r == '!' || r == '！':
		return take(not, 1)
	case r == '>' || r == '<' || r == '=' || r == '≥' || r == '≤':
		return l.comparison(t)
	case r == '"' || r == '＂' || r == '“':
		return l.phrase(t)
	case r == '/':
		return l.regex(t)
	case r == '-' || r == '+':
		return t, l.fail(t.column, "expected a word, found %q; write NOT a to exclude and a AND b to ask for both, or put the word in quotes", r)
	case r == '\'' || r == '‘' || r == '”' || r == '\\':
		return t, l.fail(t.column, `expected a word, found %q; phrases stand in double quotes: "…"`, r)
	}
	return l.word(t)
}

func (l *lexer) comparison(t token) (token, error) {
	t.kind = compare
	switch r := l.at(l.pos); {
	case r == '≥':
		t.text = ">="
	case r == '≤':
		t.text = "<="
	case l.at(l.pos+1) == '=':
		t.text = string(r) + "="
		if r == '=' {
			t.text = "="
		}
		l.pos++
	default:
		t.text = string(r)
	}
	l.pos++
	return t, nil
}

func (l *lexer) phrase(t token) (token, error) {
	first, closing := l.at(l.pos), l.at(l.pos)
	if first == '“' {
		closing = '”'
	}
	var b strings.Builder
	for i := l.pos + 1; i < len(l.src); i++ {
		switch r := l.src[i]; {
		case r == closing:
			t.kind, t.text = phrase, b.String()
			l.pos = i + 1
			return t, nil
		case r == '\\' && (l.at(i+1) == '\\' || l.at(i+1) == closing):
			i++
			b.WriteRune(l.src[i])
		default:
			b.WriteRune(r)
		}
	}
	return t, l.fail(t.column, "expected %c to close the phrase that opens here, found the end", closing)
}

func (l *lexer) regex(t token) (token, error) {
	var b strings.Builder
	for i := l.pos + 1; i < len(l.src); i++ {
		switch r := l.src[i]; {
		case r == '\\' && l.at(i+1) == '/':
			b.WriteByte('/')
			i++
		case r == '\\' && i+1 < len(l.src):
			b.WriteRune(r)
			i++
			b.WriteRune(l.src[i])
		case r == '/':
			l.pos = i + 1
			if l.at(l.pos) == 'i' && l.borderAt(l.pos+1) {
				l.pos++ // matching ignores case anyway
			}
			if !l.borderAt(l.pos) {
				return t, l.fail(l.pos+1, "expected a blank or an operator after the regular expression, found %q; write a slash inside it as \\/", l.at(l.pos))
			}
			t.kind, t.text = regex, b.String()
			return t, nil
		default:
			b.WriteRune(r)
		}
	}
	return t, l.fail(t.column, "expected / to close the regular expression that opens here, found the end; put a word that begins with a slash in quotes")
}

// borderAt reports whether position i ends a word.
func (l *lexer) borderAt(i int) bool {
	r := l.at(i)
	switch {
	case i >= len(l.src), unicode.IsSpace(r):
		return true
	case r == '&':
		// R&D is a word, 萧山&湘湖 is two.
		return !latin(l.at(i-1)) || !latin(l.at(i+1))
	case r == ',':
		return !unicode.IsDigit(l.at(i-1)) || !unicode.IsDigit(l.at(i+1))
	case r == '!':
		return l.at(i+1) == '='
	}
	return strings.ContainsRune("()（），、\"＂“”|<>=≥≤", r)
}

func latin(r rune) bool {
	return r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

func (l *lexer) word(t token) (token, error) {
	i := l.pos
	for ; !l.borderAt(i) || i == l.pos; i++ {
		if r := l.src[i]; (r == ':' || r == '：') && !number(l.src[l.pos:i]) {
			return l.scope(t, i)
		}
	}
	t.kind, t.text = word, string(l.src[l.pos:i])
	if k := strings.IndexRune(t.text, '*'); k >= 0 {
		return t, l.fail(t.column, "expected a word, found %q; there are no wildcards: a word is found inside longer ones too, and /…/ is a regular expression; a * that is meant stands in quotes", t.text)
	}
	l.pos = i
	upper := strings.ToUpper(t.text)
	if k, ok := operators[upper]; ok {
		t.kind = k
		return t, nil
	}
	if k, ok := calls[upper]; ok {
		l.blanks()
		if r := l.at(l.pos); r == '(' || r == '（' {
			t.kind, t.text = k, upper
		} else if t.text == upper {
			return t, l.fail(l.pos+1, "expected ( after %s; put the word in quotes to look for it", upper)
		}
		return t, nil
	}
	if rest, ok := strings.CutPrefix(upper, "NEAR/"); ok {
		n, ok := natural(rest, maxGap)
		if !ok {
			return t, l.fail(t.column, "expected a number up to %d after NEAR/, as in NEAR/20, found %q", maxGap, rest)
		}
		t.kind, t.n = near, n
		return t, nil
	}
	if t.text == "NEAR" {
		return t, l.fail(t.column, `expected NEAR/ and a number of characters, as in NEAR/20; put the word in quotes to look for it`)
	}
	return t, nil
}

// scope reads a name that a colon follows, at i.
func (l *lexer) scope(t token, i int) (token, error) {
	name := string(l.src[l.pos:i])
	t.kind, t.text = scope, scopes[strings.ToLower(name)]
	if t.text == "" {
		return t, l.fail(t.column, "expected title:, text:, source:, author: or site:, found %q; put a term that holds a colon in quotes", name+string(l.src[i]))
	}
	l.pos = i + 1
	return t, nil
}

func number(rs []rune) bool {
	for _, r := range rs {
		if !unicode.IsDigit(r) {
			return false
		}
	}
	return len(rs) > 0
}

// natural reads a decimal number from 0 to most.
func natural(s string, most int) (int, bool) {
	n := 0
	for _, r := range s {
		if r >= '０' && r <= '９' {
			r -= '０' - '0'
		}
		if r < '0' || r > '9' {
			return 0, false
		}
		if n = n*10 + int(r-'0'); n > most {
			return 0, false
		}
	}
	return n, s != ""
}
