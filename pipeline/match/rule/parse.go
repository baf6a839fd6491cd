package rule

import (
	"strings"

	"newswatch"
)

const (
	maxLength = 1 << 20 // of an expression, in bytes
	maxDepth  = 100     // of brackets and NOTs
	maxGap    = 100_000 // of NEAR, in characters
	maxChain  = 10      // operands of NEAR and >> without brackets

	// MaxCount is the largest number that COUNT compares with.
	MaxCount = 10_000
)

// hints tell what to write for words that look like operators.
var hints = map[string]string{
	"与": "AND", "和": "AND", "且": "AND", "并且": "AND", "同时": "AND", "+": "AND",
	"或": "OR", "或者": "OR",
	"非": "NOT", "不": "NOT", "不含": "NOT", "排除": "NOT",
}

// Parse reads an expression. The error is an [*Error].
func Parse(expr string) (Node, error) {
	if len(expr) > maxLength {
		return nil, &Error{Column: 1, Msg: "the expression is longer than 1 MiB; move lists of words to any, all or none"}
	}
	p := &parser{lex: lexer{src: []rune(expr)}}
	if err := p.advance(); err != nil {
		return nil, err
	}
	if p.tok.kind == end {
		return nil, p.expected("a word")
	}
	x, err := p.or()
	if err != nil {
		return nil, err
	}
	if p.tok.kind != end {
		return nil, p.unexpected()
	}
	return x, nil
}

// ParseItem reads one entry of a list: /…/ is a regular expression, anything
// else a word or phrase as it stands.
func ParseItem(s string) Node {
	s = strings.TrimSpace(s)
	body := strings.TrimSuffix(s, "i") // /…/i: matching ignores case anyway
	if len(body) > 2 && body[0] == '/' && body[len(body)-1] == '/' {
		return Regex{Source: strings.ReplaceAll(body[1:len(body)-1], `\/`, "/")}
	}
	return Term{Text: s}
}

type parser struct {
	lex   lexer
	tok   token
	last  token // the one before tok
	depth int
}

func (p *parser) advance() (err error) {
	p.last = p.tok
	p.tok, err = p.lex.next()
	return err
}

// expected says what should stand where the current token does.
func (p *parser) expected(what string) error {
	after := ""
	if p.last.kind != end {
		after = " after " + p.last.name()
	}
	return p.lex.fail(p.tok.column, "expected %s%s, found %s", what, after, p.tok.name())
}

// unexpected explains a token that follows a whole rule.
func (p *parser) unexpected() error {
	switch p.tok.kind {
	case rparen:
		return p.lex.fail(p.tok.column, "found ) without its (")
	case word, phrase, regex, scope, lparen, within, count, not:
		if op := hints[p.tok.text]; op != "" {
			return p.lex.fail(p.tok.column, "expected AND, OR, NEAR/n or >> after %s, found %s; write %s", p.last.name(), p.tok.name(), op)
		}
		if p.tok.kind == not {
			return p.lex.fail(p.tok.column, "expected AND or OR after %s, found %s; write AND NOT", p.last.name(), p.tok.name())
		}
		return p.lex.fail(p.tok.column, "expected AND, OR, NEAR/n or >> between %s and %s; a phrase with blanks stands in quotes", p.last.name(), p.tok.name())
	case comma:
		return p.lex.fail(p.tok.column, "expected AND or OR after %s, found a comma", p.last.name())
	}
	return p.expected("AND, OR, NEAR/n or >>")
}

func (p *parser) deeper() error {
	if p.depth++; p.depth > maxDepth {
		return p.lex.fail(p.tok.column, "the rule is nested deeper than %d; split it into several watches", maxDepth)
	}
	return nil
}

func (p *parser) or() (Node, error)  { return p.list(or, p.and) }
func (p *parser) and() (Node, error) { return p.list(and, p.not) }

func (p *parser) list(op kind, operand func() (Node, error)) (Node, error) {
	var xs []Node
	for {
		x, err := operand()
		if err != nil {
			return nil, err
		}
		xs = append(xs, x)
		if p.tok.kind != op {
			break
		}
		if err := p.advance(); err != nil {
			return nil, err
		}
	}
	switch {
	case len(xs) == 1:
		return xs[0], nil
	case op == or:
		return Or{xs}, nil
	}
	return And{xs}, nil
}

