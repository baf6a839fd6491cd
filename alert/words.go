package alert

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"newswatch"
)

// words are the texts of one language.
type words struct {
	events     map[newswatch.EventType]string
	severities map[newswatch.Severity]string
	fields     map[newswatch.Field]string
	changed    map[string]string // names of an article's fields in a change
	goal, last string            // a figure is one; what was stated before

	list, colon, pause string // between items, after a label, between sentences
	aside, mark        string // layouts of a note in brackets and of an importance

	source, matched, figures, spread, changes string
	appeared, vanished                        string
	outlets, more, digest, reprint            string // with a number
	first, levels, unnamed                    string
	disguised                                 string // with the original's site, title and address
	late, open, ack, nobody                   string
	test, testHint                            string
	problems                                  map[string]string
	held, selector                            string
	lastGood, firstBad                        string
	hour                                      string // layout of a stamp that gives only the hour
}

var languages = map[string]*words{
	"zh": {
		events: map[newswatch.EventType]string{
			newswatch.AlertRaised: "新报道", newswatch.AlertRevised: "报道有改动", newswatch.AlertWithdrawn: "报道已撤下",
			newswatch.AlertDigest: "简报", newswatch.AlertTest: "测试消息", newswatch.AlertEscalated: "无人确认",
			newswatch.SiteFailing: "站点异常", newswatch.SiteRecovered: "站点恢复",
			newswatch.ChannelFailing: "通道故障", newswatch.ChannelRecovered: "通道恢复",
		},
		severities: map[newswatch.Severity]string{newswatch.Low: "低", newswatch.Normal: "普通", newswatch.High: "重要"},
		fields:     map[newswatch.Field]string{newswatch.FieldTitle: "标题", newswatch.FieldText: "正文", newswatch.FieldSource: "来源", newswatch.FieldAuthor: "作者", newswatch.FieldKicker: "肩题", newswatch.FieldSubtitle: "副题"},
		changed:    map[string]string{"title": "标题", "text": "正文", "author": "作者", "source": "来源", "published": "发布时间", "editor": "编辑", "kicker": "肩题", "subtitle": "副题"},
		goal:       "目标",
		last:       "上次",
		list:       "、", colon: "：", pause: "；", aside: "（%s）", mark: "【%s】",
		source: "来源", matched: "命中", figures: "数字", spread: "传播", changes: "改动",
		appeared: "新出现", vanished: "已删去",
		outlets: "%d 家媒体", more: "另有 %d 条未列出", digest: "%d 条提醒", reprint: "%d 篇转载",
		first: "首发", levels: "媒体", unnamed: "其他",
		disguised: "疑为改头换面的转载，名称可能被调换；原文：%s《%s》%s",
		late:      "旧文补录", open: "查看原文", ack: "确认收到", nobody: "重要提醒无人确认",
		test: "通道工作正常", testHint: "收到这条消息，说明提醒能够送达这里。",
		problems: map[string]string{"field missing": "字段缺失", "no links": "列表里没有链接", "silent": "长时间没有新文章", "unreachable": "无法访问"},
		held:     "%d 条提醒在等待", selector: "选择器",
		lastGood: "最后正常的页面", firstBad: "首个异常的页面",
		hour: "2006-01-02 15时",
	},
	"en": {
		events: map[newswatch.EventType]string{
			newswatch.AlertRaised: "new article", newswatch.AlertRevised: "article changed", newswatch.AlertWithdrawn: "article withdrawn",
			newswatch.AlertDigest: "digest", newswatch.AlertTest: "test message", newswatch.AlertEscalated: "not acknowledged",
			newswatch.SiteFailing: "site failing", newswatch.SiteRecovered: "site recovered",
			newswatch.ChannelFailing: "channel failing", newswatch.ChannelRecovered: "channel recovered",
		},
		severities: map[newswatch.Severity]string{newswatch.Low: "low", newswatch.Normal: "normal", newswatch.High: "high"},
		fields:     map[newswatch.Field]string{newswatch.FieldTitle: "title", newswatch.FieldText: "text", newswatch.FieldSource: "source", newswatch.FieldAuthor: "author", newswatch.FieldKicker: "kicker", newswatch.FieldSubtitle: "subtitle"},
		changed:    map[string]string{},
		goal:       "goal",
		last:       "last",
		list:       ", ", colon: ": ", pause: "; ", aside: " (%s)", mark: "[%s] ",
		source: "source", matched: "matched", figures: "figures", spread: "spread", changes: "changes",
		appeared: "now there", vanished: "now gone",
		outlets: "%d outlets", more: "%d more not listed", digest: "%d alerts", reprint: "%d reprints",
		first: "first", levels: "media", unnamed: "others",
		disguised: "looks like a disguised copy, names may be swapped; original: %s, %s %s",
		late:      "old article", open: "read", ack: "acknowledge", nobody: "nobody has acknowledged this",
		test: "the channel works", testHint: "This message shows that alerts arrive here.",
		problems: map[string]string{},
		held:     "%d alerts are held", selector: "selector",
		lastGood: "last good page", firstBad: "first bad page",
		hour: "2006-01-02 15h",
	},
}

// stamp writes a time as precisely as the page gave it. "" where it gave none.
func (w *words) stamp(t *time.Time, p newswatch.Precision, loc *time.Location) string {
	if t == nil || t.IsZero() {
		return ""
	}
	local := t.In(p.Zone(*t, loc))
	switch p {
	case newswatch.Day:
		return local.Format("2006-01-02")
	case newswatch.Hour:
		return local.Format(w.hour)
	}
	return local.Format("2006-01-02 15:04")
}

func (w *words) figure(f newswatch.Figure) string {
	text := f.Text
	if !strings.Contains(text, f.Qualifier) {
		text = f.Qualifier + text
	}
	parts := []string{f.Subject + f.Indicator + " " + text}
	if f.Period != "" {
		parts = append(parts, f.Period)
	}
	if f.Kind == newswatch.Goal {
		parts = append(parts, w.goal)
	}
	if f.Last != nil {
		parts = append(parts, w.last+" "+strconv.FormatFloat(*f.Last, 'f', -1, 64)+" "+f.Unit)
	}
	if len(parts) == 1 {
		return strings.TrimSpace(parts[0])
	}
	return strings.TrimSpace(parts[0]) + w.note(strings.Join(parts[1:], w.list))
}

// note puts text in brackets.
func (w *words) note(text string) string { return fmt.Sprintf(w.aside, text) }

func (w *words) problem(s *newswatch.SiteTrouble) string {
	text, ok := w.problems[s.Problem]
	if !ok {
		text = s.Problem
	}
	if s.Field != "" {
		text += w.note(s.Field)
	}
	return text
}

func (w *words) field(name string) string {
	if s, ok := w.changed[name]; ok {
		return s
	}
	return name
}
