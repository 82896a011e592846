package main

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"handback/capability"
)

// logFile takes what a device prints beside its answers, line by line with the
// time. Without a path it takes nothing.
type logFile struct {
	mu   sync.Mutex
	file *os.File
}

func openLog(path string) (*logFile, error) {
	if path == "" {
		return &logFile{}, nil
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	return &logFile{file: file}, err
}

// Line notes one line, without control characters.
func (l *logFile) Line(text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.file != nil {
		fmt.Fprintf(l.file, "%s %s\n", time.Now().UTC().Format(time.RFC3339Nano), capability.PrintableLine(text))
	}
}

// Write lets the screens log to the same file.
func (l *logFile) Write(p []byte) (int, error) {
	l.Line(strings.TrimSuffix(string(p), "\n"))
	return len(p), nil
}

func (l *logFile) Close() error {
	if l.file == nil {
		return nil
	}
	return l.file.Close()
}
