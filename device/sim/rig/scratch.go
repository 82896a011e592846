package rig

import (
	"os"
	"testing"
)

// memory is a disk in memory that many systems have.
const memory = "/dev/shm"

// Scratch is a folder for a test, gone after it: in memory where there is such
// a disk. It is for tests that lose nothing with the power, to which a slow
// disk would only cost time.
func Scratch(t testing.TB) string {
	dir, err := os.MkdirTemp(memory, "handback-test-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}
