package match

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"newswatch"
	"newswatch/pipeline/fold"
	"newswatch/pipeline/match/rule"
	"newswatch/pipeline/match/terms"
)

// maxTermLength is the longest word or phrase, in characters.
const maxTermLength = 200

type compiler struct {
	m       *Matcher
	terms   []string // folded, in order of their numbers
	byTerm  map[string]int
	regexes map[string]*regexp.Regexp
	ids     map[string]bool
	faults  []*Fault
	at      *newswatch.Watch // at hand
	order   int              // words of it so far
}

func newCompiler() *compiler {
	return &compiler{m: &Matcher{}, byTerm: map[string]int{}, regexes: map[string]*regexp.Regexp{}, ids: map[string]bool{}}
}

func (c *compiler) fault(key string, column int, format string, args ...any) {
	c.faults = append(c.faults, &Fault{c.at.ID, key, column, fmt.Sprintf(format, args...)})
}

func (c *compiler) warn(key, format string, args ...any) {
	c.m.warnings = append(c.m.warnings, &Fault{c.at.ID, key, 0, fmt.Sprintf(format, args...)})
}

// watch compiles one watch, or notes its faults.
func (c *compiler) watch(src *newswatch.Watch) {
	w := *src
	if w.Kind == "" {
		w.Kind = newswatch.Keyword
	}
	if w.Severity == "" {
		w.Severity = newswatch.Normal
	}
	c.at, c.order = &w, 0
	before := len(c.faults)
	if c.ids[w.ID] {
		c.fault("id", 0, "is used by two watches; give each its own")
	}
	c.ids[w.ID] = true
	var made watch
	switch w.Kind {
	case newswatch.Keyword:
		made = c.keyword(&w)
	case newswatch.Person, newswatch.Organization, newswatch.Place, newswatch.Project:
		made = c.target(&w)
	case newswatch.FigureTarget:
		made = c.figure(&w)
	default:
		c.fault("kind", 0, "is %q; it may be keyword, person, organization, place, project or figure", w.Kind)
	}
	if len(c.faults) == before {
		c.m.watches = append(c.m.watches, made)
	}
}

// foreign notes lists that do not belong to the watch's kind.
func (c *compiler) foreign(lists map[string]int) {
	var keys []string
	for key, n := range lists {
		if n > 0 {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	for _, key := range keys {
		c.fault(key, 0, "does not belong to a watch of kind %s", c.at.Kind)
	}
}

func (c *compiler) finish() (*Matcher, error) {
	c.m.set = terms.Build(c.terms)
	for _, w := range c.m.watches {
		if k, ok := w.(*keyword); ok {
			c.at = k.src
			c.check(k)
		}
	}
	if len(c.faults) > 0 {
		errs := make([]error, len(c.faults))
		for i, f := range c.faults {
			errs[i] = f
		}
		return nil, errors.Join(errs...)
	}
	c.m.uses = make([][]int32, len(c.terms))
	for i, w := range c.m.watches {
		triggers, always := []*word(nil), true
		if t, ok := w.(interface{ triggers() ([]*word, bool) }); ok {
			triggers, always = t.triggers()
		}
		if always {
			c.m.always = append(c.m.always, int32(i))
			continue
		}
		for _, t := range triggers {
			if uses := &c.m.uses[max(t.term, 0)]; t.term >= 0 && (len(*uses) == 0 || (*uses)[len(*uses)-1] != int32(i)) {
				*uses = append(*uses, int32(i))
			}
		}
	}
	c.distinguish()
	return c.m, nil
}

// fieldsIn reads a list of fields; empty, it is title and text.
func (c *compiler) fieldsIn() fields {
	var set fields
	for i, name := range c.at.In {
		if !slices.Contains(fieldNames[:author+1], name) {
			c.fault(fmt.Sprintf("in[%d]", i), 0, "is %q; it may be title, text, source or author", name)
			continue
		}
		set |= named(name)
	}
	if len(c.at.In) == 0 {
		return whole
	}
	return set
}

// list compiles the entries of a list.
func (c *compiler) list(key string, items []string, in fields) []*word {
	var words []*word
	for i, item := range items {
		at := fmt.Sprintf("%s[%d]", key, i)
		if w := c.word(at, 0, rule.ParseItem(item), in); w != nil {
			words = append(words, w)
			if doubt := doubtful(strings.TrimSpace(item)); doubt != "" && w.regex == nil {
				c.warn(at, "%q is looked for as it stands; %s", item, doubt)
			}
		}
	}
	return words
}

// doubtful says what a list's entry was probably meant to be, where it will
// hardly ever be found as it is written; empty for a plain word.
func doubtful(item string) string {
	for _, op := range []string{" AND ", " OR ", "NOT ", "NEAR/", "&&", "||", " >> "} {
		if strings.Contains(item, op) {
			return "an expression belongs under expr"
		}
	}
	rs := []rune(item)
	for i, r := range rs {
		switch {
		case r == ' ' && unicode.Is(unicode.Han, rs[i-1]) && unicode.Is(unicode.Han, rs[i+1]):
			return "blanks between Chinese characters do not count, so it is one phrase; give each word an entry of its own"
		case strings.ContainsRune(",，;；|", r):
			return "give each word an entry of its own"
		case r == '*':
			return "there are no wildcards; a word is found inside longer ones too, and /…/ is a regular expression"
		}
	}
	if len(rs) > 2 && rs[0] == '"' && rs[len(rs)-1] == '"' {
		return "quotes belong to the word here"
	}
	return ""
}

// word compiles a [rule.Term] or [rule.Regex]; nil where it is faulty.
func (c *compiler) word(key string, column int, n rule.Node, in fields) *word {
	w := &word{term: -1, fields: in, order: c.order, key: key, column: column}
	c.order++
	switch n := n.(type) {
	case rule.Regex:
		w.written = "/" + n.Source + "/"
		w.folded = w.written
		re, ok := c.regexes[n.Source]
		if !ok {
			var err error
			if re, err = compileRegex(n.Source); err != nil {
				c.fault(key, column, "%v", err)
				return nil
			}
			c.regexes[n.Source] = re
		}
		w.regex = re
		return w
	case rule.Term:
		w.written = n.Text
	}
	w.folded = strings.TrimFunc(fold.String(w.written), unicode.IsSpace)
	switch {
	case strings.TrimSpace(w.written) == "":
		c.fault(key, column, "is empty; give a word or remove it")
		return nil
	case !hasSubstance(w.folded):
		c.fault(key, column, "%q has no letter, digit or sign that is left after folding; give a word", w.written)
		return nil
	case strings.Contains(w.folded, "\n"):
		c.fault(key, column, "%q holds a line feed; no word stands across paragraphs", w.written)
		return nil
	case utf8.RuneCountInString(w.folded) > maxTermLength || len(w.folded) > terms.MaxLength:
		c.fault(key, column, "is longer than %d characters; give a shorter phrase", maxTermLength)
		return nil
	}
	id, ok := c.byTerm[w.folded]
	if !ok {
		id = len(c.terms)
		c.byTerm[w.folded] = id
		c.terms = append(c.terms, w.folded)
	}
	w.term = id
	return w
}

// hasSubstance reports whether a folded word holds more than punctuation.
func hasSubstance(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		return !unicode.IsSpace(r) && !unicode.IsPunct(r) && r != utf8.RuneError
	})
}