func (p *parser) not() (Node, error) {
	if p.tok.kind != not {
		return p.chain()
	}
	if err := p.deeper(); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	if err := p.advance(); err != nil {
		return nil, err
	}
	x, err := p.not()
	if err != nil {
		return nil, err
	}
	return Not{x}, nil
}

// chain reads NEAR and >>, which bind to the left.
func (p *parser) chain() (Node, error) {
	column := p.tok.column
	a, err := p.primary()
	if err != nil {
		return nil, err
	}
	for n := 2; p.tok.kind == near || p.tok.kind == before; n++ {
		op := p.tok
		if n > maxChain {
			return nil, p.lex.fail(op.column, "a chain of NEAR and >> has at most %d operands; join several by AND", maxChain)
		}
		if !hasPlace(a) {
			return nil, p.placeless(column, op.name(), a)
		}
		if err := p.advance(); err != nil {
			return nil, err
		}
		column = p.tok.column
		b, err := p.primary()
		if err != nil {
			return nil, err
		}
		if !hasPlace(b) {
			return nil, p.placeless(column, op.name(), b)
		}
		if op.kind == near {
			a = Near{a, b, op.n}
		} else {
			a = Before{a, b}
		}
	}
	return a, nil
}

func (p *parser) placeless(column int, op string, x Node) error {
	return p.lex.fail(column, "expected a word, a phrase, a regular expression or an OR of such beside %s, found %s, which has no place in the text", op, x)
}

func (p *parser) primary() (Node, error) {
	t := p.tok
	switch t.kind {
	case word, phrase:
		if op := hints[t.text]; op != "" && t.kind == word && (p.last.kind == and || p.last.kind == or || p.last.kind == end) {
			return nil, p.lex.fail(t.column, "expected a word, found %q; write %s for the operator, or put it in quotes", t.text, op)
		}
		if strings.TrimSpace(t.text) == "" {
			return nil, p.lex.fail(t.column, "expected a word or phrase, found an empty one")
		}
		return Term{t.text, t.column}, p.advance()
	case regex:
		if t.text == "" {
			return nil, p.lex.fail(t.column, "expected a regular expression between the slashes, found an empty one")
		}
		return Regex{t.text, t.column}, p.advance()
	case lparen:
		x, err := p.bracketed()
		return x, err
	case scope:
		return p.scoped()
	case within:
		return p.together()
	case count:
		return p.count()
	}
	return nil, p.expected("a word, phrase, /regex/, ( or NOT")
}

func (p *parser) bracketed() (Node, error) {
	opened := p.tok.column
	if err := p.deeper(); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	if err := p.advance(); err != nil {
		return nil, err
	}
	x, err := p.or()
	if err != nil {
		return nil, err
	}
	if p.tok.kind == end {
		return nil, p.lex.fail(p.tok.column, "expected ) for the ( at column %d, found the end", opened)
	}
	if p.tok.kind != rparen {
		return nil, p.unexpected()
	}
	return x, p.advance()
}

func (p *parser) scoped() (Node, error) {
	name, column := p.tok.text, p.tok.column
	if err := p.deeper(); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	if err := p.advance(); err != nil {
		return nil, err
	}
	x, err := p.primary()
	if err != nil {
		return nil, err
	}
	if name == "site" {
		if x, ok := sites(x); ok {
			return x, nil
		}
		return nil, p.lex.fail(column, "expected a site's id after site:, or ids joined by OR in brackets, found %s", x)
	}
	if inner := scopeIn(x); inner != "" {
		return nil, p.lex.fail(column, "expected no other scope within %s:, found %s:", name, inner)
	}
	return Scoped{newswatch.Field(name), x}, nil
}

// sites turns words under site: into sites.
func sites(x Node) (Node, bool) {
	switch x := x.(type) {
	case Term:
		return Site{newswatch.SiteID(strings.TrimSpace(x.Text)), x.Column}, true
	case Or:
		xs := make([]Node, len(x.Xs))
		for i, y := range x.Xs {
			s, ok := sites(y)
			if !ok {
				return nil, false
			}
			xs[i] = s
		}
		return Or{xs}, true
	}
	return nil, false
}

// scopeIn names a scope that stands within x, or is empty.
func scopeIn(x Node) string {
	found := ""
	Walk(x, func(y Node) {
		switch y := y.(type) {
		case Scoped:
			found = string(y.Field)
		case Site:
			found = "site"
		}
	})
	return found
}
