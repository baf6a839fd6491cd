package sites

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// maxDefinition bounds a definition, in bytes.
const maxDefinition = 1 << 20

// reader decodes a YAML tree into a definition and collects every fault, each
// with its place.
type reader struct {
	file   string
	line   int                      // added to every line number
	fill   func(text string) string // puts variables' values into texts; nil: there are none
	faults []*Fault
}

// parse reads data as one YAML mapping; nil after a fault.
func (r *reader) parse(data []byte) ast.Node {
	data = bytes.TrimPrefix(data, []byte("\ufeff")) // editors on Windows put it there
	if len(data) > maxDefinition {
		r.add(1, 1, "", fmt.Sprintf("is %d bytes long; a definition has at most %d", len(data), maxDefinition))
		return nil
	}
	if !utf8.Valid(data) {
		r.add(1, 1, "", "is not UTF-8 text; save the file as UTF-8")
		return nil
	}
	if line := tooDeep(data); line > 0 {
		r.add(line, 1, "", fmt.Sprintf("nests more than %d levels; a definition needs five", maxNesting))
		return nil
	}
	file, err := parser.ParseBytes(data, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		var syntax *yaml.SyntaxError
		if errors.As(err, &syntax) && syntax.Token != nil {
			p := syntax.Token.Position
			r.add(p.Line, p.Column, "", "is not YAML: "+syntax.Message)
		} else {
			first, _, _ := strings.Cut(err.Error(), "\n")
			r.add(1, 1, "", "is not YAML: "+first)
		}
		return nil
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		r.add(1, 1, "", fmt.Sprintf("has %d definitions; give one mapping that starts with id:", filled(file.Docs)))
		return nil
	}
	return file.Docs[0].Body
}

// maxNesting is how deep lists and mappings may stand in each other on a line,
// before the YAML parser sees them: it is slow on what is deeper.
const maxNesting = 50

// tooDeep is the first line that nests too deep, or 0.
func tooDeep(data []byte) int {
	line, depth, dashes := 1, 0, 0
	var quote, before byte // before is the last character that is no blank
	for i, c := range data {
		switch {
		case c == '\n':
			line++
			dashes, before = 0, 0
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case (c == '"' || c == '\'') && (before == 0 || bytes.IndexByte([]byte(":,[{-"), before) >= 0):
			quote = c
		case c == '[' || c == '{':
			depth++
		case c == ']' || c == '}':
			depth = max(0, depth-1)
		case (c == '-' || c == '?') && i+1 < len(data) && data[i+1] == ' ':
			dashes++
		}
		if depth > maxNesting || dashes > maxNesting {
			return line
		}
		if c != ' ' && c != '\n' {
			before = c
		}
	}
	return 0
}

func filled(docs []*ast.DocumentNode) (n int) {
	for _, d := range docs {
		if d.Body != nil {
			n++
		}
	}
	return n
}

func (r *reader) add(line, column int, key, msg string) {
	r.faults = append(r.faults, &Fault{File: r.file, Line: line + r.line, Column: column, Key: key, Msg: msg})
}

// fault notes what is wrong at n.
func (r *reader) fault(n ast.Node, key, format string, args ...any) {
	line, column := place(n)
	r.add(line, column, key, fmt.Sprintf(format, args...))
}

func place(n ast.Node) (line, column int) {
	if m, ok := n.(*ast.MappingNode); ok && len(m.Values) > 0 {
		n = m.Values[0].Key // the mapping's own token is its first colon
	} else if m, ok := n.(*ast.MappingValueNode); ok {
		n = m.Key
	}
	if t := n.GetToken(); t != nil && t.Position != nil {
		return t.Position.Line, t.Position.Column
	}
	return 1, 1
}

// keyed are the handlers of a mapping's keys.
type keyed map[string]func(n ast.Node, key string)

