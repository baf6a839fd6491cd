package sites

import (
	"strings"
	"unicode/utf8"
)

// labelWords are the words that labels are made of; [meant] says of what fields.
var labelWords = strings.Fields(`更新时间 更新日期 发布时间 发布日期 发表时间 发表日期 发稿时间 发稿日期 日期 时间
	内容来源 稿件来源 信息来源 新闻来源 文章来源 来源 稿源 作者 记者 通讯员 责任编辑 责编 网络编辑 编辑 标签 关键词 关键字
	摄影 校对 审核 点击数 点击 浏览次数 阅读数 阅读 字号 字体 分享到 分享`)

// labelsByEnd are the words by their last character, longer ones first. 责编 and
// 编辑 may have a blank inside.
var labelsByEnd = func() map[rune][]string {
	m := map[rune][]string{}
	add := func(word string) {
		r, _ := utf8.DecodeLastRuneInString(word)
		at := 0
		for at < len(m[r]) && len(m[r][at]) >= len(word) {
			at++
		}
		m[r] = append(m[r][:at], append([]string{word}, m[r][at:]...)...)
	}
	for _, word := range labelWords {
		add(word)
	}
	for _, blank := range blanks {
		add("责" + string(blank) + "编")
		add("编" + string(blank) + "辑")
	}
	return m
}()

const blanks = " \t\n\f\r"

// labelAt is a label in a line: its word, and where what it labels begins.
type labelAt struct{ start, wordEnd, end int }

func (l labelAt) word(line string) string { return line[l.start:l.wordEnd] }

// labelsIn finds the labels of a line, at most n, or all where n is 0. A label
// is a word of labelWords and a colon behind it.
func labelsIn(line string, n int) (list []labelAt) {
	from := 0 // behind the label before
	for i := 0; i < len(line); i++ {
		size := 1
		switch {
		case line[i] == ':':
		case line[i] == 0xEF && strings.HasPrefix(line[i:], "："):
			size = len("：")
		default:
			continue
		}
		before := strings.TrimRight(line[from:i], blanks)
		last, _ := utf8.DecodeLastRuneInString(before)
		for _, word := range labelsByEnd[last] {
			if !strings.HasSuffix(before, word) {
				continue
			}
			wordEnd := from + len(before)
			end := len(line) - len(strings.TrimLeft(line[i+size:], blanks))
			list = append(list, labelAt{wordEnd - len(word), wordEnd, end})
			if len(list) == n {
				return list
			}
			from = end
			break
		}
	}
	return list
}

// hasLabel reports whether a line has a label.
func hasLabel(line string) bool { return len(labelsIn(line, 1)) > 0 }

// behindLabel is what follows the label that s begins with, or s.
func behindLabel(s string) string {
	if first := labelsIn(s, 1); len(first) > 0 && first[0].start == 0 {
		return s[first[0].end:]
	}
	return s
}
