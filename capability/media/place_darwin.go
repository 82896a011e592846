package media

import (
	"os"

	"golang.org/x/sys/unix"
)

// probe asks the kernel about the file system under path. It opens nothing.
func probe(path string) (place, error) {
	var st unix.Stat_t
	if err := unix.Stat(path, &st); err != nil {
		return place{}, &os.PathError{Op: "stat", Path: path, Err: err}
	}
	var fs unix.Statfs_t
	if err := unix.Statfs(path, &fs); err != nil {
		return place{}, &os.PathError{Op: "statfs", Path: path, Err: err}
	}
	return place{
		device:     uint64(uint32(st.Dev)),
		fileSystem: unix.ByteSliceToString(fs.Fstypename[:]),
		size:       bounded(fs.Blocks, int64(fs.Bsize)),
		free:       bounded(fs.Bavail, int64(fs.Bsize)),
		cluster:    int64(fs.Bsize),
		readOnly:   fs.Flags&unix.MNT_RDONLY != 0,
	}, nil
}
