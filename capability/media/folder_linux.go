package media

import (
	"errors"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// readFlags open without waiting for the other end of a pipe.
const readFlags = os.O_RDONLY | unix.O_NONBLOCK | unix.O_NOFOLLOW

// errStructure is what ext4, exFAT and others say of a file system that
// contradicts itself (EFSCORRUPTED).
const errStructure = syscall.EUCLEAN

// onFD runs do with the number of an open file, in one try.
func onFD(f *os.File, do func(fd int) error) error {
	raw, err := f.SyscallConn()
	if err != nil {
		return err
	}
	var done error
	if err := raw.Control(func(fd uintptr) { done = do(int(fd)) }); err != nil {
		return err
	}
	return done
}

// syncDir syncs a folder where its file system has a way (FUSE may not).
func syncDir(d *os.File) error {
	err := d.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOSYS) {
		return nil
	}
	return err
}

// privacyRefuses: no such settings here.
const privacyRefuses = false

// syncOpened syncs a file that another handle wrote.
func syncOpened(f *os.File) error { return f.Sync() }

// syncsVolumes: syncAll waits for the whole file system.
const syncsVolumes = true

func syncAll(d *os.File) error { return onFD(d, unix.Syncfs) }

func renameToFree(root *os.Root, dir, from, to string) error {
	err := withDir(root, dir, func(d *os.File) error {
		return onFD(d, func(fd int) error {
			return unix.Renameat2(fd, from, fd, to, unix.RENAME_NOREPLACE)
		})
	})
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOSYS) {
		return looseRename(root, dir, from, to)
	}
	return err
}
