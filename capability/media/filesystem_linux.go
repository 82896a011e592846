package media

import (
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// infoOf puts together what the kernel said about a file system.
func infoOf(st *unix.Stat_t, fs *unix.Statfs_t) fsInfo {
	unit := int64(fs.Frsize)
	if unit == 0 {
		unit = int64(fs.Bsize)
	}
	device := uint64(st.Dev)
	medium, attached := readMedium(os.DirFS("/"), fmt.Sprintf("%d:%d", unix.Major(device), unix.Minor(device)))
	return fsInfo{
		device: device, medium: medium, attached: attached,
		size: bounded(fs.Blocks, unit), free: bounded(fs.Bavail, unit), cluster: unit,
		readOnly: fs.Flags&unix.ST_RDONLY != 0,
	}
}

// errStructure is what ext4, exFAT and others say about a file system that
// contradicts itself (EFSCORRUPTED).
const errStructure = syscall.EUCLEAN

// privacyRefuses: no such settings here.
const privacyRefuses = false

// syncDir syncs a folder where its file system has a way (FUSE may not).
func syncDir(d *os.File) error {
	err := d.Sync()
	if errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOSYS) {
		return nil
	}
	return err
}

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

// fromStick has the page cache forget a file (clean pages go, so sync first),
// and reads around it where the file system can: open(2), O_DIRECT. Where it
// can't, the cache was only asked to forget, and nothing is sure. Any other
// failure comes again with the first read: the cache must not hide it.
func fromStick(f *os.File) (reader io.Reader, sure bool) {
	_ = onFD(f, func(fd int) error { return unix.Fadvise(fd, 0, 0, unix.FADV_DONTNEED) })
	if setDirect(f, true) != nil {
		return f, false
	}
	d := &direct{file: f, block: alignedBlock(f)}
	if errors.Is(d.fill(), unix.EINVAL) {
		_ = setDirect(f, false)
		return f, false
	}
	return d, true
}

func setDirect(f *os.File, on bool) error {
	return onFD(f, func(fd int) error {
		flags, err := unix.FcntlInt(uintptr(fd), unix.F_GETFL, 0)
		if err != nil {
			return err
		}
		flags &^= unix.O_DIRECT
		if on {
			flags |= unix.O_DIRECT
		}
		_, err = unix.FcntlInt(uintptr(fd), unix.F_SETFL, flags)
		return err
	})
}
