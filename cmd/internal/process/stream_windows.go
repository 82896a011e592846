package process

import "golang.org/x/sys/windows"

// brokenPipe are the errors of a pipe that nobody reads.
func brokenPipe() []error { return []error{windows.ERROR_BROKEN_PIPE, windows.ERROR_NO_DATA} }
