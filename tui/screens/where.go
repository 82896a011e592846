package screens

import (
	"handback/capability/desk"
	"handback/tui/text"
	"handback/tui/widget"
	"handback/tui/work"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// where tells where things stand by what is plugged in: what each file on the
// stick is, what the device shows, and the one next act.
type where struct {
	place work.SituationRead
	known bool     // it was looked
	files []string // what each file on the stick is
	top   int
}

func newWhere(p work.SituationRead) where {
	return where{place: p, known: true, files: fileTexts(p.Place, p.Stick)}
}

// toWhere opens the screen and looks.
func toWhere(e Env) Intent { return Both{Open{where{}}, Run{lookWhere(e)}} }

func lookWhere(e Env) work.Job {
	if stick := stickAtHand(e); stick != nil {
		return work.WhereJob(text.StickAt(stick))
	}
	return work.WhereJob("")
}

func (v where) Update(e Env, msg tea.Msg) (Screen, Intent) {
	switch msg := msg.(type) {
	case work.SituationRead:
		return newWhere(msg), nil
	case work.Connected:
		return v, Run{lookWhere(e)}
	case work.StickChosen:
		return v, Run{lookWhere(e)}
	case work.Stands:
		return v, Restart{[]Screen{showing(msg)}}
	case work.Adopted:
		return v, Restart{[]Screen{showing(msg.Stands), adoption{msg.R, 0}}}
	case work.NotAdopted:
		return v, Open{toAdopt(v.place, msg)}
	case tea.KeyMsg:
		return v.pressed(e, msg)
	}
	return v, nil
}

func (v where) pressed(e Env, msg tea.KeyMsg) (Screen, Intent) {
	k := v.bindings()
	switch {
	case key.Matches(msg, k.enter):
		return v, v.next(e)
	case key.Matches(msg, k.again):
		return v, Run{lookWhere(e)}
	case key.Matches(msg, k.connect):
		return v, Open{Connect{Picker: widget.NewPicker(e.Given), only: true}}
	case key.Matches(msg, k.stick):
		return v, Open{sticks{Picker: widget.NewPicker("")}}
	case key.Matches(msg, k.takeIn):
		return v, takeIn(v.place)
	case key.Matches(msg, k.adopt):
		return v, Run{work.AdoptJob(v.place.Stick)}
	case key.Matches(msg, widget.BackKey()):
		return v, Back{}
	}
	v.top = widget.Move(msg, v.top, v.Page(e).Highest(e.Room.H)+1, e.Room.H)
	return v, nil
}

// next does what is suggested, or goes to where it can be done.
func (v where) next(e Env) Intent {
	p := v.place
	if !v.known {
		return Run{lookWhere(e)}
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
	case desk.ConnectFirst:
		return Open{Connect{Picker: widget.NewPicker(e.Given), only: true}}
	case desk.ReadDevice:
		return Open{Connect{Picker: widget.NewPicker(e.Given), only: true}}
	case desk.TakeCaseIn:
		return takeIn(p)
	default:
		return Back{}
	}
}

type whereKeys struct{ enter, again, connect, stick, adopt, takeIn key.Binding }

func (v where) bindings() whereKeys {
	p := v.place
	opaque := p.Reading != nil && p.Stick != "" && (p.Return == nil || !p.Return.Open()) && p.Suggest != desk.AdoptIt
	return whereKeys{
		enter:   widget.EnterKey(text.SuggestionKey(v.known, p.Suggest)),
		again:   widget.Bind("r", text.LookAgain, "r"),
		connect: widget.Bind("c", text.ConnectKey, "c"),
		stick:   widget.Bind("s", text.OtherStick, "s"),
		adopt:   widget.When(opaque, widget.Bind("a", text.AdoptKey, "a")),
		takeIn:  widget.When(len(toCases(p).all) > 0 && p.Suggest != desk.TakeCaseIn, widget.Bind("i", text.TakeInKey, "i")),
	}
}

func (v where) Keys(Env) []key.Binding {
	k := v.bindings()
	return append([]key.Binding{k.enter, k.adopt, k.takeIn, widget.BackKey(), k.again, k.connect, k.stick}, widget.MoveKeys().All()...)
}

// showing is the screen that shows where a return stands.
func showing(s work.Stands) Screen {
	if s.R.Open() {
		return steps{r: s.R, dir: s.Dir, note: s.Note, scan: s.Scan, choose: s.Choose}
	}
	return done{r: s.R, dir: s.Dir, note: s.Note}
}
