//go:build unix

package main_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// cmdHunt runs a program again and again and kills it as soon as it has added
// facts to a journal: one at first, one more each time. It goes on until the
// program ends by itself, and STATUS is then its exit status.
func cmdHunt(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: hunt JOURNAL STATUS PROGRAM ARG...")
	}
	journal := ts.MkAbs(args[0])
	want, err := strconv.Atoi(args[1])
	ts.Check(err)
	for facts := 1; ; facts++ {
		before := countLines(journal)
		p, err := startProcess(programOf(ts, args[2], args[3:]...))
		ts.Check(err)
		err = p.until(func() bool { return countLines(journal) >= before+facts })
		p.kill()
		ts.Check(err)
		got := p.cmd.ProcessState.ExitCode()
		switch {
		case got == want:
			ts.Logf("killed %d times; at last it said:\n%s", facts-1, p.said())
			return
		case got != -1:
			ts.Fatalf("after %d kills it ended with status %d, not %d:\n%s", facts-1, got, want, p.said())
		}
	}
}

// cmdAwait waits until a file holds every text.
func cmdAwait(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: await FILE TEXT...")
	}
	path := ts.MkAbs(args[0])
	for _, text := range args[1:] {
		ts.Check(poll(func() bool {
			data, err := os.ReadFile(path)
			return err == nil && strings.Contains(string(data), text)
		}, nil))
	}
}

// until waits until something is so, or the program has ended.
func (p *process) until(so func() bool) error {
	if err := poll(so, p.ended); err != nil {
		return fmt.Errorf("%w; it said:\n%s", err, p.said())
	}
	return nil
}

var errNever = errors.New("what was waited for never came")

// poll is for what sends no event: it looks every millisecond until something
// is so, or stop is closed.
func poll(so func() bool, stop <-chan struct{}) error {
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	late := time.NewTimer(patience)
	defer late.Stop()
	for !so() {
		select {
		case <-stop:
			return nil
		case <-tick.C:
		case <-late.C:
			return errNever
		}
	}
	return nil
}

func countLines(path string) int {
	data, err := os.ReadFile(path)
	if err != nil {
		return 0
	}
	return bytes.Count(data, []byte("\n"))
}
