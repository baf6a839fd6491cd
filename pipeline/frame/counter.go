package frame

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// What counters of readers count, and how they say it.
var counter = regexp.MustCompile(`(?:\d[\d.,]*[万亿w+]*[次人条个位]*(?:阅读|浏览|点击|点赞|评论|转发|分享|收藏|播放|围观|参与|在看|喜欢|跟贴|热度|人气)|` +
	`(?:阅读|浏览|点击|点赞|评论|转发|分享|收藏|播放|围观|访问|参与|在看|喜欢|跟贴|热度|人气)[数量次人率者]*[:(\[]?\d[\d.,]*[万亿w+]*[次人条个位)\]]*|\d+(?:秒|分钟|小时|天)前)`)

// maxRest is what may stand in a line of counters beside them, in characters.
const maxRest = 14

// isCounter reports whether a folded line does no more than count its readers.
func isCounter(line string) bool {
	if len(line) > 240 || !strings.ContainsAny(line, "0123456789") || strings.ContainsRune(line, '。') || !counter.MatchString(line) {
		return false
	}
	return utf8.RuneCountInString(counter.ReplaceAllString(line, "")) <= maxRest
}
