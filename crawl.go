package newswatch

import "time"

// CrawlReport is what one crawl did, site by site.
type CrawlReport struct {
	RunID    string       `json:"run_id"`
	Started  time.Time    `json:"started"`
	Finished time.Time    `json:"finished"`
	Sites    []SiteReport `json:"sites"`
}

// Status is how a site's run went.
type Status string

// The statuses.
const (
	StatusOK      Status = "ok"
	StatusPartial Status = "partial" // some list or article failed
	StatusFailed  Status = "failed"  // no list could be read
)

// SiteReport is what one run of one site did.
type SiteReport struct {
	Site        SiteID    `json:"site"`
	Status      Status    `json:"status"`
	Error       string    `json:"error"`
	Listed      int       `json:"listed"`       // article links found
	Fetched     int       `json:"fetched"`      // article pages fetched with a body
	NotModified int       `json:"not_modified"` // answers 304, or the same body
	New         int       `json:"new"`
	Duplicates  int       `json:"duplicates"`
	Revised     int       `json:"revised"`
	Withdrawn   int       `json:"withdrawn"`
	Alerts      int       `json:"alerts"`
	Bytes       int64     `json:"bytes"` // received
	Seconds     float64   `json:"seconds"`
	Failures    []Failure `json:"failures"`
	Warnings    []string  `json:"warnings,omitempty"`
	Left        int       `json:"-"` // articles that the run's budget or a bound left for the next

	Started  time.Time `json:"-"`
	Finished time.Time `json:"-"`
}

// Failure is one page that could not be fetched or read.
type Failure struct {
	URL   string `json:"url"`
	Error string `json:"error"`
}

// Observation is how a site's definition fitted one page: what drift is
// noticed by.
type Observation struct {
	Site  SiteID
	URL   string
	List  bool // a list page: Links counts
	Links int
	// Plain marks a list page whose links the definition's selector does not find
	// although there are links to the site's articles: one look shows it.
	Plain    bool
	Template string            // of an article page: the one that fitted, or "fallback"
	Fields   map[string]string // field → selector that gave it
	Missing  map[string]string // field → selector that should have
	Page     *Page             // the page, where it gave no article that keeps it
	Seen     time.Time
}
