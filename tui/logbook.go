package tui

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"handback/capability"
)

// maxLog bounds the lines that are kept to be looked at.
const maxLog = 500

// logbook takes what happens, from any goroutine, and writes it on.
type logbook struct {
	mu   sync.Mutex
	kept []string
	out  io.Writer // nil: nowhere
}

func (b *logbook) add(text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for line := range strings.Lines(text) {
		line = capability.Printable(strings.TrimRight(line, "\n"))
		if b.out != nil {
			// A log that can't be written must not stop the work.
			_, _ = fmt.Fprintln(b.out, line)
		}
		b.kept = append(b.kept, line)
	}
	b.kept = slices.Clone(b.kept[max(0, len(b.kept)-maxLog):])
}

func (b *logbook) lines() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.kept
}
