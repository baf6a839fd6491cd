package newswatch

import (
	"slices"
	"time"
)

// Story is the articles that tell one event, whichever site shows them. Alerts
// speak once per watch and story.
type Story struct {
	ID       ID       `json:"id"`
	Title    string   `json:"title"`    // of the original
	Original ID       `json:"original"` // the earliest publication
	Outlets  []Outlet `json:"outlets"`  // in order of publication
}

// Outlet is one article's part in a story.
type Outlet struct {
	ArticleID  ID         `json:"article_id"`
	Site       SiteID     `json:"site"`
	SiteName   string     `json:"site_name"`
	URL        string     `json:"url"`
	Title      string     `json:"title"`
	Source     string     `json:"source"`
	Published  *time.Time `json:"published"`
	Precision  Precision  `json:"published_precision"`
	Fetched    time.Time  `json:"fetched"`
	Role       Role       `json:"role"`
	Similarity float64    `json:"similarity"` // to the original, 0 to 1; 1 for itself
}

// In is the story with all its times in loc.
func (s Story) In(loc *time.Location) Story {
	s.Outlets = slices.Clone(s.Outlets)
	for i := range s.Outlets {
		o := &s.Outlets[i]
		o.Fetched = o.Fetched.In(loc)
		if o.Published != nil {
			o.Published = timeIn(*o.Published, o.Precision.Zone(*o.Published, loc))
		}
	}
	return s
}

// Role says what an outlet's article is to its story.
type Role string

// The roles.
const (
	RoleOriginal  Role = "original"
	RoleReprint   Role = "reprint"
	RoleDisguised Role = "disguised" // a copy made to look different: traditional forms, pinyin notes, swaps
)

// Likeness is what a comparison of two articles found.
type Likeness struct {
	Same       bool    `json:"same"`       // one text, whatever was cut or added around it
	Similarity float64 `json:"similarity"` // 0 to 1
	Disguised  bool    `json:"disguised"`
	// OldDisguised says that it is the older of both that wears the disguise.
	OldDisguised bool `json:"-"`
	// Reason says in words what decided, for explain.
	Reason string `json:"reason"`
	// Shared are the longest stretches that both have, at most a few.
	Shared []string `json:"shared,omitempty"`
}

// Fingerprint finds likely copies of an article among millions without reading
// them. Two articles that share a band are candidates, to be compared.
type Fingerprint struct {
	// Bands are hashes; their number and meaning belong to package dedup.
	Bands []uint64
	// Signature estimates similarity; opaque to the store.
	Signature []byte
}

// Revision is an article as it was before a material change.
type Revision struct {
	Number  int       `json:"revision"` // 1 is the first form seen
	Seen    time.Time `json:"seen"`
	Title   string    `json:"title"`
	Text    string    `json:"text,omitempty"`
	Changes []Change  `json:"changes,omitempty"` // against the revision before
}

// Change is one field's difference between two revisions.
type Change struct {
	Field  string     `json:"field"`
	Before string     `json:"before"`
	After  string     `json:"after"`
	Diff   []DiffSpan `json:"diff,omitempty"`
	// Appeared and Vanished are the watched terms that the change brought or took.
	Appeared []string `json:"appeared,omitempty"`
	Vanished []string `json:"vanished,omitempty"`
}

// DiffSpan is a run of characters that both revisions have, or only one.
type DiffSpan struct {
	Op   string `json:"op"` // "=", "-" or "+"
	Text string `json:"text"`
}

// Look is a look at a filed article that found it gone, or back.
type Look struct {
	At     time.Time `json:"at"`
	Filing Filing    `json:"filing"` // doubtful, withdrawn or returned
	Status int       `json:"status"` // HTTP status; 0 where unknown
	Reason string    `json:"reason,omitempty"`
}
