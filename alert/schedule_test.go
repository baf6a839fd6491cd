package alert

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"newswatch"
)

func TestHours(t *testing.T) {
	at := func(day, hour, minute int) time.Time { return time.Date(2026, 3, day, hour, minute, 0, 0, china) } // the 9th is a Monday
	for _, c := range []struct {
		hours, quiet string
		now, open    time.Time
	}{
		{"", "", at(9, 3, 0), at(9, 3, 0)},
		{"", "22:00-07:00", at(9, 21, 59), at(9, 21, 59)},
		{"", "22:00-07:00", at(9, 22, 0), at(10, 7, 0)},
		{"", "22:00-07:00", at(10, 6, 59), at(10, 7, 0)},
		{"", "22:00-07:00; Sat-Sun", at(13, 23, 0), at(16, 7, 0)},
		{"Mon-Fri 09:00-18:00", "", at(13, 18, 0), at(16, 9, 0)},
		{"Mon-Fri 09:00-18:00", "12:00-13:30", at(10, 12, 0), at(10, 13, 30)},
		{"Mon-Fri 09:00-18:00; Sat 10:00-12:00", "", at(14, 8, 0), at(14, 10, 0)},
		{"Fri 22:00-02:00", "", at(14, 1, 0), at(14, 1, 0)},
		{"Fri 22:00-02:00", "", at(14, 3, 0), at(20, 22, 0)},
		{"00:00-24:00", "", at(9, 23, 59), at(9, 23, 59)},
		{"Sun-Mon", "", at(10, 5, 0), at(15, 0, 0)},
	} {
		in, err := parseSpans(c.hours)
		if err != nil {
			t.Fatal(err)
		}
		out, err := parseSpans(c.quiet)
		if err != nil {
			t.Fatal(err)
		}
		got, ok := hours{in, out, china}.open(c.now)
		if !ok || !got.Equal(c.open) {
			t.Errorf("hours %q, quiet %q: at %v open %v, %v; want %v", c.hours, c.quiet, c.now, got, ok, c.open)
		}
	}
	for _, bad := range []string{"22-7", "25:00-07:00", "08:00-08:00", "08:70-09:00", "Montag", "Mon..Fri 08:00-09:00", "08:00-09:00 Mon"} {
		if _, err := parseSpans(bad); err == nil {
			t.Errorf("%q is taken as hours", bad)
		}
	}
}

func TestPlans(t *testing.T) {
	night := time.Date(2026, 3, 10, 23, 0, 0, 0, china)
	morning := time.Date(2026, 3, 11, 7, 0, 0, 0, china)
	late := sample(1, newswatch.Normal)
	late.Late = true
	lateHigh := sample(1, newswatch.High)
	lateHigh.Late = true
	trouble := newswatch.Alert{Type: newswatch.ChannelFailing, Severity: newswatch.High}
	for _, c := range []struct {
		what, options string
		a             newswatch.Alert
		want          newswatch.DeliveryPlan
	}{
		{"normal by day and night", ``, sample(1, newswatch.Normal), newswatch.DeliveryPlan{}},
		{"normal in quiet hours", `"quiet_hours":"22:00-07:00"`, sample(1, newswatch.Normal), newswatch.DeliveryPlan{Due: morning, Held: heldHours}},
		{"high in quiet hours", `"quiet_hours":"22:00-07:00"`, sample(1, newswatch.High), newswatch.DeliveryPlan{}},
		{"a test in quiet hours", `"quiet_hours":"22:00-07:00"`, TestAlert(night), newswatch.DeliveryPlan{}},
		{"another channel's trouble in quiet hours", `"quiet_hours":"22:00-07:00"`, trouble, newswatch.DeliveryPlan{}},
		{"normal with a digest", `"digest":"0 7 * * *"`, sample(1, newswatch.Normal), newswatch.DeliveryPlan{Digest: true, Due: morning, Held: heldDigest}},
		{"low with a digest", `"digest":"0 7 * * *"`, sample(1, newswatch.Low), newswatch.DeliveryPlan{Digest: true, Due: morning, Held: heldDigest}},
		{"high with a digest", `"digest":"0 7 * * *"`, sample(1, newswatch.High), newswatch.DeliveryPlan{}},
		{"late without a digest", ``, late, newswatch.DeliveryPlan{Digest: true, Due: night, Held: heldDigest}},
		{"late and high with a digest", `"digest":"0 7 * * *"`, lateHigh, newswatch.DeliveryPlan{Digest: true, Due: morning, Held: heldDigest}},
		{"low where only high is wanted", `"severity":"high"`, sample(1, newswatch.Normal), newswatch.DeliveryPlan{Skip: true}},
		{"high where only high is wanted", `"severity":"high"`, sample(1, newswatch.High), newswatch.DeliveryPlan{}},
		{"a test where only high is wanted", `"severity":"high"`, TestAlert(night), newswatch.DeliveryPlan{}},
	} {
		got := NewRouting([]*Channel{testChannel(t, "webhook", "desk", c.options, nil)}).Plan(&c.a, "desk", night)
		if got.Digest != c.want.Digest || got.Skip != c.want.Skip || got.Held != c.want.Held || !got.Due.Equal(c.want.Due) && got.Due.After(night) {
			t.Errorf("%s: %+v, want %+v", c.what, got, c.want)
		}
	}
	a := sample(1, newswatch.Low)
	if got := NewRouting(nil).Plan(&a, "gone", night); got != (newswatch.DeliveryPlan{}) {
		t.Errorf("for a channel that is not configured: %+v", got)
	}
}

