package web

import (
	"regexp"
	"strings"
)

// reasons say in Chinese what the matcher says of a watch that did not fire. It
// speaks English, for logs and the command line; what is not in this table, the
// dashboard shows as it is.
var reasons = []struct {
	english *regexp.Regexp
	chinese string
}{
	{regexp.MustCompile(`^neither (.+) nor (.+) stands in (.+)$`), "${3}中没有${1}，也没有${2}"},
	{regexp.MustCompile(`^none of (.+) stands in (.+)$`), "${2}中没有${1}"},
	{regexp.MustCompile(`^(.+) does not stand in (.+)$`), "${2}中没有${1}"},
	{regexp.MustCompile(`^(.+) stands in (.+) at (\d+), but .+$`), "${1}出现在${2}第 ${3} 字，但文中没有语境词"},
	{regexp.MustCompile(`^(.+) stands in (.+) at (\d+), which NOT forbids$`), "${1}出现在${2}第 ${3} 字，规则不许它出现"},
	{regexp.MustCompile(`^(.+) stands in (.+) at (\d+)$`), "${1}出现在${2}第 ${3} 字"},
	{regexp.MustCompile(`^the one occurrence of (.+) stands inside (.+?)(?: \(\w+\))?$`), "仅有的一处${1}在${2}之内"},
	{regexp.MustCompile(`^all (\d+) occurrences of (.+) stand inside (.+?)(?: \(\w+\))?$`), "${1} 处${2}都在${3}等词之内"},
	{regexp.MustCompile(`^the article states no number$`), "文中没有数字"},
	{regexp.MustCompile(`^none of (\d+) numbers is about (.+)$`), "${1} 个数字都与${2}无关"},
	{regexp.MustCompile(`^and (\d+) more conditions fail$`), "另有 ${1} 个条件不满足"},
	{regexp.MustCompile(`^the article is from (.+), the watch looks at (.+) only$`), "文章来自 ${1}，规则只看 ${2}"},
	{regexp.MustCompile(`^the numbers stand in other fields$`), "数字不在所查的字段里"},
}

var (
	reasonKeys  = strings.NewReplacer("any: ", "任一词：", "all: ", "全部词：", "none: ", "排除词：", "except: ", "不计：", "expr: ", "表达式：", "name: ", "名称：", "context: ", "语境：", "figure: ", "数字：", "indicator: ", "指标：", "subject: ", "主体：", "min: ", "下限：", "max: ", "上限：", "sites: ", "站点：", "in: ", "字段：")
	reasonWords = strings.NewReplacer("title or text", "标题或正文", "the whole article", "全文", "the article", "全文", "title", "标题", "text", "正文", "source", "来源", "author", "作者", " and ", "、", " or ", "或", ", ", "、")
	quotedWord  = regexp.MustCompile(`"((?:[^"\\]|\\.)*)"`)
)

// Reason is why a watch did not fire, in the reader's language.
func (v *view) Reason(text string) string {
	if v.Lang != "zh" {
		return text
	}
	parts := strings.Split(text, "; ")
	for i, part := range parts {
		key, rest, ok := strings.Cut(part, ": ")
		if !ok {
			key, rest = "", part
		} else {
			key += ": "
		}
		parts[i] = reasonKeys.Replace(key) + inChinese(rest)
	}
	return strings.Join(parts, "；")
}

// inChinese translates a reason without its key. Words of the rule, which stand
// in quotation marks, are left alone.
func inChinese(text string) string {
	for _, r := range reasons {
		m := r.english.FindStringSubmatchIndex(text)
		if m == nil {
			continue
		}
		out := string(r.english.ExpandString(nil, r.chinese, text, m))
		var b strings.Builder
		at := 0
		for _, q := range quotedWord.FindAllStringSubmatchIndex(out, -1) {
			b.WriteString(reasonWords.Replace(out[at:q[0]]) + "“" + out[q[2]:q[3]] + "”")
			at = q[1]
		}
		b.WriteString(reasonWords.Replace(out[at:]))
		return b.String()
	}
	return text
}
