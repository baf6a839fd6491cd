package newswatch

import (
	"encoding/json"
	"slices"
	"time"
)

// Query asks the archive. All conditions that are given must hold.
type Query struct {
	Q       string // words; several must all stand in the article; "phrases" in quotes
	Sites   []SiteID
	Watches []string // ids of watches or targets
	Story   ID
	Since   time.Time // by publication, or first seen where that is unknown
	Until   time.Time // exclusive
	// Originals leaves out reprints.
	Originals bool
	// ByRelevance orders by relevance; the default is newest first.
	ByRelevance bool
	Limit       int // 0: 20
	// Cursor is where the page before ended; from ArticlePage.
	Cursor string
	// Count asks for the number of all hits.
	Count bool
}

// ArticlePage is a page of answers to a [Query].
type ArticlePage struct {
	Items      []Found `json:"items"`
	NextCursor string  `json:"next_cursor"` // "" on the last page
	// Total counts the hits up to a cap; More says that there are more.
	Total int  `json:"total,omitempty"`
	More  bool `json:"total_is_capped,omitempty"`
}

// Found is an article with the places where the query's words stand.
type Found struct {
	Article
	Highlights []Highlight
}

// MarshalJSON adds the highlights to the article's own form.
func (f Found) MarshalJSON() ([]byte, error) {
	b, err := json.Marshal(f.Article)
	if err != nil || len(f.Highlights) == 0 {
		return b, err
	}
	h, err := json.Marshal(f.Highlights)
	if err != nil {
		return nil, err
	}
	b = append(b[:len(b)-1], `,"highlights":`...)
	return append(append(b, h...), '}'), nil
}

// Highlight is a stretch of an article's field, in runes.
type Highlight struct {
	Field  Field `json:"field"`
	Offset int   `json:"offset"`
	Length int   `json:"length"`
}

// AlertQuery asks for alerts and their deliveries.
type AlertQuery struct {
	State    DeliveryState // of at least one delivery; "" for any
	Channel  string
	Watch    string
	Sites    []SiteID
	Words    []string // that must all stand in the article's title or text, as written
	Type     EventType
	Since    time.Time
	Until    time.Time
	Unacked  bool
	Severity Severity
	Limit    int // 0: 50
	Cursor   string
}

// AlertItem is an alert as lists show it.
type AlertItem struct {
	ID         ID          `json:"id"`
	Type       EventType   `json:"type"`
	Severity   Severity    `json:"severity"`
	Watch      *WatchRef   `json:"watch"`
	Article    *ArticleRef `json:"article"`
	Created    time.Time   `json:"created"`
	Acked      *time.Time  `json:"acked,omitempty"`
	Deliveries []Delivery  `json:"deliveries"`

	// Alert is the whole alert.
	Alert *Alert `json:"-"`
	// Tries are all attempts by delivery, filled for a single alert only.
	Tries map[ID][]Attempt `json:"-"`
}

// In is the item with all its times in loc.
func (a AlertItem) In(loc *time.Location) AlertItem {
	a.Created = a.Created.In(loc)
	if a.Acked != nil {
		a.Acked = timeIn(*a.Acked, loc)
	}
	a.Deliveries = slices.Clone(a.Deliveries)
	for i, d := range a.Deliveries {
		if d.NextAttempt != nil {
			a.Deliveries[i].NextAttempt = timeIn(*d.NextAttempt, loc)
		}
	}
	tries := make(map[ID][]Attempt, len(a.Tries))
	for id, list := range a.Tries {
		tries[id] = slices.Clone(list)
		for i := range list {
			tries[id][i].At = list[i].At.In(loc)
		}
	}
	a.Tries = tries
	return a
}

func timeIn(t time.Time, loc *time.Location) *time.Time {
	t = t.In(loc)
	return &t
}

// AlertPage is a page of answers to an [AlertQuery].
type AlertPage struct {
	Items      []AlertItem `json:"items"`
	NextCursor string      `json:"next_cursor"`
}

