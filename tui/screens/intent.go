package screens

import (
	"handback/tui/work"

	tea "github.com/charmbracelet/bubbletea"
)

// Intent is what a screen wants of the root.
type Intent interface{ wanted() }

type (
	Open     struct{ Screen }         // on top of this screen
	Swap     struct{ Screen }         // in the place of this screen
	Back     struct{}                 // to the screen below
	Restart  struct{ Above []Screen } // Home, and these on top of it
	Run      struct{ work.Job }       // run a job; its result comes to the top screen
	HandOn   struct{ Msg tea.Msg }    // back, and the message to the screen below
	Tell     struct{ Msg tea.Msg }    // the message to this screen, or the one that is on top by then
	Halt     struct{}                 // tell the job that runs to end
	TypeLine struct{ work.ToLine }    // to the job of the terminal view
	Both     struct{ First, Then Intent }
)

func (Open) wanted()     {}
func (Swap) wanted()     {}
func (Back) wanted()     {}
func (Restart) wanted()  {}
func (Run) wanted()      {}
func (HandOn) wanted()   {}
func (Tell) wanted()     {}
func (Halt) wanted()     {}
func (TypeLine) wanted() {}
func (Both) wanted()     {}
