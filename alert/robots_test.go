package alert

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"newswatch"
)

// robotClock is the time at which the fakes and the channels of the table live.
var robotClock = time.Date(2026, 3, 10, 2, 0, 0, 0, time.UTC)

// reply is how a fake answers, and what we should make of it. ECHO in a body
// becomes the address and the credentials of the request, as robots repeat what
// they refuse.
type reply struct {
	want   newswatch.Verdict
	status int // or, of a mail server, the step and its answer in body
	body   string
	header map[string]string
	after  time.Duration // the least wait that must come out of it
	code   int           // that must come out of it; 0: the status
}

// fakeRobot is a vendor's robot, written from the vendor's description alone.
type fakeRobot struct {
	settings string // JSON; a robot's address must stand in it
	secrets  []string
	// check is strict: what the vendor would refuse, or show wrongly, is an error.
	check   func(*http.Request, []byte) error
	ok      reply
	replies []reply
	// lacks says why a kind never gives a verdict.
	lacks map[newswatch.Verdict]string
}

// roundTripper turns a handler into a way out, without a network.
type roundTripper func(*http.Request) *http.Response

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) {
	resp := f(r)
	if resp == nil {
		return nil, errors.New("connection reset by peer")
	}
	resp.Request = r
	return resp, nil
}

func answerWith(r *http.Request, a reply, body []byte) *http.Response {
	echo, _ := json.Marshal(r.URL.String() + " " + r.Header.Get("Authorization") + " " + string(body))
	w := httptest.NewRecorder()
	for k, v := range a.header {
		w.Header().Set(k, v)
	}
	w.WriteHeader(a.status)
	_, _ = io.WriteString(w, strings.ReplaceAll(a.body, "ECHO", strings.Trim(string(echo), `"`)))
	return w.Result()
}

// strictJSON decodes a body that must be this shape, without \u escapes of what
// need not be escaped.
func strictJSON(r *http.Request, body []byte, into any) error {
	if r.Method != http.MethodPost || !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		return fmt.Errorf("%s with content type %q", r.Method, r.Header.Get("Content-Type"))
	}
	if !utf8.Valid(body) || bytes.Contains(body, []byte(`\u003`)) || bytes.Contains(body, []byte(`\u0026`)) {
		return errors.New("the body is not UTF-8, or escapes what robots refuse escaped")
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("body: %w", err)
	}
	return nil
}

// wholeText faults a text that was cut inside a character, a link or a mark.
func wholeText(text string) error {
	if !utf8.ValidString(text) || strings.ContainsRune(text, utf8.RuneError) {
		return errors.New("cut inside a character")
	}
	for _, pair := range [][2]string{{"[", "]"}, {"](", ")"}, {"<a ", "</a>"}, {"<b>", "</b>"}, {"<font", "</font>"}, {"<blockquote>", "</blockquote>"}} {
		if open, shut := strings.Count(text, pair[0]), strings.Count(text, pair[1]); open > shut {
			return fmt.Errorf("%d of %q and %d of %q", open, pair[0], shut, pair[1])
		}
	}
	if strings.Count(text, "**")%2 != 0 {
		return errors.New("an odd number of **")
	}
	if strings.TrimSpace(text) == "" {
		return errors.New("no text")
	}
	return nil
}

