package process

import "golang.org/x/sys/windows"

// brokenPipe lists the errors of writing to a pipe that nobody reads.
func brokenPipe() []error { return []error{windows.ERROR_BROKEN_PIPE, windows.ERROR_NO_DATA} }
