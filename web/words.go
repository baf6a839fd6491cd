package web

import (
	"encoding/json"
	"fmt"
	"html/template"
	"net/url"
	"strings"
	"time"

	"newswatch"
)

// words are the dashboard's texts by language and key.
var words = func() map[string]map[string]string {
	out := map[string]map[string]string{}
	for _, lang := range []string{"zh", "en"} {
		b, err := files.ReadFile("words/" + lang + ".json")
		if err != nil {
			panic(err) // an embedded file is missing: the build is broken
		}
		m := map[string]string{}
		if err := json.Unmarshal(b, &m); err != nil {
			panic(fmt.Sprintf("words/%s.json: %v", lang, err))
		}
		out[lang] = m
	}
	return out
}()

// say is a text in a language; a missing one shows its key, which a test finds.
func say(lang, key string, args ...any) string {
	text, ok := words[lang][key]
	if !ok {
		return "⟦" + key + "⟧"
	}
	if len(args) > 0 {
		return fmt.Sprintf(text, args...)
	}
	return text
}

// functions are what templates may call that depend on nothing but their
// arguments; what depends on the reader is a method of view.
var functions = template.FuncMap{
	"web":     safeLink,
	"summary": summary,
	"number":  number,
	"value":   figureValue,
	"lang":    textLang,
	"tab": func(s string) named {
		name, href, _ := strings.Cut(s, " ")
		return named{href, name}
	},
	"on":      func(v interface{ self() *view }, x any) part { return part{v.self(), x} },
	"runs":    runs,
	"counted": counted,
	"percent": percent,
	"short":   shortDiff,
	"bytes":   byteSize,
	"add":     func(a, b int) int { return a + b },
	"share":   func(x float64) int { return int(x*100 + 0.5) },
}

// part is what a partial template gets: the page, and its own thing.
type part struct {
	*view
	X any
}

// self lets a partial template pass its page on to the next one.
func (v *view) self() *view { return v }

// T is a text in the reader's language.
func (v *view) T(key string, args ...any) string { return say(v.Lang, key, args...) }

// Stamp shows a publication time no finer than the page gave it.
func (v *view) Stamp(t time.Time, p newswatch.Precision) string {
	return stamp(v.Lang, t.In(p.Zone(t, v.Location)), p, v.Now)
}

// StampAt is Stamp for a time that may be missing.
func (v *view) StampAt(t *time.Time, p newswatch.Precision) string {
	if t == nil {
		return v.T("undated")
	}
	return v.Stamp(*t, p)
}

// SiteName is what people call a site.
func (v *view) SiteName(id newswatch.SiteID) string {
	for _, s := range v.Sites {
		if s.ID == id {
			return s.Name
		}
	}
	return string(id)
}

// Progress is how far a site's run has come; nil where none is under way.
func (v *view) Progress(id newswatch.SiteID) *Progress {
	p, ok := v.crawls.Progress(id)
	if !ok {
		return nil
	}
	return &p
}

// WatchName is what people call a watch or target.
func (v *view) WatchName(id string) string {
	for _, w := range v.Watches {
		if w.ID == id {
			return w.Name
		}
	}
	return id
}

// FieldName is what people call a field of an article or a place where a site
// may fail; a field without a name of its own shows its JSON name.
func (v *view) FieldName(field string) string {
	if text, ok := words[v.Lang]["field_"+field]; ok {
		return text
	}
	return field
}

// safeLink lets only web addresses become links; what a site calls an address
// may be a script.
func safeLink(address string) string {
	u, err := url.Parse(address)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Host == "" {
		return ""
	}
	return u.String()
}

// stamp shows a publication time no finer than the page gave it.
func stamp(lang string, t time.Time, p newswatch.Precision, now time.Time) string {
	if t.Year() < 2 {
		return say(lang, "undated")
	}
	day := "2006-01-02"
	if t.Year() == now.In(t.Location()).Year() {
		day = "01-02"
	}
	switch p {
	case newswatch.Day:
		return t.Format(day)
	case newswatch.Hour:
		return t.Format(day) + " " + say(lang, "hour", t.Hour())
	}
	return t.Format(day + " 15:04")
}

// moment takes a time or a pointer to one.
func moment(t any) (time.Time, bool) {
	switch t := t.(type) {
	case time.Time:
		return t, !t.IsZero()
	case *time.Time:
		if t != nil {
			return *t, !t.IsZero()
		}
	}
	return time.Time{}, false
}

// When shows a time of ours to the minute.
func (v *view) When(t any) string {
	at, ok := moment(t)
	if !ok {
		return "–"
	}
	at = at.In(v.Location)
	if at.Year() == v.Now.In(v.Location).Year() {
		return at.Format("01-02 15:04")
	}
	return at.Format("2006-01-02 15:04")
}

// ISO is a time for machines.
func (v *view) ISO(t any) string {
	at, ok := moment(t)
	if !ok {
		return ""
	}
	return at.In(v.Location).Format(time.RFC3339)
}

// Ago says how long ago something was, or in how long it will be.
func (v *view) Ago(t any) string {
	at, ok := moment(t)
	if !ok {
		return say(v.Lang, "never")
	}
	d, key := v.Now.Sub(at), "ago"
	if d < 0 {
		d, key = -d, "in"
	}
	switch {
	case d < 2*time.Second:
		return say(v.Lang, "just_now")
	case d < time.Minute:
		return say(v.Lang, key+"_seconds", int(d.Seconds()))
	case d < time.Hour:
		return say(v.Lang, key+"_minutes", int(d.Minutes()))
	case d < 48*time.Hour:
		return say(v.Lang, key+"_hours", int(d.Hours()))
	}
	return say(v.Lang, key+"_days", int(d.Hours()/24))
}

// Took shows a length of time as short as it can be told.
func (v *view) Took(d time.Duration) string {
	switch {
	case d < time.Second:
		return v.T("took_ms", d.Milliseconds())
	case d < time.Minute:
		return v.T("took_seconds", d.Seconds())
	case d < time.Hour:
		return v.T("took_minutes", d.Minutes())
	}
	return v.T("took_hours", d.Hours())
}

// percent is the share of good in all, rounded down, so that 100 means all.
func percent(good, bad int) int {
	if good+bad == 0 {
		return 0
	}
	return good * 100 / (good + bad)
}

// byteSize shows a size in powers of 1024.
func byteSize(n int) string {
	switch {
	case n < 1<<10:
		return fmt.Sprintf("%d B", n)
	case n < 1<<20:
		return fmt.Sprintf("%.1f KiB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%.1f MiB", float64(n)/(1<<20))
}

// number groups thousands with a thin space.
func number(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "\u2009" + s[i:]
	}
	return s
}

// textLang is the language that a text is read in: Chinese where it has any.
func textLang(text string) string {
	for _, r := range text {
		if r >= 0x4E00 && r <= 0x9FFF {
			return "zh"
		}
	}
	return "en"
}
