package sites

import (
	"net/url"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/PuerkitoBio/goquery"
)

// absent are the words of pages that say, with status 200, that there is no
// such page.
var absent = regexp.MustCompile(`页面不存在|网页不存在|文章不存在|内容不存在|新闻不存在|信息不存在|该(?:页面?|网页|文章|稿件|新闻|内容|信息)(?:已|已经|可能)?(?:被)?(?:删除|不存在|下线|撤回|撤稿|失效)|(?:页面|网页|文章|稿件|内容)(?:已|已经)(?:被)?(?:删除|下线|撤回|失效)|(?:您|你)?(?:访问|请求|查找|浏览|要找)的(?:页面|网页|文章|内容|资源|地址|文件)[^。]{0,8}(?:不存在|已删除|已被删除|找不到|未找到|无法找到|丢失)|找不到(?:该|您|你)?[^。]{0,8}(?:页面|网页|文章)|页面(?:没有)?(?:找不到|未找到)|抱歉[，,][^。]{0,10}(?:不存在|找不到|已删除|走丢|丢失)|(?i:404 not found|page not found|http 404|error 404|410 gone)`)

// Gone reports whether a page that answered 200 says that the article is no
// longer there: by its words, or by sending its reader to the front page.
// reason is for people, such as "soft 404: 页面不存在". A page with an article's
// worth of text is never gone, whatever its words.
func (s *Site) Gone(pageURL *url.URL, doc *goquery.Document) (reason string, gone bool) {
	if doc == nil || len(doc.Nodes) == 0 {
		return "", false
	}
	root := doc.Nodes[0]
	if to, ok := Refresh(pageURL, doc); ok && isFront(to) && !isFront(pageURL) {
		return "redirect to the home page", true
	}
	w := walker{cells: true, limit: 400}
	w.walk(root)
	text := 0
	dated := false
	said := absentIn((&extractor{ix: &index{root: root}}).pageTitle())
	found := said
	for i := range w.paragraphs {
		p := &w.paragraphs[i]
		n := utf8.RuneCountInString(p.text)
		if p.linked*2 < len(p.text) && n > 30 && hasStop(p.text) && absentIn(p.text) == "" {
			text += n
		}
		dated = dated || n <= 80 && hasDate.MatchString(p.text) && (strings.ContainsAny(p.text, ":：") || strings.Contains(p.text, "来源"))
		if found == "" && n <= 120 {
			found = absentIn(p.text)
		}
	}
	told := text >= 200
	if said != "" { // a headline may speak of lost pages, above a time and a text
		told = dated && text >= 80
	}
	if found != "" && !told {
		return "soft 404: " + found, true
	}
	return "", false
}

func absentIn(text string) string {
	return strings.TrimSpace(absent.FindString(head(squeeze(text), 200)))
}

// isFront reports whether u is a site's front page, or its page for errors.
func isFront(u *url.URL) bool {
	switch p := strings.ToLower(strings.Trim(u.Path, "/")); {
	case p == "", strings.HasPrefix(p, "index.") && !strings.Contains(p, "/"):
		return true
	case strings.Contains(p, "404") || strings.HasSuffix(p, "error.html") || strings.HasSuffix(p, "error.htm"):
		return true
	}
	return false
}
