//go:build unix

package device

import (
	"syscall"
	"testing"
)

func TestHistoryWaitsForNoPipe(t *testing.T) {
	testPlanted(t, "pipe", func(path string) error { return syscall.Mkfifo(path, 0o600) })
}
