//go:build unix

package ledger

import (
	"errors"
	"io/fs"
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

const writtenByOthers fs.FileMode = 0o022 // group, and all

// exposed reports as an *[Exposed] whether others can change a folder. Root can
// change everything anyway.
func exposed(dir string, info fs.FileInfo) error {
	const root = 0
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		if owner := int(s.Uid); owner != root && owner != os.Geteuid() {
			return &Exposed{Dir: dir, Owner: owner}
		}
	}
	if info.Mode()&writtenByOthers != 0 {
		return &Exposed{Dir: dir, Owner: -1}
	}
	return nil
}
