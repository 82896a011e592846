package main

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// transcript makes the file that the lines of a terminal view go to, named
// after the moment and the port, in the state folder.
func (a *app) transcript(port string, now time.Time) (io.WriteCloser, string, error) {
	state, err := a.stateDir()
	if err != nil {
		return nil, "", err
	}
	dir := filepath.Join(state, "lines")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, "", err
	}
	path := filepath.Join(dir, now.Format("20060102-150405-")+fileWord(filepath.Base(port))+".log")
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return nil, "", err
	}
	return file, path, nil
}

// fileWord leaves of a name what is safe in a file's.
func fileWord(name string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, name)
}
