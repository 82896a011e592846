package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"handback/capability/ledger"
	"handback/tui/text"

	"github.com/cenkalti/backoff/v5"
)

// access says what a command does with the ledger.
type access uint8

const (
	makesLedger   access = iota // it makes one if there is none
	changesLedger               // it changes the one that is there
	notesInLedger               // it notes what it sees, where there is one
	readsLedger
	mayReadLedger // it works without one
)

// ledgerWait is how long a command waits by itself for the ledger that another
// one works on.
const ledgerWait = 10 * time.Second

// turn is how long a command waits for the ledger: --wait, where it is given.
func (f *flags) turn() time.Duration {
	if f.waitGiven {
		return f.wait
	}
	return ledgerWait
}

// tellWaitAfter: a wait that is over sooner is not worth a word.
const tellWaitAfter = time.Second

// openLedger opens the ledger, which is in the folder dir. While another process
// writes it, it waits for its turn. A wait that lasts is told, with who has it.
func (f *flags) openLedger(ctx context.Context, s streams, how access) (l *ledger.Ledger, dir string, err error) {
	began, told := time.Now(), false
	pauses := &backoff.ExponentialBackOff{ // short: what others do mostly takes no longer
		InitialInterval: 10 * time.Millisecond, MaxInterval: 100 * time.Millisecond, Multiplier: 1.5, RandomizationFactor: 0.5,
	}
	options := []backoff.RetryOption{backoff.WithBackOff(pauses), backoff.WithMaxElapsedTime(f.turn())}
	if f.turn() <= 0 {
		options = append(options, backoff.WithMaxTries(1))
	}
	l, err = backoff.Retry(ctx, func() (*ledger.Ledger, error) {
		l, opened, err := f.openLedgerNow(s, how)
		locked, isLocked := errors.AsType[*ledger.Locked](err)
		switch {
		case err == nil:
			dir = opened
			return l, nil
		case !isLocked:
			return nil, backoff.Permanent(err)
		case !told && time.Since(began) >= tellWaitAfter:
			told = true
			s.tell("%s", text.WaitsForLedger(locked, f.turn()))
		}
		return nil, err
	}, options...)
	return l, dir, err
}

func (f *flags) openLedgerNow(s streams, how access) (*ledger.Ledger, string, error) {
	if how == makesLedger || how == changesLedger {
		if err := f.moveState(s); err != nil {
			return nil, "", err
		}
	}
	state, err := f.stateDir()
	if err != nil {
		return nil, "", err
	}
	l, err := ledger.Open(state, ledger.Options{
		ReadOnly: how == readsLedger || how == mayReadLedger, MustExist: how == changesLedger || how == notesInLedger,
		MayBeMissing: how == mayReadLedger || how == notesInLedger || f.state == "", // as before the first return
	})
	return l, state, err
}

// stateDir is where the ledger lies: --state, or the user's folder for state. A
// ledger in the folder of older versions is read there until it is moved.
func (f *flags) stateDir() (string, error) {
	if f.state != "" {
		return f.state, nil
	}
	dir, former, err := usualState(runtime.GOOS)
	if err == nil && former != "" && !ledger.Exists(dir) && ledger.Exists(former) {
		return former, nil
	}
	return dir, err
}

// usualState is the user's folder for state on a system (on Linux by the XDG Base
// Directory Specification), and the former folder, where older versions kept the
// ledger; empty: the same. On Windows that was the folder for settings, which a
// domain copies from computer to computer and merges.
func usualState(system string) (dir, former string, err error) {
	switch system {
	case "windows":
		if dir, err = os.UserCacheDir(); err != nil { // %LocalAppData%
			return "", "", err
		}
		former, err = os.UserConfigDir() // %AppData%
		if err != nil {
			return filepath.Join(dir, "handback"), "", nil
		}
		return filepath.Join(dir, "handback"), filepath.Join(former, "handback"), nil
	case "linux":
		if dir := os.Getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
			return filepath.Join(dir, "handback"), "", nil
		}
		home, err := os.UserHomeDir()
		return filepath.Join(home, ".local", "state", "handback"), "", err
	default:
		dir, err := os.UserConfigDir()
		return filepath.Join(dir, "handback"), "", err
	}
}

// moveState moves a ledger out of the folder of older versions, and says so.
func (f *flags) moveState(s streams) error {
	if f.state != "" {
		return nil
	}
	dir, former, err := usualState(runtime.GOOS)
	if err != nil || former == "" {
		return err
	}
	return moveState(s, former, dir)
}

func moveState(s streams, former, dir string) error {
	moved, err := ledger.Move(former, dir, "ports.json", "lines")
	if moved {
		s.tell("handback: %s", text.Moved(former, dir))
	}
	return err
}
