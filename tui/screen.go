package tui

import (
	"time"

	"handback/capability/ledger"
	"handback/capability/media"
	"handback/device/serial"
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
	now     time.Time
	look    look
	room    area // for a screen's body
	hand    hand
	seen    seen
	log     []string
	line    onLine         // what the terminal view shows
	counts  traffic.Counts // of the line that was opened last
	version string
	given   string // the port that was named on the command line
	portal  bool   // the person at the portal can be played
	lines   bool   // ports can be asked and watched
}

// seen is what was found around: the returns of the ledger, ports and sticks.
type seen struct {
	returns  []ledger.Summary
	ports    []portSeen
	snatched []serial.Port // those that somebody else seems to have taken away
	sticks   []media.Stick
	problems []string // why something could not be looked for
}
