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
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"
	"golang.org/x/sys/unix"
)

// screen is a program in a terminal: a pseudo terminal with an emulator, which
// also answers what the program asks its terminal, on the other side.
type screen struct {
	cmd      *exec.Cmd
	terminal vt10x.Terminal
	master   *os.File
	slave    *os.File // kept open to see whether keys were read
	ended    chan struct{}

	mu      sync.Mutex
	changed chan struct{} // closed at the next output
	sent    bytes.Buffer
}

func openScreen(cmd *exec.Cmd, columns, lines int) (*screen, error) {
	master, slave, err := openTerminal(columns, lines)
	if err != nil {
		return nil, err
	}
	s := &screen{
		cmd: cmd, master: master, slave: slave,
		terminal: vt10x.New(vt10x.WithWriter(master), vt10x.WithSize(columns, lines)),
		ended:    make(chan struct{}), changed: make(chan struct{}),
	}
	cmd.Stdin, cmd.Stdout, cmd.Stderr = slave, slave, slave
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		_, _ = master.Close(), slave.Close()
		return nil, err
	}
	go s.watch()
	return s, nil
}

// watch shows the output until the program has ended and all of it was shown.
func (s *screen) watch() {
	shown := make(chan struct{})
	go func() {
		defer close(shown)
		out := bufio.NewReader(io.TeeReader(s.master, s))
		for s.terminal.Parse(out) == nil {
			s.tell()
		}
	}()
	_ = s.cmd.Wait() // how it ended is seen in cmd.ProcessState
	_ = s.slave.Close()
	<-shown
	close(s.ended)
}

// Write keeps what the program sent, as it was sent.
func (s *screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sent.Write(p)
}

func (s *screen) tell() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.changed)
	s.changed = make(chan struct{})
}

func (s *screen) nextChange() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.changed
}

func (s *screen) hasSent(raw string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return bytes.Contains(s.sent.Bytes(), []byte(raw))
}

// shows reports whether text is on the screen, be it broken over lines, in a panel,
// or not.
func (s *screen) shows(text string) bool {
	view := s.terminal.String()
	if strings.Contains(view, text) {
		return true
	}
	lines := strings.Split(view, "\n")
	for i, line := range lines {
		for _, side := range []string{"|", "│"} {
			if in, left := strings.CutPrefix(strings.TrimSpace(line), side); left {
				lines[i] = strings.TrimSuffix(in, side)
			}
		}
	}
	return strings.Contains(strings.Join(strings.Fields(strings.Join(lines, " ")), " "), text)
}

// await waits until text is on the screen.
func (s *screen) await(text string) error {
	return s.awaitThat(fmt.Sprintf("%q", text), func() bool { return s.shows(text) })
}

// awaitCursor waits until the cursor is shown at the begin of a text, or right
// behind it.
func (s *screen) awaitCursor(text string) error {
	return s.awaitThat(fmt.Sprintf("the cursor at %q", text), func() bool {
		s.terminal.Lock()
		at, shown := s.terminal.Cursor(), s.terminal.CursorVisible()
		s.terminal.Unlock()
		lines := strings.Split(s.terminal.String(), "\n")
		if !shown || at.Y >= len(lines) {
			return false
		}
		line := []rune(lines[at.Y])
		x := min(at.X, len(line))
		return strings.HasPrefix(string(line[x:]), text) || strings.HasSuffix(string(line[:x]), text)
	})
}

// awaitThat waits until something is so on the screen.
func (s *screen) awaitThat(what string, is func() bool) error {
	late := time.NewTimer(timeout)
	defer late.Stop()
	for {
		change := s.nextChange()
		if is() {
			return nil
		}
		select {
		case <-change:
		case <-s.ended:
			if is() {
				return nil
			}
			return fmt.Errorf("the program ended without %s:\n%s", what, s.view())
		case <-late.C:
			return fmt.Errorf("%s never came to the screen:\n%s", what, s.view())
		}
	}
}