// expr compiles a rule's tree; nil where it is faulty.
func (c *compiler) expr(n rule.Node, in fields) cond {
	switch n := n.(type) {
	case rule.Term:
		if w := c.word("expr", n.Column, n, in); w != nil {
			return w
		}
	case rule.Regex:
		if w := c.word("expr", n.Column, n, in); w != nil {
			return w
		}
	case rule.Site:
		return onSite{n.ID}
	case rule.Scoped:
		return c.expr(n.X, named(n.Field))
	case rule.Not:
		if inner, ok := n.X.(rule.Not); ok {
			return c.expr(inner.X, in)
		}
		if x := c.expr(n.X, in); x != nil {
			return absent{x}
		}
	case rule.And:
		if xs, ok := c.exprs(n.Xs, in); ok {
			return allOf(xs)
		}
	case rule.Or:
		if xs, ok := c.exprs(n.Xs, in); ok {
			return newOneOf(xs)
		}
	case rule.Near:
		a, b := c.located(n.A, in), c.located(n.B, in)
		if a != nil && b != nil {
			return near{a, b, n.Gap}
		}
	case rule.Before:
		a, b := c.located(n.A, in), c.located(n.B, in)
		if a != nil && b != nil {
			return before{a, b}
		}
	case rule.Together:
		return c.together(n, in)
	case rule.Count:
		if x := c.located(n.X, in); x != nil {
			return counted{x, n}
		}
	}
	return nil
}

func (c *compiler) exprs(ns []rule.Node, in fields) ([]cond, bool) {
	xs := make([]cond, 0, len(ns))
	for _, n := range ns {
		if x := c.expr(n, in); x != nil {
			xs = append(xs, x)
		}
	}
	return xs, len(xs) == len(ns)
}

func (c *compiler) located(n rule.Node, in fields) located {
	x, _ := c.expr(n, in).(located)
	return x
}

func (c *compiler) together(n rule.Together, in fields) cond {
	t := together{unit: n.Unit, standing: n.String()}
	for _, x := range n.Xs {
		inner, negative := x.(rule.Not)
		if negative {
			x = inner.X
		}
		part := c.located(x, in)
		if part == nil {
			return nil
		}
		if negative {
			t.without = append(t.without, part)
		} else {
			t.with = append(t.with, part)
		}
	}
	return t
}

// quoted joins words for people, at most a few of them.
func quoted(words []*word, last string) string {
	names := make([]string, 0, len(words))
	for _, w := range words {
		names = append(names, w.String())
	}
	return listed(names, last)
}

// listed joins at most five names, the last by the word last.
func listed(names []string, last string) string {
	const most = 5
	if len(names) > most {
		return strings.Join(names[:most], ", ") + " and " + strconv.Itoa(len(names)-most) + " more"
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " " + last + " " + names[len(names)-1]
}

func orList(names []string) string { return listed(names, "or") }
