package newswatch

import (
	"encoding/json"
	"time"
)

// SiteID is a site's permanent short name, such as "people".
type SiteID string

// Precision says how much of a stamp the page gave. The rest of the time is
// zero and means nothing: a [Day] is never shown as midnight.
type Precision string

// The precisions, coarse to fine. The zero value means that there is no stamp.
const (
	Day    Precision = "day"
	Hour   Precision = "hour"
	Minute Precision = "minute"
	Second Precision = "second"
)

// Zone is the zone in which to show a stamp of this precision: loc, but for a bare
// day one in which it is midnight, so that the day stays the one that the page gave.
func (p Precision) Zone(t time.Time, loc *time.Location) *time.Location {
	if p != Day {
		return loc
	}
	for _, zone := range []*time.Location{loc, t.Location(), china} {
		if h, m, s := t.In(zone).Clock(); h == 0 && m == 0 && s == 0 {
			return zone
		}
	}
	// A day is midnight in the zone of its site, which the moment tells.
	const east = 14 * 60 * 60
	offset := -int(t.Unix() % (24 * 60 * 60))
	if offset < east-24*60*60 {
		offset += 24 * 60 * 60
	}
	return time.FixedZone("", offset)
}

// china is where nearly all sites print the day.
var china = time.FixedZone("UTC+8", 8*60*60)

// Image is a picture of an article; the caption is not part of the text.
type Image struct {
	URL     string `json:"url"`
	Caption string `json:"caption,omitempty"`
}

// Origin says where a field's value came from.
type Origin struct {
	// Template is the id of the site's template, "labels" or "fallback".
	Template string `json:"template"`
	// Selector is the CSS selector, label, meta name or rule that gave the value.
	Selector string `json:"selector"`
	// Note says what was odd about it, for people.
	Note string `json:"note,omitempty"`
}

// Article is one item as its site published it. Its canonical URL is unique.
type Article struct {
	ID           ID
	Site         SiteID
	URL          string // as fetched
	CanonicalURL string
	Title        string
	Kicker       string // 肩题, above the title
	Subtitle     string // 副题, below it

	// Published is the site's own stamp; zero where the page gives none.
	Published          time.Time
	PublishedPrecision Precision

	Source  string // 来源, as printed
	Author  string // 记者, 通讯员, 作者; several are joined by one blank
	Editor  string // 编辑, 责编
	Channel string // breadcrumb, joined by " > "
	Page    string // 版面 of an e-paper, such as "02版：要闻"

	// Text is the body: paragraphs without captions, joined by one line feed.
	// Offsets into it are in runes.
	Text     string
	Keywords []string
	Images   []Image
	Language string // BCP 47: "zh-Hans", "zh-Hant"; empty where unknown

	Fetched  time.Time // first seen
	Template string    // "fallback" where no template fitted
	Damaged  bool      // some characters were lost before or on the way here
	Late     bool      // older than alerts.max_age when first seen

	Revision    int       // 1 at first, +1 with each material change
	WithdrawnAt time.Time // zero while the site still shows it

	StoryID     ID
	DuplicateOf ID // the earlier article whose text this one reprints; 0 for an original

	Watches []string // ids of the keyword watches that matched
	Targets []string // ids of the targets that matched
	Figures []Figure

	// Provenance says for each field by its JSON name where it came from.
	// Lists and exports leave it out.
	Provenance map[string]Origin
}

// Withdrawn reports whether the site has taken the article down.
func (a *Article) Withdrawn() bool { return !a.WithdrawnAt.IsZero() }

// In returns a copy whose times are shown in loc.
func (a Article) In(loc *time.Location) Article {
	if !a.Published.IsZero() {
		a.Published = a.Published.In(a.PublishedPrecision.Zone(a.Published, loc))
	}
	for _, t := range []*time.Time{&a.Fetched, &a.WithdrawnAt} {
		if !t.IsZero() {
			*t = t.In(loc)
		}
	}
	return a
}

