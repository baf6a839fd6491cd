package alert

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"newswatch"
)

// WebhookSettings are the settings of a generic webhook.
type WebhookSettings struct {
	Common
	URL       Secret            `json:"url" jsonschema:"required,type=string,description=address that receives a POST of JSON"`
	Secret    Secret            `json:"secret,omitempty" jsonschema:"type=string,description=signs each message by Standard Webhooks: whsec_ and Base64 or any text"`
	OldSecret Secret            `json:"old_secret,omitempty" jsonschema:"type=string,description=signs too while receivers change to a new secret"`
	Format    string            `json:"format,omitempty" jsonschema:"enum=newswatch,enum=alertmanager,description=shape of the body"`
	GitHub    bool              `json:"hub_signature,omitempty" jsonschema:"description=also sends X-Hub-Signature-256"`
	Headers   map[string]Secret `json:"headers,omitempty" jsonschema:"description=further headers such as Authorization"`
}

var _ = register("webhook", kind{
	settings: func() settings { return &WebhookSettings{} },
	parallel: 8,
	items:    200,
})

type webhook struct {
	caller
	kit    *kit
	url    string
	keys   [][]byte
	github string
	header http.Header
	shape  string
}

func (s *WebhookSettings) open(k *kit) (Notifier, error) {
	var bad faults
	checkURL(&bad, "url", s.URL, "the address that shall receive the alerts, such as https://example.org/hook")
	w := &webhook{kit: k, url: string(s.URL), header: http.Header{}, shape: s.Format}
	secrets := []Secret{s.URL, s.Secret, s.OldSecret}
	for i, secret := range []Secret{s.Secret, s.OldSecret} {
		if secret == "" {
			continue
		}
		key, err := webhookKey(string(secret))
		if err != nil {
			bad.add([]string{"secret", "old_secret"}[i], "%v; give whsec_ and Base64, or any other text", err)
		}
		w.keys = append(w.keys, key)
	}
	if s.GitHub {
		if s.Secret == "" {
			bad.add("hub_signature", "needs a secret to sign with")
		}
		w.github = string(s.Secret)
	}
	switch s.Format {
	case "", "newswatch", "alertmanager":
	default:
		bad.add("format", "%q is none of newswatch, alertmanager", s.Format)
	}
	for name, value := range s.Headers {
		if !headerName(name) || strings.ContainsAny(string(value), "\r\n") {
			bad.add("headers", "%q cannot be a header", name)
			continue
		}
		w.header.Set(name, string(value))
		secrets = append(secrets, value)
	}
	w.caller = k.caller(secrets...)
	return w, bad.err()
}

func headerName(s string) bool {
	return s != "" && strings.Trim(strings.ToLower(s), "abcdefghijklmnopqrstuvwxyz0123456789-_") == "" &&
		!strings.HasPrefix(strings.ToLower(s), "webhook-") && !strings.EqualFold(s, "host") && !strings.EqualFold(s, "content-length")
}

// maxWebhookAlerts is how many alerts of a digest one message holds.
const maxWebhookAlerts = 500

