package fallback

import (
	"strings"
	"time"

	"newswatch/sites/stamp"
)

// crumbLabels open the line that says where a page belongs.
var crumbLabels = [...]string{"您现在的位置", "您現在的位置", "您当前的位置", "您當前的位置", "您所在的位置", "你所在的位置", "当前位置", "當前位置", "您的位置", "您的當前位置", "现在位置", "所在位置", "本页位置", "位置", "目前位置"}

// crumbMarks part the steps of a breadcrumb.
const crumbMarks = ">»›→＞>/\\／╱〉"

// channel reads the breadcrumb above the headline: its steps without the label,
// the first page and the page's own place, joined by " > ".
func (p *page) channel(title, start int, name string) found {
	top := title
	if top < 0 {
		top = start
	}
	for _, sure := range [...]bool{true, false} {
		for i := top - 1; i >= 0 && i >= top-14; i-- {
			text, ok := p.crumbLine(i, top, sure)
			if !ok {
				continue
			}
			if steps := crumbs(text, name, sure); len(steps) > 0 {
				return found{strings.Join(steps, " > "), "breadcrumb"}
			}
		}
	}
	return found{}
}

// crumbLine gives the breadcrumb in a line: behind its label if it must have
// one, else a line of links parted by signs. top is where the headline stands.
func (p *page) crumbLine(i, top int, sure bool) (string, bool) {
	b := &p.blocks[i]
	if b.runes > 90 {
		return "", false
	}
	text := b.text
	if sure {
		for _, l := range crumbLabels {
			j := strings.Index(text, l)
			if j < 0 || j > 30 {
				continue
			}
			text = strings.TrimLeft(text[j+len(l):], " 　"+colons+"】]")
			if !strings.ContainsAny(text, crumbMarks) { // each step may be a line of its own
				for j := i + 1; j < top && p.blocks[j].runes < 30; j++ {
					text += " > " + p.blocks[j].text
				}
			}
			return text, true
		}
		return "", false
	}
	if !strings.ContainsAny(text, crumbMarks) {
		return "", false
	}
	if strings.HasPrefix(text, "首页") || strings.HasPrefix(text, "首頁") {
		return text, true
	}
	return text, b.linked*3 >= b.runes && (b.linked < b.runes || p.namedFor(b.elem, "crumb", "path", "location", "position", "weizhi", "navpath"))
}

// crumbs splits a breadcrumb into its steps.
func crumbs(text, title string, sure bool) []string {
	var steps []string
	marks := crumbMarks
	if sure && !strings.ContainsAny(text, marks) {
		marks = "-－—·|"
	}
	for _, s := range strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(marks, r) }) {
		s = strings.Trim(squeeze(s), " -－—·‧|:：、[]【】《》<")
		for _, at := range stamp.Find(s, time.Time{}, time.UTC) {
			s = strings.TrimSpace(s[:at.Offset]) // the day's date beside the breadcrumb
			break
		}
		switch {
		case s == "" || s == "首页" || s == "首頁" || s == "首 頁" || s == "首 页" || strings.EqualFold(s, "home") || s == "正文" || s == "内容" || s == "内容页" || s == "文章" || strings.HasSuffix(s, "详情"):
			continue
		case strings.HasPrefix(s, "正文"): // with what stands beside the breadcrumb
			continue
		case title != "" && len(s) > 12 && strings.Contains(key(title), key(s)), title != "" && len(s) >= len(title) && strings.Contains(s, title):
			continue
		}
		steps = append(steps, s)
	}
	if len(steps) > 6 {
		return nil
	}
	if len(steps) > 1 && (strings.HasSuffix(steps[0], "首页") || strings.HasSuffix(steps[0], "首頁") || strings.HasSuffix(steps[0], "网") || strings.HasSuffix(steps[0], "網")) {
		steps = steps[1:] // the site itself
	}
	return steps
}
