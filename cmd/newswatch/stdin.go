package main

import (
	"context"
	"io"
	"sync"
)

// interruptible is standard input that stops waiting when ctx ends: a person who
// is asked for a text may press Ctrl-C instead.
type interruptible struct {
	ctx  context.Context
	in   io.Reader
	once sync.Once
	pipe *io.PipeReader
}

// Read starts to read the input only when somebody asks for it.
func (r *interruptible) Read(p []byte) (int, error) {
	r.once.Do(func() {
		reader, writer := io.Pipe()
		r.pipe = reader
		context.AfterFunc(r.ctx, func() { writer.CloseWithError(r.ctx.Err()) })
		go func() {
			// A read that never ends goes with the process.
			_, err := io.Copy(writer, r.in)
			writer.CloseWithError(err)
		}()
	})
	return r.pipe.Read(p)
}
