package tui

import (
	"handback/capability/desk"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// where tells where things stand by what is plugged in: what each file on the
// stick is, what the device shows, and the one next act.
type where struct {
	place situationRead
	known bool     // it was looked
	files []string // what each file on the stick is
	top   int
}

func newWhere(p situationRead) where {
	return where{place: p, known: true, files: fileTexts(p.Place, p.stick)}
}

// toWhere opens the screen and looks.
func toWhere(e env) intent { return both{open{where{}}, run{lookWhere(e)}} }

func lookWhere(e env) job {
	if stick := stickAtHand(e); stick != nil {
		return whereJob(stickAt(stick))
	}
	return whereJob("")
}

func (v where) update(e env, msg tea.Msg) (screen, intent) {
	switch msg := msg.(type) {
	case situationRead:
		return newWhere(msg), nil
	case connected:
		return v, run{lookWhere(e)}
	case stickChosen:
		return v, run{lookWhere(e)}
	case stands:
		return v, restart{[]screen{showing(msg)}}
	case adopted:
		return v, restart{[]screen{showing(msg.stands), adoption{msg.r, 0}}}
	case notAdopted:
		return v, open{toAdopt(v.place, msg)}
	case tea.KeyMsg:
		return v.pressed(e, msg)
	}
	return v, nil
}

func (v where) pressed(e env, msg tea.KeyMsg) (screen, intent) {
	k := v.bindings()
	switch {
	case key.Matches(msg, k.enter):
		return v, v.next(e)
	case key.Matches(msg, k.again):
		return v, run{lookWhere(e)}
	case key.Matches(msg, k.connect):
		return v, open{connect{picker: newPicker(e.given), only: true}}
	case key.Matches(msg, k.stick):
		return v, open{sticks{picker: newPicker("")}}
	case key.Matches(msg, k.takeIn):
		return v, takeIn(v.place)
	case key.Matches(msg, k.adopt):
		return v, run{adoptJob(v.place.stick)}
	case key.Matches(msg, backKey()):
		return v, back{}
	}
	v.top = move(msg, v.top, v.page(e).highest(e.room.h)+1, e.room.h)
	return v, nil
}

// next does what is suggested, or goes to where it can be done.
func (v where) next(e env) intent {
	p := v.place
	if !v.known {
		return run{lookWhere(e)}
	}
	switch p.Suggest {
	case desk.GoOn:
		return run{openJob(p.Return.ID)}
	case desk.TakeAnswer:
		return run{actJob(*p.Return, p.stick)}
	case desk.BeginHere:
		return restart{[]screen{licenses{reading: *p.Reading}}}
	case desk.AdoptIt:
		return run{adoptJob(p.stick)}
	case desk.ConnectFirst:
		return open{connect{picker: newPicker(e.given), only: true}}
	case desk.ReadDevice:
		return open{connect{picker: newPicker(e.given), only: true}}
	case desk.TakeCaseIn:
		return takeIn(p)
	default:
		return back{}
	}
}

type whereKeys struct{ enter, again, connect, stick, adopt, takeIn key.Binding }

func (v where) bindings() whereKeys {
	p := v.place
	opaque := p.Reading != nil && p.stick != "" && (p.Return == nil || !p.Return.Open()) && p.Suggest != desk.AdoptIt
	return whereKeys{
		enter:   enterKey(suggestionKeyText(v.known, p.Suggest)),
		again:   bind("r", lookAgainText, "r"),
		connect: bind("c", connectKeyText, "c"),
		stick:   bind("s", otherStickText, "s"),
		adopt:   when(opaque, bind("a", adoptKeyText, "a")),
		takeIn:  when(len(toCases(p).all) > 0 && p.Suggest != desk.TakeCaseIn, bind("i", takeInKeyText, "i")),
	}
}

func (v where) keys(env) []key.Binding {
	k := v.bindings()
	return append([]key.Binding{k.enter, k.adopt, k.takeIn, backKey(), k.again, k.connect, k.stick}, moveKeys().all()...)
}

// showing is the screen that shows where a return stands.
func showing(s stands) screen {
	if s.r.Open() {
		return steps{r: s.r, dir: s.dir, note: s.note, scan: s.scan, choose: s.choose}
	}
	return done{r: s.r, dir: s.dir, note: s.note}
}
