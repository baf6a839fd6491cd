package alert

import (
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"newswatch"
)

// SlackSettings are the settings of a Slack incoming webhook. Mattermost and
// Discord (/slack) take the same.
type SlackSettings struct {
	Common
	URL     Secret `json:"url" jsonschema:"required,type=string,description=address of the incoming webhook"`
	Mention List   `json:"mention,omitempty" jsonschema:"oneof_type=string;array,description=to mention in high alerts: here or channel or a user id such as U012AB3CD"`
}

// maxSlack is the longest text of a section block, in characters.
const maxSlack = 3000

// The webhook takes a message a second.
var _ = register("slack", kind{
	settings: func() settings { return &SlackSettings{} },
	rate:     "1/s, 50/min", items: 20,
})

// slackWords are the answers of an incoming webhook. Sources: Slack's pages on
// errors and public tests that list them.
var slackWords = map[string]newswatch.Verdict{
	"ok":         newswatch.VerdictDelivered,
	"no_service": newswatch.VerdictConfig, "channel_not_found": newswatch.VerdictConfig, "action_prohibited": newswatch.VerdictConfig,
	"invalid_token": newswatch.VerdictConfig, "channel_is_archived": newswatch.VerdictConfig, "no_active_hooks": newswatch.VerdictConfig,
	"no_service_id": newswatch.VerdictConfig, "no_team": newswatch.VerdictConfig, "team_disabled": newswatch.VerdictConfig,
	"posting_to_general_channel_denied": newswatch.VerdictConfig, "user_not_found": newswatch.VerdictConfig,
	"invalid_payload": newswatch.VerdictPayload, "no_text": newswatch.VerdictPayload, "invalid_blocks": newswatch.VerdictPayload,
	"msg_too_long": newswatch.VerdictSplit, "rollup_error": newswatch.VerdictRetry, "rate_limited": newswatch.VerdictRetry,
}

type slackBody struct {
	Text        string       `json:"text"` // what a notification shows
	Blocks      []slackBlock `json:"blocks"`
	UnfurlLinks bool         `json:"unfurl_links"`
}

type slackBlock struct {
	Type string    `json:"type"`
	Text slackText `json:"text"`
}

type slackText struct {
	Type string `json:"type"`
	Text string `json:"text"`
}

func (s *SlackSettings) open(k *kit) (Notifier, error) {
	var bad faults
	checkURL(&bad, "url", s.URL, "the webhook's address, https://hooks.slack.com/services/…")
	r := &robot{caller: k.caller(s.URL), kit: k, markup: &slackMarkdown, limit: maxSlack}
	content := func(m message) string {
		text := m.Text
		if m.View.High {
			for _, who := range s.Mention {
				mark := "<@" + who + ">"
				if who == "here" || who == "channel" || who == "everyone" {
					mark = "<!" + who + ">"
				}
				text += "\n" + mark
			}
		}
		return text
	}
	r.size = func(m message) int { return utf8.RuneCountInString(content(m)) }
	r.pack = func(m message) (request, error) {
		body, err := encode(slackBody{
			Text:   slackEscape.Replace(m.Title),
			Blocks: []slackBlock{{"section", slackText{"mrkdwn", content(m)}}},
		})
		return request{address: string(s.URL), body: body}, err
	}
	r.judge = func(a answer, _ request) Result {
		word := strings.TrimSpace(string(a.body))
		v, known := slackWords[word]
		if !known || v == newswatch.VerdictDelivered && a.status != http.StatusOK || a.status == http.StatusTooManyRequests {
			result := r.byStatus(a)
			if a.status == http.StatusTooManyRequests && result.After == 0 {
				result.After = 30 * time.Second
			}
			if a.status == http.StatusBadRequest {
				result.Verdict = newswatch.VerdictPayload
			}
			return result
		}
		return Result{Verdict: v, Code: a.status, Message: r.say(word)}
	}
	return r, bad.err()
}
