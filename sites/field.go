package sites

import (
	"strings"
	"time"

	"golang.org/x/net/html"

	"newswatch/sites/stamp"
)

// texts returns the values of an alternative, in document order, empty ones
// left out, until more is false.
func (a *Alternative) texts(ix *index, yield func(text string, n *html.Node) (more bool)) {
	nodes := ix.elements(a.sel)
	if a.Index != nil {
		i := *a.Index
		if i < 0 {
			i += len(nodes)
		}
		if i < 0 || i >= len(nodes) {
			return
		}
		nodes = nodes[i : i+1]
	}
	for _, n := range nodes {
		var text string
		if a.Attr != "" {
			text = squeeze(attr(n, a.Attr))
		} else {
			text = line(n)
		}
		if a.Pattern != nil {
			text = a.cut(text)
		}
		if text != "" && !yield(text, n) {
			return
		}
	}
}

// cut is what the alternative's pattern takes of a text.
func (a *Alternative) cut(text string) string {
	m := a.seek.find(text)
	switch {
	case m == nil:
		return ""
	case len(m) == 1:
		return strings.TrimSpace(m[0])
	}
	var groups []string
	for _, g := range m[1:] {
		if g = strings.TrimSpace(g); g != "" {
			groups = append(groups, g)
		}
	}
	return strings.Join(groups, " ")
}

// hit is a field's value and where it was found.
type hit struct {
	text string
	by   string     // selector
	node *html.Node // where it stands
}

// first is the first value that a field gives and accept accepts; the zero hit
// where there is none.
func (f *Field) first(ix *index, accept func(string) string) (h hit) {
	for _, a := range f.alternatives() {
		a.texts(ix, func(text string, n *html.Node) bool {
			if text = accept(text); text != "" {
				h = hit{text, a.Select, n}
			}
			return h.text == ""
		})
		if h.text != "" {
			return h
		}
	}
	return hit{}
}

// every is all values of the first alternative that gives any.
func (f *Field) every(ix *index) (values []string, by string) {
	for _, a := range f.alternatives() {
		a.texts(ix, func(text string, _ *html.Node) bool {
			values = append(values, text)
			return true
		})
		if len(values) > 0 {
			return values, a.Select
		}
	}
	return nil, ""
}

// stamp is the first stamp that a field gives and that is not in the future.
func (f *Field) stamp(ix *index, now time.Time, loc *time.Location) (found stamp.Stamp, by string) {
	for _, a := range f.alternatives() {
		a.texts(ix, func(text string, _ *html.Node) bool {
			if a.Layout == "" {
				if found = firstStamp(text, now, loc); found.IsZero() {
					// Seconds since 1970, or a date in Chinese numerals.
					if s, err := stamp.Parse(text, "", now, loc); err == nil && !future(s.Time, now) {
						found = s
					}
				}
			} else if s, err := stamp.Parse(text, a.Layout, now, loc); err == nil && !future(s.Time, now) {
				found = s
			}
			return found.IsZero()
		})
		if !found.IsZero() {
			return found, a.Select
		}
	}
	return stamp.Stamp{}, ""
}

func plain(s string) string { return s }
