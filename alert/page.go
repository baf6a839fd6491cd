package alert

import (
	"fmt"
	"sort"
	"strings"
)

// line is a line of a message; alerts is how many alerts it tells of.
type line struct {
	text   string
	alerts int
}

// paged packs lines into messages under a head, never breaking a line that fits
// by itself.
func (c *composer) paged(head string, lines []line, feed string) []message {
	var pages []message
	page := func(text string, lines []line, last ...string) message {
		parts := present(text)
		for _, l := range lines {
			parts = append(parts, l.text)
		}
		one := c.base
		one.Text = strings.Join(append(parts, last...), feed)
		return one
	}
	fits := func(m message) bool { return c.fits(c.numbered(m, 10, 10)) }
	for len(lines) > 0 {
		// The first count of lines that is too much; text grows with it.
		n := sort.Search(len(lines), func(n int) bool { return !fits(page(head, lines[:n+1])) })
		switch {
		case n < len(lines) && len(pages) == maxPages-1:
			rest := 0
			for _, l := range lines[n:] {
				rest += l.alerts
			}
			for ; n > 0; n-- {
				if fits(page(head, lines[:n], c.more(rest))) {
					break
				}
				rest += lines[n-1].alerts
			}
			return c.number(append(pages, page(head, lines[:n], c.more(rest))))
		case n > 0:
			pages = append(pages, page(head, lines[:n]))
			lines = lines[n:]
		case head != "" && fits(page(head, nil)):
			pages = append(pages, page(head, nil))
		case head != "":
			pages = append(pages, page(c.fold(head), nil))
		default: // one line alone is too long
			pages = append(pages, page(c.fold(lines[0].text), nil))
			lines = lines[1:]
		}
		head = ""
	}
	if len(pages) == 0 {
		pages = append(pages, page(head, nil))
	}
	return c.number(pages)
}

func (c *composer) more(n int) string { return c.m.escape(fmt.Sprintf(c.w.more, n)) }

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
	mark := c.w.note(fmt.Sprintf("%d/%d", i, n))
	one.Title += mark
	one.Text += c.m.line + mark
	return one
}
