package alert

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"newswatch"
)

var allVerdicts = []newswatch.Verdict{
	newswatch.VerdictDelivered, newswatch.VerdictRetry, newswatch.VerdictSplit,
	newswatch.VerdictConfig, newswatch.VerdictPayload, newswatch.VerdictUnknown,
}

// Every kind of channel must join: a new one needs a fake with an answer for
// every verdict.
func TestEveryKindHasAFakeWithEveryVerdict(t *testing.T) {
	for _, kind := range Kinds() {
		if kind == "email" {
			continue // TestMailServerVerdicts
		}
		f, ok := robots[kind]
		if !ok {
			t.Errorf("%s has no row in robots", kind)
			continue
		}
		for _, v := range allVerdicts {
			has := f.ok.want == v || f.lacks[v] != ""
			for _, r := range f.replies {
				has = has || r.want == v
			}
			if !has {
				t.Errorf("%s has no answer that comes to %q", kind, v)
			}
		}
	}
}

func TestAnswersAreJudgedByTheirOwnCode(t *testing.T) {
	for kind, f := range robots {
		for _, r := range append([]reply{f.ok}, f.replies...) {
			s, err := f.stand(kind, "")
			if err != nil {
				t.Fatal(err)
			}
			s.answer = r
			a := Samples(robotClock)[0]
			got := s.channel.Notify(t.Context(), Task{Delivery: newswatch.Delivery{WebhookID: "msg_1", Alert: &a}})
			code := r.code
			if code == 0 {
				code = r.status
			}
			if got.Verdict != r.want || got.Code != code || got.After < r.after {
				t.Errorf("%s answers %d %s: %s, code %d, wait %v; want %s, code %d, wait %v", kind, r.status, r.body, got.Verdict, got.Code, got.After, r.want, code, r.after)
			}
			for _, fault := range s.faults {
				t.Errorf("%s: the fake refuses: %s", kind, fault)
			}
		}
	}
}

func TestNoAnswerIsTriedAgain(t *testing.T) {
	for kind, f := range robots {
		s, err := f.stand(kind, "")
		if err != nil {
			t.Fatal(err)
		}
		s.answer = reply{}
		a := Samples(robotClock)[0]
		if got := s.channel.Notify(t.Context(), Task{Delivery: newswatch.Delivery{Alert: &a}}); got.Verdict != newswatch.VerdictRetry || got.Code != 0 {
			t.Errorf("%s: a broken connection comes to %+v", kind, got)
		}
	}
}

// crowd is a digest of n alerts with long and hostile texts.
func crowd(n int) newswatch.Alert {
	d := newswatch.Alert{ID: 99, Type: newswatch.AlertDigest, Severity: newswatch.Normal, Created: robotClock}
	for i := range n {
		a := sample(i, newswatch.Normal)
		a.Watch.Name = []string{"镜湖", "[链接](x) *星*", "<b>粗</b>"}[i%3]
		a.Article.Title = fmt.Sprintf("第%d条：%s <script>&\"引号\"] (括号) *星号* `代码` _下划线_ #井号 🎈", i, strings.Repeat("很长的标题", i%9))
		a.Article.URL += "?a=(1)&b=[2]&c=*'"
		a.Article.Summary = strings.Repeat("镜湖", 60)
		a.Figures = []newswatch.Figure{{Subject: "镜湖区", Indicator: "游客", Text: "3.2万人次", Kind: newswatch.Result}}
		a.Story.Outlets = i % 4
		d.Alerts = append(d.Alerts, a)
	}
	return d
}

// sendAllParts sends an alert with all its parts and returns how many there were.
func sendAllParts(t *testing.T, c *Channel, a newswatch.Alert, shrink int) int {
	t.Helper()
	for part := range 1000 {
		r := c.Notify(t.Context(), Task{Delivery: newswatch.Delivery{WebhookID: "msg_1", Alert: &a}, Part: part, Shrink: shrink})
		if r.Verdict != newswatch.VerdictDelivered {
			t.Fatalf("%s: part %d of %s: %+v", c.Kind, part, a.Type, r)
		}
		if !r.More {
			return part + 1
		}
	}
	t.Fatalf("%s: %s never ends", c.Kind, a.Type)
	return 0
}

