package strict

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// Scalar is a value with a written form of its own, such as a duration.
type Scalar interface {
	// ParseScalar reads the written form. The error says what is wrong and what
	// would be right.
	ParseScalar(s string) error
}

// Raw is a part of a document that somebody else reads.
type Raw struct {
	YAML []byte          // its lines, everything else on them blanked: columns are the file's
	JSON json.RawMessage // the same, environment filled in
	Line int             // of the first line of YAML in the file
}

// MarshalJSON writes the JSON form.
func (r Raw) MarshalJSON() ([]byte, error) {
	if r.JSON == nil {
		return []byte("{}"), nil
	}
	return r.JSON, nil
}

var (
	rawType    = reflect.TypeFor[Raw]()
	scalarType = reflect.TypeFor[Scalar]()
	variable   = regexp.MustCompile(`\$\{([A-Za-z_][A-Za-z0-9_]*)\}`)
)

func (d *Document) decodeInto(n ast.Node, key string, v any) {
	d.decode(n, key, reflect.ValueOf(v).Elem())
}

func (d *Document) decode(n ast.Node, key string, v reflect.Value) {
	n = unwrap(n)
	d.places[key] = place(n)
	if v.Type() == rawType {
		d.raw(n, key, v)
		return
	}
	if isNull(n) {
		return // an empty value keeps the default
	}
	if reflect.PointerTo(v.Type()).Implements(scalarType) {
		if s, ok := d.text(n, key, "a value"); ok {
			if err := v.Addr().Interface().(Scalar).ParseScalar(s); err != nil {
				d.fault(n, key, "%v", err)
			}
		}
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		p := reflect.New(v.Type().Elem())
		before := len(d.Faults)
		d.decode(n, key, p.Elem())
		if len(d.Faults) == before {
			v.Set(p)
		}
	case reflect.Struct:
		d.structure(n, key, v)
	case reflect.Map:
		d.mapping(n, key, v)
	case reflect.Slice:
		d.sequence(n, key, v)
	case reflect.String:
		if s, ok := d.text(n, key, "a text"); ok {
			v.SetString(s)
		}
	case reflect.Bool:
		if s, ok := d.text(n, key, "true or false"); ok {
			switch s {
			case "true", "True", "TRUE":
				v.SetBool(true)
			case "false", "False", "FALSE":
				v.SetBool(false)
			default:
				d.fault(n, key, "%q is not a truth value; write true or false", s)
			}
		}
	case reflect.Int:
		if s, ok := d.text(n, key, "a whole number"); ok {
			i, err := strconv.Atoi(s)
			if err != nil {
				d.fault(n, key, "%q is not a whole number", s)
				return
			}
			v.SetInt(int64(i))
		}
	case reflect.Float64:
		if s, ok := d.text(n, key, "a number"); ok {
			f, err := strconv.ParseFloat(s, 64)
			if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
				d.fault(n, key, "%q is not a number", s)
				return
			}
			v.SetFloat(f)
		}
	default:
		panic(fmt.Sprintf("strict: cannot read into %s", v.Type()))
	}
}

// entries lists a mapping's pairs; it faults other nodes and duplicate keys.
func (d *Document) entries(n ast.Node, key string) []*ast.MappingValueNode {
	var pairs []*ast.MappingValueNode
	switch n := n.(type) {
	case *ast.MappingNode:
		pairs = n.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{n}
	default:
		d.fault(n, key, "is %s; give a mapping (key: value)", kind(n))
		return nil
	}
	seen := map[string]bool{}
	var once []*ast.MappingValueNode
	for _, p := range pairs {
		name := keyName(p.Key)
		if seen[name] {
			d.fault(p.Key, join(key, name), "stands twice; keep one")
			continue
		}
		seen[name] = true
		once = append(once, p)
	}
	return once
}

func (d *Document) structure(n ast.Node, key string, v reflect.Value) {
	fields := map[string]reflect.Value{}
	var names []string
	collect(v, fields, &names)
	for _, p := range d.entries(n, key) {
		name := keyName(p.Key)
		field, ok := fields[name]
		if !ok {
			d.fault(p.Key, join(key, name), "is not a known key%s", Suggest(name, names))
			continue
		}
		d.decode(p.Value, join(key, name), field)
		d.show(p, join(key, name))
	}
}

// show notes where a fault about a pair is best shown: one about a plain value at
// the value, as decoding itself does; one about what holds others at its key.
func (d *Document) show(p *ast.MappingValueNode, key string) {
	d.keys[key] = place(p.Key)
	switch unwrap(p.Value).(type) {
	case *ast.StringNode, *ast.LiteralNode, *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return
	}
	d.places[key] = place(p.Key)
}

// collect lists a struct's fields by their json names, embedded ones included.
func collect(v reflect.Value, fields map[string]reflect.Value, names *[]string) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "":
			collect(v.Field(i), fields, names)
		case name != "" && name != "-":
			fields[name] = v.Field(i)
			*names = append(*names, name)
		}
	}
}

func (d *Document) mapping(n ast.Node, key string, v reflect.Value) {
	if v.IsNil() {
		v.Set(reflect.MakeMap(v.Type()))
	}
	for _, p := range d.entries(n, key) {
		name := keyName(p.Key)
		value := reflect.New(v.Type().Elem()).Elem()
		d.decode(p.Value, join(key, name), value)
		d.show(p, join(key, name))
		v.SetMapIndex(reflect.ValueOf(name), value)
	}
}

