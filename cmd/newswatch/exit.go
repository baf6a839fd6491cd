package main

import (
	"errors"
	"fmt"
	"strings"

	"newswatch/configs/strict"
)

// The exit codes that scripts rely on.
const (
	exitOK          = 0
	exitFailed      = 1   // the work failed, or a site did
	exitUsage       = 2   // wrong usage or an invalid configuration; nothing was started
	exitInterrupted = 130 // as shells report SIGINT
)

// exitError carries an exit code; without an err there is nothing more to say.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit code %d", e.code)
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// usage makes an error one of wrong usage.
func usage(err error) error { return &exitError{exitUsage, err} }

// usagef is usage with a message.
func usagef(format string, args ...any) error { return usage(fmt.Errorf(format, args...)) }

// errFailed ends with code 1 and no message: the result said it all.
var errFailed = &exitError{code: exitFailed}

// message is what a person reads of an error: faults of a file stand as they
// are, one a line, everything else is introduced by the program's name.
func message(err error) string {
	var faults strict.Faults
	if errors.As(err, &faults) {
		return faults.Error()
	}
	return "newswatch: " + strings.TrimPrefix(err.Error(), "newswatch: ")
}
