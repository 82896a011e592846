package media

import (
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// infoOf puts together what the kernel said about a file system.
func infoOf(st *unix.Stat_t, fs *unix.Statfs_t) fsInfo {
	unit := int64(fs.Bsize)
	return fsInfo{
		device: uint64(uint32(st.Dev)), fileSystem: unix.ByteSliceToString(fs.Fstypename[:]),
		size: bounded(fs.Blocks, unit), free: bounded(fs.Bavail, unit), cluster: unit,
		readOnly: fs.Flags&unix.MNT_RDONLY != 0,
	}
}

// errStructure is what the system says about a file of a form that makes no sense.
const errStructure = unix.EFTYPE

// privacyRefuses: a program may be kept from removable volumes.
const privacyRefuses = true

// syncDir syncs a folder; os.File.Sync is F_FULLFSYNC here. A file system
// without it says so, which is no failure.
func syncDir(d *os.File) error {
	err := d.Sync()
	switch meaningOf(err) {
	case nil, ErrNoFiles:
		return nil
	}
	return err
}

// syncsVolumes: syncAll can't wait for a whole file system.
const syncsVolumes = false

// syncAll starts the writing of all file systems; the system has no call that
// waits for one of them.
func syncAll(d *os.File) error {
	if err := unix.Sync(); err != nil {
		return err
	}
	return syncDir(d)
}

func renameToFree(root *os.Root, dir, from, to string) error {
	return looseRename(root, dir, from, to)
}

// fromStick turns the cache off for what is read through f from now on. What
// is in the cache already may still come from there.
func fromStick(f *os.File) (reader io.Reader, sure bool) {
	if raw, err := f.SyscallConn(); err == nil {
		_ = raw.Control(func(fd uintptr) { _, _ = unix.FcntlInt(fd, unix.F_NOCACHE, 1) })
	}
	return f, false
}
