package fallback

import "strings"

// summaries open the paragraph that tells an article in short, above it.
var summaries = newOpenings("摘要", "内容摘要", "內容摘要", "新闻摘要", "核心提示", "内容提要", "內容提要", "提要", "导读", "導讀", "导语", "內容簡介", "本文导读", "核心阅读", "新闻提示", "阅读提示", "编者按")

// withinHead is how many lines below the headline a summary may stand.
const withinHead = 16

// isSummary reports whether a line below the headline, whose block is title, is
// the article's summary by its opening or the name of its element.
func (p *page) isSummary(i, title int) bool {
	b := &p.blocks[i]
	if title < 0 || i <= title || i > title+withinHead || b.mass == 0 {
		return false
	}
	return summaries.match(strings.TrimLeft(b.text, bullets)) || p.namedFor(b.elem, "summary", "abstract", "digest", "daodu", "zhaiyao", "tiyao", "introduction", "lead")
}
