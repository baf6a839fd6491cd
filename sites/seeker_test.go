package sites

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestSeekerFindsWhatTheExpressionDoes(t *testing.T) {
	piece := rapid.SampledFrom([]string{"责编", "责任编辑", "编辑", "来源", ":", "：", " ", "（", "）", "张三丰", "2024-05-06", "12:30", "】", "\xe7", "x", ""})
	for _, c := range []struct {
		pattern string
		seeks   bool
	}{
		{`来源\s*[:：]\s*(\S.*)`, true},
		{`(?:责编|责任编辑|编辑)\s*[:：]\s*([^)）]+)`, true},
		{`[（(](\p{Han}{3})[）)]\s*$`, true},
		{`(\d{4}-\d{2}-\d{2} \d{2}:\d{2}(?::\d{2})?)`, true},
		{`\d+`, true},
		{`(?:来源\s*[:：])?\s*(\S.*)`, false},
		{`^(\p{Han}{2,4})$`, false},
		{`\p{Han}{3}`, false},
		{`编辑|^x`, false},
		{`\b编`, false},
		{`(?i)x编`, false},
		{`[^a]`, false},
		{`()`, false},
	} {
		re := regexp.MustCompile(c.pattern)
		s := newSeeker(re)
		if seeks := s.first != nil; seeks != c.seeks {
			t.Errorf("%s: seeks: %t, want %t", c.pattern, seeks, c.seeks)
		}
		rapid.Check(t, func(t *rapid.T) {
			text := strings.Join(rapid.SliceOfN(piece, 0, 12).Draw(t, "text"), "")
			if diff := cmp.Diff(re.FindStringSubmatch(text), s.find(text)); diff != "" {
				t.Fatalf("%s in %q: %s", c.pattern, text, diff)
			}
		})
	}
}
