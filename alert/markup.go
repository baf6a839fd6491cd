package alert

import (
	"fmt"
	"html"
	"net/url"
	"strings"
)

// markup is how one kind of channel writes text. Every function takes escaped
// text but escape itself.
type markup struct {
	escape func(string) string
	bold   func(string) string
	hit    func(string) string // a term that matched
	link   func(text, address string) string
	quote  func(string) string
	item   string // before an item of a list
	line   string // between lines
	titled bool   // the channel shows the title above the text
	bare   bool   // a link shows its address, so that it stands once, at the end
}

func around(before, after string) func(string) string {
	return func(s string) string { return before + s + after }
}

func same(s string) string { return s }

// endsLink are the characters that end a link in some markup.
const endsLink = "()[]<>|\"'`*\\"

// webURL is an address that may stand in a message: http or https, in
// ASCII, without what ends a link in some markup. "" for any other.
func webURL(address string) string {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	u.User = nil
	host := len(u.Scheme) + len("://") + len(u.Host)
	var b strings.Builder
	for i, c := range []byte(u.String()) {
		// Brackets are part of an IPv6 host.
		if c <= ' ' || c >= 0x7f || i >= host && strings.IndexByte(endsLink, c) >= 0 {
			fmt.Fprintf(&b, "%%%02X", c)
		} else {
			b.WriteByte(c)
		}
	}
	return b.String()
}

// widen replaces what Markdown would act on by the full-width form. The robots'
// dialects know no reliable escape.
var widen = strings.NewReplacer(
	"*", "＊", "_", "＿", "`", "｀", "[", "［", "]", "］", "<", "＜", ">", "＞", "#", "＃", "~", "～", "|", "｜",
	"\\", "＼", "!", "！",
)

func markdownLink(text, address string) string { return "[" + text + "](" + address + ")" }

var (
	plainText = markup{
		escape: same, bold: same, hit: around("「", "」"),
		link:  func(text, address string) string { return text + " " + address },
		quote: around("> ", ""), item: "· ", line: "\n", titled: true, bare: true,
	}
	dingMarkdown = markup{
		escape: widen.Replace, bold: around("**", "**"), hit: around("**", "**"), link: markdownLink,
		quote: around("> ", ""), item: "- ", line: "\n\n", // a single line feed is a blank
	}
	weComMarkdown = markup{
		escape: widen.Replace, bold: around("**", "**"), hit: around(`<font color="warning">`, "</font>"), link: markdownLink,
		quote: around("> ", ""), item: "· ", line: "\n",
	}
	// Feishu's cards read HTML's character references.
	feishuMarkdown = markup{
		escape: feishuEscape.Replace, bold: around("**", "**"), hit: around("<font color='red'>", "</font>"), link: markdownLink,
		quote: same, item: "- ", line: "\n", titled: true,
	}
	slackMarkdown = markup{
		escape: slackEscape.Replace, bold: around("*", "*"), hit: around("*", "*"),
		link: func(text, address string) string {
			return "<" + strings.ReplaceAll(address, "&", "&amp;") + "|" + text + ">"
		},
		quote: around("> ", ""), item: "• ", line: "\n",
	}
	telegramHTML = markup{
		escape: html.EscapeString, bold: around("<b>", "</b>"), hit: around("<b>", "</b>"),
		link: func(text, address string) string {
			return `<a href="` + html.EscapeString(address) + `">` + text + "</a>"
		},
		quote: around("<blockquote>", "</blockquote>"), item: "• ", line: "\n",
	}
	// ntfy and Bark show CommonMark.
	commonMark = markup{
		escape: commonEscape.Replace, bold: around("**", "**"), hit: around("**", "**"), link: markdownLink,
		quote: around("> ", ""), item: "- ", line: "\n\n", titled: true,
	}
)

var (
	feishuEscape = strings.NewReplacer("&", "&#38;", "<", "&#60;", ">", "&#62;", "*", "&#42;", "_", "&#95;", "~", "&#126;",
		"`", "&#96;", "[", "&#91;", "]", "&#93;", "#", "&#35;", "|", "&#124;", "\\", "&#92;")
	// Slack knows no escape for * and the like.
	slackEscape  = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", "*", "＊", "_", "＿", "~", "～", "`", "｀")
	commonEscape = strings.NewReplacer("\\", "\\\\", "*", "\\*", "_", "\\_", "`", "\\`", "[", "\\[", "]", "\\]", "<", "\\<",
		">", "\\>", "#", "\\#", "~", "\\~", "|", "\\|", "!", "\\!", "&", "&amp;")
)

func (m *markup) excerpt(e Excerpt, most int) string {
	var b strings.Builder
	for _, p := range shorten(e, most) {
		if text := m.escape(p.Text); p.Hit {
			b.WriteString(m.hit(text))
		} else {
			b.WriteString(text)
		}
	}
	return m.quote(b.String())
}
