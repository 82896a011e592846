package sim

import (
	"io"
	"os"
)

// medium is all that the storage asks of a file system to change a file, so
// that the power can be cut at each step and each byte.
type medium interface {
	Create(path string) (mediumFile, error) // new, or emptied
	Rename(from, to string) error
	Remove(path string) error
	SyncDir(dir string) error
}

type mediumFile interface {
	io.WriteCloser
	Sync() error
}

// disk is the medium that there really is.
type disk struct{}

func (disk) Create(path string) (mediumFile, error) {
	return os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
}

func (disk) Rename(from, to string) error { return os.Rename(from, to) }
func (disk) Remove(path string) error     { return os.Remove(path) }
func (disk) SyncDir(dir string) error     { return syncDir(dir) }
