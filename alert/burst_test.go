package alert

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"newswatch"
)

// limitedRobot is a DingTalk robot that takes 20 messages in any minute.
type limitedRobot struct {
	t     *testing.T
	mu    sync.Mutex
	at    []time.Time
	texts []string
}

func (r *limitedRobot) client() *http.Client {
	return &http.Client{Transport: roundTripper(func(q *http.Request) *http.Response {
		body, _ := io.ReadAll(q.Body)
		var m dingTalkBody
		if err := json.Unmarshal(body, &m); err != nil || len(body) > 20000 {
			r.t.Errorf("%d bytes, %v", len(body), err)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		now := time.Now()
		r.at = append(r.at, now)
		n := 0
		for _, at := range r.at {
			if now.Sub(at) < time.Minute {
				n++
			}
		}
		if n > 20 {
			r.t.Errorf("%d messages in a minute at %v", n, now)
			return answerWith(q, reply{status: 200, body: `{"errcode":130101,"errmsg":"send too fast"}`}, nil)
		}
		r.texts = append(r.texts, m.Markdown.Text)
		return answerWith(q, reply{status: 200, body: `{"errcode":0,"errmsg":"ok"}`}, nil)
	})}
}

func (r *limitedRobot) last() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.texts[len(r.texts)-1]
}

var numberForm = regexp.MustCompile(`第(\d+)场`)

func TestBurstStaysBelowTheRobotsLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wakeUp()
		robot := &limitedRobot{t: t}
		c, err := New("dingtalk", "ding", json.RawMessage(`{"url":"https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef"}`), Env{Client: robot.client()})
		if err != nil {
			t.Fatal(err)
		}
		m := newMemory(time.Now, c)
		const all, highs = 500, 30
		for i := range all {
			s := newswatch.Normal
			if i%(all/highs) == 5 && i/(all/highs) < highs {
				s = newswatch.High
			}
			a := sample(i, s)
			if s == newswatch.High {
				a.Article.Title = fmt.Sprintf("急：第%d场", i)
			}
			m.add(a, "ding")
		}
		stop := bench(t, &Dispatcher{Outbox: m, Channels: []*Channel{c}})
		time.Sleep(10 * time.Minute)
		stop()

		if got := m.states("ding"); got[newswatch.Pending]+got[newswatch.Dead] != 0 {
			t.Errorf("states %v", got)
		}
		seen := map[string]bool{}
		high, digests := 0, 0
		for i, text := range robot.texts {
			for _, n := range numberForm.FindAllStringSubmatch(text, -1) {
				seen[n[1]] = true
			}
			switch {
			case strings.Contains(text, "急："):
				if high++; digests > 0 {
					t.Errorf("message %d is a high alert behind a digest", i)
				}
			case strings.Contains(text, "简报"), strings.Contains(text, "/"):
				digests++
			}
		}
		if high != highs {
			t.Errorf("%d messages of high alerts, want %d, one each", high, highs)
		}
		for i := range all {
			if !seen[strconv.Itoa(i)] {
				t.Errorf("alert %d is in no message", i)
			}
		}
		if len(robot.texts) > highs+40 {
			t.Errorf("%d messages for %d alerts", len(robot.texts), all)
		}
		t.Logf("%d alerts in %d messages over %v", all, len(robot.texts), robot.at[len(robot.at)-1].Sub(robot.at[0]).Round(time.Second))
	})
}

// A steady stream leaves room for what is high: it does not wait for the minute.
func TestHighOvertakesInASteadyStream(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wakeUp()
		robot := &limitedRobot{t: t}
		c, err := New("dingtalk", "ding", json.RawMessage(`{"url":"https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef"}`), Env{Client: robot.client()})
		if err != nil {
			t.Fatal(err)
		}
		m := newMemory(time.Now, c)
		stop := bench(t, &Dispatcher{Outbox: m, Channels: []*Channel{c}})
		for i := range 120 {
			m.add(sample(i, newswatch.Normal), "ding")
			time.Sleep(time.Second)
			if i == 60 {
				a := sample(1000, newswatch.High)
				a.Article.Title = "急"
				m.add(a, "ding")
				synctest.Wait()
				if last := robot.last(); !strings.Contains(last, "急") {
					t.Errorf("the high alert waits behind %q", last)
				}
			}
		}
		time.Sleep(5 * time.Minute)
		stop()
		if got := m.states("ding"); got[newswatch.Delivered] != len(m.rows) {
			t.Errorf("states %v of %d", got, len(m.rows))
		}
	})
}

func TestTwoLimitsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b, err := parseRate("4/s, 10/min")
		if err != nil {
			t.Fatal(err)
		}
		var at []time.Time
		for len(at) < 40 {
			now := time.Now()
			if next := b.next(now, true); next.After(now) {
				if b.room(now, true) > 0 {
					t.Fatal("there is room, but not yet")
				}
				time.Sleep(next.Sub(now))
				continue
			}
			b.spend(now)
			at = append(at, now)
			time.Sleep(10 * time.Millisecond)
		}
		for i := range at {
			if i >= 4 && at[i].Sub(at[i-4]) < time.Second {
				t.Errorf("5 within %v", at[i].Sub(at[i-4]))
			}
			if i >= 10 && at[i].Sub(at[i-10]) < time.Minute {
				t.Errorf("11 within %v", at[i].Sub(at[i-10]))
			}
		}
	})
	for _, bad := range []string{"fast", "0/min", "20", "20/day", "1/s;2/s", "999999/s"} {
		if _, err := parseRate(bad); err == nil {
			t.Errorf("rate %q is taken", bad)
		}
	}
}
