package fallback

import (
	"strings"

	"newswatch/sites/stamp"
)

// trimTag drops a stamp at either end of the headline, and a word behind it that
// the page's name does without: …2024-05-01, … 原创.
func (p *page) trimTag(s string) string {
	if p.mayBeStamp(s) {
		for _, at := range stamp.Find(s, p.now, p.loc) {
			if at.Guessed {
				continue
			}
			if rest := strings.Trim(s[:at.Offset]+" "+s[at.Offset+len(at.Text):], " |-·()（）[]"); (at.Offset == 0 || at.Offset+len(at.Text) == len(s)) && len(key(rest)) >= 3*minTitle {
				s = rest
				break
			}
		}
	}
	i := strings.LastIndexByte(s, ' ')
	if i < 0 || len(key(s[:i])) < 2*minTitle {
		return s
	}
	tag := s[i+1:]
	switch tag {
	case "原创", "转载", "独家", "置顶", "推荐", "专题", "直播", "热", "新", "荐", "图", "图文", "組圖", "组图", "视频":
	default:
		return s
	}
	if strings.Contains(key(p.title), key(s)) {
		return s
	}
	return strings.TrimSpace(s[:i])
}

// trimTitle drops a bracketed label or time before or behind the headline where
// the page's name does without it: 【记者即时播报】…, …【18:45】.
func (p *page) trimTitle(s string) string {
	s = p.trimTag(s)
	k, name := key(s), key(p.title)
	if name == "" || strings.Contains(name, k) {
		return s
	}
	for _, pair := range [...][2]string{{"【", "】"}, {"[", "]"}, {"(", ")"}, {"（", "）"}} {
		if rest, ok := strings.CutPrefix(s, pair[0]); ok {
			if _, rest, ok := strings.Cut(rest, pair[1]); ok {
				if k := key(rest); len(k) >= 3*minTitle && strings.Contains(name, k) {
					return strings.TrimSpace(rest)
				}
			}
		}
		if rest, ok := strings.CutSuffix(s, pair[1]); ok {
			if i := strings.LastIndex(rest, pair[0]); i > 0 {
				if k := key(rest[:i]); len(k) >= 3*minTitle && strings.Contains(name, k) {
					return strings.TrimSpace(rest[:i])
				}
			}
		}
	}
	return s
}
