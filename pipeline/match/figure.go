package match

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"newswatch"
	"newswatch/pipeline/fold"
)

// figure is a compiled watch of stated numbers. Its change against the last
// figure stated is for those to judge who know the archive.
type figure struct {
	src       *newswatch.Watch
	in        fields
	subject   []*word // to be found in the article where a figure's subject is 全区 or the like
	indicator []indicator
}

func (c *compiler) figure(src *newswatch.Watch) watch {
	c.foreign(map[string]int{
		"any": len(src.Any), "all": len(src.All), "none": len(src.None), "except": len(src.Except),
		"expr": len(src.Expr), "aliases": len(src.Aliases), "context": len(src.Context),
	})
	f := &figure{src: src, in: c.fieldsIn()}
	f.subject = c.list("subject", src.Subject, whole)
	for i, s := range src.Indicator {
		if ind := newIndicator(s); !hasSubstance(ind.core) {
			c.fault(fmt.Sprintf("indicator[%d]", i), 0, "%q names nothing that is measured", s)
		} else {
			f.indicator = append(f.indicator, ind)
		}
	}
	if src.Min != nil && src.Max != nil && *src.Min > *src.Max {
		c.fault("min", 0, "can never fire: min %v is greater than max %v", *src.Min, *src.Max)
	}
	if len(src.Subject)+len(src.Indicator)+given(src.Min)+given(src.Max) == 0 {
		c.warn("", "fires on every stated number; give a subject or an indicator")
	}
	return f
}

func (f *figure) source() *newswatch.Watch { return f.src }

func (f *figure) match(r *run) (newswatch.Hit, bool) {
	if !r.onSites(f.src.Sites) {
		return newswatch.Hit{}, false
	}
	h := newHit(f.src)
	for i := range r.doc.Figures {
		if f.failing(r, &r.doc.Figures[i]) == "" {
			h.Figures = append(h.Figures, r.doc.Figures[i])
		}
	}
	if len(h.Figures) == 0 {
		return newswatch.Hit{}, false
	}
	var of []string
	if len(f.src.Subject) > 0 {
		of = append(of, "subject "+listed(f.src.Subject, "or"))
	}
	if len(f.src.Indicator) > 0 {
		of = append(of, "indicator "+listed(f.src.Indicator, "or"))
	}
	if f.src.Min != nil {
		of = append(of, "min "+plain(*f.src.Min))
	}
	if f.src.Max != nil {
		of = append(of, "max "+plain(*f.src.Max))
	}
	h.Rule = strings.Join(append([]string{"figure"}, of...), "; ")
	return h, true
}

// failing names the first condition that a figure fails, or is empty.
func (f *figure) failing(r *run, x *newswatch.Figure) string {
	low, high := bounds(x)
	switch {
	case x.Field != "" && !f.in.has(slices.Index(fieldNames[:], x.Field)):
		return "in"
	case !f.isIndicator(x):
		return "indicator"
	case !f.isSubject(r, x):
		return "subject"
	case f.src.Min != nil && high < *f.src.Min:
		return "min"
	case f.src.Max != nil && low > *f.src.Max:
		return "max"
	}
	return ""
}

// bounds of a figure; a range that reaches into min and max satisfies them.
func bounds(x *newswatch.Figure) (low, high float64) {
	if x.Value != nil {
		return *x.Value, *x.Value
	}
	if x.Min != nil {
		low, high = *x.Min, *x.Min
	}
	if x.Max != nil {
		high = *x.Max
		if x.Min == nil {
			low = high
		}
	}
	return low, high
}

