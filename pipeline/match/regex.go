package match

import (
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode"
	"unicode/utf8"

	"newswatch/pipeline/fold"
)

const (
	maxRegexSteps   = 1_500    // of a compiled regular expression, which bounds the work a byte
	maxRegexMatches = 1_000    // of one expression in one field
	maxRegexPiece   = 16 << 10 // bytes of a paragraph that are read at once
)

// compileRegex makes a regular expression that fits folded text.
func compileRegex(source string) (*regexp.Regexp, error) {
	pattern := "(?i)" + foldRegex(source)
	re, err := regexp.Compile(pattern)
	if err != nil {
		var s *syntax.Error
		if errors.As(err, &s) {
			return nil, fmt.Errorf("expected a regular expression in RE2's syntax, found %s: %q", s.Code, s.Expr)
		}
		return nil, err
	}
	parsed, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil, err
	}
	prog, err := syntax.Compile(parsed.Simplify())
	if err != nil {
		return nil, err
	}
	if len(prog.Inst) > maxRegexSteps {
		return nil, fmt.Errorf("the regular expression is too large, %d steps where %d are allowed; use smaller repeat counts", len(prog.Inst), maxRegexSteps)
	}
	if re.MatchString("") {
		return nil, errors.New("the regular expression matches the empty text, so it would stand everywhere; ask for at least one character")
	}
	return re, nil
}

// foldRegex folds the characters that a regular expression looks for, one for
// one, and drops the blanks between Han characters that folding drops from
// texts. It leaves ASCII, escapes, group names and the ends of ranges alone.
func foldRegex(source string) string {
	rs := []rune(source)
	var b strings.Builder
	class := false
	for i := 0; i < len(rs); i++ {
		r := rs[i]
		switch {
		case r == '\\' && i+1 < len(rs):
			b.WriteRune(r)
			i++
			b.WriteRune(rs[i])
			if rs[i] == 'Q' { // quoted up to \E
				for i+1 < len(rs) && !(rs[i] == '\\' && rs[i+1] == 'E') {
					i++
					b.WriteRune(rs[i])
				}
			}
			continue
		case r == '[':
			class = true
		case r == ']' && class && i > 0 && rs[i-1] != '[':
			class = false
		case r == ' ' && !class && foldedAway(rs, i):
			continue
		case r >= utf8.RuneSelf && !(class && inRange(rs, i)):
			b.WriteString(foldOne(r, class))
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// foldedAway reports whether the blank at i is one that no folded text has.
func foldedAway(rs []rune, i int) bool {
	if i+1 < len(rs) && strings.ContainsRune("?*+{", rs[i+1]) {
		return false // it belongs to its repetition
	}
	return i > 0 && unicode.Is(unicode.Han, rs[i-1]) || i+1 < len(rs) && unicode.Is(unicode.Han, rs[i+1])
}

// inRange reports whether the character at i begins or ends a range of a class.
func inRange(rs []rune, i int) bool {
	return i+2 < len(rs) && rs[i+1] == '-' && rs[i+2] != ']' || i >= 2 && rs[i-1] == '-' && rs[i-2] != '['
}

// foldOne folds a character where that gives one character, which is escaped
// where it would be a sign of the expression.
func foldOne(r rune, class bool) string {
	f := fold.String(string(r))
	switch {
	case utf8.RuneCountInString(f) != 1:
		return string(r)
	case class && strings.ContainsAny(f, `]^-\[`):
		return `\` + f
	case class:
		return f
	}
	return regexp.QuoteMeta(f)
}

// regexPlaces finds a regular expression in a field, paragraph by paragraph.
func (r *run) regexPlaces(w *word, i int) []stretch {
	at := wordAt{w, i}
	if found, ok := r.regexes[at]; ok {
		return found
	}
	var found []stretch
	f := &r.fields[i]
	b, from := f.Bytes(), 0
	for _, end := range f.paragraphEnds() {
		for from < end && len(found) < maxRegexMatches {
			to := end
			if to > from && b[to-1] == '\n' {
				to--
			}
			if to-from > maxRegexPiece {
				to = from + cutPiece(b[from:to])
			}
			for _, m := range w.regex.FindAllIndex(b[from:to], maxRegexMatches-len(found)) {
				if m[1] > m[0] {
					found = append(found, stretch{from + m[0], from + m[1]})
				}
			}
			from = to
			if from == end-1 && b[from] == '\n' {
				from = end
			}
		}
		from = end
	}
	if r.regexes == nil {
		r.regexes = map[wordAt][]stretch{}
	}
	r.regexes[at] = found
	return found
}

// cutPiece is where to cut a paragraph that is too long for one piece: after the
// last end of a sentence, or else of a clause, or at any character.
func cutPiece(b []byte) int {
	piece := string(b[:maxRegexPiece])
	for _, sign := range []string{"。", "!", "?", ",", ";"} {
		if i := strings.LastIndex(piece, sign); i > 0 {
			return i + len(sign)
		}
	}
	n := maxRegexPiece
	for n > 1 && !utf8.RuneStart(b[n]) {
		n--
	}
	return n
}