// view is the screen in a frame.
func (s *screen) view() string {
	var out strings.Builder
	columns, _ := s.terminal.Size()
	edge := "+" + strings.Repeat("-", columns) + "+\n"
	out.WriteString(edge)
	for line := range strings.Lines(s.terminal.String()) {
		fmt.Fprintf(&out, "|%s|\n", strings.TrimSuffix(line, "\n"))
	}
	out.WriteString(edge)
	return out.String()
}

// press sends one key and waits until the program has read it, so that two
// keys never arrive as one.
func (s *screen) press(key string) error {
	if _, err := io.WriteString(s.master, key); err != nil {
		return err
	}
	if err := poll(func() bool { return !unread(s.slave) }, s.ended); err != nil {
		return fmt.Errorf("the program does not read its keys:\n%s", s.view())
	}
	return nil
}

func (s *screen) resize(columns, lines int) error {
	s.terminal.Resize(columns, lines)
	return setSize(s.master, columns, lines)
}

// close ends the program, if it still runs, and frees the terminal.
func (s *screen) close() {
	_ = s.cmd.Process.Kill() // it may have ended already
	<-s.ended
	_ = s.master.Close()
}

// openTerminal gives both ends of a pseudo terminal of that size. The master
// can be closed while it is read.
func openTerminal(columns, lines int) (master, slave *os.File, err error) {
	blocking, slave, err := pty.Open()
	if err != nil {
		return nil, nil, err
	}
	defer blocking.Close()
	fd, err := unix.FcntlInt(blocking.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err == nil {
		err = unix.SetNonblock(fd, true)
	}
	if err != nil {
		return nil, nil, errors.Join(err, slave.Close())
	}
	master = os.NewFile(uintptr(fd), blocking.Name())
	if err := setSize(master, columns, lines); err != nil {
		return nil, nil, errors.Join(err, master.Close(), slave.Close())
	}
	return master, slave, nil
}

func setSize(terminal *os.File, columns, lines int) error {
	return withFd(terminal, func(fd int) error {
		return unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Col: uint16(columns), Row: uint16(lines)})
	})
}

// unread reports whether keys wait that the program has not read yet.
func unread(slave *os.File) bool {
	waiting := false
	err := withFd(slave, func(fd int) error {
		fds := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLIN}}
		n, err := unix.Poll(fds, 0)
		waiting = n > 0 && fds[0].Revents&unix.POLLIN != 0
		return err
	})
	return err == nil && waiting
}

// foreground is the group of processes that has the terminal: of a shell, the
// job that runs there.
func foreground(master *os.File) (group int, err error) {
	failed := withFd(master, func(fd int) error {
		group, err = unix.IoctlGetInt(fd, unix.TIOCGPGRP)
		return err
	})
	return group, failed
}

// withFd leaves the file in the mode that it has, as Fd doesn't.
func withFd(file *os.File, do func(fd int) error) error {
	raw, err := file.SyscallConn()
	if err != nil {
		return err
	}
	var failed error
	if err := raw.Control(func(fd uintptr) { failed = do(int(fd)) }); err != nil {
		return err
	}
	return failed
}

// TestACommandAsksItsTerminalNothing: a terminal that never answers is not
// waited for.
func TestACommandAsksItsTerminalNothing(t *testing.T) {
	needTerminals(t)
	master, slave, err := openTerminal(80, 24)
	if err != nil {
		t.Fatal(err)
	}
	defer master.Close()
	cmd := exec.Command(os.Args[0], "version")
	cmd.Env = append(os.Environ(), "HANDBACK_TEST_AS_PROGRAM=1", "TERM=xterm-256color", "CI=")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = slave, slave, slave
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if err := slave.Close(); err != nil {
		t.Error(err)
	}
	said, _ := io.ReadAll(master) // it ends with EIO when the program has left
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	if text := string(said); !strings.HasPrefix(text, "handback ") || strings.Contains(text, "\x1b") {
		t.Errorf("the terminal got %q", text)
	}
}
