package alert

import (
	"encoding/json"
	"time"

	"newswatch"
)

// WeComSettings are the settings of a 企业微信 group robot.
type WeComSettings struct {
	Common
	URL   Secret `json:"url" jsonschema:"required,type=string,description=webhook address of the robot"`
	Users List   `json:"at_users,omitempty" jsonschema:"oneof_type=string;array,description=user ids to mention in high alerts"`
}

// maxWeCom is the longest markdown text of one message, in bytes of UTF-8: about
// 1,365 Chinese characters. Source: developer.work.weixin.qq.com/document/path/99110.
const maxWeCom = 4096

// The robot takes 20 messages a minute.
var _ = register("wecom", kind{
	settings: func() settings { return &WeComSettings{} },
	rate:     "18/min", items: 15,
})

// Codes by developer.work.weixin.qq.com/document/path/90313 and 99110.
var weComCodes = allOf(
	codes(newswatch.VerdictDelivered, 0),
	codes(newswatch.VerdictRetry, -1, 45009, 45033, 6000),
	codes(newswatch.VerdictSplit, 40058, 45002),
	codes(newswatch.VerdictConfig, 93000, 40001, 48002),
	codes(newswatch.VerdictPayload, 40008, 40033, 40035, 44004, 45008, 40004, 40006, 40007, 41006, 44001, 45001),
)

type weComBody struct {
	Type     string            `json:"msgtype"`
	Markdown weComMarkdownText `json:"markdown"`
}

type weComMarkdownText struct {
	Content string `json:"content"`
}

func (s *WeComSettings) open(k *kit) (Notifier, error) {
	var bad faults
	checkURL(&bad, "url", s.URL, "the robot's webhook address, https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…")
	r := &robot{caller: k.caller(s.URL), kit: k, markup: &weComMarkdown, limit: maxWeCom}
	content := func(m message) string {
		text := m.Text
		if m.View.High {
			for _, user := range s.Users {
				text += "\n<@" + user + ">"
			}
		}
		return text
	}
	r.size = func(m message) int { return len(content(m)) }
	r.pack = func(m message) (request, error) {
		body, err := encode(weComBody{"markdown", weComMarkdownText{content(m)}})
		return request{address: string(s.URL), body: body}, err
	}
	r.judge = func(a answer, _ request) Result {
		var body struct {
			Code    *int   `json:"errcode"`
			Message string `json:"errmsg"`
		}
		if json.Unmarshal(a.body, &body) != nil || body.Code == nil {
			return r.byStatus(a)
		}
		result := r.byCode(a, *body.Code, body.Message, weComCodes)
		if *body.Code == 45009 {
			result.After = max(result.After, time.Minute) // limits are counted by the minute
		}
		return result
	}
	return r, bad.err()
}
