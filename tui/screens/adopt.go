package screens

import (
	"handback/capability"
	"handback/capability/desk"
	"handback/tui/text"
	"handback/tui/widget"
	"handback/tui/work"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// adoption shows what the portal's response changes on the device, after a
// return was opened on it and before anything is loaded.
type adoption struct {
	r   capability.Return
	top int
}

func (v adoption) Update(e Env, msg tea.Msg) (Screen, Intent) {
	pressed, ok := msg.(tea.KeyMsg)
	if !ok {
		return v, nil
	}
	highest := v.Page(e).Highest(e.Room.H)
	switch {
	case key.Matches(pressed, widget.BackKey()), key.Matches(pressed, widget.EnterKey("")) && v.top >= highest:
		return v, Back{}
	case key.Matches(pressed, widget.EnterKey("")):
		pressed = widget.Press("pgdown")
	}
	v.top = widget.Move(pressed, v.top, highest+1, e.Room.H)
	return v, nil
}

func (v adoption) Page(e Env) widget.Page {
	p := widget.Page{Title: text.AdoptTitle(v.r), Context: text.Context(v.r), Top: v.top}
	texts := []string{text.Adopted(v.r), ""}
	if readable(v.r) {
		texts = append(texts, differenceLines(v.r)...)
	} else {
		texts = append(texts, text.Opaque)
	}
	for _, t := range append(texts, "", text.AdoptGoOn) {
		if t == "" {
			p.Lines = append(p.Lines, "")
		}
		p.Lines = append(p.Lines, text.Indent(text.Wrap(t, e.Room.W-2), 1)...)
	}
	return p
}

func (v adoption) Keys(e Env) []key.Binding {
	does := text.GoOn
	if v.top < v.Page(e).Highest(e.Room.H) {
		does = text.ReadOn
	}
	return append([]key.Binding{widget.EnterKey(does), widget.BackKey()}, widget.MoveKeys().All()...)
}

// opaque chooses the file that only a person knows to be the response: to open
// a return with it, or for one that waits for it.
type opaque struct {
	device capability.Identity
	yes    string // the words for taking a file
	take   func(desk.Finding) work.Job
	files  []desk.Finding
	cut    string // why not all of the stick was looked through; empty: all was
	cursor int
}

// toAdopt chooses the file to open a return with.
func toAdopt(p work.SituationRead, n work.NotAdopted) opaque {
	v := opaque{yes: text.OpaqueYes, files: text.Candidates(n.Found), cut: n.Cut, take: func(f desk.Finding) work.Job { return work.AdoptFileJob(p.Stick, f) }}
	if p.Reading != nil {
		v.device = p.Reading.Device
	}
	return v
}

// toTake chooses the file that a return waits for.
func toTake(c work.Choices) opaque {
	return opaque{
		device: c.R.Device, yes: text.TakeYes, files: text.Candidates(c.Found), cut: c.Cut,
		take: func(f desk.Finding) work.Job { return work.TakeFileJob(c.R.ID, c.Stick, f) },
	}
}

func (v opaque) Update(e Env, msg tea.Msg) (Screen, Intent) {
	switch msg := msg.(type) {
	case work.Adopted, work.Stands:
		return v, HandOn{msg}
	case tea.KeyMsg:
		var then Intent
		v.cursor, then = pick(msg, v.cursor, len(v.files), e.Room.H, func(i int) Intent { return Open{v.ask(v.files[i])} })
		return v, then
	}
	return v, nil
}

func (v opaque) Page(e Env) widget.Page {
	p := widget.Page{Title: text.OpaqueTitle}
	if len(v.files) == 0 {
		p.Lines = text.Indent(text.Wrap(text.Printable(" ", text.NoOpaque, text.Incomplete(v.cut)), e.Room.W-2), 1)
		return p
	}
	var rows []widget.Row
	for _, f := range v.files {
		rows = append(rows, widget.Row{Key: f.Path, Lines: text.OpaqueLines(f, e.Room.W-4)})
	}
	body, top := widget.RowLines(e.Theme, rows, v.files[v.cursor].Path, e.Room.H)
	return widget.Underneath(p, text.Indent(text.Wrap(text.Printable(" ", text.OpaqueHelp, text.Incomplete(v.cut)), e.Room.W-2), 1), body, top, e.Room.H)
}

func (v opaque) Keys(Env) []key.Binding {
	return append([]key.Binding{widget.When(len(v.files) > 0, widget.EnterKey(text.ChooseFile)), widget.BackKey()}, widget.MoveKeys().All()...)
}

// ask asks before a person's word is taken for it.
func (v opaque) ask(f desk.Finding) questionScreen {
	return questionScreen{widget.Question{
		Title: text.OpaqueQuestionTitle, Context: text.Device(v.device),
		Lines: append(text.OpaqueLines(f, 1<<10), "", text.OpaqueFor(f, v.device)),
		No:    text.NotYetNo, Yes: v.yes,
	}, Run{v.take(f)}}
}
