package crawler

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"newswatch"
	"newswatch/sites"
)

func TestCheckSchedule(t *testing.T) {
	tests := []struct {
		spec string
		err  string
	}{
		{"*/10 * * * *", ""},
		{"CRON_TZ=Asia/Shanghai 30 7 * * 1-5", ""},
		{"@every 90s", ""},
		{"@hourly", ""},
		{"", ""},
		{"* * * *", "give five fields"},
		{"*/10 * * * * *", "give five fields"},
		{"61 * * * *", "no cron expression"},
		{"@every soon", "no cron expression"},
		{"@every 0s", ""}, // cron makes it a second
		{"@often", "no cron expression"},
		{"0 0 30 2 *", "never comes"},
		{"CRON_TZ=Asia/Atlantis 0 0 * * *", "no cron expression"},
		{"CRON_TZ=Asia/Shanghai", "has a time zone and no fields"},
	}
	for _, tt := range tests {
		err := CheckSchedule(tt.spec)
		if tt.err == "" && err != nil || tt.err != "" && (err == nil || !strings.Contains(err.Error(), tt.err)) {
			t.Errorf("CheckSchedule(%q) = %v, want %q", tt.spec, err, tt.err)
		}
	}
}

// diary notes when runs start, and holds each for a while.
type diary struct {
	mu     sync.Mutex
	began  time.Time
	starts map[newswatch.SiteID][]time.Duration
	inside map[newswatch.SiteID]int
	most   int // sites at once
	takes  time.Duration
	found  int
	last   map[newswatch.SiteID]time.Time
}

func newDiary(takes time.Duration) *diary {
	return &diary{
		began: time.Now(), starts: map[newswatch.SiteID][]time.Duration{}, inside: map[newswatch.SiteID]int{},
		takes: takes, last: map[newswatch.SiteID]time.Time{},
	}
}

func (d *diary) crawl(ctx context.Context, s *sites.Site) (newswatch.SiteReport, error) {
	d.mu.Lock()
	d.starts[s.ID] = append(d.starts[s.ID], time.Since(d.began))
	if d.inside[s.ID]++; d.inside[s.ID] > 1 {
		panic("two runs of " + s.ID)
	}
	d.most = max(d.most, len(d.inside))
	takes, found := d.takes, d.found
	d.mu.Unlock()
	err := sleep(ctx, takes)
	d.mu.Lock()
	delete(d.inside, s.ID)
	d.mu.Unlock()
	return newswatch.SiteReport{New: found}, err
}

func (d *diary) lastRun(_ context.Context, id newswatch.SiteID) (time.Time, error) {
	return d.last[id], nil
}

func (d *diary) options() SchedulerOptions {
	return SchedulerOptions{Crawl: d.crawl, LastRun: d.lastRun}
}

func scheduled(id newswatch.SiteID, spec string) *sites.Site {
	return &sites.Site{ID: id, Schedule: spec, Enabled: true, Location: time.FixedZone("CST", 8*3600)}
}

// during runs a scheduler until the time is over, and returns how long its end
// took.
func during(t *testing.T, s *Scheduler, d time.Duration) (ending time.Duration) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- s.Run(ctx) }()
	time.Sleep(d)
	cancel()
	began := time.Now()
	if err := <-done; err != nil {
		t.Error(err)
	}
	return time.Since(began)
}

func TestEveryRunsOnTimeAndNeverTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDiary(300 * time.Millisecond)
		var all []*sites.Site
		for i := range 200 {
			all = append(all, scheduled(newswatch.SiteID(fmt.Sprintf("s%03d", i)), "@every 1m"))
		}
		o := d.options()
		o.AtOnce, o.Jitter = 20, 5*time.Second
		s, err := NewScheduler(all, o)
		if err != nil {
			t.Fatal(err)
		}
		during(t, s, 10*time.Minute+30*time.Second)
		for id, starts := range d.starts {
			if len(starts) != 11 { // at once, and then each minute
				t.Errorf("%s ran %d times in 10.5 minutes: %v", id, len(starts), starts)
			}
		}
		if len(d.starts) != 200 || d.most > 20 {
			t.Errorf("%d sites ran, %d at once", len(d.starts), d.most)
		}
	})
}

func TestSlotsMissedWhileRunningBecomeOne(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDiary(25 * time.Second)
		s, err := NewScheduler([]*sites.Site{scheduled("a", "@every 10s")}, d.options())
		if err != nil {
			t.Fatal(err)
		}
		ending := during(t, s, time.Minute)
		want := []time.Duration{0, 25 * time.Second, 50 * time.Second}
		if diff := cmp.Diff(want, d.starts["a"]); diff != "" {
			t.Errorf("starts (-want +got):\n%s", diff)
		}
		if ending != 0 {
			t.Errorf("the run in progress held the end up for %v", ending)
		}
	})
}

