package alert

import (
	"context"
	"encoding/json"
	"html"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf16"

	"newswatch"
)

// TelegramSettings are the settings of a Telegram bot's chat.
type TelegramSettings struct {
	Common
	Token  Secret `json:"token" jsonschema:"required,type=string,description=of the bot from @BotFather"`
	Chat   Name   `json:"chat_id" jsonschema:"required,oneof_type=string;integer,description=number of the chat or @name of a channel"`
	Thread int    `json:"thread_id,omitempty" jsonschema:"description=topic of a group"`
	URL    Secret `json:"url,omitempty" jsonschema:"type=string,description=of the Bot API where it is not https://api.telegram.org"`
}

// maxTelegram is the longest text, in UTF-16 units after its marks are read.
// Source: the Bot API's sendMessage.
const maxTelegram = 4096

// A bot may send a message a second to a chat and 20 a minute to a group.
var _ = register("telegram", kind{
	settings: func() settings { return &TelegramSettings{} },
	rate:     "1/s, 18/min", items: 20,
})

type telegram struct {
	robot
	chat atomic.Pointer[string] // moves when a group becomes a supergroup
}

type telegramBody struct {
	Chat    string           `json:"chat_id"`
	Thread  int              `json:"message_thread_id,omitempty"`
	Text    string           `json:"text"`
	Mode    string           `json:"parse_mode,omitempty"`
	Preview telegramPreviews `json:"link_preview_options"`
	Silent  bool             `json:"disable_notification,omitempty"`
}

type telegramPreviews struct {
	Disabled bool `json:"is_disabled"`
}

func (s *TelegramSettings) open(k *kit) (Notifier, error) {
	var bad faults
	if s.Token == "" {
		bad.add("token", "is missing; paste the bot's token, as @BotFather gave it")
	} else if strings.ContainsAny(string(s.Token), "/?# ") {
		bad.add("token", "is not a bot's token; it looks like 123456:ABC…")
	}
	if s.Chat == "" {
		bad.add("chat_id", "is missing; give the chat's number, or @name of a channel")
	}
	if s.URL == "" {
		s.URL = "https://api.telegram.org"
	}
	checkURL(&bad, "url", s.URL, "the address of the Bot API")
	address := strings.TrimRight(string(s.URL), "/") + "/bot" + string(s.Token) + "/sendMessage"

	t := &telegram{robot: robot{caller: k.caller(s.Token, Secret(address)), kit: k, markup: &telegramHTML, limit: maxTelegram}}
	chat := string(s.Chat)
	t.chat.Store(&chat)
	t.size = func(m message) int { return telegramUnits(m.Text) }
	t.pack = func(m message) (request, error) {
		body, err := encode(telegramBody{
			Chat: *t.chat.Load(), Thread: s.Thread, Text: m.Text, Mode: "HTML",
			Preview: telegramPreviews{true}, Silent: m.View.Alert.Severity == newswatch.Low,
		})
		return request{address: address, body: body}, err
	}
	t.judge = t.verdict
	return t, bad.err()
}

// Notify sends a text that Telegram cannot read as HTML once more as it is.
func (t *telegram) Notify(ctx context.Context, task Task) Result {
	r := t.robot.Notify(ctx, task)
	if r.Verdict != newswatch.VerdictPayload || !strings.Contains(r.Message, "can't parse entities") {
		return r
	}
	plain := t.robot
	plain.pack = func(m message) (request, error) {
		m.Text = html.UnescapeString(bare(m.Text))
		q, err := t.robot.pack(m)
		if err != nil {
			return q, err
		}
		var body telegramBody
		if err := json.Unmarshal(q.body, &body); err != nil {
			return q, err
		}
		body.Mode = ""
		q.body, err = encode(body)
		return q, err
	}
	return plain.Notify(ctx, task)
}

// telegramUnits counts a text as Telegram does: UTF-16 units, without tags, a
// character reference as one.
func telegramUnits(text string) int {
	n, inTag, inReference := 0, false, false
	for _, r := range text {
		switch {
		case r == '<':
			inTag = true
		case r == '>' && inTag:
			inTag = false
		case inTag || inReference && r != ';':
		case inReference:
			inReference = false
		default:
			inReference = r == '&'
			n += utf16.RuneLen(r)
		}
	}
	return n
}

func (t *telegram) verdict(a answer, _ request) Result {
	var body struct {
		OK         *bool  `json:"ok"`
		Code       int    `json:"error_code"`
		Message    string `json:"description"`
		Parameters struct {
			After float64 `json:"retry_after"`
			Chat  int64   `json:"migrate_to_chat_id"`
		} `json:"parameters"`
	}
	if json.Unmarshal(a.body, &body) != nil || body.OK == nil {
		return t.byStatus(a)
	}
	if *body.OK && a.status < 300 {
		return Result{Verdict: newswatch.VerdictDelivered, Code: a.status}
	}
	if body.Code == 0 {
		body.Code = a.status
	}
	r := t.byStatus(answer{status: body.Code, header: a.header, body: []byte(body.Message)})
	says := strings.ToLower(body.Message)
	switch {
	case body.Parameters.Chat != 0:
		chat := strconv.FormatInt(body.Parameters.Chat, 10)
		t.chat.Store(&chat)
		r.Verdict, r.Message = newswatch.VerdictRetry, "the group has become a supergroup; change chat_id to "+chat
	case body.Code == http.StatusTooManyRequests:
		r.After = max(r.After, time.Duration(min(max(body.Parameters.After, 0), 86400)*float64(time.Second)))
	case body.Code != http.StatusBadRequest:
	case strings.Contains(says, "too long"):
		r.Verdict = newswatch.VerdictSplit
	case strings.Contains(says, "chat not found"), strings.Contains(says, "not enough rights"), strings.Contains(says, "thread not found"):
		r.Verdict = newswatch.VerdictConfig
	default:
		r.Verdict = newswatch.VerdictPayload
	}
	return r
}
