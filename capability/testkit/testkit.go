// Package testkit holds what the tests of several packages need: folders in
// memory, and small changes to large documents for fuzz tests. No program is
// built with it.
package testkit

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
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

// Edit is a small change to one of some documents. Fuzz tests of large documents
// take one, since Go makes each input that covers something new as small as it
// can, byte by byte, and comes to no end of that with some kilobytes.
type Edit struct {
	Of    uint8  // which of them, counted round
	At    uint16 // where, in bytes
	Cut   uint16 // how many bytes go away there
	Piece []byte // what comes in their place
}

// Apply is the changed document.
func (e Edit) Apply(documents ...[]byte) []byte {
	text := documents[int(e.Of)%len(documents)]
	from := min(int(e.At), len(text))
	to := min(from+int(e.Cut), len(text))
	return slices.Concat(text[:from], e.Piece, text[to:])
}

// Whole is the change that puts a document of its own in the place of another.
func Whole(document string) Edit { return Edit{Cut: 1<<16 - 1, Piece: []byte(document)} }

// Long leaves a test out of a short run, and says why.
func Long(t testing.TB, why string) {
	t.Helper()
	if testing.Short() {
		t.Skip("left out of a short run:", why)
	}
}

// Step is how far apart the cases are that a test tries: a short run takes each
// n-th, others take all.
func Step(n int) int {
	if testing.Short() {
		return n
	}
	return 1
}

// Wait lets that many tests run at a time for each processor, unless the command line says
// how many: those that wait for other programs and for lines need none. It is for a
// TestMain.
func Wait(times int) error {
	flag.Parse()
	at := flag.Lookup("test.parallel")
	if at.Value.String() != at.DefValue {
		return nil
	}
	return at.Value.Set(fmt.Sprint(times * runtime.GOMAXPROCS(0)))
}
