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

// stopAtOnce is how long a stop takes to take effect; after that it will not.
const stopAtOnce = 200 * time.Millisecond

// stops listens for the signals that suspend and continue the program.
type stops struct{ heard chan os.Signal }

func newStops() *stops {
	s := &stops{heard: make(chan os.Signal, 2)}
	s.listen()
	return s
}

func (s *stops) listen() { signal.Notify(s.heard, syscall.SIGTSTP, syscall.SIGCONT) }

// tell passes the signals on until ctx ends.
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

// self stops the program, and all that belongs to the same job of the shell,
// until the shell continues it. Without a shell that has job control nobody
// would, and nothing is stopped. The signal is SIGSTOP: Go can't give SIGTSTP
// back to the system once it has listened for it.
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

// inJob reports whether a shell with job control started this program: then the
// leader of the session is in another process group.
func inJob() bool {
	session, err := unix.Getsid(0)
	return err == nil && session != syscall.Getpgrp()
}
