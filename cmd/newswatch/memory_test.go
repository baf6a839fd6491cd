package main

import "testing"

func TestMemoryFollowsWhatIsInUse(t *testing.T) {
	const mb = 1 << 20
	for _, c := range []struct {
		name  string
		inUse []uint64
		want  int64
	}{
		{"at the start", []uint64{0}, leastMemory},
		{"little", []uint64{10 * mb, 12 * mb}, leastMemory},
		{"a burst", []uint64{15 * mb, 15 * mb, 30 * mb}, leastMemory},
		{"a large burst", []uint64{15 * mb, 90 * mb}, 180 * mb},
		{"much for a minute", []uint64{50 * mb, 60 * mb, 55 * mb}, 200 * mb},
		{"more than there should be", []uint64{400 * mb}, memoryLimit},
		{"nonsense", []uint64{1 << 40}, memoryLimit},
	} {
		if got := memoryFor(c.inUse); got != c.want {
			t.Errorf("%s: the limit is %d MB, want %d", c.name, got/mb, c.want/mb)
		}
	}
}
