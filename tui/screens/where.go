package screens

import (
	"handback/capability/desk"
	"handback/capability/ledger"
	"handback/tui/text"
	"handback/tui/widget"
	"handback/tui/work"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// where tells where things stand by what is plugged in: the one next act, what
// the device shows, and what each file on the stick is.
type where struct {
	situation work.Situation
	read      bool     // the situation was read
	files     []string // what each file on the stick is
	top       int
}

func newWhere(p work.Situation) where {
	return where{situation: p, read: true, files: p.Files()}
}

// openWhere opens the screen and reads the situation.
func openWhere(e Env) Intent { return Both{Open{where{}}, Run{situationJob(e)}} }

func situationJob(e Env) work.Job { return work.SituationJob(e.stickPath()) }

// Update implements [Screen].
func (v where) Update(e Env, msg tea.Msg) (Screen, Intent) {
	switch msg := msg.(type) {
	case work.Situation:
		return newWhere(msg), nil
	case work.Connected, work.StickChosen:
		return v, Run{situationJob(e)}
	case work.PortalAsked:
		return v, Open{portalWord{Standing: msg.Standing}}
	case portalSaid:
		v.situation.Return = &msg.Return
		return v, nil
	case work.Standing:
		return v, Restart{[]Screen{returnScreen(msg)}}
	case work.Adopted:
		return v, Restart{[]Screen{returnScreen(msg.Standing), adoption{msg.Return, 0}}}
	case work.NotAdopted:
		return v, Open{newAdoptChoice(v.situation, msg)}
	case tea.KeyMsg:
		if want, done := press(msg, v.actions(e)); done {
			return v, want
		}
		v.top, _ = scroll(e, msg, v.Page(e))
	}
	return v, nil
}

// next does what is suggested, or goes to the screen where that is done.
func (v where) next(e Env) Intent {
	p := v.situation
	if !v.read {
		return Run{situationJob(e)}
	}
	switch p.Suggest {
	case desk.GoOn:
		return Run{work.OpenJob(p.Return.ID)}
	case desk.TakeAnswer:
		return Run{work.ActJob(*p.Return, p.Stick)}
	case desk.BeginHere:
		return Restart{[]Screen{licenses{reading: *p.Reading}}}
	case desk.AdoptIt:
		return Run{work.AdoptJob(p.Stick)}
	case desk.ConnectFirst, desk.ReadDevice:
		return Open{Connect{Picker: widget.NewPicker(e.Port), connectOnly: true}}
	case desk.TakeCaseIn:
		return takeIn(p)
	default:
		return Back{}
	}
}

// actions are the keys of the screen, the most used first.
func (v where) actions(e Env) []action {
	p := v.situation
	return []action{
		{widget.EnterKey(text.SuggestionKey(v.read, p.Suggest)), func() Intent { return v.next(e) }},
		{widget.When(p.Adopts(), widget.Bind("d", text.AdoptKey.String(), "d")), does(Run{work.AdoptJob(p.Stick)})},
		{widget.When(p.TakesIn(), widget.Bind("i", text.TakeInKey.String(), "i")), func() Intent { return takeIn(p) }},
		{askPortalKey(p.Online), func() Intent { return Run{work.AskPortalJob(*p.Return)} }},
		{widget.BackKey(), does(Back{})},
		{refreshKey(), does(Run{situationJob(e)})},
		{widget.Bind("c", text.ConnectKey.String(), "c"), func() Intent {
			return Open{Connect{Picker: widget.NewPicker(e.Port), connectOnly: true}}
		}},
		{widget.Bind("s", text.OtherStick.String(), "s"), openSticks},
	}
}

// Keys implements [Screen].
func (v where) Keys(e Env) []key.Binding { return actionKeys(v.actions(e)) }

// returnScreen is the screen that shows where a return stands.
func returnScreen(s work.Standing) Screen {
	if s.Return.Open() {
		return steps{Standing: s}
	}
	return done{Standing: s}
}

// Page implements [Screen]. It shows the next act first: a stick can hold many
// files.
func (v where) Page(e Env) widget.Page {
	p := widget.Page{Title: text.WhereTitle.String(), Context: e.around(), Top: v.top}
	if !v.read {
		p.Lines = e.paragraph(text.NotLooked.String())
		return p
	}
	part := func(title string, texts []string) {
		if len(texts) == 0 {
			return
		}
		if len(p.Lines) > 0 {
			p.Lines = append(p.Lines, "")
		}
		p.Lines = append(p.Lines, " "+e.Theme.Heading.Render(title))
		for _, t := range texts {
			p.Lines = append(p.Lines, text.Indent(text.Wrap(t, e.Room.W-4), 3)...)
		}
	}
	part(text.NextTitle.String(), append(text.ProvedTexts(v.situation.Proved), text.Place(v.situation.Situation)))
	if r := v.situation.Return; r != nil && r.PortalSays != nil {
		part(text.PortalWordTitle.String(), []string{text.PortalSays(*r, e.Now)})
	}
	var odd []string
	for _, f := range v.situation.Odd {
		odd = append(odd, text.Warned(f))
	}
	part(text.OddPartTitle.String(), odd)
	var told []string
	for _, c := range v.situation.Cases {
		if c.Fork != nil {
			p.Lines = append(p.Lines, forkLines(c.Fork, e)...)
		}
		if c.Standing != desk.CaseKnown {
			told = append(told, text.Case(c))
		}
	}
	part(text.CasesTitle.String(), told[:min(len(told), work.ShownFiles)])
	part(text.DeviceTitle.String(), deviceTexts(v.situation.Situation))
	part(text.FilesOn(v.situation.Stick), v.files)
	return p
}

func deviceTexts(p desk.Situation) []string {
	if p.Reading == nil {
		return []string{text.NoDevice.String()}
	}
	return append(text.IdentityTexts(p.Reading.Device), text.HeldShort(p.Reading.Licenses))
}

// forkLines shows the two ways of a return side by side, or, in a narrow
// window, one below the other.
func forkLines(f *ledger.Fork, e Env) []string {
	lines := []string{"", " " + e.Theme.Danger.Render(text.Cut(text.ForkTitle(f.ID), e.Room.W-1))}
	lines = append(lines, text.Indent(text.Wrap(text.Fork(f), e.Room.W-4), 3)...)
	const narrow = 60
	w := (e.Room.W - 6) / 2
	if e.Room.W < narrow {
		w = e.Room.W - 4
	}
	ours, theirs := text.EntryLines(text.OursTitle.String(), f.Ours, w), text.EntryLines(text.TheirsTitle.String(), f.Theirs, w)
	if e.Room.W < narrow {
		return append(lines, text.Indent(append(ours, theirs...), 3)...)
	}
	return append(lines, text.Indent(sideBySide(ours, theirs, w), 3)...)
}
