package alert

import (
	"fmt"
	"strings"

	"newswatch"
)

// View is an alert in words: what messages are made of, and what templates see.
type View struct {
	Alert *newswatch.Alert // the whole alert

	Event    string // 新报道, 简报, …
	Severity string // 重要, 普通, 低
	High     bool   // it is important; never of a test
	Late     bool   // the article was old when it was first seen
	Name     string // of the watch; "" where there is none
	Headline string // all in one line, for lists and subjects
	Title    string // of the article; for other events, what happened
	URL      string // of the article; "" where there is none that can be opened
	Site     string
	Source   string // as the article names it, where that is not the site
	Author   string
	Time     string // of publication, as precise as the page gave it
	Summary  string
	Terms    []string  // that matched, each once
	Matched  []string  // the same, each with the whole name and title that stands around it
	Excerpts []Excerpt // why it matched, each place once
	Figures  []string
	Changes  []string
	Outlets  int    // articles that tell the story
	AckURL   string // "" where there is nothing to acknowledge
	Message  string // of a failing site or channel, or a test

	// Of a digest: its alerts, and the same by watch and by the rank of their sites
	// (by site where ranks are not known).
	Items  []*View
	Groups []Group
	Levels []Count
}

// Group is the alerts of one watch in a digest.
type Group struct {
	Name  string
	Items []*View
}

// Count counts the alerts of a digest under a name.
type Count struct {
	Name string
	N    int
}

// Excerpt is a stretch of an article, in pieces.
type Excerpt []Piece

// Piece is a part of an excerpt; Hit marks a term that matched.
type Piece struct {
	Text string
	Hit  bool
}

// String is the excerpt's text.
func (e Excerpt) String() string {
	var b strings.Builder
	for _, p := range e {
		b.WriteString(p.Text)
	}
	return b.String()
}

// view puts an alert into the words of the channel's language.
func (k *kit) view(a *newswatch.Alert) *View {
	w := languages[k.lang]
	v := &View{
		Alert: a, Event: w.events[a.Type], Severity: w.severities[a.Severity], High: a.Severity == newswatch.High && a.Type != newswatch.AlertTest, Late: a.Late,
	}
	if v.Event == "" { // inside a digest
		v.Event = w.events[newswatch.AlertRaised]
	}
	if v.Severity == "" {
		v.Severity = w.severities[newswatch.Normal]
	}
	if a.Watch != nil {
		v.Name = oneLine(a.Watch.Name)
	}
	if a.Story != nil {
		v.Outlets = a.Story.Outlets
		if o := a.Story.Original; o != nil && a.Story.Disguised {
			v.Message = oneLine(fmt.Sprintf(w.disguised, orText(o.SiteName, string(o.Site)), cut(o.Title, 60), webURL(o.URL)))
		}
	}
	k.article(v, a, w)
	switch a.Type {
	case newswatch.AlertDigest:
		k.digest(v, a, w)
	case newswatch.AlertTest:
		v.Title, v.Message = w.test, w.testHint
	case newswatch.SiteFailing, newswatch.SiteRecovered:
		if s := a.Site; s != nil {
			v.Title, v.Message = oneLine(orText(s.Name, string(s.ID))), s.Message
			if a.Type == newswatch.SiteFailing {
				v.Title += w.colon + w.problem(s)
			}
		}
	case newswatch.ChannelFailing, newswatch.ChannelRecovered:
		if c := a.Channel; c != nil {
			v.Title, v.Message = oneLine(c.ID)+" ("+c.Kind+")", c.Message
			if c.Held > 0 {
				v.Message += w.pause + fmt.Sprintf(w.held, c.Held)
			}
		}
	}
	id := a.ID
	if a.Type == newswatch.AlertEscalated {
		id, v.Message = a.Of, w.nobody
	}
	if k.AckURL != nil && v.High && a.Watch != nil && id != 0 {
		v.AckURL = webURL(k.AckURL(id))
	}
	v.Headline = v.headline(w)
	return v
}

func orText(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// article fills what tells of the article.
func (k *kit) article(v *View, a *newswatch.Alert, w *words) {
	ref := a.Article
	if ref == nil {
		return
	}
	v.Title, v.URL, v.Author, v.Summary = oneLine(ref.Title), webURL(ref.URL), oneLine(ref.Author), oneLine(ref.Summary)
	if v.Title == "" {
		v.Title = cut(orText(v.Summary, oneLine(ref.URL)), 40)
	}
	v.Site = oneLine(orText(ref.SiteName, string(ref.Site)))
	if s := oneLine(ref.Source); s != v.Site {
		v.Source = s
	}
	v.Time = w.stamp(ref.Published, ref.Precision, k.Location)
	v.Terms, v.Excerpts = excerpts(a.Matches)
	v.Matched = matched(a.Matches, w)
	for _, f := range a.Figures {
		v.Figures = append(v.Figures, oneLine(w.figure(f)))
	}
	for _, c := range a.Changes {
		v.Changes = append(v.Changes, w.change(c))
	}
}

// change tells of one field; a text of many lines by what came and went.
func (w *words) change(c newswatch.Change) string {
	var parts []string
	var minus, plus []string
	for _, d := range c.Diff {
		if text := oneLine(d.Text); text != "" && d.Op == "-" {
			minus = append(minus, text)
		} else if text != "" && d.Op == "+" {
			plus = append(plus, text)
		}
	}
	if c.Field != "text" || len(c.Diff) == 0 {
		minus, plus = []string{oneLine(c.Before)}, []string{oneLine(c.After)}
	}
	parts = append(parts, fmt.Sprintf("%s → %s", orText(cut(strings.Join(minus, " / "), 60), "∅"), orText(cut(strings.Join(plus, " / "), 60), "∅")))
	if len(c.Appeared) > 0 {
		parts = append(parts, w.appeared+w.colon+strings.Join(c.Appeared, w.list))
	}
	if len(c.Vanished) > 0 {
		parts = append(parts, w.vanished+w.colon+strings.Join(c.Vanished, w.list))
	}
	return w.field(c.Field) + w.colon + strings.Join(parts, w.pause)
}

// headline is the alert in one line, the most telling first.
func (v *View) headline(w *words) string {
	var b strings.Builder
	if v.High {
		fmt.Fprintf(&b, w.mark, v.Severity)
	}
	if v.Name != "" && v.Alert.Watch != nil {
		b.WriteString(v.Name + " · ")
	}
	b.WriteString(v.Event)
	if v.Late {
		b.WriteString(w.note(w.late))
	}
	if v.Title != "" {
		b.WriteString(w.colon + v.Title)
	}
	return b.String()
}