func TestCatchUpAfterDowntime(t *testing.T) {
	tests := []struct {
		name string
		last time.Duration // before the start; 0: never
		want []time.Duration
	}{
		{"never ran: at once", 0, []time.Duration{0, 30 * time.Minute}},
		{"three hours down: one run, not three", 3*time.Hour + 20*time.Minute, []time.Duration{0, 30 * time.Minute}},
		{"ran lately: at the next slot", 20 * time.Minute, []time.Duration{30 * time.Minute}},
		{"ran in what is now the future, by a clock that was set back", -time.Hour, []time.Duration{0, 30 * time.Minute}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				time.Sleep(30 * time.Minute) // the bubble's clock starts at midnight
				d := newDiary(time.Second)
				if tt.last != 0 {
					d.last["a"] = time.Now().Add(-tt.last)
				}
				s, err := NewScheduler([]*sites.Site{scheduled("a", "0 * * * *")}, d.options())
				if err != nil {
					t.Fatal(err)
				}
				during(t, s, time.Hour)
				if diff := cmp.Diff(tt.want, d.starts["a"]); diff != "" {
					t.Errorf("starts (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// A site is behind until a run has made up for the stop, and left nothing over.
func TestCatchingUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDiary(10 * time.Minute)
		d.last["lately"] = time.Now()
		left, o := 1, d.options()
		o.Crawl = func(ctx context.Context, s *sites.Site) (newswatch.SiteReport, error) {
			r, err := d.crawl(ctx, s)
			if s.ID == "large" {
				r.Left, left = left, 0
			}
			return r, err
		}
		s, err := NewScheduler([]*sites.Site{scheduled("lately", "@every 30m"), scheduled("large", "@every 30m"), scheduled("by hand", "")}, o)
		if err != nil {
			t.Fatal(err)
		}
		var behind []string
		done := make(chan struct{})
		go func() {
			defer close(done)
			for range 8 {
				time.Sleep(9 * time.Minute)
				behind = append(behind, fmt.Sprint(s.CatchingUp()))
			}
		}()
		if !s.CatchingUp() {
			t.Error("nobody is behind before the first look")
		}
		during(t, s, 80*time.Minute)
		<-done
		// The large site runs at once and half an hour later, for ten minutes each.
		if got := strings.Join(behind, " "); got != "true true true true false false false false" {
			t.Errorf("behind: %s", got)
		}
	})
}

func TestZones(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDiary(time.Second)
		all := []*sites.Site{
			scheduled("beijing", "30 7 * * *"),
			scheduled("named", "CRON_TZ=Europe/Berlin 30 7 * * *"),
		}
		now := time.Now()
		for _, s := range all {
			d.last[s.ID] = now
		}
		s, err := NewScheduler(all, d.options())
		if err != nil {
			t.Fatal(err)
		}
		done := make(chan struct{})
		ctx, cancel := context.WithCancel(t.Context())
		go func() { s.Run(ctx); close(done) }()
		synctest.Wait()
		for id, want := range map[newswatch.SiteID]string{
			"beijing": "2000-01-01T23:30:00Z", // the bubble begins at 08:00 there
			"named":   "2000-01-01T06:30:00Z",
		} {
			next, ok := s.Next(id)
			if !ok || next.UTC().Format(time.RFC3339) != want {
				t.Errorf("%s: next %v, want %s", id, next.UTC(), want)
			}
		}
		cancel()
		<-done
	})
}

func TestTrigger(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDiary(10 * time.Second)
		off := scheduled("off", "@hourly")
		off.Enabled = false
		s, err := NewScheduler([]*sites.Site{scheduled("a", ""), off}, d.options())
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { s.Run(ctx); close(done) }()
		time.Sleep(time.Hour)
		if n := len(d.starts["a"]); n != 0 {
			t.Errorf("a site without a schedule ran %d times", n)
		}
		if err := s.Trigger("a"); err != nil {
			t.Error(err)
		}
		synctest.Wait()
		if r := s.Running(); len(r) != 1 || r[0].Site != "a" {
			t.Errorf("running: %v", r)
		}
		if err := s.Trigger("a"); !errors.Is(err, newswatch.ErrLocked) {
			t.Errorf("a second run: %v", err)
		}
		for _, id := range []newswatch.SiteID{"off", "nobody"} {
			if err := s.Trigger(id); !errors.Is(err, newswatch.ErrNotFound) {
				t.Errorf("%s: %v", id, err)
			}
		}
		time.Sleep(time.Minute)
		if r := s.Running(); len(r) != 0 {
			t.Errorf("still running: %v", r)
		}
		cancel()
		<-done
	})
}

func TestReload(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDiary(30 * time.Second)
		s, err := NewScheduler([]*sites.Site{scheduled("kept", "@every 1m"), scheduled("gone", "@every 1m")}, d.options())
		if err != nil {
			t.Fatal(err)
		}
		go func() {
			time.Sleep(70 * time.Second) // both run
			if err := s.Reload([]*sites.Site{scheduled("kept", "bad")}); err == nil {
				t.Error("a bad schedule was taken")
			}
			if err := s.Reload([]*sites.Site{scheduled("kept", "@every 1m"), scheduled("fresh", "@every 1m")}); err != nil {
				t.Error(err)
			}
		}()
		during(t, s, 135*time.Second)
		want := map[newswatch.SiteID][]time.Duration{
			"kept":  {0, time.Minute, 2 * time.Minute},
			"gone":  {0, time.Minute},
			"fresh": {70 * time.Second, 130 * time.Second},
		}
		if diff := cmp.Diff(want, d.starts); diff != "" {
			t.Errorf("starts (-want +got):\n%s", diff)
		}
		if len(s.jobs) != 2 {
			t.Errorf("%d jobs are kept", len(s.jobs))
		}
	})
}

func TestAdaptive(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := newDiary(0)
		d.found = 1
		site := scheduled("a", "@every 20m")
		site.Adaptive = &sites.Adaptive{}
		s, err := NewScheduler([]*sites.Site{site}, d.options())
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { s.Run(ctx); close(done) }()
		time.Sleep(time.Hour)
		d.mu.Lock()
		d.found = 0
		d.mu.Unlock()
		time.Sleep(24 * time.Hour)
		cancel()
		<-done
		starts := d.starts["a"]
		shortest, longest := 24*time.Hour, time.Duration(0)
		for i := 1; i < len(starts); i++ {
			shortest, longest = min(shortest, starts[i]-starts[i-1]), max(longest, starts[i]-starts[i-1])
		}
		if shortest != 5*time.Minute || longest != 2*time.Hour {
			t.Errorf("intervals from %v to %v, want 5m0s to 2h0m0s", shortest, longest)
		}
	})
}
