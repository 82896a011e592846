//go:build unix && !linux

package main_test

import "github.com/rogpeppe/go-internal/testscript"

// canMount: no file system of one's own here.
func canMount(name string) (bool, error) {
	if name != "tmpfs" {
		return false, errCondition
	}
	return false, nil
}

func cmdMounted(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Fatalf("[tmpfs] has to guard this")
}
