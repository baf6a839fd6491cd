package newswatch

// Field names a part of an article that rules look into.
type Field string

// The fields that rules may name.
const (
	FieldTitle  Field = "title"
	FieldText   Field = "text"
	FieldSource Field = "source"
	FieldAuthor Field = "author"

	// Where a match may stand besides; rules mean them too by "title".
	FieldKicker   Field = "kicker"
	FieldSubtitle Field = "subtitle"
)

// Severity orders alerts: high ones overtake and ignore quiet hours.
type Severity string

// The severities. The zero value counts as [Normal].
const (
	Low    Severity = "low"
	Normal Severity = "normal"
	High   Severity = "high"
)

// Rank is 0 for low, 1 for normal and 2 for high.
func (s Severity) Rank() int {
	switch s {
	case Low:
		return 0
	case High:
		return 2
	}
	return 1
}

// WatchKind says what is tracked: words, or a target of a certain kind.
type WatchKind string

// The kinds of watch. All but [Keyword] are targets.
const (
	Keyword      WatchKind = "keyword"
	Person       WatchKind = "person"
	Organization WatchKind = "organization"
	Place        WatchKind = "place"
	Project      WatchKind = "project"
	FigureTarget WatchKind = "figure"
)

// Watch is what someone tracks: a keyword rule, or a target with its names, or
// a stated figure. All conditions that are given must hold.
type Watch struct {
	ID       string
	Name     string
	Kind     WatchKind
	Severity Severity
	Channels []string
	Sites    []SiteID // empty: all
	In       []Field  // empty: title and text

	// Keyword rules.
	Any    []string // at least one
	All    []string // every one
	None   []string // not one in the whole article
	Except []string // occurrences inside these do not count
	Expr   string   // an expression; see package match

	// Targets. The name counts as an alias.
	Aliases []string
	Context []string // at least one must stand in the article too; empty: no such condition

	// Figures. Empty lists: any.
	Subject   []string
	Indicator []string
	Min, Max  *float64 // in the figure's plain unit
	Change    *float64 // least relative change against the last one stated, 0.1 is 10 %; nil: any
}

// IsTarget reports whether the watch is listed among an article's targets and
// not among its watches.
func (w *Watch) IsTarget() bool { return w.Kind != Keyword && w.Kind != "" }

// Match is one term of a watch in one article.
type Match struct {
	Term    string `json:"term"`  // as the watch's owner wrote it
	Field   Field  `json:"field"` // title or text, or where a scope led: source, author
	Offset  int    `json:"offset"`
	Length  int    `json:"length"`            // of the stretch found, in runes, which may be longer than Term
	Excerpt string `json:"excerpt"`           // the clause or sentence around it, shortened
	Name    string `json:"name,omitempty"`    // the whole name with its title, such as 区委常委倪世英, where one stands around it
	Context string `json:"context,omitempty"` // which context word let a target's alias count
}

// Hit is a watch that fired on an article.
type Hit struct {
	ID       string    `json:"id"`
	Name     string    `json:"name"`
	Kind     WatchKind `json:"kind"`
	Severity Severity  `json:"severity"`
	Matches  []Match   `json:"matches"`
	Figures  []Figure  `json:"figures"`
	Rule     string    `json:"rule,omitempty"` // the condition that fired, in words
	Channels []string  `json:"-"`
}

// Miss is a watch that did not fire, and the condition that failed.
type Miss struct {
	ID     string `json:"id"`
	Reason string `json:"reason"`
}
