package tui

import (
	"handback/capability"
	"handback/capability/desk"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// opaque chooses the file that only a person knows to be the response: to open
// a return with it, or for one that waits for it.
type opaque struct {
	device capability.Identity
	yes    string // the words for taking a file
	take   func(desk.Finding) job
	files  []desk.Finding
	cut    string // why not all of the stick was looked through; empty: all was
	cursor int
}

// toAdopt chooses the file to open a return with.
func toAdopt(p situationRead, n notAdopted) opaque {
	v := opaque{yes: opaqueYesText, files: candidates(n.found), cut: n.cut, take: func(f desk.Finding) job { return adoptFileJob(p.stick, f) }}
	if p.Reading != nil {
		v.device = p.Reading.Device
	}
	return v
}

// toTake chooses the file that a return waits for.
func toTake(c choices) opaque {
	return opaque{
		device: c.r.Device, yes: takeYesText, files: candidates(c.found), cut: c.cut,
		take: func(f desk.Finding) job { return takeFileJob(c.r.ID, c.stick, f) },
	}
}

func (v opaque) update(e env, msg tea.Msg) (screen, intent) {
	switch msg := msg.(type) {
	case adopted, stands:
		return v, handOn{msg}
	case tea.KeyMsg:
		var then intent
		v.cursor, then = pick(msg, v.cursor, len(v.files), e.room.h, func(i int) intent { return open{v.ask(v.files[i])} })
		return v, then
	}
	return v, nil
}

func (v opaque) page(e env) page {
	p := page{title: opaqueTitle}
	if len(v.files) == 0 {
		p.lines = indent(wrap(printable(" ", noOpaqueText, IncompleteText(v.cut)), e.room.w-2), 1)
		return p
	}
	var rows []row
	for _, f := range v.files {
		rows = append(rows, row{f.Path, opaqueLines(f, e.room.w-4)})
	}
	body, top := rowLines(e.theme, rows, v.files[v.cursor].Path, e.room.h)
	return underneath(p, indent(wrap(printable(" ", opaqueHelpText, IncompleteText(v.cut)), e.room.w-2), 1), body, top, e.room.h)
}

func (v opaque) keys(env) []key.Binding {
	return append([]key.Binding{when(len(v.files) > 0, enterKey(chooseFileText)), backKey()}, moveKeys().all()...)
}

// ask asks before a person's word is taken for it.
func (v opaque) ask(f desk.Finding) questionScreen {
	return questionScreen{question{
		title: opaqueQuestionTitle, context: deviceText(v.device),
		lines: append(opaqueLines(f, 1<<10), "", opaqueForText(f, v.device)),
		no:    notYetNoText, yes: v.yes,
	}, run{v.take(f)}}
}
