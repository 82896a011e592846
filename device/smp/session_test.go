package smp

import (
	"bytes"
	"errors"
	"net"
	"testing"
	"testing/synctest"
)

func TestProber(t *testing.T) {
	type want struct {
		serial, system string
		err            error
		lines          int // that are sent
	}
	for name, tt := range map[string]struct {
		options ServerOptions
		silent  bool
		want    want
	}{
		"a device":           {ServerOptions{}, false, want{serial: "SN0042", lines: 3}},
		"fast":               {ServerOptions{Fast: true}, false, want{serial: "SN0042", lines: 3}},
		"version 1":          {ServerOptions{Version1: true}, false, want{serial: "SN0042", lines: 3}},
		"another group":      {ServerOptions{Group: 70}, false, want{system: "Example X200 1.4.2", lines: 4}},
		"nobody that speaks": {ServerOptions{}, true, want{err: ErrNotSMP, lines: 4}}, // the second try begins with a line break
	} {
		synctest.Test(t, func(t *testing.T) {
			near, far := net.Pipe()
			answer := faultless
			if tt.silent {
				answer = func(int, []byte) [][]byte { return nil }
			}
			served := make(chan error, 1)
			go func() {
				served <- Serve(t.Context(), &faultyConn{Conn: far, fault: answer}, newStation(0), tt.options)
			}()
			var sent []byte
			keep := func(_ int, frame []byte) [][]byte {
				sent = append(sent, frame...)
				return [][]byte{frame}
			}
			p := NewProber(&faultyConn{Conn: near, fault: keep}, Options{Tries: 2})
			for _, baud := range []int{0, 9600} {
				sent = nil
				found, err := p.Ask(t.Context(), baud)
				if !errors.Is(err, tt.want.err) || found.System != tt.want.system {
					t.Errorf("%s: %+v, %v", name, found, err)
				}
				if id := found.Identity; (id != nil) != (tt.want.serial != "") || id != nil && id.Serial != tt.want.serial {
					t.Errorf("%s: identity %+v, want %q", name, id, tt.want.serial)
				}
				checkHarmless(t, name, sent, tt.want.lines)
			}
			if err := errors.Join(p.Close(), p.Close(), <-served); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
}

// checkHarmless finds anything but line breaks and first lines of frames.
func checkHarmless(t *testing.T, name string, sent []byte, lines int) {
	t.Helper()
	if got := bytes.Count(sent, []byte("\n")); got != lines {
		t.Errorf("%s: %d lines were sent, %q, want %d", name, got, sent, lines)
	}
	for line := range bytes.Lines(sent) {
		if len(line) > 1 && !bytes.HasPrefix(line, []byte(frameStart)) || len(line) > lineLength {
			t.Errorf("%s: the line %q was sent", name, line)
		}
	}
}
