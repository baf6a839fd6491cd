package fold

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

//go:embed data/opencc/TSCharacters.txt
var tsCharacters string

//go:embed data/opencc/TSCharactersExt.txt
var tsCharactersExt string

//go:embed data/opencc/TSPhrases.txt
var tsPhrases string

//go:embed data/opencc/CJK_Compatibility_Ideographs.txt
var compatIdeographs string

//go:embed data/variants.txt
var variants string

// An action says what becomes of a character: from firstTarget on, the
// character that takes its place.
type action = uint16

const (
	asIs action = iota
	space
	lineFeed
	drop
	interpunct
	bracket
	combining
	special // its form depends on the phrase around it
	astral  // its form lies beyond U+FFFF
	compat  // by its compatibility decomposition, when it comes up

	firstTarget action = 0x20
	firstHan    action = 0x3400
)

// table holds what becomes of every character of the basic plane.
type table struct {
	ascii  [utf8.RuneSelf]action
	bmp    [1 << 16]action
	beyond map[rune]rune // forms of characters, where one of both lies beyond U+FFFF
	usual  map[rune]rune // what a special becomes outside of its phrases
	phrase map[rune][]phrase
}

var tables = sync.OnceValue(func() *table {
	t := &table{beyond: map[rune]rune{}, usual: map[rune]rune{}}
	t.symbols()
	chars := t.characters()
	t.loadPhrases(chars)
	copy(t.ascii[:], t.bmp[:])
	return t
})

// symbols fills in everything but Han characters. Ranges that news texts use
// are worked out here; the rest is when it comes up.
func (t *table) symbols() {
	for r := rune(0); r < 0x20; r++ {
		t.bmp[r] = drop
	}
	set := func(a action, runes ...rune) {
		for _, r := range runes {
			t.bmp[r] = a
		}
	}
	fill := func(a action, from, to rune) {
		for r := from; r <= to; r++ {
			t.bmp[r] = a
		}
	}
	fill(compat, 0x80, 0x24FF)
	fill(compat, 0x2A00, 0x2FFF)
	fill(compat, 0x3100, 0x33FF)
	fill(compat, 0xA4D0, 0xABFF)
	fill(compat, 0xD800, 0xDFFF)
	fill(compat, 0xF900, 0xFFFF)
	set(compat, 0x309B, 0x309C, 0x309F, 0x30FF)
	for _, span := range [][2]rune{{0x20, 0x7E}, {0xA0, 0x24F}, {0x370, 0x52F}, {0x2000, 0x206F}, {0x3000, 0x303F}, {0xFE50, 0xFE6F}, {0xFF01, 0xFFEE}} {
		for r := span[0]; r <= span[1]; r++ {
			t.bmp[r] = symbol(r)
		}
	}
	fill(combining, 0x300, 0x36F)
	fill(combining, 0x20D0, 0x20F0)
	set(combining, 0x3099, 0x309A, 0xFF9E, 0xFF9F)
	fill(combining, 0xFE20, 0xFE2F)

	set(space, '\t', '\v', '\f', ' ', 0xA0, 0x1680, 0x202F, 0x205F, 0x2800, 0x3000)
	fill(space, 0x2000, 0x200A)
	set(lineFeed, '\n', '\r', 0x85, 0x2028, 0x2029)

	// Unseen: soft hyphen, joiners, direction, fillers, selectors, annotation.
	set(drop, 0x7F, 0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B, 0x180C, 0x180D, 0x180E, 0x180F, 0x3164, 0xFEFF, 0xFFA0)
	fill(drop, 0x80, 0x84)
	fill(drop, 0x86, 0x9F)
	fill(drop, 0x200B, 0x200F)
	fill(drop, 0x202A, 0x202E)
	fill(drop, 0x2060, 0x206F)
	fill(drop, 0xFE00, 0xFE0F)
	fill(drop, 0xFFF0, 0xFFFB)

	set(interpunct, '·', 0x2022, 0x2027, 0x2219, 0x22C5, 0x30FB, 0xFF65, 0x0387)
	set(bracket, '(', '[', '{', '（', '［', '｛', '【', '〔', '〖', '﹙', '﹝', '︵', '︷', '︹', '︻', '﹇', '︗')
	for _, pair := range strings.Fields(`“" ”" „" ‟" ″" 〝" 〞" 「" 」" 『" 』" ﹁" ﹂" ﹃" ﹄" ｢" ｣" ‘' ’' ‚' ‛' ′' –- —- ―- ‐- ‑- ‒- −- ─- ━- ⁓~ 〜~ ∼~ ⁄/ ∶: 〕) ﹞) ︺) 〗】 ︼】 ︘】`) {
		p := []rune(pair)
		t.bmp[p[0]] = action(p[1])
	}
}

