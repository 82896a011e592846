package device

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"handback/device/serial"
	"handback/device/smp"
)

// TestNewPortMayBeForbiddenForAMoment: the system makes the node first, and
// gives it to its group then.
func TestNewPortMayBeForbiddenForAMoment(t *testing.T) {
	for name, tt := range map[string]struct {
		age    time.Duration
		denied int // openings
		opens  bool
		tries  int
	}{
		"plugged in just now": {0, 2, true, 3},
		"there for long":      {time.Hour, 2, false, 1},
		"free":                {time.Hour, 0, true, 1},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "ttyUSB0")
			if err := os.WriteFile(path, nil, 0o600); err != nil {
				t.Fatal(err)
			}
			made := time.Now().Add(-tt.age)
			if err := os.Chtimes(path, made, made); err != nil {
				t.Fatal(err)
			}
			tries := 0
			f := &finder{port: serial.Port{Path: path}, open: func(string, int) (smp.Conn, error) {
				if tries++; tries <= tt.denied {
					return nil, &serial.PermissionError{Path: path}
				}
				return nil, errors.New("opened")
			}}
			_, err := f.first(t.Context())
			if opened := !errors.Is(err, serial.ErrPermission); opened != tt.opens || tries != tt.tries {
				t.Errorf("%v after %d tries", err, tries)
			}
		})
	}
}
