package sites

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// What stands in and around a body and is not the story's text.

var (
	// editorLine is a line that names editors and nothing else.
	editorLine = regexp.MustCompile(`^[（(【\[〔\s]*(?:标签|关键词|关键字|稿件来源|内容来源|文章来源|信息来源|新闻来源|来源|稿源|作者|责任编辑|责编|编辑|编 辑|网络编辑|图片编辑|值班编辑|实习编辑|编审|主编|审核|校对|监制|值班主任)\s*[:：|].{0,80}$`)
	// endNotice opens a line that stands behind a page's text, however long.
	endNotice = regexp.MustCompile(`^(?:版权(?:和|及|与)?免责[声申]明|版权声明|版权所有|未经(?:书面)?授权|本(?:网站|站)所刊载|免责声明|特别声明|凡注有|凡本网|声明[:：]|Copyright|COPYRIGHT|copyright|分享让更多|上一篇|下一篇|上一条|下一条|新闻热线|投稿邮箱|扫一扫|扫描二维码|关注公众号|打开APP)`)
	// endHeading is the heading of a list of other pages.
	endHeading = regexp.MustCompile(`^(?:分享(?:到|至)|相关(?:新闻|阅读|稿件|报道|专题|文章|推荐|评论|信息)|(?:延伸|扩展|推荐|精彩|热门|猜你|更多)(?:阅读|推荐|新闻|喜欢)|热点推荐|精彩图集|我要评论|网友评论|发表评论|查看评论|参与互动|纠错|打印本页|关闭窗口|返回顶部|回到顶部|联系方式|客户端下载|阅读推荐|返回(?:首页|列表|报网首页)?\s*$)`)
	mast       = regexp.MustCompile(`旧版入口|^当前版\s*[:：]|版面导航`)
	// rubbish are other lines that are no text.
	rubbish = regexp.MustCompile(`^(?:[【\[]?\d+[】\]]?(?:\s*[【\[]?\d+[】\]]?)*|下一页|上一页|首页|尾页|图|阅读剩余全文.*|点击进入.{0,24}>>|点击查看(?:大图|下一张|上一张)|图集|[>＞»\s|]+|[-—_=*·\s]+|\(?完\)?|关注公众号[:：].*|微信扫一扫.*|扫描下方二维码.*|展开全文|加载中\.*)$`)
	// formerTitle names the title that a text had where it was taken from.
	formerTitle = regexp.MustCompile(`^[（(]?(?:本文)?原(?:标题|题)\s*[:：].{0,100}$`)
	// paperTail is the newspaper's page that a reprint ends with.
	paperTail = regexp.MustCompile(`^[（(]?\s*《\s*[\p{Han}·\s]{2,16}》\s*[（(]?\s*\d{4}年\s*\d{1,2}月\s*\d{1,2}日\s*(?:[，,]?\s*第?\s*[A-Z]?\d{1,3}\s*版?)?[\p{Han}\s]{0,8}[）)]?$`)
	// promo is what an anchor ends with that leads elsewhere.
	promo = regexp.MustCompile(`(?:>>|＞＞|»|【?详细】?|\[详细\])\s*$`)
	// credit ends a caption.
	credit = regexp.MustCompile(`(?:[摄攝]|供图|资料图|资料图片|制图|配图|图源.{0,12}|图片来源.{0,12}|发（.{0,8}摄）|发)[）)。\s]*$|^[（(]?图(?:为|片说明|①|②|③|1|2|3|：)|(?:摄影|摄)[/／:：]\s*\p{Han}{2,4}[）)]?$`)
	// photographed ends a line that names who took the picture.
	photographed = regexp.MustCompile(`\p{Han}{2,4}\s*[摄攝][）)]?$`)
)

// hasStop reports whether a text has a sign that ends sentences or their parts:
// 。！？!?；.
func hasStop(text string) bool {
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '!', '?':
			return true
		case "。"[0]:
			if strings.HasPrefix(text[i:], "。") {
				return true
			}
		case "！"[0]:
			if strings.HasPrefix(text[i:], "！") || strings.HasPrefix(text[i:], "？") || strings.HasPrefix(text[i:], "；") {
				return true
			}
		}
	}
	return false
}

// opens are the first characters of the lines that editorLine, endNotice and endHeading know.
var opens = newRunes("未本标关稿内文信新来作责编网图值实主审校监版免特凡分相延扩推精热猜更我发查参Cc上下纠打返回联投扫客声")

// isEnd reports whether a line stands behind a page's text. A paragraph may open
// like a heading of related news, but then it is a sentence.
func isEnd(text string) bool {
	if !opening(text) {
		return false
	}
	if utf8.RuneCountInString(text) <= 40 && !strings.ContainsAny(text, "。，；！？") && known(endHeading, text) {
		return true
	}
	return known(endNotice, text)
}

// known reports whether one of the patterns of this file's lines matches a line.
func known(re *regexp.Regexp, text string) bool {
	return len(text) <= 600 && opening(text) && re.MatchString(simple(strings.TrimLeft(text, beforeOpening)))
}

// beforeOpening are the signs that such a line may begin with.
const beforeOpening = " ■●【[（(〔"

