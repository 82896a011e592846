//go:build unix

package main_test

import (
	"errors"
	"os/exec"
	"strconv"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"golang.org/x/sys/unix"
)

func cmdSignal(ts *testscript.TestScript, _ bool, args []string) {
	number := unix.SignalNum("SIG" + args[0])
	if number == 0 {
		ts.Fatalf("there is no signal %s", args[0])
	}
	s := screenOf(ts)
	if len(args) == 2 && args[1] == "job" {
		group, err := foreground(s.master)
		ts.Check(err)
		ts.Check(syscall.Kill(-group, number))
		return
	}
	ts.Check(s.cmd.Process.Signal(number))
	if number == syscall.SIGKILL {
		<-s.ended
	}
}

func cmdHangup(ts *testscript.TestScript, _ bool, _ []string) {
	ts.Check(screenOf(ts).master.Close())
}

func cmdEnds(ts *testscript.TestScript, _ bool, args []string) {
	s, want := screenOf(ts), 0
	if len(args) > 0 {
		var err error
		want, err = strconv.Atoi(args[0])
		ts.Check(err)
	}
	select {
	case <-s.ended:
	case <-time.After(patience):
		ts.Fatalf("the program does not end:\n%s", s.view())
	}
	if got := s.cmd.ProcessState.ExitCode(); got != want {
		ts.Fatalf("the program ended with status %d (%s), not %d:\n%s", got, s.cmd.ProcessState, want, s.view())
	}
}

func cmdExits(ts *testscript.TestScript, neg bool, args []string) {
	want, err := strconv.Atoi(args[0])
	if neg || err != nil || len(args) < 2 {
		ts.Fatalf("usage: exits STATUS PROGRAM ARG...")
	}
	got := 0
	var exit *exec.ExitError
	switch err := ts.Exec(args[1], args[2:]...); {
	case errors.As(err, &exit):
		got = exit.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if got != want {
		ts.Fatalf("it ended with status %d, not %d", got, want)
	}
}
