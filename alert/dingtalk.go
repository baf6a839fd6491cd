package alert

import (
	"encoding/json"
	"net/url"
	"strings"
	"time"

	"newswatch"
)

// DingTalkSettings are the settings of a 钉钉 custom robot.
type DingTalkSettings struct {
	Common
	URL     Secret `json:"url" jsonschema:"required,type=string,description=webhook address of the robot"`
	Secret  Secret `json:"secret,omitempty" jsonschema:"type=string,description=加签 secret: it begins with SEC"`
	Keyword string `json:"keyword,omitempty" jsonschema:"description=one of the robot's keywords where it is guarded by them"`
	Mobiles List   `json:"at_mobiles,omitempty" jsonschema:"oneof_type=string;array,description=phone numbers to mention in high alerts"`
	Users   List   `json:"at_users,omitempty" jsonschema:"oneof_type=string;array,description=user ids to mention in high alerts"`
	All     bool   `json:"at_all,omitempty" jsonschema:"description=mention everybody in high alerts"`
}

// maxDingTalk is the longest body, in bytes; the robot takes 20000.
const maxDingTalk = 19500

// The robot takes 20 messages a minute, and is shut for ten minutes beyond.
var _ = register("dingtalk", kind{
	settings: func() settings { return &DingTalkSettings{} },
	rate:     "18/min", items: 40,
})

// Codes by copies of the vendor's page and by answers seen in the field: 410100
// and 130101 are sent too fast, 310000 is keyword, sign or address, 90030 a quota.
var dingTalkCodes = allOf(
	codes(newswatch.VerdictDelivered, 0),
	codes(newswatch.VerdictRetry, -1, 130101, 410100),
	codes(newswatch.VerdictSplit, 460101, 101002),
	codes(newswatch.VerdictConfig, 310000, 300001, 300005, 400101, 400102, 400106, 400013, 90030),
	codes(newswatch.VerdictPayload, 40035, 43004, 400105),
)

// dingTalkPause is the least wait after sending too fast.
const dingTalkPause = time.Minute

type dingTalkBody struct {
	Type     string           `json:"msgtype"`
	Markdown dingTalkMarkdown `json:"markdown"`
	At       dingTalkAt       `json:"at"`
}

type dingTalkMarkdown struct {
	Title string `json:"title"`
	Text  string `json:"text"`
}

type dingTalkAt struct {
	Mobiles []string `json:"atMobiles"`
	Users   []string `json:"atUserIds"`
	All     bool     `json:"isAtAll"`
}

func (s *DingTalkSettings) open(k *kit) (Notifier, error) {
	var bad faults
	u := checkURL(&bad, "url", s.URL, "the robot's webhook address, https://oapi.dingtalk.com/robot/send?access_token=…")
	r := &robot{caller: k.caller(s.URL, s.Secret), kit: k, markup: &dingMarkdown, limit: maxDingTalk, judge: nil}
	r.judge = func(a answer, _ request) Result { return r.dingTalk(a) }
	r.size = r.bodySize
	r.pack = func(m message) (request, error) {
		at := dingTalkAt{Mobiles: []string{}, Users: []string{}}
		text := withKeyword(m.Text, s.Keyword, dingMarkdown.line)
		if m.View.High {
			at = dingTalkAt{append(at.Mobiles, s.Mobiles...), append(at.Users, s.Users...), s.All}
			// A mention shows only where the text has it too.
			var names []string
			for _, who := range append(append(List{}, s.Mobiles...), s.Users...) {
				names = append(names, "@"+who)
			}
			if len(names) > 0 {
				text += dingMarkdown.line + strings.Join(names, " ")
			}
		}
		body, err := encode(dingTalkBody{"markdown", dingTalkMarkdown{m.Title, text}, at})
		return request{address: dingTalkAddress(*u, string(s.Secret), k.Now()), body: body}, err
	}
	return r, bad.err()
}

// dingTalkAddress is the robot's address, signed where it has a secret.
func dingTalkAddress(u url.URL, secret string, now time.Time) string {
	if secret != "" {
		q := u.Query()
		for name, values := range signDingTalk(secret, now) {
			q[name] = values
		}
		u.RawQuery = q.Encode()
	}
	return u.String()
}

func (r *robot) dingTalk(a answer) Result {
	var body struct {
		Code    *int    `json:"errcode"`
		Message string  `json:"errmsg"`
		Status  int     `json:"status"` // of the gateway in front, which limits too
		Wait    float64 `json:"wait"`   // in seconds
	}
	if json.Unmarshal(a.body, &body) != nil || body.Code == nil {
		result := r.byStatus(a)
		if body.Status != 0 {
			result.Verdict, result.Code = newswatch.VerdictRetry, body.Status
			result.After = max(result.After, time.Duration(min(max(body.Wait, 1), 3600)*float64(time.Second)))
		}
		return result
	}
	result := r.byCode(a, *body.Code, body.Message, dingTalkCodes)
	if *body.Code == 130101 || *body.Code == 410100 {
		result.After = max(result.After, dingTalkPause)
	}
	return result
}
