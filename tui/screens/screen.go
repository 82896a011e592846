// Package screens holds every screen: a small value in a file of its own, with
// its view and its keys. A screen takes a message and answers with itself,
// changed, and with an [Intent]; it opens no port, reads no disk and no clock,
// and starts nothing. What it may know is in [Env], what it wants is carried out
// by the root.
//
// What two screens draw alike belongs to widget or to details.go, every sentence
// to text, and whatever waits to a job of work.
package screens

import (
	"slices"
	"time"

	"handback/capability"
	"handback/capability/ledger"
	"handback/capability/media"
	"handback/device/traffic"
	"handback/tui/text"
	"handback/tui/theme"
	"handback/tui/widget"
	"handback/tui/work"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Screen is one screen: a value that answers a message with itself, changed,
// and with what it wants of the root.
type Screen interface {
	// Update takes single keys and the results of the jobs that it asked for.
	Update(e Env, msg tea.Msg) (Screen, Intent)
	// Page is what it shows in e.Room.
	Page(e Env) widget.Page
	// Keys are the bindings that work now, the most used first.
	Keys(e Env) []key.Binding
}

// action is a key of a screen and what it does.
type action struct {
	key.Binding
	do func() Intent
}

// does is what a key does that always does the same.
func does(want Intent) func() Intent { return func() Intent { return want } }

// press does what a key does. It reports whether it is the key of an action.
func press(msg tea.KeyMsg, actions []action) (Intent, bool) {
	for _, a := range actions {
		if key.Matches(msg, a.Binding) {
			return a.do(), true
		}
	}
	return nil, false
}

// actionKeys are some bindings, those of the actions, and those that move.
func actionKeys(actions []action, before ...key.Binding) []key.Binding {
	for _, a := range actions {
		before = append(before, a.Binding)
	}
	return widget.WithMoves(before...)
}

// typist is a screen with a text field: while it is typing, letters are text.
type typist interface{ Typing(e Env) bool }

// Reopener is a screen that wants something when it is seen again.
type Reopener interface{ Reopened(e Env) Intent }

// Env is what every screen may know. Only the root changes it.
type Env struct {
	Now         time.Time
	Theme       theme.Theme
	Room        widget.Area // for a screen's body
	Selection   work.Selection
	Listed      work.Listing
	Log         []work.Logged
	Line        Line           // what the terminal view shows
	Bench       work.Bench     // what the bench shows
	Counts      traffic.Counts // of the line that was opened last
	Unplugged   bool           // an act waits for the port of its device
	Version     string
	Operator    string               // who works here, as the journal names them; empty: nobody said
	Doing       func(w int) []string // the panel of the job that runs, w cells wide; nil: none is shown
	Kept        Kept                 // what was typed into forms that were closed
	Port        string               // named on the command line; empty: none
	PlaysPortal bool                 // the person at the portal can be played
	HasLines    bool                 // ports can be probed and shown in a terminal
}

// Line is what the terminal view shows of the line of a port.
type Line struct {
	Lines []work.Stamped
	Rest  string // a line that has not ended
	Open  bool   // the job runs
}

// hand is what is connected and plugged in.
func (e Env) hand() work.AtHand { return work.AtHand{Selection: e.Selection, Sticks: e.Listed.Sticks} }

// connected is the device that is connected; nil: none is.
func (e Env) connected() *capability.Identity { return e.hand().Connected() }

// greeting says how and when the return of a device closed that answers again; empty: it
// has an open one, or had none.
func (e Env) greeting(d *capability.Identity) string {
	if d == nil {
		return ""
	}
	if s, finished := ledger.Finished(e.Listed.Returns, d.Host); finished {
		return text.Finished(s, e.Now)
	}
	return ""
}

// around names the device that is connected, or says that it is gone.
func (e Env) around() string {
	link := e.Selection.Link
	if link == nil {
		return ""
	}
	return text.Connected(link.Device, link.Port, e.plugged(link.Port))
}

// aroundOf names the device of a return, and says whether it is connected now. What
// the return is about follows where the title bar has room.
func (e Env) aroundOf(r capability.Return) string {
	const roomy = 60 // cells
	says := text.NotConnected(r.Device)
	if e.connectedTo(r.Device.Host) {
		says = e.around()
	}
	if e.Room.W < roomy {
		return says
	}
	return text.WithOrder(says, r)
}

// aroundDevice does the same for a device that was read.
func (e Env) aroundDevice(d capability.Identity) string {
	if e.connectedTo(d.Host) {
		return e.around()
	}
	return text.NotConnected(d)
}

// plugged reports whether a port is there now.
func (e Env) plugged(path string) bool {
	return !e.Unplugged && slices.ContainsFunc(e.Listed.Ports, func(p work.Port) bool {
		return (p.Path == path || p.ByID == path) && !p.Gone
	})
}

// connectedTo reports whether the device with that host ID is connected.
func (e Env) connectedTo(host capability.HostID) bool { return e.hand().ConnectedTo(host) }

// connectedAt reports whether a device is connected at that port.
func (e Env) connectedAt(port string) bool {
	return e.Selection.Link != nil && e.Selection.Link.Port == port
}

// stick is the one that was chosen, or the only one that is plugged in; nil:
// neither.
func (e Env) stick() *media.Stick { return e.hand().OneStick() }

// stickPath is the path of that stick; empty: none.
func (e Env) stickPath() string { return e.hand().StickPath() }

// boxed is the same with the room inside of a panel.
func (e Env) boxed() Env {
	if e.Room.Borders() {
		e.Room.W -= 2
	}
	return e
}

// focus is a panel that has the focus.
func (e Env) focus(title, aside string) widget.Panel {
	return widget.Panel{Title: title, Aside: aside, Border: e.Theme.Accent}
}

// filtered adds what a filter says of itself to the lines over a list, where no
// panel has it in its edge.
func (e Env) filtered(above []string, edge string) []string {
	if edge == "" || e.Room.Borders() {
		return above
	}
	return append(above, " "+text.Crop(edge, e.Room.W-2))
}

// paragraph breaks a text to the width of the body.
func (e Env) paragraph(words string) []string {
	return text.Indent(text.Wrap(words, e.Room.W-2), 1)
}

// lineOrBlank is a paragraph, or one line where the text is empty.
func (e Env) lineOrBlank(words string) []string {
	if words == "" {
		return []string{""}
	}
	return e.paragraph(words)
}

// Intent is what a screen wants of the root.
type Intent interface{ wanted() }

type (
	// Open puts a screen on top of this one.
	Open struct{ Screen }
	// Swap puts a screen in the place of this one.
	Swap struct{ Screen }
	// Back goes to the screen below.
	Back struct{}
	// Restart begins at Home, with these screens on top of it.
	Restart struct{ Above []Screen }
	// Run runs a job; its result comes to the top screen.
	Run struct{ work.Job }
	// HandOn goes back and gives the message to the screen below.
	HandOn struct{ Msg tea.Msg }
	// Tell gives the message to this screen, or to the one that is on top by then.
	Tell struct{ Msg tea.Msg }
	// Stop tells the job that runs to end.
	Stop struct{}
	// SendLine is for the job of the terminal view.
	SendLine struct{ work.LineInput }
	// Order is for the job of the bench.
	Order struct{ work.BenchOrder }
	// Copy puts a text into the clipboard.
	Copy struct{ Text string }
	// Keep keeps what was typed into a form, or forgets it where nothing was.
	Keep struct{ Draft }
	// Both does the first and then the other.
	Both struct{ First, Then Intent }
)

func (Open) wanted()     {}
func (Swap) wanted()     {}
func (Back) wanted()     {}
func (Restart) wanted()  {}
func (Run) wanted()      {}
func (HandOn) wanted()   {}
func (Tell) wanted()     {}
func (Stop) wanted()     {}
func (SendLine) wanted() {}
func (Order) wanted()    {}
func (Copy) wanted()     {}
func (Keep) wanted()     {}
func (Both) wanted()     {}
