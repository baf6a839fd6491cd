//go:build !unix

package main

import (
	"errors"
	"time"
)

// cpuTime is unknown here.
func cpuTime() (time.Duration, error) {
	return 0, errors.New("bench: the processor time cannot be told on this system; run it on Linux, macOS or BSD")
}