// opening reports whether a line begins as those that [known] is asked for do.
func opening(text string) bool {
	for _, r := range text {
		if strings.ContainsRune(beforeOpening, r) {
			continue
		}
		return opens.has(r) || traditional.has(r) && opens.has(labelForms[r])
	}
	return false
}

// isCaption reports whether a paragraph tells of the picture beside it.
func isCaption(p *paragraph, title string) bool {
	if p.told {
		return true
	}
	if shot(p.text) && utf8.RuneCountInString(p.text) <= 60 && photographed.MatchString(p.text) {
		return true
	}
	if !p.image {
		return false
	}
	n := utf8.RuneCountInString(p.text)
	if n > 160 {
		return false
	}
	return p.text == title || mayCredit(p.text) && credit.MatchString(p.text) ||
		n <= 60 && p.bold == 0 && centred(p.node) && !hasStop(p.text)
}

// mayCredit reports whether a text has what [credit] cannot do without.
func mayCredit(text string) bool {
	return strings.Contains(text, "图") || strings.Contains(text, "摄") || strings.Contains(text, "攝") ||
		strings.HasSuffix(strings.TrimRight(text, "）)。"+blanks), "发")
}

// shot reports whether a text ends as [photographed] wants, but for the name.
func shot(text string) bool {
	text = strings.TrimSuffix(strings.TrimSuffix(text, "）"), ")")
	return strings.HasSuffix(text, "摄") || strings.HasSuffix(text, "攝")
}

// centred reports whether a block centres its text.
func centred(n *html.Node) bool {
	if n == nil {
		return false
	}
	return strings.EqualFold(attr(n, "align"), "center") || n.Data == "center" ||
		strings.Contains(strings.ReplaceAll(attr(n, "style"), " ", ""), "text-align:center")
}

// isTool reports whether a line is nothing but buttons and counters, or a
// newspaper's masthead.
func isTool(text string) bool {
	if len(text) > 200 {
		return false
	}
	if r, _ := utf8.DecodeRuneInString(text); traditional.has(r) || strings.ContainsRune("【[（( 打字", r) {
		text = simple(text)
	}
	for rest := text; ; {
		r, size := utf8.DecodeRuneInString(rest)
		if size == 0 {
			return !hasDate.MatchString(text)
		}
		if strings.ContainsRune(toolSigns, r) {
			rest = rest[size:]
			continue
		}
		word := ""
		for _, w := range toolWords[r] {
			if strings.HasPrefix(rest, w) {
				word = w
				break
			}
		}
		if word == "" {
			return strings.Contains(text, "版") && mast.MatchString(text)
		}
		rest = rest[len(word):]
	}
}

const toolSigns = " 0123456789【】[]()（）|｜:：↑↓+,，、…·><-"

// toolWords are the words of buttons by their first character, longer ones first.
var toolWords = byFirst(
	"文字", "字号", "字体", "大字号", "大", "中", "小字号", "小", "默认", "放大", "缩小", "打印本页", "打印本稿", "打印本文", "打印",
	"收藏本页", "收藏本文", "收藏", "分享到", "分享至", "分享", "关闭窗口", "关闭本页", "关闭", "发表评论", "我要评论", "评论", "纠错", "推荐",
	"网摘", "商城", "转发", "举报", "点赞", "手机网", "手机看新闻", "微信", "微博", "新浪", "腾讯", "朋友圈", "QQ", "空间", "参与互动",
	"上一版", "上一期", "上一篇", "上一页", "上一条", "下一版", "下一期", "下一篇", "下一页", "下一条", "往期", "版面导航",
	"返回报网首页", "返回首页", "返回顶部", "返回列表", "返回", "旧版入口", "复制链接", "来源",
)

func byFirst(words ...string) map[rune][]string {
	m := map[rune][]string{}
	for _, w := range words {
		r, _ := utf8.DecodeRuneInString(w)
		m[r] = append(m[r], w)
	}
	return m
}

var hasDate = regexp.MustCompile(`\d{4}\D\d{1,2}\D\d{1,2}|\d{1,2}:\d{2}`)

// leading counts the short lines before the first real paragraph, where a
// design puts the captions of its pictures; fewer than two count only beside a
// picture.
func leading(ps []paragraph) int {
	n := 0
	for n < len(ps) && utf8.RuneCountInString(ps[n].text) <= 30 && !hasStop(ps[n].text) && ps[n].bold < len(ps[n].text)/2 {
		if first, _ := utf8.DecodeRuneInString(ps[n].text); strings.ContainsRune("■□●◆", first) { // the article's main points
			return 0
		}
		n++
	}
	if n == len(ps) || n > 8 {
		return 0
	}
	if n == 1 && !ps[0].image {
		return 0
	}
	if utf8.RuneCountInString(ps[n].text) < 40 && !hasStop(ps[n].text) {
		return 0
	}
	return n
}

// body is a text after tidying.
type body struct {
	paragraphs []string
	captions   map[int]string // by the paragraph they stood before
	cut        []string       // lines left out that may name editors and sources
	byline     string         // the writers, from a line of their own above the text
	end        int            // where the tail was cut
}