// symbol is what becomes of a character that is no Han character.
func symbol(r rune) action {
	out := []rune(norm.NFKC.String(string(r)))
	switch {
	case len(out) != 1 || out[0] > 0xFFFF:
		return compat
	case unicode.ToLower(out[0]) != r:
		return action(unicode.ToLower(out[0]))
	}
	return asIs
}

// characters fills in the simplified forms, and returns them all.
func (t *table) characters() map[rune]rune {
	to := make(map[rune]rune, 6000)
	// The order is OpenCC's: the extension stands before the common characters.
	for _, data := range []string{tsCharacters, tsCharactersExt} {
		for from, form := range lines(data) {
			to[one(from)] = one(form)
		}
	}
	for from, form := range lines(variants) {
		if utf8.RuneCountInString(from) > 1 {
			continue // a phrase
		}
		r := one(form)
		if s, ok := to[r]; ok {
			r = s
		}
		to[one(from)] = r
	}
	for from, form := range to {
		if v, ok := to[form]; ok && v != form {
			form = v
			to[from] = v
		}
		t.form(from, form)
	}
	for from, form := range lines(compatIdeographs) {
		r := one(form)
		if s, ok := to[r]; ok {
			r = s
		}
		t.form(one(from), r)
	}
	return to
}

// form says that a character is to become another one.
func (t *table) form(from, to rune) {
	switch {
	case from == to:
	case from <= 0xFFFF && to <= 0xFFFF:
		t.bmp[from] = action(to)
	default:
		t.beyond[from] = to
		if from <= 0xFFFF {
			t.bmp[from] = astral
		}
	}
}

// of is what becomes of any character.
func (t *table) of(r rune) action {
	if r <= 0xFFFF {
		return t.bmp[r]
	}
	if _, ok := t.beyond[r]; ok {
		return astral
	}
	return beyond(r)
}

// beyond is what becomes of a character beyond U+FFFF.
func beyond(r rune) action {
	switch {
	case r <= 0xFFFF:
		return asIs
	case r >= 0xE0000 && r <= 0xE0FFF:
		return drop
	case r >= 0x1D400 && r <= 0x1D7FF, r >= 0x1F100 && r <= 0x1F2FF, r >= 0x2F800 && r <= 0x2FA1F:
		return compat
	}
	return asIs
}

// plain folds a character by itself; 0 where nothing remains.
func (t *table) plain(r rune) rune {
	switch a := t.of(r); a {
	case asIs, interpunct:
		return r
	case space, lineFeed, drop, combining:
		return 0
	case special:
		return t.usual[r]
	case astral:
		return t.beyond[r]
	case bracket:
		return t.bracket(r)
	case compat:
		if l := unicode.ToLower(r); l != r {
			return l
		}
		return r
	default:
		return rune(a)
	}
}

// simple is plain, and decomposes what has a decomposition into one character.
func (t *table) simple(r rune) rune {
	if t.of(r) == compat {
		if out := []rune(norm.NFKC.String(string(r))); len(out) == 1 {
			r = out[0]
		}
	}
	return t.plain(r)
}

// bracket is the common form of an opening bracket.
func (t *table) bracket(r rune) rune {
	switch r {
	case '（', '﹙', '〔', '﹝', '︵', '︹':
		return '('
	case '［', '﹇':
		return '['
	case '｛', '︷':
		return '{'
	case '〖', '︻', '︗':
		return '【'
	}
	return r
}

// isHan reports whether r is a Han character, or the zero of Han numbers.
func isHan(r rune) bool {
	return r >= 0x4E00 && r <= 0x9FFF || r == '〇' || r >= 0x3400 && r <= 0x4DBF || r >= 0xF900 && r <= 0xFAFF || r >= 0x20000 && r <= 0x3FFFF
}

// spaced reports whether r belongs to a script that puts spaces between words.
func spaced(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
	case r < 0x2E80 || r >= 0xAC00 && r <= 0xD7A3:
		return unicode.IsLetter(r) || unicode.IsDigit(r)
	}
	return false
}

// lines reads a dictionary: its first word, and the first of its forms.
func lines(data string) func(yield func(from, to string) bool) {
	return func(yield func(from, to string) bool) {
		for line := range strings.Lines(data) {
			line = strings.TrimRight(line, "\r\n")
			from, to, ok := strings.Cut(line, "\t")
			if !ok || strings.HasPrefix(line, "#") {
				continue
			}
			to, _, _ = strings.Cut(to, " ")
			if !yield(from, to) {
				return
			}
		}
	}
}

func one(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}
