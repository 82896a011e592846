//go:build unix

package input

import (
	"context"
	"io"

	"github.com/muesli/cancelreader"
)

// cancelable gives in with reads that end with ctx. The caller calls leave when
// it has read enough. A plain file never waits, and comes back as it is.
func cancelable(ctx context.Context, in io.Reader) (r io.Reader, leave func()) {
	c, err := cancelreader.NewReader(in)
	if err != nil {
		return in, func() {}
	}
	canceled := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(canceled)
		c.Cancel()
	})
	return c, func() {
		if !stop() {
			<-canceled
		}
		_ = c.Close() // what it read is read
	}
}
