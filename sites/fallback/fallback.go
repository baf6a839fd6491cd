// Package fallback reads an article from a page of an unknown Chinese news site,
// without selectors: the body by how text, punctuation and links are spread,
// and every other field by where it stands, what labels it and what agrees with
// it. One pass over the tree gathers what all of it needs.
package fallback

import (
	"net/url"
	"time"

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
	p := read(doc.Nodes[0])
	p.now, p.loc = now, loc
	r := Result{Origins: map[string]newswatch.Origin{}}
	e := p.bodyElement()
	first, last := len(p.blocks), len(p.blocks)
	if e >= 0 {
		first, last = p.elems[e].first, p.elems[e].last
	}
	h := p.headline(first, last)
	r.Title = h.text
	if h.block >= first {
		first = h.block + 1
	}
	r.Published = p.published(h.block, first, last, pageURL, now, loc).Stamp
	r.Text = p.join(p.body(e, h.block))
	return r
}
