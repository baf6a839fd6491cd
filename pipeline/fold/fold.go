// Package fold brings texts into one form in which they can be compared and
// searched, and keeps the way back to the original.
//
// Folding ignores what writers, converters and copying sites vary without
// saying anything else: Unicode compatibility forms and width (NFKC), case,
// quotation marks and dashes, traditional characters and variants, zero-width
// and direction controls, the spaces and interpuncts between Han characters,
// pinyin notes in brackets after them, and the placeholders that a proxy puts
// in place of e-mail addresses.
//
// A space survives only between two letters or digits of scripts that put
// spaces between words. Line feeds survive as the border of paragraphs; several
// become one, and those at both ends go.
package fold

import (
	"sort"
	"unicode/utf8"
	"unsafe"
)

// Text is a folded text and the way back to its original. The zero value is
// the folded empty text.
type Text struct {
	original string
	folded   []byte
	marks    []mark
	runes    int // of the original
	counts   counts
}

// A mark says where the folded bytes from out on came from: rune for rune from
// source rune src on; or, where span is not 0, all up to the next mark from the
// span runes at src.
type mark struct{ out, src, span uint32 }

// Fold folds s. Invalid UTF-8 counts as one U+FFFD a byte, as in []rune(s).
func Fold(s string) Text {
	var f Folder
	return f.Fold(s)
}

// String folds s where no way back is needed, such as a keyword.
func String(s string) string { return Fold(s).String() }

// Original is the text as it was before folding.
func (t Text) Original() string { return t.original }

// String is the folded text.
func (t Text) String() string {
	// The bytes are never written again once a Text has them.
	return unsafe.String(unsafe.SliceData(t.folded), len(t.folded))
}

// Bytes is the folded text, which must not be changed.
func (t Text) Bytes() []byte { return t.folded }

// Len is the folded text's length in bytes.
func (t Text) Len() int { return len(t.folded) }

// Span maps the folded bytes from, up to but without to, onto the runes of the
// original that they were made of, with all that was removed between them and
// nothing that was removed around them. Positions inside a character mean the
// whole of it; positions outside of the text mean its end. Both results grow
// with their arguments.
func (t Text) Span(from, to int) (offset, length int) {
	from = min(max(from, 0), len(t.folded))
	to = min(max(to, from), len(t.folded))
	first, _ := t.source(from)
	if from == to {
		return first, 0
	}
	_, end := t.source(to - 1)
	return first, end - first
}

// source gives the original runes [first, end) behind the folded byte at pos.
func (t Text) source(pos int) (first, end int) {
	if pos >= len(t.folded) {
		return t.runes, t.runes
	}
	k := sort.Search(len(t.marks), func(i int) bool { return int(t.marks[i].out) > pos }) - 1
	var m mark
	if k >= 0 {
		m = t.marks[k]
	}
	if m.span > 0 {
		return int(m.src), int(m.src + m.span)
	}
	for pos > int(m.out) && !utf8.RuneStart(t.folded[pos]) {
		pos--
	}
	first = int(m.src) + utf8.RuneCount(t.folded[m.out:pos])
	return first, first + 1
}
