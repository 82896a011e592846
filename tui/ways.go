package tui

import (
	"strconv"

	"handback/capability"

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
	then        intent
}

func (v ways) update(e env, msg tea.Msg) (screen, intent) {
	switch msg := msg.(type) {
	case stands:
		return v, handOn{msg}
	case fileRead:
		return v, open{codes{id: msg.id, message: msg.message, ink: e.theme.ink}}
	case slipRead:
		return v, open{slip{slipRead: msg}}
	case entered:
		return v, open{newByHand(msg)}
	case tea.KeyMsg:
		all := waysOf(v.r)
		var then intent
		v.cursor, then = pick(msg, v.cursor, len(all), e.room.h, func(i int) intent { return all[i].then })
		return v, then
	}
	return v, nil
}

func (v ways) page(e env) page {
	p := page{title: waysTitle, context: contextText(v.r)}
	var rows []row
	for i, w := range waysOf(v.r) {
		rows = append(rows, row{strconv.Itoa(i), append([]string{w.title}, indent(wrap(w.text, e.room.w-6), 2)...)})
	}
	if len(rows) == 0 {
		p.lines = indent(wrap(noWaysText, e.room.w-2), 1)
		return p
	}
	p.lines, p.top = rowLines(e.theme, rows, strconv.Itoa(v.cursor), e.room.h)
	return p
}

func (v ways) keys(env) []key.Binding {
	return append([]key.Binding{when(len(waysOf(v.r)) > 0, enterKey(chooseWayText)), backKey()}, moveKeys().all()...)
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
