//go:build unix

package process

import "syscall"

// brokenPipe lists the errors of writing to a pipe that nobody reads.
func brokenPipe() []error { return []error{syscall.EPIPE} }
