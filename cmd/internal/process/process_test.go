package process

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
)

func TestAPipeWhoseReaderLeftTakesEverything(t *testing.T) {
	from, to, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer to.Close()
	out := stream(to)
	read := make([]byte, 5)
	if _, err := io.WriteString(out, "first"); err != nil {
		t.Error(err)
	}
	if _, err := io.ReadFull(from, read); err != nil || string(read) != "first" {
		t.Errorf("read %q, %v", read, err)
	}
	from.Close()
	for range 2 {
		if n, err := io.WriteString(out, "more"); n != len("more") || err != nil {
			t.Errorf("%d, %v", n, err)
		}
	}
}

func TestOtherFailuresOfWritingStay(t *testing.T) {
	full := errors.New("full")
	if _, err := (&piped{to: failing{full}}).Write([]byte("x")); !errors.Is(err, full) {
		t.Errorf("got %v", err)
	}
	file, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := stream(file).Write([]byte("x")); err == nil {
		t.Error("a file that is closed took it")
	}
}

type failing struct{ err error }

func (f failing) Write([]byte) (int, error) { return 0, f.err }

func TestAWindowStaysUntilAKeyIsPressed(t *testing.T) {
	keys, press, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer keys.Close()
	defer press.Close()
	var out bytes.Buffer
	stayed := make(chan struct{})
	go func() {
		defer close(stayed)
		stay(keys, &out)
	}()
	select {
	case <-stayed:
		t.Error("no key was pressed")
	default:
	}
	if _, err := press.WriteString("q"); err != nil {
		t.Fatal(err)
	}
	<-stayed
	if !bytes.Contains(out.Bytes(), []byte("Press any key")) {
		t.Errorf("it said %q", out.String())
	}
}