func TestQuietHoursHoldUntilMorning(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wakeUp()
		p := &pager{}
		c := testChannel(t, "webhook", "desk", `"quiet_hours":"22:00-07:00"`, p)
		m := newMemory(time.Now, c)
		stop := bench(t, &Dispatcher{Outbox: m, Channels: []*Channel{c}})
		time.Sleep(13 * time.Hour) // 23:00
		m.add(sample(1, newswatch.Normal), "desk")
		m.add(sample(2, newswatch.High), "desk")
		time.Sleep(time.Hour)
		synctest.Wait()
		if p.count() != 1 || p.task(0).Delivery.Alert.Severity != newswatch.High {
			t.Errorf("%d messages in the night, want the high one", p.count())
		}
		time.Sleep(7*time.Hour + time.Minute)
		stop()
		if p.count() != 2 {
			t.Fatalf("%d messages by the morning", p.count())
		}
		if got := p.at[1].In(china).Format("15:04"); got != "07:00" {
			t.Errorf("the normal one came at %s", got)
		}
	})
}

// A try that fails in the evening is not repeated in the night.
func TestRetriesKeepQuietHoursToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wakeUp()
		p := &pager{script: func(n int, _ Task) Result {
			if n == 0 {
				return Result{Verdict: newswatch.VerdictRetry, After: 10 * time.Minute}
			}
			return Result{Verdict: newswatch.VerdictDelivered}
		}}
		c := testChannel(t, "webhook", "desk", `"quiet_hours":"22:00-07:00"`, p)
		m := newMemory(time.Now, c)
		stop := bench(t, &Dispatcher{Outbox: m, Channels: []*Channel{c}})
		time.Sleep(11*time.Hour + 55*time.Minute) // 21:55
		m.add(sample(1, newswatch.Normal), "desk")
		time.Sleep(12 * time.Hour)
		stop()
		if p.count() != 2 || p.at[1].In(china).Format("15:04") != "07:00" {
			t.Errorf("tries at %v", p.at)
		}
	})
}

func TestDigestByCron(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wakeUp()
		p := &pager{}
		c := testChannel(t, "webhook", "desk", `"digest":"0 18 * * *"`, p)
		m := newMemory(time.Now, c)
		stop := bench(t, &Dispatcher{Outbox: m, Channels: []*Channel{c}})
		for i := range 20 {
			m.add(sample(i, newswatch.Normal), "desk")
			time.Sleep(time.Minute)
		}
		m.add(sample(99, newswatch.High), "desk")
		time.Sleep(time.Minute)
		synctest.Wait()
		if p.count() != 1 {
			t.Errorf("%d messages before the digest, want the high one", p.count())
		}
		time.Sleep(24 * time.Hour)
		stop()
		if p.count() != 2 {
			t.Fatalf("%d messages, want one digest", p.count())
		}
		d := p.got[1].Delivery.Alert
		if d.Type != newswatch.AlertDigest || len(d.Alerts) != 20 || p.at[1].In(china).Format("15:04") != "18:00" {
			t.Errorf("%s of %d at %v", d.Type, len(d.Alerts), p.at[1].In(china))
		}
	})
}

