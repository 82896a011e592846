package process

import (
	"fmt"
	"io"
	"os"

	"golang.org/x/term"
)

// stay keeps the window of a program that was opened from the file manager,
// with the words why it failed, until a key is pressed. Nothing is under way
// any more: closing the window ends the process here.
func stay(keys *os.File, out io.Writer) {
	fmt.Fprint(out, "\nPress any key to close this window. ")
	if before, err := term.MakeRaw(int(keys.Fd())); err == nil {
		defer func() { _ = term.Restore(int(keys.Fd()), before) }()
	} // else Enter is the key
	_, _ = keys.Read(make([]byte, 1))
	fmt.Fprintln(out)
}
