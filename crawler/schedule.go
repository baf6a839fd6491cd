package crawler

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"newswatch"
	"newswatch/sites"
)

// SchedulerOptions say what is run, and how much of it at once.
type SchedulerOptions struct {
	// Crawl runs one site. It must return soon after ctx ends. An error is
	// logged; how the site did is in the report.
	Crawl func(ctx context.Context, s *sites.Site) (newswatch.SiteReport, error)
	// LastRun is when the last finished run of a site started; zero if never.
	// It is asked once per site, to make up for slots missed while down.
	LastRun func(ctx context.Context, site newswatch.SiteID) (time.Time, error)
	// Location is the zone of cron expressions that name none; nil: each site's own.
	Location *time.Location
	// AtOnce bounds the sites that run at one time; 0: 16.
	AtOnce int
	// Jitter delays each slot by a random time up to this and up to a tenth of
	// the time between two slots, so that sites do not all start together.
	Jitter time.Duration
	// Now is the wall clock, which may be set; nil: time.Now.
	Now    func() time.Time
	Logger *slog.Logger
}

// Scheduler runs sites on their schedules, each at most once at a time. Slots
// that went by while a site was running, the machine asleep or the program down
// are made up for by a single run.
type Scheduler struct {
	o     SchedulerOptions
	slots chan struct{}
	wake  chan struct{}

	mu   sync.Mutex
	jobs map[newswatch.SiteID]*job
}

// job is a site's place in the schedule.
type job struct {
	site    *sites.Site
	clock   clock
	planned bool          // next is set, or there is no schedule
	next    time.Time     // zero: by hand only
	jitter  time.Duration // of this slot
	queued  bool          // waits for its turn
	again   bool          // a slot went by, or a run was asked for, during the run
	running bool
	since   time.Time
	behind  bool // makes up for what was missed: not yet run to the end since the start
}

// RunState is a run in progress.
type RunState struct {
	Site    newswatch.SiteID
	Started time.Time
}

// NewScheduler takes the sites to run; those that are not enabled are left out,
// and those without a schedule run only when triggered. The error names every
// site whose schedule makes no sense.
func NewScheduler(all []*sites.Site, o SchedulerOptions) (*Scheduler, error) {
	o.AtOnce = orDefault(o.AtOnce, 16)
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Scheduler{
		o:     o,
		slots: make(chan struct{}, o.AtOnce),
		wake:  make(chan struct{}, 1),
		jobs:  map[newswatch.SiteID]*job{},
	}
	return s, s.Reload(all)
}

// Reload takes a new set of sites. Runs in progress go on to their end; a site
// whose schedule is as it was keeps its next slot. Where a schedule makes no
// sense nothing is changed.
func (s *Scheduler) Reload(all []*sites.Site) error {
	clocks := map[newswatch.SiteID]clock{}
	var faults []error
	for _, site := range all {
		if !site.Enabled {
			continue
		}
		c, err := newClock(site, s.o.Location)
		if err != nil {
			faults = append(faults, fmt.Errorf("site %s: schedule: %w", site.ID, err))
		}
		clocks[site.ID] = c
	}
	if len(faults) > 0 {
		return errors.Join(faults...)
	}
	s.mu.Lock()
	for _, site := range all {
		c, enabled := clocks[site.ID]
		if !enabled {
			continue
		}
		j := s.jobs[site.ID]
		if j == nil {
			j = &job{}
			s.jobs[site.ID] = j
		}
		if j.site == nil || j.clock.spec != c.spec {
			j.clock, j.planned, j.next = c, false, time.Time{}
		}
		j.site = site
	}
	for id, j := range s.jobs {
		if _, still := clocks[id]; !still {
			j.site, j.again = nil, false
			if !j.running && !j.queued {
				delete(s.jobs, id)
			}
		}
	}
	s.mu.Unlock()
	s.nudge()
	return nil
}

func (s *Scheduler) nudge() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Trigger asks for a run of a site now. The error wraps [newswatch.ErrNotFound]
// for a site that is unknown or not enabled, and [newswatch.ErrLocked] where a
// run of it is under way or about to start.
func (s *Scheduler) Trigger(id newswatch.SiteID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	j := s.jobs[id]
	switch {
	case j == nil || j.site == nil:
		return fmt.Errorf("site %q: %w, or not enabled", id, newswatch.ErrNotFound)
	case j.running:
		return fmt.Errorf("site %s: %w: a run is under way since %s", id, newswatch.ErrLocked, j.since.Format(time.TimeOnly))
	case j.queued || j.again:
		return fmt.Errorf("site %s: %w: a run is about to start", id, newswatch.ErrLocked)
	}
	j.again = true
	s.nudge()
	return nil
}

// Running returns the runs in progress, the longest first.
func (s *Scheduler) Running() []RunState {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []RunState
	for id, j := range s.jobs {
		if j.running {
			all = append(all, RunState{Site: id, Started: j.since})
		}
	}
	slices.SortFunc(all, func(a, b RunState) int { return a.Started.Compare(b.Started) })
	return all
}

