package tui

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"handback/capability"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
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

// logView shows the log, its end first.
type logView struct {
	up int // lines above the end
}

func (v logView) update(e env, msg tea.Msg) (screen, intent) {
	pressed, ok := msg.(tea.KeyMsg)
	if !ok {
		return v, nil
	}
	if key.Matches(pressed, backKey(), logKey(true), enterKey("")) {
		return v, back{}
	}
	highest := v.page(e).highest(e.room.h)
	v.up = highest - move(pressed, highest-v.up, highest+1, e.room.h)
	return v, nil
}

func (v logView) page(e env) page {
	p := page{title: logTitle}
	for _, line := range e.log {
		p.lines = append(p.lines, indent(wrap(line, e.room.w-3), 1)...)
	}
	if len(p.lines) == 0 {
		p.lines = indent(wrap(logEmptyText, e.room.w-3), 1)
	}
	p.top = p.highest(e.room.h) - v.up
	return p
}

func (v logView) keys(env) []key.Binding {
	return append([]key.Binding{bind("esc", closeText, "esc")}, moveKeys().all()...)
}
