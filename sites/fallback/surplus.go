package fallback

import (
	"strings"
	"unicode/utf8"
)

// surplus says what a line is that stands near an article without being part of it.
type surplus uint8

const (
	noSurplus  surplus = iota
	aside              // a line to leave out wherever it stands
	particular         // date, author and the like: surplus above and below the text
	closing            // behind this line the article is over
)

// notices open lines about the article or the site, however long they are: who
// edited it, where it came from, whose rights it is.
var notices = newOpenings(
	"责任编辑", "責任編輯", "责编", "責編", "本文责编", "编辑：", "編輯：", "网络编辑：", "本网编辑", "本文编辑", "特约编辑：", "值班编辑：", "校对：", "校對：", "审核：", "监制：", "终审：", "签发：", "一审：", "二审：", "三审：", "初审：",
	"本文来源", "本文來源", "文章来源", "文章來源", "信息来源：", "新闻来源：", "稿件来源", "稿源", "来源：", "來源：", "来源于",
	"版权声明", "版权说明", "版权所有", "版權所有", "版权与免责", "版权和免责", "版权及免责", "本文版权", "本文版權", "郑重声明", "特别声明", "声明：", "聲明：", "免责声明", "凡本网", "凡注明", "本网站所", "copyright", "©", "转载请注明", "轉載請註明", "转载声明", "严正申明", "严正声明", "特别提醒：本网",
	"扫一扫", "扫描二维码", "微信扫", "用微信扫", "关注微信", "关注我们", "关注公众号", "打开微信", "打开app", "下载app", "欢迎关注", "长按二维码", "支持键盘翻页", "本文引用地址", "查看本文作者", "您认为这篇文章", "看完本文", "看完这篇",
	"标签：", "標籤：", "关键词：", "關鍵字：", "关键字：", "tags：", "tag：", "主题词：", "话题：", "热词：", "爆料电话", "爆料热线", "新闻热线", "投稿邮箱", "网友评论仅供",
)

// heads open short lines above what the page shows behind an article.
var heads = newOpenings(
	"相关新闻", "相关阅读", "相关链接", "相关报道", "相关专题", "相关文章", "相关推荐", "相关搜索", "相关稿件", "相关内容", "相关资讯", "相关视频", "相关图片", "相关评论", "相关产品", "相关标签", "相关附件",
	"相關新聞", "相關報導", "相關報道", "相關連結", "相關鏈接", "相關閱讀", "相關文章", "相關網頁", "相關專題", "相關標籤", "相關影片",
	"延伸阅读", "延伸閱讀", "推荐阅读", "推薦閱讀", "阅读推荐", "热门推荐", "热点推荐", "精彩推荐", "编辑推荐", "小编推荐", "猜你喜欢", "为您推荐", "为你推荐", "热门文章", "熱門文章", "精彩图片", "图片推荐", "本类最新", "精彩专题", "值班总编推荐", "旅遊行程推薦",
	"更多新闻", "更多新聞", "更多精彩", "更多相关", "更多內容", "更多内容", "更多资讯", "查看更多", "更多>>", "点击进入",
	"最新评论", "网友评论", "網友評論", "网友回应", "網友回應", "评论列表", "发表评论", "發表評論", "我要评论", "我要評論", "我来说两句", "用户评论", "全部评论", "热门评论", "精彩评论", "最新回應", "网友热议", "评论加载", "新聞討論", "發表文章", "网友跟帖",
	"热点新闻", "热门新闻", "熱門新聞", "点击排行", "新闻排行", "热点排行", "排行榜", "最新新闻", "最新文章", "图片新闻", "热门图片", "论坛热帖", "最新更新",
	"分享到", "分享至", "分享按钮", "分享工具", "分享让更多人看到", "分享这篇文章", "分享文章", "分享給", "好友分享", "推荐给朋友", "推薦給朋友", "转发至", "转发到", "一键分享",
	"上一篇", "下一篇", "上一页", "下一页", "首页上一页", "返回顶部", "返回顶端", "返回首页", "返回列表", "回上列表", "回上一頁", "打印本页", "打印此页", "打印本文", "关闭窗口", "关闭本页", "附件下载", "阅读剩余", "请选择您看到这篇",
	"点击下载", "客户端下载", "下载客户端", "手机看新闻", "扫码", "我要反馈", "我要纠错", "我要跟帖", "参与互动", "人参与", "- the end -", "the end", "页面功能", "未经授权", "未经许可",
)

