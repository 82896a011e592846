package process

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"sync/atomic"
)

// stream is an output that is fit to be cut off. Whoever reads a pipe may have
// seen enough, such as more(1) left by q, which is no failure of the program.
// On Unix systems a signal ends it then. Windows has none, and it comes to its
// end with nobody listening.
func stream(f *os.File) io.Writer {
	info, err := f.Stat()
	if err != nil || info.Mode()&fs.ModeNamedPipe == 0 {
		return f
	}
	return &piped{to: f}
}

// piped is a pipe that takes everything once its reader has gone.
type piped struct {
	to   io.Writer
	left atomic.Bool // the reader has
}

func (p *piped) Write(data []byte) (int, error) {
	if p.left.Load() {
		return len(data), nil
	}
	n, err := p.to.Write(data)
	if readerLeft(err) {
		p.left.Store(true)
		return len(data), nil
	}
	return n, err
}

// readerLeft reports whether writing failed since nobody reads any more.
func readerLeft(err error) bool {
	for _, number := range brokenPipe() {
		if errors.Is(err, number) {
			return true
		}
	}
	return false
}