// TrendPoint counts a watch's articles of one day on one site.
type TrendPoint struct {
	Day   string `json:"day"` // 2026-02-15, in the configured zone
	Watch string `json:"watch"`
	Site  SiteID `json:"site"`
	Count int    `json:"count"`
}

// SiteState is how a site stands.
type SiteState struct {
	Site        SiteID     `json:"site"`
	LastRun     *time.Time `json:"last_run"`
	LastStatus  Status     `json:"last_status"`
	LastError   string     `json:"last_error"`
	LastSuccess *time.Time `json:"last_success"`
	LastNew     *time.Time `json:"last_new"` // when the newest article was first seen
	NextRun     *time.Time `json:"next_run"`
	Running     bool       `json:"running"`
	Articles    int        `json:"articles"`
	// Failing are the troubles that are open now.
	Failing []SiteTrouble `json:"failing"`
}

// In is the state with all its times in loc.
func (s SiteState) In(loc *time.Location) SiteState {
	for _, t := range []**time.Time{&s.LastRun, &s.LastSuccess, &s.LastNew, &s.NextRun} {
		if *t != nil {
			*t = timeIn(**t, loc)
		}
	}
	return s
}

// Stats is how much there is of everything.
type Stats struct {
	Articles int              `json:"articles"`
	Stories  int              `json:"stories"`
	Alerts   int              `json:"alerts"`
	Unacked  int              `json:"unacked"` // high alerts that nobody acknowledged
	Queues   map[string]Queue `json:"queues"`  // by channel
	Bytes    int64            `json:"bytes"`   // of the database, its log included
	Newest   *time.Time       `json:"newest"`  // when the newest article was first seen

	Revisions     int   `json:"revisions"` // material changes seen
	Withdrawn     int   `json:"withdrawn"` // articles that were, at some time
	Snapshots     int   `json:"snapshots"`
	SnapshotBytes int64 `json:"snapshot_bytes"` // as stored

	// Tries grows with every attempt to deliver.
	Tries int64 `json:"-"`
}

// Queue counts a channel's deliveries by state.
type Queue struct {
	Pending   int `json:"pending"`
	Delivered int `json:"delivered"`
	Dead      int `json:"dead"`
}

// FigureQuery asks for stated figures, the latest first.
type FigureQuery struct {
	Subject   string // "" for any
	Indicator string // "" for any
	Period    string // "" for any
	Since     time.Time
	Until     time.Time // exclusive
	Limit     int       // 0: 100
}

// FigurePoint is a figure where it was stated.
type FigurePoint struct {
	Figure    Figure    `json:"figure"`
	ArticleID ID        `json:"article_id"`
	Site      SiteID    `json:"site"`
	URL       string    `json:"url"`
	Title     string    `json:"title"`
	StoryID   ID        `json:"story_id"`
	At        time.Time `json:"at"` // published, or first seen where that is unknown
}

// Indicator counts how often figures of one kind were stated.
type Indicator struct {
	Subject   string `json:"subject"`
	Indicator string `json:"indicator"`
	Count     int    `json:"count"`
}

// Fit is how often one field of a site's articles, or the links of one list
// page, could be read.
type Fit struct {
	Site     SiteID     `json:"site"`
	Field    string     `json:"field"`          // "links" for a list page, "silent" for the flow of articles
	List     string     `json:"list,omitempty"` // URL of the list page
	Good     int        `json:"good"`           // pages that had it
	Bad      int        `json:"bad"`            // pages that lacked it
	Selector string     `json:"selector"`
	LastGood string     `json:"last_good"` // URL
	FirstBad string     `json:"first_bad"` // URL, of those that lacked it running
	Failing  *time.Time `json:"failing"`   // since when it counts as failing
}

// FitDay is how often one field of a site's pages could be read on one day.
type FitDay struct {
	Field string `json:"field"` // "links" for looks at list pages
	Day   string `json:"day"`   // 2026-02-15, in the configured zone
	Good  int    `json:"good"`  // pages that had it
	Bad   int    `json:"bad"`   // pages that lacked it
}
