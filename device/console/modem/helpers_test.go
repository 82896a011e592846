package modem_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"time"

	"handback/device/console/modem"
)

// content is a file of size bytes that does not compress or repeat.
func content(size int) []byte {
	data := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte{byte(size)}).Read(data) // it never fails
	return data
}

// timed is a line made of something that has deadlines.
type timed struct {
	io.Writer
	from interface {
		io.Reader
		SetReadDeadline(at time.Time) error
	}
}

func (l timed) Read(ctx context.Context, p []byte) (int, error) {
	if err := l.from.SetReadDeadline(time.Time{}); err != nil {
		return 0, err
	}
	stop := context.AfterFunc(ctx, func() { _ = l.from.SetReadDeadline(time.Unix(1, 0)) })
	defer stop()
	n, err := l.from.Read(p)
	if n == 0 && ctx.Err() != nil {
		return 0, ctx.Err()
	}
	return n, err
}

func (l timed) Write(_ context.Context, p []byte) error {
	_, err := l.Writer.Write(p)
	return err
}

// compare tells how what arrived differs from what was sent.
func compare(got, want []byte, err error) error {
	if err == nil && !bytes.Equal(got, want) {
		err = fmt.Errorf("%d bytes arrived, not the %d that were sent", len(got), len(want))
	}
	return err
}

func sendX(ctx context.Context, l modem.Line, f modem.File) error {
	return modem.SendXModem1K(ctx, l, f.Data, modem.Options{})
}

func sendY(ctx context.Context, l modem.Line, f modem.File) error {
	return modem.SendYModem(ctx, l, f, modem.Options{})
}

func receiveX(ctx context.Context, l modem.Line, size int64) ([]byte, error) {
	return modem.ReceiveXModem(ctx, l, size, modem.Options{})
}

func receiveY(ctx context.Context, l modem.Line, size int64) ([]byte, error) {
	f, err := modem.ReceiveYModem(ctx, l, size, modem.Options{})
	if err == nil && f.Name != "sent.bin" {
		err = fmt.Errorf("the name is %q", f.Name)
	}
	return f.Data, err
}
