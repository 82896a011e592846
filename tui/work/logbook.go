package work

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

// Logbook takes what happens, from any goroutine, and writes it on.
type Logbook struct {
	mu   sync.Mutex
	kept []string
	Out  io.Writer // nil: nowhere
}

func (b *Logbook) add(text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for line := range strings.Lines(text) {
		line = capability.Printable(strings.TrimRight(line, "\n"))
		if b.Out != nil {
			// A log that can't be written must not stop the work.
			_, _ = fmt.Fprintln(b.Out, line)
		}
		b.kept = append(b.kept, line)
	}
	b.kept = slices.Clone(b.kept[max(0, len(b.kept)-maxLog):])
}

func (b *Logbook) Lines() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.kept
}
