// Package held gets past programs that hold a file for a moment: scanners,
// indexers and backups open what was just written, and Windows lets nobody
// rename, replace or remove it meanwhile. Elsewhere nobody is kept from that,
// and everything is done once.
package held

import (
	"errors"
	"fmt"
	"time"
)

// ErrHeld says that another program held a file all the time that it was tried.
var ErrHeld = errors.New("another program holds the file")

// Patience bounds how long one thing is tried while a file is held.
const Patience = 3 * time.Second

// doubt bounds it where the system only says that the user may not: of a file
// that is held by whoever removes it Windows says the same.
const doubt = time.Second / 2

// pauses between two tries double from the first to the last.
const (
	firstPause = 5 * time.Millisecond
	lastPause  = 100 * time.Millisecond
)

// sort is what an error says of other programs.
type sort uint8

const (
	free   sort = iota // nobody holds the file
	denied             // somebody may
	busy               // somebody does
)

// Try does something with a file, and does it again while another program holds
// the file. It must be something that leaves nothing behind when it fails. The
// error is an [ErrHeld] when the program kept the file; any other is do's own.
func Try(do func() error) error { return try(do, sortOf, time.Sleep) }

// Get does so with something that gives a value.
func Get[T any](do func() (T, error)) (value T, err error) {
	err = Try(func() error {
		value, err = do()
		return err
	})
	return value, err
}

func try(do func() error, sortOf func(error) sort, sleep func(time.Duration)) error {
	pause := firstPause
	for waited := time.Duration(0); ; waited += pause {
		err := do()
		switch kind := sortOf(err); {
		case kind == busy && waited >= Patience:
			return fmt.Errorf("%w: %w", ErrHeld, err)
		case kind == free, waited >= Patience, kind == denied && waited >= doubt:
			return err
		}
		pause = min(2*pause, lastPause)
		sleep(pause)
	}
}
