package fallback

import (
	"strings"
	"unicode/utf8"
)

// titleBreaks are the signs between a headline and the site's name in <title>.
const titleBreaks = "_|｜┃丨»"

// cutSiteName drops the names of site and channel from a page's name.
func cutSiteName(s, site string) string {
	s = squeeze(s)
	if site != "" {
		s = strings.TrimRight(strings.TrimSuffix(s, site), " -–—_|｜:：")
	}
	if i := strings.IndexAny(s, titleBreaks); i > 0 && utf8.RuneCountInString(s[:i]) >= minTitle {
		s = s[:i]
	}
	for _, sep := range [...]string{"--", "——", "――", " - ", " – ", " — ", "-", "—", "–", ","} {
		for {
			i := strings.LastIndex(s, sep)
			if i <= 0 || utf8.RuneCountInString(s[:i]) < minTitle || !isSiteName(s[i+len(sep):]) {
				break
			}
			s = s[:i]
		}
	}
	return strings.TrimSpace(s)
}

// isSiteName reports whether the tail of a page's name names a site or channel.
func isSiteName(s string) bool {
	s = strings.TrimSpace(s)
	n := utf8.RuneCountInString(s)
	if n == 0 {
		return true
	}
	if n > 24 {
		return false
	}
	for _, w := range [...]string{
		"网", "網", "频道", "頻道", "新闻", "新聞", "中心", "在线", "在線", "门户", "日报", "日報", "晚报", "晚報", "时报", "時報", "财经", "財經", "网站", "網站", "客户端",
		"平台", "社区", "视频", "报", "報", "之家", "论坛", "资讯", "資訊", "首页", ".com", ".COM", ".cn",
	} {
		if strings.HasSuffix(s, w) {
			return true
		}
	}
	return false
}

// namesSite reports whether a page's name is the site's and not the article's:
// it is short, no line of its own, and ends as sites' names do or stands in a
// link or the imprint.
func (p *page) namesSite(name string) bool {
	const longest = 12
	if n := utf8.RuneCountInString(name); n == 0 || n > longest {
		return false
	}
	found := isSiteName(name)
	for i := range p.blocks {
		b := &p.blocks[i]
		if len(b.text) < len(name) || !strings.Contains(b.text, name) {
			continue
		}
		if b.linked == 0 && key(b.text) == key(name) {
			return false
		}
		found = found || b.linked > 0 && (b.text == name || strings.ContainsAny(b.text, crumbMarks)) || isImprint(b)
	}
	return found
}
