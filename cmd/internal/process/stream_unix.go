//go:build unix

package process

import "syscall"

// brokenPipe are the errors of a pipe that nobody reads.
func brokenPipe() []error { return []error{syscall.EPIPE} }
