package tui

import (
	"handback/capability"

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

func (d done) update(e env, msg tea.Msg) (screen, intent) {
	switch msg := msg.(type) {
	case stands:
		if msg.r.ID == d.r.ID && !msg.r.Open() {
			return done{r: msg.r, dir: msg.dir, note: msg.note}, nil
		}
		return d, restart{[]screen{showing(msg)}}
	case tea.KeyMsg:
		return d.pressed(e, msg)
	}
	return d, nil
}

func (d done) pressed(e env, msg tea.KeyMsg) (screen, intent) {
	k := d.bindings()
	switch {
	case key.Matches(msg, k.begin):
		return d, d.activate(e)
	case key.Matches(msg, k.prove):
		return d, run{proveJob(d.r.ID, givenStick(e))}
	case key.Matches(msg, k.ways):
		return d, open{ways{r: d.r}}
	case key.Matches(msg, enterKey(""), backKey()):
		return d, restart{}
	}
	d.top = move(msg, d.top, d.page(e).highest(e.room.h)+1, e.room.h)
	return d, nil
}

// activate begins the activation on the replacement, or connects it first.
func (d done) activate(e env) intent {
	to := *d.r.Replacement
	if e.selection.link == nil || e.selection.link.device.Host != to {
		return toConnect(e, capability.Identity{Host: to})
	}
	return run{activateJob(d.r.ID)}
}

// givenStick is the path of the stick at hand; empty: none.
func givenStick(e env) string {
	if stick := stickAtHand(e); stick != nil {
		return stickAt(stick)
	}
	return ""
}

type doneKeys struct{ begin, prove, ways, home key.Binding }

func (d done) bindings() doneKeys {
	begins := !over(d.r)
	return doneKeys{
		begin: when(begins, enterKey(activateKeyText)),
		prove: when(d.r.AwaitsProof(), bind("r", proveKeyText, "r")),
		ways:  when(len(waysOf(d.r)) > 0, bind("m", waysKeyText, "m")),
		home:  when(!begins, enterKey(homeKeyText)),
	}
}

func (d done) keys(env) []key.Binding {
	k := d.bindings()
	return append([]key.Binding{k.begin, k.home, k.prove, k.ways, backKey()}, moveKeys().all()...)
}

// over reports whether a return has come to its end and no act follows.
func over(r capability.Return) bool {
	return capability.Next(r).Kind == capability.ActNothing
}
