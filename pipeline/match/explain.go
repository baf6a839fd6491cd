package match

import (
	"fmt"
	"strconv"
	"strings"
)

// reason says why a condition under a key fails; what except took away is told
// under its own key.
func (r *run) reason(key string, c cond) string {
	why := c.why(r, false)
	if strings.HasPrefix(why, "except: ") {
		return why + fmt.Sprintf(" (%s)", key)
	}
	return key + ": " + why
}

// where says where a place is, in characters of the original.
func (r *run) where(p place) string {
	offset, _ := r.fields[p.field].Span(p.from, p.to)
	return fmt.Sprintf("%s at %d", fieldNames[p.field], offset)
}

func (w *word) why(r *run, raw bool) string {
	if places := w.places(r, true, nil); len(places) > 0 && !raw {
		return fmt.Sprintf("except: %s of %s %s inside %s", all(len(places)), w, stand(len(places)), r.container(places[0]))
	}
	return missing([]*word{w}, w.fields.String())
}

// missing says that none of the words stands somewhere.
func missing(words []*word, where string) string {
	switch len(words) {
	case 1:
		return fmt.Sprintf("%s does not stand in %s", words[0], where)
	case 2:
		return fmt.Sprintf("neither %s nor %s stands in %s", words[0], words[1], where)
	}
	return fmt.Sprintf("none of %s stands in %s", quoted(words, "and"), where)
}

func all(n int) string {
	if n == 1 {
		return "the one occurrence"
	}
	return fmt.Sprintf("all %d occurrences", n)
}

func stand(n int) string {
	if n == 1 {
		return "stands"
	}
	return "stand"
}

// container is the text of the except occurrence that a place lies in.
func (r *run) container(p place) string {
	f := &r.fields[p.field]
	for _, s := range r.excepted[p.field].outer {
		if s.from <= p.from && p.to <= s.to {
			return strconv.Quote(f.cut(s.from, s.to))
		}
	}
	return ""
}

func (c allOf) why(r *run, raw bool) string {
	for _, x := range c {
		if _, ok := x.eval(r, raw, nil); !ok {
			return x.why(r, raw)
		}
	}
	return ""
}

func (c oneOf) why(r *run, raw bool) string {
	var words []*word
	var where fields
	for _, x := range c.xs {
		w, ok := x.(*word)
		if !ok || len(w.places(r, true, nil)) > 0 {
			words = nil
			break
		}
		words, where = append(words, w), where|w.fields
	}
	if len(words) > 0 {
		return missing(words, where.String())
	}
	// Something stands, and was taken away: that is the interesting part.
	var reasons []string
	for _, x := range c.xs {
		why := x.why(r, raw)
		if strings.HasPrefix(why, "except: ") {
			return why
		}
		reasons = append(reasons, why)
	}
	if len(reasons) > maxReasons {
		reasons = append(reasons[:maxReasons], "…")
	}
	return strings.Join(reasons, ", and ")
}

func (c absent) why(r *run, raw bool) string {
	places, _ := c.x.eval(r, !raw, nil)
	if len(places) == 0 {
		return "what NOT forbids holds"
	}
	return fmt.Sprintf("%s stands in %s, which NOT forbids", places[0].word, r.where(places[0]))
}

func (c onSite) why(r *run, _ bool) string {
	return fmt.Sprintf("the article is from %s, not from %s", r.doc.Site, c.id)
}

func (c near) why(r *run, raw bool) string {
	a, b := c.a.spans(r, raw), c.b.spans(r, raw)
	if len(a) == 0 {
		return c.a.why(r, raw)
	}
	if len(b) == 0 {
		return c.b.why(r, raw)
	}
	least := -1
	neighbours(a, b, func(x, y span) {
		if n := r.fields[x.field].between(x, y); !sameSpan(x, y) && (least < 0 || n < least) {
			least = n
		}
	})
	if least < 0 {
		return fmt.Sprintf("both sides of NEAR/%d stand, but never in one field", c.gap)
	}
	return fmt.Sprintf("both sides of NEAR/%d stand, but at the nearest %d characters apart", c.gap, least)
}

func (c before) why(r *run, raw bool) string {
	a, b := c.a.spans(r, raw), c.b.spans(r, raw)
	if len(a) == 0 {
		return c.a.why(r, raw)
	}
	if len(b) == 0 {
		return c.b.why(r, raw)
	}
	return fmt.Sprintf("both sides of >> stand, but %s never before %s", a[0].parts[0].word, b[0].parts[0].word)
}

func (c together) why(r *run, raw bool) string {
	for _, x := range c.with {
		if len(x.spans(r, raw)) == 0 {
			return x.why(r, raw)
		}
	}
	return fmt.Sprintf("the parts of %s stand, but no %s fits", c.standing, strings.ToLower(string(c.unit)))
}

func (c counted) why(r *run, raw bool) string {
	spans := c.x.spans(r, raw)
	if len(spans) == 0 {
		return c.x.why(r, raw)
	}
	n := 0
	for i, s := range spans {
		if i == 0 || !sameSpan(s, spans[i-1]) {
			n++
		}
	}
	return fmt.Sprintf("the count is %d, not %s %d", n, c.Op, c.N)
}
