// Package rule reads the expressions of watches into trees.
//
//	rule      = all { ("OR" | "||" | "|") all }
//	all       = not { ("AND" | "&&" | "&") not }
//	not       = ("NOT" | "!") not | chain
//	chain     = primary { ("NEAR/" number | ">>") primary }
//	primary   = "(" rule ")" | scope ":" primary | word | phrase | "/" RE2 "/"
//	          | ("SENTENCE" | "PARAGRAPH") "(" part { [","] part } ")"
//	          | "COUNT" "(" rule ")" comparison number
//	part      = [ "NOT" ] chain
//	scope     = "title" | "text" | "source" | "author" | "site"
//
// NOT takes the one operand that follows it, so that NOT a AND b is (NOT a) AND
// b. Operators are read in any case. Two words side by side are an error, since
// a reader cannot tell whether all of them or one of them is meant. A word that
// holds a blank or a sign of the language stands in quotes; so does an operator
// that is meant as a word. Full-width brackets, colons and quotes do as well.
//
// The operands of NEAR, >> and COUNT, and the parts of SENTENCE and PARAGRAPH,
// must have a place in the text: words, phrases, regular expressions, OR of such,
// and NEAR and >> themselves.
package rule

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"newswatch"
)

// Node is a tree of a rule. String writes it in the language, so that reading
// it again gives the same tree.
type Node interface {
	fmt.Stringer
	// precedence says how tightly the node binds: 1 for OR to 5 for a word.
	precedence() int
}

// Term is a word or phrase, as written.
type Term struct {
	Text   string
	Column int // of its first character in the expression, from 1
}

// Regex is a regular expression in RE2's syntax, without its slashes.
type Regex struct {
	Source string
	Column int
}

// Site holds for the articles of one site.
type Site struct {
	ID     newswatch.SiteID
	Column int
}

// Scoped looks for X in one field, whatever the watch's own fields are.
type Scoped struct {
	Field newswatch.Field
	X     Node
}

// Not holds where X does not.
type Not struct{ X Node }

// And holds where all of Xs do.
type And struct{ Xs []Node }

// Or holds where one of Xs does.
type Or struct{ Xs []Node }

// Near is A and B, in either order, with at most Gap characters between them.
type Near struct {
	A, B Node
	Gap  int
}

// Before is A and, anywhere after it in the same field, B.
type Before struct{ A, B Node }

// Unit is a stretch of text that words may share.
type Unit string

// The units.
const (
	Sentence  Unit = "SENTENCE"
	Paragraph Unit = "PARAGRAPH"
)

// Together holds where one sentence or paragraph has all of Xs and none of the
// operands of those that are a [Not].
type Together struct {
	Unit Unit
	Xs   []Node
}

// Count compares how many places X has in the fields looked at.
type Count struct {
	X      Node
	Op     string // >=, >, <=, <, = or !=
	N      int
	Column int
}

// Holds reports whether a count of n satisfies the comparison.
func (c Count) Holds(n int) bool {
	switch c.Op {
	case ">=":
		return n >= c.N
	case ">":
		return n > c.N
	case "<=":
		return n <= c.N
	case "<":
		return n < c.N
	case "!=":
		return n != c.N
	}
	return n == c.N
}

func (Term) precedence() int     { return 5 }
func (Regex) precedence() int    { return 5 }
func (Site) precedence() int     { return 5 }
func (Scoped) precedence() int   { return 5 }
func (Together) precedence() int { return 5 }
func (Count) precedence() int    { return 5 }
func (Near) precedence() int     { return 4 }
func (Before) precedence() int   { return 4 }
func (Not) precedence() int      { return 3 }
func (And) precedence() int      { return 2 }
func (Or) precedence() int       { return 1 }

func (t Term) String() string  { return quote(t.Text) }
func (r Regex) String() string { return "/" + strings.ReplaceAll(r.Source, "/", `\/`) + "/" }
func (s Site) String() string  { return "site:" + quote(string(s.ID)) }
func (s Scoped) String() string {
	return string(s.Field) + ":" + inBrackets(s.X, 5)
}
func (n Not) String() string    { return "NOT " + inBrackets(n.X, 3) }
func (a And) String() string    { return join(a.Xs, " AND ", 3) }
func (o Or) String() string     { return join(o.Xs, " OR ", 2) }
func (n Near) String() string   { return chain(n.A, "NEAR/"+strconv.Itoa(n.Gap), n.B) }
func (b Before) String() string { return chain(b.A, ">>", b.B) }
func (t Together) String() string {
	return string(t.Unit) + "(" + join(t.Xs, " ", 3) + ")"
}
func (c Count) String() string {
	return fmt.Sprintf("COUNT(%s) %s %d", c.X, c.Op, c.N)
}

// chain writes a left-associative operator: a chain may stand on its left
// without brackets, not on its right.
func chain(a Node, op string, b Node) string {
	return inBrackets(a, 4) + " " + op + " " + inBrackets(b, 5)
}

func join(xs []Node, sep string, least int) string {
	parts := make([]string, len(xs))
	for i, x := range xs {
		parts[i] = inBrackets(x, least)
	}
	return strings.Join(parts, sep)
}

func inBrackets(x Node, least int) string {
	if x.precedence() < least {
		return "(" + x.String() + ")"
	}
	return x.String()
}

// quote writes a term bare where that reads back as the same term.
func quote(s string) string {
	plain := s != "" && !reserved(s)
	for _, r := range s {
		plain = plain && (unicode.IsLetter(r) || unicode.IsDigit(r))
	}
	if plain {
		return s
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

// hasPlace reports whether x has places in the text that distance and order
// can be measured between.
func hasPlace(x Node) bool {
	switch x := x.(type) {
	case Term, Regex, Near, Before:
		return true
	case Scoped:
		return hasPlace(x.X)
	case Or:
		for _, y := range x.Xs {
			if !hasPlace(y) {
				return false
			}
		}
		return true
	}
	return false
}

// Walk calls f for x and everything in it.
func Walk(x Node, f func(Node)) {
	f(x)
	switch x := x.(type) {
	case Scoped:
		Walk(x.X, f)
	case Not:
		Walk(x.X, f)
	case And:
		walkAll(x.Xs, f)
	case Or:
		walkAll(x.Xs, f)
	case Near:
		Walk(x.A, f)
		Walk(x.B, f)
	case Before:
		Walk(x.A, f)
		Walk(x.B, f)
	case Together:
		walkAll(x.Xs, f)
	case Count:
		Walk(x.X, f)
	}
}

func walkAll(xs []Node, f func(Node)) {
	for _, x := range xs {
		Walk(x, f)
	}
}
