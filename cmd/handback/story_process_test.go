//go:build unix

package main_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// process is a program that runs beside the story. Its lines can be awaited.
type process struct {
	cmd   *exec.Cmd
	lines chan string
	ended chan struct{}

	mu  sync.Mutex
	log bytes.Buffer
}

// programOf is a program of the story, in its folder and environment.
func programOf(ts *testscript.TestScript, name string, args ...string) *exec.Cmd {
	path := name
	for _, dir := range filepath.SplitList(ts.Getenv("PATH")) {
		if found, err := exec.LookPath(filepath.Join(dir, name)); err == nil {
			path = found
			break
		}
	}
	cmd := exec.Command(path, args...)
	cmd.Dir = ts.MkAbs(".")
	for _, key := range []string{"PATH", "HOME", "XDG_STATE_HOME", "TERM", "HANDBACK_ASCII", "LANG", "NO_COLOR", "ACCESSIBLE", "DBUS_SYSTEM_BUS_ADDRESS", "TMPDIR", "GORACE"} {
		if value := ts.Getenv(key); value != "" {
			cmd.Env = append(cmd.Env, key+"="+value)
		}
	}
	return cmd
}

func startProcess(cmd *exec.Cmd) (*process, error) {
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	cmd.Stderr = cmd.Stdout
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &process{cmd: cmd, lines: make(chan string, 100), ended: make(chan struct{})}
	go p.watch(out)
	return p, nil
}

func (p *process) watch(out io.Reader) {
	defer close(p.ended)
	defer close(p.lines)
	for scan := bufio.NewScanner(out); scan.Scan(); {
		p.mu.Lock()
		fmt.Fprintln(&p.log, scan.Text())
		p.mu.Unlock()
		select {
		case p.lines <- scan.Text():
		default: // nobody reads that much
		}
	}
	_ = p.cmd.Wait() // how it ended is seen in cmd.ProcessState
}

// await reads lines until one holds text.
func (p *process) await(text string) error {
	late := time.NewTimer(timeout)
	defer late.Stop()
	for {
		select {
		case line, more := <-p.lines:
			if !more {
				return fmt.Errorf("it ended before it said %q; it said:\n%s", text, p.said())
			}
			if strings.Contains(line, text) {
				return nil
			}
		case <-late.C:
			return fmt.Errorf("it never said %q; it said:\n%s", text, p.said())
		}
	}
}

func (p *process) said() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.log.String()
}

func (p *process) signal(s syscall.Signal) error { return p.cmd.Process.Signal(s) }

// end asks it to end, and waits.
func (p *process) end() error {
	if err := p.signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case <-p.ended:
		return nil
	case <-time.After(timeout):
		p.kill()
		return fmt.Errorf("it did not end when asked to; it said:\n%s", p.said())
	}
}

// stop ends it, which must go well.
func (p *process) stop() error {
	if err := p.end(); err != nil {
		return err
	}
	if code := p.cmd.ProcessState.ExitCode(); code != 0 {
		return fmt.Errorf("it ended with status %d; it said:\n%s", code, p.said())
	}
	return nil
}

func (p *process) kill() {
	_ = p.cmd.Process.Kill() // it may have ended already
	<-p.ended
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
	late := time.NewTimer(timeout)
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