// tidy keeps of the paragraphs of a body what is the story.
func (t *Template) tidy(ps []paragraph, title string, heads ...string) body {
	b := body{captions: map[int]string{}}
	ps = cutTail(ps, &b)
	if t.LeadCaptions {
		n := leading(ps)
		for i := range ps[:n] {
			b.captions[i] = ps[i].text
		}
		ps = markDropped(ps, n)
	}
	for i := range ps {
		p := &ps[i]
		switch {
		case p.text == "":
		case i < 3 && repeats(p.text, title, heads), p.text == title, i < 4 && strings.Contains(p.text, "原") && formerTitle.MatchString(p.text):
		case len(b.paragraphs) == 0 && b.byline == "" && i < 6 && signed(p.text) != "":
			b.byline = signed(p.text)
		case isCaption(p, title):
			b.captions[i] = p.text
		case p.linked*10 > len(p.text)*9 && promo.MatchString(p.text):
		case i < 4 && strings.HasPrefix(strings.TrimLeft(p.text, "■●【"), "相关链接") && utf8.RuneCountInString(p.text) < 12:
		case i < 12 && i+1 < len(ps) && p.linked*10 > len(p.text)*8 && !hasStop(p.text) && leadingLinks(ps[:i+1]):
		case known(editorLine, p.text) && !dialogue(p.text):
			b.cut = append(b.cut, p.text)
		case isTool(p.text), len(p.text) <= 120 && (rubbish.MatchString(p.text) || strings.Contains(p.text, "《") && paperTail.MatchString(p.text)):
		case t.drops(p.text):
		default:
			b.paragraphs = append(b.paragraphs, p.text)
		}
	}
	if len(b.paragraphs) == 0 { // a gallery's text is its captions
		for i := range ps {
			if text, ok := b.captions[i]; ok {
				b.paragraphs = append(b.paragraphs, text)
			}
		}
	}
	return b
}

// dialogue reports whether a line that opens with a role and a colon is speech.
func dialogue(s string) bool { return hasStop(s) }

func markDropped(ps []paragraph, n int) []paragraph {
	kept := append([]paragraph(nil), ps...)
	for i := range kept[:n] {
		kept[i].text = ""
	}
	return kept
}

// leadingLinks reports whether all that stands so far is links: a block of
// related headlines before the text.
func leadingLinks(ps []paragraph) bool {
	for i := range ps {
		if p := &ps[i]; p.linked*10 <= len(p.text)*8 && !strings.Contains(p.text, "相关链接") {
			return false
		}
	}
	return true
}

func (t *Template) drops(text string) bool {
	for _, re := range t.drop {
		if re.MatchString(text) {
			return true
		}
	}
	return false
}

func repeats(text, title string, heads []string) bool {
	if text == title {
		return true
	}
	for _, h := range heads {
		if h != "" && text == h {
			return true
		}
	}
	return false
}

// cutTail leaves out what follows the end of the text, and lists of links at
// the end; editor lines among it are kept for their names.
func cutTail(ps []paragraph, b *body) []paragraph {
	seen := 0 // paragraphs of text so far
	for i := range ps {
		p := &ps[i]
		if seen > 0 && isEnd(p.text) && ends(ps[i:], runesIn(ps[:i])) {
			for _, rest := range ps[i:] {
				b.cut = append(b.cut, rest.text)
			}
			ps = ps[:i]
			break
		}
		if p.text != "" {
			seen++
		}
	}
	end := len(ps)
	for end > 1 && elsewhere(&ps[end-1]) {
		end--
	}
	b.end = end
	for _, rest := range ps[end:] {
		b.cut = append(b.cut, rest.text)
	}
	return ps[:end]
}

// runesIn counts the characters of paragraphs.
func runesIn(ps []paragraph) (n int) {
	for i := range ps {
		n += utf8.RuneCountInString(ps[i].text)
	}
	return n
}

// elsewhere reports whether a line leads to other pages: it is mostly links, or
// stands under pictures that are.
func elsewhere(p *paragraph) bool {
	return !hasStop(p.text) && (p.linked*2 > len(p.text) || p.grid && utf8.RuneCountInString(p.text) <= 80)
}

// ends reports whether a line that looks like the end of the text is it: what
// follows is shorter than what came before, or is links.
func ends(rest []paragraph, before int) bool {
	after, linked, all := 0, 0, 0
	for _, p := range rest[1:] {
		after += utf8.RuneCountInString(p.text)
		linked += p.linked
		all += len(p.text)
	}
	return after < before && after <= 600 || linked*2 > all
}

var titleLabel = regexp.MustCompile(`^#(?:滚动|快讯|视频|图集|直播|专题)#\s*`)

// tidyTitle makes a title one line without the site's labels.
func tidyTitle(s string) string {
	s = strings.TrimSpace(squeeze(s))
	return nfc(titleLabel.ReplaceAllString(s, ""))
}

// letters are the letters and digits of s, by which titles are compared.
func letters(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= 0x3400 && r < 0xa000 || r >= 0xf900 && r < 0xfb00 || r >= 0x20000 {
			b.WriteRune(r)
		}
	}
	return b.String()
}
