package alert

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"newswatch"
)

func TestDrainSendsRetriesShortlyAndLeavesTheRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wakeUp()
		p := &pager{script: func(n int, task Task) Result {
			title := task.Delivery.Alert.Article.Title
			switch {
			case strings.Contains(title, "第1场") && n < 4:
				return Result{Verdict: newswatch.VerdictRetry}
			case strings.Contains(title, "第2场"):
				return Result{Verdict: newswatch.VerdictRetry}
			}
			return Result{Verdict: newswatch.VerdictDelivered}
		}}
		c := testChannel(t, "webhook", "desk", "", p)
		m := newMemory(time.Now, c)
		for i := range 4 {
			m.add(sample(i, newswatch.Normal), "desk")
		}
		begin := time.Now()
		if err := (&Dispatcher{Outbox: m, Channels: []*Channel{c}}).Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(begin); took > 30*time.Second {
			t.Errorf("took %v", took)
		}
		if got := m.states("desk"); got[newswatch.Delivered] != 3 || got[newswatch.Pending] != 1 {
			t.Errorf("states %v", got)
		}
	})
}

// What a failing channel raises on the others goes out in the same run.
func TestDrainTellsOfStoppedChannels(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wakeUp()
		bad := &pager{took: time.Second, script: func(int, Task) Result { return Result{Verdict: newswatch.VerdictConfig, Message: "no"} }}
		good := &pager{}
		a, b := testChannel(t, "webhook", "a", "", bad), testChannel(t, "webhook", "b", "", good)
		m := newMemory(time.Now, a, b)
		m.add(sample(1, newswatch.Normal), "a")
		d := &Dispatcher{Outbox: m, Channels: []*Channel{a, b}}
		for run := range 3 { // a crawl every few minutes tells it once
			if err := d.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
			if good.count() != 1 || bad.count() != run+1 {
				t.Fatalf("run %d: %d messages on the other channel after %d tries", run, good.count(), bad.count())
			}
			time.Sleep(10 * time.Minute)
		}
	})
}

// A test message does not queue up behind what waits, not even on a channel that
// is stopped, and mentions nobody.
func TestTestMessagesGoFirst(t *testing.T) {
	p := &pager{script: func(int, Task) Result { return Result{Verdict: newswatch.VerdictConfig, Message: "no"} }}
	c := testChannel(t, "wecom", "w", "", p)
	m := newMemory(time.Now, c)
	for i := range 30 {
		m.add(sample(i, newswatch.Normal), "w")
	}
	m.add(TestAlert(time.Now()), "w")
	if err := (&Dispatcher{Outbox: m, Channels: []*Channel{c}}).Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if p.count() != 1 || p.task(0).Delivery.Alert.Type != newswatch.AlertTest {
		t.Errorf("%d tries, the first of %s", p.count(), p.task(0).Delivery.Alert.Type)
	}
	a := TestAlert(time.Now())
	s, err := robots["feishu"].stand("feishu", "")
	if err != nil {
		t.Fatal(err)
	}
	sendAllParts(t, s.channel, a, 0)
	if body := string(s.bodies[0]); strings.Contains(body, "<at") || !strings.Contains(body, "测试消息") {
		t.Errorf("%s", body)
	}
}

func TestDrainWaitsForTheRobotsRate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wakeUp()
		p := &pager{}
		c := testChannel(t, "wecom", "w", "", p)
		m := newMemory(time.Now, c)
		for i := range 25 {
			m.add(sample(i, newswatch.High), "w")
		}
		if err := (&Dispatcher{Outbox: m, Channels: []*Channel{c}}).Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got := m.states("w"); got[newswatch.Delivered] != 25 {
			t.Errorf("states %v", got)
		}
	})
}

func TestOutboxFaultsAreSurvived(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wakeUp()
		p := &pager{}
		c := testChannel(t, "webhook", "desk", "", p)
		m := &flaky{memory: newMemory(time.Now, c), fail: 5}
		stop := bench(t, &Dispatcher{Outbox: m, Channels: []*Channel{c}})
		m.add(sample(1, newswatch.Normal), "desk")
		time.Sleep(10 * time.Minute)
		stop()
		if p.count() == 0 || m.states("desk")[newswatch.Delivered] != 1 {
			t.Errorf("%d messages, states %v", p.count(), m.states("desk"))
		}
	})
}

// A disk that cannot take the record must not make the channel hear the message
// again and again.
func TestUnrecordedIsNotSentAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wakeUp()
		p := &pager{}
		c := testChannel(t, "webhook", "desk", "", p)
		m := &flaky{memory: newMemory(time.Now, c), settle: 6}
		stop := bench(t, &Dispatcher{Outbox: m, Channels: []*Channel{c}})
		m.add(sample(1, newswatch.Normal), "desk")
		time.Sleep(time.Hour)
		stop()
		if p.count() != 1 || m.states("desk")[newswatch.Delivered] != 1 {
			t.Errorf("%d messages, states %v", p.count(), m.states("desk"))
		}
	})
}

// flaky is an outbox whose disk fails at first.
type flaky struct {
	*memory
	fail, settle int // so often
}

func (f *flaky) Settle(ctx context.Context, a newswatch.Attempt, s Settlement) error {
	if f.settle--; f.settle >= 0 {
		return fmt.Errorf("disk is full")
	}
	return f.memory.Settle(ctx, a, s)
}

func (f *flaky) Lease(ctx context.Context, channel string, now time.Time, n int, lease time.Duration) ([]newswatch.Delivery, error) {
	if f.fail--; f.fail >= 0 {
		return nil, fmt.Errorf("disk is full")
	}
	return f.memory.Lease(ctx, channel, now, n, lease)
}

// A channel that works again is told of, though a test message, which knows
// nothing of the failure, was the first to arrive.
func TestDrainTellsOfRecoveryAfterATest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wakeUp()
		verdict := newswatch.VerdictConfig
		mended := &pager{script: func(int, Task) Result { return Result{Verdict: verdict, Message: "no"} }}
		other := &pager{}
		a, b := testChannel(t, "webhook", "a", "", mended), testChannel(t, "webhook", "b", "", other)
		m := newMemory(time.Now, a, b)
		m.add(sample(1, newswatch.Normal), "a")
		if err := (&Dispatcher{Outbox: m, Channels: []*Channel{a, b}}).Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Minute)
		verdict = newswatch.VerdictDelivered
		m.add(TestAlert(time.Now()), "a")
		if err := (&Dispatcher{Outbox: m, Channels: []*Channel{a, b}, Only: "a"}).Drain(t.Context()); err != nil {
			t.Fatal(err)
		}
		var told []newswatch.EventType
		for i := range other.count() {
			told = append(told, other.task(i).Delivery.Alert.Type)
		}
		if len(told) != 2 || told[0] != newswatch.ChannelFailing || told[1] != newswatch.ChannelRecovered {
			t.Errorf("the other channel heard %v", told)
		}
	})
}
