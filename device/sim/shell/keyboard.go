package shell

import (
	"context"
	"fmt"
	"io"

	"handback/device/wire"
)

// keyboard is what comes in on a line. A goroutine reads it, so that who waits
// for it can stop waiting.
type keyboard struct {
	chunks chan []byte // closed when the line ended
	failed error       // why; once chunks is closed
	left   []byte      // of the last chunk
}

// listen begins to read; stop ends that and waits for it.
func listen(ctx context.Context, rw io.ReadWriter) (k *keyboard, stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	k = &keyboard{chunks: make(chan []byte)}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		k.failed = k.hear(ctx, rw)
		close(k.chunks)
	}()
	unhook := context.AfterFunc(ctx, func() { wire.Interrupt(rw) })
	return k, func() {
		if unhook() {
			wire.Interrupt(rw)
		}
		cancel()
		<-ended
	}
}

func (k *keyboard) hear(ctx context.Context, from io.Reader) error {
	for {
		chunk := make([]byte, 1024)
		n, err := from.Read(chunk)
		if n > 0 {
			select {
			case k.chunks <- chunk[:n]:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		if err != nil {
			return err
		}
	}
}

// Read implements [modem.Line].
func (k *keyboard) Read(ctx context.Context, p []byte) (int, error) {
	if len(k.left) == 0 {
		select {
		case chunk, more := <-k.chunks:
			if !more {
				return 0, fmt.Errorf("%w: %w", errLine, k.failed)
			}
			k.left = chunk
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
	n := copy(p, k.left)
	k.left = k.left[n:]
	return n, nil
}

// key waits for one character.
func (k *keyboard) key(ctx context.Context) (byte, error) {
	var one [1]byte
	if _, err := k.Read(ctx, one[:]); err != nil {
		return 0, fmt.Errorf("%w: %w", errLine, err)
	}
	return one[0], nil
}

// waits reports whether the next key is not there yet.
func (k *keyboard) waits() bool { return len(k.left) == 0 }
