//go:build unix

package input

import (
	"bufio"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/creack/pty"
)

// TestWhatIsTypedIsHidden: a terminal shows nothing that is typed after it was
// hidden, still gives it line by line, and shows what is typed afterwards.
func TestWhatIsTypedIsHidden(t *testing.T) {
	person, terminal, err := pty.Open()
	if err != nil {
		t.Skipf("no terminal can be made here: %v", err)
	}
	defer person.Close()
	defer terminal.Close()
	show, err := Hide(terminal)
	if err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewReader(terminal)
	for _, typed := range []string{"hunter2", "hidden, too"} {
		if got := say(t, person, lines, typed); got != typed {
			t.Errorf("%q was read of %q", got, typed)
		}
	}
	show()
	say(t, person, lines, "seen")
	shown := make([]byte, 64)
	n, err := person.Read(shown) // what a terminal shows it has written before the line is read
	if err != nil || strings.TrimSpace(string(shown[:n])) != "seen" {
		t.Errorf("the terminal showed %q, %v", shown[:n], err)
	}
}

// say types a line and reads what comes of it.
func say(t *testing.T, person io.Writer, lines *bufio.Reader, line string) string {
	t.Helper()
	if _, err := io.WriteString(person, line+"\r"); err != nil {
		t.Fatal(err)
	}
	got, err := lines.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimRight(got, "\r\n")
}

// TestAPipeHidesNothing: it shows nothing anyway.
func TestAPipeHidesNothing(t *testing.T) {
	from, to, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	defer to.Close()
	show, err := Hide(from)
	if err != nil {
		t.Fatal(err)
	}
	show()
}
