// Newswatch reads Chinese news sites for people who must know within minutes
// when they are in the news. Run newswatch help for its commands.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
)

func main() {
	tuneMemory()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// run does one command and returns the exit code.
func run(ctx context.Context, args []string, in io.Reader, out, errs io.Writer) int {
	err := dispatch(ctx, args, in, out, errs)
	var exit *exitError
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &exit):
		if exit.err != nil {
			fmt.Fprintln(errs, cleanText(message(exit.err)))
		}
		return exit.code
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(errs, "newswatch: interrupted")
		return exitInterrupted
	}
	fmt.Fprintln(errs, cleanText(message(err)))
	return exitFailed
}

// memoryLimit is in bytes, and soft.
const memoryLimit = 512 << 20

// tuneMemory trades some memory for a sixth of the CPU: most of what a crawl
// allocates is the tree of a page, garbage a moment later. GOGC and GOMEMLIMIT
// in the environment win.
func tuneMemory() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryLimit)
	}
}
