package modem_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"handback/device/console/modem"
)

// outcome is how both ends of a transfer ended.
type outcome struct {
	got            []byte
	sent, received error
	took           time.Duration
	toB, toA       int // bytes
}

// protocol is one of the two, both ends.
type protocol struct {
	send    func(context.Context, modem.Line, modem.File) error
	receive func(context.Context, modem.Line, int64) ([]byte, error)
}

func protocols() map[string]protocol {
	return map[string]protocol{"XMODEM": {sendX, receiveX}, "YMODEM": {sendY, receiveY}}
}

// transfer carries data over a pair with a fault, in virtual time.
func transfer(t *testing.T, p protocol, data []byte, what fault, at int, toB bool) (o outcome) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		line := newPair(what, at, toB)
		began := time.Now()
		sent := make(chan error, 1)
		go func() { sent <- p.send(t.Context(), line.a(), modem.File{Name: "sent.bin", Data: data}) }()
		o.got, o.received = p.receive(t.Context(), line.b(), int64(len(data)))
		o.sent = <-sent
		o.took, o.toB, o.toA = time.Since(began), line.toB.count, line.toA.count
	})
	return o
}

// Each byte of a transfer is spoiled in each way. What the receiver takes for
// the file is the file; and but for a line that hung up, it gets it.
func TestEveryByteSpoiled(t *testing.T) {
	data := content(200)
	for name, p := range protocols() {
		t.Run(name, func(t *testing.T) {
			clean := transfer(t, p, data, none, 0, true)
			if err := errors.Join(clean.sent, compare(clean.got, data, clean.received)); err != nil {
				t.Fatal(err)
			}
			runs := 0
			for what := flip; what <= hangUp; what++ {
				for at := range clean.toB + clean.toA {
					toB := at < clean.toB
					if !toB {
						at -= clean.toB
					}
					o := transfer(t, p, data, what, at, toB)
					runs++
					last := !toB && at == clean.toA-1
					if err := judge(what, last, o, data); err != nil {
						t.Errorf("%s at %d, to the receiver %t: %v", what, at, toB, err)
					}
				}
			}
			t.Logf("%d transfers of %d and %d bytes on the line, each byte spoiled in %d ways", runs, clean.toB, clean.toA, hangUp)
		})
	}
}

// judge says what is wrong with an outcome. Only when the last answer is lost
// may the sender not know that the file arrived.
func judge(what fault, last bool, o outcome, data []byte) error {
	switch {
	case o.took > 5*time.Minute:
		return fmt.Errorf("took %s", o.took)
	case o.received == nil && !bytes.Equal(o.got, data):
		return errors.New("the receiver took something else for the file")
	case o.received != nil && what != hangUp:
		return fmt.Errorf("the receiver: %w", o.received)
	case o.received != nil && o.sent == nil:
		return fmt.Errorf("the sender is content, but the receiver: %w", o.received)
	case o.received == nil && o.sent != nil && what != hangUp && !last:
		return fmt.Errorf("the sender: %w", o.sent)
	}
	return nil
}
