package charset

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"pgregory.net/rapid"
)

// Any text that a charset can write comes back from it, whoever declares it.
func TestDecodeGivesBackWhatWasWritten(t *testing.T) {
	charsets := []struct {
		name  string
		enc   encoding.Encoding
		chars []rune
	}{
		{"gb2312", simplifiedchinese.GB18030, []rune(simplified + "镕囍㐀αж①")},
		{"big5", traditionalchinese.Big5, []rune(traditional + "嘅喺╱")},
		{"utf-8", encoding.Nop, []rune(simplified + traditional + "😀é")},
	}
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(charsets).Draw(t, "charset")
		text := page(meta(c.name), string(rapid.SliceOfN(rapid.SampledFrom(c.chars), 12, 200).Draw(t, "text")))
		body, err := c.enc.NewEncoder().Bytes([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		for _, header := range []string{"", "text/html", "text/html; charset=" + strings.ToUpper(c.name)} {
			if got := Decode(body, header, ""); string(got.HTML) != text {
				t.Fatalf("as %s by %s: %q, want %q", got.Charset, got.By, got.HTML, text)
			}
		}
	})
}