// A first run finds a thousand old articles: no alert of their own, one digest.
func TestLateAlertsGoIntoOneDigest(t *testing.T) {
	for _, mode := range []string{"run", "drain"} {
		synctest.Test(t, func(t *testing.T) {
			wakeUp()
			p := &pager{}
			c := testChannel(t, "webhook", "desk", "", p)
			m := newMemory(time.Now, c)
			d := &Dispatcher{Outbox: m, Channels: []*Channel{c}}
			stop := func() {}
			if mode == "run" {
				stop = bench(t, d)
				synctest.Wait() // what waited at the start is gathered at once
			}
			for i := range 1000 {
				a := sample(i, newswatch.High)
				a.Late = true
				m.add(a, "desk")
			}
			if mode == "run" {
				time.Sleep(time.Hour)
				stop()
			} else if err := d.Drain(t.Context()); err != nil {
				t.Fatal(err)
			}
			if p.count() != 1 || len(p.got[0].Delivery.Alert.Alerts) != 1000 {
				t.Errorf("%s: %d messages", mode, p.count())
			}
		})
	}
}

func TestSilenceHolds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wakeUp()
		p := &pager{}
		c := testChannel(t, "webhook", "desk", "", p)
		m := newMemory(time.Now, c)
		m.silences["lake"] = time.Now().Add(2 * time.Hour)
		stop := bench(t, &Dispatcher{Outbox: m, Channels: []*Channel{c}})
		m.add(sample(1, newswatch.High), "desk")
		other := sample(2, newswatch.Normal)
		other.Watch = &newswatch.WatchRef{ID: "other"}
		m.add(other, "desk")
		time.Sleep(time.Hour)
		synctest.Wait()
		if p.count() != 1 || p.task(0).Delivery.Alert.Watch.ID != "other" || m.held(0) != heldSilence {
			t.Errorf("%d messages during the silence, held %q", p.count(), m.held(0))
		}
		time.Sleep(90 * time.Minute)
		stop()
		if p.count() != 2 {
			t.Errorf("%d messages after the silence", p.count())
		}
	})
}

func TestEscalation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wakeUp()
		desk, phone := &pager{}, &pager{}
		a := testChannel(t, "webhook", "desk", `"escalate_after":"15m","escalate_to":"phone"`, desk)
		b := testChannel(t, "webhook", "phone", "", phone)
		m := newMemory(time.Now, a, b)
		stop := bench(t, &Dispatcher{Outbox: m, Channels: []*Channel{a, b}})
		acked, waiting := m.add(sample(1, newswatch.High), "desk"), m.add(sample(2, newswatch.High), "desk")
		m.add(sample(3, newswatch.Normal), "desk")
		time.Sleep(5 * time.Minute)
		m.mu.Lock()
		m.alerts[acked].Acked = time.Now()
		m.mu.Unlock()
		time.Sleep(9 * time.Minute)
		synctest.Wait()
		if phone.count() != 0 {
			t.Errorf("escalated before the time")
		}
		time.Sleep(2 * time.Hour)
		stop()
		if phone.count() != 1 {
			t.Fatalf("%d messages on the phone, want 1", phone.count())
		}
		got := phone.got[0].Delivery.Alert
		if got.Type != newswatch.AlertEscalated || got.Of != waiting || got.Article.ID != 3 {
			t.Errorf("escalated %s of %v about %v", got.Type, got.Of, got.Article.ID)
		}
		if wait := phone.at[0].Sub(desk.at[1]); wait < 15*time.Minute || wait > 16*time.Minute {
			t.Errorf("after %v", wait)
		}
	})
}

func TestStoryKeepsItsOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wakeUp()
		p := &pager{script: func(n int, _ Task) Result {
			if n < 3 {
				return Result{Verdict: newswatch.VerdictRetry}
			}
			return Result{Verdict: newswatch.VerdictDelivered}
		}}
		c := testChannel(t, "webhook", "desk", "", p)
		m := newMemory(time.Now, c)
		stop := bench(t, &Dispatcher{Outbox: m, Channels: []*Channel{c}})
		first := m.add(sample(1, newswatch.Normal), "desk")
		second := sample(1, newswatch.Normal)
		second.Type = newswatch.AlertRevised
		later := m.add(second, "desk")
		time.Sleep(time.Minute)
		stop()
		var order []string
		for _, g := range p.got {
			order = append(order, fmt.Sprint(g.Delivery.AlertID))
		}
		if want := fmt.Sprintf("%v %v %v %v %v", first, first, first, first, later); strings.Join(order, " ") != want {
			t.Errorf("sent %v, want %s", order, want)
		}
	})
}
