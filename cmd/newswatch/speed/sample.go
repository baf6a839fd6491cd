package speed

import (
	"cmp"
	"slices"
)

// Sample is what one process measured of itself while it did one job.
type Sample struct {
	Articles   int     `json:"articles"`    // read; lists looked at, of a poll
	Seconds    float64 `json:"seconds"`     // by the clock, of the job alone
	CPU        float64 `json:"cpu_seconds"` // user and system, of the whole process; of a poll, of the job
	Allocs     uint64  `json:"allocations"`
	AllocBytes uint64  `json:"allocated_bytes"`
	RSS        int64   `json:"peak_rss_bytes"` // 0 where the system does not say
}

// Row sums the rounds of one job up in medians. The ratios compare with the base
// row, round by round, so that a slow minute of the machine hits both.
type Row struct {
	Name             string  `json:"name"`
	Rounds           int     `json:"rounds"`
	PerSecond        float64 `json:"per_second"`
	CPUPerThousand   float64 `json:"cpu_seconds_per_1000"`
	CPULow           float64 `json:"cpu_seconds_per_1000_low"`
	CPUHigh          float64 `json:"cpu_seconds_per_1000_high"`
	AllocsPerArticle float64 `json:"allocations_per_article"`
	KBPerArticle     float64 `json:"allocated_kb_per_article"`
	RSS              float64 `json:"peak_rss_mb"`
	SpeedRatio       float64 `json:"speed_ratio"` // to the base
	CPURatio         float64 `json:"cpu_ratio"`
}

// Sum makes a row of a job's samples; base are those of the job that it is
// compared with, in the same rounds.
func Sum(name string, samples, base []Sample) Row {
	of := func(f func(s, b Sample) float64) []float64 {
		var all []float64
		for i, s := range samples[:min(len(samples), len(base))] {
			all = append(all, f(s, base[i]))
		}
		slices.Sort(all)
		return all
	}
	perThousand := func(s Sample) float64 { return 1000 * s.CPU / float64(s.Articles) }
	speed := func(s Sample) float64 { return float64(s.Articles) / s.Seconds }
	cpu := of(func(s, _ Sample) float64 { return perThousand(s) })
	if len(cpu) == 0 {
		return Row{Name: name}
	}
	return Row{
		Name: name, Rounds: len(cpu), CPULow: cpu[0], CPUHigh: cpu[len(cpu)-1], CPUPerThousand: median(cpu),
		PerSecond:        median(of(func(s, _ Sample) float64 { return speed(s) })),
		AllocsPerArticle: median(of(func(s, _ Sample) float64 { return float64(s.Allocs) / float64(s.Articles) })),
		KBPerArticle:     median(of(func(s, _ Sample) float64 { return float64(s.AllocBytes) / 1024 / float64(s.Articles) })),
		RSS:              median(of(func(s, _ Sample) float64 { return float64(s.RSS) / (1 << 20) })),
		SpeedRatio:       median(of(func(s, b Sample) float64 { return speed(s) / speed(b) })),
		CPURatio:         median(of(func(s, b Sample) float64 { return perThousand(s) / perThousand(b) })),
	}
}

// median of sorted values; the lower of the middle two.
func median[T cmp.Ordered](sorted []T) T { return sorted[(len(sorted)-1)/2] }

// Seconds is the median time of one of what was counted.
func (r Row) Seconds() float64 {
	if r.PerSecond == 0 {
		return 0
	}
	return 1 / r.PerSecond
}
