package alert

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"newswatch"
)

// BarkSettings are the settings of a phone with Bark.
type BarkSettings struct {
	Common
	URL   Secret `json:"url" jsonschema:"required,type=string,description=as the app shows it: https://api.day.app/ and the device's key"`
	Group string `json:"group,omitempty" jsonschema:"description=under which the phone gathers the messages,default=newswatch"`
	Sound string `json:"sound,omitempty" jsonschema:"description=of high alerts"`
}

// maxBark is the longest body, in bytes: Apple's push service takes 4096, with
// what the server adds.
const maxBark = 3600

var _ = register("bark", kind{
	settings: func() settings { return &BarkSettings{} },
	rate:     "30/min", items: 8,
})

type barkBody struct {
	Key   string `json:"device_key"`
	Title string `json:"title"`
	Body  string `json:"body"`
	Group string `json:"group"`
	URL   string `json:"url,omitempty"`
	Level string `json:"level"`
	Sound string `json:"sound,omitempty"`
}

func (s *BarkSettings) open(k *kit) (Notifier, error) {
	var bad faults
	const example = "the address that the app shows, such as https://api.day.app/yourkey"
	u := checkURL(&bad, "url", s.URL, example)
	key, server := "", ""
	if u != nil {
		path := strings.Trim(u.Path, "/")
		key = path[strings.LastIndex(path, "/")+1:]
		base := url.URL{Scheme: u.Scheme, User: u.User, Host: u.Host, Path: "/" + strings.TrimSuffix(path, key) + "push"}
		server = base.String()
		if key == "" || key == "push" {
			bad.add("url", "names no device; paste %s", example)
		}
	}
	r := &robot{caller: k.caller(s.URL, Secret(key)), kit: k, markup: &plainText, limit: maxBark}
	r.size = r.bodySize
	r.pack = func(m message) (request, error) {
		b := barkBody{Key: key, Title: m.Title, Body: m.Text, Group: orText(s.Group, "newswatch"), URL: m.View.URL, Level: "active"}
		switch {
		case m.View.High:
			b.Level, b.Sound = "timeSensitive", s.Sound
		case m.View.Alert.Severity == newswatch.Low:
			b.Level = "passive"
		}
		body, err := encode(b)
		return request{address: server, body: body}, err
	}
	r.judge = func(a answer, _ request) Result {
		var body struct {
			Code    int    `json:"code"`
			Message string `json:"message"`
		}
		result := r.byStatus(a)
		if json.Unmarshal(a.body, &body) != nil || body.Code == 0 {
			return result
		}
		if body.Code == http.StatusOK && a.status == http.StatusOK {
			return Result{Verdict: newswatch.VerdictDelivered, Code: a.status}
		}
		result.Code, result.Message = body.Code, r.say(body.Message)
		// Bark's server answers Apple's refusals with 500 and their reason.
		switch says := strings.ToLower(body.Message); {
		case strings.Contains(says, "payloadtoolarge"):
			result.Verdict = newswatch.VerdictSplit
		case strings.Contains(says, "device token"), strings.Contains(says, "device key"), strings.Contains(says, "devicetoken"), strings.Contains(says, "unregistered"):
			result.Verdict = newswatch.VerdictConfig
		case body.Code == http.StatusBadRequest:
			result.Verdict = newswatch.VerdictPayload
		}
		return result
	}
	return r, bad.err()
}
