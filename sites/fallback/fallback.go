// Package fallback reads an article from a page of an unknown Chinese news site,
// without selectors: the body by how text, punctuation and links are spread,
// and every other field by where it stands, what labels it and what agrees with
// it. One pass over the tree gathers what all of it needs.
package fallback

import (
	"net/url"
	"strings"
	"time"
	"unicode"

	"github.com/PuerkitoBio/goquery"

	"newswatch"
	"newswatch/sites/stamp"
)

// Result is what was read from a page. Fields that were not found are zero.
type Result struct {
	Title, Kicker, Subtitle string
	// Published is never later than the now that was given.
	Published stamp.Stamp
	Source    string
	Author    string // names joined by one blank
	Editor    string // names joined by one blank
	Channel   string // breadcrumb without the page's own place, joined by " > "
	// Text is the body: paragraphs without captions, joined by one line feed.
	Text     string
	Keywords []string
	Images   []newswatch.Image
	// Origins says for each field, by its JSON name in [newswatch.Article], what
	// gave it; Template is always "fallback".
	Origins map[string]newswatch.Origin
}

// Extract reads the article of a page. It changes nothing in doc. Stamps later
// than now are refused and the next candidate taken; loc is the site's zone.
// Text is empty where the page has no article that could be told from the rest.
func Extract(doc *goquery.Document, pageURL *url.URL, now time.Time, loc *time.Location) Result {
	r := Result{Origins: map[string]newswatch.Origin{}}
	if doc == nil || len(doc.Nodes) == 0 {
		return r
	}
	p := read(doc.Nodes[0])
	p.now, p.loc = now, loc
	headings := p.headings()
	named := p.headline(headings, len(p.blocks), len(p.blocks)).block
	p.weighAll(named)
	in := p.bodyRegion(named)
	if in.elem < 0 && p.weighBrief(named) {
		in = p.bodyRegion(named)
	}
	first, last := len(p.blocks), len(p.blocks)
	if in.elem >= 0 {
		first, last = in.first, in.last
	}
	h := p.headline(headings, first, last)
	lines := p.body(in, h.block)
	start, end := last, last
	if len(lines) > 0 {
		start, end = lines[0], lines[len(lines)-1]+1
	}

	set := func(field string, to *string, f found) {
		if *to = f.value; f.value != "" {
			r.Origins[field] = origin(f.from)
		}
	}
	set("title", &r.Title, found{h.text, h.from})
	d := p.published(h.block, start, end, pageURL, now, loc)
	if r.Published = d.Stamp; !d.IsZero() {
		r.Origins["published"] = origin(d.from)
	}
	set("source", &r.Source, p.source(h.block, start, end, last))
	set("editor", &r.Editor, p.editor(h.block, start, end, last))
	set("author", &r.Author, p.author(h.block, start, end, last, r.Editor))
	set("channel", &r.Channel, p.channel(h.block, start, r.Title))
	set("subtitle", &r.Subtitle, p.subtitle(h.block, start))
	set("kicker", &r.Kicker, p.kicker(h.block))
	set("text", &r.Text, found{p.join(lines), "text and links by weight"})
	if r.Keywords = keywords(p.metas["keywords"]); len(r.Keywords) > 0 {
		r.Origins["keywords"] = origin("meta[keywords]")
	}
	if in.elem >= 0 {
		if r.Images = p.pictures(max(in.first, h.block), end, pageURL); len(r.Images) > 0 {
			r.Origins["images"] = origin("img")
		}
	}
	return r
}

func origin(from string) newswatch.Origin {
	return newswatch.Origin{Template: "fallback", Selector: from}
}

// maxKeywords bounds a page's keywords.
const maxKeywords = 30

// keywords splits the list that a page gives of its own words.
func keywords(s string) []string {
	var list []string
	for _, w := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(",，;；、|", r) || unicode.IsSpace(r) }) {
		if len(list) < maxKeywords && len(w) <= 60 && !contains(list, w) {
			list = append(list, w)
		}
	}
	return list
}
