package alert

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"newswatch"
)

// A Notifier speaks one vendor's format: it makes one request and says what
// became of it. It never retries, waits or logs. Results hold no secret.
type Notifier interface {
	Notify(context.Context, Task) Result
}

// Task is one message to send: a part of a delivery.
type Task struct {
	Delivery newswatch.Delivery // Alert is filled
	// Part counts the messages of a delivery that needs several, from 0.
	Part int
	// Shrink asks for messages of at most 1/2, 1/4, … of the usual size: the
	// channel found them too long.
	Shrink int
}

// Result is what a try came to.
type Result struct {
	Verdict newswatch.Verdict
	// Code is the robot's own code where it gave one that is not success, else the
	// HTTP or SMTP status; 0 where there was no answer.
	Code int
	// Message is the answer or the error, shortened.
	Message string
	// After is how long the channel wants to be left alone; 0: it did not say.
	After time.Duration
	// More says that the delivery has a further part; for VerdictDelivered only.
	More bool
}

// Env is what channels need from outside. The zero value works.
type Env struct {
	Client   *http.Client     // nil: [NewClient]
	Now      func() time.Time // nil: time.Now
	Location *time.Location   // in which people read times; nil: UTC+8
	Language string           // "zh" or "en" where a channel does not say; "": zh

	// Digest and QuietHours are what channels do that say nothing else; see [Common].
	Digest     string
	QuietHours string

	// AckURL gives the address where people acknowledge an alert; nil: none is
	// shown. See [AckURL].
	AckURL func(newswatch.ID) string
	// Level names a site's rank, such as 中央 or 市级, by which digests count; nil:
	// they count by site.
	Level func(newswatch.SiteID) string
}

func (e Env) filled() Env {
	if e.Client == nil {
		e.Client = NewClient(30 * time.Second)
	}
	client := *e.Client
	client.CheckRedirect = noRedirect // whoever made it
	e.Client = &client
	if e.Now == nil {
		e.Now = time.Now
	}
	if e.Location == nil {
		e.Location = time.FixedZone("UTC+8", 8*60*60)
	}
	if e.Language == "" {
		e.Language = "zh"
	}
	return e
}

// Common are the settings that every kind of channel knows.
type Common struct {
	ID            string             `json:"id" jsonschema:"required,description=short name by which watches mean this channel"`
	Type          string             `json:"type" jsonschema:"required,description=kind of channel"`
	Severity      newswatch.Severity `json:"severity,omitempty" jsonschema:"enum=low,enum=normal,enum=high,description=least severity that is sent here"`
	Hours         string             `json:"hours,omitempty" jsonschema:"description=when all but high alerts are sent: Mon-Fri 08:00-20:00; several are joined by a semicolon"`
	QuietHours    string             `json:"quiet_hours,omitempty" jsonschema:"description=when all but high alerts are held: 22:00-07:00; Sat-Sun. none switches the general ones off"`
	Timezone      string             `json:"timezone,omitempty" jsonschema:"description=IANA time zone of hours and of the times shown"`
	Digest        string             `json:"digest,omitempty" jsonschema:"description=cron expression: normal and low alerts are collected and sent together. none switches the general one off"`
	Language      string             `json:"language,omitempty" jsonschema:"enum=zh,enum=en,description=of the messages"`
	Title         string             `json:"title,omitempty" jsonschema:"description=text/template of the message's title"`
	Template      string             `json:"template,omitempty" jsonschema:"description=text/template of the message"`
	Rate          string             `json:"rate,omitempty" jsonschema:"description=most messages: 18/min; several are joined by a comma: 4/s\\, 90/min. none: no limit"`
	Timeout       Duration           `json:"timeout,omitempty" jsonschema:"type=string,default=15s,description=for one message"`
	EscalateAfter Duration           `json:"escalate_after,omitempty" jsonschema:"type=string,description=a high alert that nobody acknowledges for so long is repeated on escalate_to"`
	EscalateTo    List               `json:"escalate_to,omitempty" jsonschema:"oneof_type=string;array,description=channels"`
}

func (c *Common) common() *Common { return c }

// settings are one kind's settings with what it takes to make a channel of them.
type settings interface {
	common() *Common
	// open checks the settings and makes the notifier. Faults are SettingErrors.
	open(*kit) (Notifier, error)
}

// kit is what a kind's open gets: the environment and the channel's own words.
type kit struct {
	Env
	lang  string
	words templates
}

// kind is a row of the registry.
type kind struct {
	settings func() settings
	rate     string // most messages, below the vendor's limit
	parallel int    // requests at once; kinds with a rate send one by one
	items    int    // most alerts merged into one message when there are too many
}

