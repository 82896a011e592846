//go:build unix

package backoffice

import (
	"errors"
	"os"
	"syscall"
)

// syncFolder brings new names to the medium, where its file system has a way.
func syncFolder(folder *os.File) error {
	err := folder.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOSYS) {
		return nil
	}
	return err
}
