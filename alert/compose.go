package alert

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"newswatch"
)

// message is one text for a channel.
type message struct {
	Title string // plain, one line
	Text  string // in the channel's markup
	View  *View
}

// maxPages is how many messages one digest may take. Beyond them, alerts are
// counted and not listed.
const maxPages = 8

// messages puts an alert into texts that all fit. fits measures a message as it
// will be sent, encoded. Nothing is cut inside a character, a link or a mark:
// what does not fit is made with less in it, or goes into a further message.
func (k *kit) messages(a *newswatch.Alert, m *markup, fits func(message) bool) ([]message, error) {
	v := k.view(a)
	base := message{Title: cut(v.Headline, maxTitle), View: v}
	if k.words.title != nil {
		title, err := k.words.renderTitle(v)
		if err != nil {
			return nil, err
		}
		base.Title = cut(oneLine(title), maxTitle)
	}
	c := composer{k, languages[k.lang], m, fits, base}
	switch {
	case k.words.body != nil:
		text, err := k.words.render(v)
		if err != nil {
			return nil, err
		}
		var lines []line
		for l := range strings.SplitSeq(strings.TrimSpace(text), "\n") {
			lines = append(lines, line{l, 0})
		}
		return c.paged("", lines, "\n"), nil
	case a.Type == newswatch.AlertDigest:
		return c.digest(v), nil
	}
	for detail := range details {
		one := base
		one.Text = strings.Join(c.single(v, detail), m.line)
		if fits(one) {
			return []message{one}, nil
		}
	}
	return []message{c.least(v)}, nil
}

// maxTitle is the longest title, in runes: what a phone shows in two lines.
const maxTitle = 80

type composer struct {
	*kit
	w    *words
	m    *markup
	fits func(message) bool
	base message
}

// details are how full a message can be: 0 is all, each further one has less.
const details = 4

// single is the lines of a message about one thing.
func (c *composer) single(v *View, detail int) []string {
	m, w := c.m, c.w
	title := m.escape(cut(v.Title, []int{120, 80, 60, 24}[detail]))
	if v.URL != "" && detail < 3 && !m.bare {
		title = m.link(title, v.URL)
	}
	lines := []string{m.bold(m.escape(cut(v.label(w), 60))), title}
	if m.titled && v.Title != "" { // the title says so already
		lines = lines[1:]
	}
	add := func(least int, s string) {
		if s != "" && detail <= least {
			lines = append(lines, s)
		}
	}
	facts := strings.Join(present(v.Site, v.Time, labelled(w.source, w.colon, v.Source)), " · ")
	add(3, m.escape(cut(facts, 80)))
	add(2, m.escape(cut(v.Message, []int{400, 200, 100, 0}[detail])))
	for i, e := range v.Excerpts {
		if i < []int{maxExcerpts, 1, 0, 0}[detail] {
			add(1, m.excerpt(e, []int{120, 60}[detail]))
		}
	}
	if len(v.Excerpts) == 0 {
		add(1, m.escape(cut(v.Summary, 120)))
	}
	add(2, m.escape(cut(labelled(w.matched, w.colon, strings.Join(v.Matched, w.list)), 100)))
	for i, f := range v.Figures {
		if i < 3 {
			add(1, m.escape(cut(labelled(w.figures, w.colon, f), 100)))
		}
	}
	for i, change := range v.Changes {
		if i < 5 {
			add(1, m.escape(cut(change, 160)))
		}
	}
	if v.Outlets > 1 {
		add(2, m.escape(labelled(w.spread, w.colon, fmt.Sprintf(w.outlets, v.Outlets))))
	}
	if s := v.Alert.Site; s != nil {
		add(1, m.escape(cut(labelled(w.selector, w.colon, s.Selector), 120)))
		add(1, c.linked(w.lastGood, s.LastGood))
		add(1, c.linked(w.firstBad, s.FirstBad))
	}
	var links []string
	if v.URL != "" {
		links = append(links, m.link(w.open, v.URL))
	}
	if v.AckURL != "" {
		links = append(links, m.link(w.ack, v.AckURL))
	}
	add(2, strings.Join(links, " · "))
	return present(lines...)
}

