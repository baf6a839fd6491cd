package fallback

import (
	"strings"
	"unicode/utf8"
)

// surplus says what a line is that stands near an article without being part of it.
type surplus uint8

const (
	noSurplus surplus = iota
	aside             // a line to leave out wherever it stands
	closing           // behind this line the article is over
)

// Openings of lines that end an article: what follows is the page's.
var closings = newOpenings(
	"相关新闻", "相关阅读", "相关链接", "相关报道", "相关专题", "相关文章", "相关推荐", "相关搜索", "相关稿件", "相关内容", "相关资讯", "相关视频", "相关图片", "相关评论", "相关产品", "相关标签", "相关附件",
	"相關新聞", "相關報導", "相關報道", "相關連結", "相關鏈接", "相關閱讀", "相關文章", "相關網頁", "相關專題", "相關標籤", "相關影片",
	"延伸阅读", "延伸閱讀", "推荐阅读", "推薦閱讀", "阅读推荐", "热门推荐", "热点推荐", "精彩推荐", "编辑推荐", "小编推荐", "猜你喜欢", "为您推荐", "为你推荐", "热门文章", "熱門文章", "精彩图片", "图片推荐", "本类最新", "精彩专题", "值班总编推荐",
	"更多新闻", "更多新聞", "更多精彩", "更多相关", "更多內容", "更多内容", "更多资讯", "查看更多",
	"最新评论", "网友评论", "網友評論", "网友回应", "網友回應", "评论列表", "发表评论", "發表評論", "我要评论", "我要評論", "我来说两句", "用户评论", "全部评论", "热门评论", "精彩评论", "最新回應", "网友热议", "评论加载",
	"热点新闻", "热门新闻", "熱門新聞", "点击排行", "新闻排行", "热点排行", "排行榜", "最新新闻", "最新文章", "图片新闻", "热门图片", "论坛热帖", "最新更新",
	"分享到", "分享至", "分享按钮", "分享工具", "分享让更多人看到", "分享这篇文章", "分享文章", "分享給", "好友分享", "推荐给朋友", "推薦給朋友", "转发至", "转发到", "一键分享",
	"上一篇", "下一篇", "返回顶部", "返回首页", "返回列表", "回上列表", "回上一頁",
	"责任编辑", "責任編輯", "责编", "責編", "本文责编", "编辑：", "编辑:", "編輯：", "編輯:", "网络编辑", "本网编辑", "本文编辑",
	"本文来源", "本文來源", "文章来源", "文章來源", "信息来源", "新闻来源", "稿件来源", "稿源", "来源：", "来源:", "來源：", "來源:", "来源于",
	"版权声明", "版权说明", "版权所有", "版權所有", "版权与免责", "版权和免责", "版权及免责", "本文版权", "本文版權", "郑重声明", "特别声明", "声明：", "聲明：", "凡本网", "凡注明", "凡本报", "本网站所", "copyright", "©", "转载请注明", "轉載請註明", "转载声明", "未经授权", "未经许可", "严正申明", "严正声明",
	"扫一扫", "扫描二维码", "扫码", "微信扫", "用微信扫", "关注微信", "关注我们", "关注公众号", "打开微信", "打开app", "下载app", "点击下载", "客户端下载", "下载客户端", "手机看新闻", "订阅",
	"我要反馈", "我要纠错", "我要跟帖", "参与互动", "人参与", "网友跟帖", "- the end -", "the end", "更多>>", "支持键盘翻页", "本文引用地址", "旅遊行程推薦", "推薦閱讀", "看完本文", "看完这篇", "阅读剩余", "您认为这篇文章", "请选择您看到这篇",
	"标签", "標籤", "关键词", "關鍵詞", "關鍵字", "关键字", "tags", "tag:", "主题词", "话题：", "文章標籤", "本文标签",
	"打印本页", "打印此页", "打印本文", "关闭窗口", "关闭本页", "打印", "列印", "收藏", "举报", "纠错", "页面功能", "返回顶端", "校对：", "校對：", "审核：", "监制：", "终审：", "签发：", "特约编辑", "值班编辑", "值班主任", "二审", "三审", "初审", "一审：",
	"附件下载", "上一页", "下一页", "首页上一页", "点击进入", "投稿邮箱", "新闻热线", "爆料", "联系我们", "聯絡我們", "特别提醒：本网", "免责声明",
)

