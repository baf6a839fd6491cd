//go:build !unix

package store

import "os"

// lockFile does nothing where the system has no advisory locks: there the
// claims of runs alone keep two daemons from crawling one site at once.
func lockFile(*os.File) error { return nil }

// processRuns cannot be known without asking the system in its own way; claims
// run out by themselves.
func processRuns(int) bool { return true }
