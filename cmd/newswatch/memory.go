package main

import (
	"context"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// Bounds of the daemon's memory, beside what is in use. Bursts, such as several
// endless pages at once, would otherwise leave it large for a long time.
const (
	leastMemory = 80 << 20 // bytes
	memoryRoom  = 4        // times what is in use
	memoryLook  = 5 * time.Second
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
	for {
		metrics.Read(live)
		debug.SetMemoryLimit(memoryFor(live[0].Value.Uint64()))
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

// memoryFor is the limit beside so many bytes in use; never more than the one
// that holds for every command.
func memoryFor(live uint64) int64 {
	return int64(min(max(leastMemory, memoryRoom*live), memoryLimit))
}
