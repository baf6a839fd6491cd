package main

import (
	"bytes"
	"context"
	"io"
	"testing"
	"testing/synctest"
)

// A command that waits for its input ends with an interruption.
func TestInterruptedWhileWaitingForInput(t *testing.T) {
	for _, args := range [][]string{{"match", "-"}, {"extract", "-"}, {"extract", "--batch"}} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			never, end := io.Pipe()
			defer end.Close()
			code := make(chan int)
			var out, errs bytes.Buffer
			go func() { code <- run(ctx, args, never, &out, &errs) }()
			synctest.Wait()
			cancel()
			if got := <-code; got != exitInterrupted {
				t.Errorf("%v: exit code %d, %s", args, got, errs.String())
			}
		})
	}
}
