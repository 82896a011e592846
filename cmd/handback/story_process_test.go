//go:build unix

package main_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
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
	for _, key := range []string{"PATH", "HOME", "XDG_STATE_HOME", "TERM", "LANG", "NO_COLOR", "DBUS_SYSTEM_BUS_ADDRESS", "TMPDIR", "GORACE"} {
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
	late := time.NewTimer(patience)
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

// stop asks it to end, and waits.
func (p *process) stop() error {
	if err := p.signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case <-p.ended:
	case <-time.After(patience):
		p.kill()
		return fmt.Errorf("it did not end when asked to; it said:\n%s", p.said())
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
