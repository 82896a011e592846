package main

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"handback/capability/testkit"
)

func sizeOf(t *testing.T, name string) int64 {
	t.Helper()
	info, err := os.Stat(name)
	if err != nil {
		t.Fatal(err)
	}
	return info.Size()
}

// A device that floods the log fills no disk, and its last words are kept.
func TestFloodedLogKeepsItsEnd(t *testing.T) {
	testkit.Long(t, "many thousand lines")
	name := filepath.Join(t.TempDir(), "device.log")
	l, err := openLog(name)
	if err != nil {
		t.Fatal(err)
	}
	line := strings.Repeat("kernel: oops ", 30)
	for n := 0; n < 4*maxLog; n += len(line) {
		l.Line(line)
	}
	l.Line("the last word")
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	l.Line("after the end")
	now, before := sizeOf(t, name), sizeOf(t, name+olderLog)
	if now > maxLog || before > maxLog || before < maxLog/2 {
		t.Errorf("the log has %d bytes and the one before %d", now, before)
	}
	if names, err := filepath.Glob(name + "*"); err != nil || len(names) != 2 {
		t.Errorf("there are %v, %v", names, err)
	}
	if text, err := os.ReadFile(name); err != nil || !bytes.HasSuffix(text, []byte("the last word\n")) {
		t.Errorf("it doesn't end as it should (%v)", err)
	}
}

func TestFullLogIsSetAsideWhenItIsOpened(t *testing.T) {
	name := filepath.Join(t.TempDir(), "device.log")
	for _, size := range []int{maxLog - 1, maxLog} {
		if err := os.WriteFile(name, bytes.Repeat([]byte("x"), size), 0o600); err != nil {
			t.Fatal(err)
		}
		l, err := openLog(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
		_, err = os.Stat(name + olderLog)
		if full := size == maxLog; full != (err == nil) || full != (sizeOf(t, name) == 0) {
			t.Errorf("of %d bytes, %d are left; set aside: %t", size, sizeOf(t, name), err == nil)
		}
	}
}

// A log that can't be set aside ends, and says why; the work goes on.
func TestLogThatCannotBeSetAsideEnds(t *testing.T) {
	testkit.Long(t, "many thousand lines")
	name := filepath.Join(t.TempDir(), "device.log")
	if err := os.MkdirAll(filepath.Join(name+olderLog, "in the way"), 0o700); err != nil {
		t.Fatal(err)
	}
	l, err := openLog(name)
	if err != nil {
		t.Fatal(err)
	}
	line := bytes.Repeat([]byte("x"), 400)
	for n := 0; n < 2*maxLog; n += len(line) {
		if n, err := l.Write(line); n != len(line) || err != nil {
			t.Fatal(n, err)
		}
	}
	if err := l.Close(); err == nil || sizeOf(t, name) > maxLog {
		t.Errorf("%v; it has %d bytes", err, sizeOf(t, name))
	}
}

func TestLogIsAPlainFile(t *testing.T) {
	var errs bytes.Buffer
	dir := t.TempDir()
	if code := run(t.Context(), []string{"list", "--log", dir}, streams{strings.NewReader(""), io.Discard, &errs}); code != exitUsage {
		t.Errorf("status %d, %s", code, &errs)
	}
}