// robots has a row for every kind of channel that speaks HTTP; e-mail has its own
// server in email_test.go.
var robots = map[string]fakeRobot{
	"webhook": {
		settings: `{"url":"https://hook.example/in/9f8e7d6c5b4a39281706","secret":"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw","headers":{"Authorization":"Bearer tok-3141592653589793"}}`,
		secrets:  []string{"9f8e7d6c5b4a39281706", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "tok-3141592653589793"},
		check: func(r *http.Request, body []byte) error {
			var m struct {
				Type      string          `json:"type"`
				Timestamp time.Time       `json:"timestamp"`
				Data      json.RawMessage `json:"data"`
			}
			if err := strictJSON(r, body, &m); err != nil {
				return err
			}
			if m.Type == "" || m.Timestamp.IsZero() || len(m.Data) < 10 || r.Header.Get("Authorization") != "Bearer tok-3141592653589793" {
				return fmt.Errorf("incomplete: %s", body)
			}
			return Verify("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", r.Header, body, robotClock)
		},
		ok: reply{want: newswatch.VerdictDelivered, status: 202, body: "fine, ECHO"},
		replies: []reply{
			{want: newswatch.VerdictRetry, status: 500, body: "ECHO"},
			{want: newswatch.VerdictRetry, status: 429, header: map[string]string{"Retry-After": "17"}, after: 17 * time.Second},
			{want: newswatch.VerdictRetry, status: 503, header: map[string]string{"Retry-After": "Tue, 10 Mar 2026 02:01:00 GMT"}, after: time.Minute},
			{want: newswatch.VerdictRetry, status: 302, header: map[string]string{"Location": "https://elsewhere.example/"}},
			{want: newswatch.VerdictPayload, status: 400, body: "ECHO"},
			{want: newswatch.VerdictPayload, status: 410},
		},
		lacks: map[newswatch.Verdict]string{
			newswatch.VerdictSplit: "no status means it", newswatch.VerdictConfig: "a webhook's 4xx are final", newswatch.VerdictUnknown: "every status has a meaning",
		},
	},
	"dingtalk": {
		settings: `{"url":"https://oapi.dingtalk.com/robot/send?access_token=0a1b2c3d4e5f60718293a4b5c6d7e8f9","secret":"SEC0123456789abcdef","at_mobiles":["13800000000"],"keyword":"提醒"}`,
		secrets:  []string{"0a1b2c3d4e5f60718293a4b5c6d7e8f9", "SEC0123456789abcdef"},
		check: func(r *http.Request, body []byte) error {
			var m struct {
				Type     string `json:"msgtype"`
				Markdown struct{ Title, Text string }
				At       struct {
					AtMobiles, AtUserIds []string
					IsAtAll              bool
				}
			}
			q := r.URL.Query()
			want := signDingTalk("SEC0123456789abcdef", robotClock)
			switch err := strictJSON(r, body, &m); {
			case err != nil:
				return err
			case q.Get("access_token") != "0a1b2c3d4e5f60718293a4b5c6d7e8f9" || q.Get("sign") != want.Get("sign") || q.Get("timestamp") != want.Get("timestamp"):
				return fmt.Errorf("not signed: %s", r.URL.RawQuery)
			case m.Type != "markdown" || m.Markdown.Title == "" || !strings.Contains(m.Markdown.Text, "提醒"):
				return fmt.Errorf("no title or keyword: %s", body)
			case len(body) > 20000:
				return fmt.Errorf("%d bytes", len(body))
			case m.At.AtMobiles == nil || m.At.AtUserIds == nil:
				return errors.New("null instead of a list")
			case len(m.At.AtMobiles) > 0 && !strings.Contains(m.Markdown.Text, "@13800000000"):
				return errors.New("a mention that does not stand in the text")
			}
			return wholeText(m.Markdown.Text)
		},
		ok: reply{want: newswatch.VerdictDelivered, status: 200, body: `{"errcode":0,"errmsg":"ok"}`},
		replies: []reply{
			{want: newswatch.VerdictRetry, status: 200, body: `{"errcode":130101,"errmsg":"send too fast, exceed 20 times per minute ECHO"}`, after: time.Minute, code: 130101},
			{want: newswatch.VerdictRetry, status: 200, body: `{"errcode":-1,"errmsg":"系统繁忙"}`, code: -1},
			{want: newswatch.VerdictRetry, status: 200, body: `{"status":1111,"wait":5,"punish":"deny"}`, after: 5 * time.Second, code: 1111},
			{want: newswatch.VerdictRetry, status: 502, body: `<html>`},
			{want: newswatch.VerdictSplit, status: 200, body: `{"errcode":460101,"errmsg":"message too long"}`, code: 460101},
			{want: newswatch.VerdictConfig, status: 200, body: `{"errcode":310000,"errmsg":"sign not match ECHO"}`, code: 310000},
			{want: newswatch.VerdictConfig, status: 200, body: `{"errcode":400102,"errmsg":"机器人已停用"}`, code: 400102},
			{want: newswatch.VerdictPayload, status: 200, body: `{"errcode":40035,"errmsg":"缺少参数 json"}`, code: 40035},
			{want: newswatch.VerdictUnknown, status: 200, body: `{"errcode":987654,"errmsg":"?"}`, code: 987654},
			{want: newswatch.VerdictUnknown, status: 200, body: `<html>log in to this network, ECHO</html>`},
		},
	},
	"wecom": {
		settings: `{"url":"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7abc-4bc4-97a0-0ec2sifa5aaa","at_users":["zhang"]}`,
		secrets:  []string{"693a91f6-7abc-4bc4-97a0-0ec2sifa5aaa"},
		check: func(r *http.Request, body []byte) error {
			var m struct {
				Type     string `json:"msgtype"`
				Markdown struct{ Content string }
			}
			switch err := strictJSON(r, body, &m); {
			case err != nil:
				return err
			case m.Type != "markdown" || r.URL.Query().Get("key") == "":
				return fmt.Errorf("body %s", body)
			case len(m.Markdown.Content) > 4096:
				return fmt.Errorf("%d bytes of content", len(m.Markdown.Content))
			}
			return wholeText(m.Markdown.Content)
		},
		ok: reply{want: newswatch.VerdictDelivered, status: 200, body: `{"errcode":0,"errmsg":"ok. Warning: wrong json format. "}`},
		replies: []reply{
			{want: newswatch.VerdictRetry, status: 200, body: `{"errcode":45009,"errmsg":"api freq out of limit ECHO"}`, after: time.Minute, code: 45009},
			{want: newswatch.VerdictRetry, status: 200, body: `{"errcode":-1,"errmsg":"system busy"}`, code: -1},
			{want: newswatch.VerdictSplit, status: 200, body: `{"errcode":40058,"errmsg":"markdown.content exceed max length 4096"}`, code: 40058},
			{want: newswatch.VerdictConfig, status: 200, body: `{"errcode":93000,"errmsg":"invalid webhook url ECHO"}`, code: 93000},
			{want: newswatch.VerdictPayload, status: 200, body: `{"errcode":40033,"errmsg":"不能包含\\uxxxx格式的字符"}`, code: 40033},
			{want: newswatch.VerdictUnknown, status: 200, body: `{"errcode":11,"errmsg":"?"}`, code: 11},
			{want: newswatch.VerdictUnknown, status: 200, body: ``},
		},
	},
	"feishu": {
		settings: `{"url":"https://open.feishu.cn/open-apis/bot/v2/hook/ca2fb8f1-7d3e-4c8a-9c0e-2f6b1d5e4a77","secret":"demo-sign-secret","at_all":true}`,
		secrets:  []string{"ca2fb8f1-7d3e-4c8a-9c0e-2f6b1d5e4a77", "demo-sign-secret"},
		check: func(r *http.Request, body []byte) error {
			type text struct{ Tag, Content string }
			var m struct {
				Timestamp, Sign string
				Type            string `json:"msg_type"`
				Card            struct {
					Schema string
					Header struct {
						Title    text
						Template string
					}
					Body struct{ Elements []text }
				}
			}
			if err := strictJSON(r, body, &m); err != nil {
				return err
			}
			stamp, sign := signFeishu("demo-sign-secret", robotClock)
			switch {
			case m.Timestamp != stamp || m.Sign != sign:
				return errors.New("not signed")
			case m.Type != "interactive" || m.Card.Schema != "2.0" || m.Card.Header.Title.Tag != "plain_text" || m.Card.Header.Title.Content == "" || len(m.Card.Body.Elements) != 1:
				return fmt.Errorf("not a card: %s", body)
			case len(body) > 20<<10:
				return fmt.Errorf("%d bytes", len(body))
			}
			return wholeText(m.Card.Body.Elements[0].Content)
		},
		ok: reply{want: newswatch.VerdictDelivered, status: 200, body: `{"code":0,"msg":"success","data":{}}`},
		replies: []reply{
			{want: newswatch.VerdictDelivered, status: 200, body: `{"Extra":null,"StatusCode":0,"StatusMessage":"success"}`},
			{want: newswatch.VerdictRetry, status: 200, body: `{"code":11232,"msg":"frequency limited psm ECHO"}`, after: time.Second, code: 11232},
			{want: newswatch.VerdictRetry, status: 400, body: `{"code":99991400,"msg":"request trigger frequency limit"}`, header: map[string]string{"x-ogw-ratelimit-reset": "38"}, after: 38 * time.Second, code: 99991400},
			{want: newswatch.VerdictRetry, status: 200, body: `{"code":9499,"msg":"too many request, frequency limited"}`, after: time.Second, code: 9499},
			{want: newswatch.VerdictSplit, status: 200, body: `{"code":19036,"msg":"card too large"}`, code: 19036},
			{want: newswatch.VerdictConfig, status: 200, body: `{"code":19001,"msg":"param invalid: incoming webhook access token invalid ECHO"}`, code: 19001},
			{want: newswatch.VerdictConfig, status: 200, body: `{"code":19021,"msg":"sign match fail or timestamp is not within one hour"}`, code: 19021},
			{want: newswatch.VerdictPayload, status: 200, body: `{"code":9499,"msg":"Bad Request"}`, code: 9499},
			{want: newswatch.VerdictUnknown, status: 200, body: `{"code":5,"msg":"?"}`, code: 5},
			{want: newswatch.VerdictUnknown, status: 200, body: `{}`},
		},
	},
	"slack": {
		settings: `{"url":"https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX","mention":"here"}`,
		secrets:  []string{"XXXXXXXXXXXXXXXXXXXXXXXX", "T00000000/B00000000"},
		check: func(r *http.Request, body []byte) error {
			var m struct {
				Text   string
				Blocks []struct {
					Type string
					Text struct{ Type, Text string }
				}
				UnfurlLinks bool `json:"unfurl_links"`
			}
			switch err := strictJSON(r, body, &m); {
			case err != nil:
				return err
			case m.Text == "" || len(m.Blocks) != 1 || m.Blocks[0].Type != "section" || m.Blocks[0].Text.Type != "mrkdwn":
				return fmt.Errorf("body %s", body)
			case utf8.RuneCountInString(m.Blocks[0].Text.Text) > 3000:
				return errors.New("a section of more than 3000 characters")
			}
			return wholeText(m.Blocks[0].Text.Text)
		},
		ok: reply{want: newswatch.VerdictDelivered, status: 200, body: "ok"},
		replies: []reply{
			{want: newswatch.VerdictRetry, status: 429, body: "rate_limited", header: map[string]string{"Retry-After": "30"}, after: 30 * time.Second},
			{want: newswatch.VerdictRetry, status: 500, body: "rollup_error"},
			{want: newswatch.VerdictSplit, status: 400, body: "msg_too_long"},
			{want: newswatch.VerdictConfig, status: 404, body: "no_service"},
			{want: newswatch.VerdictConfig, status: 403, body: "invalid_token ECHO"},
			{want: newswatch.VerdictConfig, status: 410, body: "channel_is_archived"},
			{want: newswatch.VerdictPayload, status: 400, body: "invalid_payload"},
			{want: newswatch.VerdictUnknown, status: 200, body: "okay, ECHO"},
			{want: newswatch.VerdictUnknown, status: 200, body: ""},
		},
	},
	"telegram": {
		settings: `{"token":"110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw","chat_id":-1001234567890}`,
		secrets:  []string{"AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"},
		check: func(r *http.Request, body []byte) error {
			var m struct {
				Chat    string `json:"chat_id"`
				Text    string
				Mode    string                     `json:"parse_mode"`
				Preview struct{ Is_disabled bool } `json:"link_preview_options"`
				Silent  bool                       `json:"disable_notification"`
			}
			switch err := strictJSON(r, body, &m); {
			case err != nil:
				return err
			case r.URL.Path != "/bot110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw/sendMessage" || m.Chat != "-1001234567890" || m.Mode != "HTML":
				return fmt.Errorf("%s %s", r.URL.Path, body)
			case len(utf16.Encode([]rune(html.UnescapeString(bare(m.Text))))) > 4096:
				return errors.New("more than 4096 units")
			}
			return wholeText(m.Text)
		},
		ok: reply{want: newswatch.VerdictDelivered, status: 200, body: `{"ok":true,"result":{"message_id":7}}`},
		replies: []reply{
			{want: newswatch.VerdictRetry, status: 429, body: `{"ok":false,"error_code":429,"description":"Too Many Requests: retry after 9","parameters":{"retry_after":9}}`, after: 9 * time.Second},
			{want: newswatch.VerdictRetry, status: 502, body: `{"ok":false,"error_code":502,"description":"Bad Gateway"}`},
			{want: newswatch.VerdictSplit, status: 400, body: `{"ok":false,"error_code":400,"description":"Bad Request: message is too long"}`},
			{want: newswatch.VerdictConfig, status: 401, body: `{"ok":false,"error_code":401,"description":"Unauthorized ECHO"}`},
			{want: newswatch.VerdictConfig, status: 403, body: `{"ok":false,"error_code":403,"description":"Forbidden: bot was kicked from the group chat"}`},
			{want: newswatch.VerdictConfig, status: 400, body: `{"ok":false,"error_code":400,"description":"Bad Request: chat not found"}`},
			{want: newswatch.VerdictPayload, status: 400, body: `{"ok":false,"error_code":400,"description":"Bad Request: message text is empty"}`},
			{want: newswatch.VerdictUnknown, status: 200, body: `ECHO`},
		},
	},
	"ntfy": {
		settings: `{"url":"https://ntfy.example/desk-7c1fe2a9b4","token":"tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2"}`,
		secrets:  []string{"desk-7c1fe2a9b4", "tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2"},
		check: func(r *http.Request, body []byte) error {
			var m ntfyBody
			switch err := strictJSON(r, body, &m); {
			case err != nil:
				return err
			case r.URL.Path != "/" || m.Topic != "desk-7c1fe2a9b4" || r.Header.Get("Authorization") != "Bearer tk_AgQdq7mVBoFD37zQVN29RhuMzNIz2":
				return fmt.Errorf("%s %s", r.URL.Path, body)
			case len(m.Message) > 4096 || m.Priority < 1 || m.Priority > 5 || m.Title == "":
				return fmt.Errorf("%d bytes, priority %d, title %q", len(m.Message), m.Priority, m.Title)
			}
			return wholeText(m.Message)
		},
		ok: reply{want: newswatch.VerdictDelivered, status: 200, body: `{"id":"sPs71M8A2T","time":1643935928,"event":"message","topic":"mytopic"}`},
		replies: []reply{
			{want: newswatch.VerdictRetry, status: 429, body: `{"code":42901,"http":429,"error":"limit reached: too many requests ECHO"}`, code: 42901},
			{want: newswatch.VerdictRetry, status: 507, body: ``},
			{want: newswatch.VerdictSplit, status: 413, body: `{"code":41301,"http":413,"error":"attachment too large"}`, code: 41301},
			{want: newswatch.VerdictConfig, status: 403, body: `{"code":40301,"http":403,"error":"forbidden ECHO"}`, code: 40301},
			{want: newswatch.VerdictPayload, status: 400, body: `{"code":40024,"http":400,"error":"invalid request: body must be valid JSON"}`, code: 40024},
			{want: newswatch.VerdictUnknown, status: 200, body: `<html>`},
		},
	},
	"bark": {
		settings: `{"url":"https://api.day.app/yKvGsJXxgMhYeZ9wT3uBcD"}`,
		secrets:  []string{"yKvGsJXxgMhYeZ9wT3uBcD"},
		check: func(r *http.Request, body []byte) error {
			var m barkBody
			switch err := strictJSON(r, body, &m); {
			case err != nil:
				return err
			case r.URL.Path != "/push" || m.Key != "yKvGsJXxgMhYeZ9wT3uBcD" || m.Title == "" || m.Group == "":
				return fmt.Errorf("%s %s", r.URL.Path, body)
			case len(body) > 4000:
				return fmt.Errorf("%d bytes", len(body))
			}
			return wholeText(m.Body)
		},
		ok: reply{want: newswatch.VerdictDelivered, status: 200, body: `{"code":200,"message":"success","timestamp":1710000000}`},
		replies: []reply{
			{want: newswatch.VerdictRetry, status: 500, body: `{"code":500,"message":"push failed: connection reset ECHO"}`},
			{want: newswatch.VerdictSplit, status: 500, body: `{"code":500,"message":"push failed: PayloadTooLarge"}`},
			{want: newswatch.VerdictConfig, status: 400, body: `{"code":400,"message":"failed to get device token: failed to get [ECHO] device token from database"}`},
			{want: newswatch.VerdictPayload, status: 400, body: `{"code":400,"message":"request bind failed"}`},
			{want: newswatch.VerdictUnknown, status: 200, body: `hello`},
		},
	},
}
