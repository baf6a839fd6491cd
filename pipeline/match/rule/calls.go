package rule

// together reads SENTENCE(…) and PARAGRAPH(…).
func (p *parser) together() (Node, error) {
	unit, opened := Unit(p.tok.text), p.tok.column
	if err := p.deeper(); err != nil {
		return nil, err
	}
	defer func() { p.depth-- }()
	if err := p.advance(); err != nil { // to the bracket
		return nil, err
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	var xs []Node
	wanted := 0
	for p.tok.kind != rparen {
		if p.tok.kind == end {
			return nil, p.lex.fail(p.tok.column, "expected ) to end the %s at column %d, found the end", unit, opened)
		}
		if p.tok.kind == or {
			return nil, p.lex.fail(p.tok.column, "expected a word or ) after %s, found %s; write an OR within %s in brackets: (a OR b)", p.last.name(), p.tok.name(), unit)
		}
		negative := p.tok.kind == not
		if negative {
			if err := p.advance(); err != nil {
				return nil, err
			}
		}
		column := p.tok.column
		x, err := p.chain()
		if err != nil {
			return nil, err
		}
		if !hasPlace(x) {
			return nil, p.placeless(column, string(unit), x)
		}
		if negative {
			x = Not{x}
		} else {
			wanted++
		}
		xs = append(xs, x)
		if p.tok.kind == comma || p.tok.kind == and {
			if err := p.advance(); err != nil {
				return nil, err
			}
			if p.tok.kind == rparen {
				return nil, p.expected("a word")
			}
		}
	}
	if len(xs) < 2 || wanted == 0 {
		return nil, p.lex.fail(p.tok.column, "expected at least two parts in %s, one of them without NOT, as in %s(a b)", unit, unit)
	}
	return Together{unit, xs}, p.advance()
}

// count reads COUNT(…) and its comparison.
func (p *parser) count() (Node, error) {
	column := p.tok.column
	if err := p.advance(); err != nil { // to the bracket
		return nil, err
	}
	inner := p.tok.column + 1
	x, err := p.bracketed()
	if err != nil {
		return nil, err
	}
	if !hasPlace(x) {
		return nil, p.placeless(inner, "COUNT", x)
	}
	op := p.tok
	if op.kind != compare {
		return nil, p.expected("a comparison such as >= 3")
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	n, ok := natural(p.tok.text, MaxCount)
	if p.tok.kind != word || !ok {
		return nil, p.lex.fail(p.tok.column, "expected a number up to %d after %s, found %s", MaxCount, op.text, p.tok.name())
	}
	c := Count{x, op.text, n, column}
	if low, high := c.Holds(0), c.Holds(MaxCount+1); low && high && op.text != "!=" || op.text == "<" && n == 0 {
		return nil, p.lex.fail(op.column, "expected a comparison that can fail and can hold, found %s %d", op.text, n)
	}
	return c, p.advance()
}
