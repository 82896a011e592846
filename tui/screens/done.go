package screens

import (
	"handback/capability"
	"handback/tui/text"
	"handback/tui/widget"
	"handback/tui/work"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// done is the end of a return: what was returned, what the portal credited, on
// what that rests, and where the record lies. Where the licenses go to a
// replacement it begins the activation there.
type done struct {
	r    capability.Return
	dir  string
	note []string // what came of the last act
	top  int
}

func (d done) Update(e Env, msg tea.Msg) (Screen, Intent) {
	switch msg := msg.(type) {
	case work.Stands:
		if msg.R.ID == d.r.ID && !msg.R.Open() {
			return done{r: msg.R, dir: msg.Dir, note: msg.Note}, nil
		}
		return d, Restart{[]Screen{showing(msg)}}
	case tea.KeyMsg:
		return d.pressed(e, msg)
	}
	return d, nil
}

func (d done) pressed(e Env, msg tea.KeyMsg) (Screen, Intent) {
	k := d.bindings()
	switch {
	case key.Matches(msg, k.begin):
		return d, d.activate(e)
	case key.Matches(msg, k.prove):
		return d, Run{work.ProveJob(d.r.ID, givenStick(e))}
	case key.Matches(msg, k.ways):
		return d, Open{ways{r: d.r}}
	case key.Matches(msg, widget.EnterKey(""), widget.BackKey()):
		return d, Restart{}
	}
	d.top = widget.Move(msg, d.top, d.Page(e).Highest(e.Room.H)+1, e.Room.H)
	return d, nil
}

// activate begins the activation on the replacement, or connects it first.
func (d done) activate(e Env) Intent {
	to := *d.r.Replacement
	if e.Selection.Link == nil || e.Selection.Link.Device.Host != to {
		return toConnect(e, capability.Identity{Host: to})
	}
	return Run{work.ActivateJob(d.r.ID)}
}

// givenStick is the path of the stick at hand; empty: none.
func givenStick(e Env) string {
	if stick := stickAtHand(e); stick != nil {
		return text.StickAt(stick)
	}
	return ""
}

type doneKeys struct{ begin, prove, ways, home key.Binding }

func (d done) bindings() doneKeys {
	begins := !over(d.r)
	return doneKeys{
		begin: widget.When(begins, widget.EnterKey(text.ActivateKey)),
		prove: widget.When(d.r.AwaitsProof(), widget.Bind("r", text.ProveKey, "r")),
		ways:  widget.When(len(waysOf(d.r)) > 0, widget.Bind("m", text.WaysKey, "m")),
		home:  widget.When(!begins, widget.EnterKey(text.HomeKey)),
	}
}

func (d done) Keys(Env) []key.Binding {
	k := d.bindings()
	return append([]key.Binding{k.begin, k.home, k.prove, k.ways, widget.BackKey()}, widget.MoveKeys().All()...)
}

// over reports whether a return has come to its end and no act follows.
func over(r capability.Return) bool {
	return capability.Next(r).Kind == capability.ActNothing
}
