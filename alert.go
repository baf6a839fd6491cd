package newswatch

import (
	"fmt"
	"time"
)

// EventType names what a message to a channel tells.
type EventType string

// The events, as webhooks name them.
const (
	AlertRaised      EventType = "alert.raised"
	AlertRevised     EventType = "alert.revised"
	AlertWithdrawn   EventType = "alert.withdrawn"
	AlertDigest      EventType = "alert.digest"
	AlertTest        EventType = "alert.test"
	AlertEscalated   EventType = "alert.escalated"
	SiteFailing      EventType = "site.failing"
	SiteRecovered    EventType = "site.recovered"
	ChannelFailing   EventType = "channel.failing"
	ChannelRecovered EventType = "channel.recovered"
)

// Alert tells somebody: that a watch found something, that a matched article
// changed or went, or that a site or channel is in trouble. Its JSON form is
// the "data" of a webhook.
type Alert struct {
	ID       ID        `json:"alert_id"`
	Type     EventType `json:"-"`
	Created  time.Time `json:"-"`
	Severity Severity  `json:"severity"`

	Watch   *WatchRef   `json:"watch,omitempty"`
	Article *ArticleRef `json:"article,omitempty"`
	Matches []Match     `json:"matches,omitempty"`
	// MatchesTotal is how many there are where a message holds the first ones only.
	MatchesTotal int       `json:"matches_total,omitzero"`
	Figures      []Figure  `json:"figures,omitempty"`
	Story        *StoryRef `json:"story,omitempty"`

	Changes []Change `json:"changes,omitempty"` // alert.revised
	Late    bool     `json:"late,omitempty"`    // the article was old when it was first seen

	// Alerts are what a digest gathers.
	Alerts []Alert `json:"alerts,omitempty"`

	Site    *SiteTrouble    `json:"site,omitempty"`    // site.failing, site.recovered
	Channel *ChannelTrouble `json:"channel,omitempty"` // channel.failing, channel.recovered

	// Of is the alert that an escalation repeats.
	Of ID `json:"of,omitzero"`

	// Acked is when somebody acknowledged it; zero while nobody has.
	Acked time.Time `json:"-"`
}

// Key makes repeats harmless: of alerts with one key only the first is stored.
// It is empty where every alert stands for itself.
func (a *Alert) Key() string {
	switch {
	case a.Type == AlertRaised && a.Watch != nil && a.Story != nil:
		return fmt.Sprintf("%s|%s|story %d", a.Type, a.Watch.ID, a.Story.ID)
	}
	return ""
}

// WatchRef names a watch in an alert.
type WatchRef struct {
	ID   string    `json:"id"`
	Name string    `json:"name"`
	Kind WatchKind `json:"kind"`
}

// ArticleRef is the part of an article that an alert carries.
type ArticleRef struct {
	ID        ID         `json:"id"`
	Site      SiteID     `json:"site"`
	SiteName  string     `json:"site_name"`
	URL       string     `json:"url"`
	Title     string     `json:"title"`
	Published *time.Time `json:"published"`
	Precision Precision  `json:"published_precision,omitempty"`
	Source    string     `json:"source"`
	Author    string     `json:"author"`
	Summary   string     `json:"summary"` // the opening of the text, at most 120 characters
}

// StoryRef says how far a story has spread.
type StoryRef struct {
	ID      ID  `json:"id"`
	Outlets int `json:"outlets"` // articles that tell it, on whichever site
	// Original is what the article reprints; nil where it is the original itself.
	Original *OriginalRef `json:"original,omitempty"`
	// Disguised says that the article was made to look different from its original:
	// a name that a watch found may have been put in the place of another.
	Disguised bool `json:"disguised,omitempty"`
}

// OriginalRef names the article that another one reprints.
type OriginalRef struct {
	ID       ID     `json:"id"`
	Site     SiteID `json:"site"`
	SiteName string `json:"site_name"`
	URL      string `json:"url"`
	Title    string `json:"title"`
}

// SiteTrouble says what no longer fits at a site, or fits again.
type SiteTrouble struct {
	ID       SiteID `json:"id"`
	Name     string `json:"name"`
	Problem  string `json:"problem"` // "field missing", "no links", "silent", "unreachable"
	Field    string `json:"field,omitempty"`
	Selector string `json:"selector,omitempty"`
	LastGood string `json:"last_good,omitempty"` // URL
	FirstBad string `json:"first_bad,omitempty"` // URL
	Message  string `json:"message"`
}

// ChannelTrouble says why a channel was stopped. Message holds no secret.
type ChannelTrouble struct {
	ID      string `json:"id"`
	Kind    string `json:"type"`
	Message string `json:"message"`
	Held    int    `json:"held"` // deliveries that wait for it
}

// DeliveryState is where a delivery stands.
type DeliveryState string

// The states.
const (
	Pending   DeliveryState = "pending"
	Delivered DeliveryState = "delivered"
	Dead      DeliveryState = "dead"
)

// Delivery is an alert's row in the outbox of one channel.
type Delivery struct {
	ID          ID            `json:"id"`
	AlertID     ID            `json:"-"`
	Channel     string        `json:"channel"`
	State       DeliveryState `json:"state"`
	Attempts    int           `json:"attempts"`
	LastCode    int           `json:"last_code"` // HTTP status, or the robot's own code; 0 where there was no answer
	LastError   string        `json:"last_error"`
	NextAttempt *time.Time    `json:"next_attempt"` // null once settled
	// WebhookID is made once and the same on every try.
	WebhookID string `json:"webhook_id"`
	// Held says what a pending delivery waits for, in words: quiet hours, the
	// next digest, a stopped channel. Empty where it is simply due.
	Held string `json:"held,omitempty"`
	// MergedInto is the digest delivery that carries this one; 0 for none. Its
	// state is then the digest's.
	MergedInto ID `json:"merged_into,omitzero"`

	Created time.Time `json:"-"`
	// Alert is filled where a delivery is handed out to be sent.
	Alert *Alert `json:"-"`
}

// Attempt is one try to send a delivery.
type Attempt struct {
	DeliveryID ID            `json:"-"`
	At         time.Time     `json:"at"`
	Took       time.Duration `json:"took"`
	Verdict    Verdict       `json:"verdict"`
	Code       int           `json:"code"`
	Message    string        `json:"message"` // what the channel answered, shortened, without secrets
}

// Settlement is where a delivery stands after an attempt.
type Settlement struct {
	State DeliveryState
	// Next is when to try again; for Pending only.
	Next time.Time
	Held string
}

// Verdict is what a try came to, judged by the answer's own code and not by its
// HTTP status alone.
type Verdict string

// The verdicts.
const (
	VerdictDelivered Verdict = "delivered"
	VerdictRetry     Verdict = "retry"   // busy, limited, 5xx, no answer: try again
	VerdictSplit     Verdict = "split"   // too long: make it smaller
	VerdictConfig    Verdict = "config"  // bad key, sign or address: the channel is stopped, its queue held
	VerdictPayload   Verdict = "payload" // this message is not accepted: dead, go on with the others
	VerdictUnknown   Verdict = "unknown" // never taken as delivered: tried a few times, then dead
)

// DeliveryPlan is what routing decides for an alert and one of its channels.
type DeliveryPlan struct {
	// Due is the earliest time to send; the zero time is at once.
	Due time.Time
	// Digest keeps the delivery for the channel's next digest.
	Digest bool
	// Skip makes no delivery: the channel does not take this severity.
	Skip bool
	// Held says in words what it waits for.
	Held string
}
