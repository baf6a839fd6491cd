package fallback

import (
	"time"

	"golang.org/x/net/html"
)

// block is a line of text as a reader sees it: what stands between two borders
// of block-level elements or line breaks.
type block struct {
	text   string // blanks collapsed to one, none at the ends
	at     int    // where text begins in the page's
	elem   int    // innermost block-level element, an index into page.elems
	runes  int    // characters without blanks
	linked int    // of these, inside links
	marks  int    // commas, stops and other signs of written sentences
	han    int    // Chinese characters
	links  int    // number of links
	bold   bool   // all of it is bold or a heading
	image  int    // images before it on the page

	mass, noise float64 // see weigh
}

// plain is how many characters stand outside links.
func (b *block) plain() int { return b.runes - b.linked }

// element is a block-level element of the page.
type element struct {
	node        *html.Node
	parent      int // index into page.elems; -1 for the root
	depth       int
	first, last int // blocks first <= i < last are inside
	next        int // index behind the last element inside
	role        role
	hidden      bool
}

// image is a picture in reading order.
type image struct {
	node  *html.Node
	block int // it stands before this block
	elem  int
}

// page is everything that one pass over the tree gathers.
type page struct {
	now time.Time
	loc *time.Location
	// gallery is set where the words under the pictures are all the text.
	gallery bool

	blocks []block
	elems  []element
	// seams are places in the page's text where one named inline element follows
	// another without a blank, as the parts of a line of particulars do.
	seams  []int
	images []image
	hints  []hint
	title  string            // of <title>
	metas  map[string]string // by name, property or itemprop, lower case; the first of each
	ld     []string          // JSON-LD scripts
	// scripts are the other inline scripts; they share the tree's memory.
	scripts []string
}
