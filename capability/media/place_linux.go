package media

import (
	"fmt"
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
	unit := int64(fs.Frsize)
	if unit == 0 {
		unit = int64(fs.Bsize)
	}
	medium, attached := readMedium(os.DirFS("/"), deviceNumber(uint64(st.Dev)))
	return place{
		device:   uint64(st.Dev),
		medium:   medium,
		attached: attached,
		size:     bounded(fs.Blocks, unit),
		free:     bounded(fs.Bavail, unit),
		cluster:  unit,
		readOnly: fs.Flags&unix.ST_RDONLY != 0,
	}, nil
}

// deviceNumber is the kernel's way to write a device: major:minor.
func deviceNumber(dev uint64) string {
	return fmt.Sprintf("%d:%d", unix.Major(dev), unix.Minor(dev))
}
