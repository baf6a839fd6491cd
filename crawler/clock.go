package crawler

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"newswatch/sites"
)

// CheckSchedule says what is wrong with a site's schedule: a cron expression of
// five fields, a descriptor such as @hourly, or "@every 10m", each with an
// optional CRON_TZ=zone in front. The empty schedule is fine: by hand only.
func CheckSchedule(spec string) error {
	_, err := parseSchedule(spec)
	return err
}

func parseSchedule(spec string) (cron.Schedule, error) {
	spec = strings.TrimSpace(spec)
	if spec == "" {
		return nil, nil
	}
	if zoned(spec) && !strings.Contains(spec, " ") {
		return nil, fmt.Errorf("%q has a time zone and no fields; write it as CRON_TZ=Asia/Shanghai */10 * * * *", spec)
	}
	sched, err := cron.ParseStandard(spec)
	if err != nil {
		return nil, fmt.Errorf("%q is no cron expression (%v); give five fields (minute hour day month weekday) such as */10 * * * *, or @every 10m", spec, err)
	}
	if every, ok := sched.(cron.ConstantDelaySchedule); ok && every.Delay <= 0 {
		return nil, fmt.Errorf("%q has no time between two runs; give a duration such as @every 10m", spec)
	}
	if sched.Next(time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)).IsZero() {
		return nil, fmt.Errorf("%q never comes", spec)
	}
	return sched, nil
}

func zoned(spec string) bool {
	return strings.HasPrefix(spec, "CRON_TZ=") || strings.HasPrefix(spec, "TZ=")
}

// clock tells a site's slots.
type clock struct {
	spec  string // what it was made from, to see whether that changed
	sched cron.Schedule

	// Where min is set the schedule follows the site: interval halves when a run
	// brings something new and grows by half when it does not.
	min, max, interval time.Duration
}

func newClock(s *sites.Site, loc *time.Location) (clock, error) {
	sched, err := parseSchedule(s.Schedule)
	if err != nil {
		return clock{}, err
	}
	if loc == nil {
		loc = s.Location
	}
	if c, ok := sched.(*cron.SpecSchedule); ok && loc != nil && !zoned(strings.TrimSpace(s.Schedule)) {
		c.Location = loc
	}
	c := clock{spec: fmt.Sprintf("%s|%v", s.Schedule, loc), sched: sched}
	if a := s.Adaptive; a != nil {
		c.spec += fmt.Sprintf("|%s|%s", a.Min, a.Max)
		if sched == nil {
			return clock{}, errors.New("adaptive needs a schedule to start from")
		}
		first := sched.Next(time.Now())
		c.interval = sched.Next(first).Sub(first)
		c.min, c.max = a.Min, a.Max
		if c.min == 0 {
			c.min = max(c.interval/4, time.Minute)
		}
		if c.max == 0 {
			c.max = max(c.interval*6, c.min)
		}
		c.interval = min(max(c.interval, c.min), c.max)
	}
	return c, nil
}

func (c *clock) byHand() bool { return c.sched == nil }

// after is the first slot after t.
func (c *clock) after(t time.Time) time.Time {
	if c.min > 0 {
		return t.Add(c.interval)
	}
	return c.sched.Next(t)
}

// adapt takes in what a run brought, and reports whether the next slot moved.
func (c *clock) adapt(found int) bool {
	if c.min <= 0 {
		return false
	}
	if found > 0 {
		c.interval /= 2
	} else {
		c.interval += c.interval / 2
	}
	c.interval = min(max(c.interval, c.min), c.max)
	return true
}

// jitter is a random part of most, and of a tenth of the time between the slot
// and the one after it.
func (c *clock) jitter(slot time.Time, most time.Duration) time.Duration {
	most = min(most, c.after(slot).Sub(slot)/10)
	if most <= 0 {
		return 0
	}
	return rand.N(most)
}
