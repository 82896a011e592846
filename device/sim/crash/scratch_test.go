package crash

import (
	"os"
	"testing"
)

// memory is a disk in memory that many systems have. What a killed program
// wrote is there on any disk; a slow one would only cost time.
const memory = "/dev/shm"

// scratch is a folder for the test.
func scratch(t *testing.T) string {
	dir, err := os.MkdirTemp(memory, "crash")
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
