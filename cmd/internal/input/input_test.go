package input

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// collect reads rows until one says end.
func collect(ctx context.Context, in io.Reader) (rows []string, err error) {
	err = Rows(ctx, in, func(row string) (bool, error) {
		rows = append(rows, row)
		return row == "end", nil
	})
	return rows, err
}

func TestRowsOfAStreamAFileAndAPipe(t *testing.T) {
	const text = "one\r\n\ntwo\nend\nmore\n"
	name := filepath.Join(t.TempDir(), "rows")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	from, to, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	defer to.Close()
	if _, err := to.WriteString(text); err != nil {
		t.Fatal(err)
	}
	for name, in := range map[string]io.Reader{"stream": strings.NewReader(text), "file": file, "pipe": from} {
		rows, err := collect(t.Context(), in)
		if err != nil || !slices.Equal(rows, []string{"one", "", "two", "end"}) {
			t.Errorf("%s: %q, %v", name, rows, err)
		}
	}
}

func TestEndlessRowIsAnError(t *testing.T) {
	if _, err := collect(t.Context(), strings.NewReader(strings.Repeat("A", MaxRow+1))); !errors.Is(err, bufio.ErrTooLong) {
		t.Errorf("got %v", err)
	}
}

func TestRowsEndAsTheyDoAnywhere(t *testing.T) {
	for _, end := range []string{"\n", "\r", "\r\n", "\u0085", "\v", "\f", "\u2028", "\u2029"} {
		for name, in := range map[string]io.Reader{
			"at once":      strings.NewReader("one" + end + end + "two ü" + end + "three"),
			"byte by byte": iotest.OneByteReader(strings.NewReader("one" + end + end + "two ü" + end + "three")),
		} {
			rows, err := collect(t.Context(), in)
			if err != nil || !slices.Equal(rows, []string{"one", "", "two ü", "three"}) {
				t.Errorf("%q, %s: %q, %v", end, name, rows, err)
			}
		}
	}
}

// TestARowIsThereAtOnce: what sends CR may send nothing behind it.
func TestARowIsThereAtOnce(t *testing.T) {
	from, to := io.Pipe()
	defer from.Close()
	go func() { // ends with the pipe
		_, _ = io.WriteString(to, "end\r")
	}()
	rows, err := collect(t.Context(), from)
	if err != nil || !slices.Equal(rows, []string{"end"}) {
		t.Errorf("%q, %v", rows, err)
	}
}
