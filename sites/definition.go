// Package sites reads fetched pages of news sites. A site is data: a YAML
// definition with the selectors of each of its page designs, embedded for the
// sites built in and loaded by the same strict loader for a user's own.
//
// Reading is pure: bytes or a parsed page in, values out. Nothing here fetches.
package sites

import (
	"net/url"
	"regexp"
	"time"

	"newswatch"
)

// Site is one site's definition, ready for use. It is safe for concurrent use
// and never changes; [Site.With] makes another.
type Site struct {
	ID       newswatch.SiteID
	Name     string // as people know it: 人民网
	Homepage string
	Level    string         // rank by which digests count, such as 中央 or 市级; "" where unknown
	Hosts    []string       // lower case; "*.people.com.cn" stands for every host below
	Location *time.Location // of the stamps that the site prints
	Charset  string         // "" where pages say it themselves
	Schedule string         // cron expression; "" where the site is only crawled by hand
	Adaptive *Adaptive      // nil: the schedule holds as it is
	Enabled  bool
	Discover []Source

	// Templates are tried in order; the first that yields a title and a body wins.
	Templates []Template
	Fallback  bool // read generically what no template fits

	urls   []*regexp.Regexp // of an article's path
	source []byte           // the definition as written
	file   string           // its name, for faults
	index  *keys            // what the templates select by
}

// Adaptive lets a site's schedule follow it: it is asked more often while it
// brings something new, and less often while it does not. Zero bounds are
// derived from the schedule.
type Adaptive struct{ Min, Max time.Duration }

// Kind says how a source lists articles.
type Kind string

// The kinds of source, by their key in a definition.
const (
	List    Kind = "list"    // an HTML page of links
	Feed    Kind = "feed"    // RSS or Atom
	Sitemap Kind = "sitemap" // a sitemap, or an index of them
	JSON    Kind = "json"    // a JSON list
	EPaper  Kind = "epaper"  // a newspaper's issue of a day
)

// Source is one place where new articles come from.
type Source struct {
	Kind Kind
	// URL is the address as written. One that holds {yyyy}, {mm} and the like
	// is dated: see [Source.IssueURL].
	URL string
	// MaxPages bounds how many pages of a list are read; 0 leaves it to the caller.
	MaxPages int
	// NextPages is the pattern of further list pages, such as "index_{n}.html"; see [Source.PageURL].
	NextPages string
	// Items, URLField, TitleField and PublishedField are the paths of a JSON
	// list, its names separated by dots; PublishedLayout is a Go time layout.
	Items, URLField, TitleField, PublishedField, PublishedLayout string

	links     *selector // of articles
	next      *selector // of the next list page
	pages     *selector // of an e-paper's pages
	rewrite   [2]string // in the addresses of those pages: what stands for what
	published *Field    // of a link's day, near the link
	loc       *time.Location
	accept    func(*url.URL) bool // whether an address is an article of the site
}

// LinkSelector is what finds the links of the source's pages: a CSS selector, the
// path of a JSON list's array, or "" for feeds and sitemaps, which need none.
func (src *Source) LinkSelector() string {
	switch {
	case src.Kind == JSON:
		return src.Items
	case src.links != nil:
		return src.links.text
	case src.Kind == EPaper:
		return articleLinks.text
	}
	return ""
}

// Template is one design of a site's article pages.
type Template struct {
	ID string
	// Labels makes the template read from the labelled lines of the page's
	// text what it does not select: title and body too.
	Labels bool

	Title, Kicker, Subtitle *Field
	Published               *Field
	Source, Author, Editor  *Field
	Channel, Keywords, Page *Field
	Body                    *Field

	// LeadCaptions says that the design puts the captions of an article's
	// pictures before its first paragraph, as paragraphs.
	LeadCaptions bool

	remove   *selector        // parts of the body that are not text
	captions *selector        // parts of the body that tell of a picture
	drop     []*regexp.Regexp // paragraphs that are not text
	nextPage *selector
}

// Field says how to find one value: the alternatives are tried in order, and
// the first that gives something counts.
type Field struct {
	Alternatives []Alternative

	text string // the selectors, for people
}

// Alternative is one way to find a value.
type Alternative struct {
	Select string // CSS
	Attr   string // the attribute that holds the value; "" for the element's text
	// Pattern's groups, joined by one blank, are the value; the whole match
	// where it has none; the whole text where Pattern is nil.
	Pattern *regexp.Regexp
	Layout  string // Go time layout; "" for the usual forms
	// Index picks one of the elements, from 0, or from the end when negative;
	// nil is the first that gives something.
	Index *int

	sel  *selector
	seek *seeker // of Pattern
}

// IsArticle reports whether u is an article's address by the definition's
// patterns, or, where it has none, any address on the site's hosts.
func (s *Site) IsArticle(u *url.URL) bool {
	if len(s.Hosts) > 0 && s.specificity(u.Hostname()) == 0 {
		return false
	}
	if len(s.urls) == 0 {
		return u.Path != "" && u.Path != "/"
	}
	for _, re := range s.urls {
		if re.MatchString(u.Path) {
			return true
		}
	}
	return false
}

// beijing is the zone of every site's stamps unless its definition says otherwise.
var beijing = time.FixedZone("CST", 8*60*60)
