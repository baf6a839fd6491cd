package sites

import (
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"newswatch/sites/gloss"
	"newswatch/sites/stamp"
)

// Labels: what a page says about an article in words, such as 来源：新华日报, is
// surer than how its markup names the places.

// meant says which field a label speaks of.
var meant = map[string]string{
	"更新时间": "published", "更新日期": "published", "发布时间": "published", "发布日期": "published", "发表时间": "published",
	"发表日期": "published", "发稿时间": "published", "发稿日期": "published", "日期": "published", "时间": "published",
	"内容来源": "source", "稿件来源": "source", "信息来源": "source", "新闻来源": "source", "文章来源": "source", "来源": "source", "稿源": "source",
	"作者": "author", "记者": "author", "通讯员": "author",
	"责任编辑": "editor", "责编": "editor", "网络编辑": "editor", "编辑": "editor",
	"标签": "keywords", "关键词": "keywords", "关键字": "keywords",
}

// said is one labelled value.
type said struct {
	value string
	label string // as printed
}

// labelled are the values that lines give, the first of each field.
type labelled struct {
	source, author, editor, keywords said
	published                        stamp.Stamp
	publishedBy                      string
}

// read takes one line in; following is the line after it, which holds the value
// of a label that ends its line.
func (l *labelled) read(text, following string, now time.Time, loc *time.Location) {
	if name := simple(text); meant[name] == "editor" && l.editor.value == "" && isName(following) {
		l.editor = said{editors(following), name} // the name stands on the next line
		return
	}
	if len(text) > 600 {
		return
	}
	known := simple(text) // of the same length
	all := labelsIn(known, 0)
	for i, m := range all {
		name := strings.Join(strings.Fields(m.word(known)), "")
		end := len(text)
		if i+1 < len(all) {
			end = all[i+1].start
		}
		value := strings.TrimSpace(text[m.end:end])
		if value == "" && i+1 == len(all) && utf8.RuneCountInString(following) <= 16 && !strings.ContainsAny(following, "。，！？:：") {
			value = following
		}
		if value == "" || meant[name] == "source" && quoted(text[:m.start]) {
			continue
		}
		l.take(meant[name], said{value, name}, now, loc)
	}
}

// quoted reports whether a 来源 that follows before is that of a picture or of
// data and not the article's.
func quoted(before string) bool {
	for _, of := range []string{"图片", "资料", "数据", "视频", "照片", "图", "信息来"} {
		if strings.HasSuffix(before, of) {
			return true
		}
	}
	return false
}

func (l *labelled) take(field string, v said, now time.Time, loc *time.Location) {
	switch field {
	case "published":
		if l.published.IsZero() {
			if s := firstStamp(head(v.value, 40), now, loc); !s.IsZero() && s.Offset < 12 {
				l.published, l.publishedBy = s, v.label
			}
		}
	case "source":
		source, rest := cutSource(v.value)
		if l.source.value == "" && source != "" {
			l.source = said{source, v.label}
			if name := writers(rest); l.author.value == "" && name != "" && utf8.RuneCountInString(rest) <= 30 {
				l.author = said{name, v.label + " (after the source)"}
			}
		}
	case "author":
		if l.author.value == "" && !hasStop(v.value) {
			if name := writers(v.value); name != "" {
				l.author = said{name, v.label}
			} else if v.label == "作者" && utf8.RuneCountInString(v.value) <= 20 {
				l.author = said{v.value, v.label}
			}
		}
	case "editor":
		if name := editors(v.value); l.editor.value == "" && name != "" {
			l.editor = said{name, v.label}
		}
	case "keywords":
		if l.keywords.value == "" && utf8.RuneCountInString(v.value) < 80 {
			l.keywords = v
		}
	}
}

// afterSource are words of buttons that stand behind a source.
var afterSource = regexp.MustCompile(`(?:参与互动|手机看新闻|我要评论|分享|字号|字体|打印|评论|查看|扫一扫|点击|浏览|阅读|【|\[|\||｜|>>|\(\d|（\d).*$`)

// cutSource divides what stands behind 来源： into the source and what follows
// it, which may name writers.
func cutSource(value string) (source, rest string) {
	value = strings.TrimSpace(strings.Trim(strings.TrimSpace(afterSource.ReplaceAllString(gloss.Strip(value), "")), "）)]】|·"))
	source, rest, _ = strings.Cut(value, " ")
	if strings.Count(source, "《") > strings.Count(source, "》") {
		if more, after, ok := strings.Cut(rest, "》"); ok {
			source, rest = source+" "+more+"》", after
		}
	}
	source = strings.Trim(source, "，,;；、")
	if n := utf8.RuneCountInString(source); n == 0 || n > 40 || strings.ContainsAny(source, "。！？") || !hasLetter(source) {
		return "", ""
	}
	return source, rest
}

func hasLetter(s string) bool {
	for _, r := range s {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= 0x3400 {
			return true
		}
	}
	return false
}

// firstStamp is the first stamp of a text that is not in the future.
func firstStamp(text string, now time.Time, loc *time.Location) stamp.Stamp {
	if !strings.ContainsAny(text, "0123456789０１２３４５６７８９今昨前刚") {
		return stamp.Stamp{}
	}
	for _, s := range stamp.Find(text, now, loc) {
		if !future(s.Time, now) {
			return s
		}
	}
	return stamp.Stamp{}
}

// future allows for a site's clock being some minutes fast.
func future(t, now time.Time) bool { return t.After(now.Add(30 * time.Minute)) }

var (
	crumbStart = regexp.MustCompile(`^.{0,6}?(?:您?(?:当前|现在)?的?(?:所在)?位置|本页位置|你的位置|当前位置|现在位置|首页)\s*(?:是)?\s*[:：]?\s*`)
	crumbCut   = regexp.MustCompile(`\s*(?:>+|＞+|&gt;|»+|›|→|⇒|－>|->|::|/)\s*`)
)

// isCrumb reports whether a line is a breadcrumb.
func isCrumb(text string) bool {
	if utf8.RuneCountInString(text) > 120 {
		return false
	}
	return strings.Contains(text, "位置") && crumbStart.MatchString(text) && strings.ContainsAny(text, ">＞»›→正") ||
		strings.Count(text, ">")+strings.Count(text, "＞")+strings.Count(text, "→")+strings.Count(text, "»") >= 2 && (strings.HasSuffix(text, "正文") || strings.HasPrefix(text, "首页"))
}

// channel makes the steps of a breadcrumb one line, without what every page of
// the site has.
func channel(steps []string, siteName string) string {
	if len(steps) == 1 {
		steps = crumbCut.Split(crumbStart.ReplaceAllString(strings.TrimSpace(steps[0]), ""), -1)
	}
	var kept []string
	for _, step := range steps {
		step = strings.Trim(squeeze(step), " >＞»›→|·[]")
		if utf8.RuneCountInString(step) > 24 {
			step, _, _ = strings.Cut(step, "-") // a title made for search engines
		}
		if strings.Contains(step, "位置") {
			step = crumbStart.ReplaceAllString(step, "")
		}
		step = strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(step, "正文"), "正 文"))
		if step == "" || step == "首页" || step == "网站首页" || step == siteName || utf8.RuneCountInString(step) > 30 {
			continue
		}
		kept = append(kept, nfc(step))
	}
	return strings.Join(kept, " > ")
}
