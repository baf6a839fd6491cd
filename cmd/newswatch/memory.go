package main

import (
	"context"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"slices"
	"time"
)

// The daemon's memory is bounded by what it keeps. Bursts, such as several
// endless pages at once, would otherwise leave it large for a long time.
const (
	leastMemory = 80 << 20 // bytes
	keptRoom    = 4        // times what was in use at the quietest moment of a minute
	burstRoom   = 2        // times what is in use now
	memoryLook  = 5 * time.Second
	memoryLooks = 12 // a minute
)

// boundMemory lets the collector work harder, and give memory back, where a burst
// goes beyond a few times what the daemon keeps. GOMEMLIMIT wins.
func boundMemory(ctx context.Context) {
	if os.Getenv("GOMEMLIMIT") != "" {
		return
	}
	tick := time.NewTicker(memoryLook)
	defer tick.Stop()
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	var minute []uint64
	for {
		metrics.Read(live)
		if minute = append(minute, live[0].Value.Uint64()); len(minute) > memoryLooks {
			minute = minute[1:]
		}
		debug.SetMemoryLimit(memoryFor(minute))
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// memoryFor is the limit after so many bytes were in use, the last of them now;
// never more than the one that holds for every command.
func memoryFor(inUse []uint64) int64 {
	now := inUse[len(inUse)-1]
	return int64(min(max(leastMemory, burstRoom*now, keptRoom*slices.Min(inUse)), memoryLimit))
}
