package alert

import (
	"fmt"
	"html"
	"html/template"
	"regexp"
	"strings"
)

// mailPage is the HTML part of a mail. Styles stand in the tags, as mail readers
// drop style sheets; it loads nothing.
var mailPage = template.Must(template.New("mail").Parse(`<!DOCTYPE html>
<html lang="{{.Lang}}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{{.View.Headline}}</title></head>
<body style="margin:0;padding:16px;font:16px/1.6 -apple-system,'PingFang SC','Microsoft YaHei',sans-serif;color:#222">
<div style="max-width:640px;margin:auto">
{{- if .Body}}
<p>{{.Body}}</p>
{{- else if .View.Groups}}
<h2 style="font-size:20px">{{.View.Event}}{{.W.Colon}}{{.View.Title}}</h2>
{{- if .View.Levels}}
<p style="color:#666">{{.W.Levels}}{{.W.Colon}}{{range $i, $l := .View.Levels}}{{if $i}} · {{end}}{{$l.Name}} {{$l.N}}{{end}}</p>
{{- end}}
{{- range .View.Groups}}
<h3 style="font-size:17px;border-bottom:1px solid #ddd">{{.Name}} ({{len .Items}})</h3>
<ul style="padding-left:20px">
{{- range .Items}}
<li style="margin-bottom:8px">{{template "title" .}}<br><span style="color:#666;font-size:14px">{{$.Facts .}}</span>
{{- range .Excerpts}}<br><span style="font-size:14px">{{template "excerpt" .}}</span>{{end}}</li>
{{- end}}
</ul>
{{- end}}
{{- if .Figures}}
<h3 style="font-size:17px;border-bottom:1px solid #ddd">{{.W.Figures}}</h3>
<table style="border-collapse:collapse;font-size:14px">
{{- range .Figures}}
<tr><td style="padding:4px 12px 4px 0">{{index . 0}}</td><td style="padding:4px 0;color:#666">{{index . 1}}</td></tr>
{{- end}}
</table>
{{- end}}
{{- else}}
<p style="color:{{if .View.High}}#c0392b{{else}}#666{{end}};margin:0">{{.Label}}</p>
<h2 style="font-size:20px;margin:4px 0">{{template "title" .View}}</h2>
<p style="color:#666;margin:4px 0">{{.Facts .View}}</p>
{{- if .View.Message}}
<p>{{.View.Message}}</p>
{{- end}}
{{- range .View.Excerpts}}
<blockquote style="margin:8px 0;padding:4px 12px;border-left:3px solid #ddd">{{template "excerpt" .}}</blockquote>
{{- else}}{{if .View.Summary}}
<p>{{.View.Summary}}</p>
{{- end}}{{end}}
{{- with .Matched}}
<p style="margin:4px 0">{{.}}</p>
{{- end}}
{{- range .View.Figures}}
<p style="margin:4px 0">{{$.W.Figures}}{{$.W.Colon}}{{.}}</p>
{{- end}}
{{- range .View.Changes}}
<p style="margin:4px 0">{{.}}</p>
{{- end}}
{{- if gt .View.Outlets 1}}
<p style="color:#666;margin:4px 0">{{.Spread}}</p>
{{- end}}
<p>{{if .View.URL}}<a href="{{.View.URL}}">{{.W.Open}}</a>{{end}}{{if .View.AckURL}} · <a href="{{.View.AckURL}}">{{.W.Ack}}</a>{{end}}</p>
{{- end}}
</div></body></html>
{{define "title"}}{{if .URL}}<a href="{{.URL}}" style="color:#1a5fb4;text-decoration:none">{{.Title}}</a>{{else}}{{.Title}}{{end}}{{end}}
{{define "excerpt"}}{{range .}}{{if .Hit}}<mark style="background:#fff3a3">{{.Text}}</mark>{{else}}{{.Text}}{{end}}{{end}}{{end}}
`))

// mailView is what mailPage reads.
type mailView struct {
	View    *View
	Lang    string
	W       mailWords
	Body    template.HTML // of a user's template
	Figures [][2]string   // of a digest: the figure, and where it stands
	words   *words
}

type mailWords struct{ Colon, Levels, Figures, Open, Ack string }

// Facts is the line under a title.
func (m mailView) Facts(v *View) string {
	event := ""
	if v != m.View && v.Event != m.words.events["alert.raised"] {
		event = v.Event
	}
	late := ""
	if v.Late {
		late = m.words.late
	}
	return strings.Join(present(event, late, v.Site, v.Time, labelled(m.words.source, m.words.colon, v.Source), v.origin(m.words)), " · ")
}

// Matched names the terms.
func (m mailView) Matched() string {
	return labelled(m.words.matched, m.words.colon, strings.Join(m.View.Matched, m.words.list))
}

// Label says what it is about.
func (m mailView) Label() string { return m.View.label(m.words) }

// Spread says how many tell the story.
func (m mailView) Spread() string {
	return m.words.spread + m.words.colon + fmt.Sprintf(m.words.outlets, m.View.Outlets)
}

func (e *email) html(one message) (string, error) {
	w := languages[e.kit.lang]
	m := mailView{View: one.View, Lang: e.kit.lang, words: w, W: mailWords{w.colon, w.levels, w.figures, w.open, w.ack}}
	if e.kit.words.body != nil {
		m.Body = textAsHTML(one.Text)
	}
	for _, item := range one.View.Items {
		for _, f := range item.Figures {
			m.Figures = append(m.Figures, [2]string{f, item.Title})
		}
	}
	var b limitedBuilder
	if err := mailPage.Execute(&b, m); err != nil {
		return "", fmt.Errorf("message: %w", err)
	}
	return b.String(), nil
}

var addressForm = regexp.MustCompile(`https?://[^\s<>"']+`)

// textAsHTML keeps the lines of a text and makes its addresses links.
func textAsHTML(text string) template.HTML {
	text = html.EscapeString(text)
	text = addressForm.ReplaceAllString(text, `<a href="$0">$0</a>`)
	return template.HTML(strings.ReplaceAll(text, "\n", "<br>\n"))
}
