package newswatch

import "time"

// Page is one fetched page as it came: what snapshots keep as evidence.
type Page struct {
	URL       string // as asked
	FinalURL  string // after redirects
	Status    int
	Header    map[string][]string // only what evidence needs: type, date, validators, server
	Body      []byte              // before decoding to UTF-8, after content-encoding
	SHA256    [32]byte            // of Body
	Charset   string              // decoded as
	CharsetBy string              // what decided: "bom", "utf-8", "header", "meta", "detected", "site"
	Fetched   time.Time
	ETag      string
	Modified  string // Last-Modified, as sent
}

// Sighting is one article seen once: the page, what was read from it, and what
// the pipeline found in it. The store files it in one transaction.
type Sighting struct {
	Article Article
	Page    Page
	// Late marks an article that raises no alert of its own: a backfill, a first
	// run, or older than alerts.max_age.
	Late bool
	// Missing are fields that the site's template should have given and did not.
	Missing []string

	Fingerprint Fingerprint
	Hits        []Hit
	Figures     []Figure
}

// Filing is what the store made of a sighting.
type Filing string

// What a sighting turned out to be.
const (
	FiledNew       Filing = "new"       // a story's first article
	FiledDuplicate Filing = "duplicate" // a new article that reprints a known text
	FiledRevised   Filing = "revised"   // a known article, materially changed
	FiledUnchanged Filing = "unchanged" // a known article, as it was
	FiledReturned  Filing = "returned"  // a withdrawn article that is back
	FiledWithdrawn Filing = "withdrawn" // a known article that is gone, confirmed
	FiledDoubtful  Filing = "doubtful"  // gone at a first look, to be confirmed
)

// Outcome is what filing a sighting, or an absence, came to.
type Outcome struct {
	Filing    Filing
	ArticleID ID
	StoryID   ID
	Alerts    []ID // raised by it
}

// Absence is a look at a known article that found it gone.
type Absence struct {
	Site   SiteID
	URL    string // canonical
	Status int
	Reason string // "404", "410", "redirect to the home page", "soft 404: 页面不存在"
	Seen   time.Time
}

// Validators are what is needed to ask for a page conditionally.
type Validators struct {
	URL      string
	ETag     string
	Modified string // Last-Modified, as sent
	BodyHash uint64 // of the decoded body; 0 where unknown
	Fetched  time.Time
}

// Revisit is a young article that is due for another look.
type Revisit struct {
	ArticleID ID
	Site      SiteID
	URL       string // as fetched last
	Canonical string
	Doubtful  bool // gone at the last look
}
