package modem_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"

	"handback/device/console/modem"
)

// content is a file of size bytes that does not compress or repeat.
func content(size int) []byte {
	data := make([]byte, size)
	_, _ = rand.NewChaCha8([32]byte{byte(size)}).Read(data) // it never fails
	return data
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
