package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"sync"
	"time"

	"handback/capability"
)

// maxLog is how large a log grows, in bytes. A full log is renamed: olderLog goes
// behind its name, and it replaces the older one there.
const (
	maxLog   = 8 << 20
	olderLog = ".1"
)

// logFile takes what a device prints beside its answers, each line with its time.
// Without a path it takes nothing.
type logFile struct {
	mu   sync.Mutex
	path string
	file *os.File
	size int64
	err  error // why it takes no more lines
}

func openLog(path string) (*logFile, error) {
	l := &logFile{path: path}
	if path == "" {
		return l, nil
	}
	info, err := os.Stat(path) // a pipe would be waited for
	if err == nil && !info.Mode().IsRegular() {
		return nil, usagef("--log %q is no plain file", path)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if err := l.open(); err != nil {
		return nil, err
	}
	l.makeRoom(1)
	return l, l.err
}

func (l *logFile) open() error {
	file, err := os.OpenFile(l.path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	info, err := file.Stat()
	if err != nil {
		return errors.Join(err, file.Close())
	}
	l.file, l.size = file, info.Size()
	return nil
}

// Line notes one line, without control characters.
func (l *logFile) Line(text string) {
	l.add(fmt.Appendf(nil, "%s %s\n", time.Now().UTC().Format(time.RFC3339Nano), capability.PrintableLine(text)))
}

// add writes one line, as it is.
func (l *logFile) add(line []byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.makeRoom(int64(len(line)))
	if l.file != nil {
		n, _ := l.file.Write(line)
		l.size += int64(n)
	}
}

// makeRoom sets a log aside that would grow too large, and begins a new one. When
// that fails the log ends: a full disk would be worse.
func (l *logFile) makeRoom(more int64) {
	if l.file == nil || l.size == 0 || l.size+more <= maxLog {
		return
	}
	err := l.file.Close() // Windows renames no open file
	l.file = nil
	if err == nil {
		err = os.Rename(l.path, l.path+olderLog)
	}
	if err == nil {
		err = l.open()
	}
	l.err = err
}

// Write lets the screens log to the same file.
func (l *logFile) Write(p []byte) (int, error) {
	l.Line(strings.TrimSuffix(string(p), "\n"))
	return len(p), nil
}

// Close also returns why a log ended early.
func (l *logFile) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.file != nil {
		l.err = errors.Join(l.err, l.file.Close())
		l.file = nil
	}
	return l.err
}
