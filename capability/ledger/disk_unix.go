//go:build unix

package ledger

import (
	"errors"
	"os"
	"syscall"
)

// syncDir makes the names in a folder last. Some network file systems have no
// such call and say so.
func syncDir(f *os.File) error {
	err := f.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTSUP) {
		return nil
	}
	return err
}
