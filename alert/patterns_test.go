package alert

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"newswatch"
)

// pattern is a receiver that answers by a list, and yes after its end.
type pattern struct {
	answers []reply
	mu      sync.Mutex
	hang    int // the index of an answer that never comes; 0: none
	ids     []string
	at      []time.Time
}

func (p *pattern) client() *http.Client {
	return &http.Client{Transport: hanging(func(r *http.Request) (*http.Response, error) {
		body, _ := io.ReadAll(r.Body)
		p.mu.Lock()
		n := len(p.at)
		p.at = append(p.at, time.Now())
		p.ids = append(p.ids, r.Header.Get(headerID))
		p.mu.Unlock()
		switch {
		case p.hang != 0 && n == p.hang:
			<-r.Context().Done()
			return nil, r.Context().Err()
		case n >= len(p.answers):
			return answerWith(r, reply{status: 200, body: `{"errcode":0}`}, body), nil
		case p.answers[n].status == 0:
			return nil, io.ErrUnexpectedEOF
		}
		return answerWith(r, p.answers[n], body), nil
	})}
}

type hanging func(*http.Request) (*http.Response, error)

func (f hanging) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := f(r)
	if resp != nil {
		resp.Request = r
	}
	return resp, err
}

func TestReceiverInPatternsLosesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wakeUp()
		p := &pattern{hang: 1, answers: []reply{
			{status: 500}, {}, {}, {status: 429, header: map[string]string{"Retry-After": "40"}}, {status: 302, header: map[string]string{"Location": "/x"}},
		}}
		c, err := New("webhook", "desk", json.RawMessage(`{"url":"https://hook.example/in","secret":"s"}`), Env{Client: p.client()})
		if err != nil {
			t.Fatal(err)
		}
		m := newMemory(time.Now, c)
		stop := bench(t, &Dispatcher{Outbox: m, Channels: []*Channel{c}})
		m.add(sample(1, newswatch.Normal), "desk")
		time.Sleep(10 * time.Minute)
		stop()
		if got := m.states("desk"); got[newswatch.Delivered] != 1 || len(p.at) != 6 {
			t.Fatalf("states %v after %d requests", got, len(p.at))
		}
		for _, id := range p.ids {
			if id != p.ids[0] || id == "" {
				t.Errorf("webhook ids %q", p.ids)
			}
		}
		if gap := p.at[4].Sub(p.at[3]); gap < 40*time.Second {
			t.Errorf("tried again %v after Retry-After: 40", gap)
		}
		var verdicts []newswatch.Verdict
		for _, a := range m.rows[0].attempts {
			verdicts = append(verdicts, a.Verdict)
		}
		for i, v := range verdicts {
			if want := newswatch.VerdictRetry; i < 5 && v != want || i == 5 && v != newswatch.VerdictDelivered {
				t.Errorf("attempts %v", verdicts)
				break
			}
		}
	})
}

func TestRefusedForGoodIsDeadAtOnce(t *testing.T) {
	for _, status := range []int{400, 410, 404} {
		synctest.Test(t, func(t *testing.T) {
			wakeUp()
			p := &pattern{answers: []reply{{status: status, body: "no"}}}
			c, err := New("webhook", "desk", json.RawMessage(`{"url":"https://hook.example/in"}`), Env{Client: p.client()})
			if err != nil {
				t.Fatal(err)
			}
			m := newMemory(time.Now, c)
			stop := bench(t, &Dispatcher{Outbox: m, Channels: []*Channel{c}})
			m.add(sample(1, newswatch.Normal), "desk")
			m.add(sample(2, newswatch.Normal), "desk")
			time.Sleep(time.Hour)
			stop()
			if got := m.states("desk"); got[newswatch.Dead] != 1 || got[newswatch.Delivered] != 1 || len(p.at) != 2 {
				t.Errorf("status %d: states %v after %d requests", status, got, len(p.at))
			}
		})
	}
}

