package sites

import (
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Characters of which common says that they need no look must be normal by
// themselves and change nothing before them.
func TestCommonCharactersAreNormal(t *testing.T) {
	n := 0
	for r := rune(0); r <= utf8.MaxRune; r++ {
		if !utf8.ValidRune(r) || !common(string(r)) {
			continue
		}
		n++
		if p := norm.NFC.PropertiesString(string(r)); p.CCC() != 0 || !p.BoundaryBefore() || !norm.NFC.IsNormalString(string(r)) {
			t.Errorf("common takes %U %c, which is not", r, r)
		}
	}
	if n < 21_000 {
		t.Errorf("common takes only %d characters", n)
	}
}
