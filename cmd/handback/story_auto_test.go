//go:build unix

package main_test

import (
	"syscall"

	"github.com/rogpeppe/go-internal/testscript"
)

// cmdAuto runs auto beside the story, also by a program that starts it. With "says" it waits until auto says a text,
// which goes on from where it said the one before.
func cmdAuto(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 || args[0] == "says" && len(args) != 2 {
		ts.Fatalf("usage: auto start [FLAG...] | by PROGRAM [ARG...] | says TEXT | hup | kill | stop")
	}
	s := storyOf(ts)
	if args[0] == "start" {
		args = append([]string{"by", "handback", "auto"}, args[1:]...)
	}
	if args[0] == "by" {
		p, err := startProcess(programOf(ts, args[1], args[2:]...))
		ts.Check(err)
		s.auto = p
		return
	}
	if s.auto == nil {
		ts.Fatalf("no auto runs")
	}
	switch args[0] {
	case "says":
		ts.Check(s.auto.await(args[1]))
	case "hup":
		ts.Check(s.auto.signal(syscall.SIGHUP))
	case "kill":
		s.auto.kill()
		s.auto = nil
	case "stop":
		p := s.auto
		s.auto = nil
		ts.Check(p.end())
		ts.Logf("%s", p.said())
	default:
		ts.Fatalf("auto can't %q", args[0])
	}
}
