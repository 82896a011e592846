package tui

import (
	tea "github.com/charmbracelet/bubbletea"
)

// intent is what a screen wants of the root.
type intent interface{ wanted() }

type (
	open     struct{ screen }         // on top of this screen
	swap     struct{ screen }         // in the place of this screen
	back     struct{}                 // to the screen below
	restart  struct{ above []screen } // Home, and these on top of it
	run      struct{ job }            // run a job; its result comes to the top screen
	handOn   struct{ msg tea.Msg }    // back, and the message to the screen below
	tell     struct{ msg tea.Msg }    // the message to this screen, or the one that is on top by then
	halt     struct{}                 // tell the job that runs to end
	typeLine struct{ toLine }         // to the job of the terminal view
	both     struct{ first, then intent }
)

func (open) wanted()     {}
func (swap) wanted()     {}
func (back) wanted()     {}
func (restart) wanted()  {}
func (run) wanted()      {}
func (handOn) wanted()   {}
func (tell) wanted()     {}
func (halt) wanted()     {}
func (typeLine) wanted() {}
func (both) wanted()     {}
