// Package input reads what a person, a pipe or a file gives a command.
package input

import (
	"bufio"
	"context"
	"io"
	"os"
	"unicode/utf8"

	"golang.org/x/term"

	"handback/capability"
)

// Limits of what is read, in bytes.
const (
	MaxInput = 1 << 20
	MaxRow   = 64 << 10
)

// Terminal is the terminal behind a stream, or nil if there is none.
func Terminal(stream any) *os.File {
	file, ok := stream.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return nil
	}
	return file
}

// Hide has the terminal behind a stream show nothing of what is typed, until show
// is called. It does so before the question is written: a password that is typed
// faster than the terminal is told would be seen. A stream that is no terminal
// shows nothing, and is left alone.
func Hide(stream any) (show func(), err error) {
	terminal := Terminal(stream)
	if terminal == nil {
		return func() {}, nil
	}
	return hide(terminal)
}

// Rows reads row by row until do has enough, or the input or ctx ends. It then
// returns the error of do, of ctx or of the input. On Unix systems a read that
// waits for a person or a pipe ends with ctx; elsewhere it ends with the next
// row. [capability.EndsRow] says what ends a row. A row is handed on as soon as
// its end came, because a scanner that ends rows with CR sends nothing more. Rows
// reads at most [MaxInput] bytes; a row longer than [MaxRow] is bufio.ErrTooLong.
func Rows(ctx context.Context, in io.Reader, do func(row string) (enough bool, err error)) error {
	in, leave := cancelable(ctx, in)
	defer leave()
	rows := bufio.NewScanner(io.LimitReader(in, MaxInput))
	rows.Buffer(nil, MaxRow)
	rows.Split(byRows())
	for rows.Scan() {
		if enough, err := do(rows.Text()); enough || err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return rows.Err()
}

// byRows splits the input into rows. CR LF is one end, even where LF comes later.
func byRows() bufio.SplitFunc {
	afterCR := false
	return func(data []byte, atEOF bool) (int, []byte, error) {
		begin := 0
		if afterCR && len(data) > 0 && data[0] == '\n' {
			begin = 1
		}
		for i := begin; i < len(data); {
			r, size := utf8.DecodeRune(data[i:])
			if capability.EndsRow(r) {
				afterCR = r == '\r'
				return i + size, data[begin:i], nil
			}
			i += size
		}
		if atEOF && len(data) > begin {
			return len(data), data[begin:], nil
		}
		return 0, nil, nil
	}
}
