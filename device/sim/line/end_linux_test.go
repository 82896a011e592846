package line_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"

	"handback/device/sim/line"
)

func TestTerminalsAreJoined(t *testing.T) {
	dir := t.TempDir()
	l := line.New(line.Params{Baud: 3_000_000})
	laptop, device := filepath.Join(dir, "a"), filepath.Join(dir, "b")
	for link, open := range map[string]func() *line.End{laptop: l.A, device: l.B} {
		cable := line.OnTerminal(link, open)
		if err := cable.Plug(t.Context()); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := cable.Pull(); err != nil {
				t.Errorf("pull: %v", err)
			}
		})
	}
	a, b := openTerminal(t, laptop), openTerminal(t, device)
	want := random(10_000)
	go a.Write(want)
	got := make([]byte, len(want))
	if _, err := io.ReadFull(b, got); err != nil || !bytes.Equal(got, want) {
		t.Errorf("other bytes arrived: %v", err)
	}
	if c := l.Counts(line.AToB); c.Bytes != int64(len(want)) {
		t.Errorf("%d bytes counted", c.Bytes)
	}
}

func openTerminal(t *testing.T, path string) *os.File {
	t.Helper()
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}
