// Package testkit holds what the tests of several packages need: folders in
// memory, small changes to large documents for fuzz tests, and a camera for QR
// codes. No program is built with it.
package testkit

import (
	"os"
	"runtime"
	"testing"
)

// memory is a disk in memory that Linux has.
const memory = "/dev/shm"

// Dir is a folder for a test, gone after it: in memory where there is such a
// disk. It is for tests that lose nothing with the power.
func Dir(t testing.TB) string {
	t.Helper()
	if runtime.GOOS != "linux" {
		return t.TempDir()
	}
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
