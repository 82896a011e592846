package ledger

import (
	"io"
	"sync"
)

// listening is a disk that notes what is read.
type listening struct {
	disk
	mu    sync.Mutex
	names []string
}

func (d *listening) Open(name string) (io.ReadCloser, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.names = append(d.names, name)
	return d.disk.Open(name)
}
