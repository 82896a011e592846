package soak

import (
	"fmt"
	"strings"
	"sync"
	"time"
)

// diary keeps the last that happened at a bench, for who looks for a cause.
type diary struct {
	mu    sync.Mutex
	notes []string
}

func (d *diary) note(format string, args ...any) {
	const kept = 60
	d.mu.Lock()
	defer d.mu.Unlock()
	d.notes = append(d.notes, time.Now().Format("15:04:05.000 ")+fmt.Sprintf(format, args...))
	d.notes = d.notes[max(0, len(d.notes)-kept):]
}

func (d *diary) String() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return strings.Join(d.notes, "\n")
}
