package main

import "testing"

func TestMemoryFollowsWhatIsInUse(t *testing.T) {
	for live, want := range map[uint64]int64{0: leastMemory, 10 << 20: leastMemory, 50 << 20: 200 << 20, 400 << 20: memoryLimit, 1 << 40: memoryLimit} {
		if got := memoryFor(live); got != want {
			t.Errorf("beside %d bytes in use the limit is %d, want %d", live, got, want)
		}
	}
}
