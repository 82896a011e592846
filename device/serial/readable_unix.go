//go:build unix

package serial

import (
	"fmt"

	bugst "go.bug.st/serial"
)

// readable tries one read, which takes no byte. The library waits by
// select(2), which can't take file numbers from 1024 on, and panics at them.
func readable(raw bugst.Port) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%w: %v", ErrTooManyFiles, r)
		}
	}()
	if err := raw.SetReadTimeout(0); err != nil {
		return err
	}
	_, _ = raw.Read(nil) // the first real read tells what is wrong with the port
	return nil
}