// CatchingUp reports whether a site that was never run, or missed slots while the
// program was down, has still to read what it missed.
func (s *Scheduler) CatchingUp() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, j := range s.jobs {
		if j.site != nil && (j.behind || !j.planned) {
			return true
		}
	}
	return false
}

// Next is when a site's next run is due; ok is false where none is planned.
func (s *Scheduler) Next(id newswatch.SiteID) (at time.Time, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	j := s.jobs[id]
	if j == nil || j.site == nil || j.next.IsZero() {
		return time.Time{}, false
	}
	return j.next.Add(j.jitter), true
}

// tick bounds how long the scheduler sleeps. Timers stand still while the
// machine sleeps and know nothing of a clock that was set; the wall clock is
// therefore looked at this often.
const tick = 20 * time.Second

// now is the time by the wall clock alone. Slots are times of day: beside them
// the monotonic clock, which stands still while the machine sleeps and knows
// nothing of a clock that was set, would keep old slots in place.
func (s *Scheduler) now() time.Time { return s.o.Now().Round(0) }

// Run keeps the schedule until ctx ends, and returns nil when the last run that
// was in progress has ended.
func (s *Scheduler) Run(ctx context.Context) error {
	var runs sync.WaitGroup
	defer runs.Wait()
	for {
		s.plan(ctx)
		for _, j := range s.due(s.now()) {
			runs.Go(func() { s.run(ctx, j) })
		}
		timer := time.NewTimer(s.untilNext(s.now()))
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-s.wake:
			timer.Stop()
		case <-timer.C:
		}
	}
}

// plan sets the first slot of sites that have none yet: the one after their
// last run, which may have passed, or now where they never ran.
func (s *Scheduler) plan(ctx context.Context) {
	s.mu.Lock()
	fresh := map[newswatch.SiteID]*job{}
	for id, j := range s.jobs {
		if j.site != nil && !j.planned {
			j.planned = true
			if !j.clock.byHand() {
				fresh[id] = j
			}
		}
	}
	s.mu.Unlock()
	for id, j := range fresh {
		last, err := s.o.LastRun(ctx, id)
		if err != nil && ctx.Err() == nil {
			s.o.Logger.Warn("the last run is unknown; running now", "site", id, "error", err)
		}
		s.mu.Lock()
		if !j.clock.byHand() { // it may have been reloaded meanwhile
			s.first(id, j, last, s.now())
		}
		s.mu.Unlock()
	}
}

// first sets a site's first slot. s.mu is held.
func (s *Scheduler) first(id newswatch.SiteID, j *job, last, now time.Time) {
	j.next, j.jitter, j.behind = now, 0, true
	if last.IsZero() || last.After(now) {
		return
	}
	if next := j.clock.after(last); next.After(now) {
		j.next, j.jitter, j.behind = next, j.clock.jitter(next, s.o.Jitter), false
	} else {
		s.o.Logger.Info("making up for missed slots with one run", "site", id, "last_run", last, "late", now.Sub(next).Round(time.Second))
	}
}

// due takes the jobs whose time has come and sets their next slots.
func (s *Scheduler) due(now time.Time) []*job {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ready []*job
	for _, j := range s.jobs {
		if j.site == nil {
			continue
		}
		if !j.next.IsZero() {
			// A clock set back must not put the next slot off by as much.
			if n := j.clock.after(now); n.Before(j.next) {
				j.next = n
			}
			if !now.Before(j.next.Add(j.jitter)) {
				j.again = true
				// From the slot and not from now, or every delay would add up.
				if j.next = j.clock.after(j.next); !j.next.After(now) {
					j.next = j.clock.after(now)
				}
				j.jitter = j.clock.jitter(j.next, s.o.Jitter)
			}
		}
		if j.again && !j.running && !j.queued {
			j.again, j.queued = false, true
			ready = append(ready, j)
		}
	}
	slices.SortFunc(ready, func(a, b *job) int { return cmp.Compare(a.site.ID, b.site.ID) })
	return ready
}

// untilNext is how long there is nothing to start.
func (s *Scheduler) untilNext(now time.Time) time.Duration {
	s.mu.Lock()
	defer s.mu.Unlock()
	wait := tick
	for _, j := range s.jobs {
		if j.site != nil && !j.next.IsZero() {
			wait = min(wait, max(j.next.Add(j.jitter).Sub(now), time.Millisecond))
		}
	}
	return wait
}

// run waits for a turn and runs one site.
func (s *Scheduler) run(ctx context.Context, j *job) {
	defer s.nudge()
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	case <-ctx.Done():
	}
	s.mu.Lock()
	site := j.site
	j.queued = false
	if site == nil || ctx.Err() != nil {
		s.mu.Unlock()
		return
	}
	j.running, j.since = true, s.now()
	s.mu.Unlock()

	report, err := s.o.Crawl(ctx, site)
	if err != nil && ctx.Err() == nil {
		s.o.Logger.Error("the run failed", "site", site.ID, "error", err)
	}

	s.mu.Lock()
	defer s.mu.Unlock()
	j.running = false
	j.behind = j.behind && report.Left > 0
	if j.clock.adapt(report.New) {
		j.next, j.jitter = j.clock.after(s.now()), 0
	}
	if j.site == nil {
		delete(s.jobs, site.ID)
	}
}
