package alert

import (
	"encoding/json"
	"strings"
	"time"

	"newswatch"
)

// FeishuSettings are the settings of a 飞书 or Lark custom bot.
type FeishuSettings struct {
	Common
	URL     Secret `json:"url" jsonschema:"required,type=string,description=webhook address of the bot"`
	Secret  Secret `json:"secret,omitempty" jsonschema:"type=string,description=签名校验 secret"`
	Keyword string `json:"keyword,omitempty" jsonschema:"description=one of the bot's keywords where it is guarded by them"`
	Users   List   `json:"at_users,omitempty" jsonschema:"oneof_type=string;array,description=open ids to mention in high alerts"`
	All     bool   `json:"at_all,omitempty" jsonschema:"description=mention everybody in high alerts"`
}

// maxFeishu is the longest body, in bytes; the bot takes 20 KB.
const maxFeishu = 19 << 10

// The bot takes 100 messages a minute and 5 a second.
var _ = register("feishu", kind{
	settings: func() settings { return &FeishuSettings{} },
	rate:     "4/s, 90/min", items: 30,
})

// Codes by open.feishu.cn/document/client-docs/bot-v3/add-custom-bot; 9499 is
// judged apart, as it means several things.
var feishuCodes = allOf(
	codes(newswatch.VerdictDelivered, 0),
	codes(newswatch.VerdictRetry, 11232, 99991400),
	codes(newswatch.VerdictSplit, 19036),
	codes(newswatch.VerdictConfig, 19001, 19021, 19022, 19024),
	codes(newswatch.VerdictPayload, 9499),
)

// feishuPause is the wait after a limit that came without one.
const feishuPause = 10 * time.Second

type feishuBody struct {
	Timestamp string     `json:"timestamp,omitempty"`
	Sign      string     `json:"sign,omitempty"`
	Type      string     `json:"msg_type"`
	Card      feishuCard `json:"card"`
}

type feishuCard struct {
	Schema string       `json:"schema"`
	Header feishuHeader `json:"header"`
	Body   feishuParts  `json:"body"`
}

type feishuHeader struct {
	Title    feishuText `json:"title"`
	Template string     `json:"template"`
}

type feishuParts struct {
	Elements []feishuText `json:"elements"`
}

type feishuText struct {
	Tag     string `json:"tag"`
	Content string `json:"content"`
}

func (s *FeishuSettings) open(k *kit) (Notifier, error) {
	var bad faults
	checkURL(&bad, "url", s.URL, "the bot's webhook address, https://open.feishu.cn/open-apis/bot/v2/hook/…")
	r := &robot{caller: k.caller(s.URL, s.Secret), kit: k, markup: &feishuMarkdown, limit: maxFeishu}
	r.judge = r.feishu
	r.size = r.bodySize
	r.pack = func(m message) (request, error) {
		text := withKeyword(m.Text, s.Keyword, "\n")
		if m.View.High {
			for _, user := range s.Users {
				text += "\n<at id=" + user + "></at>"
			}
			if s.All {
				text += "\n<at id=all></at>"
			}
		}
		b := feishuBody{Type: "interactive", Card: feishuCard{
			Schema: "2.0",
			Header: feishuHeader{feishuText{"plain_text", m.Title}, feishuColour(m.View)},
			Body:   feishuParts{[]feishuText{{"markdown", text}}},
		}}
		if s.Secret != "" {
			b.Timestamp, b.Sign = signFeishu(string(s.Secret), k.Now())
		}
		body, err := encode(b)
		return request{address: string(s.URL), body: body}, err
	}
	return r, bad.err()
}

// feishuColour is the card's heading.
func feishuColour(v *View) string {
	switch t := v.Alert.Type; {
	case v.High, t == newswatch.SiteFailing:
		return "red"
	case t == newswatch.AlertRevised:
		return "orange"
	case t == newswatch.AlertWithdrawn, v.Late:
		return "grey"
	case t == newswatch.SiteRecovered, t == newswatch.ChannelRecovered:
		return "green"
	}
	return "blue"
}

func (r *robot) feishu(a answer, q request) Result {
	var body struct {
		Code    *int   `json:"code"`
		Message string `json:"msg"`
		// Older answers name them so.
		Status        *int   `json:"StatusCode"`
		StatusMessage string `json:"StatusMessage"`
	}
	if json.Unmarshal(a.body, &body) != nil || body.Code == nil && body.Status == nil {
		return r.byStatus(a)
	}
	if body.Code == nil {
		body.Code, body.Message = body.Status, body.StatusMessage
	}
	result := r.byCode(a, *body.Code, body.Message, feishuCodes)
	switch limited := strings.Contains(strings.ToLower(body.Message), "frequency"); {
	case *body.Code == 9499 && limited:
		result.Verdict = newswatch.VerdictRetry
	case *body.Code == 9499 && len(q.body) > maxFeishu/2:
		result.Verdict = newswatch.VerdictSplit
	case a.status == 429:
		result.Verdict = newswatch.VerdictRetry
	}
	if result.Verdict == newswatch.VerdictRetry && result.After == 0 {
		if result.After = retryAfter(a.header.Get("X-Ogw-Ratelimit-Reset"), r.now()); result.After == 0 {
			result.After = feishuPause
		}
	}
	return result
}
