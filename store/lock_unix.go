//go:build unix

package store

import (
	"errors"
	"os"
	"syscall"
)

// lockFile takes the file's lock, which the system gives free when the process
// ends, however it ends.
func lockFile(f *os.File) error {
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
}

// processRuns reports whether a process of this host runs.
func processRuns(pid int) bool {
	if pid <= 0 {
		return false
	}
	err := syscall.Kill(pid, 0)
	return err == nil || errors.Is(err, syscall.EPERM)
}