// buttons are what controls are called; as the opening of a longer line they
// are words like others.
var buttons = newOpenings(
	"标签", "標籤", "关键词", "關鍵詞", "關鍵字", "关键字", "tags", "打印", "列印", "收藏", "举报", "纠错", "订阅", "爆料", "联系我们", "聯絡我們", "分享", "评论", "點擊", "转发", "投诉", "點讚", "点赞", "赞", "返回", "关闭", "關閉", "图集", "视频", "播放", "暂停播放", "广告", "廣告", "advertisement", "正在加载", "loading",
)

// asides open lines that may stand inside an article without belonging to it.
var asides = newOpenings(
	"原标题", "原標題", "原题：", "字号", "字號", "字體", "字体", "字型", "調整字", "调整字", "文字大小", "点击查看", "点击图片", "点击此处", "本文转自", "图片加载", "视频加载", "你的浏览器", "您的浏览器", "浏览器不支持", "相关公司股票", "複製網址", "阅读全文", "本文栏目", "新聞圖片來源",
)

// particulars open lines that say when and by whom.
var particulars = newOpenings(
	"发布时间", "发布日期", "发表时间", "发布者", "發佈日期", "更新时间", "更新：", "更新日期", "日期：", "时间：", "作者：", "阅读：", "阅读量", "阅读数", "浏览次数", "浏览：", "点击数", "点击：", "条评论",
)

// bullets may stand before the first word of a line.
const bullets = " 　\t·•●○■□◆◇★☆※▲△▼►▶>»》→-—–=_+*#|│[【〔(（「『<《"

// How long a line may be that is known by its opening, in characters.
const (
	maxNotice = 220
	maxHead   = 60
	maxButton = 16
)

// surplusOf judges a line by how it begins and whether it is written text.
func surplusOf(b *block) surplus {
	if b.runes > maxNotice {
		return noSurplus
	}
	s := strings.TrimLeft(b.text, bullets)
	written := b.plain() >= 16 && b.marks > 1 && endsSentence(b.text)
	switch {
	case s == "":
		return aside
	case notices.match(s):
		return closing
	case asides.match(s) && b.runes <= maxHead*2:
		return aside
	case written:
		return noSurplus
	case b.runes <= maxHead && heads.match(s), b.runes <= maxButton && !endsSentence(s) && buttons.match(s):
		return closing
	case b.runes <= maxHead && particulars.match(s):
		return particular
	case b.runes <= maxHead && talk.within(s):
		return closing
	}
	return noSurplus
}

// talk are words of lines that count or invite comments.
var talk = newWords("我要评论", "我要評論", "人参与", "参与互动", "参与讨论", "点击参与", "条评论", "责任编辑", "責任編輯")

// isImprint reports whether a line speaks for the site itself: its rights, its
// address, its pages elsewhere.
func isImprint(b *block) bool {
	if b.runes > maxNotice {
		return false
	}
	if rights.within(b.text) {
		return true
	}
	written := b.marks > 2 && endsSentence(b.text)
	return !written && b.runes <= maxHead+20 && contacts.within(b.text) ||
		b.runes <= maxHead+40 && invites.within(b.text) && places.within(b.text)
}

var (
	rights = newWords(
		"ll Rights Reserved", "ll rights reserved", "opyright", "ICP备", "ICP证", "备案号", "版权所有", "版權所有", "不得转载", "不得轉載", "非經允許", "非经允许", "禁止转载", "谢绝转载", "文责自负", "違者必究", "违者必究",
		"许可证号", "許可證號", "许可证编号", "违法和不良信息", "Facebook專頁", "粉絲專頁", "按此 Like", "follow 我們", "著作權聲明",
	)
	// contacts, invites and places are words of news as well: they count in lines
	// that are no written text, or together.
	contacts = newWords("许可证", "許可證", "举报电话", "客服电话", "联系电话", "TEL：", "TEL:", "Tel:", "电话：", "電話：", "地址：", "邮编：", "传真：", "公众号：", "官方微信", "微信公众号", "粉絲團", "未經授權", "未经授权", "Email", "E-mail")
	invites  = newWords("关注", "關注", "扫描", "扫一扫", "扫码", "掃描", "下载", "下載", "加入", "讚", "请登录", "尽在")
	places   = newWords("公众号", "官方微博", "官方微信", "客户端", "APP", "Facebook", "facebook", "粉絲", "粉丝团", "二维码", "手机报", "微信号")
)

// openings finds the opening of a line in a list by its first character.
type openings map[rune][]string

// newOpenings takes an entry that ends in a colon with either kind of colon.
func newOpenings(list ...string) openings {
	o := openings{}
	for _, s := range list {
		r, _ := utf8.DecodeRuneInString(s)
		o[r] = append(o[r], s)
		if label, ok := strings.CutSuffix(s, "："); ok {
			o[r] = append(o[r], label+":", label+" :", label+" ：")
		}
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
