package screens

import (
	"strconv"

	"handback/capability"
	"handback/tui/text"
	"handback/tui/widget"
	"handback/tui/work"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// ways are what else can be done with a return now, beside its next act.
type ways struct {
	r      capability.Return
	cursor int
}

// way is one of them: a fact that a person brings in, or a file that is carried
// without a stick.
type way struct {
	title, text string
	then        Intent
}

func (v ways) Update(e Env, msg tea.Msg) (Screen, Intent) {
	switch msg := msg.(type) {
	case work.Stands:
		return v, HandOn{msg}
	case work.FileRead:
		return v, Open{codes{id: msg.Id, message: msg.Message, ink: e.Theme.Ink}}
	case work.SlipRead:
		return v, Open{slip{SlipRead: msg}}
	case work.Entered:
		return v, Open{newByHand(msg)}
	case tea.KeyMsg:
		all := waysOf(v.r)
		var then Intent
		v.cursor, then = pick(msg, v.cursor, len(all), e.Room.H, func(i int) Intent { return all[i].then })
		return v, then
	}
	return v, nil
}

func (v ways) Page(e Env) widget.Page {
	p := widget.Page{Title: text.WaysTitle, Context: text.Context(v.r)}
	var rows []widget.Row
	for i, w := range waysOf(v.r) {
		rows = append(rows, widget.Row{Key: strconv.Itoa(i), Lines: append([]string{w.title}, text.Indent(text.Wrap(w.text, e.Room.W-6), 2)...)})
	}
	if len(rows) == 0 {
		p.Lines = text.Indent(text.Wrap(text.NoWays, e.Room.W-2), 1)
		return p
	}
	p.Lines, p.Top = widget.RowLines(e.Theme, rows, strconv.Itoa(v.cursor), e.Room.H)
	return p
}

func (v ways) Keys(Env) []key.Binding {
	return append([]key.Binding{widget.When(len(waysOf(v.r)) > 0, widget.EnterKey(text.ChooseWay)), widget.BackKey()}, widget.MoveKeys().All()...)
}

// waysOf lists what the rules allow now, each tried on the return itself. What
// changes nothing comes first.
func waysOf(r capability.Return) []way {
	file := uploads(r)
	sure := capability.Evidence{Cause: capability.NoAnswer, Serial: "-", Host: r.Device.Host, Who: "-"}
	all := carryWays(r)
	for _, one := range []struct {
		fact capability.Fact
		way  way
	}{
		{capability.Cancelled{}, cancelWay(r)},
		{capability.SetAside{}, setAsideWay(r)},
		{capability.Replaced{File: file}, replaceWay(r, file)},
		{capability.Withdrawn{File: file}, withdrawWay(r, file)},
		{capability.Declared{Evidence: sure}, declareWay(r)},
		{capability.Decided{Outcome: capability.MadeObsolete}, decideWay(r)},
	} {
		if _, err := r.With(capability.Entry{Fact: one.fact}); err == nil {
			all = append(all, one.way)
		}
	}
	return all
}

// uploads is the file that the portal waits for, or was given last.
func uploads(r capability.Return) capability.ArtifactKind {
	if r.Dead() {
		return capability.DeclarationFile
	}
	if r.Confirmation != nil {
		return capability.ConfirmationRequest
	}
	return capability.ReturnRequest
}