// Openings of lines that stand in or above an article without belonging to it.
var asides = newOpenings(
	"图集", "正在加载", "原标题", "原標題", "原题", "字号", "字體", "字体", "字型", "調整字", "调整字", "阅读：", "浏览次数", "点击数", "点击：", "浏览：", "阅读量", "阅读数", "发布时间", "发布日期", "发表时间", "发布者", "發佈日期", "更新时间", "更新：", "更新日期", "日期：", "时间：",
	"点击查看", "点击图片", "点击此处", "广告", "廣告", "advertisement", "核心阅读：点击", "本文转自", "图片加载", "视频加载", "你的浏览器", "您的浏览器", "相关公司股票", "已有", "条评论", "查看本文作者", "本文栏目", "作者：", "作者:", "文字大小", "新聞圖片來源", "複製網址", "播放", "阅读全文", "浏览器不支持", "暂停播放",
)

// openings finds the opening of a line in a list by its first character.
type openings map[rune][]string

func newOpenings(list ...string) openings {
	o := openings{}
	for _, s := range list {
		r, _ := utf8.DecodeRuneInString(s)
		o[r] = append(o[r], s)
	}
	return o
}

func (o openings) match(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	if 'A' <= r && r <= 'Z' {
		r += 'a' - 'A'
	}
	for _, w := range o[r] {
		if len(s) >= len(w) && (s[:len(w)] == w || r < utf8.RuneSelf && strings.EqualFold(s[:len(w)], w)) {
			return true
		}
	}
	return false
}

// bullets may stand before the first word of a line.
const bullets = " 　\t·•●○■□◆◇★☆※▲△▼►▶>»》→-—–=_+*#|│[【〔(（「『<《"

// maxSurplusLine is how long a line may be that is known by its opening, in
// characters; a notice of copyright is the longest of them.
const maxSurplusLine = 220

// surplusOf judges a line by how it begins.
func surplusOf(b *block) surplus {
	if b.runes > maxSurplusLine {
		return noSurplus
	}
	s := strings.TrimLeft(b.text, bullets)
	switch {
	case s == "":
		return aside
	case closings.match(s):
		return closing
	case b.runes <= 80 && asides.match(s):
		return aside
	case b.runes <= 40 && (strings.Contains(s, "我要评论") || strings.Contains(s, "人参与") || strings.Contains(s, "参与互动") || strings.Contains(s, "责任编辑")):
		return closing
	}
	return noSurplus
}

// isImprint reports whether a line speaks for the site itself: its rights, its
// address, its pages elsewhere.
func isImprint(s string) bool { return imprints.within(s) }

var imprints = newWords(
	"版权所有", "版權所有", "ll Rights Reserved", "opyright", "ll rights reserved", "ICP备", "ICP证", "许可证", "許可證", "备案号", "不得转载", "不得轉載", "非經允許", "未經授權", "未经授权", "违法和不良信息",
	"举报电话", "客服电话", "联系电话", "TEL：", "Tel:", "电话：", "電話：", "Facebook專頁", "粉絲團", "粉絲專頁", "按此 Like", "關注我們", "follow 我們", "公众号：", "官方微信", "微信公众号", "责任编辑", "文责自负",
)

// words finds the first of a list of words in a text, in one pass.
type words struct {
	open  openings
	first [256]bool // by the low byte of a first character: a quick no
}

func newWords(list ...string) *words {
	w := &words{open: newOpenings(list...)}
	for r := range w.open {
		w.first[byte(r)] = true
	}
	return w
}

func (w *words) within(s string) bool {
	for i, r := range s {
		if w.first[byte(r)] {
			for _, word := range w.open[r] {
				if strings.HasPrefix(s[i:], word) {
					return true
				}
			}
		}
	}
	return false
}
