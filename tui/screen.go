package tui

import (
	"time"

	"handback/capability"
	"handback/device/traffic"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// screen is one screen: a small value that answers a message with itself,
// changed, and with what it wants of the root.
type screen interface {
	// update gets single keys and the results of the jobs it asked for.
	update(e env, msg tea.Msg) (screen, intent)
	// page is what it shows in e.room.
	page(e env) page
	// keys are the bindings that work now, the most used first.
	keys(e env) []key.Binding
}

// typist is a screen with a text field: while it is typing, letters are text.
type typist interface{ typing(e env) bool }

// env is what every screen may look at. Only the root changes it.
type env struct {
	now       time.Time
	theme     Theme
	room      area // for a screen's body
	selection selection
	seen      surroundings
	log       []string
	line      onLine         // what the terminal view shows
	counts    traffic.Counts // of the line that was opened last
	version   string
	given     string // the port that was named on the command line
	portal    bool   // the person at the portal can be played
	lines     bool   // ports can be asked and watched
}

// connected is the device that is connected; nil: none is.
func (e env) connected() *capability.Identity {
	if e.selection.link == nil {
		return nil
	}
	return &e.selection.link.device
}
