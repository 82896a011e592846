//go:build unix

package device

import "syscall"

func makePipe(path string) error { return syscall.Mkfifo(path, 0o600) }
