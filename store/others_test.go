package store

import (
	"path/filepath"
	"testing"
	"time"

	"newswatch"
)

// What another process queues, this one sends soon.
func TestCommitsOfOthersWakeTheDispatcher(t *testing.T) {
	t.Parallel() // it waits for the writer's look
	path := filepath.Join(t.TempDir(), "shared.db")
	daemon := openAt(t, path, Options{})
	raised(t, openAt(t, path, Options{}), newswatch.Normal)
	select {
	case <-daemon.Wake():
	case <-time.After(2 * time.Minute):
		t.Fatal("an alert of another process woke nobody")
	}
	for range 2 { // a look that was already due may follow; then there is silence
		select {
		case <-daemon.Wake():
		case <-time.After(othersEvery + othersEvery/2):
			return
		}
	}
	t.Error("woken again and again by nothing new")
}
