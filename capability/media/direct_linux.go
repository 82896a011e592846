package media

import (
	"errors"
	"io"
	"os"
	"unsafe"

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

// Sizes of direct reads in bytes.
const (
	blockSize = 128 << 10 // of one read
	alignment = 4 << 10   // of its memory; no disk asks for more
	sector    = 512       // a read that ends within one ended with the file
)

func alignedBlock() []byte {
	room := make([]byte, blockSize+alignment)
	past := int(uintptr(unsafe.Pointer(&room[0])) % alignment)
	return room[alignment-past:][:blockSize]
}

// direct reads whole blocks into aligned memory, as O_DIRECT asks for.
type direct struct {
	file        *os.File
	block, rest []byte
	ended       bool
}

// fill reads the next block. The error is EINVAL where the file system can't
// do so after all.
func (d *direct) fill() error {
	n, err := d.file.Read(d.block)
	d.rest = d.block[:n]
	d.ended = n%sector != 0 || errors.Is(err, io.EOF)
	if d.ended {
		return nil
	}
	return err
}

func (d *direct) Read(data []byte) (int, error) {
	if len(d.rest) == 0 && !d.ended {
		if err := d.fill(); err != nil {
			return 0, err
		}
	}
	if len(d.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(data, d.rest)
	d.rest = d.rest[n:]
	return n, nil
}
