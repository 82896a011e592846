// Package plainfile reads files by names that people give. A name may lead to
// something else: opening a pipe waits for its other side, and opening a device
// may make it act.
package plainfile

import (
	"io"
	"os"
)

// Open opens a plain file, or one that a link leads to. The error is other when
// something else is there, and else the system's. Without other it opens
// whatever is there: a shell hands some files over as pipes.
func Open(name string, other error) (*os.File, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if other != nil && !info.Mode().IsRegular() {
		return nil, other
	}
	return os.Open(name)
}

// Read reads what [Open] opens, at most so many bytes of it: one more than may
// be there shows that it is too long.
func Read(name string, most int64, other error) ([]byte, error) {
	file, err := Open(name, other)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, most))
}
