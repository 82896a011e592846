// Package quiet keeps a program from asking its terminal before main begins.
//
// Bubble Tea v1 asks for the color of the background while packages are
// initialized, in every program that links it, and waits up to five seconds for
// a terminal that does not answer. It asks nothing of a terminal that is called
// dumb, so the program's own environment says that until main calls [Restore].
//
// The order is certain: of the packages that could be initialized next, Go takes
// the first by import path (the language's specification, "Program
// initialization"). This one needs only syscall, which os needs, too, and stands
// before os; Bubble Tea needs os. So this package must never import another.
package quiet

import "syscall"

const name = "TERM"

// The terminal's name, which [Restore] puts back.
var term, named = hide()

func hide() (string, bool) {
	term, named := syscall.Getenv(name)
	_ = syscall.Setenv(name, "dumb") // if it can't be set, the terminal is asked
	return term, named
}

// Restore tells the name of the terminal again, to this program and to those
// that it starts. Call it first in main.
func Restore() error {
	if !named {
		return syscall.Unsetenv(name)
	}
	return syscall.Setenv(name, term)
}
