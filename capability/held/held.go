// Package held gets past programs that hold a file for a moment: scanners,
// indexers and backups open what was just written, and Windows lets nobody
// rename, replace or remove it meanwhile. Other systems keep nobody from that,
// and everything is done once.
package held

import (
	"errors"
	"fmt"
	"runtime"
	"syscall"
	"time"
)

// ErrHeld says that another program held a file all the time that it was tried.
var ErrHeld = errors.New("another program holds the file")

// Timeout bounds how long one thing is tried while a file is held.
const Timeout = 3 * time.Second

// deniedTimeout bounds it where the system only says that the user may not:
// Windows says the same of a file that another program is removing.
const deniedTimeout = time.Second / 2

// pauses between two tries double from the first to the last.
const (
	firstPause = 5 * time.Millisecond
	lastPause  = 100 * time.Millisecond
)

// Try does something with a file, and does it again while another program holds
// the file. It must be something that leaves nothing behind when it fails. The
// error is an [ErrHeld] when the program kept the file; any other is do's own.
func Try(do func() error) error { return try(do, classify, time.Sleep) }

// Get does so with something that gives a value.
func Get[T any](do func() (T, error)) (value T, err error) {
	err = Try(func() error {
		value, err = do()
		return err
	})
	return value, err
}

func try(do func() error, classify func(error) holder, sleep func(time.Duration)) error {
	pause := firstPause
	for waited := time.Duration(0); ; waited += pause {
		err := do()
		switch held := classify(err); {
		case held == surely && waited >= Timeout:
			return fmt.Errorf("%w: %w", ErrHeld, err)
		case held == nobody, waited >= Timeout, held == maybe && waited >= deniedTimeout:
			return err
		}
		pause = min(2*pause, lastPause)
		sleep(pause)
	}
}

// holder is what an error says about other programs.
type holder uint8

const (
	nobody holder = iota // no program holds the file
	maybe                // one may hold it
	surely               // one holds it
)

// Error codes of Windows (winerror.h).
const (
	errorAccessDenied     syscall.Errno = 5
	errorSharingViolation syscall.Errno = 32
	errorLockViolation    syscall.Errno = 33
	errorDeletePending    syscall.Errno = 303
	errorUserMappedFile   syscall.Errno = 1224
)

// classify reads the error codes of Windows; elsewhere nobody holds files.
func classify(err error) holder {
	code, ok := errors.AsType[syscall.Errno](err)
	if runtime.GOOS != "windows" || !ok {
		return nobody
	}
	switch code {
	case errorSharingViolation, errorLockViolation, errorUserMappedFile:
		return surely
	case errorAccessDenied, errorDeletePending:
		return maybe
	default:
		return nobody
	}
}