// Notify posts one message. By CONTRACT: any 2xx is success; 3xx, 408, 425, 429
// and 5xx are tried again, other 4xx are final.
func (w *webhook) Notify(ctx context.Context, t Task) Result {
	a, id := *t.Delivery.Alert, t.Delivery.WebhookID
	size := max(1, maxWebhookAlerts>>t.Shrink)
	more := false
	if all := a.Alerts; len(all) > size {
		from := min(t.Part*size, len(all))
		to := min(from+size, len(all))
		a.Alerts, more = all[from:to], to < len(all)
		if t.Part > 0 {
			// Receivers drop ids that they know, so that each part needs its own.
			id = fmt.Sprintf("%s.%d", id, t.Part+1)
		}
	}
	body, err := w.body(&a)
	if err != nil {
		return unencodable(err)
	}
	now := w.now()
	h := w.header.Clone()
	h.Set(headerID, id)
	h.Set(headerTimestamp, strconv.FormatInt(now.Unix(), 10))
	var signatures []string
	for _, key := range w.keys {
		signatures = append(signatures, signWebhook(key, id, now, body))
	}
	if len(signatures) > 0 {
		h.Set(headerSignature, strings.Join(signatures, " "))
	}
	if w.github != "" {
		h.Set("X-Hub-Signature-256", signGitHub(w.github, body))
		h.Set("X-GitHub-Delivery", id)
	}
	ans, r, ok := w.post(ctx, w.url, h, body)
	if !ok {
		return r
	}
	r = Result{Verdict: newswatch.VerdictPayload, Code: ans.status, Message: w.say(string(ans.body)), After: w.after(ans)}
	switch s := ans.status; {
	case s >= 200 && s < 300:
		r.Verdict, r.More, r.After = newswatch.VerdictDelivered, more, 0
	case s < 400, s == http.StatusRequestTimeout, s == http.StatusTooEarly, s == http.StatusTooManyRequests, s >= 500:
		r.Verdict = newswatch.VerdictRetry
	}
	if r.Message == "" {
		r.Message = http.StatusText(ans.status)
	}
	return r
}

// envelope is the body of a webhook.
type envelope struct {
	Type      newswatch.EventType `json:"type"`
	Timestamp time.Time           `json:"timestamp"`
	Data      *newswatch.Alert    `json:"data"`
}

func (w *webhook) body(a *newswatch.Alert) ([]byte, error) {
	local := inZone(*a, w.kit.Location)
	curtail(&local, mostMatches)
	switch {
	case w.kit.words.body != nil:
		text, err := w.kit.words.render(w.kit.view(&local))
		if err == nil && !json.Valid([]byte(text)) {
			err = fmt.Errorf("message: the template does not give JSON")
		}
		return []byte(text), err
	case w.shape == "alertmanager":
		return encode(alertmanager(w.kit, &local))
	}
	return encode(envelope{local.Type, local.Created, &local})
}

// A webhook is to be small: of an article that names a term on every line it holds
// the first places, and how many there are; of one that was written anew it holds
// how the change begins.
const (
	mostMatches         = 50
	mostMatchesInDigest = 10
	longestChange       = 1000 // characters of each form
)

func curtail(a *newswatch.Alert, most int) {
	if n := len(a.Matches); n > most {
		a.Matches, a.MatchesTotal = a.Matches[:most], n
	}
	if len(a.Changes) > 0 {
		a.Changes = slices.Clone(a.Changes)
	}
	for i := range a.Changes {
		c := &a.Changes[i]
		c.Before, c.After = cut(c.Before, longestChange), cut(c.After, longestChange)
		var diff []newswatch.DiffSpan
		left := 2 * longestChange
		for _, span := range c.Diff {
			if left <= 0 {
				break
			}
			span.Text = cut(span.Text, left)
			left -= utf8.RuneCountInString(span.Text)
			diff = append(diff, span)
		}
		c.Diff = diff
	}
	for i := range a.Alerts {
		curtail(&a.Alerts[i], mostMatchesInDigest)
	}
}

// inZone shows an alert's times in loc.
func inZone(a newswatch.Alert, loc *time.Location) newswatch.Alert {
	a.Created = a.Created.Truncate(time.Second).In(loc)
	if a.Severity == "" {
		a.Severity = newswatch.Normal
	}
	if a.Article != nil && a.Article.Published != nil {
		ref := *a.Article
		t := ref.Published.In(ref.Precision.Zone(*ref.Published, loc))
		ref.Published = &t
		a.Article = &ref
	}
	alerts := a.Alerts
	a.Alerts = nil
	for _, one := range alerts {
		a.Alerts = append(a.Alerts, inZone(one, loc))
	}
	return a
}
