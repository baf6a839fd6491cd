package sites

import (
	"regexp"
	"regexp/syntax"
)

// seeker finds the first match of an expression. Where every match begins with
// one of a few characters, as those do that look for a label in a whole box of
// text, it asks the expression only where one of them stands.
type seeker struct {
	re       *regexp.Regexp
	first    *runes         // what a match begins with; nil where that is not known
	anchored *regexp.Regexp // re, at the beginning of a text
}

func newSeeker(re *regexp.Regexp) *seeker {
	s := &seeker{re: re}
	tree, err := syntax.Parse(re.String(), syntax.Perl)
	first := new(runes)
	if err != nil || !first.addFirst(tree) {
		return s
	}
	if s.anchored, err = regexp.Compile("^(?:" + re.String() + ")"); err == nil {
		s.first = first
	}
	return s
}

// find is the first match with its groups, as FindStringSubmatch gives them.
func (s *seeker) find(text string) []string {
	if s.first == nil {
		return s.re.FindStringSubmatch(text)
	}
	for i, r := range text {
		if s.first.has(r) {
			if m := s.anchored.FindStringSubmatch(text[i:]); m != nil {
				return m
			}
		}
	}
	return nil
}

// mostFirst bounds how many characters are few.
const mostFirst = 64

// addFirst adds what every match of an expression begins with. It reports false
// where a match may be empty, look at what stands before it, or begin with
// one of many.
func (s *runes) addFirst(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpLiteral:
		if re.Flags&syntax.FoldCase != 0 {
			return false
		}
		return s.addRange(re.Rune[0], re.Rune[0])
	case syntax.OpCharClass:
		n := 0
		for i := 0; i < len(re.Rune); i += 2 {
			if n += int(re.Rune[i+1]-re.Rune[i]) + 1; n > mostFirst || !s.addRange(re.Rune[i], re.Rune[i+1]) {
				return false
			}
		}
		return n > 0
	case syntax.OpCapture, syntax.OpPlus, syntax.OpConcat:
		return len(re.Sub) > 0 && s.addFirst(re.Sub[0])
	case syntax.OpRepeat:
		return re.Min > 0 && s.addFirst(re.Sub[0])
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			if !s.addFirst(sub) {
				return false
			}
		}
		return true
	}
	return false
}

// addRange adds the characters from lo to hi; false where the set cannot hold
// them, or where broken bytes would read as one of them.
func (s *runes) addRange(lo, hi rune) bool {
	if hi > 0xFFFF || lo <= '\uFFFD' && '\uFFFD' <= hi {
		return false
	}
	for r := lo; r <= hi; r++ {
		s[r>>6] |= 1 << (r & 63)
	}
	return true
}
