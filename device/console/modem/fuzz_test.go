package modem_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
	"unicode"

	"handback/device/console/modem"
)

// script is a line on which everything that comes is known before.
type script struct{ io.Reader }

func (s script) Read(_ context.Context, p []byte) (int, error) { return s.Reader.Read(p) }
func (script) Write(context.Context, []byte) error             { return nil }

// recorder keeps what a sender says.
type recorder struct {
	io.Reader
	said *bytes.Buffer
}

func (r recorder) Read(_ context.Context, p []byte) (int, error) { return r.Reader.Read(p) }

func (r recorder) Write(_ context.Context, p []byte) error {
	_, err := r.said.Write(p)
	return err
}

// stream is what a sender says to a receiver that answers so.
func stream(f *testing.F, p protocol, answers string) []byte {
	f.Helper()
	out := recorder{strings.NewReader(answers), new(bytes.Buffer)}
	if err := p.send(f.Context(), out, modem.File{Name: "sent.bin", Data: content(100)}); err != nil {
		f.Fatal(err)
	}
	return out.said.Bytes()
}

// FuzzReceive receives whatever comes as a file, of a told size and of any.
func FuzzReceive(f *testing.F) {
	f.Add(stream(f, protocols()["XMODEM"], "C\x06\x06"), 100)
	f.Add(stream(f, protocols()["YMODEM"], "C\x06C\x06\x06C\x06"), 100)
	f.Add([]byte("\x04\x04rubbish\x18\x18"), 0)
	f.Fuzz(func(t *testing.T, heard []byte, size int) {
		size %= 1 << 16
		data, err := modem.ReceiveXModem(t.Context(), script{bytes.NewReader(heard)}, int64(size), modem.Options{})
		if err == nil && len(data) != size {
			t.Errorf("%d bytes, told were %d", len(data), size)
		}
		file, err := modem.ReceiveYModem(t.Context(), script{bytes.NewReader(heard)}, int64(size), modem.Options{})
		if err != nil {
			return
		}
		if len(file.Data) > size {
			t.Errorf("%d bytes, more than %d", len(file.Data), size)
		}
		for _, r := range file.Name {
			if !unicode.IsGraphic(r) {
				t.Errorf("the name %q", file.Name)
			}
		}
	})
}

// FuzzSend sends a file to whatever answers. The sender is content only when
// each block was acknowledged.
func FuzzSend(f *testing.F) {
	f.Add([]byte("C\x06C\x06\x06\x06C\x06"), 200)
	f.Add([]byte("\x15\x06\x06\x06\x06"), 300)
	f.Add([]byte("CC\x15\x06C\x06\x18~\x18\x18"), 1000)
	f.Fuzz(func(t *testing.T, answers []byte, size int) {
		data := content(max(size%5000, 0))
		for name, p := range protocols() {
			err := p.send(t.Context(), script{bytes.NewReader(answers)}, modem.File{Name: "a", Data: data})
			if acknowledged := bytes.Count(answers, []byte{6}); err == nil && acknowledged < len(data)/1024+1 {
				t.Errorf("%s: content with %d answers", name, acknowledged)
			}
		}
	})
}