// ArticleView fixes the names and the order in which the world sees an article:
// exports, searches and the API share it. Unknown times are null, lists never.
type ArticleView struct {
	ID                 ID                `json:"id"`
	Site               SiteID            `json:"site"`
	URL                string            `json:"url"`
	CanonicalURL       string            `json:"canonical_url"`
	Title              string            `json:"title"`
	Kicker             string            `json:"kicker,omitempty"`
	Subtitle           string            `json:"subtitle,omitempty"`
	Published          *time.Time        `json:"published"`
	PublishedPrecision Precision         `json:"published_precision"`
	Source             string            `json:"source"`
	Author             string            `json:"author"`
	Editor             string            `json:"editor"`
	Channel            string            `json:"channel"`
	Page               string            `json:"page,omitempty"`
	Text               string            `json:"text"`
	Language           string            `json:"language"`
	Keywords           []string          `json:"keywords,omitempty"`
	Images             []Image           `json:"images,omitempty"`
	Fetched            *time.Time        `json:"fetched"`
	Template           string            `json:"template"`
	Damaged            bool              `json:"damaged,omitempty"`
	Late               bool              `json:"late,omitempty"`
	Revision           int               `json:"revision"`
	Withdrawn          bool              `json:"withdrawn"`
	WithdrawnAt        *time.Time        `json:"withdrawn_at,omitempty"`
	StoryID            ID                `json:"story_id" nullable:"true"`
	DuplicateOf        ID                `json:"duplicate_of" nullable:"true"`
	Watches            []string          `json:"watches"`
	Targets            []string          `json:"targets"`
	Figures            []Figure          `json:"figures"`
	Provenance         map[string]Origin `json:"provenance,omitempty"`
}

// View is the article as the world sees it.
func (a Article) View() ArticleView {
	return ArticleView{
		ID: a.ID, Site: a.Site, URL: a.URL, CanonicalURL: a.CanonicalURL,
		Title: a.Title, Kicker: a.Kicker, Subtitle: a.Subtitle,
		Published: known(a.Published), PublishedPrecision: a.PublishedPrecision,
		Source: a.Source, Author: a.Author, Editor: a.Editor, Channel: a.Channel, Page: a.Page,
		Text: a.Text, Language: a.Language, Keywords: a.Keywords, Images: a.Images,
		Fetched: known(a.Fetched), Template: a.Template, Damaged: a.Damaged, Late: a.Late,
		Revision: a.Revision, Withdrawn: a.Withdrawn(), WithdrawnAt: known(a.WithdrawnAt),
		StoryID: a.StoryID, DuplicateOf: a.DuplicateOf,
		Watches: list(a.Watches), Targets: list(a.Targets), Figures: list(a.Figures),
		Provenance: a.Provenance,
	}
}

// MarshalJSON writes the article's view.
func (a Article) MarshalJSON() ([]byte, error) { return json.Marshal(a.View()) }

// UnmarshalJSON reads what [Article.MarshalJSON] writes.
func (a *Article) UnmarshalJSON(b []byte) error {
	var j ArticleView
	if err := json.Unmarshal(b, &j); err != nil {
		return err
	}
	*a = Article{
		ID: j.ID, Site: j.Site, URL: j.URL, CanonicalURL: j.CanonicalURL,
		Title: j.Title, Kicker: j.Kicker, Subtitle: j.Subtitle,
		Published: at(j.Published), PublishedPrecision: j.PublishedPrecision,
		Source: j.Source, Author: j.Author, Editor: j.Editor, Channel: j.Channel, Page: j.Page,
		Text: j.Text, Language: j.Language, Keywords: j.Keywords, Images: j.Images,
		Fetched: at(j.Fetched), Template: j.Template, Damaged: j.Damaged, Late: j.Late,
		Revision: j.Revision, WithdrawnAt: at(j.WithdrawnAt),
		StoryID: j.StoryID, DuplicateOf: j.DuplicateOf,
		Watches: j.Watches, Targets: j.Targets, Figures: j.Figures, Provenance: j.Provenance,
	}
	return nil
}

// known is nil for the zero time, which JSON then shows as null.
func known(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

func at(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}

// list makes a nil slice an empty one, which JSON shows as [] and not null.
func list[T any](s []T) []T {
	if s == nil {
		return []T{}
	}
	return s
}
