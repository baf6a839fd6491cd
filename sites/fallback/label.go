package fallback

import (
	"strings"
	"unicode/utf8"
)

// The labels before each field, longer ones before those they begin with.
var (
	sourceLabels = []string{
		"本文来源", "本文來源", "文章来源", "文章來源", "信息来源", "資訊來源", "新闻来源", "新聞來源", "内容来源", "內容來源", "稿件来源", "资料来源", "資料來源", "消息来源", "图文来源", "原文来源", "来源于", "来源自", "来源", "來源", "来 源", "來 源", "稿源", "出处", "出處", "转自", "轉自", "转载自", "供稿单位", "发布单位", "发布机构", "媒体",
	}
	authorLabels = []string{
		"本文作者", "文章作者", "原作者", "作者", "作 者", "撰稿人", "撰稿", "撰文", "执笔", "執筆", "采写",
	}
	editorLabels = []string{
		"责任编辑", "責任編輯", "本文编辑", "本文责编", "网络编辑", "网站编辑", "值班编辑", "新媒体编辑", "责编", "責編", "编辑", "編輯", "编 辑", "編 輯", "责 编",
	}
)

// enders, longer ones before those that they hold, end the value of a label wherever they stand: they open the next part
// of a line of particulars.
var enders = [...]string{
	"内容来源", "文章来源", "信息来源", "新闻来源", "稿件来源", "来源", "來源", "来 源", "作者", "作 者", "撰稿", "撰文", "采写", "记者", "記者", "通讯员", "通訊員", "编 辑", "责任", "責任", "责编", "责編", "字号", "字號", "字體", "字体", "字级", "文字大小", "标准时间", "標準時間", "浏览", "点击", "打印", "列印", "标签", "標籤", "关键", "我要", "人气",
	"参与", "举报", "分享", "收藏", "摄影", "攝影", "审核", "校对", "手机看", "随时随地", "订阅", "复制", "查看", "已有", "有0人", "我来说", "转发", "进入", "点此", "欢迎", "扫一扫", "http", "www.", "【", "】", "[", "]", "(", ")", "（", "）", "〔", "〕", "|", "｜", "丨", "│", "，", "。", "；", ";", "＞", ">", "»", "※", "热度", "原创", "大 中 小", "大中小", "版权", "编后", "频道：", "栏目", "频道:",
}

// softEnders are parts of names as well, such as 上海发布 and 时间财经: they end a
// value behind a blank, or before what a label or a count goes on with.
var softEnders = [...]string{"时间", "時間", "日期", "发布", "發布", "发表", "发稿", "更新", "评论", "評論", "微博", "阅读", "编辑", "編輯"}

// endsSoftly reports whether the soft ender at s[i:j] ends the value before it.
func endsSoftly(s string, i, j int) bool {
	if before, _ := utf8.DecodeLastRuneInString(s[:i]); before == ' ' || before == '　' {
		return true
	}
	next, n := utf8.DecodeRuneInString(strings.TrimLeft(s[j:], " "))
	return n > 0 && strings.ContainsRune(colons+"时時日于於者（([【0123456789", next)
}

// quoted reports whether what follows is set in quotes, as in the terms of a site.
func quoted(before string) bool {
	r, _ := utf8.DecodeLastRuneInString(before)
	return strings.ContainsRune("“「『‘\"", r)
}

// colons may stand between a label and its value.
const colons = ":：︰∶ː"

// labelled gives what stands behind the first label in a line, up to the next
// part; value is "" where the label's value stands elsewhere.
func labelled(line string, labels []string) (value, label string, found bool) {
	if strings.IndexByte(line, ':') < 0 && !strings.Contains(line, "：") && !strings.ContainsFunc(line, endsLabel) {
		return "", "", false
	}
	at := len(line)
	for _, l := range labels {
		for from := 0; from < at; {
			i := strings.Index(line[from:], l)
			if i < 0 || from+i >= at {
				break
			}
			i += from
			from = i + len(l)
			if quoted(line[:i]) { // 凡注明“来源：本网”的作品
				continue
			}
			if v, ok := behindLabel(line[from:], l); ok {
				value, label, found, at = v, l, true, i
				break
			}
		}
	}
	return value, label, found
}

// behindLabel reads what must stand behind a word for it to be a label.
func behindLabel(rest, label string) (value string, ok bool) {
	rest = strings.TrimLeft(rest, " 　】]")
	r, n := utf8.DecodeRuneInString(rest)
	switch {
	case n > 0 && strings.ContainsRune(colons, r):
		return valueOf(rest[n:]), true
	case r == '/' || r == '／' || r == '╱':
		value = valueOf(rest[n:])
	case label == "来源于" || label == "来源自" || label == "转载自":
		value = valueOf(rest)
	}
	return value, value != ""
}

// valueOf cuts a text behind a label where the value ends.
func valueOf(s string) string {
	s = strings.TrimLeft(s, " 　"+colons)
	opened := strings.TrimLeft(s, "[【(（")
	if opened != s { // 来源：[新华网]
		s = opened
	}
	end := len(s)
	for _, w := range enders {
		if i := strings.Index(s[:end], w); i >= 0 {
			end = i
		}
	}
	for _, w := range softEnders {
		for from := 0; from < end; {
			i := strings.Index(s[from:end], w)
			if i < 0 {
				break
			}
			if i += from; endsSoftly(s, i, i+len(w)) {
				end = i
			}
			from = i + len(w)
		}
	}
	return strings.Trim(s[:end], " 　-—–·、,/_\"'")
}

// endsLabel reports whether r can stand for the colon of a label.
func endsLabel(r rune) bool {
	switch r {
	case '/', '／', '╱', '︰', '∶', 'ː', '于', '自':
		return true
	}
	return false
}
