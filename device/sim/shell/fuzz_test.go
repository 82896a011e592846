package shell_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"handback/device/sim/shell"
	"handback/device/smp"
)

// typist types all keys at once and looks at nothing.
type typist struct{ io.Reader }

func (typist) Write(p []byte) (int, error) { return len(p), nil }

// FuzzShell types whatever it is. The shell says no control characters but
// those of a terminal, and ends when the keys do.
func FuzzShell(f *testing.F) {
	f.Add("service\rs3cret\rlic info\rlic list\rexit\r")
	f.Add("service\ns3cret\nput /lic/response.cap 5 base64\naGVs\nbG8=\n.\nget /lic/response.cap hex\n")
	f.Add("service\r\ns3cret\r\nlic order A-1 0\r\nlic request return\r\nget /lic/request.cap ymodem\r\nC\x06C\x06\x06C\x06")
	f.Add("service\rs3cret\rput /lic/response.cap 1 xmodem\r\x01\x01\xfe\x04\x04\x03\x15\x7f\x04")
	f.Fuzz(func(t *testing.T, keys string) {
		s := newStation()
		s.Files[smp.RequestFile] = []byte("x")
		o := shell.Options{User: "service", Password: "s3cret", Columns: 20}
		o.Spoil = func(_ context.Context, kind shell.Output, out []byte) ([]byte, error) {
			control := func(r rune) bool { return r < ' ' && !strings.ContainsRune("\r\n\b", r) }
			if at := bytes.IndexFunc(out, control); at >= 0 && kind != shell.Block {
				t.Errorf("says %q", out)
			}
			return out, nil
		}
		if err := shell.Serve(t.Context(), typist{strings.NewReader(keys)}, s, o); err != nil {
			t.Error(err)
		}
	})
}
