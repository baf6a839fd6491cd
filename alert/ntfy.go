package alert

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"newswatch"
)

// NtfySettings are the settings of an ntfy topic.
type NtfySettings struct {
	Common
	URL      Secret `json:"url" jsonschema:"required,type=string,description=of the topic: https://ntfy.sh/my-topic"`
	Token    Secret `json:"token,omitempty" jsonschema:"type=string,description=access token of a protected topic"`
	User     string `json:"username,omitempty" jsonschema:"description=of a protected topic where there is no token"`
	Password Secret `json:"password,omitempty" jsonschema:"type=string"`
}

// maxNtfy is the longest message, in bytes: the server's default of 4096 makes an
// attachment of a longer one. The rest is for the title.
const maxNtfy = 3900

// ntfy.sh lets a visitor send 60 at once and one in five seconds after that.
var _ = register("ntfy", kind{
	settings: func() settings { return &NtfySettings{} },
	rate:     "10/min", items: 15,
})

type ntfyBody struct {
	Topic    string       `json:"topic"`
	Title    string       `json:"title"`
	Message  string       `json:"message"`
	Markdown bool         `json:"markdown"`
	Priority int          `json:"priority"`
	Tags     []string     `json:"tags,omitempty"`
	Click    string       `json:"click,omitempty"`
	Actions  []ntfyAction `json:"actions,omitempty"`
}

type ntfyAction struct {
	Action string `json:"action"`
	Label  string `json:"label"`
	URL    string `json:"url"`
}

func (s *NtfySettings) open(k *kit) (Notifier, error) {
	var bad faults
	const example = "the topic's address, such as https://ntfy.sh/my-topic"
	u := checkURL(&bad, "url", s.URL, example)
	topic, server := "", ""
	if u != nil {
		path := strings.Trim(u.Path, "/")
		topic = path[strings.LastIndex(path, "/")+1:]
		base := url.URL{Scheme: u.Scheme, User: u.User, Host: u.Host, Path: "/" + strings.TrimSuffix(path, topic)}
		server = base.String()
		if topic == "" {
			bad.add("url", "names no topic; paste %s", example)
		}
	}
	if (s.User == "") != (s.Password == "") {
		bad.add("username", "belongs together with password; give both or none")
	}
	header := http.Header{}
	secrets := []Secret{s.URL, s.Token, s.Password, Secret(topic)}
	if s.Token != "" {
		header.Set("Authorization", "Bearer "+string(s.Token))
	} else if s.User != "" {
		pair := base64.StdEncoding.EncodeToString([]byte(s.User + ":" + string(s.Password)))
		header.Set("Authorization", "Basic "+pair)
		secrets = append(secrets, Secret(pair))
	}
	r := &robot{caller: k.caller(secrets...), kit: k, markup: &commonMark, limit: maxNtfy}
	r.size = func(m message) int { return len(m.Text) }
	r.pack = func(m message) (request, error) {
		b := ntfyBody{Topic: topic, Title: m.Title, Message: m.Text, Markdown: true, Priority: 3, Click: m.View.URL}
		switch {
		case m.View.High:
			b.Priority, b.Tags = 5, []string{"rotating_light"}
		case m.View.Alert.Severity == newswatch.Low:
			b.Priority = 2
		}
		if ack := m.View.AckURL; ack != "" {
			b.Actions = []ntfyAction{{"view", languages[k.lang].ack, ack}}
		}
		body, err := encode(b)
		return request{address: server, header: header, body: body}, err
	}
	r.judge = func(a answer, _ request) Result {
		var body struct {
			ID    string `json:"id"`
			Event string `json:"event"`
			Code  int    `json:"code"`
			Error string `json:"error"`
		}
		result := r.byStatus(a)
		if json.Unmarshal(a.body, &body) != nil {
			return result
		}
		switch {
		case a.status == http.StatusOK && body.ID != "":
			return Result{Verdict: newswatch.VerdictDelivered, Code: a.status}
		case a.status == http.StatusBadRequest:
			result.Verdict = newswatch.VerdictPayload
		}
		if body.Code != 0 {
			result.Code, result.Message = body.Code, r.say(body.Error)
		}
		return result
	}
	return r, bad.err()
}
