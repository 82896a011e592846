package screens

import (
	"time"

	"handback/capability"
	"handback/device/traffic"
	"handback/tui/theme"
	"handback/tui/widget"
	"handback/tui/work"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Screen is one screen: a small value that answers a message with itself,
// changed, and with what it wants of the root.
type Screen interface {
	// update gets single keys and the results of the jobs it asked for.
	Update(e Env, msg tea.Msg) (Screen, Intent)
	// page is what it shows in e.room.
	Page(e Env) widget.Page
	// keys are the bindings that work now, the most used first.
	Keys(e Env) []key.Binding
}

// typist is a screen with a text field: while it is typing, letters are text.
type typist interface{ Typing(e Env) bool }

// Env is what every screen may look at. Only the root changes it.
type Env struct {
	Now       time.Time
	Theme     theme.Theme
	Room      widget.Area // for a screen's body
	Selection work.Selection
	Seen      work.Surroundings
	Log       []string
	Line      onLine         // what the terminal view shows
	Counts    traffic.Counts // of the line that was opened last
	Version   string
	Given     string // the port that was named on the command line
	Portal    bool   // the person at the portal can be played
	Lines     bool   // ports can be asked and watched
}

// connected is the device that is connected; nil: none is.
func (e Env) connected() *capability.Identity {
	if e.Selection.Link == nil {
		return nil
	}
	return &e.Selection.Link.Device
}

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
