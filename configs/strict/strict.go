// Package strict reads YAML into structs and gathers every fault, each with
// the line and column where it stands, so that a user mends a file in one go.
//
// A struct's json tags name its keys. Fields may be strings, booleans, integers,
// floats, pointers to those, structs, slices, maps with string keys, or types
// that implement [Scalar]. A [Raw] field keeps its part of the document unread.
package strict

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Position is a place in a file; lines and columns count from 1. The zero value
// is the file as a whole.
type Position struct {
	Line, Column int
}

// Fault is one thing wrong in a file.
type Fault struct {
	File string
	Position
	Key string // path of the key, such as "watches[2].any"; "" for the file
	Msg string // what is wrong; what would be right
}

func (f *Fault) Error() string {
	var b strings.Builder
	b.WriteString(f.File)
	if f.Line > 0 {
		fmt.Fprintf(&b, ":%d:%d", f.Line, f.Column)
	}
	b.WriteString(": ")
	if f.Key != "" {
		b.WriteString(f.Key + ": ")
	}
	b.WriteString(f.Msg)
	return b.String()
}

// Faults are all that is wrong, in the order of the file.
type Faults []*Fault

// Error writes one line per fault.
func (fs Faults) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.Error()
	}
	return strings.Join(lines, "\n")
}

// Sort orders the faults by file and position.
func (fs Faults) Sort() {
	slices.SortStableFunc(fs, func(a, b *Fault) int {
		if c := strings.Compare(a.File, b.File); c != 0 {
			return c
		}
		if a.Line != b.Line {
			return a.Line - b.Line
		}
		return a.Column - b.Column
	})
}

// Document is a YAML file that was read, and where its keys stand.
type Document struct {
	File   string
	Faults Faults
	places map[string]Position // of values
	keys   map[string]Position
	lines  []string
	getenv func(string) (string, bool)
}

// Read decodes data into v, a pointer to a struct. getenv fills ${NAME} in
// values; nil is the process's environment. What is wrong is in Faults; v holds
// all that could be read.
func Read(file string, data []byte, v any, getenv func(string) (string, bool)) *Document {
	if getenv == nil {
		getenv = os.LookupEnv
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff")) // editors on Windows put it there
	d := &Document{File: file, places: map[string]Position{}, keys: map[string]Position{}, lines: strings.Split(string(data), "\n"), getenv: getenv}
	if at, ok := notUTF8(data); ok {
		d.Faults = append(d.Faults, &Fault{File: file, Position: at, Msg: "is not UTF-8 text; save the file as UTF-8"})
		return d
	}
	parsed, err := parser.ParseBytes(data, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		d.syntax(err)
		return d
	}
	var body ast.Node
	for _, doc := range parsed.Docs {
		if doc.Body == nil {
			continue
		}
		if _, comment := doc.Body.(*ast.CommentGroupNode); comment {
			continue
		}
		if body != nil {
			d.fault(doc.Body, "", "a second document starts here; one file holds one document")
			break
		}
		body = doc.Body
	}
	if body == nil {
		d.Faults = append(d.Faults, &Fault{File: file, Position: Position{1, 1}, Msg: "is empty; run newswatch config init for a starter file"})
		return d
	}
	d.decodeInto(body, "", v)
	d.Faults.Sort()
	return d
}

// notUTF8 is where the first byte stands that is no UTF-8.
func notUTF8(data []byte) (Position, bool) {
	if utf8.Valid(data) {
		return Position{}, false
	}
	at := Position{1, 1}
	for len(data) > 0 {
		r, n := utf8.DecodeRune(data)
		switch {
		case r == utf8.RuneError && n == 1:
			return at, true
		case r == '\n':
			at = Position{at.Line + 1, 1}
		default:
			at.Column++
		}
		data = data[n:]
	}
	return at, true
}

// At is where a key stands; of one that is not in the file, the nearest that
// holds it.
func (d *Document) At(key string) Position {
	for {
		if p, ok := d.places[key]; ok {
			return p
		}
		cut := strings.LastIndexAny(key, ".[")
		if cut < 0 {
			return d.places[""]
		}
		key = key[:cut]
	}
}

// Fault builds a fault at a key's place.
func (d *Document) Fault(key, format string, args ...any) *Fault {
	return &Fault{File: d.File, Position: d.At(key), Key: key, Msg: fmt.Sprintf(format, args...)}
}

// KeyFault builds a fault about a key itself: one that should not stand there.
func (d *Document) KeyFault(key, format string, args ...any) *Fault {
	f := d.Fault(key, format, args...)
	if at, ok := d.keys[key]; ok {
		f.Position = at
	}
	return f
}

func (d *Document) syntax(err error) {
	f := &Fault{File: d.File, Msg: err.Error()}
	var e yaml.Error
	if asYAML(err, &e) {
		f.Msg = "not valid YAML: " + strings.ToLower(strings.SplitN(e.GetMessage(), "\n", 2)[0])
		if strings.Contains(f.Msg, "'\t'") {
			f.Msg = "not valid YAML: a tab stands where only blanks may; indent with blanks"
		}
		if t := e.GetToken(); t != nil {
			f.Position = Position{t.Position.Line, t.Position.Column}
		}
	}
	d.Faults = append(d.Faults, f)
}

func asYAML(err error, target *yaml.Error) bool {
	e, ok := err.(yaml.Error)
	if ok {
		*target = e
	}
	return ok
}

func (d *Document) fault(n ast.Node, key, format string, args ...any) {
	d.Faults = append(d.Faults, &Fault{File: d.File, Position: place(n), Key: key, Msg: fmt.Sprintf(format, args...)})
}

// place is where a node begins. A mapping's own token is its first colon, so
// its first key tells.
func place(n ast.Node) Position {
	switch n := n.(type) {
	case *ast.MappingNode:
		if len(n.Values) > 0 && !n.IsFlowStyle {
			return place(n.Values[0].Key)
		}
	case *ast.MappingValueNode:
		return place(n.Key)
	}
	t := n.GetToken()
	if t == nil || t.Position == nil {
		return Position{1, 1}
	}
	return Position{t.Position.Line, t.Position.Column}
}
