package media

import (
	"errors"
	"io"
	"os"

	"golang.org/x/sys/unix"
)

// fromStick has the page cache forget a file (clean pages go, so sync first),
// and reads around it where the file system can: open(2), O_DIRECT. Where it
// can't, the cache was only asked to forget, and nothing is sure. Any other
// failure comes again with the first read: the cache must not hide it.
func fromStick(f *os.File) (reader io.Reader, sure bool) {
	_ = onFD(f, func(fd int) error { return unix.Fadvise(fd, 0, 0, unix.FADV_DONTNEED) })
	if setDirect(f, true) != nil {
		return f, false
	}
	d := &direct{file: f, block: alignedBlock()}
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
