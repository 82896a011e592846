//go:build linux || windows

package media

import (
	"errors"
	"io"
	"os"
	"unsafe"
)

// Sizes of direct reads in bytes.
const (
	blockSize = 128 << 10 // of one read, at most
	alignment = 4 << 10   // of its memory and its size; no disk asks for more
	sector    = 512       // a read that ends within one ended with the file
)

// alignedBlock is memory for a file, or for a part of it: most files on a stick are
// small, and a save reads many.
func alignedBlock(f *os.File) []byte {
	size := int64(blockSize)
	if info, err := f.Stat(); err == nil {
		size = min(info.Size()/alignment*alignment+alignment, blockSize)
	}
	room := make([]byte, size+alignment)
	past := int(uintptr(unsafe.Pointer(&room[0])) % alignment)
	return room[alignment-past:][:size]
}

// direct reads whole blocks into aligned memory, as O_DIRECT of Linux and
// FILE_FLAG_NO_BUFFERING of Windows ask for.
type direct struct {
	file        *os.File
	block, rest []byte
	ended       bool
}

// fill reads the next block. The error is EINVAL of Linux, or
// ERROR_INVALID_PARAMETER of Windows, where the file system can't do so after
// all.
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