func TestTooFastIsNotDelivered(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wakeUp()
		p := &pattern{answers: []reply{{status: 200, body: `{"errcode":130101,"errmsg":"send too fast"}`}}}
		c, err := New("dingtalk", "ding", json.RawMessage(`{"url":"https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef"}`), Env{Client: p.client()})
		if err != nil {
			t.Fatal(err)
		}
		m := newMemory(time.Now, c)
		stop := bench(t, &Dispatcher{Outbox: m, Channels: []*Channel{c}})
		m.add(sample(1, newswatch.High), "ding")
		time.Sleep(30 * time.Second)
		if got := m.states("ding"); got[newswatch.Pending] != 1 {
			t.Errorf("a limit counts as %v", got)
		}
		time.Sleep(5 * time.Minute)
		stop()
		if got := m.states("ding"); got[newswatch.Delivered] != 1 || len(p.at) != 2 {
			t.Errorf("states %v after %d requests", got, len(p.at))
		}
	})
}

func TestTooLongIsMadeSmaller(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wakeUp()
		p := &pager{script: func(n int, task Task) Result {
			if task.Shrink < 2 {
				return Result{Verdict: newswatch.VerdictSplit, Code: 40058}
			}
			return Result{Verdict: newswatch.VerdictDelivered, More: task.Part < 2}
		}}
		c := testChannel(t, "wecom", "w", "", p)
		m := newMemory(time.Now, c)
		stop := bench(t, &Dispatcher{Outbox: m, Channels: []*Channel{c}})
		m.add(sample(1, newswatch.Normal), "w")
		synctest.Wait()
		time.Sleep(time.Second)
		stop()
		if len(p.got) != 5 || p.got[4].Part != 2 || p.got[4].Shrink != 2 || m.states("w")[newswatch.Delivered] != 1 {
			t.Errorf("%d tries, the last %+v, states %v", len(p.got), p.got[len(p.got)-1], m.states("w"))
		}
	})
}

func TestAPartThatFailsDoesNotRepeatTheOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wakeUp()
		p := &pager{script: func(n int, task Task) Result {
			if n == 1 {
				return Result{Verdict: newswatch.VerdictRetry}
			}
			return Result{Verdict: newswatch.VerdictDelivered, More: task.Part < 2}
		}}
		c := testChannel(t, "wecom", "w", "", p)
		m := newMemory(time.Now, c)
		stop := bench(t, &Dispatcher{Outbox: m, Channels: []*Channel{c}})
		m.add(sample(1, newswatch.Normal), "w")
		time.Sleep(time.Minute)
		stop()
		var order []int
		for _, g := range p.got {
			order = append(order, g.Part)
		}
		if len(order) != 4 || order[0] != 0 || order[1] != 1 || order[2] != 1 || order[3] != 2 {
			t.Errorf("parts %v, want 0 1 1 2", order)
		}
	})
}

func TestNobodyUnderstandsIsDeadAfterAFewTries(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wakeUp()
		p := &pager{script: func(int, Task) Result { return Result{Verdict: newswatch.VerdictUnknown, Code: 200} }}
		c := testChannel(t, "webhook", "desk", "", p)
		m := newMemory(time.Now, c)
		stop := bench(t, &Dispatcher{Outbox: m, Channels: []*Channel{c}})
		m.add(sample(1, newswatch.Normal), "desk")
		time.Sleep(time.Hour)
		stop()
		if got := m.states("desk"); got[newswatch.Dead] != 1 || p.count() != maxUnknown+1 {
			t.Errorf("states %v after %d tries", got, p.count())
		}
	})
}

