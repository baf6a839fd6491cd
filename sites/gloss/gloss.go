// Package gloss takes away the pinyin that copies of articles write in brackets
// behind Chinese characters: 來(lái)源, 高质量(gāozhìliàng), 杭(hang)州(zhou); and
// reads labelled lines as if they were printed plainly.
package gloss

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

const (
	tones  = `āáǎàōóǒòēéěèīíǐìūúǔùüǖǘǚǜńňǹḿ\x{300}-\x{30c}`
	labels = `(?:责任|值班|网络)?编辑|责编|审核|校对|监制|来源|作者|记者|通讯员|初审|复审|终审|一审|二审|三审`
)

var (
	note  = regexp.MustCompile(`(\p{Han})((?:\s?[(（]\s?[a-zɡ` + tones + `]{1,40}\s?[)）])+)`)
	named = regexp.MustCompile(`(?:[来來]源|[编編][辑輯]|[责責][编編]|作者|[时時][间間]|日期|[发發]布)\s*[:：]`)
	// bar stands for a colon: 编辑丨李某某.
	bar   = regexp.MustCompile(`(` + labels + `)\s?[丨｜|]\s?`)
	roll  = regexp.MustCompile(`^(?:(?:` + labels + `)\s?[丨｜|]\s?[^丨｜|]{2,16})+$`)
	toned = regexp.MustCompile(`[` + tones + `]`)
)

// Strip removes the notes of s. One without a tone mark counts where it is
// repeated or stands beside others, so that 客户端(app) keeps what it says.
func Strip(s string) string {
	if !strings.ContainsAny(s, "(（") {
		return s
	}
	found := note.FindAllStringSubmatchIndex(s, -1)
	if found == nil {
		return s
	}
	var b strings.Builder
	at := 0
	for _, m := range found {
		group := s[m[4]:m[5]]
		if len(found) == 1 && !toned.MatchString(group) && strings.Count(group, "(")+strings.Count(group, "（") < 2 {
			continue
		}
		b.WriteString(s[at:m[4]])
		at = m[5]
	}
	b.WriteString(s[at:])
	return b.String()
}

// Line strips a line that names its source, time or writers behind labels, and
// sets colons where it has bars for them. Any other line, such as one of the
// text, stays as it is.
func Line(s string) string {
	if len(s) > 600 || strings.Contains(s, "。") || utf8.RuneCountInString(s) > 160 {
		return s
	}
	if strings.ContainsAny(s, "丨｜|") && roll.MatchString(s) {
		return bar.ReplaceAllString(s, "$1：")
	}
	if plain := Strip(s); len(plain) < len(s) && named.MatchString(plain) {
		return plain
	}
	return s
}
