package fallback

import (
	"strings"
	"unicode/utf8"
)

// annexes are the headings of what a page shows beside an article: lists of
// other articles, comments. Where one opens an element, the element is that.
var annexes = newOpenings(
	"相关新闻", "相关阅读", "相关报道", "相关专题", "相关文章", "相关推荐", "相关稿件", "相关内容", "相关资讯", "相关视频", "相关图片", "相关评论", "相关产品", "相關新聞", "相關報導", "相關報道", "相關閱讀", "相關文章", "相關網頁", "相關專題", "相關影片",
	"延伸阅读", "延伸閱讀", "推荐阅读", "推薦閱讀", "阅读推荐", "热门推荐", "热点推荐", "精彩推荐", "编辑推荐", "编辑精选", "小编推荐", "今日推荐", "本站推荐", "频道推荐", "频道精选", "频道热点", "图文推荐", "视频推荐", "猜你喜欢", "猜您喜欢", "为您推荐", "为你推荐", "大家都在看", "大家还在看", "你可能", "您可能", "热门文章", "熱門文章", "推薦文章",
	"更多新闻", "更多新聞", "更多精彩", "更多相关", "更多文章", "更多內容", "更多内容", "更多资讯", "更多推荐", "点击排行", "点击榜", "新闻排行", "热点排行", "热度排行", "阅读排行", "排行榜", "热榜", "一周热", "本周热", "本月热", "今日热", "24小时热", "48小时热", "小时热", "实时热点", "今日头条", "今日要闻", "今日关注", "今日焦点", "最新新闻", "最新文章", "最新资讯", "最新消息", "最新报道", "热点新闻", "热门新闻", "熱門新聞", "图片新闻", "热门图片", "精彩图片", "热门专题", "精彩专题", "热点专题", "论坛热帖",
	"最新评论", "网友评论", "網友評論", "网友回应", "網友回應", "评论列表", "发表评论", "發表評論", "我要评论", "我要評論", "我来说两句", "用户评论", "全部评论", "所有评论", "热门评论", "精彩评论", "最新回應", "网友热议", "网友跟帖", "跟帖", "网友留言", "读者评论", "讀者回應",
)

// isAnnexHead reports whether a line is such a heading and nothing else.
func isAnnexHead(b *block) bool {
	const longest = 14 // 相关新闻：(更多)
	if b.runes > longest || b.marks > 1 || endsSentence(b.text) {
		return false
	}
	return annexes.match(strings.TrimLeft(b.text, bullets)) || counted(b.text)
}

// counted reports whether a line is the number of comments: 评论 128, 128条评论.
func counted(s string) bool {
	if !strings.Contains(s, "评论") && !strings.Contains(s, "評論") && !strings.Contains(s, "回复") && !strings.Contains(s, "留言") {
		return false
	}
	switch strings.Trim(s, " 0123456789条條篇个全部最新网友()（）:：") {
	case "评论", "評論", "留言", "回复", "评论区":
		return true
	}
	return false
}

// markAnnexes marks the elements that hold something beside the article: those
// which such a heading opens, and lists of teasers. title is the headline's
// block or -1; what holds it is the article's own.
func (p *page) markAnnexes(title int) {
	items := make([]uint8, len(p.elems))
	for i := range p.elems {
		e := &p.elems[i]
		if e.role == roleSurplus || e.last-e.first < 2 || e.first <= title && title < e.last {
			continue
		}
		if isAnnexHead(&p.blocks[e.first]) {
			e.role = roleSurplus
		} else if e.parent >= 0 && p.isTeaser(e) && items[e.parent] < 2 {
			items[e.parent]++
		}
	}
	for i := range p.elems {
		if e := &p.elems[i]; e.parent >= 0 && items[e.parent] == 2 && e.last-e.first >= 2 && p.isTeaser(e) {
			e.role = roleSurplus
		}
	}
}

// isTeaser reports whether an element is one entry of a list: a linked headline
// and a few words below it.
func (p *page) isTeaser(e *element) bool {
	const most = 4 // headline, words, time, link to the whole
	if e.last-e.first > most {
		return false
	}
	head := &p.blocks[e.first]
	return head.linked == head.runes && head.runes >= 6 && head.runes <= 60 && p.blocks[e.first+1].plain() >= 15
}

// cutShort reports whether a line ends in a link to the whole of what it begins.
func cutShort(b *block) bool {
	if b.links == 0 {
		return false
	}
	r, _ := utf8.DecodeLastRuneInString(b.text)
	if !strings.ContainsRune("]】>》）)文细情多部", r) {
		return false
	}
	s := strings.TrimRight(b.text, " ]】>》）)")
	for _, w := range [...]string{"详细", "详情", "全文", "阅读更多", "查看更多", "[更多", "查看全部", "詳細", "詳情", "閱讀更多", "繼續閱讀", "继续阅读"} {
		if rest, ok := strings.CutSuffix(s, w); ok {
			r, _ := utf8.DecodeLastRuneInString(rest)
			return strings.ContainsRune("[【（(….>查看读讀 。？！", r)
		}
	}
	return false
}
