package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"handback/capability"
)

const (
	glanceRest = 1000            // a glance that takes a second is followed by so many without,
	longestGap = 5 * time.Minute // but by no more than this
	maxSeen    = 5000            // files that a glance of a [glancer] looks at
)

// glance is a text that changes with the files below a folder: names, sizes, times.
// It looks at so many at most, and is empty where no folder is.
func glance(path string, most int) string {
	info, err := os.Stat(path)
	if err != nil || !info.IsDir() {
		return ""
	}
	var all strings.Builder
	files := 0
	_ = filepath.WalkDir(path, func(name string, e fs.DirEntry, err error) error {
		if files++; files > most {
			return fs.SkipAll
		}
		if err == nil && !e.IsDir() {
			if info, err := e.Info(); err == nil {
				all.WriteString(fmt.Sprintln(name, info.Size(), info.ModTime().UnixNano()))
			}
		}
		return nil // what can't be read is seen again once it can
	})
	return path + " " + capability.DigestOf([]byte(all.String())).Short()
}

// restAfter is how long nobody glances after a glance that took so long.
func restAfter(took time.Duration) time.Duration { return min(glanceRest*took, longestGap) }

// glancer glances at a folder again and again, and spends a small share of its time
// on that, however many files there are. What is new it looks at once more at once:
// whoever sees the same twice knows that nobody writes there.
type glancer struct {
	look func(path string, most int) string

	mu         sync.Mutex
	path, text string    // of the last glance
	twice      bool      // the one before said the same
	next       time.Time // when another one is due
}

// at is what a glance at a folder says, at the last one that was due.
func (g *glancer) at(path string) string {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.twice && path == g.path && time.Now().Before(g.next) {
		return g.text
	}
	began := time.Now()
	text := g.look(path, maxSeen)
	g.twice = path == g.path && text == g.text
	g.path, g.text, g.next = path, text, time.Now().Add(restAfter(time.Since(began)))
	return text
}
