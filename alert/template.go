package alert

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"text/template"
	"time"

	"newswatch"
)

// templates are a channel's own words; nil where it uses ours.
type templates struct{ title, body *template.Template }

// functions are what templates may call besides text/template's own.
var functions = template.FuncMap{
	"cut":  func(n int, s string) string { return cut(s, n) },
	"join": func(sep string, list []string) string { return strings.Join(list, sep) },
	"json": func(v any) (string, error) { b, err := encode(v); return string(b), err },
	"mark": func(before, after string, e Excerpt) string {
		var b strings.Builder
		for _, p := range e {
			if p.Hit {
				b.WriteString(before + p.Text + after)
			} else {
				b.WriteString(p.Text)
			}
		}
		return b.String()
	},
}

// maxRendered bounds what a template may write, in bytes.
const maxRendered = 1 << 20

func render(t *template.Template, v *View) (string, error) {
	var b limitedBuilder
	if err := t.Execute(&b, v); err != nil {
		return "", fmt.Errorf("template: %w", err)
	}
	return b.String(), nil
}

type limitedBuilder struct{ strings.Builder }

func (b *limitedBuilder) Write(p []byte) (int, error) {
	if b.Len()+len(p) > maxRendered {
		return 0, fmt.Errorf("writes more than %d bytes", maxRendered)
	}
	return b.Builder.Write(p)
}

func (t templates) render(v *View) (string, error)      { return render(t.body, v) }
func (t templates) renderTitle(v *View) (string, error) { return render(t.title, v) }

// parseTemplates reads a channel's templates and runs them on samples of every
// event, so that a mistake is found at the start and not with the first alert.
func parseTemplates(o *Common, env Env) (templates, error) {
	var bad faults
	k := &kit{env, o.Language, templates{}}
	parse := func(key, text string) *template.Template {
		if text == "" {
			return nil
		}
		t, err := template.New(key).Funcs(functions).Parse(text)
		if err != nil {
			bad.add(key, "%s", strings.TrimPrefix(err.Error(), "template: "))
			return nil
		}
		for _, a := range Samples(env.Now()) {
			out, err := render(t, k.view(&a))
			if err != nil {
				bad.add(key, "with a sample of %s: %s", a.Type, strings.TrimPrefix(err.Error(), "template: "))
				return nil
			}
			if key == "template" && o.Type == "webhook" && !json.Valid([]byte(out)) {
				bad.add(key, "with a sample of %s it gives no JSON; write texts as {{json .Title}}", a.Type)
				return nil
			}
		}
		return t
	}
	return templates{parse("title", o.Title), parse("template", o.Template)}, bad.err()
}

// TestAlert is the message of newswatch alerts test. It is high, so that it goes
// out before whatever else waits for the channel; nobody is called by it.
func TestAlert(now time.Time) newswatch.Alert {
	return newswatch.Alert{Type: newswatch.AlertTest, Severity: newswatch.High, Created: now}
}

// Samples are invented alerts, one of each event.
func Samples(now time.Time) []newswatch.Alert {
	published := now.Add(-time.Hour)
	value := 5.6
	a := newswatch.Alert{
		ID: 7, Type: newswatch.AlertRaised, Severity: newswatch.High, Created: now,
		Watch: &newswatch.WatchRef{ID: "sample", Name: "样例", Kind: newswatch.Keyword},
		Article: &newswatch.ArticleRef{
			ID: 3, Site: "sample", SiteName: "样例网", URL: "https://news.example.org/2026/sample.html",
			Title: "样例城举办第一届“读报”活动 <b>& 其他</b>", Published: &published, Precision: newswatch.Minute,
			Source: "样例日报", Author: "张三", Summary: "样例城昨天举办了一场读报活动。",
		},
		Matches: []newswatch.Match{{Term: "读报", Field: newswatch.FieldText, Offset: 9, Length: 2, Excerpt: "样例城昨天举办了一场读报活动"}},
		Figures: []newswatch.Figure{{Subject: "样例城", Indicator: "GDP", Value: &value, Unit: "%", Kind: newswatch.Goal, Text: "5.6%", Field: newswatch.FieldText}},
		Story:   &newswatch.StoryRef{ID: 2, Outlets: 3},
	}
	revised := a
	revised.Type = newswatch.AlertRevised
	revised.Changes = []newswatch.Change{{Field: "title", Before: "样例城举办活动", After: "样例城取消活动"}}
	withdrawn := a
	withdrawn.Type, withdrawn.Severity = newswatch.AlertWithdrawn, newswatch.Normal
	escalated := a
	escalated.Type, escalated.Of = newswatch.AlertEscalated, 7
	site := newswatch.Alert{ID: 8, Type: newswatch.SiteFailing, Created: now, Site: &newswatch.SiteTrouble{
		ID: "sample", Name: "样例网", Problem: "field missing", Field: "title", Selector: "h1", LastGood: a.Article.URL, FirstBad: a.Article.URL, Message: "no title on 5 of 5 pages",
	}}
	siteOK := site
	siteOK.Type = newswatch.SiteRecovered
	channel := newswatch.Alert{ID: 9, Type: newswatch.ChannelFailing, Severity: newswatch.High, Created: now,
		Channel: &newswatch.ChannelTrouble{ID: "desk", Kind: "webhook", Message: "refused with code 401", Held: 4}}
	channelOK := channel
	channelOK.Type = newswatch.ChannelRecovered
	return []newswatch.Alert{a, revised, withdrawn, escalated, site, siteOK, channel, channelOK, TestAlert(now),
		{ID: 10, Type: newswatch.AlertDigest, Severity: newswatch.Normal, Created: now, Alerts: []newswatch.Alert{a, revised, withdrawn}}}
}

// Marks and links of every markup we write, with what to keep of them.
var (
	linkForm  = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
	slackForm = regexp.MustCompile(`<[^|>]*\|([^>]*)>`)
	tagForm   = regexp.MustCompile(`</?[a-zA-Z][^>]*>`)
)

// bare is a text without links and marks.
func bare(s string) string {
	s = linkForm.ReplaceAllString(s, "$1")
	s = slackForm.ReplaceAllString(s, "$1")
	return tagForm.ReplaceAllString(s, "")
}
