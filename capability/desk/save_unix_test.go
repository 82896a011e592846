//go:build unix

package desk_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"handback/capability"
)

// TestRequestIsSavedBesideAnythingCalledLikeTheList of digests.
func TestRequestIsSavedBesideAnythingCalledLikeTheList(t *testing.T) {
	w := newHarness(t)
	r := w.start(capability.Order{})
	dir := filepath.Join(w.dir, "HANDBACK", string(r.ID)+"_X200_SN0042")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "SHA256SUMS"), 0o644); err != nil {
		t.Fatal(err)
	}
	w.until(capability.StageRequestSaved)
}
