package screens

import (
	"handback/capability"
	"handback/capability/media"
	"handback/tui/text"
	"handback/tui/widget"
	"handback/tui/work"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// steps is where a return stands and what comes next: the heart of the tool.
type steps struct {
	r    capability.Return
	dir  string   // where the record lies
	note []string // what came of the last act
	scan bool     // the site wants a scan on record first

	choose bool // files on the stick could be the response

	top int
}

func (s steps) Update(e Env, msg tea.Msg) (Screen, Intent) {
	switch msg := msg.(type) {
	case work.Stands:
		return showing(msg), nil
	case work.Choices:
		return s, Open{toTake(msg)}
	case work.SlipRead:
		return s, Open{slip{SlipRead: msg}}
	case tea.KeyMsg:
		return s.pressed(e, msg)
	}
	return s, nil
}

func (s steps) pressed(e Env, msg tea.KeyMsg) (Screen, Intent) {
	k := s.bindings(e)
	switch {
	case key.Matches(msg, k.enter):
		return s, s.next(e)
	case key.Matches(msg, k.stick):
		return s, Open{sticks{Picker: widget.NewPicker("")}}
	case key.Matches(msg, k.again):
		return s, Open{sticks{Picker: widget.NewPicker(""), again: &s.r}}
	case key.Matches(msg, k.claim):
		return s, Open{askClaim(s.r)}
	case key.Matches(msg, k.portal):
		return s, Run{work.PortalJob(s.r)}
	case key.Matches(msg, k.choose):
		return s, Run{work.ChoicesJob(s.r, text.StickAt(stickAtHand(e)))}
	case key.Matches(msg, k.ways):
		return s, Open{ways{r: s.r}}
	case key.Matches(msg, k.slip):
		return s, Run{work.SlipJob(s.r.ID)}
	case key.Matches(msg, k.release):
		return s, Run{work.ReleaseJob(stickAtHand(e).Path)}
	case key.Matches(msg, widget.BackKey()):
		return s, Back{}
	}
	s.top = widget.Move(msg, s.top, s.Page(e).Highest(e.Room.H)+1, e.Room.H)
	return s, nil
}

// next does the next act, or goes to where what it needs can be had.
func (s steps) next(e Env) Intent {
	act := capability.Next(s.r)
	switch act.Kind {
	case capability.ActDeclare:
		return Open{declareForm(s.r)}
	case capability.ActRecordDecision:
		return Open{decideForm(s.r)}
	}
	switch act.Need {
	case capability.NeedsDevice:
		if !s.connected(e) {
			return toConnect(e, s.r.Device)
		}
	case capability.NeedsStick, capability.NeedsPortal:
		stick := stickAtHand(e)
		if stick == nil {
			return Open{sticks{Picker: widget.NewPicker("")}}
		}
		return Run{work.ActJob(s.r, text.StickAt(stick))}
	}
	if act.Kind == capability.ActLoadResponse && s.scan {
		return Open{scanForm(s.r, e.Now)}
	}
	if act.Kind == capability.ActLoadResponse {
		return Open{askLoad(s.r, Run{work.ActJob(s.r, "")})}
	}
	return Run{work.ActJob(s.r, "")}
}

// connected reports whether the device of the return is connected.
func (s steps) connected(e Env) bool {
	return e.Selection.Link != nil && e.Selection.Link.Device.Host == s.r.Device.Host
}

// available is what is there for the next act.
func (s steps) available(e Env) text.Available {
	return text.Available{
		Device: e.connected(), Right: s.connected(e), Stick: stickAtHand(e), Several: len(e.Seen.Sticks) > 0, Left: e.Selection.Left,
	}
}

type stepsKeys struct{ enter, stick, again, claim, portal, ways, slip, release, choose key.Binding }

func (s steps) bindings(e Env) stepsKeys {
	act := capability.Next(s.r)
	portal := act.Need == capability.NeedsPortal
	upload := portal && s.r.Artifact(uploads(s.r)) != nil
	stick := stickAtHand(e)
	claims := act.Kind == capability.ActUploadRequest || act.Kind == capability.ActUploadConfirmation
	return stepsKeys{
		choose:  widget.When(portal && stick != nil && (s.choose || waitsUnread(s.r)), widget.Bind("c", text.ChooseKey, "c")),
		enter:   widget.EnterKey(s.enterText(e, act)),
		stick:   widget.When(portal || act.Need == capability.NeedsStick, widget.Bind("s", text.OtherStick, "s")),
		claim:   widget.When(claims, widget.Bind("u", text.Uploaded, "u")),
		again:   widget.When(upload, widget.Bind("w", text.SaveMore, "w")),
		ways:    widget.Bind("m", text.WaysKey, "m"),
		slip:    widget.When(upload, widget.Bind("v", text.SlipKey, "v")),
		release: widget.When(portal && stick != nil && stick.State == media.Ready && !stick.Folder, releaseKey()),
		portal:  widget.When(portal && e.Portal, widget.Bind("p", text.PlayKey, "p")),
	}
}

// enterText is what enter does: the act, or to get what it needs.
func (s steps) enterText(e Env, act capability.Act) string {
	switch act.Need {
	case capability.NeedsDevice:
		if !s.connected(e) {
			return text.ConnectKey
		}
	case capability.NeedsStick, capability.NeedsPortal:
		if stickAtHand(e) == nil {
			return text.ChooseStick
		}
	}
	return text.Do(act)
}

func (s steps) Keys(e Env) []key.Binding {
	k := s.bindings(e)
	return append([]key.Binding{k.enter, k.portal, k.choose, k.release, k.claim, k.again, k.ways, widget.BackKey(), k.stick, k.slip}, widget.MoveKeys().All()...)
}

// waitsUnread reports whether the return waits for a response that nobody here
// can read, so that a person may have to choose it.
func waitsUnread(r capability.Return) bool {
	return r.Opaque() && r.Confirmation == nil && !r.Dead()
}
