// Package input reads what a person, a pipe or a file gives a command.
package input

import (
	"bufio"
	"context"
	"io"
	"os"

	"golang.org/x/term"
)

// Limits of what is read, in bytes.
const (
	MaxInput = 1 << 20
	MaxRow   = 64 << 10
)

// Terminal is the terminal behind a stream; nil when it is none.
func Terminal(stream any) *os.File {
	file, ok := stream.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return nil
	}
	return file
}

// Rows reads row by row until do has enough, or the input or ctx ends. On Unix
// systems a read that waits for a person or a pipe ends with ctx, which is then
// the error; elsewhere with the next row.
// What lies behind [MaxInput] is not read; a row longer than [MaxRow] is
// bufio.ErrTooLong.
func Rows(ctx context.Context, in io.Reader, do func(row string) (enough bool, err error)) error {
	in, leave := waiting(ctx, in)
	defer leave()
	rows := bufio.NewScanner(io.LimitReader(in, MaxInput))
	rows.Buffer(nil, MaxRow)
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
