// Package wordfile reads lists of words in plain text, as people keep them who
// do not want to write YAML: one watch for each block of lines, blocks apart by
// empty lines.
//
//	# a comment
//	[湘湖]           the watch's name; without it, its first word
//	@desk            a channel; several may stand
//	湘湖             any: at least one of the plain words
//	/湘湖(兵团|镇)/  any: a regular expression
//	+萧山            all: every one of these
//	!西湖龙井        none: not one in the whole article
//	~湘湖路          except: occurrences inside these do not count
//
// The signs may be full-width, and blanks may stand around words. A word that
// begins with a sign cannot be written here; a regular expression or YAML can.
package wordfile

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"path"
	"strings"
	"unicode/utf8"

	"newswatch"
)

// Fault is what is wrong with a line.
type Fault struct {
	File string
	Line int // from 1
	Msg  string
}

func (f *Fault) Error() string { return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.Msg) }

// group is a block while it is read.
type group struct {
	newswatch.Watch
	line  int // its first
	first string
}

// Parse reads a file of words. Its name says where faults are, and its last
// part without extension begins the ids of the watches, which stay the same as
// long as their names do: an id is the watch's name where that is made of
// letters of ASCII, digits, - and _ alone, else the file's name with a hash of
// the watch's. The error joins a [*Fault] for each faulty line.
func Parse(name string, data []byte) ([]newswatch.Watch, error) {
	r := reader{file: name, lines: map[string]int{}}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	n := 0
	for line := range bytes.Lines(data) {
		n++
		r.line(n, line)
	}
	r.end()
	return r.watches, errors.Join(r.faults...)
}

type reader struct {
	file    string
	watches []newswatch.Watch
	lines   map[string]int // id to the line where its group begins
	at      *group         // nil between groups
	faults  []error
}

func (r *reader) fault(line int, format string, args ...any) {
	r.faults = append(r.faults, &Fault{r.file, line, fmt.Sprintf(format, args...)})
}

// halfWidth maps the signs that an input method for Chinese writes.
var halfWidth = strings.NewReplacer("＋", "+", "！", "!", "＠", "@", "［", "[", "］", "]", "【", "[", "】", "]", "～", "~", "＃", "#")

func (r *reader) line(n int, raw []byte) {
	if !utf8.Valid(raw) {
		r.fault(n, "is not UTF-8; save the file in UTF-8")
		return
	}
	line := strings.TrimSpace(string(raw))
	if line == "" {
		r.end()
		return
	}
	_, size := utf8.DecodeRuneInString(line)
	sign, rest := halfWidth.Replace(line[:size]), strings.TrimSpace(line[size:])
	if sign == "#" {
		return
	}
	if r.at == nil {
		r.at = &group{Watch: newswatch.Watch{Kind: newswatch.Keyword}, line: n}
	}
	g := r.at
	switch sign {
	case "[":
		r.name(n, rest)
		return
	case "@", "+", "!", "~":
		if rest == "" {
			r.fault(n, "expected a %s after %s", map[bool]string{true: "channel", false: "word"}[sign == "@"], sign)
			return
		}
	}
	switch sign {
	case "@":
		g.Channels = append(g.Channels, strings.Fields(rest)...)
		return
	case "+":
		g.All = append(g.All, rest)
	case "!":
		g.None = append(g.None, rest)
		return
	case "~":
		g.Except = append(g.Except, rest)
		return
	default:
		rest = line
		g.Any = append(g.Any, line)
	}
	if g.first == "" {
		g.first = rest
	}
}

func (r *reader) name(n int, rest string) {
	name, after, ok := strings.Cut(rest, "]")
	if !ok {
		name, after, ok = strings.Cut(halfWidth.Replace(rest), "]")
	}
	name = strings.TrimSpace(name)
	switch {
	case !ok:
		r.fault(n, "expected ] after the name %q", rest)
	case strings.TrimSpace(after) != "":
		r.fault(n, "expected nothing after [%s], found %q; words stand on lines of their own", name, strings.TrimSpace(after))
	case name == "":
		r.fault(n, "expected a name between [ and ]")
	case r.at.Name != "":
		r.fault(n, "found the name %q in the group %q; begin a group by an empty line", name, r.at.Name)
	default:
		r.at.Name = name
	}
}

// end finishes the group at hand.
func (r *reader) end() {
	g := r.at
	if r.at = nil; g == nil {
		return
	}
	if g.first == "" {
		what := "no words; give at least one"
		if len(g.None)+len(g.Except) > 0 {
			what = "only exclusions, which alone never fire; give at least one plain word"
		}
		r.fault(g.line, "the group has %s", what)
		return
	}
	if g.Name == "" {
		g.Name = g.first
	}
	g.ID = id(r.file, g.Name)
	if line, taken := r.lines[g.ID]; taken {
		r.fault(g.line, "the group %q has the name of the group at line %d; give it another [name]", g.Name, line)
		return
	}
	r.lines[g.ID] = g.line
	r.watches = append(r.watches, g.Watch)
}

// id makes a watch's permanent name.
func id(file, name string) string {
	if slug(name) == name {
		return name
	}
	base := path.Base(strings.ReplaceAll(file, `\`, "/"))
	base = slug(strings.TrimSuffix(base, path.Ext(base)))
	if base == "" {
		base = "words"
	}
	sum := sha256.Sum256([]byte(name))
	return base + "-" + hex.EncodeToString(sum[:4])
}

// slug drops what may not stand in an id.
func slug(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' {
			return r
		}
		return -1
	}, s)
}
