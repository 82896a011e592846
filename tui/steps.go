package tui

import (
	"handback/capability"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// steps is where a return stands and what comes next: the heart of the tool.
type steps struct {
	r    capability.Return
	dir  string   // where the record lies
	note []string // what came of the last act
	top  int
}

func (s steps) update(e env, msg tea.Msg) (screen, intent) {
	switch msg := msg.(type) {
	case stands:
		s.r, s.dir, s.note, s.top = msg.r, msg.dir, msg.note, 0
		if over(s.r) {
			return done{s.r, s.dir, 0}, nil
		}
	case tea.KeyMsg:
		return s.pressed(e, msg)
	}
	return s, nil
}

func (s steps) pressed(e env, msg tea.KeyMsg) (screen, intent) {
	k := s.bindings(e)
	switch {
	case key.Matches(msg, k.enter):
		return s, s.next(e)
	case key.Matches(msg, k.stick):
		return s, open{sticks{picker: newPicker("")}}
	case key.Matches(msg, k.again):
		return s, open{sticks{picker: newPicker(""), again: &s.r}}
	case key.Matches(msg, k.claim):
		return s, open{askClaim(s.r)}
	case key.Matches(msg, k.portal):
		return s, work{portalJob(s.r)}
	case key.Matches(msg, backKey()):
		return s, back{}
	}
	s.top = move(msg, s.top, s.page(e).highest(e.room.h)+1, e.room.h)
	return s, nil
}

// next does the next act, or goes to where what it needs can be had.
func (s steps) next(e env) intent {
	act := capability.Next(s.r)
	switch act.Need {
	case capability.NeedsDevice:
		if !s.connected(e) {
			return toConnect(e, s.wanted())
		}
	case capability.NeedsStick, capability.NeedsPortal:
		stick := stickAtHand(e)
		if stick == nil {
			return open{sticks{picker: newPicker("")}}
		}
		return work{actJob(s.r, stick.Path)}
	}
	if act.Kind == capability.ActLoadResponse {
		return open{askLoad(s.r, work{actJob(s.r, "")})}
	}
	return work{actJob(s.r, "")}
}

// wanted is the device that the next act needs.
func (s steps) wanted() capability.Identity {
	if capability.Next(s.r).Kind == capability.ActActivate && s.r.Replacement != nil {
		return capability.Identity{Host: *s.r.Replacement}
	}
	return s.r.Device
}

// connected reports whether that device is connected.
func (s steps) connected(e env) bool {
	return e.hand.link != nil && e.hand.link.device.Host == s.wanted().Host
}

type stepsKeys struct{ enter, stick, again, claim, portal key.Binding }

func (s steps) bindings(e env) stepsKeys {
	act := capability.Next(s.r)
	portal := act.Need == capability.NeedsPortal
	uploads := act.Kind == capability.ActUploadRequest || act.Kind == capability.ActUploadConfirmation
	return stepsKeys{
		enter:  enterKey(doText(act)),
		stick:  when(portal || act.Need == capability.NeedsStick, bind("s", otherStickText, "s")),
		claim:  when(uploads, bind("u", uploadedText, "u")),
		again:  when(portal, bind("w", saveMoreText, "w")),
		portal: when(portal && e.portal, bind("p", playKeyText, "p")),
	}
}

func (s steps) keys(e env) []key.Binding {
	k := s.bindings(e)
	return append([]key.Binding{k.enter, k.portal, k.claim, k.again, backKey(), k.stick}, moveKeys().all()...)
}