// A channel with a wrong key is stopped: what it should send is held and not
// lost, the others hear of it, and it comes back by itself.
func TestConfigFaultStopsAndRecovers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wakeUp()
		var fixed atomic.Bool
		bad := &pager{script: func(int, Task) Result {
			if !fixed.Load() {
				return Result{Verdict: newswatch.VerdictConfig, Code: 93000, Message: "invalid webhook url"}
			}
			return Result{Verdict: newswatch.VerdictDelivered}
		}}
		good := &pager{}
		a, b := testChannel(t, "wecom", "a", "", bad), testChannel(t, "webhook", "b", "", good)
		m := newMemory(time.Now, a, b)
		stop := bench(t, &Dispatcher{Outbox: m, Channels: []*Channel{a, b}})
		for i := range 50 {
			m.add(sample(i, newswatch.Normal), "a")
		}
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		if n := bad.count(); n < 3 || n > 6 {
			t.Errorf("a stopped channel was tried %d times in ten minutes", n)
		}
		// 50 are too many for the robot, so that they wait as digests or alone.
		if got := m.states("a"); got[newswatch.Dead]+got[newswatch.Delivered] != 0 || got[newswatch.Pending] < 50 {
			t.Errorf("the queue was not held: %v", got)
		}
		if good.count() != 1 {
			t.Fatalf("%d messages on the other channel, want 1", good.count())
		}
		trouble := good.task(0).Delivery.Alert
		if trouble.Type != newswatch.ChannelFailing || trouble.Channel.ID != "a" || !strings.Contains(trouble.Channel.Message, "invalid webhook url") || trouble.Channel.Held == 0 {
			t.Errorf("told %s %+v", trouble.Type, trouble.Channel)
		}
		fixed.Store(true)
		time.Sleep(time.Hour)
		stop()
		if got := m.states("a"); got[newswatch.Pending]+got[newswatch.Dead] != 0 {
			t.Errorf("after recovery: %v", got)
		}
		if good.count() != 2 || good.got[1].Delivery.Alert.Type != newswatch.ChannelRecovered {
			t.Errorf("%d messages on the other channel", good.count())
		}
	})
}

// A receiver that is down for hours is not stormed with its whole queue again
// and again, and the others hear of it.
func TestLongOutageIsProbedGently(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wakeUp()
		var up atomic.Bool
		bad := &pager{script: func(int, Task) Result {
			if !up.Load() {
				return Result{Verdict: newswatch.VerdictRetry, Message: "connection refused"}
			}
			return Result{Verdict: newswatch.VerdictDelivered}
		}}
		good := &pager{}
		a, b := testChannel(t, "webhook", "a", "", bad), testChannel(t, "webhook", "b", "", good)
		m := newMemory(time.Now, a, b)
		stop := bench(t, &Dispatcher{Outbox: m, Channels: []*Channel{a, b}})
		for i := range 300 {
			m.add(sample(i, newswatch.Normal), "a")
		}
		time.Sleep(2 * time.Hour)
		synctest.Wait()
		if n := bad.count(); n > 250 {
			t.Errorf("%d tries in two hours of outage", n)
		}
		if good.count() != 1 || good.task(0).Delivery.Alert.Type != newswatch.ChannelFailing {
			t.Errorf("%d messages on the other channel", good.count())
		}
		up.Store(true)
		time.Sleep(15 * time.Minute)
		stop()
		if got := m.states("a"); got[newswatch.Delivered] != 300 {
			t.Errorf("after the outage: %v", got)
		}
	})
}

func TestStoppingGivesBackWhatWasNotBegun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wakeUp()
		p := &pager{took: 2 * time.Second}
		c := testChannel(t, "webhook", "desk", "", p)
		m := newMemory(time.Now, c)
		for i := range 100 {
			m.add(sample(i, newswatch.Normal), "desk")
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			_ = (&Dispatcher{Outbox: m, Channels: []*Channel{c}}).Run(ctx)
			close(done)
		}()
		time.Sleep(time.Second)
		begin := time.Now()
		cancel()
		<-done
		if took := time.Since(begin); took > grace {
			t.Errorf("stopping took %v", took)
		}
		sent, leased := 0, 0
		for _, r := range m.rows {
			if r.State == newswatch.Delivered {
				sent++
			} else if r.leased.After(time.Now()) {
				leased++
			}
		}
		if sent != p.count() || sent == 0 || leased != 0 {
			t.Errorf("%d recorded of %d sent, %d still leased", sent, p.count(), leased)
		}
	})
}