func (d *Document) sequence(n ast.Node, key string, v reflect.Value) {
	seq, ok := n.(*ast.SequenceNode)
	if !ok {
		d.fault(n, key, "is %s; give a list ([a, b])", kind(n))
		return
	}
	out := reflect.MakeSlice(v.Type(), len(seq.Values), len(seq.Values))
	for i, item := range seq.Values {
		d.decode(item, fmt.Sprintf("%s[%d]", key, i), out.Index(i))
	}
	v.Set(out)
}

// text is a scalar's written form with the environment filled in.
func (d *Document) text(n ast.Node, key, want string) (string, bool) {
	var s string
	switch n := n.(type) {
	case *ast.StringNode:
		s = n.Value
	case *ast.LiteralNode:
		s = n.Value.Value
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		s = n.GetToken().Value
	default:
		d.fault(n, key, "is %s; give %s", kind(n), want)
		return "", false
	}
	return d.expand(n, key, s)
}

// Filled is a text of a [Raw] with the environment filled in.
func (d *Document) Filled(s string) string {
	return variable.ReplaceAllStringFunc(s, func(m string) string {
		value, _ := d.getenv(m[2 : len(m)-1]) // Read faulted what is not set
		return value
	})
}

func (d *Document) expand(n ast.Node, key, s string) (string, bool) {
	ok := true
	out := variable.ReplaceAllStringFunc(s, func(m string) string {
		name := m[2 : len(m)-1]
		value, set := d.getenv(name)
		if !set {
			d.fault(n, key, "${%s} is not set in the environment; set %s, or write the value here", name, name)
			ok = false
		}
		return value
	})
	return out, ok
}

func (d *Document) raw(n ast.Node, key string, v reflect.Value) {
	if isNull(n) {
		return
	}
	value := d.value(n, key)
	b, err := json.Marshal(value)
	if err != nil {
		d.fault(n, key, "cannot be read: %v", err)
		return
	}
	v.Set(reflect.ValueOf(Raw{YAML: d.source(n), JSON: b, Line: place(n).Line}))
}

// source is the text of a mapping or list as it stands in the file, moved
// nowhere: what stands before it on its first line, or behind it on its last, is
// blanked.
func (d *Document) source(n ast.Node) []byte {
	start := place(n)
	var end Position // of the last character; zero for a block, which ends by indentation
	switch n := n.(type) {
	case *ast.MappingNode:
		if n.IsFlowStyle && n.End != nil {
			end = Position{n.End.Position.Line, n.End.Position.Column}
		}
	case *ast.SequenceNode:
		if n.IsFlowStyle && n.End != nil {
			end = Position{n.End.Position.Line, n.End.Position.Column}
		}
	}
	var out strings.Builder
	for i := start.Line - 1; i >= 0 && i < len(d.lines); i++ {
		line := []rune(d.lines[i])
		if end.Line > 0 && i+1 > end.Line {
			break
		}
		if end.Line == 0 && i+1 > start.Line {
			text := strings.TrimLeft(d.lines[i], " ")
			if text != "" && text[0] != '#' && len(d.lines[i])-len(text) < start.Column-1 {
				break
			}
		}
		if i+1 == end.Line && end.Column < len(line) {
			line = line[:end.Column]
		}
		if i+1 == start.Line {
			for c := range min(start.Column-1, len(line)) {
				line[c] = ' '
			}
		}
		out.WriteString(string(line))
		out.WriteByte('\n')
	}
	return []byte(out.String())
}

// value is the plain form of a node, for JSON, and notes the place of each key.
func (d *Document) value(n ast.Node, key string) any {
	n = unwrap(n)
	d.places[key] = place(n)
	switch n := n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		m := map[string]any{}
		for _, p := range d.entries(n, key) {
			name := keyName(p.Key)
			m[name] = d.value(p.Value, join(key, name))
			d.show(p, join(key, name))
		}
		return m
	case *ast.SequenceNode:
		list := make([]any, len(n.Values))
		for i, item := range n.Values {
			list[i] = d.value(item, fmt.Sprintf("%s[%d]", key, i))
		}
		return list
	case *ast.NullNode:
		return nil
	case *ast.BoolNode:
		return n.Value
	case *ast.IntegerNode:
		return asWritten(n, fmt.Sprint(n.Value))
	case *ast.FloatNode:
		return asWritten(n, strconv.FormatFloat(n.Value, 'f', -1, 64))
	}
	s, _ := d.text(n, key, "a value")
	return s
}

// asWritten is a number, or the text of one that is written in another way than
// JSON would: it may be a secret such as 007.
func asWritten(n ast.Node, plain string) any {
	if text := n.GetToken().Value; text != plain {
		return text
	}
	return json.Number(plain)
}

func unwrap(n ast.Node) ast.Node {
	for {
		switch w := n.(type) {
		case *ast.TagNode:
			n = w.Value
		case *ast.AnchorNode:
			n = w.Value
		default:
			return n
		}
	}
}

func isNull(n ast.Node) bool {
	_, null := n.(*ast.NullNode)
	return null || n == nil
}

func keyName(k ast.MapKeyNode) string {
	switch k := k.(type) {
	case *ast.StringNode:
		return k.Value
	}
	return k.GetToken().Value
}

func join(key, name string) string {
	if key == "" {
		return name
	}
	return key + "." + name
}

func kind(n ast.Node) string {
	switch n.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return "a mapping"
	case *ast.SequenceNode:
		return "a list"
	case *ast.AliasNode:
		return "an alias, which is not supported"
	case *ast.IntegerNode, *ast.FloatNode:
		return "a number"
	case *ast.BoolNode:
		return "a truth value"
	case *ast.NullNode:
		return "empty"
	}
	return "a text"
}