func TestEveryMessageFitsWhole(t *testing.T) {
	long := sample(1, newswatch.High)
	long.Article.Title = strings.Repeat("镜湖边的读书会开始报名", 400)
	long.Matches = nil
	for range 200 {
		long.Matches = append(long.Matches, newswatch.Match{Term: strings.Repeat("镜湖", 30), Excerpt: strings.Repeat("🎈镜湖<>*", 300)})
	}
	long.Changes = []newswatch.Change{{Field: "text", Before: strings.Repeat("前", 9000), After: strings.Repeat("后", 9000)}}
	alerts := append(Samples(robotClock), long, crowd(1), crowd(30), crowd(200), newswatch.Alert{Type: newswatch.AlertDigest},
		newswatch.Alert{Type: newswatch.AlertRaised}, newswatch.Alert{Type: newswatch.SiteFailing}, newswatch.Alert{Type: newswatch.ChannelFailing})
	for kind, f := range robots {
		for _, language := range []string{"zh", "en"} {
			s, err := f.stand(kind, `,"language":"`+language+`"`)
			if err != nil {
				t.Fatal(err)
			}
			for i, a := range alerts {
				a.Created = robotClock
				for shrink := range 3 {
					if len(a.Alerts) > 100 && (shrink > 0 || language == "en") {
						continue // slow, and covered by the shorter ones
					}
					if parts := sendAllParts(t, s.channel, a, shrink); parts > maxPages {
						t.Errorf("%s: alert %d takes %d messages", kind, i, parts)
					}
				}
			}
			for _, fault := range s.faults {
				t.Errorf("%s in %s: the fake refuses: %s", kind, language, fault)
			}
		}
	}
}

// A digest small enough to be listed names every one of its alerts.
func TestDigestsLeaveNothingOut(t *testing.T) {
	for kind, f := range robots {
		s, err := f.stand(kind, "")
		if err != nil {
			t.Fatal(err)
		}
		n := kinds[kind].items
		sendAllParts(t, s.channel, crowd(n), 0)
		all := string(bytes.Join(s.bodies, nil))
		for i := range n {
			if !strings.Contains(all, fmt.Sprintf("第%d条", i)) {
				t.Errorf("%s: a digest of %d lacks the %d.", kind, n, i)
				break
			}
		}
	}
}

func TestNothingLeaksSecrets(t *testing.T) {
	for kind, f := range robots {
		var logs bytes.Buffer
		check := func(what, text string) {
			for _, secret := range f.secrets {
				if strings.Contains(text, secret) {
					t.Errorf("%s: %s holds a secret: %s", kind, what, text)
				}
			}
		}
		for _, r := range append([]reply{{}, f.ok}, f.replies...) {
			s, err := f.stand(kind, "")
			if err != nil {
				t.Fatal(err)
			}
			s.answer = r
			m := newMemory(time.Now, s.channel)
			m.add(sample(1, newswatch.High), "desk")
			d := &Dispatcher{Outbox: m, Channels: []*Channel{s.channel}, Logger: slog.New(slog.NewTextHandler(&logs, &slog.HandlerOptions{Level: slog.LevelDebug}))}
			for _, w := range d.prepare() {
				if _, err := w.round(context.Background()); err != nil {
					t.Fatal(err)
				}
			}
			for _, row := range m.rows {
				for _, a := range row.attempts {
					check("an attempt", a.Message)
				}
				check("a delivery", row.LastError+row.Held)
			}
			for _, a := range m.alerts {
				b, _ := json.Marshal(a)
				check("an alert", string(b))
			}
			logs.WriteString(fmt.Sprintf("%v %+v %#v\n", s.channel.Common, s.channel.Common, s.channel.Common))
		}
		check("a log line", logs.String())

		// A setting that is wrong is named without its value.
		var given map[string]any
		if err := json.Unmarshal([]byte(f.settings), &given); err != nil {
			t.Fatal(err)
		}
		for key := range given {
			for _, bad := range []any{[]any{given[key], map[string]any{"x": given[key]}}, fmt.Sprintf("%v\x00://", given[key])} {
				broken := map[string]any{}
				for k, v := range given {
					broken[k] = v
				}
				broken[key] = bad
				raw, _ := json.Marshal(broken)
				if _, err := New(kind, "desk", raw, Env{}); err != nil {
					check("a fault", err.Error())
				}
			}
		}
		options := kinds[kind].settings()
		if err := decode(json.RawMessage(f.settings), options); err != nil {
			t.Fatal(err)
		}
		b, _ := json.Marshal(options)
		check("settings as JSON", string(b))
		check("settings in print", fmt.Sprintf("%v %+v %#v %s %q %x", options, options, options, options, options, options))
	}
}