// label says what it is about: importance, name, event.
func (v *View) label(w *words) string {
	s := strings.Join(present(v.Name, v.Event), " · ")
	if v.High {
		s = fmt.Sprintf(w.mark, v.Severity) + s
	}
	if v.Late {
		s += w.note(w.late)
	}
	return s
}

func (c *composer) linked(text, address string) string {
	if address = webURL(address); address == "" {
		return ""
	}
	return c.m.link(c.m.escape(text), address)
}

// least is what is said where hardly anything fits: as much of the title as does.
func (c *composer) least(v *View) message {
	one := c.base
	for n := maxTitle; n > 0; n /= 2 {
		one.Title = cut(c.base.Title, n)
		one.Text = c.m.escape(one.Title)
		if c.fits(one) {
			break
		}
	}
	return one
}

func present(parts ...string) []string {
	return slices.DeleteFunc(parts, func(s string) bool { return s == "" })
}

func labelled(label, colon, text string) string {
	if text == "" {
		return ""
	}
	return label + colon + text
}

// digest lists alerts by watch, on as many pages as it takes.
func (c *composer) digest(v *View) []message {
	var pages []message
	for detail := range 2 {
		pages = c.paged(strings.Join(c.digestHead(v), c.m.line), c.digestLines(v, detail), c.m.line)
		if len(pages) == 1 || detail == 1 && len(pages) <= maxPages {
			return pages
		}
	}
	return pages
}

// digestHead is the totals: by watch and by rank.
func (c *composer) digestHead(v *View) []string {
	m, w := c.m, c.w
	head := []string{m.bold(m.escape(v.Event + w.colon + v.Title))}
	var counts []string
	for i, g := range v.Groups {
		if i < 10 {
			counts = append(counts, fmt.Sprintf("%s %d", cut(g.Name, 20), len(g.Items)))
		}
	}
	head = append(head, m.escape(strings.Join(counts, w.list)))
	counts = nil
	for i, l := range v.Levels {
		if i < 8 {
			counts = append(counts, fmt.Sprintf("%s %d", cut(l.Name, 20), l.N))
		}
	}
	if len(counts) > 0 {
		head = append(head, m.escape(w.levels+w.colon+strings.Join(counts, w.list)))
	}
	return head
}

// digestLines is a line for each alert under its watch's name; with detail 0 also
// why it matched.
func (c *composer) digestLines(v *View, detail int) []line {
	m, w := c.m, c.w
	var lines []line
	for _, g := range v.Groups {
		lines = append(lines, line{m.bold(m.escape(cut(g.Name, 50) + w.note(strconv.Itoa(len(g.Items))))), 0})
		for _, one := range g.Items {
			title := m.escape(cut(one.Title, []int{60, 40}[detail]))
			if one.URL != "" {
				title = m.link(title, one.URL)
			}
			mark := ""
			if t := one.Alert.Type; t != newswatch.AlertRaised && t != "" {
				mark = one.Event
			}
			if one.Late {
				mark = w.late
			}
			facts := strings.Join(present(mark, one.Site, one.Time, one.origin(w)), " · ")
			text := m.item + title
			if facts != "" {
				text += " " + m.escape(cut(facts, 80))
			}
			if detail == 0 {
				for _, f := range one.Figures[:min(1, len(one.Figures))] {
					text += m.line + m.escape(cut(f, 80))
				}
				for _, e := range one.Excerpts[:min(1, len(one.Excerpts))] {
					text += m.line + m.excerpt(e, 60)
				}
			}
			lines = append(lines, line{text, 1})
		}
	}
	return lines
}