// mapping calls the handler of each key of n; path is n's own key. Unknown and
// repeated keys are faults. It reports whether n is a mapping.
func (r *reader) mapping(n ast.Node, path string, handlers keyed) bool {
	var values []*ast.MappingValueNode
	switch m := n.(type) {
	case *ast.MappingNode:
		values = m.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{m}
	default:
		r.fault(n, path, "is %s; give a mapping of %s", kindOf(n), oneOf(names(handlers)))
		return false
	}
	seen := map[string]bool{}
	for _, v := range values {
		name := v.Key.GetToken().Value
		key := name
		if path != "" {
			key = path + "." + name
		}
		handle, known := handlers[name]
		switch {
		case !known:
			r.unknown(v.Key, key, name, names(handlers))
		case seen[name]:
			r.fault(v.Key, key, "is given twice; keep one")
		default:
			handle(v.Value, key)
		}
		seen[name] = true
	}
	return true
}

func (r *reader) unknown(at ast.Node, key, name string, known []string) {
	if near := nearest(name, known); near != "" {
		r.fault(at, key, "unknown key; did you mean %q?", near)
		return
	}
	r.fault(at, key, "unknown key; known are %s", strings.Join(known, ", "))
}

// text reads a string. Numbers count as their digits where digits is true.
func (r *reader) text(n ast.Node, key string, digits bool) (string, bool) {
	switch v := n.(type) {
	case *ast.StringNode:
		return r.filled(v.Value), true
	case *ast.LiteralNode:
		return r.filled(v.Value.Value), true
	case *ast.IntegerNode:
		if digits {
			return v.GetToken().Value, true
		}
	}
	r.fault(n, key, "is %s; give a text in quotes", kindOf(n))
	return "", false
}

func (r *reader) filled(text string) string {
	if r.fill == nil {
		return text
	}
	return r.fill(text)
}

// filledText is text that may not be empty.
func (r *reader) filledText(n ast.Node, key string, digits bool) (string, bool) {
	s, ok := r.text(n, key, digits)
	if ok && strings.TrimSpace(s) == "" {
		r.fault(n, key, "is empty; give a text, or leave the key out")
		return "", false
	}
	return s, ok
}

func (r *reader) boolean(n ast.Node, key string) (value, ok bool) {
	if b, is := n.(*ast.BoolNode); is {
		return b.Value, true
	}
	r.fault(n, key, "is %s; give true or false", kindOf(n))
	return false, false
}

func (r *reader) integer(n ast.Node, key string, least, most int) (int, bool) {
	if _, is := n.(*ast.IntegerNode); is {
		i, err := strconv.Atoi(n.GetToken().Value)
		if err == nil && i >= least && i <= most {
			return i, true
		}
		r.fault(n, key, "is %s; give a whole number from %d to %d", n.GetToken().Value, least, most)
		return 0, false
	}
	r.fault(n, key, "is %s; give a whole number", kindOf(n))
	return 0, false
}

// each calls item for every element of a sequence; a single value stands for
// a sequence of one where alone is true.
func (r *reader) each(n ast.Node, key string, alone bool, item func(n ast.Node, key string)) {
	seq, ok := n.(*ast.SequenceNode)
	if !ok {
		if _, null := n.(*ast.NullNode); alone && !null {
			item(n, key)
			return
		}
		r.fault(n, key, "is %s; give a list", kindOf(n))
		return
	}
	for i, v := range seq.Values {
		item(v, fmt.Sprintf("%s[%d]", key, i))
	}
}

// kindOf names what a node is, for people.
func kindOf(n ast.Node) string {
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return "a mapping"
	case *ast.SequenceNode:
		return "a list"
	case *ast.NullNode:
		return "empty"
	case *ast.BoolNode:
		return "true or false"
	case *ast.IntegerNode, *ast.FloatNode:
		return "a number"
	case *ast.StringNode, *ast.LiteralNode:
		return "a text"
	case *ast.AnchorNode, *ast.AliasNode, *ast.MergeKeyNode:
		return "an anchor or alias, which definitions do not use"
	}
	return "something else"
}