var kinds = map[string]kind{}

func register(name string, k kind) struct{} {
	kinds[name] = k
	return struct{}{}
}

// Kinds lists the kinds of channel, sorted.
func Kinds() []string { return slices.Sorted(mapKeys(kinds)) }

// Settings gives for each kind a zero value of its settings, whose tags describe
// them for a JSON Schema.
func Settings() map[string]any {
	out := map[string]any{}
	for name, k := range kinds {
		out[name] = k.settings()
	}
	return out
}

// Channel is one configured destination.
type Channel struct {
	ID   string
	Kind string
	Common
	Notifier

	kind   kind
	loc    *time.Location
	hours  hours
	digest cron.Schedule // nil: none
	budget *budget       // nil: no limit
}

// New makes a channel of a kind from its settings, a JSON object that may also
// hold the channel's id and type. It checks everything that can be known without
// sending, templates included; the error joins a [SettingError] for each fault.
func New(kindName, id string, raw json.RawMessage, env Env) (*Channel, error) {
	k, ok := kinds[kindName]
	if !ok {
		return nil, &SettingError{Key: "type", Msg: fmt.Sprintf("%q is not a kind of channel; known are %s", kindName, strings.Join(Kinds(), ", "))}
	}
	s := k.settings()
	var bad faults
	if err := decode(raw, s); err != nil {
		bad = append(bad, err)
	}
	o := s.common()
	o.ID, o.Type = id, kindName
	env = env.filled()

	c := &Channel{ID: id, Kind: kindName, kind: k, loc: env.Location}
	o.check(&bad, env, k, c)
	env.Location = c.loc
	words, err := parseTemplates(o, env)
	if err != nil {
		bad = append(bad, err)
	}
	c.Common = *o
	n, err := s.open(&kit{env, o.Language, words})
	if err != nil {
		bad = append(bad, err)
	}
	if err := bad.err(); err != nil {
		return nil, err
	}
	c.Notifier = n
	return c, nil
}

// CheckEscalation faults escalate_to where it names no channel; the channel itself
// may stand there, which is then a reminder. known reports whether a channel of
// that id is configured.
func (c *Channel) CheckEscalation(known func(id string) bool) error {
	var bad faults
	for _, to := range c.EscalateTo {
		if !known(to) {
			bad.add("escalate_to", "%q is not a channel", to)
		}
	}
	return bad.err()
}

// check fills defaults, reads the written forms into c and faults what is wrong.
func (o *Common) check(bad *faults, env Env, k kind, c *Channel) {
	var err error
	switch o.Severity {
	case "", newswatch.Low, newswatch.Normal, newswatch.High:
	default:
		bad.add("severity", "%q is none of low, normal, high", o.Severity)
	}
	switch o.Language {
	case "":
		o.Language = env.Language
	case "zh", "en":
	default:
		bad.add("language", "%q is none of zh, en", o.Language)
		o.Language = env.Language
	}
	if o.Timezone != "" {
		if c.loc, err = time.LoadLocation(o.Timezone); err != nil {
			bad.add("timezone", "%q is not a time zone; give one such as Asia/Shanghai", o.Timezone)
			c.loc = env.Location
		}
	}
	if o.Digest == "" {
		o.Digest = env.Digest
	}
	if o.Digest != "" && o.Digest != "none" {
		if c.digest, err = cron.ParseStandard(o.Digest); err != nil {
			bad.add("digest", "%q is not a cron expression; give one such as 0 8,18 * * *", o.Digest)
			c.digest = nil
		}
	}
	if o.QuietHours == "" {
		o.QuietHours = env.QuietHours
	}
	c.hours.loc = c.loc
	if c.hours.in, err = parseSpans(o.Hours); err != nil {
		bad.add("hours", "%v", err)
	}
	if o.QuietHours != "none" {
		if c.hours.out, err = parseSpans(o.QuietHours); err != nil {
			bad.add("quiet_hours", "%v", err)
		}
	}
	if _, ok := c.hours.open(env.Now()); !ok {
		bad.add("hours", "leave no time to send anything together with quiet_hours")
	}
	if o.Rate == "" {
		o.Rate = k.rate
	}
	if c.budget, err = parseRate(o.Rate); err != nil {
		bad.add("rate", "%v", err)
	}
	if o.Timeout == 0 {
		o.Timeout = Duration(15 * time.Second)
	}
	if o.Timeout > Duration(2*time.Minute) {
		bad.add("timeout", "%s is too long; at most 2m", time.Duration(o.Timeout))
	}
	if (o.EscalateAfter == 0) != (len(o.EscalateTo) == 0) {
		bad.add("escalate_after", "belongs together with escalate_to; give both or none")
	}
}
