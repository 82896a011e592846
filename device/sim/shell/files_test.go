package shell_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"handback/capability"
	"handback/device/console/modem"
	"handback/device/sim/shell"
	"handback/device/station"
)

func TestPutAsText(t *testing.T) {
	stored := fmt.Sprintf("stored 5 %s\r\n", capability.DigestOf([]byte("hello")))
	for name, c := range map[string]struct{ command, lines, want string }{
		"base64":           {station.ResponseFile + " 5 base64", "aGVs\rbG8=\r.\r", stored},
		"hex":              {station.ResponseFile + " 5 hex", "68 \r\n656C6c6f\r\n.\r\n", stored},
		"nothing":          {station.ResponseFile + " 0 hex", ".\r", "stored 0 "},
		"too little":       {station.ResponseFile + " 5 hex", "68\r.\r", "error 11: 1 bytes came, 5 were told\r\n"},
		"too much":         {station.ResponseFile + " 1 hex", "6865\r.\r", "error 11: more than 1 bytes\r\n"},
		"damaged":          {station.ResponseFile + " 5 base64", "aG!s\rbG8=\r.\r", "error 11: illegal base64"},
		"too long a line":  {station.ResponseFile + " 999 hex", strings.Repeat("0", 600) + "\r.\r", "error 11: a line of more"},
		"too large":        {station.ResponseFile + " 65537 hex", "", "error 10: 65537 bytes, more than 65536\r\n"},
		"no size":          {station.ResponseFile + " many hex", "", "error 1: many is no size\r\n"},
		"another name":     {"/etc/passwd 1 hex", "00\r.\r", "error 13: /etc/passwd can't be written\r\n"},
		"dropped":          {station.ResponseFile + " 5 hex", "68\r\x03", ""},
		"left":             {station.ResponseFile + " 5 hex", "68\r\x04", ""},
		"a form too many":  {station.ResponseFile + " 5 kermit", "", "error 1: kermit is no form\r\n"},
		"a word too few":   {station.ResponseFile + " 5", "", "error 1: usage: put"},
		"a dot in a line":  {station.ResponseFile + " 5 hex", "68.\r.\r", "error 11: "},
		"typed, corrected": {station.ResponseFile + " 1 hex", "69\b8\r.\r", "stored 1 "},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStation()
			at(t, s, shell.Options{}, func(term *terminal) {
				said := term.types("put " + c.command + "\r")
				if c.lines != "" {
					said = term.types(c.lines)
				}
				if !strings.Contains(said, "\n"+c.want) || !strings.HasSuffix(said, "\r\n"+shell.DefaultPrompt) {
					t.Errorf("says %q, want %q", said, c.want)
				}
			})
			if data := s.Files[station.ResponseFile]; c.want == stored && string(data) != "hello" {
				t.Errorf("stored %q", data)
			}
		})
	}
}

// wire is a terminal as a modem protocol uses it.
type wire struct {
	*terminal
	left []byte
}

func (w *wire) Read(ctx context.Context, p []byte) (int, error) {
	if len(w.left) == 0 {
		select {
		case w.left = <-w.read:
		case <-ctx.Done():
			return 0, ctx.Err()
		}
	}
	n := copy(p, w.left)
	w.left = w.left[n:]
	return n, nil
}

func (w *wire) Write(_ context.Context, p []byte) error {
	_, err := w.line.Write(p)
	return err
}

func TestFilesByModem(t *testing.T) {
	data := bytes.Repeat([]byte("0123456789abcdef"), 300)
	for form, c := range map[string]struct {
		send    func(context.Context, modem.Line) error
		receive func(context.Context, modem.Line) ([]byte, error)
	}{
		"xmodem": {
			func(ctx context.Context, l modem.Line) error {
				return modem.SendXModem1K(ctx, l, data, modem.Options{})
			},
			func(ctx context.Context, l modem.Line) ([]byte, error) {
				return modem.ReceiveXModem(ctx, l, int64(len(data)), modem.Options{})
			},
		},
		"ymodem": {
			func(ctx context.Context, l modem.Line) error {
				return modem.SendYModem(ctx, l, modem.File{Name: "response.cap", Data: data}, modem.Options{})
			},
			func(ctx context.Context, l modem.Line) ([]byte, error) {
				f, err := modem.ReceiveYModem(ctx, l, station.MaxFile, modem.Options{})
				return f.Data, err
			},
		},
	} {
		t.Run(form, func(t *testing.T) {
			s := newStation()
			at(t, s, shell.Options{}, func(term *terminal) {
				term.types(fmt.Sprintf("put %s %d %s\r", station.ResponseFile, len(data), form))
				if err := c.send(term.t.Context(), &wire{terminal: term}); err != nil {
					t.Fatal(err)
				}
				if said := term.hears(); !strings.HasPrefix(said, fmt.Sprintf("stored %d ", len(data))) {
					t.Errorf("says %q", said)
				}
				term.types(fmt.Sprintf("get %s %s\r", station.ResponseFile, form))
				got, err := c.receive(term.t.Context(), &wire{terminal: term})
				if err != nil || !bytes.Equal(got, data) {
					t.Errorf("%d bytes, %v", len(got), err)
				}
				if said := term.hears(); said != shell.DefaultPrompt {
					t.Errorf("then says %q", said)
				}
			})
		})
	}
}

func TestATransferThatNobodyTakes(t *testing.T) {
	s := newStation()
	s.Files[station.RequestFile] = []byte("x")
	at(t, s, shell.Options{}, func(term *terminal) {
		term.hears()
		said := term.types("get " + station.RequestFile + " ymodem\r")
		if strings.Contains(said, shell.DefaultPrompt) {
			t.Errorf("did not wait: %q", said)
		}
		if said = term.types("\x18\x18"); !strings.Contains(said, "error 11: the other end cancelled") {
			t.Errorf("says %q", said)
		}
	})
}
