package main_test

import (
	"os"
	"path/filepath"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/sys/unix"
)

// canMount is the condition [tmpfs]: whether a file system of one's own can be
// mounted here.
func canMount(name string) (bool, error) {
	if name != "tmpfs" {
		return false, errCondition
	}
	dir, err := os.MkdirTemp("", "handback-mount-")
	if err != nil {
		return false, err
	}
	defer os.Remove(dir)
	if unix.Mount("tmpfs", dir, "tmpfs", 0, "size=64k") != nil {
		return false, nil
	}
	return true, unix.Unmount(dir, 0)
}

func cmdMounted(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: mounted DIR OPTIONS")
	}
	dir := ts.MkAbs(filepath.Clean(args[0]))
	ts.Check(unix.Mount("tmpfs", dir, "tmpfs", 0, args[1]))
	ts.Defer(func() { ts.Check(unix.Unmount(dir, unix.MNT_DETACH)) })
}
