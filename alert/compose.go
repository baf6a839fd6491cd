package alert

import (
	"fmt"
	"slices"
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
		return c.paged("", strings.Split(strings.TrimSpace(text), "\n"), "\n"), nil
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
	if v.URL != "" && detail < 3 {
		title = m.link(title, v.URL)
	}
	lines := []string{m.bold(m.escape(cut(v.label(w), 60))), title}
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
	add(2, m.escape(cut(labelled(w.matched, w.colon, strings.Join(v.Terms, w.list)), 100)))
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
		add(1, m.escape(cut(strings.Join(present(labelled(w.selector, w.colon, s.Selector), s.Field), " · "), 120)))
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
	return lines
}

// label says what it is about: importance, name, event.
func (v *View) label(w *words) string {
	s := strings.Join(present(v.Name, v.Event), " · ")
	if v.High {
		s = "【" + v.Severity + "】" + s
	}
	if v.Late {
		s += "（" + w.late + "）"
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
func (c *composer) digestLines(v *View, detail int) []string {
	m, w := c.m, c.w
	var lines []string
	for _, g := range v.Groups {
		lines = append(lines, m.bold(m.escape(cut(fmt.Sprintf("%s（%d）", g.Name, len(g.Items)), 60))))
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
			line := m.item + title
			if facts != "" {
				line += " " + m.escape(cut(facts, 80))
			}
			if detail == 0 {
				for _, f := range one.Figures[:min(1, len(one.Figures))] {
					line += m.line + m.escape(cut(f, 80))
				}
				for _, e := range one.Excerpts[:min(1, len(one.Excerpts))] {
					line += m.line + m.excerpt(e, 60)
				}
			}
			lines = append(lines, line)
		}
	}
	return lines
}

// paged packs lines into messages under a head, never breaking a line that fits
// by itself.
func (c *composer) paged(head string, lines []string, feed string) []message {
	var pages []message
	text := head
	with := func(line string) message {
		one := c.base
		one.Text = line
		if text != "" {
			one.Text = text + feed + line
		}
		return one
	}
	for i, line := range lines {
		one := with(line)
		if !c.fits(c.numbered(one, 10, 10)) && text != "" {
			if len(pages) == maxPages-1 {
				rest := fmt.Sprintf(c.w.more, len(lines)-i)
				one = c.base
				one.Text = c.trim(text, feed, c.m.escape(rest))
				return c.number(append(pages, one))
			}
			one = c.base
			one.Text = text
			pages = append(pages, one)
			text = ""
			one = with(line)
		}
		if !c.fits(c.numbered(one, 10, 10)) { // one line alone is too long
			one.Text = c.fold(line)
		}
		text = one.Text
	}
	if strings.TrimSpace(text) != "" || len(pages) == 0 {
		one := c.base
		one.Text = text
		pages = append(pages, one)
	}
	return c.number(pages)
}

// trim makes room for a last line.
func (c *composer) trim(text, feed, last string) string {
	for {
		one := c.base
		one.Text = text + feed + last
		i := strings.LastIndex(text, feed)
		if c.fits(c.numbered(one, 10, 10)) || i < 0 {
			return one.Text
		}
		text = text[:i]
	}
}

// fold shortens a line that is too long for a message of its own. Its links and
// marks are taken out first, as a cut could fall inside one.
func (c *composer) fold(line string) string {
	one := c.base
	text := bare(line)
	for n := len([]rune(text)); n > 0; n = n * 3 / 4 {
		one.Text = c.m.escape(cut(text, n))
		if c.fits(c.numbered(one, 10, 10)) {
			return one.Text
		}
	}
	return ""
}

// number says on each of several messages which it is.
func (c *composer) number(pages []message) []message {
	if len(pages) > 1 {
		for i := range pages {
			pages[i] = c.numbered(pages[i], i+1, len(pages))
		}
	}
	return pages
}

func (c *composer) numbered(one message, i, n int) message {
	mark := fmt.Sprintf("（%d/%d）", i, n)
	one.Title += mark
	one.Text += c.m.line + mark
	return one
}
