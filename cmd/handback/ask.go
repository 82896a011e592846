package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"handback/device/console"

	"golang.org/x/term"
)

// maxReply bounds what a person may type, in bytes.
const maxReply = 1024

// ask implements [console.Ask] for the commands: on the terminal, where a
// password is not shown, or from the lines of what takes its place.
func (s streams) ask(ctx context.Context, q console.Question) (string, error) {
	if q.About == console.Deed {
		s.prompt("%s Then press Enter. ", q.Text)
	} else {
		s.prompt("the device asks for a %s (%s) ", q.About, q.Text)
	}
	type reply struct {
		text string
		err  error
	}
	replies := make(chan reply, 1)
	go func() { // ends with the program at the latest: nothing else ends a read of a terminal
		text, err := s.reply(q.About == console.Password)
		replies <- reply{text, err}
	}()
	select {
	case r := <-replies:
		return r.text, r.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// reply reads one line.
func (s streams) reply(secret bool) (string, error) {
	if f, ok := s.in.(*os.File); ok && secret && term.IsTerminal(int(f.Fd())) {
		text, err := term.ReadPassword(int(f.Fd()))
		s.tell("")
		return string(text), err
	}
	var line []byte
	for one := make([]byte, 1); len(line) < maxReply; {
		n, err := s.in.Read(one)
		if n == 1 && one[0] == '\n' {
			return strings.TrimSuffix(string(line), "\r"), nil
		}
		line = append(line, one[:n]...)
		if errors.Is(err, io.EOF) {
			return "", console.ErrNobody
		}
		if err != nil {
			return "", err
		}
	}
	return "", fmt.Errorf("a reply has at most %d bytes", maxReply)
}
