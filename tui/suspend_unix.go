//go:build unix

package tui

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"golang.org/x/sys/unix"
)

// stopAtOnce is how soon a stop has come, or will not come.
const stopAtOnce = 200 * time.Millisecond

// stops hears of the signals by which others stop the program.
type stops struct{ heard chan os.Signal }

func newStops() *stops {
	s := &stops{heard: make(chan os.Signal, 2)}
	s.listen()
	return s
}

func (s *stops) listen() { signal.Notify(s.heard, syscall.SIGTSTP, syscall.SIGCONT) }

// tell passes on what is heard until ctx ends.
func (s *stops) tell(ctx context.Context, send func(tea.Msg)) {
	defer signal.Stop(s.heard)
	for {
		select {
		case what := <-s.heard:
			if what == syscall.SIGTSTP {
				send(suspendAsked{})
			} else {
				send(wentOn{})
			}
		case <-ctx.Done():
			return
		}
	}
}

// self is what stops the program, and whoever is one job of a shell with it,
// until the shell has it go on. Where no shell minds its jobs nobody would, and
// nothing is stopped. SIGTSTP would be heard here in place of stopping: Go
// can't give a signal back to the system once it listened for it.
func (s *stops) self() func() error {
	return func() error {
		if !inJob() {
			return nil
		}
		signal.Stop(s.heard)
		defer s.listen()
		goesOn := make(chan os.Signal, 1)
		signal.Notify(goesOn, syscall.SIGCONT)
		defer signal.Stop(goesOn)
		if err := syscall.Kill(0, syscall.SIGSTOP); err != nil {
			return err
		}
		late := time.NewTimer(stopAtOnce)
		defer late.Stop()
		select {
		case <-goesOn:
		case <-late.C:
		}
		return nil
	}
}

// inJob reports whether a shell that minds its jobs made this program one: the
// leader of the session is in another group then.
func inJob() bool {
	session, err := unix.Getsid(0)
	return err == nil && session != syscall.Getpgrp()
}