func (f *figure) why(r *run) string {
	if !r.onSites(f.src.Sites) {
		return r.whyNotSites(f.src.Sites)
	}
	if len(r.doc.Figures) == 0 {
		return "figure: the article states no number"
	}
	failed := map[string][]*newswatch.Figure{}
	for i := range r.doc.Figures {
		x := &r.doc.Figures[i]
		key := f.failing(r, x)
		failed[key] = append(failed[key], x)
	}
	// The figures that came furthest tell most.
	for _, key := range []string{"max", "min", "subject", "indicator"} {
		xs := failed[key]
		if len(xs) == 0 {
			continue
		}
		x := xs[0]
		about := strings.TrimSpace(x.Subject + " " + x.Indicator + " " + x.Text)
		switch key {
		case "max":
			return fmt.Sprintf("max: %s is above %s", about, plain(*f.src.Max))
		case "min":
			return fmt.Sprintf("min: %s is below %s", about, plain(*f.src.Min))
		case "subject":
			return fmt.Sprintf("subject: %d of the numbers fit the indicator, none is about %s; the first is %s", len(xs), listed(f.src.Subject, "or"), about)
		}
		return fmt.Sprintf("indicator: none of %d numbers is about %s", len(r.doc.Figures), listed(f.src.Indicator, "or"))
	}
	return "in: the numbers stand in other fields"
}

func plain(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// divisions end the name of an administrative area, which is often left out.
var divisions = []string{"特别行政区", "自治区", "自治州", "自治县", "街道", "新区", "省", "市", "区", "县", "州", "旗", "镇", "乡", "村"}

func withoutDivision(s string) string {
	for _, d := range divisions {
		if rest, ok := strings.CutSuffix(s, d); ok && len(rest) >= len("萧山") {
			return rest
		}
	}
	return s
}

// standIns are what a text says for the area or body it speaks of.
var standIns = []string{"", "我区", "全区", "该区", "本区", "区", "我市", "全市", "该市", "本市", "我县", "全县", "该县", "本县", "全省", "我省", "全镇", "该镇", "我镇", "全街道"}

// isSubject reports whether a figure is about a subject that the watch names:
// 萧山 is 萧山区 and 杭州市萧山区, but not 萧山机场. Of 湘湖与闻堰 it is each. Where
// the figure's subject is not known by name (全区), the watch's must stand in the
// same paragraph before the figure, or in the title.
func (f *figure) isSubject(r *run, x *newswatch.Figure) bool {
	if len(f.subject) == 0 {
		return true
	}
	name := fold.String(x.Subject)
	if slices.Contains(standIns, name) {
		return f.speaksOf(r, x)
	}
	for _, part := range append(strings.FieldsFunc(name, func(c rune) bool { return strings.ContainsRune("与和及、,", c) }), name) {
		part = withoutDivision(part)
		for _, w := range f.subject {
			if want := withoutDivision(w.folded); strings.HasSuffix(part, want) || isAreaOf(want, part) {
				return true
			}
		}
	}
	return false
}

// isAreaOf reports whether part is what whole names with the area above it: 萧山
// of 杭州市萧山.
func isAreaOf(whole, part string) bool {
	above, ok := strings.CutSuffix(whole, part)
	return ok && len(part) >= len("萧山") && withoutDivision(above) != above
}

// speaksOf reports whether one of the subjects stands in the title, or before
// the figure in its paragraph.
func (f *figure) speaksOf(r *run, x *newswatch.Figure) bool {
	i := max(0, slices.Index(fieldNames[:], x.Field))
	in := &r.fields[i]
	end := in.byteAt(x.Offset + x.Length)
	start := strings.LastIndexByte(in.Original()[:in.byteAt(x.Offset)], '\n') + 1
	for _, w := range f.subject {
		for _, p := range w.places(r, true, nil) {
			offset, _ := in.Span(p.from, p.to)
			if at := in.byteAt(offset); p.field == title || p.field == i && at >= start && at < end {
				return true
			}
		}
	}
	return false
}

func (f *figure) isIndicator(x *newswatch.Figure) bool {
	if len(f.indicator) == 0 {
		return true
	}
	have := newIndicator(x.Indicator)
	have.growth = have.growth || x.Unit == "%" || x.Unit == "pp"
	return slices.ContainsFunc(f.indicator, func(want indicator) bool { return want.covers(have) })
}
