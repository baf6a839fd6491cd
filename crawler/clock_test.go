package crawler

import (
	"testing"
	"testing/synctest"
	"time"

	"newswatch/sites"
)

// A clock that is set, or a machine that slept, costs a site no more than one
// run too many, and holds it up for no longer than one slot and a look.
func TestClockIsSet(t *testing.T) {
	for _, spec := range []string{"*/10 * * * *", "@every 10m", "adaptive"} {
		for name, step := range map[string]time.Duration{
			"back an hour": -time.Hour, "back ten years": -10 * 365 * 24 * time.Hour,
			"on three hours": 3 * time.Hour, "on ten years": 10 * 365 * 24 * time.Hour,
		} {
			t.Run(spec+" "+name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					d := newDiary(time.Second)
					d.last["a"] = time.Now()
					site := scheduled("a", spec)
					if spec == "adaptive" {
						site = scheduled("a", "@every 10m")
						site.Adaptive = &sites.Adaptive{Min: 10 * time.Minute, Max: 10 * time.Minute}
					}
					began, set := time.Now(), time.Hour+time.Minute
					o := d.options()
					o.Now = func() time.Time { // timers know nothing of this clock
						now := time.Now()
						if now.Sub(began) >= set {
							now = now.Add(step)
						}
						return now
					}
					s, err := NewScheduler([]*sites.Site{site}, o)
					if err != nil {
						t.Fatal(err)
					}
					during(t, s, 2*time.Hour+time.Minute)
					before, after, late := 0, 0, time.Duration(0)
					for _, at := range d.starts["a"] {
						if at < set {
							before++
							continue
						}
						if after == 0 {
							late = at - set
						}
						after++
					}
					if before != 6 || after < 5 || after > 7 || late > 10*time.Minute+tick {
						t.Errorf("%d runs before, %d after, the first %v after the clock was set: %v", before, after, late, d.starts["a"])
					}
					if step > 0 && late > tick {
						t.Errorf("what the clock passed over was made up for after %v", late)
					}
				})
			})
		}
	}
}
