package alert

import (
	"time"

	"newswatch"
)

// Words for what a delivery waits for, in Delivery.Held.
const (
	heldHours   = "quiet hours"
	heldDigest  = "the next digest"
	heldRate    = "the robot's rate limit"
	heldSilence = "silenced" // as the store says it, which frees these when a silence is lifted
	heldStopped = "stopped channel: "
)

// Routing decides when a channel gets an alert. It is the store's planner: what
// it says is stored together with the alert.
type Routing struct{ channels map[string]*Channel }

// NewRouting makes the routing of these channels.
func NewRouting(channels []*Channel) *Routing {
	r := &Routing{map[string]*Channel{}}
	for _, c := range channels {
		r.channels[c.ID] = c
	}
	return r
}

// Plan says when an alert is due on a channel: high ones at once; normal and low
// ones with the next digest where the channel sends digests, else when its hours
// allow; late ones of whatever severity with a digest only. A channel that is no
// longer configured keeps what comes for it.
func (r *Routing) Plan(a *newswatch.Alert, channel string, now time.Time) newswatch.DeliveryPlan {
	c, ok := r.channels[channel]
	if !ok {
		return newswatch.DeliveryPlan{}
	}
	return c.plan(a, now)
}

// finding reports whether an alert tells of an article, rather than of the
// program itself.
func finding(t newswatch.EventType) bool {
	return t == newswatch.AlertRaised || t == newswatch.AlertRevised || t == newswatch.AlertWithdrawn
}

// urgent alerts know no hours: somebody waits for them, or the way on which to
// tell it may break next.
func urgent(t newswatch.EventType) bool {
	switch t {
	case newswatch.AlertTest, newswatch.AlertEscalated, newswatch.ChannelFailing, newswatch.ChannelRecovered:
		return true
	}
	return false
}

func (c *Channel) plan(a *newswatch.Alert, now time.Time) newswatch.DeliveryPlan {
	if urgent(a.Type) {
		return newswatch.DeliveryPlan{}
	}
	if c.Severity != "" && a.Severity.Rank() < c.Severity.Rank() {
		return newswatch.DeliveryPlan{Skip: true}
	}
	if finding(a.Type) {
		switch {
		case c.digest != nil && (a.Late || a.Severity.Rank() < newswatch.High.Rank()):
			return newswatch.DeliveryPlan{Digest: true, Due: c.digest.Next(now.In(c.loc)), Held: heldDigest}
		case a.Late:
			return newswatch.DeliveryPlan{Digest: true, Due: c.opens(a.Severity, now), Held: heldDigest}
		}
	}
	if at := c.opens(a.Severity, now); at.After(now) {
		return newswatch.DeliveryPlan{Due: at, Held: heldHours}
	}
	return newswatch.DeliveryPlan{}
}

// opens is when an alert of this severity may go out, now or later.
func (c *Channel) opens(s newswatch.Severity, now time.Time) time.Time {
	if s == newswatch.High {
		return now
	}
	at, _ := c.hours.open(now)
	return at
}
