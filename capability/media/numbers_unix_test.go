//go:build unix

package media

import "syscall"

// What the system says when a stick fails.
const (
	numberBroken   = syscall.EIO
	numberFull     = syscall.ENOSPC
	numberReadOnly = syscall.EROFS
	numberGone     = syscall.ENODEV
	numberDenied   = syscall.EACCES
)
